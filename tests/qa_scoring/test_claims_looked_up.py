"""What a reply says is looked up in the whole knowledge base, not only near the question."""

import pytest

from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source
from qa_scoring.scorecard import Scorecard, Scored, Unsure, verdict_word
from qa_scoring.sources import find_for_claims
from tests.qa_scoring.made_cases import a_book, a_card

MATTERS = (
    ("Подъём на этаж", "Подъём мебели на этаж стоит 450 ₽ за каждый этаж."),
    ("Сборка шкафа", "Сборку шкафа мастер делает за 2 часа, стоимость сборки 1 900 ₽."),
    ("Хранение заказа", "В пункте выдачи заказ хранится 6 дней, затем возвращается на склад."),
    ("Обмен размера", "Обменять размер обуви можно за 21 день, если подошва чистая."),
    ("Подарочная карта", "Подарочная карта действует 18 месяцев со дня покупки."),
    ("Оплата частями", "Оплатить частями можно заказ от 7 000 ₽, платежей четыре."),
    ("Звонок курьера", "Курьер звонит за 40 минут до приезда."),
)
ARTICLES = tuple(Article(id=f"a{number}", title=title, text=text) for number, (title, text) in enumerate(MATTERS))
BOOK = a_book(*ARTICLES)
STORED = "Заказ хранится в пункте выдачи 6 дней."


def facts(question: str, reply: str) -> Scored | Unsure:
    """The verdict on a reply's facts."""
    card = a_card(question, reply, BOOK)
    assert isinstance(card, Scorecard)
    verdict = card.criteria["correctness"]
    assert isinstance(verdict, Scored | Unsure)
    return verdict


class TestLookedUp:
    def test_an_article_far_from_the_question_bears_a_figure_out(self) -> None:
        """An operator who tells more than was asked is not called unverifiable when the shop's articles hold it."""
        index = KnowledgeIndex.build(ARTICLES)
        known = [Source(id="a0", kind="article", title=MATTERS[0][0], text=MATTERS[0][1])]
        found = find_for_claims(index, [STORED], known)

        assert found[0].id == "a2"
        assert all(source.id != "a0" for source in found)

    def test_nothing_is_looked_up_when_every_figure_is_known(self) -> None:
        """A search costs as much as a card: none is made for figures the question's articles hold already."""
        index = KnowledgeIndex.build(ARTICLES)
        known = [Source(id="a2", kind="article", title=MATTERS[2][0], text=MATTERS[2][1])]

        assert find_for_claims(index, [STORED, "Здравствуйте!"], known) == ()

    def test_a_long_reply_is_looked_up_in_part(self) -> None:
        """However many figures a reply has, three sentences are looked up."""
        index = KnowledgeIndex.build(
            [Article(id=f"n{n}", title=f"Код {n}", text=f"слово{n} значит {n}{n}") for n in range(60)]
        )
        found = find_for_claims(index, [f"слово{n} значит {n}{n}." for n in range(40)], [])

        assert len(found) <= 15

    @pytest.mark.parametrize(
        "reply",
        ["Курьер позвонит за 40 минут до приезда.", STORED, "Подарочная карта действует 18 месяцев со дня покупки."],
    )
    def test_what_the_shop_says_anywhere_passes(self, reply: str) -> None:
        """A true sentence passes whatever was asked."""
        assert verdict_word(facts("Сколько стоит подъём на этаж?", reply)) == "pass"

    @pytest.mark.parametrize(
        "reply",
        ["Курьер позвонит за 47 минут до приезда.", "Подарочная карта действует 19 месяцев со дня покупки."],
    )
    def test_a_figure_the_sources_give_otherwise_is_no_pass(self, reply: str) -> None:
        """A changed figure never passes; where it is not contradicted for sure, a person is told it may be wrong."""
        verdict = facts("Сколько стоит подъём на этаж?", reply)

        assert verdict_word(verdict) != "pass"
        assert isinstance(verdict, Scored) or verdict.possible == "fail"

    def test_what_no_article_speaks_of_is_not_said_to_be_wrong(self) -> None:
        """A figure on a matter the shop's articles do not know is for checking, with no leaning towards wrong."""
        verdict = facts("Сколько стоит подъём на этаж?", "Ремонт велосипеда у партнёров стоит 3 333 ₽.")

        assert isinstance(verdict, Unsure)
        assert verdict.possible is None
        assert "3 333" in verdict.why
