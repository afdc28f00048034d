"""SQL of answered waits: daily sums by operator, topic, channel and length, kept up as messages come in.

Lengths stand in stretches that grow by 5 %, so a quantile read from the sums is at most 5 % (and two seconds) too long;
`response_times` reads single waits while there are few.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from math import ceil, exp, log
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import Date, delete, func, literal, union_all
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import backlog
from human_review.backlog import days_of, hour_of
from human_review.counting import Counted, count_up_to
from human_review.day_sums import Only
from human_review.slices import midnight
from reply_core.clock import Clock
from reply_core.database import Sessions, upsert
from reply_core.tables import (
    ConversationRecord,
    DailyWait,
    MessageRecord,
    OperatorWaitWeek,
    Progress,
    TopicWaitDay,
    WaitRecord,
)

_WATERMARK = "_daily_waits"
"""The row of `Progress` that says how far the sums have got; the underscore hides it from people."""
_OVERLAP = timedelta(minutes=10)
BACKLOG = "_daily_waits_left"
"""The list of days whose sums are still to be made (`backlog`)."""
AT_ONCE = 10_000
"""Waits that a request sums up itself; more are left to the background."""
_FINEST, _PER_E = 30.0, 20.0
_FIGURES = ("answered", "in_target", "with_target", "still_open")
_select = cast("Any", select)


class EndedWait(NamedTuple):
    """A wait that is over."""

    opened_at: datetime
    operator_id: str
    """Who answered; whoever had the conversation when it was closed without an answer."""
    topic: str
    channel: str
    seconds: int
    """Working time."""
    answered: bool
    """False: the case was closed without an answer."""
    met: bool | None
    """In time; None: closed without an answer before it was due."""


class OpenWait(NamedTuple):
    """A customer who waits now."""

    conversation_id: str
    waiting_since: datetime
    due_at: datetime | None
    operator_id: str
    topic: str
    channel: str


class WaitSum(NamedTuple):
    """Waits of one day, operator, topic and channel in one stretch of length."""

    day: date
    operator_id: str
    topic: str
    channel: str
    bucket: int
    answered: int
    in_target: int
    with_target: int
    cut_short: int


def bucket_of(seconds: float) -> int:
    """The number of the stretch that holds a length.

    >>> bucket_of(0), bucket_of(60), bucket_of(7200)
    (0, 22, 110)
    """
    return ceil(_PER_E * log(1 + max(0.0, seconds) / _FINEST) - 1e-9)


def bucket_seconds(bucket: int) -> float:
    """The longest length of a stretch, in seconds."""
    return _FINEST * (exp(bucket / _PER_E) - 1)


async def catch_up(
    sessions: Sessions, *, zone: tzinfo, clock: Clock, readers: Sessions | None = None, at_most: int | None = None
) -> int:
    """Sum up the days of waits in conversations with new messages; gives how many days that were. The newest come
    first; ``at_most``: do about so many waits, the rest stays on the list (`days_left`) for the background."""
    reading = readers or sessions
    async with reading() as session:
        mark = await session.get(Progress, _WATERMARK)
        upto = (await session.exec(_select(func.max(MessageRecord.stored_at)))).one()
        since = datetime.fromisoformat(mark.note) if mark and mark.note else None
        orders = await backlog.waiting(session, BACKLOG)
        changed = upto is not None and since != upto
        days = await _changed_days(session, since - _OVERLAP if since else None, zone) if changed else frozenset()
    if changed:
        async with sessions.begin() as session:
            found = await backlog.order(session, BACKLOG, days, clock.now(), patient=at_most is None)
            if found is not None:
                row = {"name": _WATERMARK, "done": 0, "total": 0, "note": upto.isoformat(), "updated_at": clock.now()}
                await upsert(session, Progress, [row])
        orders = found or orders
    done = 0
    for first, own in backlog.by_week(orders):
        for day in sorted(own, reverse=True):
            async with reading() as session:
                waits = await _waits_of(session, day, zone, None if at_most is None else at_most + 1)
            if at_most is not None and (at_most := at_most - len(waits)) < 0:
                return done
            async with sessions.begin() as session:
                if await backlog.still_ordered(session, BACKLOG, {day: own[day]}):
                    await replace_day(session, day, waits)
        async with sessions.begin() as session:
            await replace_week(session, first)
            await backlog.settle(session, BACKLOG, own, clock.now())
        done += len(own)
    return done


async def days_left(session: AsyncSession, since: date = date.min) -> tuple[date, ...]:
    """Days from ``since`` on whose sums are still to be made."""
    return await backlog.days(session, BACKLOG, since)


async def _changed_days(session: AsyncSession, since: datetime | None, zone: tzinfo) -> frozenset[date]:
    wanted = _select(hour_of(session, WaitRecord.opened_at)).distinct().where(col(WaitRecord.closed_at).is_not(None))
    if since is not None:
        changed = select(MessageRecord.conversation_id).where(col(MessageRecord.stored_at) >= since)
        wanted = wanted.where(col(WaitRecord.conversation_id).in_(changed))
    return days_of((await session.exec(wanted)).all(), zone)


async def _waits_of(session: AsyncSession, day: date, zone: tzinfo, limit: int | None) -> tuple[EndedWait, ...]:
    until = midnight(day + timedelta(days=1), zone)
    return await ended_waits(session, since=midnight(day, zone), until=until, limit=limit)


async def replace_day(session: AsyncSession, day: date, waits: Iterable[EndedWait]) -> None:
    """Put the sums of one day's waits in place of what was there."""
    sums: dict[tuple[str, str, str, int], Counter[str]] = defaultdict(Counter)
    for each in waits:
        into = sums[each.operator_id, each.topic, each.channel, bucket_of(each.seconds)]
        into["answered" if each.answered else "still_open"] += 1
        into["with_target"] += each.met is not None
        into["in_target"] += bool(each.met)
    await session.exec(delete(DailyWait).where(col(DailyWait.day) == day))
    keys = ("operator_id", "topic", "channel", "bucket")
    rows = [
        {"day": day, **dict(zip(keys, key, strict=True)), **{name: found[name] for name in _FIGURES}}
        for key, found in sums.items()
    ]
    await upsert(session, DailyWait, rows)
    await replace_topics(session, day)


async def replace_topics(session: AsyncSession, day: date) -> None:
    """Sum up a day over its operators anew."""
    await _add_up(session, TopicWaitDay, day, day + timedelta(days=1))


async def replace_week(session: AsyncSession, monday: date) -> None:
    """Sum up the days of one ISO week anew."""
    await _add_up(session, OperatorWaitWeek, monday, monday + timedelta(days=7))


async def _add_up(session: AsyncSession, table: type[SQLModel], first: date, until: date) -> None:
    """Sum up the days' sums into a smaller table, under the first day."""
    row, kept = cast("Any", DailyWait), SQLModel.metadata.tables[str(table.__tablename__)]
    keys = [column.name for column in kept.primary_key.columns if column.name != "day"]
    found = (
        _select(literal(first, Date), *(getattr(row, key) for key in keys))
        .add_columns(*(func.sum(getattr(row, name)) for name in _FIGURES))
        .where(row.day >= first, row.day < until)
        .group_by(*(getattr(row, key) for key in keys))
    )
    await session.exec(delete(kept).where(kept.c.day == first))
    await session.exec(kept.insert().from_select(["day", *keys, *_FIGURES], found))


async def ended_waits(
    session: AsyncSession, *, since: datetime, until: datetime | None = None, limit: int | None = None
) -> tuple[EndedWait, ...]:
    """The waits that opened since then and are over; what a bot closed is nobody's wait."""
    wait, talk, message = WaitRecord, ConversationRecord, MessageRecord
    wanted = (
        _select(
            wait.opened_at, wait.closed_by, wait.closed_at, wait.due_at, wait.working_seconds,
            talk.topic, talk.channel, talk.assigned_to, message.author_id, message.author_kind,
        )
        .join(talk, col(talk.id) == col(wait.conversation_id))
        .join(message, col(message.id) == col(wait.closed_by), isouter=True)
        .where(col(wait.opened_at) >= since, col(wait.closed_at).is_not(None))
        .where(col(wait.working_seconds).is_not(None))
    )  # fmt: skip
    if until is not None:
        wanted = wanted.where(col(wait.opened_at) < until)
    if limit is not None:
        wanted = wanted.limit(limit)
    found = (_ended(*row) for row in (await session.exec(wanted)).all())
    return tuple(each for each in found if each is not None)


def _ended(
    opened_at: datetime,
    closed_by: str | None,
    closed_at: datetime,
    due_at: datetime | None,
    seconds: int,
    topic: str,
    channel: str,
    assigned_to: str,
    author_id: str | None,
    author_kind: str | None,
) -> EndedWait | None:
    if author_kind == "bot":
        return None
    late = due_at is not None and closed_at > due_at
    met = (not late) if closed_by else (False if late else None)
    if due_at is None:
        met = None
    return EndedWait(
        opened_at, author_id or assigned_to, topic, channel, seconds, bool(closed_by), met
    )  # fmt: skip


async def open_waits(session: AsyncSession, brand: str = "") -> tuple[OpenWait, ...]:
    """Customers who wait now."""
    row = ConversationRecord
    wanted = _select(
        row.id, row.waiting_since, row.due_at, row.assigned_to, row.topic, row.channel
    ).where(col(row.waiting_since).is_not(None))  # fmt: skip
    if brand:
        wanted = wanted.where(row.brand_id == brand)
    return tuple(OpenWait(*each) for each in (await session.exec(wanted)).all())


async def ended_since(session: AsyncSession, since: datetime, most: int) -> Counted:
    """How many waits opened since then and are over, counted up to ``most``."""
    row = WaitRecord
    wanted = _select(row.id).where(col(row.opened_at) >= since, col(row.working_seconds).is_not(None))
    return await count_up_to(session, wanted.where(col(row.closed_at).is_not(None)), most)


async def wait_sums(
    session: AsyncSession, *, since: date, by: Literal["day", "operator", "channel", "topic"], only: Only
) -> tuple[WaitSum, ...]:
    """The sums since that day, by one key and length; what is not asked for stays empty (the day: ``since``).

    Read from the smallest table that has what is asked for.
    """
    name = {"operator": "operator_id"}.get(by, by)
    days = TopicWaitDay if by != "operator" and only.operators is None else DailyWait
    parts = [_part(days, name, since, None, only)]
    if by == "operator" and not only.channel and not only.topic:
        first = since + timedelta(days=-since.weekday() % 7)
        parts = [_part(OperatorWaitWeek, name, first, None, only)]
        if first > since:
            parts.append(_part(DailyWait, name, since, first, only))
    found: Any = union_all(*parts).subquery()
    key = found.c[name]
    wanted = _select(key, found.c.bucket, *(func.sum(found.c[each]) for each in _FIGURES))
    rows = (await session.exec(wanted.group_by(key, found.c.bucket))).all()
    empty: dict[str, Any] = {"day": since, "operator_id": "", "topic": "", "channel": ""}
    figures = ("bucket", "answered", "in_target", "with_target", "cut_short")
    return tuple(WaitSum(**{**empty, name: given, **dict(zip(figures, rest, strict=True))}) for given, *rest in rows)


def _part(table: type[SQLModel], name: str, since: date, until: date | None, only: Only) -> Any:
    row = cast("Any", table)
    wanted = _select(getattr(row, name), row.bucket, *(getattr(row, each) for each in _FIGURES)).where(row.day >= since)
    if until is not None:
        wanted = wanted.where(row.day < until)
    return wanted.where(*only.on(row))
