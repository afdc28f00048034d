"""Macros in drafts: filled from the order and the customer; an empty slot is never shown to anybody."""

from drafting.compose import compose
from drafting.facts import read_order
from drafting.macro_slots import slot_values
from drafting.outcome import Draft
from knowledge_base.articles import Article
from knowledge_base.macros import has_slots
from reply_core.types import Order
from tests.drafting.desks import ARTICLES, FRIDAY, desk, inquiry

MACRO = Article(
    id="macro-reserve",
    title="Хранение заказа в пункте выдачи",
    question="Сколько хранится заказ в пункте выдачи?",
    kind="macro",
    text="Заказ №{номер заказа} хранится в пункте выдачи 7 дней. Продлить хранение можно один раз на 3 дня.",
)
ASKED = "Сколько хранится заказ в пункте выдачи?"


def test_a_macro_is_filled_from_the_order() -> None:
    """The order's number stands in the draft, and the order is cited for it."""
    shop = desk(articles=(*ARTICLES, MACRO))

    draft = compose(inquiry(ASKED, order=Order(number="48213", fields={"status": "собран"})), shop, now=FRIDAY)

    assert isinstance(draft, Draft)
    assert "Заказ №48213 хранится в пункте выдачи 7 дней." in draft.text
    assert {citation.kind for sentence in draft.sentences for citation in sentence.citations} >= {"article", "order"}


def test_a_sentence_with_an_empty_slot_stays_out() -> None:
    """Without an order the rest of the macro answers, and no brace is seen."""
    shop = desk(articles=(*ARTICLES, MACRO))

    draft = compose(inquiry(ASKED), shop, now=FRIDAY)

    assert not (isinstance(draft, Draft) and (has_slots(draft.text) or "№" in draft.text))


def test_values_leave_out_what_is_not_certain() -> None:
    """Several things ordered are no thing; a nickname is no name."""
    order = read_order(Order(number="1", fields={"items": "«Чайник»; «Кружка»", "total": "3490"}), "ru", FRIDAY.date())

    values = slot_values("user_77", order)

    assert values["order_number"] == "1"
    assert values["total"] == "3 490 ₽"
    assert "item" not in values
    assert "first_name" not in values
