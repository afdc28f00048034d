"""Between rows and values: how a stored conversation becomes a `Conversation`, and how an inbound message is stored."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

from reply_core.inbound import InboundMessage
from reply_core.tables import ConversationRecord, MessageRecord
from reply_core.types import AuthorKind, Channel, Conversation, Direction, Event, Message, Order, Visibility

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def to_conversation(
    record: ConversationRecord, messages: Iterable[MessageRecord], order: Order | None = None
) -> Conversation:
    """The conversation with its messages in order of time; ``order`` wins over one noted in the conversation itself."""
    return Conversation(
        id=record.id,
        channel=cast("Channel", record.channel),
        messages=tuple(to_message(message) for message in in_order_of_time(messages)),
        brand=record.brand_id,
        customer_id=record.customer_id,
        customer_name=record.customer_name,
        order=order or _noted_order(record),
        assigned_to=record.assigned_to,
        assigned_at=record.assigned_at,
        closed_at=record.closed_at,
        csat=record.csat,
    )


def to_message(record: MessageRecord) -> Message:
    """The message as a value."""
    return Message(
        id=record.id,
        text=record.text,
        direction=cast("Direction", record.direction),
        author_kind=cast("AuthorKind", record.author_kind),
        at=record.at,
        author_id=record.author_id,
        visibility=cast("Visibility", record.visibility),
        in_reply_to=record.in_reply_to,
        attachments=record.attachments,
        event=cast("Event", record.event),
        channel=cast("Channel", record.channel) if record.channel else None,
    )


def in_order_of_time(messages: Iterable[MessageRecord]) -> list[MessageRecord]:
    """By time; a message without one stays behind the message it came in after."""
    arrived = sorted(messages, key=lambda message: message.position)
    timed: list[tuple[datetime, MessageRecord]] = []
    latest = _LONG_AGO
    for message in arrived:
        latest = message.at or latest
        timed.append((latest, message))
    return [message for _, message in sorted(timed, key=lambda pair: pair[0])]


def message_row(inbound: InboundMessage, *, position: int, reply_to: str | None, now: datetime) -> dict[str, Any]:
    """The columns of a message to store; ``reply_to`` is the stored id of what it answers.

    The event ``assigned`` names in ``author_id`` to whom the case was given.
    """
    return {
        "id": inbound.message_id,
        "conversation_id": inbound.conversation_id,
        "source": inbound.source,
        "external_id": inbound.external_id,
        "at": inbound.at,
        "stored_at": now,
        "channel": inbound.channel,
        "direction": inbound.direction,
        "author_kind": inbound.author_kind,
        "author_id": inbound.assigned_to or inbound.author_id if inbound.event == "assigned" else inbound.author_id,
        "visibility": inbound.visibility,
        "in_reply_to": reply_to,
        "attachments": inbound.attachments,
        "event": inbound.event,
        "text": inbound.text,
        "draft_id": None,
        "position": position,
        "turn_end": False,
    }


def conversation_row(inbound: InboundMessage, now: datetime) -> dict[str, Any]:
    """The columns of a conversation that begins with this message."""
    return {
        "id": inbound.conversation_id,
        "brand_id": inbound.brand,
        "channel": inbound.channel,
        "source": inbound.source,
        "customer_id": "",
        "customer_name": "",
        "order_number": "",
        "order_text": "",
        "order_fields": {},
        "assigned_to": "",
        "assigned_at": None,
        "opened_at": inbound.at or now,
        "closed_at": None,
        "csat": None,
        "topic": "other",
        "topic_evidence": [],
        "waiting_since": None,
        "due_at": None,
    }


def note_facts(record: ConversationRecord, inbound: InboundMessage) -> None:
    """Take over what a message tells about its conversation; what it leaves empty stays as it was."""
    for name in ("customer_id", "customer_name", "assigned_to", "assigned_at", "closed_at", "csat"):
        if (value := getattr(inbound, name)) not in (None, ""):
            setattr(record, name, value)
    if inbound.brand:
        record.brand_id = inbound.brand
    if inbound.at is not None:
        record.opened_at = min(record.opened_at, inbound.at)
    if inbound.event == "assigned":
        record.assigned_to = inbound.assigned_to or inbound.author_id
        record.assigned_at = inbound.assigned_at or inbound.at
    if inbound.event == "resolved" and inbound.closed_at is None:
        record.closed_at = inbound.at
    if inbound.event == "reopened":
        record.closed_at = None
    if inbound.order is not None:
        _note_order(record, inbound.order)


def _note_order(record: ConversationRecord, order: Order) -> None:
    record.order_number = order.number
    record.order_text = "" if order.number else order.text
    record.order_fields = {} if order.number else dict(order.fields)


def _noted_order(record: ConversationRecord) -> Order | None:
    if record.order_number or record.order_text or record.order_fields:
        return Order(number=record.order_number, fields=record.order_fields, text=record.order_text)
    return None
