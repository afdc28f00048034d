"""Greetings and thanks with a slip in them: «здраствуйте», «спасбо», "helo"."""

from functools import lru_cache

from reply_core.ask_cues import COURTEOUS
from reply_core.cues import Tokens
from reply_core.text import morphology

_SHORTEST = 5
"""Shorter words are one letter from too many others."""
_LONG = 10
"""Words of so many letters bear two slips."""
_WITHIN = 2
"""Courtesy opens a sentence with one of so many words."""


def without_slips(tokens: Tokens, begin: int, stop: int) -> Tokens:
    """The words with a greeting or thanks that opens the sentence written as it was meant."""
    found = tokens
    for place in range(begin, min(begin + _WITHIN, stop)):
        word, start, end = tokens[place]
        if (right := meant(word)) != word:
            found = [*found[:place], (right, start, end), *found[place + 1 :]]
    return found


def meant(word: str) -> str:
    """The courteous word that a folded word was meant to be; the word itself where it is none or is a real one."""
    return word if len(word) < _SHORTEST - 1 or word in COURTEOUS else _meant(word)


@lru_cache(maxsize=20_000)
def _meant(word: str) -> str:
    for courteous in _BY_LENGTH.get(len(word), ()):
        slips = 2 if len(courteous) >= _LONG else 1
        if _within(word, courteous, slips):
            return word if _is_real(word) else courteous
    return word


def _by_length() -> dict[int, tuple[str, ...]]:
    """The words a word of each length may be a slip of."""
    found: dict[int, list[str]] = {}
    for courteous in sorted(COURTEOUS):
        slips = 2 if len(courteous) >= _LONG else 1
        for length in range(max(len(courteous) - slips, _SHORTEST - 1), len(courteous) + slips + 1):
            found.setdefault(length, []).append(courteous)
    return {length: tuple(words) for length, words in found.items()}


_BY_LENGTH = _by_length()
_REAL_ENGLISH = frozenset({"thanked", "tanks", "hells", "cello", "hell", "evenings", "mornings", "moaning", "warning"})


def _is_real(word: str) -> bool:
    return word in _REAL_ENGLISH if word.isascii() else bool(morphology().word_is_known(word))


def _within(word: str, other: str, slips: int) -> bool:
    """Whether so many letters left out, put in, exchanged or swapped with the next make ``other`` of ``word``."""
    if word == other:
        return True
    if not slips:
        return False
    at = next((place for place, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), None)
    if at is None:
        return abs(len(word) - len(other)) <= slips
    left, right = word[at:], other[at:]
    return (
        _within(left[1:], right, slips - 1)
        or _within(left, right[1:], slips - 1)
        or _within(left[1:], right[1:], slips - 1)
        or (left[:2] == right[1::-1] and len(left) > 1 and _within(left[2:], right[2:], slips - 1))
    )
