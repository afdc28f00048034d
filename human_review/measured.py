"""What can be followed over time, and how it is read from a stored card: total, pillars, criteria, critical errors."""

from collections.abc import Mapping
from typing import Any, Final

from qa_scoring.labels import criterion_label, pillar_label
from qa_scoring.scorecard import CRITERIA, PILLARS
from reply_core.errors import InvalidInput
from reply_core.types import Language

TOTAL: Final = "total"
CRITICAL_FREE: Final = "critical_free"
NAMES: Final[tuple[str, ...]] = (TOTAL, *PILLARS, *CRITERIA, CRITICAL_FREE)
_WORDS: Mapping[str, Mapping[Language, str]] = {
    TOTAL: {"ru": "Общая оценка", "en": "Total"},
    CRITICAL_FREE: {"ru": "Без критических ошибок", "en": "Free of critical errors"},
}


def label(name: str, language: Language) -> str:
    """The name of a figure for people."""
    if name in _WORDS:
        return _WORDS[name][language]
    return pillar_label(name, language) if name in PILLARS else criterion_label(name, language)


def check(name: str) -> None:
    """Refuse what cannot be followed.

    Raises:
        InvalidInput: there is no such figure; lists those there are.
    """
    if name not in NAMES:
        raise InvalidInput(f"there is no figure {name!r}", where="criterion", mend=f"one of: {', '.join(NAMES)}")


def path_of(name: str) -> tuple[str, ...]:
    """Where in a stored card the figure lies."""
    if name == TOTAL:
        return (TOTAL,)
    if name == CRITICAL_FREE:
        return ("critical",)
    if name == "speed":
        return ()  # whose clock it was stands with the criterion
    return ("pillars", name) if name in PILLARS else ("criteria", name)


def value_of(name: str, part: Any, *, team: bool = False) -> tuple[float | None, bool]:
    """The figure of one card, 0 to 100, and whether it stayed undecided; (None, False) = it does not count.

    Args:
        name: one of `NAMES`.
        part: the card's part at `path_of`.
        team: the figure is for everybody together: speed by the team's clock counts too.
    """
    if name == CRITICAL_FREE:
        return (0.0 if any(each["state"] == "confirmed" for each in part or ()) else 100.0), False
    if name == TOTAL:
        return part, part is None
    if part is None:
        return None, False
    if name == "speed":
        if _teams_clock(part["criteria"].get("in_target") or {}) and not team:
            return None, False
        part = part["pillars"]["speed"]
    if name in PILLARS:
        return part["value"], part["value"] is None and part["applicable"]
    if part["verdict"] == "unsure":
        return None, True
    if (
        part["verdict"] == "na"
        or part.get("counted_under")
        or (name == "in_target" and _teams_clock(part) and not team)
    ):
        return None, False
    return 100.0 * part["value"], False


def _teams_clock(part: Mapping[str, Any]) -> bool:
    return part.get("code") == "team"


def parts_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """All figures of a whole stored card: name → its part."""
    parts: dict[str, Any] = {}
    for name in NAMES:
        part: Any = body
        for key in path_of(name):
            part = None if part is None else part.get(key)
        parts[name] = part
    return parts
