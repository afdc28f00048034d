"""What a lead should look at next: candidates of critical errors, what the machine left open, and a random share.

The random share is the only unbiased sample: what the machine decided wrongly and surely shows nowhere else. It is
chosen by the reply's own random id, so it is the same for everybody and cannot be picked. Nobody reviews the same reply
twice: a reply that somebody has reviewed or overruled has left the queue, scored anew or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import String, cast, exists, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.cards import StoredCard, cards_by_id
from human_review.causes import CAUSES, Cause
from human_review.store import Operators, in_force
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import Conflict, InvalidInput
from reply_core.tables import CriterionScore, MessageRecord, Review, ScorecardRecord, ScoreEdit, new_id
from reply_core.types import Language

Why = Literal["candidate", "random", "unsure"]
WHYS: tuple[Why, ...] = get_args(Why)
RANDOM_SHARE = 0.05
_WEIGHTY = ("asks_covered", "correctness")
_TONE_FLAGS = ("harsh_words", "colder_than_usual")
"""Flags of `qa_scoring.tone_triage`: the machine heard something and decided nothing."""
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


async def queue(
    session: AsyncSession, *, since: datetime, operators: Operators = None, why: str = "", limit: int = 20
) -> Queue:
    """Candidates first, then the random share, then what was left open; within each the newest reply first.

    Args:
        session: reads only.
        since: replies sent since then.
        operators: only replies of these.
        why: only this reason.
        limit: how many items.
    """
    counts: dict[Why, int] = {}
    chosen: list[tuple[str, Why]] = []
    taken: list[Any] = []
    row = ScorecardRecord
    base = [*in_force(), row.unscored_reason == "", col(row.replied_at) >= since, *untouched()]
    if operators is not None:
        base.append(col(row.operator_id).in_(sorted(operators)))
    for reason in WHYS:
        conditions = [*base, _is(reason), *(~other for other in taken)]
        taken.append(_is(reason))
        counts[reason] = int((await session.exec(select(func.count()).select_from(row).where(*conditions))).one())
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
    return Queue(items=items, counts=counts)


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
    held = await session.get(ScorecardRecord, stored.id)
    message = held.message_id if held else stored.card.message_id
    await session.get(MessageRecord, message, with_for_update=True)  # two reviewers at once: one waits
    same = select(Review).join(ScorecardRecord, col(ScorecardRecord.id) == col(Review.scorecard_id))
    before = (await session.exec(same.where(ScorecardRecord.message_id == message))).first()
    if before is not None:
        said = f"Уже проверено: {before.reviewer}" if language == "ru" else f"Reviewed already by {before.reviewer}"
        mend = "возьмите следующий ответ из очереди" if language == "ru" else "take the next reply of the queue"
        raise Conflict(said, where=stored.id, mend=mend)
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
    await audit.record(
        session,
        actor=author,
        action="score.reviewed",
        target=f"scorecard:{stored.id}",
        details={"cause": cause},
        at=now,
    )


def untouched() -> list[Any]:
    """Conditions on cards: nobody has reviewed or overruled any card of this reply."""
    card = ScorecardRecord
    seen = [select(card.message_id).join(each, col(each.scorecard_id) == col(card.id)) for each in (Review, ScoreEdit)]
    return [col(card.message_id).not_in(query) for query in seen]


def in_random_share() -> Any:
    """The condition on cards that their reply belongs to the random share."""
    return func.substr(col(ScorecardRecord.message_id), 1, 3) < _HEX


def _is(why: Why) -> Any:
    row = ScorecardRecord
    if why == "candidate":
        return cast(col(row.critical), String).contains('"candidate"')
    if why == "random":
        return in_random_share()
    score = CriterionScore
    left_open = exists().where(
        col(score.scorecard_id) == col(row.id), col(score.verdict) == "unsure", col(score.criterion).in_(_WEIGHTY)
    )
    card = cast(col(row.verdicts), String)
    return or_(left_open, *(card.contains(f'"{flag}"') for flag in _TONE_FLAGS))
