"""Facts: supported, contradicted and not verifiable are three things, and each says against what it was checked."""

import pytest

from knowledge_base.articles import Article
from knowledge_base.support import Source
from qa_scoring.correctness import correctness
from qa_scoring.scorecard import NotApplicable, Scored, Unsure, verdict_word
from qa_scoring.standard import Standard
from reply_core.types import Order
from tests.qa_scoring.made_cases import RETURNS, a_book, a_card, a_view, standard_with

BOOK = a_book(RETURNS)
SOURCE = Source(id="return", kind="article", title="Возврат", text=RETURNS.text)


class TestContradicted:
    def test_other_term_fails_and_is_a_candidate(self) -> None:
        """A term that differs from the shop's own is not met, with both texts, and waits for a person as critical."""
        card = a_card("Сколько дней на возврат куртки?", "Вернуть куртку можно в течение 30 дней.", BOOK)
        verdict = card.criteria["correctness"]
        alarm = next(item for item in card.critical if item.code == "wrong_policy")

        assert isinstance(verdict, Scored)
        assert verdict.value == 0
        assert "14 дней" in verdict.reason
        assert {each.role for each in verdict.evidence} == {"reply", "source"}
        assert alarm.state == "candidate"

    def test_standard_may_confirm_it_at_once(self) -> None:
        """A shop that trusts the rule may have contradictions count at once."""
        policy = {**standard_with().critical, "wrong_policy": "confirmed"}
        standard: Standard = standard_with(critical=policy)
        card = a_card(
            "Сколько дней на возврат?", "Вернуть товар можно в течение 30 дней.", a_book(RETURNS, standard=standard)
        )

        assert [item.state for item in card.critical if item.code == "wrong_policy"] == ["confirmed"]

    def test_coverage_and_correctness_are_two_things(self) -> None:
        """A wrong answer is an answer: the question is covered, the fact is not right."""
        card = a_card("Сколько дней на возврат товара?", "Вернуть товар можно в течение 30 дней.", BOOK)

        assert verdict_word(card.criteria["asks_covered"]) == "pass"
        assert verdict_word(card.criteria["correctness"]) == "fail"


class TestSupported:
    def test_agrees_with_the_article(self) -> None:
        """What the article says passes, with the article's own words beside it."""
        verdict, alarms = correctness(
            a_view("Как вернуть?", "Вернуть товар можно в течение 14 дней после получения.", BOOK, sources=(SOURCE,))
        )

        assert isinstance(verdict, Scored)
        assert verdict.value == 1
        assert any(each.role == "source" for each in verdict.evidence)
        assert not alarms

    def test_figures_of_the_order_are_known(self) -> None:
        """A sum and a date that stand in the order are not invented."""
        order = Order(number="77120", text="доставка 14.05; сумма 3490.00 RUB")
        verdict, _ = correctness(a_view("Когда и сколько?", "Заказ приедет 14 мая, к оплате 3 490 ₽.", order=order))

        assert verdict_word(verdict) == "pass"


class TestNotVerifiable:
    def test_absence_is_no_contradiction(self) -> None:
        """What no source holds is shown for checking, never called wrong, never critical."""
        shop = a_book(Article(id="colours", title="Куртка", text="Цвета куртки: чёрный, зелёный, песочный."))
        card = a_card("Есть ли куртка зелёного цвета?", "Да, есть зелёная, и скидка 20 % до воскресенья!", shop)
        verdict = card.criteria["correctness"]

        assert isinstance(verdict, Unsure)
        assert "20" in verdict.evidence[0].quote
        assert not card.critical

    def test_without_a_knowledge_base_it_says_so(self) -> None:
        """Checked against order and thread only: the verdict and a flag say it."""
        card = a_card("Сколько стоит доставка?", "Доставка стоит 300 рублей.")
        verdict = card.criteria["correctness"]

        assert isinstance(verdict, Unsure)
        assert "базы знаний нет" in verdict.why
        assert card.flag("no_knowledge_base") is not None

    def test_customers_own_figure_said_back(self) -> None:
        """A number the customer himself gave is no claim of the shop's."""
        verdict, _ = correctness(a_view("Заказ 48213 оплачен?", "Заказ 48213 оплачен."))

        assert isinstance(verdict, Scored)
        assert verdict.code == "supported_here"


class TestNothingToCheck:
    @pytest.mark.parametrize("reply", ["Нет.", "Здравствуйте! Спасибо за обращение.", "👍", "Уважаемый клиент!"])
    def test_words_without_a_claim(self, reply: str) -> None:
        """Courtesy, a bare no and a thumb claim nothing."""
        assert isinstance(correctness(a_view("Где заказ?", reply, BOOK))[0], NotApplicable)
