"""Where each operator stands, from the daily sums: getting better or worse, and beside the others on the same mix."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.card_figures import Measure
from human_review.comparison import Cell, Comparison, compare, shrunken
from human_review.day_sums import DaySum, MixSum, sums_by_day, sums_by_mix
from human_review.slices import Slice
from human_review.trend_state import BASE_WEEKS, FOLLOWED_WEEKS, TrendState, Week, trend_state

TEAM = ""
"""The key of everybody together."""
_WEEK = timedelta(days=7)
_LEAST_VARIANCE = 25.0
"""A spread of five points between conversations at least: a week of equal scores is not known exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One operator (or the team): the state of the trend, the comparison with the others, and the mean for sorting."""

    state: TrendState = field(default_factory=lambda: TrendState(name="not enough data"))
    comparison: Comparison | None = None
    """None for the team, and where nobody else is visible."""
    shrunken: float | None = None
    """The mean of the period drawn to the common one; for sorting only."""


async def standings(
    session: AsyncSession, measure: Measure, name: str, cut: Slice, *, since: date, this_week: date
) -> Mapping[str, Standing]:
    """Everybody's standing in one figure.

    Args:
        session: reads only; the daily sums are caught up.
        measure: cards of this level, standard and scorer only.
        name: the figure.
        cut: operators and teams are compared on the same mix of topics and channels, topics and channels with nothing.
            One group alone is compared with nobody.
        since: first day of the period that is compared.
        this_week: Monday of the week now.
    """
    first = this_week - (BASE_WEEKS + FOLLOWED_WEEKS - 1) * _WEEK
    begin = min(first, since)
    weekly = since.weekday() == begin.weekday() == 0  # everything below asks for whole weeks then
    rows = await sums_by_day(session, measure, name, since=begin, by=cut.sql_key, only=cut.only, weekly=weekly)
    by_group: dict[str, list[DaySum]] = defaultdict(list)
    for row in rows:
        by_group[cut.named(row.key)].append(row)
    compared: Mapping[str, Comparison] = {}
    if cut.by in {"operator", "team"} and len(by_group) > 1:
        compared = compare(_cells(await sums_by_mix(session, measure, name, since=since, only=cut.only), cut))
    means = shrunken({group: pair for group, own in by_group.items() if (pair := _mean(own, since)) is not None})
    found = {
        group: Standing(
            state=trend_state(_weeks(own, first, this_week)),
            comparison=compared.get(group),
            shrunken=means.get(group),
        )
        for group, own in by_group.items()
    }
    return {**found, TEAM: Standing(state=trend_state(_weeks(rows, first, this_week)))}


def _weeks(rows: Sequence[DaySum], first: date, last: date) -> list[Week | None]:
    by_week: dict[date, list[DaySum]] = defaultdict(list)
    for row in rows:
        by_week[row.day - timedelta(days=row.day.weekday())].append(row)
    count = (last - first).days // 7 + 1
    return [_week(by_week.get(first + number * _WEEK, [])) for number in range(count)]


def _week(rows: Sequence[DaySum]) -> Week | None:
    conversations = sum(row.conversations for row in rows)
    if not conversations:
        return None
    mean, variance = _moments(rows)
    return Week(mean=mean, error=sqrt(variance / conversations), conversations=conversations)


def _mean(rows: Sequence[DaySum], since: date) -> tuple[float, float] | None:
    own = [row for row in rows if row.day >= since]
    conversations = sum(row.conversations for row in own)
    if not conversations:
        return None
    mean, variance = _moments(own)
    return mean, sqrt(variance / conversations)


def _moments(rows: Sequence[DaySum]) -> tuple[float, float]:
    replies = sum(row.replies for row in rows)
    mean = sum(row.total for row in rows) / replies
    return mean, max(_LEAST_VARIANCE, sum(row.squares for row in rows) / replies - mean * mean)


def _cells(rows: Sequence[MixSum], cut: Slice) -> Mapping[str, Mapping[str, Cell]]:
    """Topic and channel → group → cell; replies of one conversation and day count as one observation."""
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    for row in rows:
        stratum, group = f"{row.topic}\0{row.channel}", cut.named(row.operator_id)
        before = cells[stratum].get(group, Cell(0, 0.0, 0.0))
        share = row.conversations / row.replies
        cells[stratum][group] = Cell(
            before.n + row.conversations, before.total + row.total * share, before.squares + row.squares * share
        )
    return cells
