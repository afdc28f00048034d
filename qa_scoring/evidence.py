"""Evidence is checked by code: a quote that is not in its text is no evidence, and its verdict becomes unsure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from qa_scoring.verdicts import AskVerdict, Critical, Evidence, Flag, NotApplicable, Scored, Unsure, Verdict
from reply_core.quotes import find_quote
from reply_core.types import Language

NOT_FOUND: dict[Language, str] = {"ru": "цитата не найдена в тексте", "en": "the quote is not in the text"}
Texts = Mapping[str, str]
"""Message, article, order or thread id → its whole text."""
_Holder = TypeVar("_Holder", Critical, Flag)


def find_evidence(evidence: Evidence, texts: Texts) -> Evidence | None:
    """The evidence with its true place and verbatim quote, or None when the text does not hold it.

    The given place is believed when the quote stands there; else the quote is looked for (whitespace, ё, quotation
    marks folded; one sentence may differ a little).
    """
    text = texts.get(evidence.message_id)
    if text is None or not evidence.quote.strip():
        return None
    if _stands(evidence, texts):
        return evidence
    span = find_quote(evidence.quote, text)
    if span is None:
        return None
    return replace(evidence, start=span.start, end=span.end, quote=span.of(text))


def _stands(evidence: Evidence, texts: Texts) -> bool:
    """Whether the quote stands at its very place."""
    text = texts.get(evidence.message_id)
    return text is not None and bool(evidence.quote) and text[evidence.start : evidence.end] == evidence.quote


def verify(verdict: Verdict, texts: Texts, language: Language = "ru") -> Verdict:
    """The verdict with every quote verified; `Unsure` (code "evidence_not_found") when one is not in its text."""
    if isinstance(verdict, NotApplicable) or not verdict.evidence:
        return verdict
    if all(_stands(each, texts) for each in verdict.evidence):
        return verdict
    found = [find_evidence(each, texts) for each in verdict.evidence]
    kept = tuple(each for each in found if each is not None)
    if len(kept) == len(found):
        return replace(verdict, evidence=kept)
    if isinstance(verdict, Unsure):
        return replace(verdict, evidence=kept)
    return Unsure(
        why=NOT_FOUND[language], evidence=kept, value=verdict.value, possible=verdict.verdict, code="evidence_not_found"
    )


def verify_ask(verdict: AskVerdict, texts: Texts, language: Language = "ru") -> AskVerdict:
    """The ask's verdict with its quotes verified; undecided when one is not in its text."""
    if all(_stands(each, texts) for each in verdict.evidence):
        return verdict
    found = [find_evidence(each, texts) for each in verdict.evidence]
    kept = tuple(each for each in found if each is not None)
    if len(kept) == len(found):
        return replace(verdict, evidence=kept)
    return replace(verdict, evidence=kept, status="unsure", credit=None, reason=NOT_FOUND[language])


def verify_all(items: tuple[_Holder, ...], texts: Texts) -> tuple[_Holder, ...]:
    """Critical errors or flags whose evidence stands in the texts; one that has lost all its quotes is dropped."""
    kept: list[_Holder] = []
    for item in items:
        if all(_stands(each, texts) for each in item.evidence):
            kept.append(item)
            continue
        found = tuple(each for each in (find_evidence(one, texts) for one in item.evidence) if each is not None)
        if found or not item.evidence:
            kept.append(replace(item, evidence=found))
    return tuple(kept)


def masked(evidence: Evidence, shown: str) -> Evidence:
    """The evidence with its place kept and its quote replaced by what may be shown («[телефон]»)."""
    return replace(evidence, quote=shown)


def decided_by_person(verdict: Scored) -> bool:
    """Whether a person, not the machine, said so."""
    return verdict.source == "human"
