"""Topics that customers write about more than before: the last four weeks beside the eight before them.

A rate ratio with its exact interval (conditional on the sum, the share of the last weeks is binomial: Clopper and
Pearson). Counts that jump from week to week more than chance would are worth less: both are divided by their dispersion
(Pearson's chi-square by its degrees of freedom), never by less than one. Over all topics at most 5 % of those shown as
growing or shrinking are chance (Benjamini and Hochberg).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from scipy.stats import beta
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.comparison import benjamini_hochberg
from human_review.day_sums import Only
from human_review.statistics import MIN_CONVERSATIONS
from reply_core.tables import ConversationRecord

RECENT_WEEKS, BEFORE_WEEKS = 4, 8
MIN_BEFORE_WEEKS = 4
"""With less history than this before the last weeks nothing is compared."""
EVERY_TOPIC = ""
_WEEK = timedelta(days=7)
_TAIL = 0.025
_select = cast("Any", select)

Trend = Literal["growing", "shrinking", "no change shown", "not enough data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGrowth:
    """Conversations of one topic now and before; the ratio of their weekly rates with a 95 % interval."""

    topic: str
    recent: int
    before: int
    before_weeks: int
    trend: Trend = "not enough data"
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    """None with a ratio: there is no upper bound, for there were none before."""

    @property
    def n(self) -> int:
        """All conversations that were counted."""
        return self.recent + self.before


async def topic_growth(session: AsyncSession, now: datetime, only: Only, *, brand: str = "") -> tuple[TopicGrowth, ...]:
    """Every topic with conversations in the last twelve weeks, by how much it grew; all together last (topic "").

    ``only`` narrows to a channel or operators; its topic is not looked at.
    """
    weeks = [await _week(session, now - (number + 1) * _WEEK, only, brand) for number in range(RECENT_WEEKS)]
    earlier = [
        await _week(session, now - (number + 1) * _WEEK, only, brand)
        for number in range(RECENT_WEEKS, RECENT_WEEKS + BEFORE_WEEKS)
    ]
    first = (await session.exec(_select(func.min(ConversationRecord.opened_at)))).one()
    known = [week for number, week in enumerate(earlier) if first is not None and _began(now, number) >= first]
    return compared(weeks, known)


def _began(now: datetime, number: int) -> datetime:
    """When an earlier week began."""
    return now - (RECENT_WEEKS + number + 1) * _WEEK


async def _week(session: AsyncSession, since: datetime, only: Only, brand: str) -> Mapping[str, int]:
    talk = ConversationRecord
    wanted = _select(talk.topic, func.count()).where(col(talk.opened_at) >= since, col(talk.opened_at) < since + _WEEK)
    if brand:
        wanted = wanted.where(talk.brand_id == brand)
    if only.channel:
        wanted = wanted.where(talk.channel == only.channel)
    if only.operators is not None:
        wanted = wanted.where(col(talk.assigned_to).in_(sorted(only.operators)))
    return {topic: int(n) for topic, n in (await session.exec(wanted.group_by(talk.topic))).all()}


def compared(recent: Sequence[Mapping[str, int]], before: Sequence[Mapping[str, int]]) -> tuple[TopicGrowth, ...]:
    """The growth of each topic from its counts by week; all together last."""
    topics = sorted({topic for week in (*recent, *before) for topic in week})
    rows: dict[str, tuple[list[int], list[int]]] = {
        topic: ([week.get(topic, 0) for week in recent], [week.get(topic, 0) for week in before]) for topic in topics
    }
    tested = {topic: _tested(*each) for topic, each in rows.items() if _enough(*each)}
    shown = benjamini_hochberg({topic: p for topic, (_, _, _, p) in tested.items()})
    found = [_growth(topic, *rows[topic], tested.get(topic), shown=topic in shown) for topic in topics]
    found.sort(key=lambda each: (each.low is None, -(each.low or 0.0), -each.recent, each.topic))
    total = [sum(week.values()) for week in recent], [sum(week.values()) for week in before]
    whole = _tested(*total) if _enough(*total) else None
    return (*found, _growth(EVERY_TOPIC, *total, whole, shown=whole is not None and whole[3] <= 2 * _TAIL))


def _enough(recent: Sequence[int], before: Sequence[int]) -> bool:
    return len(before) >= MIN_BEFORE_WEEKS and sum(recent) + sum(before) >= MIN_CONVERSATIONS


def _growth(
    topic: str,
    recent: Sequence[int],
    before: Sequence[int],
    tested: tuple[float, float, float | None, float] | None,
    *,
    shown: bool,
) -> TopicGrowth:
    bare = {"topic": topic, "recent": sum(recent), "before": sum(before), "before_weeks": len(before)}
    if tested is None:
        return TopicGrowth(**cast("Any", bare))
    ratio, low, high, _ = tested
    trend: Trend = "no change shown"
    if shown:
        trend = "growing" if ratio > 1 else "shrinking"
    return TopicGrowth(**cast("Any", bare), trend=trend, ratio=ratio, low=low, high=high)


def _tested(recent: Sequence[int], before: Sequence[int]) -> tuple[float, float, float | None, float]:
    """Rate ratio (half a conversation added to either side), its interval, and the two-sided p-value."""
    worth = _dispersion(recent, before)
    now, then = sum(recent) / worth, sum(before) / worth
    odds = len(before) / len(recent)
    ratio = (sum(recent) + 0.5) / (sum(before) + 0.5) * odds
    low = float(beta.ppf(_TAIL, now, then + 1)) if now else 0.0
    high = float(beta.ppf(1 - _TAIL, now + 1, then)) if then else 1.0
    even = len(recent) / (len(recent) + len(before))
    as_many = float(beta.cdf(even, now, then + 1)) if now else 1.0
    as_few = float(beta.sf(even, now + 1, then)) if then else 1.0
    return (
        ratio,
        low / (1 - low) * odds,
        high / (1 - high) * odds if high < 1 else None,
        min(1.0, 2 * min(as_many, as_few)),
    )


def _dispersion(recent: Sequence[int], before: Sequence[int]) -> float:
    """How much more the weeks differ within either period than chance makes them; at least 1."""
    chi = freedom = 0.0
    for weeks in (recent, before):
        mean = sum(weeks) / len(weeks)
        if mean:
            chi += sum((count - mean) ** 2 for count in weeks) / mean
            freedom += len(weeks) - 1
    return max(1.0, chi / freedom) if freedom else 1.0
