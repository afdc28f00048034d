"""What is known of single words, each judged once in the life of the process: millions of texts hold few of them."""

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
_LIMIT = 200_000
_LONGEST = 40
"""A longer key is not remembered: it will not come again."""


class Remembered(dict[str, Value]):
    """A table that fills itself: ``table[word]`` judges a new word and remembers the answer.

    ``map(table.__getitem__, words)`` asks about all words of a text without a call for each. Thread-safe: a word judged
    twice is judged alike. Full, it starts over.
    """

    __slots__ = ("_judge",)

    def __init__(self, judge: Callable[[str], Value]) -> None:
        """Take what judges one word."""
        super().__init__()
        self._judge = judge

    def __missing__(self, word: str) -> Value:
        value = self._judge(word)
        if len(word) <= _LONGEST:
            if len(self) >= _LIMIT:
                self.clear()
            self[word] = value
        return value
