"""What a lead should look at next: candidates of critical errors, a random share, where the machine's parts differ, and
what it left open.

The random share is the only unbiased sample: what the machine decided wrongly and surely shows nowhere else. It is
chosen by the reply's own random id, so it is the same for everybody and cannot be picked. Nobody reviews the same reply
twice: a reply that somebody has reviewed or overruled has left the queue, scored anew or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.cards import StoredCard, cards_by_id
from human_review.causes import CAUSES, Cause
from human_review.counting import count_up_to
from human_review.store import Operators, in_force, marked
from qa_scoring.card_marks import DRAWN_REVIEWED, Mark
from reply_core import audit
from reply_core.clock import Clock
from reply_core.database import insert_new
from reply_core.errors import Conflict, InvalidInput
from reply_core.tables import CardMark, MessageRecord, Review, ScorecardRecord, ScoreEdit, new_id
from reply_core.types import Language

Why = Literal["candidate", "random", "differ", "unsure"]
WHYS: tuple[Why, ...] = get_args(Why)
_MARKS: Mapping[str, Mark] = {"candidate": "candidate", "differ": "parts_differ", "unsure": "left_open"}
RANDOM_SHARE = 0.05
_HEX = f"{round(RANDOM_SHARE * 0x1000):03x}"
"""Ids of messages are random hexadecimal numbers: those below this belong to the random share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """A card to look at, and why."""

    stored: StoredCard
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The head of the queue, and how many wait for each reason (a card counts once, by its first reason)."""

    items: tuple[QueueItem, ...]
    counts: Mapping[Why, int]
    more: frozenset[Why] = field(default_factory=frozenset)
    """Reasons with more cards than were counted."""


async def queue(
    session: AsyncSession, *, since: datetime, operators: Operators = None, why: str = "", limit: int = 20
) -> Queue:
    """Candidates first, then the random share, disagreements of the machine, what was left open; within each the newest
    reply first.

    Args:
        session: reads only.
        since: replies sent since then.
        operators: only replies of these.
        why: only this reason.
        limit: how many items.
    """
    counts: dict[Why, int] = {}
    more: set[Why] = set()
    chosen: list[tuple[str, Why]] = []
    taken: list[Any] = []
    row = ScorecardRecord
    base = [*in_force(), row.unscored_reason == "", col(row.replied_at) >= since, *untouched()]
    if operators is not None:
        base.append(col(row.operator_id).in_(sorted(operators)))
    for reason in WHYS:
        conditions = [*base, _is(reason, since), *(~other for other in taken)]
        taken.append(_is(reason, since))
        counts[reason], beyond = await count_up_to(session, select(row.id).where(*conditions))
        if beyond:
            more.add(reason)
        if (not why or why == reason) and len(chosen) < limit:
            wanted = (
                select(row.id)
                .where(*conditions)
                .order_by(col(row.replied_at).desc(), row.id)
                .limit(limit - len(chosen))
            )
            chosen += [(card_id, reason) for card_id in (await session.exec(wanted)).all()]
    cards = await cards_by_id(session, [card_id for card_id, _ in chosen])
    items = tuple(QueueItem(stored=cards[card_id], why=reason) for card_id, reason in chosen if card_id in cards)
    return Queue(items=items, counts=counts, more=frozenset(more))


async def note_review(
    session: AsyncSession,
    stored: StoredCard,
    *,
    cause: Cause,
    note: str,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> None:
    """Record that a card was looked at, with the root cause of what was missed.

    Raises:
        Conflict: somebody has reviewed this reply already, by this card or another one of it.
        InvalidInput: an unknown cause.
    """
    if cause not in CAUSES:
        raise InvalidInput(f"there is no cause {cause!r}", where="cause", mend=f"one of: {', '.join(CAUSES)}")
    message = await _not_reviewed_yet(session, stored, language)
    now = clock.now()
    session.add(
        Review(
            id=new_id(),
            scorecard_id=stored.id,
            reviewer=author,
            state="done",
            root_cause="" if cause == "none" else cause,
            note=note.strip(),
            at=now,
        )
    )
    await session.flush()
    if message[:3] < _HEX:
        drawn = {"scorecard_id": stored.id, "mark": DRAWN_REVIEWED, "replied_at": stored.replied_at}
        await insert_new(session, CardMark, [drawn])
    await audit.record(
        session,
        actor=author,
        action="score.reviewed",
        target=f"scorecard:{stored.id}",
        details={"cause": cause},
        at=now,
    )


async def _not_reviewed_yet(session: AsyncSession, stored: StoredCard, language: Language) -> str:
    """The id of the card's reply, held until the transaction ends. Raises Conflict when somebody has reviewed it."""
    held = await session.get(ScorecardRecord, stored.id)
    message = held.message_id if held else stored.card.message_id
    await session.get(MessageRecord, message, with_for_update=True)  # two reviewers at once: one waits
    same = select(Review).join(ScorecardRecord, col(ScorecardRecord.id) == col(Review.scorecard_id))
    before = (await session.exec(same.where(ScorecardRecord.message_id == message))).first()
    if before is not None:
        said = f"Уже проверено: {before.reviewer}" if language == "ru" else f"Reviewed already by {before.reviewer}"
        mend = "возьмите следующий ответ из очереди" if language == "ru" else "take the next reply of the queue"
        raise Conflict(said, where=stored.id, mend=mend)
    return message


def untouched() -> list[Any]:
    """Conditions on cards: nobody has reviewed or overruled any card of this reply."""
    same = aliased(ScorecardRecord)
    return [
        ~exists()
        .where(col(same.message_id) == col(ScorecardRecord.message_id), col(seen.scorecard_id) == col(same.id))
        .correlate(ScorecardRecord)
        for seen in (Review, ScoreEdit)
    ]


def in_random_share() -> Any:
    """The condition on cards that their reply belongs to the random share."""
    return func.substr(col(ScorecardRecord.message_id), 1, 3) < _HEX


def _is(why: Why, since: datetime) -> Any:
    if why == "random":
        return in_random_share()
    return marked(_MARKS[why], since)
