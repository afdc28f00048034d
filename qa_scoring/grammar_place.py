"""A trigger word among its neighbours: what every rule of grammar looks at."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from qa_scoring.spelling import Slip, SlipKind
from reply_core.cues import Tokens
from reply_core.types import Span

SENTENCE_END: Final = re.compile(r"[.!?…\n:;]")


class Place(NamedTuple):
    """A trigger word among the words of a text."""

    words: Tokens
    at: int
    folded: str

    def word(self, step: int) -> str:
        """The word so many steps away, "" beyond the ends or across the end of a sentence."""
        place = self.at + step
        if not 0 <= place < len(self.words):
            return ""
        first, last = min(place, self.at), max(place, self.at)
        between = self.folded[self.words[first][2] : self.words[last][1]]
        return "" if SENTENCE_END.search(between) else self.words[place][0]

    def gap(self, step: int) -> str:
        """What stands between the word ``step`` away and the next one towards its right."""
        place = self.at + step
        if not 0 <= place < len(self.words) - 1:
            return ""
        return self.folded[self.words[place][2] : self.words[place + 1][1]]

    def slip(self, meant: str, first: int = 0, last: int = 0, kind: SlipKind = "grammar") -> Slip:
        """The words from ``first`` to ``last`` steps away as a slip."""
        return Slip(Span(start=self.words[self.at + first][1], end=self.words[self.at + last][2]), meant, kind)


Rule = Callable[[Place], Slip | None]
