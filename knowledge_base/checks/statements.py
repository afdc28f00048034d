"""A sentence read once: words by stem, content words by what they are about, its values."""

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge_base.atoms import Atom, find_atoms
from knowledge_base.checks.concepts import concept_of, is_general, is_particular
from knowledge_base.terms import STOP_WORDS
from reply_core.text import fold, stem, words

_PREFIX = 5
_HEAVIEST = 9
_REMEMBERED = 4_096
_NO_PLACE = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?$|(?:january|february|march|april|may|june|july|august|september|october|november|december)$"
)
_TOWARDS = frozenset({"в", "во", "по", "из", "до", "на", "in", "to", "from", "within", "across"})


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A word as it is compared: by stem, by its beginning, by what it is about."""

    word: str
    stem: str
    prefix: str
    concept: str
    weight: float
    """Long words say more than short ones."""
    content: bool
    general: bool
    """Whether it narrows nothing down («товар»)."""
    particular: bool
    """Whether a rule with it holds only for some («по почте»)."""


@lru_cache(maxsize=200_000)
def token_of(word: str) -> Token:
    """The token of one folded word."""
    return Token(
        word=word,
        stem=stem(word),
        prefix="^" + word[:_PREFIX],
        concept=concept_of(word),
        weight=float(min(len(word), _HEAVIEST)),
        content=word not in STOP_WORDS and not word[0].isdigit(),
        general=is_general(word),
        particular=is_particular(word),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A sentence as it is compared."""

    text: str
    folded: str
    words: tuple[Token, ...]
    """All its words and numbers, in order."""
    owners: tuple[int, ...]
    """For each word the number of the value it belongs to, or −1."""
    tokens: tuple[Token, ...]
    """Content words outside its values."""
    starts: tuple[int, ...]
    """Where each of these begins."""
    atoms: tuple[Atom, ...]
    flat: str
    """All its words, folded, joined by spaces."""
    places: frozenset[str]
    """Words with a capital after a preposition of place («по Казани»), folded."""


@lru_cache(maxsize=_REMEMBERED)
def read_statement(text: str) -> Statement:
    """Read a sentence; the same text is read once."""
    folded = fold(text).replace(" non-", " not ")
    atoms = find_atoms(text)
    tokens: list[Token] = []
    owners: list[int] = []
    content: list[Token] = []
    starts: list[int] = []
    places: list[str] = []
    current, ahead, before = 0, len(atoms), ""
    for word in words(folded):
        while current < ahead and atoms[current].span.end <= word.start:
            current += 1
        inside = current < ahead and atoms[current].span.start < word.end
        token = token_of(word.text)
        tokens.append(token)
        owners.append(current if inside else -1)
        if token.content and not inside:
            content.append(token)
            starts.append(word.start)
            if before in _TOWARDS and text[word.start].isupper() and not _NO_PLACE.match(word.text):
                places.append(word.text)
        before = word.text
    return Statement(
        text=text,
        folded=folded,
        words=tuple(tokens),
        owners=tuple(owners),
        tokens=tuple(content),
        starts=tuple(starts),
        atoms=atoms,
        flat=" ".join([token.word for token in tokens]),
        places=frozenset(places),
    )
