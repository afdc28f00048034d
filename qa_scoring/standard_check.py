"""Strict reading of a standard's tables: each mistake names the file, the key and what is allowed."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, get_args

from qa_scoring.verdicts import CRITERIA, CRITICAL_CODES, PILLARS
from reply_core.errors import BadRule
from reply_core.topics import TOPICS
from reply_core.types import Channel, Language

_Check = Callable[[object], str]
"""Takes a value, gives what is allowed there, or "" when the value is fine."""


def _number(low: float, high: float) -> _Check:
    def check(value: object) -> str:
        fine = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        return "" if fine else f"a number from {low:g} to {high:g}"

    return check


def _whole(low: int, high: int) -> _Check:
    def check(value: object) -> str:
        fine = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return "" if fine else f"a whole number from {low} to {high}"

    return check


def _one_of(*allowed: str) -> _Check:
    return lambda value: "" if value in allowed else "one of: " + ", ".join(allowed)


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else "true or false"


def _words(value: object) -> str:
    return "" if isinstance(value, str) and value.strip() else "some text"


def _domains(value: object) -> str:
    fine = isinstance(value, list) and all(isinstance(each, str) and _is_domain(each) for each in value)
    return "" if fine else 'a list of domains, such as ["shop.example", "t.me/shop"], without https://'


def _is_domain(entry: str) -> bool:
    host, _, path = entry.partition("/")
    return "." in host and "://" not in entry and not any(char.isspace() or char in "@:?#" for char in host + path)


def _criteria(value: object) -> str:
    fine = isinstance(value, list) and all(each in CRITERIA for each in value)
    return "" if fine else "a list of criteria: " + ", ".join(CRITERIA)


def _left_out(value: object) -> str:
    known = {"channels": get_args(Channel), "topics": tuple(TOPICS)}
    fine = isinstance(value, Mapping) and all(
        key in known and isinstance(each, list) and all(one in known[key] for one in each)
        for key, each in value.items()
    )
    told = "; ".join(f"{key}: {', '.join(names)}" for key, names in known.items())
    return "" if fine else f"lists of names under channels and topics ({told})"


ALWAYS_ASKED = "asks_covered"
"""Asked for in every channel and on every topic: a total that leaves the questions out would mean nothing."""
_WEIGHT = _number(0, 100)
_TABLES: dict[str, dict[str, _Check]] = {
    "pillars": dict.fromkeys(PILLARS, _WEIGHT),
    "weights": dict.fromkeys(CRITERIA, _WEIGHT),
    "targets": dict.fromkeys(get_args(Channel), _whole(1, 100_000)),
    "critical": dict.fromkeys(CRITICAL_CODES, _one_of("confirmed", "candidate", "off")),
    "not_asked": {code: _left_out for code in CRITERIA if code != ALWAYS_ASKED},
    "links": {"saved": _flag, "allowed": _domains},
    "thresholds": {
        "min_coverage": _number(0, 1),
        "answered_from": _number(0, 1),
        "unanswered_to": _number(0, 1),
        "decide_unanswered": _flag,
    },
    "rules": {
        "greeting_gap_hours": _number(0, 1000),
        "clarity_words_from": _whole(1, 1000),
        "iqs_compat": _flag,
    },
    "iqs_weights": dict.fromkeys(CRITERIA, _whole(0, 100)),
    "iqs_scales": dict.fromkeys(CRITERIA, _whole(2, 5)),
    "iqs": {"critical": _criteria},
}
_TOP: dict[str, _Check] = {"version": _words, "language": _one_of(*get_args(Language)), "name": _words}


def check_table(data: Mapping[str, Any], where: str) -> None:
    """Refuses a standard with an unknown key or a bad value.

    Raises:
        BadRule: names the file (``where``), the key and what is allowed.
    """
    known = {*_TOP, *_TABLES, "calendar"}
    for key, value in data.items():
        if key in _TOP:
            _check(_TOP[key], value, where, key)
        elif key in _TABLES:
            _check_inner(value, where, key)
        elif key == "calendar":
            if not isinstance(value, Mapping):
                _refuse(value, "a table", where, key)
        else:
            raise BadRule(f"unknown key {key!r}", where=where, mend="known here: " + ", ".join(sorted(known)))
    if "version" not in data:
        raise BadRule("the standard has no version", where=where, mend='add a line such as version = "2026-11"')
    low, high = _thresholds(data)
    if low > high:
        _refuse(low, "at most thresholds.answered_from", where, "thresholds.unanswered_to")
    if "pillars" in data and not any(data["pillars"].values()):
        _refuse(0, "at least one weight above 0", where, "pillars")


def _check_inner(table: object, where: str, name: str) -> None:
    if not isinstance(table, Mapping):
        _refuse(table, "a table", where, name)
    allowed = _TABLES[name]
    for key, value in table.items():
        if key not in allowed:
            raise BadRule(f"unknown key {name}.{key}", where=where, mend="known here: " + ", ".join(sorted(allowed)))
        _check(allowed[key], value, where, f"{name}.{key}")


def _thresholds(data: Mapping[str, Any]) -> tuple[float, float]:
    table = data.get("thresholds", {})
    return table.get("unanswered_to", 0.2), table.get("answered_from", 0.8)


def _check(check: _Check, value: object, where: str, key: str) -> None:
    if allowed := check(value):
        _refuse(value, allowed, where, key)


def _refuse(value: object, allowed: str, where: str, key: str) -> NoReturn:
    raise BadRule(f"{key} = {value!r} is not allowed", where=where, mend=f"allowed: {allowed}")
