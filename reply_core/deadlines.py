"""When a term runs out: the moment «завтра до 18:00» or «в течение 2 рабочих дней» means, by the shop's calendar."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from reply_core.term_reader import Atom
from reply_core.terms import Term
from reply_core.working_time import Calendar, add_working_time

_LAST_MINUTE = time(23, 59)
_SUNDAY = 6
_STALE = timedelta(days=60)
"""A date without a year that lies further back than this is next year's."""


def term_due(term: Term, at: datetime, calendar: Calendar) -> datetime | None:
    """The moment ``term``, written at ``at`` (aware), runs out, UTC; None for a vague one.

    A day lasts until the shop closes on it (23:59 when it does not work that day); an hour without a day is today's,
    or tomorrow's when it has passed; «рабочих» days and hours follow the calendar; other lengths run by the clock,
    days to the end of the last one. A day of the week is the next one after ``at``.
    """
    local = at.astimezone(calendar.zone)
    length = next((atom for atom in term.atoms if atom.kind == "duration"), None)
    if length is not None:
        return _after(length, local, calendar)
    told = sorted(term.atoms, key=lambda atom: atom.day is None)  # «завтра, 12 апреля»: the date is surer
    day = next((found for atom in told if (found := _day(atom, local.date())) is not None), None)
    clock = next((atom for atom in reversed(term.atoms) if atom.kind == "clock"), None)
    if clock is not None and clock.hour is not None:
        return _at_hour(day, clock.hour, clock.minute, local)
    return None if day is None else _end_of(day, calendar)


def _after(length: Atom, local: datetime, calendar: Calendar) -> datetime:
    days = length.days
    if days is None:
        amount = timedelta(seconds=length.seconds)
        return add_working_time(local, amount, calendar) if length.working else local.astimezone(UTC) + amount
    if not length.working:
        return _local(local.date() + timedelta(days=days), _LAST_MINUTE, local)
    day = local.date()
    while days:
        day += timedelta(days=1)
        days -= calendar.works_on(day)
    return _end_of(day, calendar)


def _day(atom: Atom, today: date) -> date | None:
    if atom.closing == "day":
        return today
    if atom.closing == "week":
        return today + timedelta(days=_SUNDAY - today.weekday() + (atom.days or 0))
    if atom.closing == "month":
        return _month_end(today.year, today.month + bool(atom.days))
    if atom.day is not None:
        return _date(*atom.day, today)
    if atom.weekday is not None:
        ahead = (atom.weekday - today.weekday() - 1) % 7 + 1
        next_week = atom.days == 1 and ahead <= _SUNDAY - today.weekday()
        return today + timedelta(days=ahead + 7 * next_week)
    return None if atom.days is None else today + timedelta(days=atom.days)


def _month_end(year: int, month: int) -> date:
    if month > 12:
        year, month = year + 1, month - 12
    return date(year, month, monthrange(year, month)[1])


def _date(year: int, month: int, day: int, today: date) -> date:
    """The date; without a year the nearest one that is not long past."""
    if year:
        return date(year, month, day)
    this = _safe(today.year, month, day)
    return this if this >= today - _STALE else _safe(today.year + 1, month, day)


def _safe(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _at_hour(day: date | None, hour: int, minute: int, local: datetime) -> datetime:
    midnight = hour >= 24
    wall = _LAST_MINUTE if midnight else time(hour, minute)
    due = _local(day or local.date(), wall, local)
    return due + timedelta(days=1) if day is None and due <= local.astimezone(UTC) else due


def _end_of(day: date, calendar: Calendar) -> datetime:
    """When the shop closes on ``day``; 23:59 around the clock or when it does not work then."""
    closes = None if calendar.counts_always else calendar.closes_at(day)
    return closes or datetime.combine(day, _LAST_MINUTE, tzinfo=calendar.zone).astimezone(UTC)


def _local(day: date, wall: time, like: datetime) -> datetime:
    return datetime.combine(day, wall, tzinfo=like.tzinfo).astimezone(UTC)
