"""Personal data out of a text before a model sees it, and back into the model's answer.

The mapping lives in memory only: it is never stored and never logged. Order numbers, tracking numbers and dates of
delivery are not personal and stay, for the answer needs them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from model_gateway.personal_names import addresses, people
from model_gateway.personal_numbers import birth_dates, cards, emails, inns, passports, phones, snils
from reply_core.text import language as language_of
from reply_core.types import Language, Span

Kind = Literal["PHONE", "EMAIL", "CARD", "PASSPORT", "SNILS", "INN", "ADDRESS", "PERSON", "BIRTHDATE"]
KINDS: tuple[Kind, ...] = ("EMAIL", "CARD", "SNILS", "INN", "PASSPORT", "BIRTHDATE", "PHONE", "ADDRESS", "PERSON")
"""In the order in which a stretch of text is claimed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """A piece of personal data and its place."""

    kind: Kind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text with marks such as ``[PHONE_1]``, and what each mark stands for."""

    text: str
    mapping: Mapping[str, str] = field(default_factory=dict)


def find_personal(text: str, language: Language | None = None) -> tuple[Personal, ...]:
    """Personal data in order of appearance, never overlapping.

    Args:
        text: any text of a customer or an operator.
        language: Russian or English rules for phones, names and addresses; None lets the letters decide.
    """
    spoken = language or language_of(text)
    finders: dict[Kind, Callable[[], Iterable[Span]]] = {
        "EMAIL": lambda: emails(text),
        "CARD": lambda: cards(text),
        "SNILS": lambda: snils(text),
        "INN": lambda: inns(text),
        "PASSPORT": lambda: passports(text),
        "BIRTHDATE": lambda: birth_dates(text),
        "PHONE": lambda: phones(text, spoken),
        "ADDRESS": lambda: addresses(text, spoken),
        "PERSON": lambda: people(text, spoken),
    }
    found: list[Personal] = []
    for kind in KINDS:
        for span in sorted(finders[kind](), key=lambda item: (item.start, -item.end)):
            if span.start < span.end and not any(span.overlaps(other.span) for other in found):
                found.append(Personal(kind=kind, span=span))
    return tuple(sorted(found, key=lambda item: item.span.start))


def mask(
    text: str,
    keep: Collection[str] = (),
    *,
    language: Language | None = None,
    names: Collection[str] = (),
    mapping: Mapping[str, str] | None = None,
) -> Masked:
    """``text`` with personal data replaced by marks; the same value gets the same mark.

    Args:
        text: what a person wrote.
        keep: values to leave as they are (the shop's own phone and address).
        language: as in `find_personal`.
        names: names known from elsewhere (the customer's card), masked wherever they stand as whole words.
        mapping: marks of earlier texts of the same conversation, to go on from.
    """
    marks = dict(mapping or {})
    known = {value: mark for mark, value in marks.items()}
    left = frozenset(keep)
    pieces: list[str] = []
    at = 0
    for item in _with_names(text, find_personal(text, language), names):
        value = item.span.of(text)
        if value in left:
            continue
        if value not in known:
            known[value] = _free_mark(item.kind, text, marks)
            marks[known[value]] = value
        pieces += [text[at : item.span.start], known[value]]
        at = item.span.end
    return Masked(text="".join([*pieces, text[at:]]), mapping=marks)


def restore(text: str, mapping: Mapping[str, str]) -> str:
    """``text`` with every mark of ``mapping`` turned back into its value; unknown marks stay."""
    if not mapping:
        return text
    marks = re.compile("|".join(re.escape(mark) for mark in sorted(mapping, key=len, reverse=True)))
    return marks.sub(lambda match: mapping[match.group()], text)


def _with_names(text: str, found: tuple[Personal, ...], names: Collection[str]) -> list[Personal]:
    items = list(found)
    for name in sorted((name for name in names if len(name.strip()) > 1), key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name.strip())}(?!\w)", text, re.IGNORECASE):
            span = Span(start=match.start(), end=match.end())
            if not any(span.overlaps(item.span) for item in items):
                items.append(Personal(kind="PERSON", span=span))
    return sorted(items, key=lambda item: item.span.start)


def _free_mark(kind: Kind, text: str, taken: Mapping[str, str]) -> str:
    number = 1
    while (mark := f"[{kind}_{number}]") in taken or mark in text:
        number += 1
    return mark
