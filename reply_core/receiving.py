"""Messages come in: each is stored once, and its conversation's waits, turns and topic follow.

Conversations are locked one after another in order of their ids, so two processes receiving at once take turns and
neither works on a picture the other has already changed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.clock import Clock
from reply_core.conversation_rows import conversation_row, message_row, note_facts
from reply_core.database import insert_new
from reply_core.directory import CalendarFor, add_operators, save_orders
from reply_core.inbound import InboundMessage, message_id
from reply_core.matching import Match, Matcher
from reply_core.refreshing import refresh
from reply_core.tables import ConversationRecord, Customer, MessageAlias, MessageRecord
from reply_core.types import Order

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a message."""

    message_id: str
    """The id it is stored under."""
    conversation_id: str
    duplicate: bool
    """It was there already; nothing was stored."""
    matched_draft_id: str | None = None
    """The draft whose decided text this reply is."""
    reply_stored: bool = False
    """It is a new public reply of an operator: something to score."""


async def receive(
    session: AsyncSession, inbound: InboundMessage, *, clock: Clock, calendar_for: CalendarFor | None = None
) -> Received:
    """Store one message or event, unless it is there already; see `receive_many`."""
    return (await receive_many(session, [inbound], clock=clock, calendar_for=calendar_for))[0]


async def receive_many(
    session: AsyncSession, inbounds: Sequence[InboundMessage], *, clock: Clock, calendar_for: CalendarFor | None = None
) -> tuple[Received, ...]:
    """Store messages and events of any conversations, each once by source and external id; answers in the same order.

    Waits are opened and closed, with the target frozen when a wait opens, and the conversation's topic,
    ``waiting_since`` and ``due_at`` follow. A reply that is the text of a decided draft is that draft's reply.
    ``calendar_for`` gives a brand's calendar; without it the brand's own is read. Nothing is committed: the session's
    owner does that.
    """
    answers: list[Received | None] = [None] * len(inbounds)
    for places in _chunks(inbounds):
        chunk = _Chunk(session, [inbounds[place] for place in places], clock.now())
        for place, answer in zip(places, await chunk.store(clock, calendar_for), strict=True):
            answers[place] = answer
    return tuple(answer for answer in answers if answer is not None)


def _chunks(inbounds: Sequence[InboundMessage]) -> Iterator[list[int]]:
    """Places of messages, whole conversations together, in order of conversation ids."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, inbound in enumerate(inbounds):
        places[inbound.conversation_id].append(place)
    chunk: list[int] = []
    for conversation_id in sorted(places):
        chunk += places[conversation_id]
        if len(chunk) >= _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class _Chunk:
    """Some messages on their way into the database."""

    def __init__(self, session: AsyncSession, inbounds: Sequence[InboundMessage], now: datetime) -> None:
        self._session, self._inbounds, self._now = session, inbounds, now
        self._stored: dict[str, MessageRecord] = {}
        self._known: dict[str, str] = {}
        self._matches: dict[str, Match] = {}

    async def store(self, clock: Clock, calendar_for: CalendarFor | None) -> list[Received]:
        fresh = await self._fresh(self._inbounds)
        if fresh:
            records = await self._lock_conversations(fresh)
            fresh = await self._fresh(fresh)  # some may have come in while we waited for the lock
            messages = await messages_of(self._session, list(records))
            await self._insert(fresh, messages)
            await self._note(records, clock)
            await refresh(self._session, records, messages, clock=clock, calendar_for=calendar_for)
            await self._session.flush()
        return self._answers()

    async def _fresh(self, inbounds: Sequence[InboundMessage]) -> list[InboundMessage]:
        """Those that are not stored yet, the first of each id; what is stored is noted in ``_known``."""
        self._known |= await _stored_ids(self._session, [inbound.message_id for inbound in inbounds])
        first = {inbound.message_id: inbound for inbound in reversed(inbounds)}
        return [inbound for name, inbound in reversed(first.items()) if name not in self._known]

    async def _lock_conversations(self, fresh: Sequence[InboundMessage]) -> dict[str, ConversationRecord]:
        rows = {inbound.conversation_id: conversation_row(inbound, self._now) for inbound in reversed(fresh)}
        await insert_new(self._session, ConversationRecord, [rows[name] for name in sorted(rows)])
        return await locked_conversations(self._session, list(rows))

    async def _insert(self, fresh: Sequence[InboundMessage], messages: Mapping[str, list[MessageRecord]]) -> None:
        """Insert what is new and append it to ``messages``; second tellings of a draft's reply become aliases."""
        before = [row for rows in messages.values() for row in rows]
        matcher = await Matcher.load(self._session, list(messages), before)
        aliases, rows = [], []
        next_position = {name: 1 + max((row.position for row in found), default=-1) for name, found in messages.items()}
        answered = await _stored_ids(self._session, [to for inbound in fresh if (to := _reply_to(inbound))])
        for inbound in fresh:
            match = matcher.match(inbound, self._now)
            if match:
                self._matches[inbound.message_id] = match
            if match and match.stored_as:
                aliases.append(_alias(inbound, match.stored_as))
                self._known[inbound.message_id] = match.stored_as
                continue
            reply_to = _reply_to(inbound)
            position = next_position[inbound.conversation_id]
            row = message_row(
                inbound, position=position, now=self._now, reply_to=answered.get(reply_to or "", reply_to)
            )
            row["draft_id"] = match.draft_id if match else None
            next_position[inbound.conversation_id] += 1
            rows.append(row)
        inserted = await insert_new(self._session, MessageRecord, rows)
        await insert_new(self._session, MessageAlias, aliases)
        await self._name_drafts()
        for row in rows:
            if row["id"] in inserted:
                self._stored[row["id"]] = record = MessageRecord(**row)
                messages[row["conversation_id"]].append(record)

    async def _name_drafts(self) -> None:
        for match in self._matches.values():
            if match.stored_as:
                named = update(MessageRecord).where(col(MessageRecord.id) == match.stored_as)
                await self._session.exec(named.values(draft_id=match.draft_id))

    async def _note(self, records: Mapping[str, ConversationRecord], clock: Clock) -> None:
        """Take over what the new messages tell of conversations, operators, customers and orders."""
        new = [inbound for inbound in self._inbounds if inbound.message_id in self._stored]
        for inbound in new:
            note_facts(records[inbound.conversation_id], inbound)
        writers = {inbound.author_id for inbound in new if inbound.author_kind == "operator" and inbound.author_id}
        await add_operators(self._session, sorted(writers))
        customers = {inbound.customer_id: inbound.customer_name for inbound in new if inbound.customer_id}
        await insert_new(self._session, Customer, [_customer_row(*item) for item in sorted(customers.items())])
        orders: dict[tuple[str, str], list[Order]] = defaultdict(list)
        for inbound in new:
            if inbound.order is not None and inbound.order.number:
                orders[records[inbound.conversation_id].brand_id, inbound.customer_id].append(inbound.order)
        for (brand_id, customer_id), brought in orders.items():
            await save_orders(self._session, brand_id, brought, clock=clock, customer_id=customer_id)

    def _answers(self) -> list[Received]:
        answers: list[Received] = []
        told: set[str] = set()
        for inbound in self._inbounds:
            name = inbound.message_id
            new = name in self._stored and name not in told
            told.add(name)
            match = self._matches.get(name)
            answers.append(
                Received(
                    message_id=self._known.get(name, name),
                    conversation_id=inbound.conversation_id,
                    duplicate=not new,
                    matched_draft_id=match.draft_id if match else None,
                    reply_stored=new and _is_operators_reply(inbound),
                )
            )
        return answers


async def locked_conversations(session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, ConversationRecord]:
    """The conversations by id as they are now, locked until the transaction ends; unknown ids are left out."""
    locked = (
        select(ConversationRecord)
        .where(col(ConversationRecord.id).in_(conversation_ids))
        .order_by(ConversationRecord.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {record.id: record for record in (await session.exec(locked)).all()}


async def messages_of(session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, list[MessageRecord]]:
    """All messages of each of the conversations."""
    wanted = select(MessageRecord).where(col(MessageRecord.conversation_id).in_(conversation_ids))
    found: dict[str, list[MessageRecord]] = {name: [] for name in conversation_ids}
    for row in (await session.exec(wanted.execution_options(populate_existing=True))).all():
        found[row.conversation_id].append(row)
    return found


async def _stored_ids(session: AsyncSession, names: Sequence[str]) -> dict[str, str]:
    """Message id → the id it is stored under, for those that are stored."""
    if not names:
        return {}
    own = select(MessageRecord.id).where(col(MessageRecord.id).in_(names))
    other = select(MessageAlias.id, MessageAlias.message_id).where(col(MessageAlias.id).in_(names))
    found = {name: name for name in (await session.exec(own)).all()}
    return found | dict((await session.exec(other)).all())


def _reply_to(inbound: InboundMessage) -> str | None:
    return message_id(inbound.source, inbound.in_reply_to) if inbound.in_reply_to else None


def _alias(inbound: InboundMessage, stored_as: str) -> dict[str, Any]:
    return {
        "id": inbound.message_id,
        "message_id": stored_as,
        "source": inbound.source,
        "external_id": inbound.external_id,
    }


def _customer_row(customer_id: str, name: str) -> dict[str, Any]:
    return {"id": customer_id, "name": name, "vip": False, "points": None, "facts": {}}


def _is_operators_reply(inbound: InboundMessage) -> bool:
    human = inbound.direction == "out" and inbound.author_kind == "operator"
    return human and inbound.visibility == "public" and inbound.event == "message"
