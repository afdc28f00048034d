"""Finds hand-written cues (words and short phrases) in folded text, by words: fast enough for millions of replies.

A cue is written as words: ``верн*`` matches a beginning, ``*йте`` an ending, ``вы|вам`` either, ``..`` up to two words
in between, ``^`` the start and ``$`` the end of the stretch looked at. Cues are written folded (``е`` for ``ё``).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import accumulate
from operator import itemgetter
from typing import Any, NamedTuple

from reply_core.remembered import Remembered
from reply_core.text import fold

_TOKEN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_GAP = 2

Tokens = list[tuple[str, int, int]]
"""Words of folded text in order: the word, its start, its end."""


def _cut(chunk: str) -> Tokens:
    return [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(chunk)]


_TOKENS_OF = Remembered(_cut)
"""Words of a chunk (a stretch without spaces): cutting by letters costs more than looking a known chunk up."""


@lru_cache(maxsize=64)  # a text is cut for its cues, its asks and its topic
def tokenize(folded: str) -> Tokens:
    """Words and numbers of folded text with their places (not to be changed)."""
    chunks = folded.split(" ")
    begins = accumulate([len(chunk) + 1 for chunk in chunks], initial=0)
    return [
        (word, begin + start, begin + end)
        for begin, inside in zip(begins, map(_TOKENS_OF.__getitem__, chunks), strict=False)
        for word, start, end in inside
    ]


@lru_cache(maxsize=64)
def folded_words(text: str) -> tuple[str, Tokens]:
    """``text`` folded, and its tokens (not to be changed): asks, topic and promises of one text read them in turn."""
    folded = fold(text)
    return folded, tokenize(folded)


class Hit(NamedTuple):
    """A cue found: its label and weight, its first token and the one after its last."""

    label: str
    weight: float
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cue:
    label: str
    weight: float
    steps: tuple[tuple[int, int], ...]
    """Pattern number and how many words may stand before it, for each step after the first."""
    needs: frozenset[int]
    """The pattern numbers of those steps."""
    at_start: bool
    at_end: bool


_Seen = tuple[frozenset[int], tuple[_Cue, ...]]
"""Of one word: the numbers of the patterns it fits, and the cues it may begin."""
_NOTHING: frozenset[int] = frozenset()
WORD_OF = _PATTERNS = itemgetter(0)
"""The word of a token."""


class CueBook:
    """Many cues, compiled once. Thread-safe: what it remembers only saves time."""

    def __init__(self, cues: Iterable[tuple[str, float, str]]) -> None:
        """Compile ``(label, weight, phrase)`` triples."""
        self._numbers: dict[str, int] = {}
        self._exact: dict[str, list[int]] = {}
        self._prefix: dict[str, list[int]] = {}
        self._suffix: dict[str, list[int]] = {}
        self._starting: dict[int, list[_Cue]] = {}
        self._longest = 0
        for label, weight, phrase in cues:
            self._add(label, weight, phrase)
        self._seen = Remembered(self._look_up)

    @classmethod
    def of(cls, phrases: Mapping[str, str]) -> "CueBook":
        """A book from ``{label: "phrase; phrase"}``, every weight 1."""
        return cls((label, 1.0, phrase) for label, text in phrases.items() for phrase in split_phrases(text))

    def _add(self, label: str, weight: float, phrase: str) -> None:
        words = phrase.split()
        at_start, at_end = words[0] == "^", words[-1] == "$"
        words = words[at_start : len(words) - at_end]
        numbers: list[tuple[int, int]] = []
        gap = 0
        for word in words:
            if word == "..":
                gap = _GAP
            else:
                numbers.append((self._number(word), gap))
                gap = 0
        needs = frozenset(number for number, _ in numbers[1:])
        cue = _Cue(label, weight, tuple(numbers[1:]), needs, at_start, at_end)
        self._starting.setdefault(numbers[0][0], []).append(cue)

    def _number(self, pattern: str) -> int:
        if pattern not in self._numbers:
            number = self._numbers[pattern] = len(self._numbers)
            for variant in pattern.split("|"):
                self._longest = max(self._longest, len(variant))
                if variant.endswith("*"):
                    self._prefix.setdefault(variant[:-1], []).append(number)
                elif variant.startswith("*"):
                    self._suffix.setdefault(variant[1:], []).append(number)
                else:
                    self._exact.setdefault(variant, []).append(number)
        return self._numbers[pattern]

    def _look_up(self, word: str) -> _Seen:
        """What the book knows of a word."""
        found = set(self._exact.get(word, ()))
        for length in range(1, min(len(word), self._longest) + 1):
            found.update(self._prefix.get(word[:length], ()))
            found.update(self._suffix.get(word[-length:], ()))
        cues = tuple(cue for number in sorted(found) for cue in self._starting.get(number, ()))
        return frozenset(found), cues

    def find(self, tokens: Tokens, begin: int = 0, end: int | None = None) -> list[Hit]:
        """Every cue whose words lie in ``tokens[begin:end]``, in order of their first word."""
        stop = len(tokens) if end is None else end
        seen = list(map(self._seen.__getitem__, map(WORD_OF, tokens[begin:stop])))
        opening = [(place, cues) for place, (_, cues) in enumerate(seen, begin) if cues]
        if not opening:
            return []
        present = _NOTHING.union(*map(_PATTERNS, seen))
        hits: list[Hit] = []
        for place, cues in opening:
            for cue in cues:
                last = place + 1
                if cue.steps:
                    if not cue.needs <= present:
                        continue
                    last = self._follow(cue, seen, place - begin) + begin
                    if last == begin:
                        continue
                if (cue.at_start and place != begin) or (cue.at_end and last != stop):
                    continue
                hits.append(Hit(cue.label, cue.weight, place, last))
        return hits

    @staticmethod
    def _follow(cue: _Cue, seen: list[_Seen], place: int) -> int:
        """The place after the cue's last word, or 0 when the rest of the cue is not there."""
        here, stop = place + 1, len(seen)
        for number, gap in cue.steps:
            for candidate in range(here, min(here + gap + 1, stop)):
                if number in seen[candidate][0]:
                    here = candidate + 1
                    break
            else:
                return 0
        return here


def split_phrases(text: str) -> Iterator[str]:
    """The phrases of a block where ``;`` or a line break ends one."""
    for phrase in re.split(r"[;\n]", text):
        if cleaned := phrase.strip():
            yield cleaned


def word_file(name: str) -> dict[str, Any]:
    """The parsed word list ``words/<name>.toml`` that ships with the package."""
    return tomllib.loads((resources.files("reply_core") / "words" / f"{name}.toml").read_text(encoding="utf-8"))
