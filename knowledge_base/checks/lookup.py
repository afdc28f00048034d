"""Does a value of a sentence stand in the sources?

A customer's own words bear out only what is his to say: numbers of his orders, days, telephones, sums he paid. That he
wrote «90 дней» or «скидка 50 %» makes neither true.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from knowledge_base.atoms import Atom, AtomKind
from knowledge_base.checks.claims import is_about_customer
from knowledge_base.checks.features import line_weights, share_of
from knowledge_base.checks.source_text import Ground, Line, Read, Value, digits_of
from knowledge_base.checks.statements import Statement
from knowledge_base.values.equality import same, same_length
from reply_core.text import fold

_CUSTOMERS_OWN = frozenset({"order_number", "date", "phone", "email", "link", "money"})
_ABOUT_HIM = frozenset({"number", "quantity", "duration", "time"})
"""What he wrote of these may only be said back to him («вы написали, что ждали 12 дней»)."""
_PAID = re.compile(
    r"(?<![^\W_])(?:оплат|оплач|заплат|списа|перевел|купи|стои|отдал|потратил|сумм|paid|pay|charged|bought|cost|spent)"
)
_NAMED = frozenset({"promo_code", "email", "link", "order_number", "phone", "number"})
_BARE: tuple[AtomKind, ...] = ("number", "order_number")
_COUNTED: tuple[AtomKind, ...] = ("money", "percent", "duration", "quantity", "phone", *_BARE)
_FROM = re.compile(r"(?:от|минимум|не менее|не ранее|from|at least) $")
_SMALL = 100
_FEW = 20
_MEASURED = frozenset({"duration", "quantity", "percent"})
"""A small bare number is none of these, unless said beside the same word."""
_CLOSE = 0.6
"""The share of what the nearest source has in common with a sentence that the source of a bare number must have."""
_BEFORE = 16


class Place(NamedTuple):
    """Where a value stands; ``value`` is None when only its spelling was found."""

    read: Read
    line: Line
    value: Value | None
    loose: bool = False
    """Whether only a bare number was found, which stands in every other text."""


def find_places(atom: Atom, said: Statement, ground: Ground) -> tuple[Place, ...]:
    """Every place where a value of a sentence stands, articles and the order first."""
    before = said.folded[max(0, atom.span.start - _BEFORE) : atom.span.start]
    kinds = kinds_for(atom.kind)
    places = [place for read in ground.reads for place in _in_source(atom, said, read, kinds, before)]
    if any(place.loose for place in places):
        places = _near(places, atom, said, ground)
    if atom.kind in _CUSTOMERS_OWN or (atom.kind in _ABOUT_HIM and is_about_customer(said)):
        for read in ground.thread:
            for place in _in_source(atom, said, read, kinds, before):
                if atom.kind != "money" or _PAID.search(place.line.said.folded):
                    places.append(place)
    return tuple(places)


def _near(places: list[Place], atom: Atom, said: Statement, ground: Ground) -> list[Place]:
    """The places without bare numbers that stand beside other words than in the sentence, in a source, or in a line,
    with much less of it than another source, or than a line that gives another number.
    """
    shares = {id(read): share_of(said, read) for read in ground.reads}
    least = _CLOSE * max(shares.values(), default=0.0)
    lines = {id(read): line_weights(said, read) for read in ground.reads}
    other = _CLOSE * max((_otherwise(atom, said, read, lines[id(read)]) for read in ground.reads), default=0.0)
    beside = _neighbours(said, atom)
    kept = []
    for place in places:
        around = lines[id(place.read)][max(0, place.line.number - 1) : place.line.number + 2]
        if (
            not place.loose
            or place.read.source.kind == "order"
            or (place.value is not None and beside & _neighbours(place.line.said, place.value.atom))
            or (
                shares[id(place.read)] >= least
                and max(around, default=0.0) >= other
                and (place.value is None or atom.kind not in _BARE or place.value.atom.kind not in _MEASURED)
            )
        ):
            kept.append(place)
    return kept


def _otherwise(atom: Atom, said: Statement, read: Read, weights: Sequence[float]) -> float:
    """The most of a sentence that a line holds which gives another value of the kind, one the sentence has not."""
    if read.source.kind == "order":
        return 0.0
    own = said.atoms[:_FEW]
    return max(
        (
            weights[value.line.number]
            for value in read.text.values.get(atom.kind, ())
            if not any(same(value.atom, each) for each in own)
        ),
        default=0.0,
    )


def _neighbours(said: Statement, atom: Atom) -> frozenset[str]:
    """Stems of the content words right before and right after a value."""
    before = [token.stem for token, at in zip(said.tokens, said.starts, strict=True) if at < atom.span.start][-1:]
    after = [token.stem for token, at in zip(said.tokens, said.starts, strict=True) if at >= atom.span.end][:1]
    return frozenset((*before, *after))


def kinds_for(kind: AtomKind) -> tuple[AtomKind, ...]:
    """The kinds of values that can bear out a value of this kind."""
    if kind in _BARE:
        return (*_COUNTED, "date")
    return (kind, *_BARE) if kind in _COUNTED or kind == "time" else (kind,)


def _in_source(atom: Atom, said: Statement, read: Read, kinds: tuple[AtomKind, ...], before: str) -> Iterator[Place]:
    loose = atom.kind == "number" and isinstance(atom.value, float) and atom.value < _SMALL
    digits = digits_of(atom.value) if atom.upper is None else ""
    found = False
    for kind in kinds:
        for value in read.text.values.get(kind, ()):
            if kind == atom.kind:
                stands = stands_for(value.atom, atom, before)
            else:
                stands = digits in value.digits or (atom.kind == "time" and _hour(atom, value.atom))
            bare = loose or (kind != atom.kind and atom.kind not in _BARE)
            if stands and not (loose and not _related(said, value.line, read)):
                found = True
                yield Place(read, value.line, value, loose=bare)
    if not found and atom.kind == "number" and isinstance(atom.value, float) and atom.value in read.text.spelled:
        for line in _lines(read, read.text.spelled[atom.value]):
            if _related(said, line, read):
                yield Place(read, line, None, loose=True)
    if not found and atom.kind in _NAMED and isinstance(atom.value, str):
        at = _spelled(fold(atom.value), read.text.folded)
        for line in read.text.lines:
            if line.span.start <= at < line.span.end:
                yield Place(read, line, None)


def _lines(read: Read, bits: int) -> Iterator[Line]:
    for line in read.text.lines:
        if bits & 1 << line.number:
            yield line


def _related(said: Statement, line: Line, read: Read) -> bool:
    """Whether a sentence and a line (or a neighbour of it) share a content word; a bare number asks for none.

    A small number without a unit stands in every other text: it must be said of something the line speaks of.
    """
    bits = (7 << line.number) >> 1
    places = read.text.places
    for token in said.tokens:
        if bits & (places.get(token.stem, 0) | places.get(token.prefix, 0)):
            return True
        if token.concept and bits & places.get(token.concept, 0):
            return True
    return not said.tokens


def _spelled(value: str, folded: str) -> int:
    """Where the value stands as a word of its own, or −1."""
    at = folded.find(value)
    while at >= 0:
        end = at + len(value)
        if (at == 0 or not folded[at - 1].isalnum()) and (end == len(folded) or not folded[end].isalnum()):
            return at
        at = folded.find(value, at + 1)
    return -1


def stands_for(said: Atom, meant: Atom, before: str = "") -> bool:
    """Whether a source's value bears out a sentence's of the same kind: the same, or an end of a range.

    Args:
        said: the source's value.
        meant: the sentence's.
        before: the words before it; «от 3 дней» may be the lower end of «3–5 дней», «за 3 дня» may not.
    """
    if same(said, meant):
        return True
    if said.kind == "link":
        return str(said.value).startswith(str(meant.value))
    return meant.upper is None and said.upper is not None and _end_of_range(said, meant, before)


def _end_of_range(said: Atom, meant: Atom, before: str) -> bool:
    either = said.kind in ("time", "date", "number") or _FROM.search(before)
    for end in (said.upper, said.value) if either else (said.upper,):
        if isinstance(end, str) or isinstance(meant.value, str) or end is None:
            if end == meant.value:
                return True
        elif meant.kind == "duration":
            if same_length(end, said.unit, meant.value, meant.unit):
                return True
        elif said.unit == meant.unit and end == meant.value:
            return True
    return False


def _hour(meant: Atom, said: Atom) -> bool:
    """«14:00» in «14–18» or in a plain 14."""
    if said.kind != "number":
        return False
    hours = {f"{int(end):02}:00" for end in (said.value, said.upper) if isinstance(end, float) and end == int(end)}
    wanted = {meant.value} if meant.upper is None else {meant.value, meant.upper}
    return bool(hours) and wanted <= hours
