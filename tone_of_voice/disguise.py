"""Sees through disguises of a word: look-alike letters, digits and signs, repeats, separators, asterisks."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_SIGNS: Final = {"3": "з", "4": "ч", "6": "б", "0": "о", "@": "а", "$": "с", "і": "и", "є": "е", "ї": "и"}
_LOOKS: Final = str.maketrans(
    dict(zip("abcdeghikmnoprstuvwxyz", "авсдедникмпоргстиушхуз", strict=True)) | {"b": "в", "p": "р", "r": "г"} | _SIGNS
)
"""Latin letters, digits and signs by their looks («u» as «и», «g» as «д»: as they are written by hand)."""
_SOUNDS: Final = str.maketrans(
    dict(zip("abcdefghijklmnoprstuvwxyz", "абсдефгхийклмнопрстувшхуз", strict=True)) | _SIGNS | {"1": "и"}
)
"""Latin letters by their sound."""
_ENGLISH: Final = str.maketrans({"@": "a", "$": "s", "0": "o", "1": "i", "3": "e", "!": "i", "5": "s", "7": "t"})

_LONG: Final = re.compile(r"(.)\1{2,}")
_DOUBLE: Final = re.compile(r"(.)\1+")
_NOT_LETTERS: Final = re.compile(r"[^а-яёa-z]+")
_CYRILLIC: Final = re.compile(r"[а-яё]")
_LATIN: Final = re.compile(r"[a-z]")
_MASK: Final = re.compile(r"[*#%^&_~+@.x?]+")

ODD: Final = re.compile(
    r"[а-яёa-z@$*#%^&_~+.!\d?і-]{0,30}[@$*#%^&_~+.!\d?і()](?:[а-яёa-zі@$*#%^&_~+!\d.()-]{0,30}[а-яёa-z*@%#0])?"
)
"""A run of letters with something else inside it; what is matched still has to be judged."""
SPACED: Final = re.compile(r"(?<![^\W_])(?:[а-яёa-z][ .*_-]{1,2}){2,}[а-яёa-z](?![^\W_])")
"""Single letters with gaps: «с л о в о»."""


def plain_forms(word: str) -> Iterator[str]:
    """A folded word of letters and what it may stand for: look-alikes mapped, repeated letters collapsed."""
    yield word
    if _CYRILLIC.search(word) and (_LATIN.search(word) or "і" in word or "є" in word):
        looks, sounds = word.translate(_LOOKS), word.translate(_SOUNDS)
        yield looks
        if sounds != looks:
            yield sounds
    elif _LONG.search(word):
        yield _LONG.sub(r"\1", word)
        yield _DOUBLE.sub(r"\1", word)


def odd_forms(token: str) -> Iterator[str]:
    """What a folded token with signs or digits inside may stand for, letters only."""
    if _CYRILLIC.search(token):
        yield _NOT_LETTERS.sub("", token.translate(_LOOKS))
        yield _NOT_LETTERS.sub("", token.translate(_SOUNDS))
        if "3" in token:
            yield _NOT_LETTERS.sub("", token.replace("3", "е").translate(_LOOKS))
    else:
        yield _NOT_LETTERS.sub("", token.translate(_ENGLISH))
    bare = _NOT_LETTERS.sub("", token)
    yield bare
    yield _DOUBLE.sub(r"\1", bare)


@lru_cache(maxsize=20_000)
def masked_pattern(token: str, *, name: bool = False) -> re.Pattern[str] | None:
    """A pattern for the words a masked token (х*й, f**k) may hide; None when too little is left to tell.

    ``name``: the token begins with a capital, so it may be a customer's name hidden for privacy («С***а»).
    """
    pieces: list[str] = []
    letters = masks = at = 0
    for mask in _MASK.finditer(token):
        literal, length = token[at : mask.start()], mask.end() - mask.start()
        letters += len(literal)
        masks += length
        least = max(1, length - 1) if "*" in mask[0] else 1
        pieces += [re.escape(literal), rf"[а-яa-z]{{{least},{length + 2}}}"]
        at = mask.end()
    letters += len(token) - at
    pieces.append(re.escape(token[at:]))
    if not masks or letters < 2 or re.search(r"\d", token):
        return None
    leading = _MASK.match(token)
    if letters < 3 and ((name and masks > 1) or (leading and masks < 3)):  # «С***а» is a name, «*не» a footnote
        return None
    return re.compile("".join(pieces))
