"""Conversations as the rest of Tact reads and writes them; with its helpers the only SQL of conversations and messages.

Messages come in through `receive` and `receive_many`; everything else here reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ScalarSelect, exists, func
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.clock import Clock
from reply_core.conversation_rows import to_conversation
from reply_core.directory import CalendarFor, OperatorInfo, operators, orders
from reply_core.errors import NotFound
from reply_core.receiving import Received, locked_conversations, messages_of, receive, receive_many
from reply_core.refreshing import BrandTime, frozen_waits, refresh, stored_waits
from reply_core.tables import ConversationRecord, MessageRecord, ScorecardRecord, WaitRecord
from reply_core.types import Channel, Conversation, Level, Order, Span
from reply_core.waits import Wait

__all__ = [
    "ConversationRow",
    "OperatorInfo",
    "Received",
    "StoredTopic",
    "UnscoredTurn",
    "WaitingRow",
    "load",
    "load_many",
    "operators",
    "read_again",
    "receive",
    "receive_many",
    "recent",
    "topic",
    "unscored_turns",
    "waiting",
    "waits_of",
]

_SNIPPET = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRow:
    """One line of a list of conversations."""

    conversation_id: str
    customer_name: str = field(repr=False)
    channel: Channel
    topic: str
    waiting_since: datetime | None
    due_at: datetime | None
    snippet: str = field(repr=False)
    """What the customer wrote, in one line: the message that waits for an answer, or else the latest."""
    order_number: str
    assigned_to: str
    brand: str = ""
    customer_id: str = ""


WaitingRow = ConversationRow
"""A conversation in which a customer waits for an answer: ``waiting_since`` is known."""


class UnscoredTurn(NamedTuple):
    """A reply that was sent and has no scorecard yet."""

    conversation_id: str
    turn_message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTopic:
    """A conversation's topic and the words that show it, each in the text of a message."""

    code: str
    evidence: tuple[tuple[str, Span], ...] = ()
    """Message id and the span in that message's text."""


async def load(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation with its messages in order of time and its order as it is known now.

    Raises:
        NotFound: there is none of that id.
    """
    found = await load_many(session, [conversation_id])
    if not found:
        raise NotFound(f"there is no conversation {conversation_id!r}", where="conversation")
    return found[0]


async def load_many(session: AsyncSession, conversation_ids: Sequence[str]) -> tuple[Conversation, ...]:
    """The conversations in the order of the ids; those that do not exist are left out. A few hundred at a time."""
    wanted = select(ConversationRecord).where(col(ConversationRecord.id).in_(conversation_ids))
    found = {record.id: record for record in (await session.exec(wanted)).all()}
    messages = await messages_of(session, list(found))
    known = await _orders_of(session, list(found.values()))
    present = (found[name] for name in dict.fromkeys(conversation_ids) if name in found)
    return tuple(
        to_conversation(record, messages[record.id], known.get((record.brand_id, record.order_number)))
        for record in present
    )


async def waiting(
    session: AsyncSession, *, brand: str, operator_id: str | None = None, limit: int = 100
) -> tuple[WaitingRow, ...]:
    """Conversations in which a customer waits, the most urgent first; ``brand`` "" means every brand.

    With ``operator_id`` only those assigned to that operator or to nobody.
    """
    opened = (
        select(MessageRecord.text)
        .join(WaitRecord, and_(col(WaitRecord.opened_by) == col(MessageRecord.id), col(WaitRecord.closed_at).is_(None)))
        .where(col(WaitRecord.conversation_id) == col(ConversationRecord.id))
        .order_by(col(WaitRecord.opened_at).desc())
    )
    chosen = [col(ConversationRecord.waiting_since).is_not(None), *_visible(brand, operator_id)]
    order = (col(ConversationRecord.due_at).nulls_last(), col(ConversationRecord.waiting_since))
    return await _rows(session, chosen, order, opened.limit(1).scalar_subquery(), limit)


async def recent(
    session: AsyncSession, *, brand: str, operator_id: str | None = None, topic: str | None = None, limit: int = 100
) -> tuple[ConversationRow, ...]:
    """Conversations, the latest opened first; ``brand`` "" means every brand, ``operator_id`` as in `waiting`."""
    written = (
        select(MessageRecord.text)
        .where(MessageRecord.conversation_id == ConversationRecord.id, MessageRecord.author_kind == "customer")
        .order_by(col(MessageRecord.position).desc())
    )
    chosen = [*_visible(brand, operator_id), *([col(ConversationRecord.topic) == topic] if topic else [])]
    order = (col(ConversationRecord.opened_at).desc(), col(ConversationRecord.id))
    return await _rows(session, chosen, order, written.limit(1).scalar_subquery(), limit)


async def unscored_turns(
    session: AsyncSession, standard_version: str, level: Level | None, limit: int, *, since: datetime | None = None
) -> tuple[UnscoredTurn, ...]:
    """Replies without a scorecard of this version of the standard at this level (None: at any), newest first."""
    scored = exists().where(
        col(ScorecardRecord.message_id) == col(MessageRecord.id),
        col(ScorecardRecord.standard_version) == standard_version,
    )
    if level is not None:
        scored = scored.where(col(ScorecardRecord.level) == level)
    found = (
        select(MessageRecord.conversation_id, MessageRecord.id)
        .where(col(MessageRecord.turn_end).is_(True), ~scored)
        .order_by(col(MessageRecord.at).desc().nulls_last(), col(MessageRecord.id))
        .limit(limit)
    )
    if since is not None:
        found = found.where(or_(col(MessageRecord.at) >= since, col(MessageRecord.at).is_(None)))
    return tuple(UnscoredTurn(*row) for row in (await session.exec(found)).all())


async def waits_of(
    session: AsyncSession, conversation: Conversation, *, clock: Clock, calendar_for: CalendarFor | None = None
) -> tuple[Wait, ...]:
    """The conversation's waits as of now, each measured against the target it was opened with."""
    working, wanted = await BrandTime(session, calendar_for).of(conversation.brand)
    kept = await stored_waits(session, [conversation.id])
    return frozen_waits(conversation, working, wanted, kept[conversation.id], clock)


async def topic(session: AsyncSession, conversation_id: str) -> StoredTopic:
    """What the conversation is about.

    Raises:
        NotFound: there is none of that id.
    """
    record = await session.get(ConversationRecord, conversation_id)
    if record is None:
        raise NotFound(f"there is no conversation {conversation_id!r}", where="conversation")
    evidence = tuple((name, Span(start=start, end=end)) for name, start, end in record.topic_evidence)
    return StoredTopic(code=record.topic, evidence=evidence)


async def read_again(
    session: AsyncSession, conversation_ids: Sequence[str], *, clock: Clock, calendar_for: CalendarFor | None = None
) -> None:
    """Work out waits, turns and topics of stored conversations anew, as after a change of the calendar."""
    records = await locked_conversations(session, conversation_ids)
    messages = await messages_of(session, list(records))
    await refresh(session, records, messages, clock=clock, calendar_for=calendar_for)
    await session.flush()


def _visible(brand: str, operator_id: str | None) -> list[Any]:
    chosen: list[Any] = [ConversationRecord.brand_id == brand] if brand else []
    if operator_id is not None:
        chosen.append(col(ConversationRecord.assigned_to).in_([operator_id, ""]))
    return chosen


async def _rows(
    session: AsyncSession, chosen: Sequence[Any], order: Sequence[Any], snippet: ScalarSelect[Any], limit: int
) -> tuple[ConversationRow, ...]:
    beginning = func.substr(snippet, 1, 5 * _SNIPPET)
    wanted = select(ConversationRecord, beginning).where(*chosen).order_by(*order).limit(limit)
    return tuple(_row(record, text or "") for record, text in (await session.exec(wanted)).all())


def _row(record: ConversationRecord, text: str) -> ConversationRow:
    line = " ".join(text.split())
    return ConversationRow(
        conversation_id=record.id,
        customer_name=record.customer_name,
        channel=cast("Channel", record.channel),
        topic=record.topic,
        waiting_since=record.waiting_since,
        due_at=record.due_at,
        snippet=line if len(line) <= _SNIPPET else f"{line[: _SNIPPET - 1].rstrip()}…",
        order_number=record.order_number,
        assigned_to=record.assigned_to,
        brand=record.brand_id,
        customer_id=record.customer_id,
    )


async def _orders_of(session: AsyncSession, records: Sequence[ConversationRecord]) -> Mapping[tuple[str, str], Order]:
    numbers: dict[str, list[str]] = {}
    for record in records:
        if record.order_number:
            numbers.setdefault(record.brand_id, []).append(record.order_number)
    found: dict[tuple[str, str], Order] = {}
    for brand_id, wanted in numbers.items():
        known = await orders(session, brand_id, wanted)
        found |= {(brand_id, number): order for number, order in known.items()}
    return found
