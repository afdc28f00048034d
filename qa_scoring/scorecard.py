"""The scorecard of one reply: verdicts, critical errors, asks, pillars, and the pins that say how it came about.

A card is a value: it never changes. People's edits are kept beside it (`human_review`), re-scoring makes a new card.

Stored form, version history (`to_dict` writes the newest, `from_dict` reads all):
    1: as below.
To add a version: raise `CARD_VERSION`, write ``_from_2`` for the new shape, let ``_from_1`` build the new value from
the old shape, and add a stored example of version 1 to the tests.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Literal

from qa_scoring.iqs import iqs_compat
from qa_scoring.totals import Pillar, Tally, decided_share, pillar_of, tally
from qa_scoring.verdicts import (
    CRITERIA,
    CRITICAL_CODES,
    PILLARS,
    AskStatus,
    AskVerdict,
    Critical,
    CriticalState,
    Evidence,
    EvidenceRole,
    Flag,
    NotApplicable,
    Scored,
    Unsure,
    Verdict,
    VerdictSource,
    VerdictWord,
    scored,
    word_of,
)
from reply_core.errors import InvalidInput
from reply_core.types import Ask, Level, Payload, Span
from reply_core.value import Value

__all__ = (
    "CARD_VERSION",
    "CRITERIA",
    "CRITICAL_CODES",
    "PILLARS",
    "SCORER_VERSION",
    "AskStatus",
    "AskVerdict",
    "Critical",
    "CriticalState",
    "Evidence",
    "EvidenceRole",
    "Flag",
    "NotApplicable",
    "Pillar",
    "Pins",
    "Scorecard",
    "Scored",
    "Tally",
    "Unscored",
    "Unsure",
    "Verdict",
    "VerdictSource",
    "VerdictWord",
    "decided_share",
    "from_dict",
    "iqs_compat",
    "pillar_of",
    "scored",
    "tally",
    "to_dict",
    "verdict_from_dict",
    "verdict_to_dict",
    "verdict_word",
    "word_of",
)

SCORER_VERSION = "3"
"""Raised whenever a rule, a pattern or a coefficient changes what a card may say."""
CARD_VERSION: Literal[1] = 1
_FIELDS = {kind: tuple(each.name for each in fields(kind)) for kind in (Scored, NotApplicable, Unsure, Evidence)}
UnscoredReason = Literal[
    "bot", "rule", "system", "private", "empty", "attachment_only", "reaction", "deleted", "failed"
]


class Pins(Value, frozen=True, kw_only=True):
    """What a card was made with: the same pins give the same card."""

    standard: str
    profile: str
    scorer: str = SCORER_VERSION
    prompt: str = ""
    """The judge: prompts, rubric and model (`qa_scoring.rubric.judge_version`); empty below the level of a model."""
    input_hash: str = ""
    """Of everything in the case that may move a verdict."""
    thread: str = ""
    """The part of the input that is messages, hashed; empty on old cards."""
    sources: str = ""
    """The part of the input that is articles, hashed; empty on old cards."""


class Scorecard(Value, frozen=True, kw_only=True):
    """One operator turn, scored. Pillars and total are 0-100, verdict values and shares 0-1."""

    conversation_id: str
    message_id: str
    """The turn's last message."""
    message_ids: tuple[str, ...]
    author_id: str
    criteria: Mapping[str, Verdict]
    critical: tuple[Critical, ...]
    flags: tuple[Flag, ...]
    asks: tuple[AskVerdict, ...]
    pillars: Mapping[str, Pillar]
    total: float | None
    decided_share: float
    level: Level
    pins: Pins
    no_total: str = ""
    """Why there is no total: "" | completeness_hidden | asks_undecided."""
    iqs_compat: float | None = None

    def flag(self, code: str) -> Flag | None:
        """The flag of that code, or None."""
        return next((flag for flag in self.flags if flag.code == code), None)


class Unscored(Value, frozen=True, kw_only=True):
    """The reply cannot be scored; kept and shown, part of no mean."""

    conversation_id: str
    message_id: str
    reason: UnscoredReason
    note: str = ""
    message_ids: tuple[str, ...] = ()
    author_id: str = ""
    level: Level = "rules"
    pins: Pins = Pins(standard="", profile="")


def verdict_word(verdict: Verdict) -> Literal["pass", "partial", "fail", "na", "unsure"]:
    """The one word of a verdict, as files and the API show it."""
    if isinstance(verdict, Scored):
        return verdict.verdict
    return "na" if isinstance(verdict, NotApplicable) else "unsure"


def verdict_to_dict(verdict: Verdict) -> Payload:
    """A verdict as JSON: ``verdict`` is pass, partial, fail, na or unsure, the other keys are its fields."""
    body = {name: getattr(verdict, name) for name in _FIELDS[type(verdict)]}
    body["verdict"] = verdict_word(verdict)
    if "evidence" in body:
        body["evidence"] = [evidence_to_dict(each) for each in body["evidence"]]
    return body


def evidence_to_dict(evidence: Evidence) -> Payload:
    """A piece of evidence as JSON."""
    return {name: getattr(evidence, name) for name in _FIELDS[Evidence]}


def verdict_from_dict(data: Mapping[str, Any]) -> Verdict:
    """The verdict `verdict_to_dict` wrote.

    Raises:
        InvalidInput: the verdict's word is none of ours.
    """
    rest = {key: value for key, value in data.items() if key != "verdict"}
    if "evidence" in rest:
        rest["evidence"] = _evidence(rest["evidence"])
    match data.get("verdict"):
        case "na":
            return NotApplicable(**rest)
        case "unsure":
            return Unsure(**rest)
        case "pass" | "partial" | "fail" as word:
            return Scored(verdict=word, **rest)
        case other:
            raise InvalidInput(f"unknown verdict {other!r}", mend="one of: pass, partial, fail, na, unsure")


def to_dict(card: Scorecard | Unscored) -> Payload:
    """The card as a versioned JSON object."""
    if isinstance(card, Unscored):
        return {"version": CARD_VERSION, "kind": "unscored", **asdict(card), "message_ids": list(card.message_ids)}
    body = {each.name: getattr(card, each.name) for each in fields(card)}
    body["criteria"] = {code: verdict_to_dict(verdict) for code, verdict in card.criteria.items()}
    body["pillars"] = {name: asdict(pillar) for name, pillar in card.pillars.items()}
    for name in ("critical", "flags", "asks"):
        body[name] = [asdict(each) for each in body[name]]
    body["pins"] = asdict(card.pins)
    body["message_ids"] = list(card.message_ids)
    return {"version": CARD_VERSION, "kind": "scorecard", **body}


def from_dict(data: Mapping[str, Any]) -> Scorecard | Unscored:
    """The card `to_dict` wrote, of any version known.

    Raises:
        InvalidInput: the version is not known; a newer program wrote it.
    """
    if data.get("version") == 1:
        return _from_1(data)
    raise InvalidInput(
        f"a scorecard of version {data.get('version')!r} cannot be read",
        mend=f"this program knows versions up to {CARD_VERSION}; upgrade it",
    )


def _from_1(data: Mapping[str, Any]) -> Scorecard | Unscored:
    body = {key: value for key, value in data.items() if key not in ("version", "kind")}
    body["message_ids"] = tuple(body["message_ids"])
    body["pins"] = Pins(**body["pins"])
    if data["kind"] == "unscored":
        return Unscored(**body)
    body["criteria"] = {code: verdict_from_dict(each) for code, each in body["criteria"].items()}
    body["pillars"] = {name: Pillar(**each) for name, each in body["pillars"].items()}
    body["critical"] = tuple(Critical(**{**each, "evidence": _evidence(each["evidence"])}) for each in body["critical"])
    body["flags"] = tuple(Flag(**{**each, "evidence": _evidence(each["evidence"])}) for each in body["flags"])
    body["asks"] = tuple(_ask_verdict(each) for each in body["asks"])
    return Scorecard(**body)


def _evidence(items: list[dict[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**each) for each in items)


def _ask_verdict(data: Mapping[str, Any]) -> AskVerdict:
    ask = dict(data["ask"])
    rest = {key: value for key, value in data.items() if key not in ("ask", "evidence")}
    made = Ask(**{**ask, "span": Span(**ask["span"])})
    return AskVerdict(ask=made, evidence=_evidence(data["evidence"]), **rest)
