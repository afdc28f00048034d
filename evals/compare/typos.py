"""One wrong letter in a text, as a hurried hand makes it: dropped, doubled, swapped or the neighbour's key."""

import random
import re

_KEYS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_WORD = re.compile(r"(?<![\w@/.:-])[а-яё]{6,14}(?![\w@/-])")


def misspelt(text: str, seed: int) -> str:
    """The text with one slip in one lower-case Russian word of 6 to 14 letters; unchanged when it has none."""
    dice = random.Random(seed)
    places = [match.span() for match in _WORD.finditer(text)]
    if not places:
        return text
    start, end = places[dice.randrange(len(places))]
    word = text[start:end]
    for _ in range(10):
        wrong = _slip(word, dice)
        if wrong != word:
            return text[:start] + wrong + text[end:]
    return text


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    kind = dice.choice(("drop", "double", "swap", "key"))
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + _neighbour(word[at], dice) + word[at + 1 :]


def _neighbour(letter: str, dice: random.Random) -> str:
    for row in _KEYS:
        if letter in row:
            place = row.index(letter) + dice.choice((-1, 1))
            return row[place] if 0 <= place < len(row) else letter
    return letter
