"""Protocols say what an answer on a topic holds, find it, and know when it is needed."""

from typing import Any

import pytest

from knowledge_base.protocols import Slot, filled_slots, protocol, protocols, protocols_of
from reply_core.asks import TOPICS
from reply_core.errors import BadRule
from reply_core.text import language

SLOTS = [(topic, slot) for topic, found in protocols().items() for slot in found.slots]
NAMES = [f"{topic}.{slot.id}" for topic, slot in SLOTS]
SEEDS = (
    "order_status", "return", "delivery", "points", "card", "defect", "staff_complaint", "negative_review", "conflict",
    "job", "product_choice", "objection", "unusual",
)  # fmt: skip


def test_every_protocol_belongs_to_a_topic() -> None:
    """A protocol under a misspelt topic would never be asked for."""
    assert set(protocols()) <= set(TOPICS)


@pytest.mark.parametrize("topic", SEEDS)
def test_topics_of_support_have_three_slots_or_more(topic: str) -> None:
    """Each topic people score by says at least three things an answer may hold, at least one of them needed."""
    found = protocol(topic)

    assert found is not None
    assert len(found.slots) >= 3
    assert any(slot.required != "advice" for slot in found.slots)


@pytest.mark.parametrize(("topic", "slot"), SLOTS, ids=NAMES)
def test_examples_of_a_slot_are_true(topic: str, slot: Slot) -> None:
    """What the file says fills a slot fills it, what it says does not does not, in both languages."""
    assert topic
    assert {language(text) for text in slot.passing} == {"ru", "en"}
    assert {language(text) for text in slot.failing} == {"ru", "en"}
    assert [text for text in slot.passing if not slot.filled(text)] == []
    assert [text for text in slot.failing if slot.filled(text)] == []
    for text in slot.passing:
        span = slot.find(text)
        assert span is not None
        assert span.of(text).strip()


@pytest.mark.parametrize(
    ("topic", "reply", "filled"),
    [
        (
            "return",
            "Вернуть можно в течение 14 дней, оформите заявку в кабинете. Обратную доставку оплачиваем мы.",
            {"term", "how", "payer", "refund", "condition"},
        ),
        ("points", "Здравствуйте! Баллы видно в приложении: Профиль → Бонусы.", {"where"}),
        ("staff_complaint", "Простите, разберёмся с управляющим и ответим до 18.11.", {"regret", "owner", "when"}),
        ("card", "Введите номер карты и PIN в разделе «Моя карта».", {"steps", "trouble"}),
        ("order_status", "Your order is on its way and arrives tomorrow.", {"state", "when"}),
    ],
)
def test_slots_are_found_in_a_reply(topic: str, reply: str, filled: set[str]) -> None:
    """What is there is found; what is not stays open."""
    found = protocol(topic)
    assert found is not None

    spans = filled_slots(found, reply)

    assert {name for name, span in spans.items() if span is not None} == filled
    assert all(span is None or span.of(reply) for span in spans.values())


@pytest.mark.parametrize(
    ("topic", "customer", "reply", "wanted"),
    [
        ("return", "Как вернуть куртку и кто платит за пересылку?", "Оформите заявку.", {"how", "payer"}),
        ("return", "Где мои деньги за возврат?", "Они придут завтра.", {"refund"}),
        ("return", "How do I return the lamp?", "Start a request.", {"how"}),
        ("return", "Как вернуть помаду?", "Вскрытую косметику вернуть нельзя: таковы правила.", set()),
        ("points", "Почему сгорели баллы?", "Баллы видно в профиле.", {"why"}),
        ("points", "How do I check my points?", "Open your profile.", {"where"}),
        ("order_status", "Где мой заказ и когда он придёт?", "В пути.", {"state", "when"}),
        ("order_status", "Где мой заказ и когда он придёт?", "Заказ вручён вам вчера.", {"state"}),
        ("points", "Сколько действуют баллы?", "Они бессрочные.", set()),
        ("card", "How long is the gift card valid?", "It never expires.", set()),
        ("defect", "Чайник перестал греть.", "Заменим на новый.", {"regret", "choice"}),
        ("defect", "The kettle arrived cracked.", "We have refunded you.", {"regret", "choice"}),
        ("staff_complaint", "Продавец нахамил", "Передали.", {"regret", "owner", "when"}),
    ],
)
def test_a_slot_is_needed_only_when_it_is_asked_for(topic: str, customer: str, reply: str, wanted: set[str]) -> None:
    """What the customer did not ask, and what the answer made pointless, is not missed."""
    found = protocol(topic)
    assert found is not None

    needed = found.wanted(customer, reply)

    assert set(needed) == wanted
    assert all(span is None or span.of(customer) for span in needed.values())


def test_a_vague_term_fills_no_slot() -> None:
    """«Скоро» and "soon" are no answer to «когда»."""
    found = protocol("staff_complaint")
    assert found is not None
    when = next(slot for slot in found.slots if slot.id == "when")

    assert when.wants_term
    assert not when.filled("Скоро ответим, в ближайшее время.")
    assert when.filled("Ответим до пятницы.")


def test_a_topic_without_a_protocol_has_none() -> None:
    """Most topics ask for nothing in particular."""
    assert protocol("other") is None


GOOD: dict[str, Any] = {"name_ru": "а", "name_en": "a", "required": "always", "found_ru": "а", "found_en": "a"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"required": "sometimes"}, "required is missing or unknown"),
        ({"found": "nothing_shared"}, "no shared detector"),
        ({"found_en": ""}, "without patterns"),
        ({"found_ru": "(" }, "no regular expression"),
        ({"required": "asked"}, "asked for by no words"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_named(change: dict[str, Any], said: str) -> None:
    """Whoever edits the file is told the topic, the slot and what is wrong."""
    with pytest.raises(BadRule) as raised:
        protocols_of({"return": {"term": {**GOOD, **change}}})

    assert said in str(raised.value)
    assert "return.term" in str(raised.value)
