"""What a good answer on a topic holds: slots with detectors, as data (`protocols.toml`)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reply_core.errors import BadRule
from reply_core.text import fold
from reply_core.types import Span

_FILE = Path(__file__).parent / "protocols.toml"
_KEYS = frozenset({"ru", "en", "patterns", "required"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One thing the answer should hold; ``patterns`` match folded text, any of them fills it."""

    id: str
    label_ru: str
    label_en: str
    patterns: tuple[re.Pattern[str], ...]
    required: bool = True

    def find(self, text: str) -> Span | None:
        """Where the text fills the slot first; None when it does not."""
        folded = fold(text)
        found = [match for pattern in self.patterns if (match := pattern.search(folded))]
        best = min(found, key=lambda match: match.start(), default=None)
        return None if best is None else Span(start=best.start(), end=best.end())

    def filled(self, text: str) -> bool:
        """Whether the text fills the slot."""
        return self.find(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """The slots of one topic, in the order an answer names them."""

    topic: str
    slots: tuple[Slot, ...]


def protocol(topic: str) -> Protocol | None:
    """The protocol of a topic code (`reply_core.asks.TOPICS`); None when it has none."""
    return _protocols().get(topic)


def filled_slots(of: Protocol, text: str) -> dict[str, Span | None]:
    """Slot id → where ``text`` fills it; None where it does not."""
    return {slot.id: slot.find(text) for slot in of.slots}


@lru_cache(maxsize=1)
def _protocols() -> Mapping[str, Protocol]:
    """All protocols by topic.

    Raises:
        BadRule: the file holds an unknown key, no pattern, a broken one, or ``[а-я]`` without ё.
    """
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        topic: Protocol(topic=topic, slots=tuple(_slot(topic, name, entry) for name, entry in slots.items()))
        for topic, slots in tables.items()
    }


def _slot(topic: str, name: str, entry: Mapping[str, object]) -> Slot:
    where = f"{_FILE.name}, {topic}.{name}"
    if unknown := set(entry) - _KEYS:
        raise BadRule(f"unknown key {min(unknown)!r}", where=where, mend=f"one of {', '.join(sorted(_KEYS))}")
    given = entry.get("patterns")
    patterns = [str(pattern) for pattern in given] if isinstance(given, list) else []
    if not patterns:
        raise BadRule("a slot without patterns", where=where, mend="give at least one")
    try:
        compiled = tuple(re.compile(pattern) for pattern in patterns)
    except re.error as error:
        raise BadRule(
            f"a pattern that is no regular expression: {error}", where=where, mend="mend the pattern"
        ) from None
    return Slot(
        id=name,
        label_ru=str(entry["ru"]),
        label_en=str(entry["en"]),
        patterns=compiled,
        required=bool(entry.get("required", True)),
    )
