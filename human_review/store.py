"""SQL of human review: edits, low cases, use of drafts, gaps. What trends read is in `card_figures`."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import exists, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.edits import Action, Edit, EditVerdict
from qa_scoring.card_marks import Mark
from reply_core.tables import (
    CardMark,
    ConversationRecord,
    CriterionScore,
    DraftDecisionRecord,
    Gap,
    MessageRecord,
    Review,
    ScorecardRecord,
    ScoreEdit,
)

Operators = Collection[str] | None
"""Ids of operators; None: all of them."""


class LowCase(NamedTuple):
    """A card whose criterion is low, by the machine or by a person."""

    card_id: str
    verdict: str
    value: float | None


class LowGroup(NamedTuple):
    """How many low cases a criterion has for one root cause ("" = nobody has reviewed them)."""

    criterion: str
    cause: str
    n: int


class DraftUse(NamedTuple):
    """What became of an operator's drafts."""

    accepted: int = 0
    edited: int = 0
    rejected: int = 0


class StoredGap(NamedTuple):
    """A question the knowledge base did not answer."""

    id: str
    conversation_id: str
    ask: str
    topic: str
    nearest: tuple[str, ...]
    """Titles of the articles nearest to it."""
    at: datetime


async def add_edit(session: AsyncSession, edit: Edit) -> None:
    """Append an edit."""
    session.add(
        ScoreEdit(
            id=edit.id,
            scorecard_id=edit.scorecard_id,
            criterion=edit.criterion,
            verdict=edit.verdict,
            action=edit.action,
            reason=edit.reason,
            author=edit.author,
            at=edit.at,
        )
    )
    await session.flush()


async def edits_of(session: AsyncSession, card_ids: Collection[str]) -> Mapping[str, tuple[Edit, ...]]:
    """Card id → its edits, oldest first; cards without one are left out."""
    found: dict[str, list[Edit]] = defaultdict(list)
    for chunk in _chunks(sorted(card_ids)):
        wanted = select(ScoreEdit).where(col(ScoreEdit.scorecard_id).in_(chunk)).order_by(col(ScoreEdit.at))
        for row in (await session.exec(wanted)).all():
            found[row.scorecard_id].append(_edit(row))
    return {card_id: tuple(edits) for card_id, edits in found.items()}


def in_force() -> tuple[Any, ...]:
    """Conditions on cards: the newest of its reply, and the reply still ends its turn (an operator who writes on makes
    it a longer turn, which gets a card of its own)."""
    card, message = ScorecardRecord, MessageRecord
    ends = exists().where(col(message.id) == col(card.message_id), col(message.turn_end).is_(True))
    return col(card.current).is_(True), ends


def marked(mark: Mark, since: datetime | None = None) -> Any:
    """The condition on cards that they bear a mark; ``since``: only cards of replies since then are asked for."""
    row = CardMark
    wanted = select(row.scorecard_id).where(row.mark == mark)
    if since is not None:
        wanted = wanted.where(col(row.replied_at) >= since)
    return col(ScorecardRecord.id).in_(wanted)


async def low_cases(
    session: AsyncSession,
    criterion: str,
    *,
    operators: Operators = None,
    since: datetime | None = None,
    limit: int = 200,
) -> tuple[LowCase, ...]:
    """Current cards where the criterion is not met, partly met or possibly missed; worst and newest first."""
    edited = select(ScoreEdit.scorecard_id).where(ScoreEdit.criterion == criterion)
    score, card = CriterionScore, ScorecardRecord
    wanted = (
        select(card.id, score.verdict, score.value)
        .join(score, col(score.scorecard_id) == col(card.id))
        .where(*in_force(), score.criterion == criterion)
        .where(or_(col(score.verdict).in_(("fail", "partial", "unsure")), col(card.id).in_(edited)))
        .order_by(func.coalesce(col(score.value), 0.5), col(card.replied_at).desc().nulls_last(), col(card.id))
        .limit(limit)
    )
    if operators is not None:
        wanted = wanted.where(col(card.operator_id).in_(sorted(operators)))
    if since is not None:
        wanted = wanted.where(col(card.replied_at) >= since)
    return tuple(LowCase(*row) for row in (await session.exec(wanted)).all())


async def low_groups(
    session: AsyncSession, *, operators: Operators = None, since: datetime | None = None
) -> tuple[LowGroup, ...]:
    """Current cards whose criterion is not or partly met, counted by criterion and root cause, the most first.

    A person's newest verdict stands in place of the machine's.
    """
    card, score, edit = ScorecardRecord, CriterionScore, ScoreEdit
    kept = [*in_force(), card.unscored_reason == ""]
    if operators is not None:
        kept.append(col(card.operator_id).in_(sorted(operators)))
    if since is not None:
        kept.append(col(card.replied_at) >= since)
    edited = exists().where(col(edit.scorecard_id) == col(card.id), col(edit.criterion) == col(score.criterion))
    by_machine = (
        select(score.criterion, Review.root_cause, func.count(func.distinct(col(card.id))))
        .join(card, col(card.id) == col(score.scorecard_id))
        .outerjoin(Review, col(Review.scorecard_id) == col(card.id))
        .where(*kept, col(score.verdict).in_(("fail", "partial")), ~edited)
        .group_by(score.criterion, Review.root_cause)
    )
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for criterion, cause, n in (await session.exec(by_machine)).all():
        counts[criterion, cause or ""] += n
    by_people = (
        select(edit, Review.root_cause)
        .join(card, col(card.id) == col(edit.scorecard_id))
        .outerjoin(Review, col(Review.scorecard_id) == col(card.id))
        .where(*kept)
        .order_by(col(edit.at))
    )
    latest = {
        (row.scorecard_id, row.criterion): (row.verdict, cause or "")
        for row, cause in (await session.exec(by_people)).all()
    }
    for (_, criterion), (verdict, cause) in latest.items():
        if verdict in {"fail", "partial"} and not criterion.startswith("critical."):
            counts[criterion, cause] += 1
    found = [LowGroup(criterion, cause, n) for (criterion, cause), n in counts.items()]
    return tuple(sorted(found, key=lambda group: (-group.n, group.criterion, group.cause)))


async def causes_of(session: AsyncSession, card_ids: Collection[str]) -> Mapping[str, str]:
    """Card id → the root cause a reviewer gave; cards without one are left out."""
    wanted = select(Review.scorecard_id, Review.root_cause).where(
        col(Review.scorecard_id).in_(sorted(card_ids)), Review.root_cause != ""
    )
    return dict((await session.exec(wanted)).all())


async def good_cards(
    session: AsyncSession, topic: str, *, besides: Collection[str], limit: int = 40
) -> tuple[str, ...]:
    """Ids of current cards on a topic that have no critical error, the best first."""
    card = ScorecardRecord
    wanted = (
        select(card.id)
        .where(*in_force(), card.topic == topic, card.unscored_reason == "")
        .where(col(card.id).not_in(sorted(besides)))
        .order_by(
            col(card.total).desc().nulls_last(),
            col(card.decided_share).desc().nulls_last(),
            col(card.replied_at).desc(),
        )
        .limit(limit)
    )
    return tuple((await session.exec(wanted)).all())


async def draft_use(session: AsyncSession, *, since: datetime, operators: Operators = None) -> Mapping[str, DraftUse]:
    """Operator id → drafts accepted, edited and rejected since then."""
    row = DraftDecisionRecord
    wanted = select(row.operator_id, row.decision, func.count()).where(col(row.at) >= since)
    if operators is not None:
        wanted = wanted.where(col(row.operator_id).in_(sorted(operators)))
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for operator_id, decision, count in (await session.exec(wanted.group_by(row.operator_id, row.decision))).all():
        counts[operator_id][decision] = count
    return {
        operator_id: DraftUse(**{name: each.get(name, 0) for name in DraftUse._fields})
        for operator_id, each in counts.items()
    }


async def open_load(session: AsyncSession, brand: str) -> Mapping[str, int]:
    """Operator id → conversations assigned to him in which a customer waits now."""
    row = ConversationRecord
    wanted = (
        select(row.assigned_to, func.count())
        .where(col(row.waiting_since).is_not(None), row.assigned_to != "")
        .group_by(row.assigned_to)
    )
    if brand:
        wanted = wanted.where(row.brand_id == brand)
    return dict((await session.exec(wanted)).all())


async def gaps_since(session: AsyncSession, since: datetime, limit: int = 5000) -> tuple[StoredGap, ...]:
    """Unanswered questions, the newest first."""
    wanted = select(Gap).where(col(Gap.at) >= since).order_by(col(Gap.at).desc(), col(Gap.id)).limit(limit)
    return tuple(
        StoredGap(row.id, row.conversation_id, row.ask, row.topic, tuple(str(title) for title in row.nearest), row.at)
        for row in (await session.exec(wanted)).all()
    )


def _edit(row: ScoreEdit) -> Edit:
    return Edit(
        id=row.id,
        scorecard_id=row.scorecard_id,
        criterion=row.criterion,
        action=cast("Action", row.action),
        verdict=cast("EditVerdict", row.verdict),
        reason=row.reason,
        author=row.author,
        at=row.at,
    )


def _chunks(items: Sequence[str], size: int = 400) -> list[Sequence[str]]:
    return [items[begin : begin + size] for begin in range(0, len(items), size)]
