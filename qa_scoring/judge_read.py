"""Reads what a judge answered, whatever its form: nothing is believed here, and nothing unreadable breaks anything."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MAX_REASON = 300
_MAX_QUOTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quote the judge gave: whose text it says it is from, and the words, unmasked."""

    where: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One verdict of the judge, as said: an ask's status, a criterion's word, or yes or no to an alarm."""

    key: str
    word: str
    reason: str
    quotes: tuple[Quote, ...]


def read_items(found: Any, key: str, word: str, allowed: Sequence[str], lift: Callable[[str], str]) -> dict[str, Said]:
    """The verdicts of one list by their key; also from an object keyed by them, as endpoints without schemas answer.

    A word that was not on offer is unsure, never a miss; two different words for one key are unsure, too.
    """
    said: dict[str, Said] = {}
    for item in _items(found, key):
        one = _said(item, key, word, allowed, lift)
        known = said.get(one.key)
        if known is not None and known.word != one.word:
            one = Said(key=one.key, word="unsure", reason=one.reason, quotes=())
        said[one.key] = one
    return said


def _items(found: Any, key: str) -> list[Mapping[str, Any]]:
    if isinstance(found, Mapping):
        return [{key: name, **item} for name, item in found.items() if isinstance(item, Mapping)]
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def _said(item: Mapping[str, Any], key: str, word: str, allowed: Sequence[str], lift: Callable[[str], str]) -> Said:
    spoken = item.get(word)
    folded = spoken.strip().lower() if isinstance(spoken, str) else ""
    return Said(
        key=str(item.get(key, "")).strip(),
        word=folded if folded in allowed else "unsure",
        reason=lift(str(item.get("reason") or ""))[:_MAX_REASON],
        quotes=_quotes(item.get("quotes"), lift),
    )


def _quotes(found: Any, lift: Callable[[str], str]) -> tuple[Quote, ...]:
    given = found if isinstance(found, list) else []
    quotes = []
    for each in given[:_MAX_QUOTES]:
        if isinstance(each, str):
            each = {"from": "reply", "text": each}
        if isinstance(each, Mapping) and str(each.get("text") or "").strip():
            quotes.append(Quote(where=str(each.get("from") or "reply"), text=lift(str(each["text"]))))
    return tuple(quotes)
