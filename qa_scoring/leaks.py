"""Other people's personal data in a reply. A candidate for a person, and masked wherever it is stored or shown."""

import re
from dataclasses import replace
from typing import NamedTuple

from model_gateway.privacy import Kind, find_personal
from qa_scoring.evidence import masked
from qa_scoring.verdicts import Critical, Evidence
from qa_scoring.view import View
from reply_core.screens import DIGITS, Screen
from reply_core.text import fold
from reply_core.types import Language, Span

_ALONE: frozenset[Kind] = frozenset({"CARD", "PASSPORT", "SNILS", "BIRTHDATE"})
"""Kinds that are somebody's without a name beside them."""
_SHOP_PHONE = re.compile(r"(?:8|\+?7)?\D{0,3}800\D")
_SHOP_MAIL = re.compile(
    r"(?:support|info|help|care|sales|shop|hello|service|privacy|hr|job|pr|contact|no-?reply|feedback|order)\w*@",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"\b(?:курьер\w*|водител\w*|менеджер\w*|специалист\w*|оператор\w*|мастер\w*|консультант\w*|директор\w*"
    r"|администратор\w*|руководител\w*|магазин\w*|пункт\w*|салон\w*|склад\w*|офис\w*|меня зовут|с уважением"
    r"|courier|driver|manager|specialist|agent|store|shop|office|my name|regards)\b"
)
_OWN_LINE = re.compile(
    r"\b(?:личн|домашн|персональн)\w* (?:\w+ )?(?:номер|телефон|мобильн)"
    r"|\b(?:personal|private|home) (?:phone|number|mobile)"
)
"""A person's own number, whoever he works for."""
_FLAT = re.compile(r"\b(?:кв|квартир\w*|apt|flat|apartment)\b")
_DIGITS = re.compile(r"\D+")
_TAIL = 10
_STEM = 3
_LABELS: dict[Kind, tuple[str, str]] = {
    "PHONE": ("телефон", "phone"),
    "EMAIL": ("почта", "e-mail"),
    "CARD": ("карта", "card"),
    "PASSPORT": ("паспорт", "passport"),
    "SNILS": ("СНИЛС", "SNILS"),
    "INN": ("ИНН", "tax number"),
    "ADDRESS": ("адрес", "address"),
    "PERSON": ("имя", "name"),
    "BIRTHDATE": ("дата рождения", "date of birth"),
}


class Leak(NamedTuple):
    """A piece of somebody else's data."""

    kind: Kind
    span: Span


def label(kind: Kind, language: Language) -> str:
    """The kind in words: «телефон»."""
    return _LABELS[kind][0 if language == "ru" else 1]


def mask_of(kind: Kind, language: Language) -> str:
    """What is shown instead: «[телефон]»."""
    return f"[{label(kind, language)}]"


def masked_leaks(items: tuple[Critical, ...], language: Language) -> tuple[Critical, ...]:
    """The alarms with leaked data masked; the evidence's note names the kind until now, its place stays."""
    return tuple(
        replace(item, evidence=tuple(_masked(each, language) for each in item.evidence))
        if item.code == "pii_leak"
        else item
        for item in items
    )


def _masked(evidence: Evidence, language: Language) -> Evidence:
    kind = next((kind for kind in _LABELS if kind == evidence.note), None)
    return evidence if kind is None else replace(masked(evidence, mask_of(kind, language)), note=label(kind, language))


def find_leaks(view: View) -> tuple[Leak, ...]:
    """Personal data in the reply that is neither the customer's nor in order, thread or sources, nor the shop's own.

    A phone, address or name alone is not a leak (a courier's phone, a shop's address); together with a person's name,
    a flat, or of a kind that is always somebody's, it may be.
    """
    text = view.reply.clean
    if not _worth_looking(text):
        return ()
    known = _known(view)
    found = [
        Leak(item.kind, item.span)
        for item in find_personal(text, view.language)
        if not _is_known(item.kind, item.span.of(text), known) and not _of_the_shop(view, item.kind, item.span)
    ]
    kinds = {leak.kind for leak in found}
    private = bool(kinds & _ALONE) or ("PERSON" in kinds and len(kinds) > 1)
    private = private or any(leak.kind == "PHONE" and _own_line(view, leak.span) for leak in found)
    private = private or any(leak.kind == "ADDRESS" and _FLAT.search(fold(leak.span.of(text))) for leak in found)
    return tuple(found) if private else ()


_LONG_NUMBER = re.compile(r"\d[\d\s().+-]{5,}\d")
_STREET = Screen(
    re.compile(r"\b(?:ул|улиц\w*|пр|проспект\w*|пер|переул\w*|кв|дом|street|road|avenue|st|rd|ave)\b").search
)


def _worth_looking(text: str) -> bool:
    if "@" in text:
        return True
    folded = fold(text)
    return DIGITS.passes(folded) and (_STREET.passes(folded) or bool(_LONG_NUMBER.search(text)))


def _known(view: View) -> str:
    conversation = view.case.conversation
    parts = [message.text for message in conversation.messages if message.author_kind == "customer"]
    parts.extend(message.text for message in view.before)
    parts.extend(source.text for source in view.case.sources)
    if view.case.order is not None:
        parts.append(view.case.order.as_text())
    return fold("\n".join([*parts, conversation.customer_name, conversation.customer_id]))


def _is_known(kind: Kind, value: str, known: str) -> bool:
    if kind in ("PHONE", "CARD", "PASSPORT", "SNILS", "INN"):
        digits = _DIGITS.sub("", value)[-_TAIL:]
        return bool(digits) and digits in _DIGITS.sub("", known)
    folded = fold(value)
    if folded in known:
        return True
    parts = [part for part in re.findall(r"[^\W_]+", folded) if len(part) > 1]
    return (
        kind in ("PERSON", "ADDRESS") and bool(parts) and all(part[: max(3, len(part) - 2)] in known for part in parts)
    )


def _own_line(view: View, span: Span) -> bool:
    return _OWN_LINE.search(view.reply.folded[max(0, span.start - 40) : span.start]) is not None


def _of_the_shop(view: View, kind: Kind, span: Span) -> bool:
    value = span.of(view.reply.clean)
    if kind == "EMAIL":
        return bool(_SHOP_MAIL.match(value)) or value.rpartition("@")[2].lower() in view.standard.allowed_links
    if kind == "PHONE" and _SHOP_PHONE.match(value):
        return True
    if _own_line(view, span):
        return False
    sentence = view.reply.sentence_of(span.start)
    near = view.reply.folded[max(sentence.start, span.start - 60) : span.end]
    return kind in ("PERSON", "PHONE", "ADDRESS") and bool(_STAFF.search(near))
