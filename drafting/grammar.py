"""Russian forms by the dictionary: the head of a product's name, its accusative, agreement, verbs in «мы».

Every function gives None where the dictionary is not sure; the caller then leaves the sentence as it was.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from reply_core.text import fold, morphology

Gender = Literal["masc", "femn", "neut", "plur"]
_SURE = 0.2
_SPECIFICATION = re.compile(
    r"\s*(?:[,(;]|\s[-—–]\s|\s(?=\d+(?:[.,]\d+)?\s?(?:л|мл|кг|г|см|мм|шт|gb|гб|вт)\b)).*$", re.IGNORECASE
)
_CYRILLIC_WORD = re.compile(r"[А-ЯЁа-яё]+(?:-[А-ЯЁа-яё]+)*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemName:
    """A product's name ready for a sentence."""

    short: str
    """Without specifications: «Чайник Роса»."""
    accusative: str
    """«кофеварку Аква», lower-case first letter when it is a common noun."""
    gender: Gender
    head: str
    """Dictionary form of the head noun, folded: «чайник»."""


@lru_cache(maxsize=2_000)
def item_name(name: str) -> ItemName | None:
    """The product's name split into grammar, or None when its head noun is not plainly a common noun."""
    short = _unquoted(_SPECIFICATION.sub("", _unquoted(name.strip())).strip())
    words = short.split()
    head = next((at for at, word in enumerate(words[:3]) if _noun(word)), None)
    if head is None or not all(_adjective(word) for word in words[:head]):
        return None
    if any(word.islower() and _noun(word) for word in words[head + 1 : head + 2]):
        return None  # «Роса чайник»: which of the two is the thing?
    parse = _noun(words[head])
    gender = _gender_of(parse) if parse is not None else None
    if parse is None or gender is None:
        return None
    forms = [_accusative(word, gender) for word in words[:head]]
    noun = parse.inflect({"accs", "plur" if gender == "plur" else "sing"})
    if noun is None or None in forms:
        return None
    tail = [_accusative(word, gender) or word if word.islower() else word for word in words[head + 1 :]]
    said = [*(form for form in forms if form), _like(words[head], noun.word), *tail]
    accusative = " ".join(said)
    return ItemName(
        short=short, accusative=accusative[0].lower() + accusative[1:], gender=gender, head=fold(parse.normal_form)
    )


def agree(words: str, gender: Gender) -> str | None:
    """A clause about a masculine thing («если он не использовался») put into another gender; None when unsure.

    Only «он» and the past verbs after it change; any other pronoun for the thing makes it unsure.
    """
    if gender == "masc":
        return words
    if re.search(r"(?<!\w)(?:его|ему|им|нем|нему|него|ним)(?!\w)", fold(words)):
        return None
    out: list[str] = []
    after_pronoun = False
    for piece in re.split(r"(\W+)", words):
        if fold(piece) == "он":
            piece = {"femn": "она", "neut": "оно", "plur": "они"}[gender]
            after_pronoun = True
        elif after_pronoun and _CYRILLIC_WORD.match(piece) and (verb := _past(piece)) is not None:
            form = verb.inflect({"plur"} if gender == "plur" else {gender, "sing"})
            if form is None:
                return None
            piece = form.word
        elif re.search(r"[,.;:!?]", piece):
            after_pronoun = False
        out.append(piece)
    said = "".join(out)
    return None if said == words and re.search(r"(?<!\w)(?:он|сам|цел|исправен)(?!\w)", fold(words)) else said


@lru_cache(maxsize=5_000)
def we_do(verb: str) -> str | None:
    """«оплачивает» → «оплачиваем», «вернёт» → «вернём»; None unless the word is plainly such a verb."""
    for parse in morphology().parse(verb):
        if {"VERB", "3per", "sing"} <= parse.tag.grammemes and ("pres" in parse.tag or "futr" in parse.tag):
            form = parse.inflect({"1per", "plur"})
            return _like(verb, form.word) if form is not None else None
        if parse.score >= _SURE:
            return None
    return None


def _unquoted(name: str) -> str:
    return name[1:-1] if len(name) > 2 and name[0] + name[-1] in ("«»", '""', "“”", "''") else name


def _past(word: str) -> Any | None:
    parse = morphology().parse(word)[0]
    return parse if {"VERB", "past", "masc", "sing"} <= parse.tag.grammemes else None


@lru_cache(maxsize=5_000)
def _noun(word: str) -> Any | None:
    if not _CYRILLIC_WORD.match(word) or not morphology().word_is_known(fold(word.split("-")[-1])):
        return None
    for parse in morphology().parse(word):
        if parse.tag.POS == "NOUN" and "nomn" in parse.tag and "inan" in parse.tag and not _proper(parse):
            return parse
        if parse.score >= 0.6 and parse.tag.POS != "NOUN":
            return None
    return None


def _proper(parse: Any) -> bool:
    return bool({"Name", "Surn", "Patr", "Geox", "Orgn", "Abbr"} & parse.tag.grammemes)


def _adjective(word: str) -> bool:
    return any(parse.tag.POS in {"ADJF", "PRTF"} and "nomn" in parse.tag for parse in morphology().parse(word)[:3])


def _gender_of(parse: Any) -> Gender | None:
    if "plur" in parse.tag:
        return "plur"
    for gender in ("masc", "femn", "neut"):
        if gender in parse.tag:
            return gender
    return None


def _accusative(word: str, gender: Gender) -> str | None:
    """An adjective that agrees with the head, in the accusative."""
    for parse in morphology().parse(word):
        if parse.tag.POS in {"ADJF", "PRTF"} and "nomn" in parse.tag and gender in parse.tag:
            form = parse.inflect({"accs", "inan", "plur"} if gender == "plur" else {"accs", gender, "sing", "inan"})
            if form is None:
                form = parse.inflect({"accs", gender})
            return _like(word, form.word) if form is not None else None
    return None


def _like(pattern: str, word: str) -> str:
    """``word`` with the capital letter of ``pattern``."""
    return word[0].upper() + word[1:] if pattern[:1].isupper() else word
