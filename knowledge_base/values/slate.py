"""A text being read for values: what is taken is wiped, so that no later pattern reads it again."""

import re

from knowledge_base.values.kinds import Atom, AtomKind
from reply_core.text import fold
from reply_core.types import Span

_DIGIT = re.compile(r"[0-9]")
_WIPED = "\x00"


class Slate:
    """The folded text with what was taken wiped out; the same length as the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.left = self.folded
        self.digits = bool(_DIGIT.search(text))
        self._atoms: list[Atom] = []

    def has(self, *marks: str) -> bool:
        """Whether any of the marks stands in the folded text (a cheap guard before a pattern)."""
        folded = self.folded
        for mark in marks:  # noqa: SIM110  (a generator costs more than what it guards)
            if mark in folded:
                return True
        return False

    def take(
        self,
        kind: AtomKind,
        value: float | str,
        unit: str,
        begin: int,
        end: int,
        upper: float | str | None = None,
    ) -> None:
        """Record an atom and wipe its place."""
        span = Span(start=begin, end=end)
        self._atoms.append(Atom(kind=kind, value=value, unit=unit, span=span, text=self.text[begin:end], upper=upper))
        self.wipe(begin, end)

    def wipe(self, begin: int, end: int) -> None:
        """Hide a stretch from the patterns that follow."""
        self.left = self.left[:begin] + _WIPED * (end - begin) + self.left[end:]

    def atoms(self) -> tuple[Atom, ...]:
        """What was taken, in order."""
        return tuple(sorted(self._atoms, key=lambda atom: atom.span.start))
