"""What follows from a conversation's messages: its waits, the ends of its operators' turns, its topic.

Everything is read again from the messages, so late and out-of-order messages need no special care. Only a wait's target
is remembered: it is frozen when the wait opens, whatever the settings become later.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.asks import topic_of
from reply_core.clock import Clock
from reply_core.conversation_rows import to_conversation
from reply_core.database import insert_new
from reply_core.directory import CalendarFor, calendar, targets
from reply_core.tables import ConversationRecord, MessageRecord, WaitRecord, new_id
from reply_core.types import Channel, Conversation
from reply_core.waits import Wait, read_turns, read_waits
from reply_core.working_time import Calendar


class BrandTime:
    """Calendars and targets of brands, each read once."""

    def __init__(self, session: AsyncSession, calendar_for: CalendarFor | None) -> None:
        self._session, self._calendar_for = session, calendar_for
        self._found: dict[str, tuple[Calendar, dict[Channel, int]]] = {}

    async def of(self, brand_id: str) -> tuple[Calendar, dict[Channel, int]]:
        """The brand's working calendar and its targets in working minutes per channel."""
        if brand_id not in self._found:
            given = self._calendar_for(brand_id) if self._calendar_for else await calendar(self._session, brand_id)
            self._found[brand_id] = given, await targets(self._session, brand_id)
        return self._found[brand_id]


async def refresh(
    session: AsyncSession,
    records: Mapping[str, ConversationRecord],
    messages: Mapping[str, Sequence[MessageRecord]],
    *,
    clock: Clock,
    calendar_for: CalendarFor | None = None,
) -> None:
    """Bring the waits, turn ends and topics of the locked conversations up to date with all their ``messages``."""
    kept = await stored_waits(session, list(records))
    times = BrandTime(session, calendar_for)
    new_waits: list[dict[str, Any]] = []
    turn_ends: list[dict[str, Any]] = []
    for name, record in records.items():
        conversation = to_conversation(record, messages[name])
        working, wanted = await times.of(record.brand_id)
        waits = frozen_waits(conversation, working, wanted, kept[name], clock)
        new_waits += await _settle(session, name, waits, kept[name])
        _note_waiting(record, waits)
        _note_topic(record, conversation, waits)
        ends = {turn.id for turn in read_turns(conversation)}
        turn_ends += [
            {"id": row.id, "turn_end": row.id in ends} for row in messages[name] if row.turn_end != (row.id in ends)
        ]
    await insert_new(session, WaitRecord, new_waits)
    if turn_ends:
        await session.exec(update(MessageRecord), params=turn_ends)


async def stored_waits(session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, list[WaitRecord]]:
    """The waits of the conversations as they are stored, oldest first."""
    wanted = select(WaitRecord).where(col(WaitRecord.conversation_id).in_(conversation_ids))
    found: dict[str, list[WaitRecord]] = {name: [] for name in conversation_ids}
    for record in (await session.exec(wanted.order_by(col(WaitRecord.opened_at)))).all():
        found[record.conversation_id].append(record)
    return found


def frozen_waits(
    conversation: Conversation,
    working: Calendar,
    wanted: Mapping[Channel, int],
    kept: Sequence[WaitRecord],
    clock: Clock,
) -> tuple[Wait, ...]:
    """The conversation's waits as of now; those that were ``kept`` have the target they were opened with."""
    now = max([clock.now(), *(message.at for message in conversation.messages if message.at)])  # clocks differ a little
    waits = read_waits(conversation, working, wanted, now)
    frozen = {wait.opened_by: target for wait in waits if (target := _frozen_target(wait, kept)) is not None}
    return read_waits(conversation, working, wanted, now, frozen=frozen) if frozen else waits


def _frozen_target(wait: Wait, kept: Sequence[WaitRecord]) -> int | None:
    """The target this wait was opened with. When an earlier message turns up later and the wait now begins with that,
    the target stays."""
    for record in kept:
        inside = wait.opened_at <= record.opened_at and (wait.closed_at is None or record.opened_at < wait.closed_at)
        if record.opened_by == wait.opened_by or inside:
            return record.target_minutes
    return None


async def _settle(
    session: AsyncSession, conversation_id: str, waits: Sequence[Wait], kept: Sequence[WaitRecord]
) -> list[dict[str, Any]]:
    """Update the stored waits, delete those that are none any more; gives the rows of new ones."""
    by_opener = {record.opened_by: record for record in kept}
    new: list[dict[str, Any]] = []
    for wait in waits:
        facts = {
            "closed_by": wait.closed_by,
            "closed_at": wait.closed_at,
            "target_minutes": wait.target_minutes,
            "due_at": wait.due_at,
            "working_seconds": None if wait.open else wait.working_seconds,
        }
        record = by_opener.pop(wait.opened_by, None)
        if record is None:
            opening = {"opened_by": wait.opened_by, "opened_at": wait.opened_at}
            new.append({"id": new_id(), "conversation_id": conversation_id, **opening, **facts})
        else:
            record.sqlmodel_update(facts)
    for gone in by_opener.values():
        await session.delete(gone)
    return new


def _note_waiting(record: ConversationRecord, waits: Sequence[Wait]) -> None:
    waiting = next((wait for wait in reversed(waits) if wait.open), None)
    record.waiting_since = waiting.opened_at if waiting else None
    record.due_at = waiting.due_at if waiting else None


def _note_topic(record: ConversationRecord, conversation: Conversation, waits: Sequence[Wait]) -> None:
    """The topic of the latest message that needed an answer and has one, else of any message of the customer."""
    openers = {wait.opened_by for wait in waits}
    written = [message for message in reversed(conversation.messages) if message.author_kind == "customer"]
    for message in sorted(written, key=lambda message: message.id not in openers):
        topic = topic_of(message.text)
        if topic.code != "other":
            record.topic = topic.code
            record.topic_evidence = [[message.id, span.start, span.end] for span in topic.evidence]
            return
    record.topic, record.topic_evidence = "other", []
