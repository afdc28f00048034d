"""Hand-written lines with slots, free choices and grammatical agreement, filled to the text a person would send.

``{number}`` is a fact, ``{^due}`` the same with a capital letter, ``{Проверил|Посмотрел}`` a free choice and
``{i:пришёл|пришла|пришло|пришли}`` agrees with the item (masculine, feminine, neuter, plural); ``{c:…|…}`` and
``{o:…|…}`` agree with the customer and the operator (he, she). Braces nest; the innermost are filled first.
A line may end in a tag, ``… @late``: a question so put is answered by the answers of the same tag.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

ItemGender = Literal["m", "f", "n", "p"]
Gender = Literal["m", "f"]

_INNERMOST = re.compile(r"\{([^{}]*)\}")
_SPACE_BEFORE = re.compile(r"[ \t]+([,.!?;:])(?!\))")
_SPACES = re.compile(r"[ \t]{2,}")
_AGREES = ("i:", "c:", "o:")
_TAG = re.compile(r" @([a-z0-9_]+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Genders:
    """Whom the words of a line agree with."""

    item: ItemGender = "m"
    customer: Gender = "f"
    operator: Gender = "f"


class BadTemplate(ValueError):
    """A line names a slot that has no fact, or offers too few forms; the message holds the line."""


def fill(template: str, facts: Mapping[str, str], genders: Genders, rng: random.Random) -> str:
    """The text of ``template`` with every brace filled from ``facts``, ``genders`` and ``rng``.

    Raises:
        BadTemplate: an unknown slot, or an agreement without a form for the gender.
    """
    text = _TAG.sub("", template)
    while match := _INNERMOST.search(text):
        text = text[: match.start()] + _value(match.group(1), facts, genders, rng, template) + text[match.end() :]
    return _SPACES.sub(" ", _SPACE_BEFORE.sub(r"\1", text)).strip()


def slots(template: str) -> frozenset[str]:
    """The names of the facts ``template`` needs, whichever alternative is chosen."""
    found: set[str] = set()
    text = template
    while match := _INNERMOST.search(text):
        inner = match.group(1)
        if "|" not in inner and not inner.startswith(_AGREES):
            found.add(inner.removeprefix("^"))
        text = text[: match.start()] + "·" + text[match.end() :]
    return frozenset(found)


def tag_of(line: str) -> str:
    """The tag a line ends in; empty without one."""
    found = _TAG.search(line)
    return found.group(1) if found else ""


def fitting(lines: Sequence[str], tag: str) -> tuple[str, ...]:
    """The lines of this tag; without any the untagged ones; without those all."""
    same = tuple(each for each in lines if tag and tag_of(each) == tag)
    return same or tuple(each for each in lines if not tag_of(each)) or tuple(lines)


def capitalised(text: str) -> str:
    """``text`` with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def _value(inner: str, facts: Mapping[str, str], genders: Genders, rng: random.Random, template: str) -> str:
    if inner.startswith(_AGREES):
        return _agreeing(inner, genders, template)
    if "|" in inner:
        return rng.choice(inner.split("|"))
    name = inner.removeprefix("^")
    if name not in facts:
        raise BadTemplate(f"no fact for {{{name}}} in: {template}")
    return capitalised(facts[name]) if inner.startswith("^") else facts[name]


def _agreeing(inner: str, genders: Genders, template: str) -> str:
    kind, forms = inner[0], inner[2:].split("|")
    place = "mfnp".index(genders.item) if kind == "i" else "mf".index(_person(kind, genders))
    if place >= len(forms):
        raise BadTemplate(f"{{{inner}}} has no form for this gender in: {template}")
    return forms[place]


def _person(kind: str, genders: Genders) -> Gender:
    return genders.customer if kind == "c" else genders.operator
