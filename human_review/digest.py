"""The week of a team as values: what moved, how long customers waited, and what waits for people. No customer in it.

Composed once, said in any language and shape (`human_review.digest_files`). A figure below its minimum n has no number.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from scipy.stats import binomtest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.disputes import disputes
from human_review.practice import tasks
from human_review.queue import queue
from human_review.response_times import ResponseFigures, response_times
from human_review.slices import Slice, midnight, monday
from human_review.statistics import Point
from human_review.store import gaps_since
from human_review.sums import StandardOf
from human_review.trend_state import TrendState
from human_review.trends import trends
from qa_scoring.scorecard import PILLARS
from reply_core.directory import OperatorInfo
from reply_core.working_time import Calendar

FIGURES = ("total", *PILLARS, "critical_free")
_WEEK = timedelta(days=7)
_GAPS_AT_LEAST = 5
_BY_CHANCE = 0.05
_NOTHING = Point(n=0, conversations=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One figure: the last full week, and where it stands against its own base."""

    name: str
    week: Point
    state: TrendState
    level: str = ""
    standard: str = ""
    """The only level and standard it is measured with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowingGap:
    """A topic the knowledge base leaves open more often than the week before, beyond chance."""

    topic: str
    now: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The week from ``since`` to ``until`` (a Monday to a Sunday) of one team ("" = everybody)."""

    team: str
    since: date
    until: date
    moved: tuple[Moved, ...]
    response: ResponseFigures
    """Of the week's waits."""
    waiting: int
    past_target: int
    """Customers who wait at this moment, and how many of them past their target."""
    disputes: int
    oldest_dispute_days: int | None
    candidates: int
    candidates_more: bool
    """More than were counted."""
    gaps: tuple[GrowingGap, ...]
    practice_due: int
    """Tasks due within a week; ``practice_late`` of them are past their day."""
    practice_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What a digest is made of besides the database."""

    brand: str
    zone: tzinfo
    calendar: Calendar
    standard_of: StandardOf


async def compose(
    session: AsyncSession, shop: Shop, *, team: str, people: Sequence[OperatorInfo], now: datetime
) -> Digest:
    """The digest of the last full week. `sums.catch_up` and `wait_sums.catch_up` come first."""
    operators = frozenset(each.id for each in people if each.team == team) if team else None
    teams = {each.id: each.team for each in people}
    cut = Slice(by="operator", operators=operators, teams=teams)
    today = now.astimezone(shop.zone).date()
    since = monday(today) - _WEEK
    moved = [await _moved(session, name, cut, shop, since, now) for name in FIGURES]
    times = await response_times(
        session, cut, weeks=2, now=now, zone=shop.zone, calendar=shop.calendar, brand=shop.brand
    )
    contested = await disputes(session, operators=operators, state="open")
    review = await queue(session, since=now - 4 * _WEEK, operators=operators, why="candidate", limit=1)
    given = [
        task.due_on
        for task in await tasks(session, operators=operators, state="open", limit=1000)
        if task.due_on is not None and task.due_on <= today + _WEEK
    ]
    return Digest(
        team=team,
        since=since,
        until=since + timedelta(days=6),
        moved=tuple(moved),
        response=times.together.starts.get(since, ResponseFigures()),
        waiting=times.together.period.waiting,
        past_target=times.together.period.past_target,
        disputes=len(contested),
        oldest_dispute_days=max(((now - each.opened_at).days for each in contested), default=None),
        candidates=review.counts.get("candidate", 0),
        candidates_more="candidate" in review.more,
        gaps=await _growing(session, midnight(since, shop.zone), midnight(monday(today), shop.zone)),
        practice_due=len(given),
        practice_late=sum(day < today for day in given),
    )


async def _moved(session: AsyncSession, name: str, cut: Slice, shop: Shop, since: date, now: datetime) -> Moved:
    """Of two weeks' cards, which are few; the state has its own base, twelve weeks of daily sums (`standing`)."""
    found = await trends(session, name, cut, weeks=2, now=now, zone=shop.zone, standard_of=shop.standard_of)
    return Moved(
        name=name,
        week=found.together.starts.get(since, _NOTHING),
        state=found.together.standing.state,
        level=found.measure.level if found.measure else "",
        standard=found.measure.standard_version if found.measure else "",
    )


async def _growing(session: AsyncSession, since: datetime, until: datetime) -> tuple[GrowingGap, ...]:
    """Topics whose open questions grew from one week to the next beyond chance (one-sided binomial test, 5 %)."""
    found = await gaps_since(session, since - _WEEK)
    now = Counter(gap.topic for gap in found if since <= gap.at < until)
    before = Counter(gap.topic for gap in found if gap.at < since)
    grown = [
        GrowingGap(topic=topic, now=n, before=before[topic])
        for topic, n in now.items()
        if n >= _GAPS_AT_LEAST and _grew(n, before[topic])
    ]
    return tuple(sorted(grown, key=lambda gap: (-gap.now, gap.topic)))


def _grew(now: int, before: int) -> bool:
    return bool(binomtest(now, now + before, 0.5, alternative="greater").pvalue < _BY_CHANCE)
