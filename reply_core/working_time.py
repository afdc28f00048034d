"""Working time between two moments, and the moment after so much working time, by a shop's calendar.

A calendar knows its time zone, several spans a day, public holidays (in Russia with moved days and working Saturdays)
and the shop's own dates. Counting is exact to the microsecond and follows the clock changes of the zone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from reply_core import hours
from reply_core.errors import InvalidInput
from reply_core.hours import Hours

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FRIDAY = 4


class _Year(NamedTuple):
    """The working spans of one local year in microseconds since the epoch, and the sum of all before each."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int


@dataclass(frozen=True)
class Calendar:
    """When a shop works.

    Args:
        time_zone: an IANA name such as ``Europe/Moscow``.
        weekdays: spans by weekday, 0 = Monday. Without any span every moment counts (never 0).
        holidays_country: whose public holidays are days off (``RU``; also ``US-CA``); None for none. A working
            Saturday or Sunday (a moved day) without hours of its own uses Friday's.
        overrides: the shop's own hours on a date, empty for closed; they win over everything else.
        always_open: around the clock, holidays and overrides included.

    Raises:
        InvalidInput: the zone, the country or a weekday is not known.
    """

    time_zone: str = "Europe/Moscow"
    weekdays: Mapping[int, Hours] = field(default_factory=dict)
    holidays_country: str | None = "RU"
    overrides: Mapping[date, Hours] = field(default_factory=dict)
    always_open: bool = False
    _years: dict[int, _Year] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        _zone(self.time_zone)
        if self.holidays_country:
            _days_off(self.holidays_country, 2025)
        if unknown := set(self.weekdays) - set(range(7)):
            raise InvalidInput(f"{min(unknown)!r} is no weekday", where="weekdays", mend="use 0 (Monday) to 6")

    @classmethod
    def always(cls, time_zone: str = "Europe/Moscow") -> "Calendar":
        """Open around the clock, every day."""
        return cls(time_zone=time_zone, holidays_country=None, always_open=True)

    @classmethod
    def weekly(
        cls, span: str, *, days: str = "Mon-Fri", tz: str = "Europe/Moscow", country: str | None = "RU"
    ) -> "Calendar":
        """The same hours on each of ``days``: ``Calendar.weekly("09:00-13:00, 14:00-18:00", days="Mon-Fri")``."""
        spans = hours.parse_hours(span, where="hours")
        weekdays = dict.fromkeys(hours.parse_days(days, where="days"), spans)
        return cls(time_zone=tz, weekdays=weekdays, holidays_country=country)

    @property
    def zone(self) -> ZoneInfo:
        """The calendar's time zone."""
        return _zone(self.time_zone)

    @property
    def counts_always(self) -> bool:
        """Whether every moment counts: around the clock, or no weekly hours configured at all."""
        return self.always_open or not any(start != end for spans in self.weekdays.values() for start, end in spans)

    def hours(self, day: date) -> Hours:
        """The spans that begin on ``day``; empty when closed. Of no use when `counts_always`."""
        if day in self.overrides:
            return self.overrides[day]
        usual = self.weekdays.get(day.weekday(), ())
        if not self.holidays_country:
            return usual
        off, moved = _days_off(self.holidays_country, day.year)
        if day in moved:
            return usual or self._friday_hours()
        return () if day in off else usual

    def _friday_hours(self) -> Hours:
        """Friday's hours, or those of the last weekday that has any."""
        return next((self.weekdays[day] for day in range(_FRIDAY, -1, -1) if self.weekdays.get(day)), ())

    def works_on(self, day: date) -> bool:
        """Whether ``day`` has working time."""
        return self.counts_always or bool(self._spans(day))

    def closes_at(self, day: date) -> datetime | None:
        """The end of ``day``'s last working span, UTC; None on a day off; midnight when every moment counts."""
        if self.counts_always:
            return _moment(self._at(day + timedelta(days=1), time.min))
        spans = self._spans(day)
        return _moment(spans[-1][1]) if spans else None

    def _at(self, day: date, wall: time) -> int:
        """Microseconds since the epoch at ``wall`` on the clock of the calendar's zone; ``time.max`` is midnight."""
        if wall == time.max:
            day, wall = day + timedelta(days=1), time.min
        return _micros(datetime.combine(day, wall, tzinfo=self.zone))

    def _spans(self, day: date) -> list[tuple[int, int]]:
        """Working spans within ``day`` (what began the evening before included), apart and in order."""
        spans = []
        midnight = self._at(day, time.min)
        for start, end in self.hours(day - timedelta(days=1)):
            if end < start and end > time.min:
                spans.append((midnight, self._at(day, end)))
        for start, end in self.hours(day):
            if start != end:
                spans.append((self._at(day, start), self._at(day, end if end > start else time.max)))
        merged: list[tuple[int, int]] = []
        for begin, stop in sorted(spans):
            if stop <= begin:
                continue
            if merged and begin <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
            else:
                merged.append((begin, stop))
        return merged

    def year(self, number: int) -> _Year:
        """All working spans of a local year, built once."""
        known = self._years.get(number)
        if known is None:
            starts: list[int] = []
            ends: list[int] = []
            before: list[int] = []
            total = 0
            day = date(number, 1, 1)
            while day.year == number:
                for begin, stop in self._spans(day):
                    starts.append(begin)
                    ends.append(stop)
                    before.append(total)
                    total += stop - begin
                day += timedelta(days=1)
            known = self._years[number] = _Year(starts, ends, before, total)
        return known


def working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Working time from ``start`` to ``end`` (both aware); zero when ``end`` is not after ``start``.

    Where no hours are configured this is calendar time.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)  # one zone's own times compare by the wall clock
    if end <= start:
        return timedelta(0)
    if calendar.counts_always:
        return end - start
    first, last = start.astimezone(calendar.zone).year, end.astimezone(calendar.zone).year
    total = sum(calendar.year(number).total for number in range(first, last))
    total += _worked(calendar.year(last), _micros(end)) - _worked(calendar.year(first), _micros(start))
    return timedelta(microseconds=total)


def add_working_time(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The earliest moment by which ``amount`` of working time has passed since ``start``: a deadline, UTC.

    A span that ends exactly then is the end: two hours from 16:00 are due at 18:00, not the next morning. With no
    amount it is ``start`` itself.
    """
    if amount <= timedelta(0):
        return start.astimezone(UTC)
    if calendar.counts_always:
        return start.astimezone(UTC) + amount
    number = start.astimezone(calendar.zone).year
    year = calendar.year(number)
    wanted = _worked(year, _micros(start)) + amount // _MICROSECOND
    while wanted > year.total:
        wanted -= year.total
        number += 1
        year = calendar.year(number)
    place = bisect_left(year.before, wanted) - 1
    return _moment(year.starts[place] + wanted - year.before[place])


def _worked(year: _Year, moment: int) -> int:
    """Working microseconds of the year before ``moment``."""
    place = bisect_right(year.starts, moment) - 1
    if place < 0:
        return 0
    return year.before[place] + min(moment, year.ends[place]) - year.starts[place]


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        mend = "use an IANA name such as Europe/Moscow"
        raise InvalidInput(f"time zone {name!r} is not known", where="time_zone", mend=mend) from error


@lru_cache(maxsize=256)
def _days_off(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays of a year, and its weekend days that are worked."""
    import holidays

    name, _, part = country.partition("-")
    try:
        known = holidays.country_holidays(name, subdiv=part or None, years=year)
    except NotImplementedError as error:
        mend = "use an ISO code such as RU, or none"
        raise InvalidInput(f"no holidays are known for {country!r}", where="holidays", mend=mend) from error
    return frozenset(known.keys()), frozenset(known.weekend_workdays)


_KEYS = frozenset({"time_zone", "hours", "weekdays", "holidays", "holidays_country", "overrides", "always_open"})


def calendar_from_dict(data: Mapping[str, object]) -> Calendar:
    """The calendar a TOML or JSON object describes.

    Keys: ``time_zone``; ``hours`` ("Mon-Fri 09:00-18:00; Sat 10:00-14:00", or a table ``{"mon-fri": "09:00-13:00,
    14:00-18:00"}``, or "24/7"); ``holidays`` ("RU", "" for none); ``overrides`` (``{"2026-12-31": "10:00-15:00",
    "2027-01-05": ""}``, empty for closed); ``always_open``. The field names of `Calendar` are understood too.

    Raises:
        InvalidInput: an unknown key, day, hour, date, zone or country, named with what is allowed.
    """
    if unknown := set(data) - _KEYS:
        allowed = ", ".join(sorted(_KEYS))
        raise InvalidInput(f"unknown key {min(unknown)!r}", where="calendar", mend=f"use one of: {allowed}")
    zone = str(data.get("time_zone") or "Europe/Moscow")
    week = data.get("hours", data.get("weekdays", {}))
    if data.get("always_open") or (isinstance(week, str) and week.strip().lower() in hours.ALWAYS):
        return Calendar.always(zone)
    country = data.get("holidays", data.get("holidays_country", "RU"))
    return Calendar(
        time_zone=zone,
        weekdays=hours.parse_week(week),
        holidays_country=str(country) if country else None,
        overrides=hours.parse_overrides(data.get("overrides") or {}),
    )


def calendar_to_dict(calendar: Calendar) -> dict[str, object]:
    """Plain JSON values that `calendar_from_dict` reads back to an equal calendar."""
    return {
        "time_zone": calendar.time_zone,
        "hours": {hours.DAYS[day]: hours.written(spans) for day, spans in sorted(calendar.weekdays.items())},
        "holidays": calendar.holidays_country or "",
        "overrides": {day.isoformat(): hours.written(spans) for day, spans in sorted(calendar.overrides.items())},
        "always_open": calendar.always_open,
    }
