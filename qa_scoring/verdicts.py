"""The words of a verdict: what was decided, on what evidence, and what could not be decided.

A verdict is one of three types, never a bare number: `Scored` (decided), `NotApplicable` (the case does not ask
for it; leaves every sum) and `Unsure` (judged, but undecided; widens the interval). Keys are stable English codes,
labels for people live in `qa_scoring.labels`.
"""

from collections.abc import Iterable
from typing import Literal

from reply_core.types import Ask
from reply_core.value import Value

VerdictWord = Literal["pass", "partial", "fail"]
VerdictSource = Literal["rule", "meaning", "model", "human"]
EvidenceRole = Literal["reply", "customer", "source"]
CriticalState = Literal["confirmed", "candidate"]
AskStatus = Literal["answered", "partial", "deferred", "clarifying", "redirected", "refused", "unanswered", "unsure"]

PILLARS: dict[str, tuple[str, ...]] = {
    "politeness": ("respect", "empathy", "greeting", "refusal_with_alternative", "name", "closing"),
    "completeness": ("asks_covered", "correctness", "next_step", "timeframe", "protocol"),
    "speed": ("in_target", "promise_kept"),
    "language": ("register", "literacy", "terms", "clarity"),
}
"""Which criteria make up which pillar, in the order people read them."""

CRITERIA: tuple[str, ...] = tuple(code for codes in PILLARS.values() for code in codes)
CRITICAL_CODES: tuple[str, ...] = (
    "insult",
    "wrong_policy",
    "pii_leak",
    "asks_card_secret",
    "template_placeholder",
    "wrong_customer",
    "no_answer",
    "discrimination",
    "threat",
    "unsafe_link",
)

CriticalClass = Literal["customer", "business", "compliance"]
CRITICAL_CLASSES: dict[str, CriticalClass] = {
    "insult": "customer",
    "wrong_policy": "customer",
    "pii_leak": "compliance",
    "asks_card_secret": "compliance",
    "template_placeholder": "business",
    "wrong_customer": "customer",
    "no_answer": "customer",
    "discrimination": "compliance",
    "threat": "customer",
    "unsafe_link": "compliance",
}
"""Whom a critical error harms first, in the classes of COPC: critical-free rates are told apart by them."""

PASS_FROM = 0.999
"""A value from here up is a pass; 0 is a fail; anything between is partial."""


class Evidence(Value, frozen=True, kw_only=True):
    """A verbatim quote and its place: ``text_of(message_id)[start:end] == quote`` (a masked quote shows stars).

    For role "source" ``message_id`` is the id of the article, the order or the thread.
    """

    message_id: str
    role: EvidenceRole
    start: int
    end: int
    quote: str
    note: str = ""


class Scored(Value, frozen=True, kw_only=True):
    """A decided criterion. ``value`` lies in [0, 1]; ``confidence`` is None when it was never measured."""

    verdict: VerdictWord
    value: float
    source: VerdictSource
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    """A sentence for people, in the standard's language."""
    code: str = ""
    """A stable key of the reason; for in_target "team" or "operator": whose clock it was."""
    counted_under: str = ""
    """The criterion that already pays for this defect: shown here, summed there."""


class NotApplicable(Value, frozen=True, kw_only=True):
    """The case does not ask for this criterion."""

    reason: str
    code: str = ""


class Unsure(Value, frozen=True, kw_only=True):
    """Judged and left open: ``value`` is the machine's leaning in [0, 1], ``possible`` what it may turn out to be."""

    why: str
    evidence: tuple[Evidence, ...] = ()
    value: float | None = None
    possible: VerdictWord | None = None
    code: str = ""


Verdict = Scored | NotApplicable | Unsure


class Critical(Value, frozen=True, kw_only=True):
    """A critical error: never averaged, shown in its own channel. A candidate waits for a person."""

    code: str
    state: CriticalState
    source: VerdictSource
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


class Flag(Value, frozen=True, kw_only=True):
    """Something a reader should know that is no verdict: injected text, a level that fell, no knowledge base."""

    code: str
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


class AskVerdict(Value, frozen=True, kw_only=True):
    """What became of one ask. ``value`` is p(answered), kept even when the status is unsure."""

    ask: Ask
    status: AskStatus
    credit: float | None
    """1, .5 or 0; None while undecided."""
    value: float
    source: VerdictSource
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    possible: AskStatus | None = None


def free_of(criticals: Iterable[Iterable[Critical]], harmed: CriticalClass | None = None) -> tuple[int, int]:
    """How many replies are free of confirmed critical errors (of one class, or of any), and of how many.

    Args:
        criticals: the critical errors of each reply; a reply without any counts as free.
        harmed: the class to look at; None for all.
    """
    replies = [list(each) for each in criticals]
    bad = sum(
        any(item.state == "confirmed" and harmed in (None, CRITICAL_CLASSES.get(item.code)) for item in each)
        for each in replies
    )
    return len(replies) - bad, len(replies)


def word_of(value: float) -> VerdictWord:
    """pass, partial or fail by the value alone."""
    if value >= PASS_FROM:
        return "pass"
    return "partial" if value > 0 else "fail"


def scored(
    value: float,
    *,
    source: VerdictSource,
    evidence: tuple[Evidence, ...] = (),
    reason: str = "",
    code: str = "",
    confidence: float | None = None,
    verdict: VerdictWord | None = None,
    counted_under: str = "",
) -> Scored:
    """A decided verdict; its word follows from ``value`` unless given (speed: pass means the target was met).

    Raises:
        ValueError: ``value`` lies outside [0, 1].
    """
    if not 0.0 <= value <= 1.0:
        msg = f"a verdict's value lies between 0 and 1, not {value!r}"
        raise ValueError(msg)
    return Scored(
        verdict=verdict or word_of(value),
        value=value,
        source=source,
        confidence=confidence,
        evidence=evidence,
        reason=reason,
        code=code,
        counted_under=counted_under,
    )
