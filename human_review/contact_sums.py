"""SQL of daily sums of first contacts and ratings, of settled days: a week later nobody can come back any more.

The days since, and what `customers` says of criteria, are read from single conversations.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple, cast

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import backlog
from human_review.backlog import days_between, days_of, hour_of
from human_review.customer_voice import BACK_WITHIN, Contact, Rated, contacts, rated_since
from human_review.day_sums import Key, Only
from human_review.slices import midnight
from reply_core.clock import Clock
from reply_core.database import Sessions, upsert
from reply_core.tables import ConversationRecord, DailyContact, MessageRecord, Progress

AT_ONCE = 10_000
"""Conversations that a request sums up itself; more are left to the background."""
BACKLOG = "_daily_contacts_left"
_WATERMARK = "_daily_contacts"
_OVERLAP = timedelta(minutes=10)
_ONE_BY_ONE = 2_000
"""Up to this many changed conversations the days they touch are told one by one."""
_FIGURES = ("contacts", "came_back", "rated", "rating", "rating_squared")
_select = cast("Any", select)


class ContactSum(NamedTuple):
    """First contacts and ratings of one group; ratings from 0 to 1."""

    contacts: int = 0
    came_back: int = 0
    rated: int = 0
    rating: float = 0.0
    rating_squared: float = 0.0

    def plus(self, other: "ContactSum") -> "ContactSum":
        """Both together."""
        return ContactSum(
            self.contacts + other.contacts,
            self.came_back + other.came_back,
            self.rated + other.rated,
            self.rating + other.rating,
            self.rating_squared + other.rating_squared,
        )

    @classmethod
    def of(cls, each: Contact | Rated) -> "ContactSum":
        """One conversation."""
        if isinstance(each, Contact):
            return cls(contacts=1, came_back=int(each.came_back))
        return cls(rated=1, rating=each.share, rating_squared=each.share * each.share)


def settled_until(now: datetime, zone: tzinfo) -> date:
    """The last day all of whose contacts are judged."""
    return (now - BACK_WITHIN).astimezone(zone).date() - timedelta(days=1)


async def catch_up(
    sessions: Sessions, *, zone: tzinfo, clock: Clock, readers: Sessions | None = None, at_most: int | None = None
) -> int:
    """Sum up the days that have settled since, and those of conversations with new messages; gives how many days that
    were. ``at_most``: do about so many conversations, the rest stays on the list for the background."""
    reading = readers or sessions
    async with reading() as session:
        mark = await session.get(Progress, _WATERMARK)
        upto = (await session.exec(_select(func.max(MessageRecord.stored_at)))).one()
        known = json.loads(mark.note) if mark and mark.note else {}
        seen = {"stored": upto.isoformat() if upto else "", "settled": settled_until(clock.now(), zone).isoformat()}
        orders = await backlog.waiting(session, BACKLOG)
        days = await _changed_days(session, known, date.fromisoformat(seen["settled"]), zone) if seen != known else ()
    if seen != known:
        async with sessions.begin() as session:
            found = await backlog.order(session, BACKLOG, days, clock.now(), patient=at_most is None)
            if found is not None:
                row = {"name": _WATERMARK, "done": 0, "total": 0, "note": json.dumps(seen), "updated_at": clock.now()}
                await upsert(session, Progress, [row])
        orders = found or orders
    done = 0
    for _, own in backlog.by_week(orders):
        async with reading() as session:
            if at_most is not None and (at_most := at_most - await _weight(session, own, zone, at_most)) < 0:
                break
            sums = await _sums(session, own, zone)
        async with sessions.begin() as session:
            standing = await backlog.still_ordered(session, BACKLOG, own)
            await session.exec(delete(DailyContact).where(col(DailyContact.day).in_(sorted(standing))))
            rows = [_row(key, each) for key, each in sums.items() if key[0] in standing]
            await upsert(session, DailyContact, rows)
            await backlog.settle(session, BACKLOG, own, clock.now())
        done += len(own)
    return done


async def _weight(session: AsyncSession, days: backlog.Orders, zone: tzinfo, most: int) -> int:
    opened = col(ConversationRecord.opened_at)
    wanted = _select(func.count()).where(opened >= midnight(min(days), zone))
    return int((await session.exec(wanted.where(opened < midnight(max(days) + timedelta(days=1), zone)))).one())


async def _sums(
    session: AsyncSession, days: backlog.Orders, zone: tzinfo
) -> Mapping[tuple[date, str, str, str], ContactSum]:
    since, until = midnight(min(days), zone), midnight(max(days) + timedelta(days=1), zone)
    found: dict[tuple[date, str, str, str], ContactSum] = defaultdict(ContactSum)
    begun = await contacts(session, since=since, now=until + BACK_WITHIN, only=Only())
    rated = await rated_since(session, since, Only(), until=until)
    both: list[Contact | Rated] = [*begun, *rated]
    for each in both:
        key = (each.opened_at.astimezone(zone).date(), each.operator_id, each.topic, each.channel)
        found[key] = found[key].plus(ContactSum.of(each))
    return found


def _row(key: tuple[date, str, str, str], each: ContactSum) -> dict[str, Any]:
    return {**dict(zip(("day", "operator_id", "topic", "channel"), key, strict=True)), **each._asdict()}


async def _changed_days(
    session: AsyncSession, known: Mapping[str, str], settled: date, zone: tzinfo
) -> frozenset[date]:
    """Settled days that are new or whose conversations may have changed: those with new messages, and those of the same
    customers within a week of them."""
    talk = ConversationRecord
    if not known.get("stored"):
        hours = (await session.exec(_select(hour_of(session, talk.opened_at)).distinct())).all()
        return frozenset(day for day in days_of(hours, zone) if day <= settled)
    before = date.fromisoformat(known["settled"])
    fresh = days_between(before + timedelta(days=1), settled)
    since = datetime.fromisoformat(known["stored"]) - _OVERLAP
    stored = select(MessageRecord.conversation_id).where(col(MessageRecord.stored_at) >= since)
    changed = _select(talk.customer_id, talk.opened_at).where(
        col(talk.id).in_(stored), col(talk.opened_at) < midnight(before, zone) + 2 * BACK_WITHIN
    )
    rows = (await session.exec(changed.limit(_ONE_BY_ONE + 1))).all()
    if len(rows) > _ONE_BY_ONE:
        touched = _select(hour_of(session, talk.opened_at)).distinct().where(col(talk.id).in_(stored))
        own = days_of((await session.exec(touched)).all(), zone)
        reach = range(-BACK_WITHIN.days, BACK_WITHIN.days + 1)
        near = frozenset(day + timedelta(days=number) for day in own for number in reach)
    else:
        near = await _near(session, rows, zone)
    return fresh | frozenset(day for day in near if day <= before)


async def _near(session: AsyncSession, changed: Any, zone: tzinfo) -> frozenset[date]:
    talk = ConversationRecord
    moments = [opened for _, opened in changed]
    customers = sorted({customer for customer, _ in changed} - {""})
    opened_by: dict[str, list[datetime]] = defaultdict(list)
    for customer, opened in changed:
        opened_by[customer].append(opened)
    for begin in range(0, len(customers), 400):
        chunk = customers[begin : begin + 400]
        wanted = _select(talk.customer_id, talk.opened_at).where(col(talk.customer_id).in_(chunk))
        for customer, opened in (await session.exec(wanted)).all():
            if any(abs(opened - each) <= BACK_WITHIN for each in opened_by[customer]):
                moments.append(opened)
    return frozenset(moment.astimezone(zone).date() for moment in moments)


async def order_days_of(session: AsyncSession, talks: Collection[str], *, zone: tzinfo, now: datetime) -> None:
    """Have the days of conversations summed up anew: somebody rated them."""
    names, hours = sorted(talks), set[datetime | None]()
    for begin in range(0, len(names), 400):
        wanted = _select(hour_of(session, ConversationRecord.opened_at)).distinct()
        chunk = names[begin : begin + 400]
        hours.update((await session.exec(wanted.where(col(ConversationRecord.id).in_(chunk)))).all())
    await backlog.order(session, BACKLOG, days_of(hours, zone), now)


async def days_left(session: AsyncSession, since: date = date.min) -> tuple[date, ...]:
    """Days from ``since`` on whose sums are still to be made."""
    return await backlog.days(session, BACKLOG, since)


async def contact_sums(
    session: AsyncSession, *, since: date, until: date, by: Key, only: Only
) -> Mapping[str, ContactSum]:
    """Operator, channel or topic → the sums of the settled days from ``since`` to ``until``, both included."""
    row = cast("Any", DailyContact)
    key = getattr(row, {"operator": "operator_id"}.get(by, by))
    wanted = _select(key, *(func.sum(getattr(row, each)) for each in _FIGURES)).where(
        row.day >= since, row.day <= until
    )
    wanted = wanted.where(*only.on(row))
    return {name: ContactSum(*rest) for name, *rest in (await session.exec(wanted.group_by(key))).all()}
