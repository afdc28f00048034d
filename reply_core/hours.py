"""Working hours as people write them: "09:00-13:00, 14:00-18:00", "Mon-Fri 09:00-18:00; Sat 10:00-14:00", «Пн–Пт»."""

import re
from collections.abc import Mapping
from datetime import date, time

from reply_core.errors import InvalidInput

Hours = tuple[tuple[time, time], ...]
"""Spans of one day, such as 9–13 and 14–18. An end before its start lies on the next day; ``time.max`` is midnight."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = {
    **{name: number for number, name in enumerate(DAYS)},
    **{name: number for number, name in enumerate(("пн", "вт", "ср", "чт", "пт", "сб", "вс"))},
}
_EVERY_DAY = frozenset({"daily", "every day", "all", "ежедневно", "каждый день"})
ALWAYS = frozenset({"24/7", "always", "круглосуточно"})
_DASH = re.compile(r"\s*[-–—]\s*")
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
_DAYS_THEN_HOURS = re.compile(r"([^\d]*?)[:,\s]*(\d.*)?$")
_MIDNIGHT = 24


def parse_days(text: str, *, where: str) -> tuple[int, ...]:
    """Weekdays (0 = Monday) named in ``text``: "Mon-Fri", "Sat, Sun", «Пн–Пт», "daily"."""
    found: list[int] = []
    if text.strip().lower() in _EVERY_DAY:
        return tuple(range(7))
    for part in re.split(r"[,\s]+(?![-–—])(?<![-–—]\s)", text.strip()):
        first, *rest = [_weekday(name, where) for name in _DASH.split(part)]
        last = rest[-1] if rest else first
        found.extend(number % 7 for number in range(first, (last if last >= first else last + 7) + 1))
    return tuple(sorted(set(found)))


def _weekday(name: str, where: str) -> int:
    folded = name.strip().strip(".").lower()
    for key in (folded[:3], folded[:2]):
        if key in _NAMES:
            return _NAMES[key]
    raise InvalidInput(f"{name!r} is no weekday", where=where, mend="use Mon … Sun or Пн … Вс, such as Mon-Fri")


def parse_hours(text: str, *, where: str) -> Hours:
    """Spans of a day: "09:00-13:00, 14:00-18:00"; "00:00-24:00" is the whole day, an empty text a closed one."""
    cleaned = text.strip()
    if not cleaned or cleaned.lower() in ("closed", "выходной", "закрыто"):
        return ()
    if cleaned.lower() in ALWAYS:
        return ((time.min, time.max),)
    spans = []
    for part in re.split(r"\s*[,;]\s*", cleaned):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise InvalidInput(f"{part!r} is no span of hours", where=where, mend="write 09:00-18:00")
        spans.append((_clock(match.group(1), match.group(2), where), _clock(match.group(3), match.group(4), where)))
    return tuple(spans)


def _clock(hour: str, minute: str | None, where: str) -> time:
    if int(hour) == _MIDNIGHT and not int(minute or 0):
        return time.max
    try:
        return time(int(hour), int(minute or 0))
    except ValueError as error:
        raise InvalidInput(
            f"{hour}:{minute or '00'} is no time of day", where=where, mend="use 00:00 to 24:00"
        ) from error


def parse_week(hours: object) -> dict[int, Hours]:
    """Spans by weekday from a text ("Mon-Fri 09:00-18:00; Sat 10:00-14:00") or a table of days."""
    week: dict[int, Hours] = {}
    if isinstance(hours, str):
        for part in filter(None, (each.strip() for each in re.split(r"[;\n]", hours))):
            match = _DAYS_THEN_HOURS.match(part)
            days, spans = (match.group(1), match.group(2)) if match else ("", None)
            for day in parse_days(days.strip(" :,") or "mon-fri", where="hours"):
                week[day] = parse_hours(spans or "", where="hours")
        return week
    if not isinstance(hours, Mapping):
        raise InvalidInput(
            "hours must be a text or a table of days", where="hours", mend='hours = "Mon-Fri 09:00-18:00"'
        )
    for days, value in hours.items():
        where = f"hours.{days}"
        numbers = (int(days),) if str(days).isdigit() else parse_days(str(days), where=where)
        for day in numbers:
            week[day] = _spans(value, where)
    return week


def _spans(value: object, where: str) -> Hours:
    """Hours as a text or as a list of texts or pairs."""
    if isinstance(value, str):
        return parse_hours(value, where=where)
    if isinstance(value, list | tuple):
        parts = [
            "-".join(_wall(end) if isinstance(end, time) else str(end) for end in part)
            if isinstance(part, list | tuple)
            else str(part)
            for part in value
        ]
        return parse_hours(", ".join(parts), where=where)
    raise InvalidInput(f"{value!r} are no hours", where=where, mend='write "09:00-18:00"')


def parse_overrides(data: object) -> dict[date, Hours]:
    """Spans by date from a table such as ``{"2026-12-31": "10:00-15:00", "2027-01-05": ""}``."""
    if not isinstance(data, Mapping):
        raise InvalidInput("overrides must be a table of dates", where="overrides", mend='2026-12-31 = "10:00-15:00"')
    found = {}
    for key, value in data.items():
        try:
            day = key if isinstance(key, date) else date.fromisoformat(str(key))
        except ValueError as error:
            raise InvalidInput(f"{key!r} is no date", where="overrides", mend="write 2026-12-31") from error
        found[day] = _spans(value, f"overrides.{key}")
    return found


def written(spans: Hours) -> str:
    """Spans as `parse_hours` reads them back."""
    return ", ".join(f"{_wall(start)}-{_wall(end)}" for start, end in spans)


def _wall(moment: time) -> str:
    return "24:00" if moment == time.max else f"{moment:%H:%M}"
