"""Applies the fixes that cannot change the meaning; quotations, names, numbers and links stay as they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tone_of_voice.alerts import ToneAlert
from tone_of_voice.document import Document

_NUMBER: Final = re.compile(r"\d")
_CAPITALISED: Final = re.compile(r"\b[А-ЯЁA-Z][а-яёa-z-]+")
_OPENERS: Final = frozenset('.!?…\n"«„“(•*>–—-:;')
"""After one of these a capital begins a sentence or an item; elsewhere it is taken for a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """The mended text and the alerts whose fixes it holds, in order."""

    text: str
    applied: tuple[ToneAlert, ...]


def apply_safe_fixes(text: str, alerts: Iterable[ToneAlert]) -> Fixed:
    """``text`` with the safe fixes of its ``alerts``.

    A fix is left out when it would touch a quotation, a name, a number or a link, when it overlaps an earlier one, or
    when the alert is of another text. Checking the result and mending it again changes nothing more.
    """
    doc = Document(text)
    applied: list[ToneAlert] = []
    pieces: list[str] = []
    at = 0
    for alert in sorted(alerts, key=lambda item: (item.span.start, item.span.end)):
        if alert.span.start < at or not _may_touch(doc, alert):
            continue
        pieces += [text[at : alert.span.start], alert.fix or ""]
        at = alert.span.end
        applied.append(alert)
    return Fixed(text="".join([*pieces, text[at:]]), applied=tuple(applied))


def _may_touch(doc: Document, alert: ToneAlert) -> bool:
    if alert.fix is None or not alert.safe or alert.span.of(doc.text) != alert.match or alert.fix == alert.match:
        return False
    if any(alert.span.overlaps(span) for spans in (doc.speech, doc.names, doc.links) for span in spans):
        return False
    if _NUMBER.search(alert.match):
        return False
    return alert.category == "capital_vy" or not _touches_name(doc.text, alert)


def _touches_name(text: str, alert: ToneAlert) -> bool:
    found = _CAPITALISED.finditer(text, max(0, alert.span.start - 40), min(len(text), alert.span.end + 40))
    return any(
        match.start() < alert.span.end and alert.span.start < match.end() and not _opens(text, match.start())
        for match in found
    )


def _opens(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\u00a0")
    return not before or before[-1] in _OPENERS
