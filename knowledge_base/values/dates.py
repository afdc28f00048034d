"""Days of the calendar and hours of the clock."""

import re
from datetime import date

from knowledge_base.values import patterns
from knowledge_base.values.slate import Slate
from knowledge_base.values.units import unit_of

_LEAP = 2024
_NOON, _MIDNIGHT = 12, 24
_CENTURY = 2000
_YEAR_DIGITS = 4
_BEFORE = 12
_MONTH_NUMBERS = tuple(re.compile(month) for month in patterns.MONTHS)
_LATE = frozenset({"p", "д", "в"})


def read_dates(slate: Slate) -> None:
    """2026-11-10, 10.11, 10.11.2026, «10 ноября», "May 14", ranges of days within a month; no week days."""
    left = slate.left
    if "-" in left or "." in left or "/" in left:
        for found in patterns.ISO_DATE.finditer(slate.left):
            _take(slate, found, int(found["month"]))
        for found in patterns.DOTTED_DATE.finditer(slate.left):
            _dotted(slate, found)
    for found in patterns.WORDED_DATE.finditer(slate.left):
        _take(slate, found, _month(found["month"]))
    for found in patterns.MONTH_FIRST.finditer(slate.left):
        _take(slate, found, _month(found["month"]))


def _dotted(slate: Slate, found: re.Match[str]) -> None:
    month, year = int(found["month"]), found["year"]
    if found["mark"] == "/":
        if not year or len(year) < _YEAR_DIGITS:
            return
        if month > _NOON:  # 11/24/2026: the month comes first
            _record(slate, found, _stamp(year, int(found["day"]), month), None)
            return
    elif len(year or "") < _YEAR_DIGITS:
        before = slate.left[max(0, found.start() - _BEFORE) : found.start()]
        after = patterns.WORD_AFTER.match(slate.left, found.end())
        bare = (not year and len(found["month"]) == 1) or patterns.SECTION_BEFORE.search(before)
        if bare or (after and unit_of(after[1]) is not None):
            return
    _take(slate, found, month)


def _take(slate: Slate, found: re.Match[str], month: int) -> None:
    groups = found.groupdict()
    stamp = _stamp(groups["year"], month, int(groups["day"]))
    upper = groups.get("upper")
    _record(slate, found, stamp, _stamp(groups["year"], month, int(upper)) if upper else None)


def _record(slate: Slate, found: re.Match[str], stamp: str, upper: str | None) -> None:
    if stamp:
        slate.take("date", stamp, "", found.start(), found.end(), upper or None)


def _month(word: str) -> int:
    return next(number for number, month in enumerate(_MONTH_NUMBERS, 1) if month.fullmatch(word))


def _stamp(year: str | None, month: int, day: int) -> str:
    """``2026-11-10``, ``--11-10`` without a year, empty when there is no such day."""
    number = int(year) if year else _LEAP
    if number < 100:
        number += _CENTURY
    try:
        date(number, month, day)
    except ValueError:
        return ""
    return f"{number:04}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"


def read_times(slate: Slate) -> None:
    """«20:00», «10:00–14:00», «с 9 до 12», «после 18», "after 6 pm"."""
    if ":" in slate.left:
        for found in patterns.CLOCK.finditer(slate.left):
            _clock(slate, found)
    if "." in slate.left:
        for found in patterns.DOTTED_CLOCK.finditer(slate.left):
            _clock(slate, found)
    for found in patterns.HALF_CLOCK.finditer(slate.left):
        _clock(slate, found)
    for found in patterns.BARE_HOURS.finditer(slate.left):
        _bare(slate, found)


def _clock(slate: Slate, found: re.Match[str]) -> None:
    groups = found.groupdict()
    half, upper_half = groups.get("half"), groups.get("upper_half")
    if groups.get("upper") is None and half is None:
        half = upper_half
    begins = _time(groups["hour"], groups.get("minute"), half or upper_half)
    ends = _time(groups["upper"], groups.get("upper_minute"), upper_half) if groups.get("upper") else None
    if begins and ends and half is None and upper_half and begins > ends:
        begins = _time(groups["hour"], groups.get("minute"), None)
    if begins:
        slate.take("time", begins, "", found.start(), found.end(), ends)


def _time(hour: str, minute: str | None, half: str | None) -> str:
    number = int(hour)
    if half and half[0] in _LATE and number < _NOON:
        number += _NOON
    return f"{number:02}:{int(minute or 0):02}" if number <= _MIDNIGHT else ""


def _bare(slate: Slate, found: re.Match[str]) -> None:
    if found["single"]:
        if not found["clock"] or int(found["single"]) > 8:  # «до 2 часов» is a length of time
            begin = found.start("single")
            slate.take(
                "time",
                _time(found["single"], None, None),
                "",
                begin,
                found.end("clock") if found["clock"] else found.end("single"),
            )
    elif int(found["hour"]) < int(found["upper"]):
        end = found.end("clock") if found["clock"] else found.end("upper")
        slate.take(
            "time", _time(found["hour"], None, None), "", found.start("hour"), end, _time(found["upper"], None, None)
        )
