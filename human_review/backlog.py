"""Days whose sums are still to be made: ordered at once, worked off newest first, by a request or in the background.

Each order of a day bears a number. Whoever works writes a day, and takes it off the list, only while the order is the
one it began with: a change that came in meanwhile is summed up again, and two who work at the same time undo nothing.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.database import insert_new
from reply_core.tables import Progress, UtcDateTime

Orders = Mapping[date, int]
"""Day → the number of its order."""
_LAST_SECOND = timedelta(minutes=59, seconds=59)


async def waiting(session: AsyncSession, name: str) -> Orders:
    """The days that wait to be summed up."""
    row = (await session.exec(select(Progress).where(Progress.name == name))).first()
    return _read(row)


async def days(session: AsyncSession, name: str, since: date) -> tuple[date, ...]:
    """The days from ``since`` on that wait to be summed up, oldest first."""
    return tuple(sorted(day for day in await waiting(session, name) if day >= since))


async def order(
    session: AsyncSession, name: str, days: Collection[date], now: datetime, *, patient: bool = True
) -> Orders | None:
    """Put days on the list; gives the whole list.

    Args:
        session: in a transaction that ends soon.
        name: of the list: a row of `Progress`.
        days: to be summed up anew.
        now: of the order.
        patient: False: give None at once when somebody is writing sums at this moment.
    """
    await insert_new(session, Progress, [{"name": name, "done": 0, "total": 0, "note": "", "updated_at": now}])
    row = await _held(session, name, patient=patient)
    if row is None:
        return None
    row.done += 1
    _write(row, {**_read(row), **dict.fromkeys(days, row.done)}, now)
    await session.flush()
    return _read(row)


async def still_ordered(session: AsyncSession, name: str, orders: Orders) -> frozenset[date]:
    """Which of these orders still stand; nobody can change that until the transaction ends."""
    held = _read(await _held(session, name))
    return frozenset(day for day, number in orders.items() if held.get(day) == number)


async def settle(session: AsyncSession, name: str, orders: Orders, now: datetime) -> None:
    """Take the orders that still stand off the list."""
    row = await _held(session, name)
    if row is None:
        return
    _write(row, {day: number for day, number in _read(row).items() if orders.get(day) != number}, now)
    await session.flush()


def by_week(orders: Orders) -> Iterator[tuple[date, Orders]]:
    """Monday → the orders of its week; the newest week first."""
    weeks: dict[date, dict[date, int]] = defaultdict(dict)
    for day, number in orders.items():
        weeks[day - timedelta(days=day.weekday())][day] = number
    return iter(sorted(weeks.items(), reverse=True))


def hour_of(session: AsyncSession, column: Any) -> Any:
    """The hour a moment lies in, as the database tells it: millions of rows have few hours."""
    if session.get_bind().dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H:00:00", column, type_=UtcDateTime())
    return func.date_trunc("hour", column, type_=UtcDateTime())


def days_of(hours: Collection[datetime | None], zone: tzinfo) -> frozenset[date]:
    """The local days of hours; of an hour that midnight falls into, both."""
    ends = (moment for hour in hours if hour is not None for moment in (hour, hour + _LAST_SECOND))
    return frozenset(moment.astimezone(zone).date() for moment in ends)


def days_between(first: date, last: date) -> frozenset[date]:
    """All days from the first to the last."""
    return frozenset(first + timedelta(days=number) for number in range((last - first).days + 1))


async def _held(session: AsyncSession, name: str, *, patient: bool = True) -> Progress | None:
    wanted = select(Progress).where(col(Progress.name) == name).with_for_update(skip_locked=not patient)
    return (await session.exec(wanted.execution_options(populate_existing=True))).first()


def _read(row: Progress | None) -> dict[date, int]:
    if row is None or not row.note:
        return {}
    return {date.fromisoformat(day): int(number) for day, number in json.loads(row.note).items()}


def _write(row: Progress, orders: Orders, now: datetime) -> None:
    row.note = json.dumps({day.isoformat(): number for day, number in sorted(orders.items())})
    row.total, row.updated_at = len(orders), now
