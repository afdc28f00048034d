"""Protocols say what an answer on a topic holds, and find it."""

import pytest

from knowledge_base.protocols import filled_slots, protocol
from reply_core.asks import TOPICS


def test_every_protocol_belongs_to_a_topic() -> None:
    """A protocol under a misspelt topic would never be asked for."""
    from knowledge_base.protocols import _protocols

    assert set(_protocols()) <= set(TOPICS)


@pytest.mark.parametrize(
    ("topic", "reply", "filled"),
    [
        (
            "return",
            "Вернуть можно в течение 14 дней, оформите заявку в кабинете. Обратную доставку оплачиваем мы.",
            {"term", "how", "payer"},
        ),
        ("points", "Здравствуйте! Баллы видно в приложении: Профиль → Бонусы.", {"where"}),
        ("staff_complaint", "Простите, разберёмся с управляющим и ответим до 18.11.", {"apology", "owner", "when"}),
        ("card", "Введите номер карты и PIN в разделе «Моя карта».", {"steps"}),
        ("order_status", "Your order is on its way and arrives tomorrow.", {"status", "when"}),
    ],
)
def test_slots_are_found_in_a_reply(topic: str, reply: str, filled: set[str]) -> None:
    """What is there is found; what is not stays open."""
    found = protocol(topic)
    assert found is not None

    spans = filled_slots(found, reply)

    assert {name for name, span in spans.items() if span is not None} == filled
    assert all(span is None or span.of(reply) for span in spans.values())


def test_a_topic_without_a_protocol_has_none() -> None:
    """Most topics ask for nothing in particular."""
    assert protocol("other") is None
