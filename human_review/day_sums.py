"""SQL of the daily sums: written a day at a time, read summed up by person, channel, topic and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import Date, delete, extract, func, literal, union_all
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.card_figures import Measure
from human_review.store import Operators
from reply_core.database import upsert
from reply_core.tables import DailyRollup, OperatorDay, OperatorWeek, WeeklyRollup

Key = Literal["operator", "channel", "topic"]
Step = Literal["day", "week", "month"]
CARDS = "cards"
"""The measure that counts cards, whatever was decided in them."""
_select = cast("Any", select)
_WEEK = timedelta(days=7)
_SUMMED = ("replies", "conversations", "total", "total_squared")


@dataclass(frozen=True, slots=True)
class Only:
    """What is looked at: everything, or one channel, one topic, some operators."""

    channel: str = ""
    topic: str = ""
    operators: Operators = None

    def on(self, row: Any, operator: str = "operator_id") -> tuple[Any, ...]:
        """The same as conditions on the columns of a table that are needed; none where everything is looked at."""
        found: list[Any] = []
        if self.channel:
            found.append(row.channel == self.channel)
        if self.topic:
            found.append(row.topic == self.topic)
        if self.operators is not None:
            found.append(getattr(row, operator).in_(sorted(self.operators)))
        return tuple(found)


class DaySum(NamedTuple):
    """Sums of one day (or longer step, under its first day); replies of one conversation and day count as one
    observation."""

    key: str
    day: date
    replies: int
    conversations: int
    total: float
    squares: float


class MixSum(NamedTuple):
    """Sums of one operator on one topic and channel over a period."""

    operator_id: str
    topic: str
    channel: str
    replies: int
    conversations: int
    total: float
    squares: float


class Totals(NamedTuple):
    """Sums of one measure over a period."""

    replies: int
    total: float
    squares: float


class MeasureSpan(NamedTuple):
    """How many cards a measure has in a period, and on which days the first and the last of them were sent."""

    cards: int
    first: date
    last: date


async def replace_day(
    session: AsyncSession, day: date, mixed: Sequence[Mapping[str, Any]], people: Sequence[Mapping[str, Any]]
) -> None:
    """Put the sums of one day in place of what was there: by topic and channel, and by person."""
    for table, rows in ((DailyRollup, mixed), (OperatorDay, people)):
        await session.exec(delete(table).where(col(table.day) == day))
        await upsert(session, table, rows)


async def replace_week(session: AsyncSession, monday: date) -> None:
    """Sum up the days of one ISO week anew."""
    for days, weeks in ((DailyRollup, WeeklyRollup), (OperatorDay, OperatorWeek)):
        row, kept = cast("Any", days), SQLModel.metadata.tables[str(weeks.__tablename__)]
        keys = [column.name for column in kept.primary_key.columns if column.name != "day"]
        found = (
            _select(literal(monday, Date), *(getattr(row, key) for key in keys))
            .add_columns(*(func.sum(getattr(row, name)) for name in _SUMMED))
            .where(row.day >= monday, row.day < monday + timedelta(days=7))
            .group_by(*(getattr(row, key) for key in keys))
            .order_by(*(getattr(row, key) for key in keys))  # a figure's rows lie together: it is read by itself
        )
        await session.exec(delete(weeks).where(col(weeks.day) == monday))
        await session.exec(kept.insert().from_select(["day", *keys, *_SUMMED], found))


async def measure_spans(session: AsyncSession, *, since: date, only: Only) -> Mapping[Measure, MeasureSpan]:
    """Measure → its cards since that day: whole weeks by their sums, the days before and at both ends one by one."""
    table = _table("operator", only)
    monday = since + timedelta(days=-since.weekday() % 7)
    weeks = await _spans(session, _weeks_of(table), only, since=monday)
    ends = {each.first for each in weeks.values()} | {each.last for each in weeks.values()}
    found = dict(await _spans(session, table, only, since=since, until=monday)) if since < monday else {}
    edges = {first: await _spans(session, table, only, since=first, until=first + _WEEK) for first in ends}
    for measure, each in weeks.items():
        before = found.get(measure)
        first = before.first if before else edges[each.first][measure].first
        cards = each.cards + (before.cards if before else 0)
        found[measure] = MeasureSpan(cards, first, edges[each.last][measure].last)
    return found


async def _spans(
    session: AsyncSession, table: Any, only: Only, *, since: date, until: date | None = None
) -> Mapping[Measure, MeasureSpan]:
    row = cast("Any", table)
    keys = (row.level, row.standard_version, row.scorer_version)
    wanted = (
        _select(*keys, func.sum(row.replies), func.min(row.day), func.max(row.day))
        .where(row.measure == CARDS, row.day >= since, *only.on(row))
        .group_by(*keys)
    )
    if until is not None:
        wanted = wanted.where(row.day < until)
    return {
        Measure(level, standard, scorer): MeasureSpan(int(count), first, last)
        for level, standard, scorer, count, first, last in (await session.exec(wanted)).all()
    }


async def totals_since(session: AsyncSession, *, since: date, name: str, only: Only) -> Mapping[Measure, Totals]:
    """Measure → the sums of one figure since that day."""
    row = cast("Any", _table("operator", only))
    keys = (row.level, row.standard_version, row.scorer_version)
    wanted = (
        _select(*keys, *(func.sum(each) for each in (row.replies, row.total, row.total_squared)))
        .where(row.measure == name, row.day >= since, *only.on(row))
        .group_by(*keys)
    )
    return {Measure(*each[:3]): Totals(int(each[3]), *each[4:]) for each in (await session.exec(wanted)).all()}


async def sums_by_step(
    session: AsyncSession, measure: Measure, name: str, *, since: date, by: Key, only: Only, step: Step = "day"
) -> tuple[DaySum, ...]:
    """One figure per key and day, ISO week or month, under its first day; ``since`` begins a week or month then."""
    row = cast("Any", _weeks_of(_table(by, only)) if step == "week" else _table(by, only))
    named = getattr(row, {"operator": "operator_id"}.get(by, by))
    first = (extract("year", row.day), extract("month", row.day)) if step == "month" else (row.day,)
    wanted = (
        _select(named, *first, *(func.sum(getattr(row, each)) for each in _SUMMED))
        .where(*_measured(row, measure, name), row.day >= since, *only.on(row))
        .group_by(named, *first)
    )
    rows = (await session.exec(wanted)).all()
    if step != "month":
        return tuple(DaySum(*each) for each in rows)
    return tuple(DaySum(key, date(int(year), int(month), 1), *rest) for key, year, month, *rest in rows)


async def sums_by_mix(
    session: AsyncSession, measure: Measure, name: str, *, since: date, only: Only
) -> tuple[MixSum, ...]:
    """One figure per operator, topic and channel over the whole period: whole weeks, and the days before the first."""
    monday = since + timedelta(days=-since.weekday() % 7)
    keys = ("operator_id", "topic", "channel")
    parts = []
    for table, *days in ((WeeklyRollup, monday, None), (DailyRollup, since, monday)):
        row = cast("Any", table)
        part = _select(*(getattr(row, each) for each in (*keys, *_SUMMED)))
        part = part.where(*_measured(row, measure, name), row.day >= days[0], *only.on(row))
        parts.append(part if days[1] is None else part.where(row.day < days[1]))
    found: Any = union_all(*(parts if since < monday else parts[:1])).subquery()
    mix = [found.c[each] for each in keys]
    wanted = _select(*mix, *(func.sum(found.c[each]) for each in _SUMMED)).group_by(*mix)
    return tuple(MixSum(*each) for each in (await session.exec(wanted)).all())


def _table(by: Key, only: Only) -> type[DailyRollup] | type[OperatorDay]:
    """The smaller table where it has what is asked for."""
    return OperatorDay if by == "operator" and not only.channel and not only.topic else DailyRollup


def _weeks_of(table: type[DailyRollup] | type[OperatorDay]) -> type[WeeklyRollup] | type[OperatorWeek]:
    return OperatorWeek if table is OperatorDay else WeeklyRollup


def _measured(row: Any, measure: Measure, name: str) -> tuple[Any, ...]:
    return (
        row.measure == name,
        row.level == measure.level,
        row.standard_version == measure.standard_version,
        row.scorer_version == measure.scorer_version,
    )
