"""Spelling, conservatively: only what is surely a slip. Dialect, brand words and the shop's own terms are no mistakes.

A Russian word is a slip when the dictionary does not know it *and* one letter away stands a common word of support
talk; the shop's terms, the customer's words and capitalised words are never looked at. English slips are a list.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from qa_scoring.reading import Reading
from reply_core.text import fold, morphology
from reply_core.types import Span

_TABLE = Path(__file__).parent / "phrases" / "spelling.toml"
_CYRILLIC_WORD = re.compile(r"[а-яё]+\Z")
_ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_SHORTEST = 5
_HINTS = ("тся", "не смотря", "по этому", "your welcome", "uld of")
"""Without one of these in a text no pattern of the file can match."""


class Slip(NamedTuple):
    """A misspelt word and what was probably meant ("" when only the slip is sure)."""

    span: Span
    meant: str


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(_TABLE.read_text("utf-8"))


@lru_cache(maxsize=1)
def _listed() -> dict[str, str]:
    pairs = (
        line.split("=") for line in f"{_table()['ru']}\n{_table()['en']}".replace(";", "\n").splitlines() if "=" in line
    )
    return {wrong.strip(): right.strip() for wrong, right in pairs}


@lru_cache(maxsize=1)
def _patterns() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in _table()["patterns"].split("\n") if line))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(fold(_table()["common"]).split())


@lru_cache(maxsize=100_000)
def meant_by(word: str) -> str:
    """What a folded word was meant to be, "" when it is fine or nobody can tell."""
    if word in _listed():
        return _listed()[word]
    if len(word) < _SHORTEST or not _CYRILLIC_WORD.match(word) or morphology().word_is_known(word):
        return ""
    return next((near for near in _one_letter_away(word) if near in _common()), "")


def _one_letter_away(word: str) -> Iterator[str]:
    """Words one slip away, the likeliest slips first: a letter too many, two swapped, one wrong, one missing."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (left + right[1:] for left, right in parts if right)
    yield from (left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1)
    yield from (left + letter + right[1:] for left, right in parts if right for letter in _ALPHABET)
    yield from (left + letter + right for left, right in parts for letter in _ALPHABET)


def find_slips(reply: Reading, known: frozenset[str] = frozenset(), theirs: str = "") -> tuple[Slip, ...]:
    """Surely misspelt words in order.

    Args:
        reply: the reply.
        known: folded words that are right here: the shop's terms.
        theirs: the customer's folded text, whose words are right too.
    """
    found = []
    for word in reply.words:
        meant = meant_by(word.text)
        if not meant or word.text in known or word.text in theirs:
            continue
        if reply.text[word.start].islower() or _opens_sentence(reply, word.start):
            found.append(Slip(Span(start=word.start, end=word.end), meant))
    if any(hint in reply.folded for hint in _HINTS):
        found.extend(
            Slip(Span(start=match.start(), end=match.end()), "") for match in _patterns().finditer(reply.folded)
        )
    return tuple(sorted(found, key=lambda slip: slip.span.start))


def _opens_sentence(reply: Reading, position: int) -> bool:
    return reply.sentence_of(position).start == position
