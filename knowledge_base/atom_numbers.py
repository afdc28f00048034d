"""Facts known by a number and the words after it: percents, sums, terms, quantities, plain numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.atom import Atom, AtomKind, Bound
from knowledge_base.atom_units import (
    CURRENCIES,
    DAY_WORDS,
    DURATIONS,
    HALVES,
    HOUR_WORDS,
    LONE,
    MEASURES,
    MULTIPLIERS,
    NUMBER_WORDS,
    PERCENT,
    PLAIN_ADJECTIVES,
    SIGNS,
    UNCOUNTED,
    WORKING,
    WORKING_DAYS,
    WORKING_HOURS,
)
from reply_core.text import stem
from reply_core.types import Span

_NUM = r"(?:\d{1,3}(?: \d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?![\d,])|\d{1,15})(?:[.,]\d{1,3}(?!\d))?"
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_ENDING = r"(?:-?(?:ти|х|ми|го|ого|й|ый|му|м|мя|я|th|st|nd|rd)(?!\w))?"
_HIT = re.compile(
    rf"(?<![\w.,])(?P<sign>[$€£₽] ?)?(?:(?P<a>{_NUM}){_ENDING}|(?P<aw>{_WORDS})(?!\w))"
    rf"(?: ?(?:-|до|to) ?(?:(?P<b>{_NUM}){_ENDING}|(?P<bw>{_WORDS})(?!\w)))?"
)
_WORD = re.compile(r" ?-?([%₽$€£₸]|[^\W\d_]+\.?)")
_LONE_TERM = re.compile(
    rf"(?<!\w)(?:(?:в течение|через|за|до|within|in|an?|one) (?P<unit>{'|'.join(sorted(LONE, key=len, reverse=True))})"
    rf"|(?P<half>{'|'.join(HALVES)}))(?!\w)"
)
_LIST_MARK = re.compile(r"(?:^|\n)[ \t]*$")
_UNTIL = re.compile(r"(?:до|не более|не позднее|в течение|within|up to|at most) $")
_SMALLEST_WORD = 2


@dataclass(frozen=True, slots=True)
class _Unit:
    kind: AtomKind
    name: str
    factor: float
    end: int


@dataclass(frozen=True, slots=True)
class _Fact:
    kind: AtomKind
    unit: str
    low: float
    high: float
    start: int
    end: int


def numbers(text: str, folded: str, taken: bytearray) -> Iterator[Atom]:
    """Numeric facts of ``text`` where ``taken`` is 0; ``folded`` is `fold` of it."""
    place = 0
    while match := _HIT.search(folded, place):
        if 1 in taken[match.start() : match.end()]:
            place = match.start() + 1 if taken[match.start()] else match.end("a" if match["a"] else "aw")
            if not taken[match.start()] and 1 not in taken[match.start() : place]:
                fact = _read(folded, match, alone=True)
                if fact is not None:
                    yield _atom(text, folded, fact)
            continue
        fact = _read(folded, match)
        place = match.end() if fact is None else max(fact.end, match.start() + 1)
        if fact is not None:
            yield _atom(text, folded, fact)
    for match in _LONE_TERM.finditer(folded):
        name, factor = HALVES[match["half"]] if match["half"] else DURATIONS[match["unit"]]
        yield _atom(text, folded, _Fact("duration", name, factor, factor, match.start(), match.end()))


def _read(folded: str, match: "re.Match[str]", *, alone: bool = False) -> _Fact | None:
    """The fact at a number; ``alone``: its range is not taken (the other end is a fact of its own)."""
    low, worded = _number(match["a"], match["aw"])
    high, end = low, match.end("a" if match["a"] else "aw")
    if (match["b"] or match["bw"]) and not alone and (upper := _number(match["b"], match["bw"])[0]) > low:
        high, end = upper, match.end()
    elif not (match["b"] or match["bw"]):
        end = match.end()
    sign = (match["sign"] or "").strip()
    unit = _unit(folded, end)
    if sign:
        factor = unit.factor if unit and unit.kind == "money" and unit.name == "" else 1.0
        return _Fact("money", SIGNS[sign], low * factor, high * factor, match.start(), end)
    if unit is None:
        if worded or _is_mark(folded, match.start(), end):
            return None
        return _Fact("number", "", low, high, match.start(), end)
    if worded and unit.name.startswith("~"):
        return None
    return _Fact(unit.kind, unit.name, low * unit.factor, high * unit.factor, match.start(), unit.end)


def _number(digits: str | None, word: str | None) -> tuple[float, bool]:
    if word:
        return NUMBER_WORDS[word], True
    text = (digits or "0").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text) and not text.startswith("0"):
        return float(text.replace(",", "")), False
    return float(text.replace(",", ".")), False


def _unit(folded: str, place: int) -> _Unit | None:
    """What is counted, by the one to three words after the number."""
    factor, working = 1.0, False
    for _ in range(3):
        match = _WORD.match(folded, place)
        if match is None:
            break
        word = match[1]
        if word in MULTIPLIERS and factor == 1.0:
            factor, place = float(MULTIPLIERS[word]), match.end()
        elif word.startswith(WORKING):
            working, place = True, match.end()
        elif word.startswith(PLAIN_ADJECTIVES):
            place = match.end()
        else:
            return _named(word, match.end(), factor, working=working)
    return _Unit("money", "", factor, place) if factor != 1.0 else None


def _named(word: str, end: int, factor: float, *, working: bool) -> _Unit | None:
    bare = word.rstrip(".")
    if word in PERCENT:
        return _Unit("percent", "", factor, end)
    if word in CURRENCIES or bare in CURRENCIES:
        return _Unit("money", CURRENCIES.get(word, CURRENCIES.get(bare, "")), factor, end - (word not in CURRENCIES))
    if bare in DURATIONS:
        return _duration(bare, end - (word != bare), factor, working=working)
    if bare in MEASURES:
        return _Unit("quantity", MEASURES[bare], factor, end - (word != bare))
    if bare in UNCOUNTED or len(bare) < _SMALLEST_WORD:
        return _Unit("money", "", factor, end - len(word)) if factor != 1.0 else None
    return _Unit("quantity", "~" + stem(bare), factor, end - (word != bare))


def _duration(word: str, end: int, factor: float, *, working: bool) -> _Unit:
    if working and word in DAY_WORDS:
        return _Unit("duration", WORKING_DAYS, factor, end)
    if working and word in HOUR_WORDS:
        return _Unit("duration", WORKING_HOURS, factor, end)
    name, length = DURATIONS[word]
    return _Unit("duration", name, factor * length, end)


def _is_mark(folded: str, start: int, end: int) -> bool:
    """«1.», «2)» at the beginning of a line and «[1]» are marks, not numbers."""
    after = folded[end : end + 2]
    if folded[start - 1 : start] == "[" and after[:1] == "]":
        return True
    closed = after[:1] in (".", ")") and after[1:] in ("", " ", "\n")
    return closed and bool(_LIST_MARK.search(folded[max(0, start - 20) : start]))


def _atom(text: str, folded: str, fact: _Fact) -> Atom:
    start, end = fact.start, fact.end
    while end > start and folded[end - 1].isspace():
        end -= 1
    bound: Bound = "until" if _UNTIL.search(folded[max(0, start - 14) : start]) else ""
    money = fact.kind == "money"
    shown = [f"{number:.2f}" if money else f"{number:g}" for number in (fact.low, fact.high)]
    return Atom(
        kind=fact.kind,
        value=shown[0] if fact.low == fact.high else "-".join(shown),
        unit=fact.unit,
        span=Span(start=start, end=end),
        text=text[start:end],
        low=fact.low,
        high=fact.high,
        bound=bound,
    )
