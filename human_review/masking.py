"""Practice sheets without personal data: names, phones, addresses, cards and order numbers out, the sense stays."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from model_gateway.privacy import mask
from reply_core.text import fold, morphology
from reply_core.types import Language

_LABELS: Mapping[Language, Mapping[str, str]] = {
    "ru": {
        "PHONE": "[телефон]",
        "EMAIL": "[почта]",
        "CARD": "[карта]",
        "PASSPORT": "[документ]",
        "SNILS": "[документ]",
        "INN": "[документ]",
        "ADDRESS": "[адрес]",
        "PERSON": "[имя]",
        "BIRTHDATE": "[дата рождения]",
        "NUMBER": "[номер]",
    },
    "en": {
        "PHONE": "[phone]",
        "EMAIL": "[e-mail]",
        "CARD": "[card]",
        "PASSPORT": "[document]",
        "SNILS": "[document]",
        "INN": "[document]",
        "ADDRESS": "[address]",
        "PERSON": "[name]",
        "BIRTHDATE": "[date of birth]",
        "NUMBER": "[number]",
    },
}
_MARK = re.compile(r"\[([A-Z]+)_\d+\]")
_NAMED_NUMBER = re.compile(
    r"\b(?P<word>заказ\w*|номер\w*|посылк\w*|трек\w*|накладн\w*|чек\w*|обращени\w*|заявк\w*|order|parcel|ticket|tracking)"
    r"(?P<between>\s*(?:номер\w*|number|no\.?|№|#|:)?\s*)(?P<number>[a-zа-яё]{0,4}-?\d[\d-]{2,})",
    re.IGNORECASE,
)
_SIGNED_NUMBER = re.compile(r"[№#]\s*[a-zа-яё]{0,4}-?\d[\d-]{2,}", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\d.,\[])\d{5,}(?![.,]?\d)(?!\s*(?:₽|руб|р\.|%|тенге|\$|€))", re.IGNORECASE)


class Cleaned(NamedTuple):
    """A text without personal data, and how many pieces were taken out."""

    text: str
    removed: int


def clean(text: str, language: Language, *, names: Collection[str] = (), numbers: Collection[str] = ()) -> Cleaned:
    """``text`` fit for a practice sheet: «Заказ [номер] должен был прийти вчера…».

    Args:
        text: what a customer or an operator wrote.
        language: of the labels put in.
        names: names known from the card (customer, operators), taken out in all their forms.
        numbers: order numbers known from the case.
    """
    labels = _LABELS[language]
    removed = 0

    def number(match: re.Match[str]) -> str:
        nonlocal removed
        removed += 1
        groups = match.groupdict()
        return f"{groups['word']}{groups['between']}{labels['NUMBER']}" if "word" in groups else labels["NUMBER"]

    for known in sorted((each for each in numbers if each), key=len, reverse=True):
        text = re.sub(rf"(?<!\w)(?:[a-zа-яё]{{1,4}}-)?{re.escape(known)}(?!\w)", number, text, flags=re.IGNORECASE)
    for pattern in (_NAMED_NUMBER, _SIGNED_NUMBER):
        text = pattern.sub(number, text)
    masked = mask(text, names=tuple(_forms(names)))
    marks = masked.mapping

    def label(match: re.Match[str]) -> str:
        nonlocal removed
        if match.group() not in marks:
            return match.group()
        removed += 1
        return labels.get(match[1], labels["NUMBER"])

    def surname(match: re.Match[str]) -> str:
        return labels["PERSON"] if _is_surname(match["next"]) else match.group()

    text = _MARK.sub(label, masked.text)
    after_name = re.compile(rf"{re.escape(labels['PERSON'])}\s+(?P<next>[А-ЯЁA-Z][а-яёa-z-]+)")
    text = after_name.sub(surname, after_name.sub(surname, text))
    return Cleaned(_LONG_NUMBER.sub(number, text), removed)


def _is_surname(word: str) -> bool:
    return any({"Surn", "Patr"} & set(parse.tag.grammemes) for parse in morphology().parse(word)[:2])


def _forms(names: Iterable[str]) -> set[str]:
    """Every grammatical form of every word of the names: «Ольга» also as «Ольги», «Ольге»."""
    found: set[str] = set()
    for name in names:
        for word in name.split():
            if len(word) < len("Ия"):
                continue
            found.add(word)
            for parse in morphology().parse(word):
                if "Name" in parse.tag or "Surn" in parse.tag or "Patr" in parse.tag:
                    found.update(form.word for form in parse.lexeme)
        if name.strip():
            found.add(name.strip())
    return found | {form.replace("е", "ё") for form in found if fold(form) != form}
