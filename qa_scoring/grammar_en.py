"""Typical English mistakes that need the neighbours: «could of», «your welcome», «later then», a / an."""

import re
from typing import Final

from qa_scoring.grammar_place import Place, Rule
from qa_scoring.spelling import Slip, knows


def _of_for_have(place: Place) -> Slip | None:
    one = place.word(-1)
    return place.slip(f"{one} have", first=-1) if one in ("could", "should", "would", "must", "might") else None


_YOU_ARE: Final[dict[str, tuple[str, ...]]] = {
    "welcome": ("", "and", "to"), "wrong": ("", "about", "that"), "going": ("to", "back"),
    "looking": ("for", "at", "forward"), "absolutely": ("right", "welcome", "correct"),
}  # fmt: skip
"""After «your»: the word that makes it "you're", and what then follows ("" is the end)."""


def _your(place: Place) -> Slip | None:
    follows = _YOU_ARE.get(place.word(1))
    return place.slip("you're") if follows is not None and place.word(2) in follows else None


def _their(place: Place) -> Slip | None:
    return place.slip("there") if place.word(1) in ("is", "are", "was", "were", "has", "have") else None


def _then(place: Place) -> Slip | None:
    if (
        place.word(-1)
        in ("more", "less", "rather", "better", "later", "earlier", "sooner", "longer", "cheaper", "other")
        and place.gap(-1) == " "
    ):
        return (
            place.slip("than")
            if place.word(1) in ("the", "a", "an", "you", "we", "it", "that", "this", "usual", "expected", "planned")
            or place.word(1).isdigit()
            else None
        )
    return None


_VOWEL: Final = re.compile(r"(?:[aio]|e(?!u|w)|u(?!ni|s[aeiu]|t[ei]|k$|r[aeiou]))")
_SOUNDS_LIKE_CONSONANT: Final = re.compile(r"(?:one|once|oui|ewe|u[bfkprt][aeiou])")
_SILENT: Final = re.compile(r"(?:hour|honest|honou?r|heir)")


def _article(place: Place) -> Slip | None:
    word, after = place.word(0), place.word(1)
    if place.gap(0) != " " or len(after) < 4 or not after.isascii() or not knows(after):
        return None
    vowel = bool(_SILENT.match(after)) or bool(_VOWEL.match(after) and not _SOUNDS_LIKE_CONSONANT.match(after))
    if word == "a" and vowel and place.word(-1) not in ("vitamin", "grade", "class", "type", "size", "plan", "point"):
        return place.slip(f"an {after}", last=1)
    if word == "an" and not vowel and after[0] not in "uehxsfmlnr":
        return place.slip(f"a {after}", last=1)
    return None


ENGLISH_RULES: Final[dict[str, Rule]] = {
    "of": _of_for_have,
    "your": _your,
    "their": _their,
    "then": _then,
    "a": _article,
    "an": _article,
}
"""Trigger word → its rule."""
