"""What an ask wants (its telling words, the kind of answer) and what a text shows of it. Data: `phrases/asks.toml`."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from knowledge_base.terms import STOP_WORDS
from qa_scoring.lazy import lazy
from qa_scoring.reading import stem_once
from reply_core.cues import CueBook, split_phrases, tokenize
from reply_core.screens import DIGITS
from reply_core.text import fold, has_digit

_HERE = Path(__file__).parent / "phrases" / "asks.toml"
PREFIX = 5
_NUMBER_WEIGHT = 0.5
_WEAK_WEIGHT = 0.4
_SAME_MEANING = 0.7
_HEAD = 4
_STEP_SIGNS = ("→", "->", "http")
_MONEY_SIGNS = frozenset("₽%$€£")


class AskWords(NamedTuple):
    """An ask as the features see it: its telling stems with weights, and the kinds of answer it wants."""

    stems: tuple[tuple[str, float], ...]
    kinds: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(_HERE.read_text("utf-8"))


@lru_cache(maxsize=1)
def _weak() -> frozenset[str]:
    """Stems that say little: every shop's customers write them."""
    return frozenset(stem_once(word) for word in _table()["words"]["weak"].split())


@lru_cache(maxsize=1)
def _question_words() -> frozenset[str]:
    return frozenset(_table()["words"]["question"].split())


@lru_cache(maxsize=1)
def _dated() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in _table()["words"]["dated"].split("\n") if line))


def show_cues() -> Iterable[tuple[str, float, str]]:
    """The cues of kinds of answers, labelled ``shows.when`` and so on: for a cue book."""
    for name, text in _table()["shows"].items():
        for phrase in split_phrases(text):
            yield f"shows.{name}", 1.0, phrase


@lru_cache(maxsize=1)
def _wants() -> CueBook:
    return CueBook.of(_table()["wants"])


@lru_cache(maxsize=1)
def _lines() -> dict[str, list[tuple[str, int]]]:
    """First letters of words of one meaning with the number of their line, by their first two letters."""
    found: dict[str, list[tuple[str, int]]] = {}
    lines = [line.split() for line in _table()["same"]["lines"].splitlines() if line.strip()]
    for number, line in enumerate(lines):
        for head in line:
            found.setdefault(head[:2], []).append((head, number))
    return found


@lru_cache(maxsize=100_000)
def meaning_lines(stem: str) -> frozenset[int]:
    """The lines of one meaning a stem belongs to."""
    return frozenset(
        number
        for head, number in _lines().get(stem[:2], ())
        if stem.startswith(head) or (len(stem) >= _HEAD and head.startswith(stem))
    )


class Bag:
    """Stems of a stretch of text, ready to be asked how much of an ask they hold."""

    def __init__(self, stems: Iterable[str]) -> None:
        self.stems = frozenset(stems)

    @lazy
    def prefixes(self) -> frozenset[str]:
        """First letters of the longer stems."""
        return frozenset([stem[:PREFIX] for stem in self.stems if len(stem) >= PREFIX])

    @lazy
    def lines(self) -> frozenset[int]:
        """Lines of meaning its stems belong to."""
        return frozenset[int]().union(*map(meaning_lines, self.stems))


def recall(ask: AskWords, bag: Bag) -> float:
    """Weighted share of the ask's telling words in the bag: same stem, same first letters, or same line of meaning."""
    total = got = 0.0
    for stem, weight in ask.stems:
        total += weight
        if stem in bag.stems or stem[:PREFIX] in bag.prefixes:
            got += weight
        elif (lines := meaning_lines(stem)) and lines & bag.lines:
            got += _SAME_MEANING * weight
    return got / total if total else 0.0


@lru_cache(maxsize=20_000)
def ask_words(text: str) -> AskWords:
    """Telling stems and wanted kinds of an ask."""
    folded = fold(text)
    found: dict[str, float] = {}
    tokens = tokenize(folded)
    for word, _, _ in tokens:
        if word in STOP_WORDS or word in _question_words():
            continue
        stem = stem_once(word)
        weight = _NUMBER_WEIGHT if word[0].isdigit() else _WEAK_WEIGHT if stem in _weak() else 1.0
        found.setdefault(stem, weight)
    kinds = {hit.label for hit in _wants().find(tokens)}
    if kinds & {"when", "howmuch"}:
        kinds.discard("howmany")
    if len(kinds) > 1 and ("когда" in folded or "when" in folded):
        kinds.discard("yesno")
    return AskWords(tuple(found.items()), frozenset(kinds))


def may_show_signs(folded: str) -> bool:
    """Whether any stretch of a folded text may show a kind of answer by its signs."""
    return DIGITS.passes(folded) or any(sign in folded for sign in _STEP_SIGNS)


def kinds_by_signs(folded: str) -> frozenset[str]:
    """Kinds of answer shown by figures, signs, paths and links."""
    found: set[str] = set()
    if has_digit(folded):
        found.add("howmany")
        if not _MONEY_SIGNS.isdisjoint(folded):
            found.add("howmuch")
        if _dated().search(folded):
            found.add("when")
    if any(sign in folded for sign in _STEP_SIGNS):
        found.update(("how", "where"))
    return frozenset(found)
