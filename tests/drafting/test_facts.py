"""What is read out of orders: fields in two languages, free text, dates, sums, things bought."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.facts import FactKind, find_day, read_order
from reply_core.types import Order

TODAY = date(2026, 11, 13)


def facts(order: Order, language: str = "ru") -> dict[str, str]:
    found = read_order(order, "ru" if language == "ru" else "en", TODAY)
    assert found is not None
    return {fact.kind: fact.text for fact in found.facts}


def test_reads_a_free_text_order() -> None:
    """Thing, sum, payment and date are found in a line written by hand."""
    order = Order(number="70011", text="получен 02.11, «Плед Иней, 150×200», 2 190 ₽, карта.")

    assert facts(order) == {
        "number": "70011",
        "item": "Плед Иней, 150×200",
        "total": "2 190 ₽",
        "payment": "карта",
        "received": "02.11",
    }


def test_reads_fields_of_both_languages() -> None:
    """Keys may be Russian or English; codes and ISO dates are said in Russian words."""
    russian = Order(number="1", fields={"статус заказа": "в пути", "дата доставки": "18.11", "сумма заказа": "900 ₽"})
    english = Order(number="1", fields={"status": "in_transit", "delivery": "2026-11-18", "total": "900"})

    assert facts(russian) == {"number": "1", "status": "в пути", "delivery": "18.11", "total": "900 ₽"}
    assert facts(english) == {"number": "1", "status": "в пути", "delivery": "18.11", "total": "900 ₽"}


def test_english_replies_keep_english_words() -> None:
    """Nothing is translated for an English reply."""
    order = Order(number="1", fields={"status": "in transit", "delivery": "2026-11-18"})

    assert facts(order, "en") == {"number": "1", "status": "in transit", "delivery": "2026-11-18"}


def test_several_things_are_told_apart() -> None:
    """A list of things is several facts."""
    found = read_order(Order(fields={"items": "Плед Иней; Кружка Туман, 300 мл"}), "ru", TODAY)

    assert found is not None
    assert [fact.text for fact in found.all("item")] == ["Плед Иней", "Кружка Туман, 300 мл"]


def test_delivery_news_is_quoted_whole() -> None:
    """A clause about the delivery stays one clause, its sum-bearing neighbours out."""
    found = read_order(
        Order(number="5", text="оплачен, 900 ₽; курьер перенёс доставку на 18.11, 10:00–14:00"), "ru", TODAY
    )

    assert found is not None
    assert [fact.text for fact in found.all("delivery")] == ["курьер перенёс доставку на 18.11, 10:00–14:00"]


def test_no_order_no_facts() -> None:
    """None and an empty order give None."""
    assert read_order(None, "ru") is None
    assert read_order(Order(), "ru") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10.11", date(2026, 11, 10)),
        ("10.11.25", date(2025, 11, 10)),
        ("2026-02-03T10:00:00+03:00", date(2026, 2, 3)),
        ("5 января", date(2027, 1, 5)),
        ("5 января 2026", date(2026, 1, 5)),
        ("31.02", None),
        ("версия 1.10.3", None),
        ("ничего", None),
    ],
)
def test_dates_without_a_year_are_the_nearest(text: str, day: date | None) -> None:
    """«5 января» in November is the coming January; impossible dates are no dates."""
    assert find_day(text, TODAY) == day


VALUES = st.text(alphabet="абвгАБ 0123456789.,;:«»-–₽\n", min_size=1, max_size=40)
KEYS: st.SearchStrategy[str] = st.sampled_from(
    ["status", "total", "item", "доставка", "payment", "received_at", "note", "трек"]
)


@settings(deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=5), st.text(max_size=60), st.text(alphabet="0123456789", max_size=6))
def test_every_fact_stands_where_it_says(fields: dict[str, str], text: str, number: str) -> None:
    """Whatever the order, each span lies in its text, and unchanged facts are the text of their span."""
    found = read_order(Order(number=number, fields=fields, text=text), "en", TODAY)
    kinds: set[FactKind] = {"number", "payment", "delivery", "track"}

    for fact in found.facts if found else ():
        assert found is not None
        assert 0 <= fact.span.start <= fact.span.end <= len(found.text)
        if fact.kind in kinds:
            assert fact.text in fact.span.of(found.text)
