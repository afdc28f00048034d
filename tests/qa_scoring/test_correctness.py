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


@pytest.mark.parametrize(
    ("question", "text", "reply"),
    [
        (
            "Когда ответят на отзыв?",
            "Под отрицательным отзывом наш сотрудник отвечает в течение 3 рабочих дней.",
            "Если в отзыве речь о курьере, напишите об этом нам в чат, решим за 2 рабочих дня.",
        ),
        (
            "Нужна ли коробка?",
            "Нужны фото самой вещи, коробки со всех сторон и ярлыка.",
            "Коробка магазина не нужна.",
        ),
        (
            "Какие бывают уровни?",
            "«Родной» — 7 % при сумме от 80 000 ₽.",
            "«Свой» от 30 000 ₽ за год, «Родной» от 80 000 ₽.",
        ),
    ],
)
def test_two_matters_are_no_contradiction(question: str, text: str, reply: str) -> None:
    """An article about something else charges nobody: at most it is left open for a person."""
    card = a_card(question, reply, a_book(Article(id="a", title="", text=text)))

    assert verdict_word(card.criteria["correctness"]) in {"unsure", "pass", "na"}
    assert not [item for item in card.critical if item.code == "wrong_policy"]


def test_what_one_article_bears_out_is_not_charged_by_another() -> None:
    """Two articles disagree; the reply says what one of them says word for word."""
    old = Article(id="old", title="Хранение в магазине", text="Заказ хранится в магазине 5 дней.")
    new = Article(id="new", title="Хранение заказа в магазине", text="Заказ хранится в магазине 7 дней.")
    card = a_card("Сколько хранится заказ в магазине?", "Заказ хранится в магазине 7 дней.", a_book(old, new))

    assert verdict_word(card.criteria["correctness"]) == "pass"


def test_an_order_that_arrived_later_contradicts_no_earlier_reply() -> None:
    """The order's card tells how it is now: «отправлена» was true before «получен»."""
    order = Order(number="48213", fields={"статус": "получен"})
    card = a_card("Где моя посылка 48213?", "Посылка 48213 отправлена вчера.", a_book(), order=order)

    assert not [item for item in card.critical if item.code == "wrong_policy"]


@pytest.mark.parametrize(
    ("fields", "reply"),
    [
        ({"статус оплаты": "отменён"}, "Заказ 48213 уже в пути."),
        ({"статус": "передан в доставку", "оплата": "прежний платёж отменён"}, "Заказ 48213 передан в доставку."),
        ({"статус": "передан в доставку"}, "Двойное списание отменено, деньги вернутся за 3 дня."),
        ({"status": "shipped"}, "The second payment was cancelled."),
    ],
)
def test_where_the_money_is_says_nothing_of_where_the_parcel_is(fields: dict[str, str], reply: str) -> None:
    """A payment that was cancelled does not contradict a parcel on its way, in the reply or in the order."""
    verdict, alarms = correctness(a_view("Где заказ 48213?", reply, order=Order(number="48213", fields=fields)))

    assert getattr(verdict, "code", "") != "status_differs"
    assert not alarms


def test_a_cancelled_order_still_contradicts_a_parcel_on_its_way() -> None:
    """The state of the order itself is compared as before."""
    order = Order(number="48213", fields={"статус": "отменён", "оплата": "карта"})
    verdict, alarms = correctness(a_view("Где заказ 48213?", "Заказ 48213 передан в доставку.", order=order))

    assert getattr(verdict, "code", "") == "status_differs"
    assert alarms
