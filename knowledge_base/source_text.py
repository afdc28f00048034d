"""A source read once: its sentences with their stems, values and signs, and where each stem stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge_base.atoms import Atom, find_atoms
from knowledge_base.concepts import concept_of
from knowledge_base.polarity import Signs, signs_of
from knowledge_base.terms import STOP_WORDS
from reply_core.text import fold, sentences, stem, words
from reply_core.types import Span

_PREFIX = 5
_REMEMBERED = 2_048


@dataclass(frozen=True, slots=True)
class Token:
    """A content word as it is compared: by stem, by its beginning, by what it is about."""

    word: str
    stem: str
    prefix: str
    concept: str
    weight: float


@lru_cache(maxsize=200_000)
def token_of(word: str) -> Token:
    """The token of one folded word."""
    return Token(word, stem(word), "^" + word[:_PREFIX], concept_of(word), float(min(len(word), 9)))


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as it is compared: content tokens outside its values, the values, the signs of yes and no."""

    text: str
    tokens: tuple[Token, ...]
    atoms: tuple[Atom, ...]
    signs: Signs
    flat: str
    """All its words, folded, joined by spaces."""


def read_statement(text: str) -> Statement:
    """Read a sentence."""
    folded = fold(text)
    atoms = find_atoms(text)
    all_words = words(folded)
    taken = [False] * len(text) if atoms else []
    for atom in atoms:
        for place in range(atom.span.start, atom.span.end):
            taken[place] = True
    tokens = tuple(
        token_of(word.text)
        for word in all_words
        if word.text not in STOP_WORDS and not (taken and taken[word.start]) and not word.text[0].isdigit()
    )
    flat = " ".join(word.text for word in all_words)
    return Statement(text, tokens, atoms, signs_of(folded), flat)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a source."""

    span: Span
    said: Statement
    weight: float


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source's text, read."""

    lines: tuple[Line, ...]
    places: Mapping[str, int]
    """Stem, prefix or concept → the lines it stands in, as bits."""
    pairs: frozenset[tuple[str, str]]
    flat: str

    @property
    def atoms(self) -> list[tuple[Atom, Line]]:
        """Every value with its line."""
        return [(atom, line) for line in self.lines for atom in line.said.atoms]


@lru_cache(maxsize=_REMEMBERED)
def read_source(text: str) -> SourceText:
    """Read a source; the same text is read once."""
    lines: list[Line] = []
    places: dict[str, int] = {}
    pairs: set[tuple[str, str]] = set()
    for span in sentences(text):
        said = read_statement(span.of(text))
        bit = 1 << len(lines)
        for token in said.tokens:
            for key in (token.stem, token.prefix, token.concept):
                if key:
                    places[key] = places.get(key, 0) | bit
        pairs.update((one.stem, two.stem) for one, two in zip(said.tokens, said.tokens[1:], strict=False))
        lines.append(Line(span, said, sum(token.weight for token in said.tokens)))
    flat = " " + " ".join(line.said.flat for line in lines) + " "
    return SourceText(tuple(lines), places, frozenset(pairs), flat)
