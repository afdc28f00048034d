"""Numbers and what they count: sums, shares, lengths of time, quantities; plain numbers when nothing is named."""

import re

from knowledge_base.values import patterns
from knowledge_base.values.slate import Slate
from knowledge_base.values.units import (
    Unit,
    count_of,
    is_filling,
    is_working,
    joined_count,
    joined_length,
    thousands,
    unit_of,
    worded_unit,
)

_THOUSAND_DIGITS = 3
_LOOK_ALIKE = str.maketrans("асеорхкмтв", "aceopxkmtb")
"""Cyrillic letters that stand for Latin ones beside a figure: «2К» is 2K."""
_YEAR_DIGITS = 4
_YEARS = range(1900, 2101)
_WHOLE = frozenset({"money", "number", "duration"})
"""Kinds whose numbers have no three digits after a comma: "9,000 years", but «1,125 л»."""
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₸": "KZT"}
_WORDED = (
    *("недел", "месяц", "мес", "сут", "час", "дн", "ден", "минут", "год", "лет"),
    *("week", "month", "day", "hour", "minute", "year", "балл", "руб", "штук", "point", "dollar", "euro", "евро"),
)
_ARTICLES = frozenset({"a", "an"})
_ALONE = frozenset({"год", "месяц", "неделю", "час", "сутки", "полгода"})
_VERB_ENDS = ("ет", "ют", "ит", "ят", "ется", "ются", "ится", "ятся", "ать", "ить", "али", "или")
_DAY_NAMED = frozenset({"на", "in", "каждую", "позднее"})
"""«На день рождения» is no term."""
_LENGTH_LEADS = frozenset({"течение", "течении", "через", "за", "within", "in", "на", "каждую", "пределах", "позднее"})
_NEAR = 14
_IN_A_ROW = 3
_LONGEST = 30


def read_numbers(slate: Slate) -> None:
    """Everything with digits that is left, and numbers in words («две недели», «в течение часа»)."""
    if slate.digits:
        for found in patterns.LIST_MARK.finditer(slate.left):
            slate.wipe(found.start(), found.end())
        _digits(slate)
    if slate.has(*_WORDED):
        _in_words(slate)


def _digits(slate: Slate) -> None:
    at = 0
    while found := patterns.NUMBER.search(slate.left, at):
        begin, end = found.span()
        if _glued(slate.left, begin - 1):
            at = _token(slate, begin, end)
            continue
        upper = None
        joint = patterns.RANGE_TO.match(slate.left, end)
        second = patterns.NUMBER.match(slate.left, joint.end()) if joint else None
        if second and not _glued_on(slate.left, second.end()):
            tail = _tail(slate, second.end())
            if tail.unit.kind != "number" or "-" in slate.left[end : second.start()]:
                upper, end = second.group(), second.end()
        at = _number(slate, begin, end, found.group(), upper)


def _glued(left: str, at: int) -> bool:
    return at >= 0 and (left[at].isalnum() or left[at] == "_")


def _glued_on(left: str, end: int) -> bool:
    """Whether letters that are no unit follow directly («4к», «1080p»)."""
    if end >= len(left) or not left[end].isalpha():
        return False
    word = patterns.WORD_AFTER.match(left, end)
    return word is None or unit_of(word[1]) is None


class _Tail:
    """The unit after a number, where it ends, and thousands before it."""

    __slots__ = ("end", "times", "unit")

    def __init__(self, unit: Unit, end: int, times: float) -> None:
        self.unit, self.end, self.times = unit, end, times


_NONE = Unit("number", "", 1.0)


def _tail(slate: Slate, end: int) -> _Tail:
    left, times, working, at, stop = slate.left, 1.0, False, end, end
    for _ in range(4):
        found = patterns.WORD_AFTER.match(left, at)
        if found is None:
            break
        word = found[1]
        unit = unit_of(word)
        if unit is not None:
            stop = found.end() if unit.kind == "money" and len(word) <= 4 and word.isalpha() else found.end(1)
            if unit.unit == "day" and (working or _working_after(left, found.end(1))):
                unit = Unit("duration", "working_day")
            return _Tail(unit, stop, times)
        more = thousands(word)
        if more is not None:
            times, stop = times * more, found.end(1)
        elif is_working(word):
            working = True
        elif not is_filling(word):
            break
        at = found.end()
    return _Tail(_NONE, stop, times)


def _working_after(left: str, at: int) -> bool:
    found = patterns.WORD_AFTER.match(left, at)
    return bool(found and is_working(found[1]))


def _number(slate: Slate, begin: int, end: int, first: str, upper: str | None) -> int:
    if _glued_on(slate.left, end):
        return _token(slate, begin, end)
    before = patterns.CURRENCY_BEFORE.search(slate.left[max(0, begin - 5) : begin])
    tail = _tail(slate, end)
    kind, unit, factor = tail.unit
    stop = tail.end
    if before and kind != "money":
        code = before[1] or before[2]
        kind, unit, factor = "money", _CURRENCIES.get(code, code.upper()), 1.0
        begin -= len(before.group())
        stop = tail.end if tail.times > 1 else end
    thousands_parted = unit != "RUB" and kind in _WHOLE
    low = value_of(first, parted=thousands_parted)
    high = value_of(upper, parted=thousands_parted) if upper else None
    if kind == "number" and first.count(".") > 1:  # «п. 2.3.17»
        slate.take("number", first, "", begin, end)
        return end
    if low in _YEARS and (unit == "year" or (unit == "kg" and factor < 1)):  # «2017 г.»
        kind, unit, factor, stop = "number", "", 1.0, end
    slate.take(
        kind,
        _scaled(low, factor * tail.times),
        unit,
        begin,
        stop,
        _scaled(high, factor * tail.times) if high is not None else None,
    )
    return stop


def _scaled(value: float, factor: float) -> float:
    return round(value * factor, 6)


def value_of(written: str, *, parted: bool = False) -> float:
    """The number written: «3 490,50», "1,200.50"; with ``parted`` a comma before three digits parts thousands.

    Of «2.3.17» only the first two parts count; callers keep such numbers as text.
    """
    plain = written.replace(" ", "")
    if "," in plain and ("." in plain or plain.count(",") > 1):
        plain = plain.replace(",", "")
    elif "," in plain:
        after = len(plain) - plain.index(",") - 1
        plain = plain.replace(",", "" if parted and after == _THOUSAND_DIGITS and plain[0] != "0" else ".")
    return float(".".join(plain[:_LONGEST].split(".")[:2]))


def _token(slate: Slate, begin: int, end: int) -> int:
    """A word with digits in it («mp4», «4к», «1920x1080»): a plain number known by the whole word."""
    left = slate.left
    while begin > 0 and left[begin - 1].isalnum():
        begin -= 1
    while end < len(left) and left[end].isalnum():
        end += 1
    slate.take("number", _decade(left[begin:end].translate(_LOOK_ALIKE)), "", begin, end)
    return end


def _decade(token: str) -> float | str:
    """ "1990s" is the year its decade begins with."""
    year = token[:_YEAR_DIGITS]
    return float(year) if token == f"{year}s" and year.isdigit() and int(year) in _YEARS else token


def _in_words(slate: Slate) -> None:
    last: tuple[str, int] | None = None
    run: list[tuple[float, int]] = []
    working = False
    for found in patterns.WORD_LENGTH.finditer(slate.left):
        word = found.group()
        if joined := joined_length(word):
            slate.take("duration", joined[0], joined[1].unit, found.start(), found.end())
        elif last is not None and is_working(word):
            working = True
            continue
        elif (unit := worded_unit(word)) is not None and last is not None:
            _one_in_words(slate, last, unit, working, found, run)
        elif is_filling(word) and last is not None:
            continue
        run = _counted(run, word, found.start(), last)
        last, working = (word, found.start()), False


def _counted(
    run: list[tuple[float, int]], word: str, start: int, last: tuple[str, int] | None
) -> list[tuple[float, int]]:
    """The number words that end with this word, each with its place; empty when it is none."""
    count = count_of(word)
    if count is None:
        return []
    follows = last is not None and start - last[1] <= len(last[0]) + 1
    return [*run[-_IN_A_ROW:], (count, start)] if follows else [(count, start)]


def _one_in_words(
    slate: Slate,
    last: tuple[str, int],
    unit: Unit,
    working: bool,
    found: re.Match[str],
    run: list[tuple[float, int]],
) -> None:
    name = "working_day" if working and unit.unit == "day" else unit.unit
    (before, start), (begin, end) = last, found.span()
    if begin - start > len(before) + _NEAR:
        return
    if run:
        count, used = joined_count([count for count, _ in run])
        slate.take(unit.kind, float(count * unit.factor), name, run[-used][1], end)
    elif unit.kind != "duration":
        return
    elif before in _ARTICLES:
        slate.take("duration", 1.0, name, start, end)
    elif _one_of(before, found.group(), unit):
        slate.take("duration", 1.0, name, begin, end)


def _one_of(before: str, word: str, unit: Unit) -> bool:
    """Whether a unit alone means one of it: «в течение часа», «за день», «действует год»."""
    if before in _LENGTH_LEADS:
        return word == "год" if unit.unit == "year" else not (unit.unit == "day" and before in _DAY_NAMED)
    return word in _ALONE and before.endswith(_VERB_ENDS)
