"""Does a value of a sentence stand in the sources?

A customer's own words bear out only what is his to say: numbers of his orders, days, telephones, sums he paid. That he
wrote «90 дней» or «скидка 50 %» makes neither true.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from knowledge_base.atom_values import same, same_length
from knowledge_base.atoms import Atom
from knowledge_base.source_text import Line, SourceText, read_source
from knowledge_base.support_kinds import Source
from reply_core.text import fold

_CUSTOMERS_OWN = frozenset({"order_number", "date", "phone", "email", "number", "quantity", "link"})
_PAID = re.compile(
    r"(?<![^\W_])(?:оплат|оплач|заплат|списа|перев[её]л|купи|стои|отдал|потратил|сумм|paid|pay|charged|bought|cost|spent)"
)
_NAMED = frozenset({"promo_code", "email", "link", "order_number", "phone", "number"})
_FROM = re.compile(r"(?:от|минимум|не менее|не раньше чем через|from|at least) $")
_MINUTES = ":00"


class Read(NamedTuple):
    """A source with its text read."""

    source: Source
    text: SourceText
    folded: str


class Place(NamedTuple):
    """Where a value stands."""

    read: Read
    line: Line
    atom: Atom | None


def read_all(sources: Sequence[Source]) -> list[Read]:
    """The sources, read."""
    return [Read(source, read_source(source.text), fold(source.text)) for source in sources]


def find_value(atom: Atom, before: str, reads: Sequence[Read]) -> Place | None:
    """Where the value stands, articles and the order first.

    Args:
        atom: the value.
        before: folded text before it in its sentence.
        reads: all sources.
    """
    places = sorted(_places(atom, before, reads), key=lambda place: place.read.source.kind == "thread")
    return places[0] if places else None


def find_all(atom: Atom, before: str, reads: Sequence[Read]) -> tuple[Place, ...]:
    """Every place where the value stands."""
    return tuple(_places(atom, before, reads))


def _places(atom: Atom, before: str, reads: Sequence[Read]) -> Iterator[Place]:
    for read in reads:
        thread = read.source.kind == "thread"
        if thread and not _may_say(atom):
            continue
        found = False
        for line in read.text.lines:
            for other in line.said.atoms:
                if stands_for(other, atom, before) and not (thread and not _his(atom, line)):
                    found = True
                    yield Place(read, line, other)
        if not found and atom.kind in _NAMED and isinstance(atom.value, str) and _spelled(atom, read.folded):
            line = _line_of(atom, read)
            if line is not None:
                yield Place(read, line, None)


def _may_say(atom: Atom) -> bool:
    return (atom.kind in _CUSTOMERS_OWN and atom.unit != "points") or atom.kind == "money"


def _his(atom: Atom, line: Line) -> bool:
    return atom.kind != "money" or bool(_PAID.search(fold(line.said.text)))


def _spelled(atom: Atom, folded: str) -> bool:
    value = fold(str(atom.value))
    at = folded.find(value)
    while at >= 0:
        end = at + len(value)
        clear = (at == 0 or not folded[at - 1].isalnum()) and (end == len(folded) or not folded[end].isalnum())
        if clear:
            return True
        at = folded.find(value, at + 1)
    return False


def _line_of(atom: Atom, read: Read) -> Line | None:
    at = read.folded.find(fold(str(atom.value)))
    return next((line for line in read.text.lines if line.span.start <= at < line.span.end), None)


def stands_for(said: Atom, meant: Atom, before: str = "") -> bool:
    """Whether a source's value bears out a sentence's value: the same, the end of a range, the number without its unit."""
    if said.kind == meant.kind and same(said, meant):
        return True
    if said.kind == meant.kind == "link":
        return str(said.value).startswith(str(meant.value))
    if meant.upper is None and said.upper is not None and said.kind == meant.kind:
        return _end_of_range(said, meant, before)
    if meant.kind == "time":
        return _hour(meant, said)
    return _bare(said, meant)


def _end_of_range(said: Atom, meant: Atom, before: str) -> bool:
    ends = [said.upper, said.value] if said.kind in ("time", "date", "number") or _FROM.search(before) else [said.upper]
    if meant.kind == "duration":
        return any(
            isinstance(end, float | int) and isinstance(meant.value, float | int)
            and same_length(float(end), said.unit, float(meant.value), meant.unit)
            for end in ends
        )  # fmt: skip
    return said.unit == meant.unit and meant.value in ends


def _hour(meant: Atom, said: Atom) -> bool:
    """«14:00» in «14–18» or in a plain 14."""
    if said.kind != "number":
        return False
    wanted = [meant.value] if meant.upper is None else [meant.value, meant.upper]
    ends = [end for end in (said.value, said.upper) if isinstance(end, float | int)]
    hours = {f"{int(end):02}{_MINUTES}" for end in ends if end == int(end)}
    return bool(hours) and all(str(each) in hours for each in wanted)


def _bare(said: Atom, meant: Atom) -> bool:
    """One of the two has no unit, and the numbers are equal."""
    if "number" not in (said.kind, meant.kind) and "order_number" not in (said.kind, meant.kind):
        return False
    if said.kind in ("date", "link", "email", "time") or meant.kind in ("date", "link", "email", "promo_code"):
        return False
    return _digits(meant) in {_digits(said), _digits(said, upper=True)} and bool(_digits(meant)) and meant.upper is None


def _digits(atom: Atom, *, upper: bool = False) -> str:
    value = atom.upper if upper else atom.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.upper()
    return str(int(value)) if value == int(value) else str(value)
