"""Sources read once: their sentences, where each word stands, their values by kind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from knowledge_base.atoms import Atom, AtomKind
from knowledge_base.checks.clauses import Clause, around, clause_of
from knowledge_base.checks.kinds import Source
from knowledge_base.checks.statements import Statement, read_statement
from knowledge_base.values.units import count_of
from reply_core.text import fold, sentences
from reply_core.types import Span

_REMEMBERED = 4_096
_YEAR = 4
_RUN_TOGETHER = re.compile(r"(?<=[a-zа-яё)]{2})[.!?](?=[A-ZА-ЯЁ][a-zа-яё]* [a-zа-яё])")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One sentence of a source."""

    number: int
    span: Span
    said: Statement
    clause: Clause
    """All of it as one clause."""


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A value of a source, where it stands and what it is said of."""

    atom: Atom
    line: Line
    clause: Clause
    digits: tuple[str, ...]
    """Its number without a unit, and that of its upper end; of a day its year."""


def digits_of(value: float | str | None) -> str:
    """A number as it is written without spaces and noughts at its end; text in capitals."""
    if value is None or isinstance(value, str):
        return (value or "").upper()
    return str(int(value)) if value == int(value) else str(value)


def _spans(text: str) -> Iterator[Span]:
    """The sentences of a source; articles taken from pages run together without a space («…перевод.Если…»)."""
    for span in sentences(text):
        begin = span.start
        for found in _RUN_TOGETHER.finditer(text, span.start, span.end):
            yield Span(start=begin, end=found.end())
            begin = found.end()
        yield Span(start=begin, end=span.end)


def _digits(atom: Atom) -> tuple[str, ...]:
    """The numbers of a value; of a day its year."""
    if atom.kind == "date":
        return (str(atom.value)[:_YEAR],)
    return (digits_of(atom.value),) if atom.upper is None else (digits_of(atom.value), digits_of(atom.upper))


@dataclass(frozen=True, slots=True, eq=False)
class SourceText:
    """A source's text, read."""

    folded: str
    lines: tuple[Line, ...]
    places: Mapping[str, int]
    """Stem, prefix or concept of a content word → the lines it stands in, as bits."""
    stems: frozenset[str]
    """Stems of all words, and concepts."""
    pairs: frozenset[tuple[str, str]]
    """Stems of neighbouring words."""
    values: Mapping[AtomKind, tuple[Value, ...]]
    flat: str
    """All words, folded, with spaces around each."""
    spelled: Mapping[float, int]
    """A number written as a word («три») → the lines it stands in, as bits."""


@lru_cache(maxsize=_REMEMBERED)
def read_source(text: str) -> SourceText:
    """Read a source; the same text is read once."""
    lines: list[Line] = []
    places: dict[str, int] = {}
    stems: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    values: dict[AtomKind, tuple[Value, ...]] = {}
    spelled: dict[float, int] = {}
    for span in _spans(text):
        said = read_statement(span.of(text))
        line = Line(len(lines), span, said, clause_of(said))
        lines.append(line)
        for token in said.tokens:
            for key in (token.stem, token.prefix, token.concept):
                if key:
                    places[key] = places.get(key, 0) | 1 << line.number
        for token in said.words:
            if (count := count_of(token.word)) is not None:
                spelled[count] = spelled.get(count, 0) | 1 << line.number
        stems.update(key for token in said.words for key in (token.stem, token.concept) if key)
        pairs.update((one.stem, two.stem) for one, two in pairwise(said.words))
        for atom in said.atoms:
            values[atom.kind] = (*values.get(atom.kind, ()), Value(atom, line, around(said, atom), _digits(atom)))
    return SourceText(
        folded=fold(text),
        lines=tuple(lines),
        places=places,
        stems=frozenset(stems),
        pairs=frozenset(pairs),
        values=values,
        spelled=spelled,
        flat=f" {' '.join([line.said.flat for line in lines])} ",
    )


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A source with its text read."""

    source: Source
    text: SourceText


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Everything a reply may rest on."""

    reads: tuple[Read, ...]
    stems: frozenset[str]
    """Stems and concepts of all of it."""
    pairs: frozenset[tuple[str, str]]
    thread: tuple[Read, ...] = ()
    """Earlier messages: they bear out only what is the customer's to say."""

    @property
    def all(self) -> tuple[Read, ...]:
        """Articles and the order, then the thread."""
        return (*self.reads, *self.thread)


_ORDER = frozenset({"@order"})
"""What every order speaks of, though it may not say «заказ»."""


def ground_of(reads: Sequence[Read]) -> Ground:
    """Sources joined; the thread kept apart."""
    held = tuple(read for read in reads if read.source.kind != "thread")
    titles = [read_statement(read.source.title) for read in held]
    stems = frozenset[str]().union(
        *(read.text.stems for read in held),
        *(_ORDER for read in held if read.source.kind == "order"),
        *([token.stem for token in title.words] for title in titles),
    )
    pairs = frozenset[tuple[str, str]]().union(*(read.text.pairs for read in held))
    return Ground(held, stems, pairs, tuple(read for read in reads if read.source.kind == "thread"))


def read_all(sources: Sequence[Source]) -> Ground:
    """The sources, read."""
    return ground_of([Read(source, read_source(source.text)) for source in sources])


def with_thread(ground: Ground) -> Ground:
    """The same ground, the thread's words counting like any other source's."""
    return Ground(
        (*ground.reads, *ground.thread),
        ground.stems.union(*(read.text.stems for read in ground.thread)),
        ground.pairs.union(*(read.text.pairs for read in ground.thread)),
        ground.thread,
    )
