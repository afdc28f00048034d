"""Response times that count the customers who still wait: median and 90th percentile, share in target, open waits."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.slices import Slice, midnight
from human_review.statistics import MIN_CONVERSATIONS, wilson
from human_review.wait_sums import (
    EndedWait,
    OpenWait,
    WaitSum,
    bucket_of,
    bucket_seconds,
    days_left,
    ended_since,
    ended_waits,
    open_waits,
    wait_sums,
)
from reply_core.wait_figures import Quantile, counted_quantile
from reply_core.working_time import Calendar, working_time

EXACT_UP_TO = 10_000
"""Up to this many waits single ones are read; above, the daily sums."""
EVERYBODY = ""
"""The key of all groups together."""
_UNKNOWN = Quantile(None, None, None)
_Length = tuple[WaitSum, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFigures:
    """Waits of one group in one period, in working time; no median and no share below ten waits."""

    waits: int = 0
    """All of them: answered, closed without an answer, and open."""
    answered: int = 0
    closed_unanswered: int = 0
    waiting: int = 0
    """Customers who wait now."""
    past_target: int = 0
    """Of these, past their target: misses already."""
    median: Quantile = _UNKNOWN
    p90: Quantile = _UNKNOWN
    in_target: int = 0
    judged: int = 0
    """Waits that met their target or cannot any more."""
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTimes:
    """One operator, team, channel or topic ("" of `ResponseTimes.together`: all of them)."""

    key: str
    period: ResponseFigures
    starts: Mapping[date, ResponseFigures] = field(default_factory=dict)
    """By the first day of each day, week or month; for all of them together only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTimes:
    """Everybody's response times."""

    since: date
    groups: tuple[GroupTimes, ...]
    together: GroupTimes
    exact: bool
    """False: read from sums whose lengths may be up to 5 % too long."""
    days_left: tuple[date, ...] = ()
    """Days of the period whose sums are still to be made: missing here, or as they were before."""


@dataclass(slots=True)
class _Waits:
    answered: Counter[float] = field(default_factory=Counter)
    cut_short: Counter[float] = field(default_factory=Counter)
    in_target: int = 0
    judged: int = 0
    waiting: int = 0
    past_target: int = 0

    def add(self, each: WaitSum, seconds: float) -> None:
        self.answered[seconds] += each.answered
        self.cut_short[seconds] += each.cut_short
        self.in_target += each.in_target
        self.judged += each.with_target

    def add_open(self, seconds: float, *, late: bool) -> None:
        self.cut_short[seconds] += 1
        self.waiting += 1
        self.past_target += late
        self.judged += late

    def figures(self) -> ResponseFigures:
        answered = +self.answered
        cut_short = +self.cut_short
        n, ended = answered.total() + cut_short.total(), answered.total()
        bare = ResponseFigures(
            waits=n,
            answered=ended,
            closed_unanswered=cut_short.total() - self.waiting,
            waiting=self.waiting,
            past_target=self.past_target,
            in_target=self.in_target,
            judged=self.judged,
        )
        if n < MIN_CONVERSATIONS:
            return bare
        share = low = high = None
        if self.judged >= MIN_CONVERSATIONS:
            share, (low, high) = self.in_target / self.judged, wilson(self.in_target, self.judged)
        return ResponseFigures(
            waits=n,
            answered=ended,
            closed_unanswered=bare.closed_unanswered,
            waiting=self.waiting,
            past_target=self.past_target,
            median=counted_quantile(answered, cut_short),
            p90=counted_quantile(answered, cut_short, 0.9),
            in_target=self.in_target,
            judged=self.judged,
            share=share,
            low=low,
            high=high,
        )


async def response_times(
    session: AsyncSession, cut: Slice, *, weeks: int, now: datetime, zone: tzinfo, calendar: Calendar, brand: str = ""
) -> ResponseTimes:
    """The response times of waits that opened in the last ``weeks`` ISO weeks, and of all that are open now.

    `wait_sums.catch_up` comes first. An ended wait is whose who answered; an open one whose it is assigned to.
    """
    since = cut.since(now, zone, weeks)
    exact = not (await ended_since(session, midnight(since, zone), EXACT_UP_TO)).more
    if exact:
        read = await ended_waits(session, since=midnight(since, zone))
        single = [(_single(each, zone), float(each.seconds)) for each in read]
        keyed = dated = [pair for pair in single if _visible(cut, pair[0])]
    else:
        keyed = await _from_sums(session, cut, since, cut.sql_key)
        dated = await _from_sums(session, cut, since, "day")
    still = [each for each in await open_waits(session, brand) if _visible(cut, each)]
    groups: dict[str, list[_Length]] = defaultdict(list)
    for sums_of, seconds in keyed:
        groups[cut.group(sums_of.operator_id, sums_of.channel, sums_of.topic)].append((sums_of, seconds))
    waiting: dict[str, list[OpenWait]] = defaultdict(list)
    for each in still:
        waiting[cut.group(each.operator_id, each.channel, each.topic)].append(each)
    reader = _Reader(cut, now, zone, calendar)
    return ResponseTimes(
        since=since,
        groups=tuple(reader.group(key, groups[key], waiting[key]) for key in sorted({*groups, *waiting} - {""})),
        together=reader.group(EVERYBODY, dated, still, dated=True),
        exact=exact,
        days_left=() if exact else await days_left(session, since),
    )


async def _from_sums(
    session: AsyncSession, cut: Slice, since: date, by: Literal["day", "operator", "channel", "topic"]
) -> list[_Length]:
    return [(each, bucket_seconds(each.bucket)) for each in await wait_sums(session, since=since, by=by, only=cut.only)]


@dataclass(frozen=True, slots=True)
class _Reader:
    cut: Slice
    now: datetime
    zone: tzinfo
    calendar: Calendar

    def group(
        self, key: str, ended: Sequence[_Length], still: Sequence[OpenWait], *, dated: bool = False
    ) -> GroupTimes:
        whole = _Waits()
        starts: dict[date, _Waits] = defaultdict(_Waits)
        for sums_of, seconds in ended:
            for into in (whole, starts[self.cut.start(sums_of.day)]):
                into.add(sums_of, seconds)
        for each in still:
            seconds = working_time(each.waiting_since, self.now, self.calendar) / timedelta(seconds=1)
            late = each.due_at is not None and each.due_at < self.now
            opened = self.cut.start(each.waiting_since.astimezone(self.zone).date())
            for into in (whole, starts[opened]):
                into.add_open(round(seconds), late=late)
        return GroupTimes(
            key=key,
            period=whole.figures(),
            starts={start: each.figures() for start, each in sorted(starts.items())} if dated else {},
        )


def _single(each: EndedWait, zone: tzinfo) -> WaitSum:
    day = each.opened_at.astimezone(zone).date()
    return WaitSum(
        day, each.operator_id, each.topic, each.channel, bucket_of(each.seconds),
        int(each.answered), int(bool(each.met)), int(each.met is not None), int(not each.answered),
    )  # fmt: skip


def _visible(cut: Slice, each: WaitSum | OpenWait) -> bool:
    if cut.operators is not None and each.operator_id not in cut.operators:
        return False
    return cut.channel in {"", each.channel} and cut.topic in {"", each.topic}
