"""Screens: which texts a slow search is worth while for, told by their chunks (what stands between blanks).

Millions of replies are made of few different chunks. A screen judges each chunk once and remembers the harmless ones,
so that asking about one more text costs a comparison of sets and no look at its letters.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import compress

from reply_core.remembered import Remembered
from reply_core.text import has_digit

_REMEMBERED = 200_000
_LONGEST = 40
"""A chunk longer than this many characters is not remembered: it will not come again."""


_SAME: Remembered[str] = Remembered(str)
"""One object for equal chunks: sets compare it by its address."""


@lru_cache(maxsize=64)  # one text is screened for many things in turn
def chunks(text: str) -> frozenset[str]:
    """The different stretches of ``text`` without blanks."""
    return frozenset(map(_SAME.__getitem__, text.split()))


class Screen:
    """Remembers which chunks hold nothing of what is looked for. Thread-safe: a chunk judged twice is judged alike."""

    def __init__(self, suspect: Callable[[str], object]) -> None:
        """Take the judge of one chunk; it must be true of some chunk of every text the slow search could find in."""
        self._suspect = suspect
        self._harmless: set[str] = set()
        self._known: Remembered[object] = Remembered(suspect)

    @classmethod
    def of(cls, *hints: str) -> "Screen":
        """A screen for texts that hold one of the hints; of a hint with blanks the longest part is looked for."""
        parts = {max(hint.split(), key=len) for hint in hints}
        return cls(re.compile("|".join(map(re.escape, sorted(parts)))).search)

    def passes(self, text: str) -> bool:
        """Whether ``text`` may hold what is looked for."""
        here = chunks(text)
        if self._harmless.issuperset(here):
            return False
        for chunk in here - self._harmless:
            if self._suspect(chunk):
                return True
            if len(self._harmless) >= _REMEMBERED:
                self._harmless = set()
            if len(chunk) <= _LONGEST:
                self._harmless.add(chunk)
        return False

    def places(self, row: Sequence[str]) -> list[int]:
        """Which of the chunks in a row may hold what is looked for."""
        return list(compress(range(len(row)), map(self._known.__getitem__, row)))

    def stretches(self, text: str, folded: str) -> list[tuple[int, int]]:
        """Where the chunks of ``text`` stand that may hold what is looked for, judged as ``folded`` has them."""
        places: set[tuple[int, int]] = set()
        for chunk in chunks(folded) - self._harmless:
            at = folded.find(chunk) if self._suspect(chunk) else -1
            while at >= 0:
                places.add(_whole(text, at, at + len(chunk)))
                at = folded.find(chunk, at + len(chunk))
        return sorted(places)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without blanks around a place."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


DIGITS = Screen(has_digit)
"""Passes texts with a digit."""
