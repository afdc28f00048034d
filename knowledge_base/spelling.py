"""A customer's slips mended by the words of the knowledge base: «вазврат» → «возврат», «ghbdtn» → «привет».

Only words that neither the knowledge base nor the dictionary knows are mended, and only to the one that stands nearest.
No English dictionary is at hand, so of English words only those with two letters in the wrong order are («recieve»).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from knowledge_base.terms import STOP_WORDS, subject_stems
from reply_core.keyboard import in_right_layout
from reply_core.text import fold, morphology, words

_SHORTEST = 5
"""Letters of a word that is mended: shorter ones have too many neighbours."""
_LONG = 9
"""Letters of a word that may be two slips away."""
_LETTERS = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[а-я]")
_MOST_WORDS = 60
"""Of one text: a wall of it is no question."""


class Speller:
    """Knows the words of the given texts; immutable once built, so threads may share it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        for text in texts:
            self._counts.update(word.text for word in words(fold(text)) if _LETTERS.fullmatch(word.text))
        self._near: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._counts:
            if len(word) >= _SHORTEST - 1:
                for key in _shorter(word):
                    self._near[key].append(word)

    def mended(self, text: str) -> str:
        """``text`` in the right keyboard layout with its slips mended; words keep their order, not their places."""
        text = in_right_layout(text) or text
        found, at = [], 0
        for word in words(text)[:_MOST_WORDS]:
            named = word.text[0].isupper() and text[: word.start].rstrip()[-1:] not in ("", *".!?…\n")
            better = None if named else self._better(fold(word.text))
            if better is not None:
                found += [text[at : word.start], better]
                at = word.end
        return "".join([*found, text[at:]])

    def _better(self, word: str) -> str | None:
        if len(word) < _SHORTEST or word in self._counts or word in STOP_WORDS or not _LETTERS.fullmatch(word):
            return None
        russian = bool(_CYRILLIC.search(word))
        if russian and morphology().word_is_known(word):
            return None
        ranked = sorted(self._candidates(word, russian=russian))
        if not ranked or subject_stems(ranked[0][2]) == subject_stems(word):
            return None
        return ranked[0][2]

    def _candidates(self, word: str, *, russian: bool) -> Iterator[tuple[int, int, str]]:
        """Distance, minus how often it is said, and the word."""
        reach = 2 if russian and len(word) >= _LONG else 1
        for known in {known for key in _shorter(word) for known in self._near.get(key, ())}:
            if known[0] != word[0] and len(known) < _LONG:
                continue
            if not russian and sorted(known) != sorted(word):
                continue
            distance = OSA.distance(word, known, score_cutoff=reach)
            if distance <= reach:
                yield int(distance), -self._counts[known], known


def _shorter(word: str) -> Iterator[str]:
    """The word and what is left of it without any one letter."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
