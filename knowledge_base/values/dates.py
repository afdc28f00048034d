"""Days of the calendar and hours of the clock."""

import re
from datetime import date

from knowledge_base.values import patterns
from knowledge_base.values.slate import Slate
from knowledge_base.values.units import is_filling, is_working, unit_of

_LEAP = 2024
_NOON, _MIDNIGHT = 12, 24
_CENTURY = 2000
_YEAR_DIGITS = 4
_BEFORE = 12
_SHOP_OPENS = 9
_MONTH_NUMBERS = tuple(re.compile(month) for month in patterns.MONTHS)
_AT = re.compile(r"(?:^|[^\w])[вк] $")
"""«В 2 дня» is an hour, «за 2 дня» a length of time."""
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
    if slate.has(*patterns.ENGLISH_MONTHS):
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
            if found["upper"] or patterns.DOTTED_LEAD.search(slate.left[: found.start()][-_BEFORE:]):
                _clock(slate, found)
    for found in patterns.HALF_CLOCK.finditer(slate.left):
        if found["upper_half"] != "дня" or found["upper"] or _AT.search(slate.left[: found.start()][-_BEFORE:]):
            _clock(slate, found)
    for found in patterns.HOURS.finditer(slate.left):
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
    late = half is not None and (half[0] in _LATE or half.endswith("дня"))
    if late and number < _NOON:
        number += _NOON
    elif half and not late and number == _NOON:
        number = 0
    return f"{number:02}:{int(minute or 0):02}" if number <= _MIDNIGHT else ""


def _bare(slate: Slate, found: re.Match[str]) -> None:
    """Hours without minutes need a word that leads up to them: «с 9 до 12», «после 18», «до 20 часов»."""
    lead = patterns.HOURS_LEAD.search(slate.left[: found.start()][-_BEFORE:])
    begins, ends = _time(found["hour"], None, None), _time(found["upper"], None, None) if found["upper"] else None
    if lead is None or not begins or bool(lead["from"]) != bool(ends) or (ends is not None and begins >= ends):
        return
    if ends is None:
        early = found["clock"] and int(found["hour"]) < _SHOP_OPENS  # «до 2 часов» is a length of time
        if early or not (found["clock"] or patterns.HOURS_END.match(slate.left, found.end())):
            return
    elif not found["clock"] and _counts(slate.left, found.end()):
        return
    slate.take("time", begins, "", *found.span(), ends)


def _counts(left: str, end: int) -> bool:
    """Whether the next word is a unit: «с 3 до 5 дней» are no hours."""
    word = patterns.WORD_AFTER.match(left, end)
    return bool(word and (unit_of(word[1]) or is_working(word[1]) or is_filling(word[1])))
