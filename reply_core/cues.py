"""Finds hand-written cues (words and short phrases) in folded text, by words: fast enough for millions of replies.

A cue is written as words: ``верн*`` matches a beginning, ``*йте`` an ending, ``вы|вам`` either, ``..`` up to two words
in between, ``^`` the start and ``$`` the end of the stretch looked at. Cues are written folded (``е`` for ``ё``).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, NamedTuple

_TOKEN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_GAP = 2
_REMEMBERED = 200_000
"""Different words whose cues are remembered before starting over."""

Tokens = list[tuple[str, int, int]]
"""Words of folded text in order: the word, its start, its end."""


def tokenize(folded: str) -> Tokens:
    """Words and numbers of folded text with their places."""
    return [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]


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
        self._patterns_seen: dict[str, frozenset[int]] = {}
        self._cues_seen: dict[str, tuple[_Cue, ...]] = {}

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

    def _patterns(self, word: str) -> frozenset[int]:
        seen = self._patterns_seen.get(word)
        if seen is None:
            found = set(self._exact.get(word, ()))
            for length in range(1, min(len(word), self._longest) + 1):
                found.update(self._prefix.get(word[:length], ()))
                found.update(self._suffix.get(word[-length:], ()))
            seen = frozenset(found)
            if len(self._patterns_seen) > _REMEMBERED:
                self._patterns_seen.clear()
            self._patterns_seen[word] = seen
        return seen

    def _cues(self, word: str) -> tuple[_Cue, ...]:
        seen = self._cues_seen.get(word)
        if seen is None:
            seen = tuple(cue for number in sorted(self._patterns(word)) for cue in self._starting.get(number, ()))
            if len(self._cues_seen) > _REMEMBERED:
                self._cues_seen.clear()
            self._cues_seen[word] = seen
        return seen

    def find(self, tokens: Tokens, begin: int = 0, end: int | None = None) -> list[Hit]:
        """Every cue whose words lie in ``tokens[begin:end]``, in order of their first word."""
        stop = len(tokens) if end is None else end
        hits: list[Hit] = []
        present: set[int] = set()
        for place in range(begin, stop):
            present.update(self._patterns(tokens[place][0]))
        for place in range(begin, stop):
            for cue in self._cues(tokens[place][0]):
                if (cue.at_start and place != begin) or not cue.needs <= present:
                    continue
                last = self._follow(cue, tokens, place, stop) if cue.steps else place + 1
                if last and not (cue.at_end and last != stop):
                    hits.append(Hit(cue.label, cue.weight, place, last))
        return hits

    def _follow(self, cue: _Cue, tokens: Tokens, place: int, stop: int) -> int:
        """The token after the cue's last one, or 0 when the rest of the cue is not there."""
        here = place + 1
        for number, gap in cue.steps:
            for candidate in range(here, min(here + gap + 1, stop)):
                if number in self._patterns(tokens[candidate][0]):
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
