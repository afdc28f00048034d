"""Synthetic slips of the keyboard, seeded: a neighbouring key, a letter lost, doubled, or swapped with the next."""

import random
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from reply_core.text import fold, words

_ROWS = {
    "ru": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
}
SHORTEST = 5


class Spoilt(NamedTuple):
    """A text with one word spoilt: the text, the place of the word in it, and how it was spoilt."""

    text: str
    start: int
    end: int
    how: str


def _neighbours() -> dict[str, str]:
    found: dict[str, str] = {}
    for rows in _ROWS.values():
        for row in rows:
            for at, letter in enumerate(row):
                found[letter] = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    return found


_NEAR = _neighbours()


def _near(word: str, at: int, chance: random.Random) -> str:
    return word[:at] + chance.choice(_NEAR.get(word[at]) or word[at]) + word[at + 1 :]


def _lost(word: str, at: int, chance: random.Random) -> str:
    del chance
    return word[:at] + word[at + 1 :]


def _doubled(word: str, at: int, chance: random.Random) -> str:
    del chance
    return word[: at + 1] + word[at:]


def _swapped(word: str, at: int, chance: random.Random) -> str:
    del chance
    return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


WAYS: dict[str, Callable[[str, int, random.Random], str]] = {
    "near": _near,
    "lost": _lost,
    "doubled": _doubled,
    "swapped": _swapped,
}
"""How a word is spoilt: word, place of the letter, chance → the spoilt word."""


def spoilt(texts: Collection[str], known: Callable[[str], bool], seed: int = 0) -> Iterator[Spoilt]:
    """One word of each text spoilt in one way; texts without a fitting word give nothing.

    Args:
        texts: clean texts.
        known: whether a folded word is right; a slip that makes another right word is no slip and is drawn again.
        seed: of the draws.
    """
    chance = random.Random(seed)
    for text in texts:
        fitting = [
            word
            for word in words(text)
            if len(word.text) >= SHORTEST and word.text.isalpha() and word.text.islower() and known(fold(word.text))
        ]
        for _ in range(5):
            if not fitting:
                break
            word, how = chance.choice(fitting), chance.choice(sorted(WAYS))
            made = WAYS[how](word.text, chance.randrange(1, len(word.text) - 1), chance)
            if fold(made) != fold(word.text) and not known(fold(made)):
                yield Spoilt(text[: word.start] + made + text[word.end :], word.start, word.start + len(made), how)
                break
