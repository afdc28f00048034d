"""Where each operator stands, from the daily sums: getting better or worse, and beside the others on the same mix."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.card_figures import Measure
from human_review.comparison import Cell, Comparison, compare, shrunken
from human_review.day_sums import DaySum, MixSum, sums_by_mix, sums_by_step
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


class Sums(NamedTuple):
    """The daily sums of one figure that trends and standings are made of."""

    period: Sequence[DaySum]
    """Of the period, by the steps it is shown in."""
    weeks: Sequence[DaySum]
    """By ISO week, for the state of the trend; from before the period where that needs it."""


async def read_sums(
    session: AsyncSession, measure: Measure, name: str, cut: Slice, *, since: date, this_week: date
) -> Sums:
    """The sums of a period that begins on the first day of a step, and of the weeks a trend's state rests on."""
    first = this_week - (BASE_WEEKS + FOLLOWED_WEEKS - 1) * _WEEK
    begin = min(first, since) if cut.unit == "week" else first
    asked = {"measure": measure, "name": name, "by": cut.sql_key, "only": cut.only}
    weeks = await sums_by_step(session, since=begin, step="week", **asked)  # type: ignore[arg-type]
    if cut.unit == "week":
        return Sums([row for row in weeks if row.day >= since], weeks)
    return Sums(await sums_by_step(session, since=since, step=cut.unit, **asked), weeks)  # type: ignore[arg-type]


async def standings(
    session: AsyncSession, measure: Measure, name: str, cut: Slice, sums: Sums, *, since: date, this_week: date
) -> Mapping[str, Standing]:
    """Everybody's standing in one figure.

    Args:
        session: reads only; the daily sums are caught up.
        measure: cards of this level, standard and scorer only.
        name: the figure.
        cut: operators and teams are compared on the same mix of topics and channels, topics and channels with nothing.
            One group alone is compared with nobody.
        sums: what `read_sums` gave.
        since: first day of the period that is compared.
        this_week: Monday of the week now.
    """
    period, weeks = sums
    first = this_week - (BASE_WEEKS + FOLLOWED_WEEKS - 1) * _WEEK
    rows = [row for row in weeks if row.day >= first]
    by_group: dict[str, list[DaySum]] = defaultdict(list)
    for row in rows:
        by_group[cut.named(row.key)].append(row)
    whole: dict[str, list[DaySum]] = defaultdict(list)
    for row in period:
        whole[cut.named(row.key)].append(row)
    compared: Mapping[str, Comparison] = {}
    groups = {*by_group, *whole}
    if cut.by in {"operator", "team"} and len(groups) > 1:
        compared = compare(_cells(await sums_by_mix(session, measure, name, since=since, only=cut.only), cut))
    means = shrunken({group: pair for group, own in whole.items() if (pair := _mean(own)) is not None})
    found = {
        group: Standing(
            state=trend_state(_weeks(by_group.get(group, ()), first, this_week)),
            comparison=compared.get(group),
            shrunken=means.get(group),
        )
        for group in groups
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


def _mean(rows: Sequence[DaySum]) -> tuple[float, float] | None:
    conversations = sum(row.conversations for row in rows)
    if not conversations:
        return None
    mean, variance = _moments(rows)
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
