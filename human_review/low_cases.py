"""SQL of low cases: the worst of the newest, how many there are by criterion and cause, and good replies beside them.

Over millions of cards neither is read whole: the worst are looked for among the newest few thousand of each verdict,
the best among the newest few thousand of a topic, and what nobody has reviewed is counted up to a thousand.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, func, union_all
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.counting import count_up_to
from human_review.store import Operators, in_force
from qa_scoring.scorecard import CRITERIA
from reply_core.tables import CriterionScore, Review, ScorecardRecord, ScoreEdit

NEWEST = 2_000
"""Cards of one verdict, or of one topic, among which the worst and the best are looked for."""
_LOW = ("fail", "partial")


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
    more: bool = False
    """There are more than were counted."""


async def low_cases(
    session: AsyncSession,
    criterion: str,
    *,
    operators: Operators = None,
    since: datetime | None = None,
    limit: int = 200,
) -> tuple[LowCase, ...]:
    """Current cards where the criterion is not met, partly met or possibly missed; worst and newest first."""
    score, card = CriterionScore, ScorecardRecord
    of = _scored(criterion, operators, since)
    walks = [
        select(score.id)
        .where(*of, score.verdict == verdict)
        .order_by(col(score.replied_at).desc())
        .limit(NEWEST)
        .subquery()
        for verdict in (*_LOW, "unsure")
    ]
    edited = select(ScoreEdit.scorecard_id).where(ScoreEdit.criterion == criterion)
    by_people = select(score.id).where(*of, col(score.scorecard_id).in_(edited)).subquery()
    found = union_all(*(select(each.c.id) for each in (*walks, by_people)))
    wanted = (
        select(card.id, score.verdict, score.value)
        .join(score, col(score.scorecard_id) == col(card.id))
        .where(*in_force(), col(score.id).in_(found))
        .order_by(func.coalesce(col(score.value), 0.5), col(card.replied_at).desc().nulls_last(), col(card.id))
        .limit(limit)
    )
    return tuple(LowCase(*row) for row in (await session.exec(wanted)).all())


def _scored(criterion: str, operators: Operators, since: datetime | None) -> list[Any]:
    score = CriterionScore
    chosen: list[Any] = [score.criterion == criterion]
    if operators is not None:
        chosen.append(col(score.operator_id).in_(sorted(operators)))
    if since is not None:
        chosen.append(col(score.replied_at) >= since)
    return chosen


async def low_groups(
    session: AsyncSession, *, operators: Operators = None, since: datetime | None = None
) -> tuple[LowGroup, ...]:
    """Current cards whose criterion is not or partly met, counted by criterion and root cause, the most first.

    A person's newest verdict stands in place of the machine's. What nobody has reviewed is counted up to a thousand.
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
        .join(Review, col(Review.scorecard_id) == col(card.id))
        .where(*kept, col(score.verdict).in_(_LOW), ~edited)
        .group_by(score.criterion, Review.root_cause)
    )
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for criterion, cause, n in (await session.exec(by_machine)).all():
        counts[criterion, cause or ""] += n
    beyond = set()
    unseen = ~exists().where(col(Review.scorecard_id) == col(card.id))
    for criterion in CRITERIA:
        of = _scored(criterion, operators, since)
        rest = select(score.id).join(card, col(card.id) == col(score.scorecard_id))
        n, more = await count_up_to(session, rest.where(*of, *kept, col(score.verdict).in_(_LOW), ~edited, unseen))
        counts[criterion, ""] += n
        if more:
            beyond.add((criterion, ""))
    for criterion, cause in await _low_by_people(session, kept):
        counts[criterion, cause] += 1
    found = [LowGroup(*key, n, key in beyond) for key, n in counts.items() if n]
    return tuple(sorted(found, key=lambda group: (-group.n, group.criterion, group.cause)))


async def _low_by_people(session: AsyncSession, kept: list[Any]) -> list[tuple[str, str]]:
    """Criterion and root cause of each card that people's newest verdict finds low."""
    card, edit = ScorecardRecord, ScoreEdit
    by_people = (
        select(edit.scorecard_id, edit.criterion, edit.verdict, Review.root_cause)
        .join(card, col(card.id) == col(edit.scorecard_id))
        .outerjoin(Review, col(Review.scorecard_id) == col(card.id))
        .where(*kept)
        .order_by(col(edit.at))
    )
    rows = (await session.exec(by_people)).all()
    latest = {(card_id, criterion): (verdict, cause or "") for card_id, criterion, verdict, cause in rows}
    return [
        (criterion, cause)
        for (_, criterion), (verdict, cause) in latest.items()
        if verdict in _LOW and not criterion.startswith("critical.")
    ]


async def good_cards(
    session: AsyncSession, topic: str, *, besides: Collection[str], limit: int = 40
) -> tuple[str, ...]:
    """Ids of current cards on a topic that have no critical error, the best of the newest first."""
    card = ScorecardRecord
    on_topic = select(card.id).where(card.topic == topic, card.unscored_reason == "")
    dated = on_topic.where(col(card.replied_at).is_not(None)).order_by(col(card.replied_at).desc()).limit(NEWEST)
    undated = on_topic.where(col(card.replied_at).is_(None)).limit(NEWEST)
    newest = union_all(*(select(each.c.id) for each in (dated.subquery(), undated.subquery())))
    wanted = (
        select(card.id)
        .where(*in_force(), col(card.id).in_(newest))
        .where(col(card.id).not_in(sorted(besides)))
        .order_by(
            col(card.total).desc().nulls_last(),
            col(card.decided_share).desc().nulls_last(),
            col(card.replied_at).desc(),
        )
        .limit(limit)
    )
    return tuple((await session.exec(wanted)).all())
