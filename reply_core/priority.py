"""Which waiting conversation comes first, and why: a pure function of a few signs, with its weights as data.

The weights, shares and cues are in ``words/priority.toml``. A sign adds its weight times its share; the sum is put on
0 to 100. Every reason is told apart, so that people see why a conversation stands where it stands.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from reply_core.cues import CueBook, folded_words, word_file

ReasonCode = Literal["deadline", "overdue", "complaint", "repeated", "again", "money", "vip"]

_FILE = word_file("priority")
WEIGHTS: Mapping[str, float] = {name: float(value) for name, value in _FILE["weights"].items()}
DAYS = int(_FILE["repeated"]["days"])
"""Contacts of one customer within so many days are counted together."""
_HALF_AT = float(_FILE["deadline"]["half_at"])
_BOOK = CueBook.of(_FILE["cues"])
_TOPICS: Mapping[str, frozenset[str]] = {name: frozenset(codes) for name, codes in _FILE["topics"].items()}
_MONEY: Mapping[str, Any] = _FILE["money"]
_AMOUNT = re.compile(r"\d[\d\s\u00a0\u202f.,]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is known of a waiting conversation.

    Args:
        minutes_left: working minutes to the deadline, below zero when it has passed; None without one.
        topic: its code.
        texts: the customer's messages that wait.
        order_total: the order's sum as the shop writes it, «12 990 ₽».
        contacts: conversations of this customer within `DAYS` days, this one included.
        vip: the shop calls this customer one.
    """

    minutes_left: float | None = None
    topic: str = "other"
    texts: Sequence[str] = field(default=(), repr=False)
    order_total: str = ""
    contacts: int = 1
    vip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sign that counted: how much of 100 it added, and the number people are told with it."""

    code: ReasonCode
    points: float
    count: int = 0
    """Which contact this is, for ``repeated``."""
    amount: str = ""
    """The order's sum, for ``money``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """0 to 100, and the reasons: the deadline first, then by weight."""

    value: float
    reasons: tuple[Reason, ...] = ()


def priority(signs: Signs, weights: Mapping[str, float] = WEIGHTS) -> Priority:
    """How urgent a waiting conversation is.

    >>> priority(Signs(minutes_left=-5, contacts=2)).reasons[0].code
    'overdue'
    """
    whole = sum(weights.values()) or 1.0
    said = {hit.label for text in signs.texts for hit in _BOOK.find(folded_words(text)[1])}
    shares: tuple[_Share | None, ...] = (
        _deadline(signs.minutes_left),
        _complaint(signs.topic, said),
        _repeated(signs.contacts, said),
        _money(signs.topic, said, signs.order_total),
        _Share("vip", 1.0) if signs.vip else None,
    )
    reasons = [
        Reason(
            code=each.code,
            points=100 * each.share * weights.get(_SIGN.get(each.code, each.code), 0.0) / whole,
            count=each.times,
            amount=each.amount,
        )
        for each in shares
        if each is not None
    ]
    return Priority(value=sum(reason.points for reason in reasons), reasons=tuple(r for r in reasons if r.points > 0))


class _Share(NamedTuple):
    """How much of a sign's weight counts, 0 to 1."""

    code: ReasonCode
    share: float
    times: int = 0
    amount: str = ""


_SIGN: Mapping[str, str] = {"overdue": "deadline", "again": "repeated"}
"""Reasons that share a weight with another."""


def _deadline(minutes_left: float | None) -> _Share | None:
    if minutes_left is None:
        return None
    if minutes_left < 0:
        return _Share("overdue", 1.0)
    return _Share("deadline", _HALF_AT / (_HALF_AT + minutes_left))


def _complaint(topic: str, said: set[str]) -> _Share | None:
    return _Share("complaint", 1.0) if "complaint" in said or topic in _TOPICS["complaint"] else None


def _repeated(contacts: int, said: set[str]) -> _Share | None:
    steps = _FILE["repeated"]
    if contacts > 1:
        return _Share("repeated", steps["second"] if contacts == 2 else steps["later"], times=contacts)
    return _Share("again", steps["said"]) if "again" in said else None


def _money(topic: str, said: set[str], total: str) -> _Share | None:
    if "money" not in said and topic not in _TOPICS["money"]:
        return None
    return _Share("money", _at_stake(total), amount=total.strip())


def _at_stake(total: str) -> float:
    """The share of an order's sum; a sum nobody can read counts as the data says."""
    found = _AMOUNT.search(total)
    whole = next((value for sign, value in _MONEY["whole"].items() if sign in total), None)
    if found is None or whole is None:
        return float(_MONEY["unknown"])
    digits = re.sub(r"[\s\u00a0\u202f]", "", found.group()).rstrip(".,")
    digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
    try:
        return min(1.0, max(float(_MONEY["least"]), float(digits) / float(whole)))
    except ValueError:
        return float(_MONEY["unknown"])
