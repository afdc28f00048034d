"""The model's level of the cascade: only what rules and meaning left open goes up, and comes back verified.

What the cheap levels decided never reaches the model. A model that cannot be reached leaves the card of the level
below, flagged "model_failed", to be scored again when it is back (`qa_scoring.jobs`); one that answers nonsense leaves
its criteria undecided. A critical candidate is confirmed by two agreeing passes, never by one.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from model_gateway.gateway import ModelFailure, ModelGateway
from model_gateway.ledger import Ledger
from qa_scoring.case import ReplyCase, Scorebook
from qa_scoring.completeness import asks_covered
from qa_scoring.disagreement import against_leaning
from qa_scoring.judge_passes import Hearing, Key, Settled, hear, undecided
from qa_scoring.reasons import say
from qa_scoring.rubric import judge_version
from qa_scoring.score import Judged, card_of, charge_once, judge_without_model, unscorable, view_of
from qa_scoring.scorecard import Scorecard, Unscored
from qa_scoring.store import MODEL_FAILED
from qa_scoring.verdicts import (
    AskStatus,
    AskVerdict,
    Critical,
    Flag,
    NotApplicable,
    Unsure,
    Verdict,
    VerdictWord,
    scored,
)
from qa_scoring.view import View

_HALF = 0.5
_CREDITS = {
    "answered": 1.0,
    "partial": _HALF,
    "deferred": 1.0,
    "clarifying": 1.0,
    "redirected": 1.0,
    "refused": 1.0,
    "unanswered": 0.0,
}
_VALUES = {"pass": 1.0, "partial": _HALF, "fail": 0.0}


async def score_with_model(
    case: ReplyCase, book: Scorebook, gateway: ModelGateway, ledger: Ledger | None = None
) -> Scorecard | Unscored:
    """The card of one reply with the model as judge of what is undecided; no call at all when nothing is.

    A model that fails leaves the card of the level below, flagged "model_failed" with the cause; nothing is invented.
    """
    if (unscored := unscorable(case, book)) is not None:
        return unscored
    return await judge_view(view_of(case, book), gateway, ledger)


async def judge_view(view: View, gateway: ModelGateway, ledger: Ledger | None = None) -> Scorecard:
    """`score_with_model` of a case that is read already and can be scored."""
    judged = judge_without_model(view)
    prompt = judge_version(gateway.name)
    task = undecided(view, judged)
    if not task:
        return card_of(view, judged, level="model", prompt=prompt)
    try:
        hearing = await hear(view, judged, task, gateway, ledger)
    except ModelFailure as failure:
        note = say("model_failed", view.speaks, cause=failure.said(view.speaks))
        failed = replace(judged, flags=(*judged.flags, Flag(code=MODEL_FAILED, note=note)))
        return card_of(view, failed, level=view.book.level)
    return card_of(view, merge(view, judged, hearing), level="model", prompt=prompt)


def merge(view: View, judged: Judged, hearing: Hearing) -> Judged:
    """What was decided without the model stays; what was asked takes the model's verified verdicts."""
    found: Mapping[Key, Settled] = hearing.settled
    criteria: dict[str, Verdict] = dict(judged.criteria)
    asks = tuple(
        _ask(view, each, found[key]) if (key := Key("asks", str(number))) in found else each
        for number, each in enumerate(judged.asks, 1)
    )
    if asks != judged.asks:
        criteria["asks_covered"] = asks_covered(view, asks)
    for key, settled in found.items():
        if key.kind == "criteria":
            criteria[key.name] = _verdict(view, criteria[key.name], settled)
    critical = tuple(_critical(each, found.get(Key("critical", each.code))) for each in judged.critical)
    flags = (*judged.flags, *against_leaning(view, judged.criteria, judged.asks, found))
    if hearing.injection and not any(flag.code == "injection" for flag in flags):
        flags = (*flags, Flag(code="injection_suspected"))
    merged = Judged(criteria=criteria, asks=asks, critical=critical, flags=flags)
    return replace(merged, criteria=charge_once(view, merged))


def _verdict(view: View, before: Verdict, settled: Settled) -> Verdict:
    """The model's word on one criterion; what was known before is kept beside an unsure."""
    if settled.word == "na":
        return NotApplicable(reason=settled.reason, code="model_na")
    value = _VALUES.get(settled.word)
    if value is not None:
        return scored(
            value, source="model", evidence=settled.evidence, reason=settled.reason, code="model_said",
            confidence=settled.confidence,
        )  # fmt: skip
    known = before if isinstance(before, Unsure) else Unsure(why="")
    if settled.why == "model_silent":
        return known
    leaning = settled.leaning if settled.leaning in _VALUES else ""
    return Unsure(
        why=_why(view, settled),
        evidence=known.evidence,
        value=_VALUES.get(leaning, known.value),
        possible=cast("VerdictWord", leaning) if leaning else known.possible,
        code=settled.why,
    )


def _why(view: View, settled: Settled) -> str:
    """Why it stays open, in words; the model's own reason stands behind it."""
    if settled.why == "model_unsure" and settled.reason:
        return settled.reason
    said = say(settled.why, view.speaks)
    return f"{said}: {settled.reason}" if settled.reason else said


def _ask(view: View, before: AskVerdict, settled: Settled) -> AskVerdict:
    credit = _CREDITS.get(settled.word)
    if credit is None:
        reason = before.reason if settled.why == "model_silent" else _why(view, settled)
        return replace(before, reason=reason)
    evidence = settled.evidence
    if credit == 0:
        evidence = (view.ask_evidence(before.ask), *(each for each in evidence if each.role == "reply"))
    return replace(
        before, status=cast("AskStatus", settled.word), credit=credit, source="model", evidence=evidence,
        reason=settled.reason, possible=None,
    )  # fmt: skip


def _critical(before: Critical, settled: Settled | None) -> Critical:
    """A candidate that two passes called true, each with words of the reply, counts; any other waits for a person."""
    if settled is None or before.state != "candidate" or settled.word != "yes":
        return before
    return replace(
        before, state="confirmed", source="model", evidence=(*before.evidence, *settled.evidence),
        reason=settled.reason or before.reason,
    )  # fmt: skip
