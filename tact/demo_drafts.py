"""The demo's last weeks at Tact's desk: real drafts for its conversations, and what its operators did with them.

Everything goes the way it goes at a live desk: the question comes in, a draft is made from the articles at the level of
rules and stored, its operator decides (`tact.demo_operators`), the reply comes in. Only the clock is turned back.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from anyio import to_thread
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.draft_routes import SOURCE
from api.services import Services
from drafting.desk import DraftingDesk
from drafting.outcome import Draft, Outcome
from drafting.propose import propose
from drafting.store import record_decision, save_draft
from knowledge_base.search import KnowledgeIndex
from reply_core import audit, conversations
from reply_core.asks import find_asks, read_inquiry
from reply_core.inbound import InboundMessage
from reply_core.progress import note_progress
from reply_core.receiving import receive_many
from reply_core.tables import ConversationRecord, Progress
from reply_core.types import Conversation
from tact.demo_operators import AssistPlan, Decided, decide_as

LOADING = "_demo_history"
_AT_ONCE = 20
_LOOKED_AT = timedelta(seconds=2)
"""Between the question and the draft beside it, at least."""
_UNLESS_DRAFTED = 20.0
"""Seconds somebody looks at articles offered in place of a draft."""
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation answered once: what came before the reply, the reply, and what came after."""

    id: str
    asked_at: datetime
    reply: InboundMessage
    after: tuple[InboundMessage, ...]

    @property
    def waited(self) -> float:
        """Seconds from the question to the reply."""
        return (_at(self.reply) - self.asked_at).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    talk: Talk
    conversation: Conversation
    outcome: Outcome | None
    """None: the customer asked for nothing."""
    decided: Decided


async def unloaded_since(services: Services) -> datetime | None:
    """The moment up to which the history is still to be loaded; None: it is there. A load that broke off goes on."""
    async with services.reading() as session:
        kept = await session.get(Progress, LOADING)
        if kept is not None:
            return datetime.fromisoformat(kept.note) if kept.done < kept.total else None
        some = (await session.exec(select(ConversationRecord.id).limit(1))).first()
    return services.clock.now() if some is None else None


async def note_loading(services: Services, moment: datetime, *, done: bool) -> None:
    """Write down that the history up to ``moment`` is being loaded, or is there."""
    async with services.writing() as session:
        await note_progress(session, LOADING, int(done), 1, clock=services.clock, note=moment.isoformat())


def drafted_talks(
    messages: Sequence[InboundMessage], plan: AssistPlan | None, now: datetime, leave: Collection[str] = ()
) -> tuple[Talk, ...]:
    """The conversations of the plan's weeks whose operator answered at Tact's desk, oldest first.

    ``leave`` has external ids of replies that stay as they were written.
    """
    if plan is None:
        return ()
    since = now - timedelta(weeks=plan.weeks)
    rows: Mapping[str, list[InboundMessage]] = defaultdict(list)
    for message in messages:
        rows[message.conversation_id].append(message)
    found = [talk for own in rows.values() if (talk := _talk(own)) is not None and talk.asked_at >= since]
    found = [talk for talk in found if talk.reply.external_id not in leave]
    chosen = (talk for talk in found if talk.reply.author_id in plan.always or _chance(talk.id) < plan.share)
    return tuple(sorted(chosen, key=lambda talk: talk.asked_at))


def without(messages: Sequence[InboundMessage], talks: Sequence[Talk]) -> list[InboundMessage]:
    """The messages without those that `answer_talks` brings: each talk's reply and what follows."""
    later = {message.external_id for talk in talks for message in (talk.reply, *talk.after)}
    return [message for message in messages if message.external_id not in later]


async def answer_talks(services: Services, talks: Sequence[Talk], plan: AssistPlan, step: Step) -> None:
    """Draft, decide and answer, some conversations at a time; those that were answered before stay as they are."""
    articles = services.shop.index.articles
    desk = replace(services.shop.desk(index=KnowledgeIndex.build(articles)), embedder=None, gateway=None)
    for start in range(0, len(talks), _AT_ONCE):
        portion = talks[start : start + _AT_ONCE]
        async with services.reading() as session:
            loaded = {one.id: one for one in await conversations.load_many(session, [talk.id for talk in portion])}
        made = await to_thread.run_sync(_make, portion, loaded, desk, plan)
        async with services.writing() as session:
            for each in made:
                await _keep(session, services, each)
            await receive_many(session, [late for one in made for late in one.talk.after], clock=services.clock)
        step(min(start + _AT_ONCE, len(talks)), len(talks))


def _make(
    portion: Sequence[Talk], loaded: Mapping[str, Conversation], desk: DraftingDesk, plan: AssistPlan
) -> list[_Made]:
    async def all_of() -> list[_Made]:
        found = [await _proposed(talk, loaded[talk.id], desk, plan) for talk in portion if talk.id in loaded]
        return [each for each in found if each is not None]

    return asyncio.run(all_of())


async def _proposed(talk: Talk, conversation: Conversation, desk: DraftingDesk, plan: AssistPlan) -> _Made | None:
    if any(message.author_kind == "operator" and message.visibility == "public" for message in conversation.messages):
        return None
    inquiry = read_inquiry(conversation, talk.asked_at + _LOOKED_AT)
    outcome = await propose(inquiry, desk, now=talk.asked_at + _LOOKED_AT) if inquiry else None
    decided = Decided(deed="unused", seconds=_UNLESS_DRAFTED)
    if isinstance(outcome, Draft):
        decided = decide_as(talk.reply.author_id, outcome, talk.reply.text, plan, talk.id)
    return _Made(talk=talk, conversation=conversation, outcome=outcome, decided=decided)


async def _keep(session: AsyncSession, services: Services, made: _Made) -> None:
    """Store the draft as shown some seconds before the reply, the decision, and the reply that was sent."""
    reply = made.talk.reply
    if made.outcome is not None:
        room = max(made.talk.waited - _LOOKED_AT.total_seconds(), 0.0)
        shown = _at(reply) - timedelta(seconds=min(made.decided.seconds, room))
        draft_id = await save_draft(session, made.talk.id, made.outcome, at=shown, operator_id=reply.author_id)
        reply = await _decide(session, services, made, draft_id)
    await receive_many(session, [reply], clock=services.clock)


async def _decide(session: AsyncSession, services: Services, made: _Made, draft_id: str) -> InboundMessage:
    """Record the decision; gives the reply as it was sent."""
    reply, decided = made.talk.reply, made.decided
    if decided.deed == "unused":
        return reply
    told = await record_decision(
        session,
        draft_id,
        decision=decided.deed,
        at=_at(reply),
        final_text=decided.text,
        reason=decided.reason,
        operator_id=reply.author_id,
        profile=services.shop.profile,
        channel=made.conversation.channel,
    )
    await audit.record(
        session,
        actor=reply.author_id,
        action=f"draft.{told.decision}",
        target=f"draft:{draft_id}",
        details={"conversation": made.talk.id},
        at=_at(reply),
    )
    if told.decision == "rejected":
        return reply
    return replace(reply, source=SOURCE, external_id=f"draft/{draft_id}", text=told.final_text)


def _talk(rows: Sequence[InboundMessage]) -> Talk | None:
    """A closed conversation of one question and one reply; what a customer says to it is no question any more."""
    said = [row for row in rows if row.event == "message" and row.visibility == "public"]
    kinds = "".join("q" if row.author_kind == "customer" else "r" for row in said if row.author_kind != "rule")
    replies = [row for row in said if row.author_kind == "operator"]
    if len(replies) != 1 or any(row.at is None for row in rows):
        return None
    reply = replies[0]
    before = [row for row in said if row.author_kind == "customer" and _at(row) < _at(reply)]
    later = [row for row in said if row.author_kind == "customer" and _at(row) >= _at(reply)]
    if not before or len(later) > 1 or kinds.strip("qr") or any(find_asks(row.text) for row in later):
        return None
    if all(row.closed_at is None for row in rows):
        return None
    place = rows.index(reply)
    talk = Talk(id=reply.conversation_id, asked_at=_at(before[-1]), reply=reply, after=tuple(rows[place + 1 :]))
    return talk if talk.waited > _LOOKED_AT.total_seconds() else None


def _at(message: InboundMessage) -> datetime:
    if message.at is None:
        raise ValueError(message.external_id)
    return message.at


def _chance(name: str) -> float:
    return random.Random(f"{name}:desk").random()
