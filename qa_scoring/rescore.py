"""Scores replies anew: new cards beside the old ones, by today's rules, and a report of what moved and why.

A card that exists already with the same pins is not made again, so a run that broke off is simply run again: it goes on
where it stopped, and costs no model call twice. Old cards stay as they are, with people's edits on them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from anyio import to_thread
from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring.history import RANKS, Reply, StoredReply, at_level, load_replies
from qa_scoring.jobs import FAILURES_IN_A_ROW, ScoreDesk
from qa_scoring.moves import Card, Tallied
from qa_scoring.promise_store import note_promises
from qa_scoring.promised import followed, own_promises
from qa_scoring.rubric import judge_version
from qa_scoring.score import card_of, judge_without_model, pins_of, unscorable, view_of
from qa_scoring.score_model import judge_view
from qa_scoring.scorecard import Pins, Unscored, from_dict
from qa_scoring.store import card_before, card_made_with, current_card, save_card
from qa_scoring.view import View
from reply_core.clock import Clock
from reply_core.database import Sessions
from reply_core.types import Level

AT_ONCE = 40
_CALLS_AT_ONCE = 4
Step = Callable[[int, int], Awaitable[None]]
"""(done, total)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the new cards are made with."""

    desk: ScoreDesk
    level: Level
    in_force: str
    """Version of the standard in force: cards of another one are kept beside, lists go on showing the old."""
    began: datetime
    """When this run began, the first time: what a reply had before is compared with what it has after."""
    keep: bool = True
    """False: nothing is stored."""


@dataclass(slots=True, kw_only=True)
class Rescored:
    """What came of a run."""

    tallied: Tallied = field(default_factory=Tallied)
    made: int = 0
    same: int = 0
    """Replies that had this very card already."""
    left: int = 0
    """Replies whose model failed: their old card stays; run it again."""
    stopped: bool = False
    """The model failed so often that the run stopped."""


async def rescore(
    sessions: Sessions, replies: Sequence[Reply], target: Target, clock: Clock, step: Step | None = None
) -> Rescored:
    """Score the replies anew, some at a time.

    Args:
        sessions: of the records.
        replies: which ones, in the order they are done.
        target: what with.
        clock: tells when cards were made.
        step: told after each portion.
    """
    run, failures = Rescored(), 0
    for begin in range(0, len(replies), AT_ONCE):
        portion = replies[begin : begin + AT_ONCE]
        async with sessions() as session:
            loaded = await load_replies(session, portion, clock)
        prepared = await to_thread.run_sync(_prepare, loaded, target)
        async with sessions() as session:
            for each in prepared:
                await each.look_up(session, target)
        for begun in range(0, len(prepared), _CALLS_AT_ONCE):
            few = prepared[begun : begun + _CALLS_AT_ONCE]
            await asyncio.gather(*(each.score(target) for each in few))
            failures = 0 if any(not each.fell for each in few) else failures + len(few)
            await _keep(sessions, few, target, clock, run)
            if failures >= FAILURES_IN_A_ROW and target.level == "model":
                run.stopped = True
                return run
        if step is not None:
            await step(min(begin + AT_ONCE, len(replies)), len(replies))
    return run


@dataclass(slots=True, kw_only=True)
class _Work:
    """One reply on its way to a new card."""

    reply: StoredReply
    view: View | None
    unscored: Unscored | None
    before: Card | None = None
    after: Card | None = None
    known: bool = False
    fell: bool = False

    async def look_up(self, session: AsyncSession, target: Target) -> None:
        """What the reply had before, and whether it has the new card already."""
        turn_id = self.reply.turn.id
        row = await card_before(session, turn_id, target.began)
        self.before = from_dict(row.verdicts) if row is not None else None
        if self.view is None:
            self.after = self.unscored
            level: Level = self.unscored.level if self.unscored else target.level
            pins = self.unscored.pins if self.unscored else None
        else:
            level, pins = target.level, _pins(self.view, target)
        if pins is not None and (known := await card_made_with(session, turn_id, pins, level)) is not None:
            self.after, self.known = from_dict(known.verdicts), True

    async def score(self, target: Target) -> None:
        """Make the card unless it is known."""
        if self.after is not None or self.view is None:
            return
        gateway = target.desk.gateway
        if target.level == "model" and gateway is not None:
            self.after = await judge_view(self.view, gateway, target.desk.ledger)
        else:
            self.after = await to_thread.run_sync(_card, self.view)
        self.fell = self.after.level != target.level


def _pins(view: View, target: Target) -> Pins:
    return pins_of(view.case, view.book, prompt=_prompt(target), after=followed(view))


def _prompt(target: Target) -> str:
    gateway = target.desk.gateway
    return judge_version(gateway.name) if target.level == "model" and gateway is not None else ""


def _prepare(loaded: Sequence[StoredReply], target: Target) -> list[_Work]:
    """Read the cases: which articles are checked against, and whether they can be scored at all."""
    book = at_level(target.desk.book, target.level)
    work = []
    for reply in loaded:
        case = reply.case(book)
        unscored = unscorable(case, book)
        work.append(_Work(reply=reply, view=None if unscored else view_of(case, book), unscored=unscored))
    return work


def _card(view: View) -> Card:
    return card_of(view, judge_without_model(view), level=view.book.level)


async def _keep(sessions: Sessions, few: Sequence[_Work], target: Target, clock: Clock, run: Rescored) -> None:
    """Store what is new, and count everything."""
    new = [each for each in few if each.after is not None and not each.known and not each.fell]
    if new and target.keep:
        async with sessions.begin() as session:
            for each in new:
                await _save(session, each, target, clock)
    for each in few:
        if each.fell or each.after is None:
            run.left += 1
            continue
        run.made += not each.known
        run.same += each.known
        run.tallied.add(each.before, each.after)


async def _save(session: AsyncSession, each: _Work, target: Target, clock: Clock) -> None:
    reply, card = each.reply, each.after
    if card is None:
        return
    shown = await current_card(session, reply.turn.id)
    takes_over = target.desk.book.standard.version == target.in_force and (
        shown is None or shown.standard_version != target.in_force or RANKS[card.level] >= RANKS[shown.level]
    )
    await save_card(
        session,
        card,
        channel=reply.conversation.channel,
        topic=reply.topic,
        replied_at=reply.turn.messages[-1].at,
        at=clock.now(),
        current=takes_over,
    )
    if each.view is not None:
        await note_promises(session, card.conversation_id, card.author_id, own_promises(each.view))
