"""Replies that were sent and stored, as cases to score anew: chosen, counted, loaded some at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.search import KnowledgeIndex
from qa_scoring.case import ReplyCase, Scorebook, build_case, looked_back
from qa_scoring.promise_store import known_until
from reply_core import conversations
from reply_core.clock import Clock
from reply_core.tables import MessageRecord
from reply_core.types import Conversation, Level, Turn
from reply_core.waits import Wait, read_turns

RANKS: Mapping[str, int] = {"rules": 0, "local": 1, "model": 2}
Reply = tuple[str, str]
"""Conversation id, message id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which sent replies are meant; empty fields do not narrow."""

    since: datetime | None = None
    conversation: str = ""
    operators: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReply:
    """A stored operator turn with what its scoring needs."""

    conversation: Conversation
    turn: Turn
    turns: tuple[Turn, ...]
    waits: tuple[Wait, ...]
    topic: str
    until: datetime | None = None
    """Up to when silence is known (`qa_scoring.promise_store.known_until`)."""

    def case(self, book: Scorebook, *, stored_waits: bool = True) -> ReplyCase:
        """The case; with ``stored_waits`` false the waits are read anew, by the book's own targets."""
        waits = self.waits if stored_waits else None
        now = looked_back(self.turn, self.until) if self.until else None
        return build_case(self.conversation, self.turn, book, waits=waits, turns=self.turns, now=now)


async def chosen_replies(session: AsyncSession, chosen: Chosen, limit: int | None = None) -> tuple[Reply, ...]:
    """The replies meant, the newest first."""
    row = MessageRecord
    wanted = select(row.conversation_id, row.id).where(*_conditions(chosen))
    wanted = wanted.order_by(col(row.at).desc().nulls_last(), col(row.id)).limit(limit)
    return tuple((each[0], each[1]) for each in (await session.exec(wanted)).all())


async def count_replies(session: AsyncSession, chosen: Chosen) -> int:
    """How many replies are meant."""
    return int((await session.exec(select(func.count()).select_from(MessageRecord).where(*_conditions(chosen)))).one())


def _conditions(chosen: Chosen) -> list[Any]:
    row = MessageRecord
    found: list[Any] = [col(row.turn_end).is_(True)]
    if chosen.since is not None:
        found.append(col(row.at) >= chosen.since)
    if chosen.conversation:
        found.append(row.conversation_id == chosen.conversation)
    if chosen.operators is not None:
        found.append(col(row.author_id).in_(sorted(chosen.operators)))
    return found


async def load_replies(session: AsyncSession, replies: Sequence[Reply], clock: Clock) -> list[StoredReply]:
    """The replies with their conversations and waits; one that is no operator's turn any more is left out."""
    ids = sorted({conversation_id for conversation_id, _ in replies})
    until = await known_until(session, clock.now())
    found = {one.id: one for one in await conversations.load_many(session, ids)}
    waits = {name: await conversations.waits_of(session, one, clock=clock) for name, one in found.items()}
    topics = {name: (await conversations.topic(session, name)).code for name in found}
    turns = {name: read_turns(one) for name, one in found.items()}
    loaded = []
    for name, message_id in replies:
        turn = next((each for each in turns.get(name, ()) if any(one.id == message_id for one in each.messages)), None)
        if turn is not None:
            loaded.append(
                StoredReply(
                    conversation=found[name],
                    turn=turn,
                    turns=turns[name],
                    waits=waits[name],
                    topic=topics[name],
                    until=until,
                )
            )
    return loaded


def at_level(book: Scorebook, level: Level) -> Scorebook:
    """The same book at a level: rules know nothing of meaning."""
    if level != "rules" or book.embedder is None:
        return book
    index = KnowledgeIndex.build(book.index.articles) if book.index is not None else None
    return replace(book, embedder=None, index=index)
