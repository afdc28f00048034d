"""A conversation as a view: thread, waits in words, customer, order."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from api.show_card import topic_label
from api.times import due_text, spent_text
from api.views import (
    CardView,
    ConversationItem,
    ConversationView,
    CustomerView,
    DraftView,
    MessageView,
    OrderView,
    WaitView,
)
from reply_core.conversations import ConversationRow
from reply_core.types import Conversation, Language, Message, Order
from reply_core.waits import Wait
from reply_core.working_time import Calendar, working_time

_LONGEST_COUNTDOWN = timedelta(days=60)


def show_item(
    row: ConversationRow, names: Mapping[str, str], calendar: Calendar, now: datetime, language: Language
) -> ConversationItem:
    """A row of the list of conversations."""
    return ConversationItem(
        conversation_id=row.conversation_id,
        customer_name=row.customer_name,
        channel=row.channel,
        topic=row.topic,
        topic_label=topic_label(row.topic, language),
        waiting_since=row.waiting_since,
        due_at=row.due_at,
        due_text=due_text(row.due_at, calendar.zone, language),
        overdue=row.due_at is not None and row.due_at < now,
        minutes_left=minutes_left(row.due_at, now, calendar),
        snippet=row.snippet,
        order_number=row.order_number,
        assigned_to=row.assigned_to,
        assigned_name=names.get(row.assigned_to, row.assigned_to),
    )


def minutes_left(due_at: datetime | None, now: datetime, calendar: Calendar) -> float | None:
    """Working minutes until a deadline, below zero when it has passed; a far one is counted up to 60 days."""
    if due_at is None:
        return None
    if due_at >= now:
        return working_time(now, min(due_at, now + _LONGEST_COUNTDOWN), calendar).total_seconds() / 60
    return -working_time(max(due_at, now - _LONGEST_COUNTDOWN), now, calendar).total_seconds() / 60


def show_conversation(
    conversation: Conversation,
    *,
    waits: Sequence[Wait],
    names: Mapping[str, str],
    calendar: Calendar,
    topic: str,
    language: Language,
    drafts: Sequence[DraftView] = (),
    cards: Sequence[CardView] = (),
) -> ConversationView:
    """The conversation with everything around it; ``names`` are the operators' by id."""
    return ConversationView(
        id=conversation.id,
        channel=conversation.channel,
        brand=conversation.brand,
        customer=CustomerView(id=conversation.customer_id, name=conversation.customer_name),
        order=show_order(conversation.order),
        assigned_to=conversation.assigned_to,
        assigned_name=names.get(conversation.assigned_to, conversation.assigned_to),
        assigned_at=conversation.assigned_at,
        closed_at=conversation.closed_at,
        csat=conversation.csat,
        topic=topic,
        topic_label=topic_label(topic, language),
        messages=tuple(_message(message, conversation, names) for message in conversation.messages),
        waits=tuple(show_wait(wait, calendar, language) for wait in waits),
        waiting=any(wait.open for wait in waits),
        drafts=tuple(drafts),
        cards=tuple(cards),
    )


def show_wait(wait: Wait, calendar: Calendar, language: Language) -> WaitView:
    """A wait with its minutes in words."""
    return WaitView(
        opened_by=wait.opened_by,
        opened_at=wait.opened_at,
        closed_by=wait.closed_by,
        closed_at=wait.closed_at,
        due_at=wait.due_at,
        due_text=due_text(wait.due_at, calendar.zone, language),
        target_minutes=wait.target_minutes,
        working_minutes=wait.working_seconds / 60,
        calendar_minutes=wait.calendar_seconds / 60,
        operator_minutes=None if wait.operator_seconds is None else wait.operator_seconds / 60,
        met=wait.met,
        open=wait.open,
        spent_text=spent_text(wait.working_seconds, wait.target_minutes, language, working=not calendar.always_open),
        flags=wait.flags,
    )


def _message(message: Message, conversation: Conversation, names: Mapping[str, str]) -> MessageView:
    author = names.get(message.author_id, message.author_id)
    return MessageView(
        id=message.id,
        at=message.at,
        direction=message.direction,
        author_kind=message.author_kind,
        author_id=message.author_id,
        author_name=conversation.customer_name if message.author_kind == "customer" else author,
        text=message.text,
        visibility=message.visibility,
        event=message.event,
        attachments=message.attachments,
        channel=message.channel or conversation.channel,
    )


def show_order(order: Order | None) -> OrderView | None:
    """An order as a view; None without one."""
    if order is None:
        return None
    return OrderView(
        number=order.number, fields={str(key): str(value) for key, value in order.fields.items()}, text=order.text
    )
