"""What waits for an answer in a conversation, read as one inquiry."""

from datetime import UTC, datetime, timedelta
from typing import Any

from reply_core.asks import asks_in, find_asks, read_inquiry
from reply_core.types import Conversation, Message, Order

NOON = datetime(2026, 11, 17, 9, tzinfo=UTC)


def said(name: str, text: str, minute: int, kind: str = "customer") -> Message:
    values: dict[str, Any] = {"direction": "in" if kind == "customer" else "out", "author_kind": kind}
    return Message(id=name, text=text, at=NOON + timedelta(minutes=minute), **values)


def talk(*messages: Message) -> Conversation:
    order = Order(number="48213", fields={"item": "Чайник Роса"})
    return Conversation(id="t", channel="email", messages=messages, customer_name="Ольга", order=order)


def test_an_inquiry_joins_the_unanswered_messages() -> None:
    """Spans lie in the joined text and each ask names the message it stands in."""
    inquiry = read_inquiry(
        talk(
            said("a", "Когда доставка?", 0),
            said("b", "Завтра с 10 до 14.", 1, "operator"),
            said("c", "Спасибо!", 2),
            said("d", "Хочу вернуть чайник", 3),
            said("e", "Как оформить возврат?\nИ кто платит за доставку?", 4),
        )
    )
    assert inquiry is not None
    assert inquiry.text == "Хочу вернуть чайник\nКак оформить возврат?\nИ кто платит за доставку?"
    assert [(ask.span.of(inquiry.text), ask.message_id) for ask in inquiry.asks] == [
        ("Как оформить возврат?", "e"),
        ("кто платит за доставку?", "e"),
    ]
    assert (inquiry.message_ids, inquiry.topic.code, inquiry.language) == (("d", "e"), "return", "ru")
    assert [message.id for message in inquiry.thread] == ["a", "b", "c"]
    assert (inquiry.first_turn, inquiry.at) == (False, NOON + timedelta(minutes=3))
    assert (inquiry.customer_name, inquiry.channel) == ("Ольга", "email")
    assert inquiry.order is not None
    assert all(span.of(inquiry.text) for span in inquiry.topic.evidence)


def test_nothing_waits_after_an_answer_or_thanks() -> None:
    """No inquiry without an open wait."""
    assert read_inquiry(talk(said("a", "Спасибо, всё пришло!", 0))) is None
    assert read_inquiry(talk(said("a", "Где заказ?", 0), said("b", "Завтра.", 1, "operator"))) is None
    assert read_inquiry(talk()) is None


def test_an_inquiry_of_an_earlier_moment() -> None:
    """With ``now`` the conversation is read as it stood then."""
    conversation = talk(said("a", "Where is my order?", 0), said("b", "On its way, tomorrow.", 9, "operator"))
    inquiry = read_inquiry(conversation, NOON + timedelta(minutes=5))
    assert inquiry is not None
    assert (inquiry.first_turn, inquiry.language, inquiry.topic.code) == (True, "en", "order_status")


def test_a_bots_reply_leaves_the_inquiry_open_and_in_the_thread() -> None:
    """The operator sees what the bot said."""
    inquiry = read_inquiry(talk(said("a", "Где заказ?", 0), said("b", "Поищите в профиле", 1, "bot")))
    assert inquiry is not None
    assert [message.id for message in inquiry.thread] == ["b"]
    assert inquiry.first_turn


def test_a_number_alone_speaks_the_customers_language() -> None:
    """«48213» or "iPhone 15" in a Russian thread stays Russian, in an English one English."""
    for first, code in (("Где мой заказ?", "ru"), ("Where is my order?", "en")):
        conversation = talk(said("a", first, 0), said("b", "?", 1, "operator"), said("c", "48213 iPhone", 2))
        asked = talk(*conversation.messages[:1], said("b", "Номер?", 1, "operator"), conversation.messages[2])
        inquiry = read_inquiry(asked)
        assert inquiry is not None
        assert inquiry.language == code


def test_messages_are_read_together_and_asks_lie_in_their_own() -> None:
    """A wish in one message and its question in the next are one ask; spans are the message's."""
    messages = (said("a", "Добрый день! Хочу вернуть чайник", 0), said("b", "И как оформить возврат?", 1))
    (ask,) = asks_in(messages)
    assert (ask.message_id, ask.text, ask.span.of(messages[1].text)) == ("b", "как оформить возврат?", ask.text)
    assert len([ask for message in messages for ask in find_asks(message.text)]) == 2


def test_an_ask_over_two_messages_is_cut_to_one() -> None:
    """What was typed in pieces is shown in the piece that holds most of it."""
    messages = (said("a", "Заказ 48213", 0), said("b", "второй день стоит на складе в Твери", 1))
    (ask,) = asks_in(messages)
    assert (ask.message_id, ask.text) == ("b", messages[1].text)
    assert asks_in(()) == ()
