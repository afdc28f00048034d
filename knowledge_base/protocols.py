"""What a good answer on a topic holds: slots with detectors, as data (`protocols.toml`, which explains its keys)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from reply_core.errors import BadRule
from reply_core.terms import find_terms
from reply_core.text import fold
from reply_core.types import Language, Span

_FILE = Path(__file__).parent / "protocols.toml"
_TERM = "term"
"""The detector of dates, times and lengths of time: `reply_core.terms`, not a pattern."""
Required = Literal["always", "asked", "advice"]
_LANGUAGES: tuple[Language, ...] = ("ru", "en")
_TEXT_KEYS = frozenset({"name_ru", "name_en", "required", "found", "counted"})
_PATTERN_KEYS = frozenset(f"{part}_{language}" for part in ("found", "asked", "needless") for language in _LANGUAGES)
_KEYS = _TEXT_KEYS | _PATTERN_KEYS | {"sure", "pass", "fail"}
_Patterns = Mapping[Language, "re.Pattern[str] | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One thing the answer should hold."""

    id: str
    label_ru: str
    label_en: str
    required: Required
    counted: str = ""
    """The criterion that pays for a missing slot, when it has something to say; empty: only the protocol."""
    sure: bool = False
    """The detector knows every way of saying it: nothing found means nothing said."""
    wants_term: bool = False
    """Filled by a date, a time or a length of time; vague ones («скоро») do not count."""
    found: _Patterns
    asked: _Patterns
    needless: _Patterns
    passing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()

    def find(self, text: str, language: Language | None = None) -> Span | None:
        """Where the text fills the slot first; None when it does not. Without a language both are looked for."""
        spans = [span for each in _chosen(language) if (span := _first(self.found[each], fold(text))) is not None]
        if self.wants_term:
            spans.extend(term.span for term in find_terms(text) if term.kind != "vague")
        return min(spans, key=lambda span: span.start, default=None)

    def filled(self, text: str) -> bool:
        """Whether the text fills the slot."""
        return self.find(text) is not None

    def asked_for(self, customer: str, language: Language | None = None) -> Span | None:
        """Where the customer's words make the slot necessary; None when they do not (or it needs no asking)."""
        folded = fold(customer)
        found = (_first(self.asked[each], folded) for each in _chosen(language))
        return next((span for span in found if span is not None), None)

    def pointless(self, text: str, language: Language | None = None) -> bool:
        """Whether the reply settles the matter in a way that leaves nothing to say here."""
        folded = fold(text)
        return any(_first(self.needless[each], folded) is not None for each in _chosen(language))


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """The slots of one topic, in the order an answer names them."""

    topic: str
    slots: tuple[Slot, ...]

    def wanted(self, customer: str, reply: str, language: Language | None = None) -> dict[str, Span | None]:
        """The slots this case needs: id → the customer's words that ask for it (None: it is always needed)."""
        wanted: dict[str, Span | None] = {}
        for slot in self.slots:
            asked = slot.asked_for(customer) if slot.required == "asked" else None
            if (slot.required == "always" or asked is not None) and not slot.pointless(reply, language):
                wanted[slot.id] = asked
        return wanted


def protocol(topic: str) -> Protocol | None:
    """The protocol of a topic code (`reply_core.asks.TOPICS`); None when it has none."""
    return protocols().get(topic)


def filled_slots(of: Protocol, text: str, language: Language | None = None) -> dict[str, Span | None]:
    """Slot id → where ``text`` fills it; None where it does not."""
    return {slot.id: slot.find(text, language) for slot in of.slots}


@lru_cache(maxsize=1)
def protocols() -> Mapping[str, Protocol]:
    """All protocols by topic.

    Raises:
        BadRule: the file holds an unknown key, a slot without a detector, or a broken pattern.
    """
    return protocols_of(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def protocols_of(tables: Mapping[str, Any]) -> Mapping[str, Protocol]:
    """Protocols from the tables of their file; raises `BadRule`, naming topic and slot."""
    shared = tables.get("shared", {})
    return {
        topic: Protocol(topic=topic, slots=tuple(_slot(topic, name, entry, shared) for name, entry in slots.items()))
        for topic, slots in tables.items()
        if topic != "shared"
    }


def _slot(topic: str, name: str, entry: Mapping[str, Any], shared: Mapping[str, Any]) -> Slot:
    where = f"{_FILE.name}, {topic}.{name}"
    if unknown := set(entry) - _KEYS:
        raise BadRule(f"unknown key {min(unknown)!r}", where=where, mend=f"one of {', '.join(sorted(_KEYS))}")
    if entry.get("required") not in get_args(Required):
        raise BadRule("required is missing or unknown", where=where, mend=f"one of {', '.join(get_args(Required))}")
    detector = entry.get("found", "")
    if detector and detector != _TERM and detector not in shared:
        raise BadRule(f"no shared detector {detector!r}", where=where, mend=f"one of {', '.join([_TERM, *shared])}")
    common = shared.get(detector, {})
    found = {each: _compiled([common.get(each, ""), entry.get(f"found_{each}", "")], where) for each in _LANGUAGES}
    if detector != _TERM and not all(found.values()):
        raise BadRule("a slot without patterns", where=where, mend="give found_ru and found_en, or found")
    asked = {each: _compiled([entry.get(f"asked_{each}", "")], where) for each in _LANGUAGES}
    if entry["required"] == "asked" and not all(asked.values()):
        raise BadRule("a slot that is asked for by no words", where=where, mend="give asked_ru and asked_en")
    return Slot(
        id=name,
        label_ru=entry["name_ru"],
        label_en=entry["name_en"],
        required=cast("Required", entry["required"]),
        counted=entry.get("counted", ""),
        sure=entry.get("sure", False),
        wants_term=detector == _TERM,
        found=found,
        asked=asked,
        needless={each: _compiled([entry.get(f"needless_{each}", "")], where) for each in _LANGUAGES},
        passing=tuple(entry.get("pass", ())),
        failing=tuple(entry.get("fail", ())),
    )


def _compiled(blocks: list[str], where: str) -> re.Pattern[str] | None:
    lines = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    try:
        return re.compile("|".join(f"(?:{line})" for line in lines)) if lines else None
    except re.error as error:
        raise BadRule(
            f"a pattern that is no regular expression: {error}", where=where, mend="mend the pattern"
        ) from None


def _chosen(language: Language | None) -> tuple[Language, ...]:
    return _LANGUAGES if language is None else (language,)


def _first(pattern: re.Pattern[str] | None, folded: str) -> Span | None:
    match = pattern.search(folded) if pattern is not None else None
    return None if match is None else Span(start=match.start(), end=match.end())
