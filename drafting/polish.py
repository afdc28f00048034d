"""The last touch on verified pieces: words that join, and none that claims anything.

A sentence that corrects a premise says so («Уточним: …»); a bare «Да.» to the second question says which it answers.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from drafting.claims import FalseClaim
from drafting.layout import Piece
from reply_core.text import fold, morphology
from reply_core.types import Language

_YES_NO = re.compile(r"^(?P<said>Да|Нет|Yes|No)(?P<mark>[.,!])(?=\s|$)")
_LEAD = {"ru": "Уточним: ", "en": "To clarify: "}
_ORDINALS = {
    "ru": ("первому", "второму", "третьему", "четвёртому", "пятому"),
    "en": ("first", "second", "third", "fourth", "fifth"),
}


def polished(pieces: Sequence[Piece], claims: Sequence[FalseClaim], language: Language) -> list[Piece]:
    """The pieces with their joining words."""
    corrected = _corrected(pieces, claims, language)
    out: list[Piece] = []
    answered: set[int] = set()
    for piece in corrected:
        said = _YES_NO.match(piece.text)
        if piece.role == "answer" and said and piece.ask and answered - {piece.ask}:
            piece = replace(piece, text=_of_which(piece.ask, language) + lowered(piece.text, language))
        if piece.role in {"answer", "order"} and piece.ask:
            answered.add(piece.ask)
        out.append(piece)
    return out


def _corrected(pieces: Sequence[Piece], claims: Sequence[FalseClaim], language: Language) -> list[Piece]:
    """The sentence that gives the real value comes first and says that it corrects."""
    places = {(claim.unit.article.id, claim.unit.start) for claim in claims}
    first = [piece for piece in pieces if piece.role == "answer" and _place(piece) in places][:1]
    if not first:
        return list(pieces)
    lead = replace(first[0], text=_LEAD[language] + lowered(first[0].text, language))
    others = [piece for piece in pieces if piece is not first[0]]
    at = next((place for place, piece in enumerate(others) if piece.role == "answer"), len(others))
    return [*others[:at], lead, *others[at:]]


def _place(piece: Piece) -> tuple[str, int]:
    return next(((one.article_id, one.start) for one in piece.citations if one.kind == "article"), ("", -1))


def _of_which(ask: int, language: Language) -> str:
    ordinals = _ORDINALS[language]
    if ask > len(ordinals):
        return ""
    return f"По {ordinals[ask - 1]} вопросу: " if language == "ru" else f"On the {ordinals[ask - 1]} question: "


def lowered(text: str, language: Language) -> str:
    """``text`` with a small first letter, unless its first word is a name, an abbreviation or «I»."""
    first = re.match(r"[^\W\d_]+", text)
    if first is None:
        return text
    word = first.group()
    if (len(word) > 1 and word[1].isupper()) or word == "I" or (language == "ru" and _is_name(word)):
        return text
    return text[0].lower() + text[1:]


def _is_name(word: str) -> bool:
    if word.isascii():
        return True
    parse = morphology().parse(fold(word))[0]
    return bool({"Name", "Surn", "Patr", "Geox", "Orgn", "Abbr"} & parse.tag.grammemes)
