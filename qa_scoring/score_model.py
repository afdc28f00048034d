"""The model's level of the cascade: only what rules and meaning left grey goes up, once, and comes back verified."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from model_gateway.gateway import ModelFailure, ModelGateway
from model_gateway.ledger import Ledger
from qa_scoring.case import ReplyCase, Scorebook, texts_of
from qa_scoring.completeness import asks_covered
from qa_scoring.evidence import find_evidence
from qa_scoring.judge import Judgement, Quote, Said, judge
from qa_scoring.reasons import say
from qa_scoring.rubric import JUDGED
from qa_scoring.score import Judged, card_of, charge_once, judge_without_model, unscorable, view_of
from qa_scoring.scorecard import Scorecard, Unscored
from qa_scoring.sources import ORDER_ID
from qa_scoring.verdicts import (
    AskStatus,
    AskVerdict,
    Evidence,
    EvidenceRole,
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
    """The card of one reply with the model as judge of what is grey.

    A model that fails leaves the card of the level below, flagged "model_failed" with the cause; nothing is invented.
    """
    if (unscored := unscorable(case, book)) is not None:
        return unscored
    view = view_of(case, book)
    judged = judge_without_model(view)
    grey = [code for code in JUDGED if isinstance(judged.criteria[code], Unsure)]
    if not grey:
        return card_of(view, judged, level="model")
    try:
        judgement = await judge(view, grey, gateway, ledger)
    except ModelFailure as failure:
        note = say("model_failed", view.speaks, cause=failure.said(view.speaks))
        failed = replace(judged, flags=(*judged.flags, Flag(code="model_failed", note=note)))
        return card_of(view, failed, level=book.level)
    prompt = f"{judgement.prompt.name}#{judgement.prompt.hash}"
    return card_of(view, merge(view, judged, judgement, grey), level="model", prompt=prompt)


def merge(view: View, judged: Judged, judgement: Judgement, grey: list[str]) -> Judged:
    """What was decided without the model stays; grey criteria take the model's verified verdicts."""
    places = _Places(view)
    criteria: dict[str, Verdict] = dict(judged.criteria)
    asks = judged.asks
    if "asks_covered" in grey:
        asks = _merge_asks(view, judged.asks, judgement, places)
        criteria["asks_covered"] = asks_covered(view, asks)
    said = {each.key: each for each in judgement.criteria}
    for code in grey:
        if code != "asks_covered" and code in said:
            criteria[code] = _verdict(criteria[code], said[code], places)
    flags = judged.flags
    if judgement.injection and not any(flag.code == "injection" for flag in flags):
        flags = (*flags, Flag(code="injection_suspected"))
    merged = Judged(criteria=criteria, asks=asks, critical=judged.critical, flags=flags)
    return replace(merged, criteria=charge_once(view, merged))


class _Places:
    """Finds a quote in the texts it may come from."""

    def __init__(self, view: View) -> None:
        self._texts: Mapping[str, str] = {
            **texts_of(view.case),
            ORDER_ID: view.case.order.as_text() if view.case.order else "",
        }
        sources = [source.id for source in view.case.sources]
        self._ids: dict[str, tuple[EvidenceRole, list[str]]] = {
            "reply": ("reply", [message.id for message in view.case.turn.messages]),
            "customer": ("customer", [each.id for each in reversed(view.before) if each.author_kind == "customer"]),
            "source": ("source", [ORDER_ID, *sources]),
        }

    def find(self, quotes: tuple[Quote, ...]) -> tuple[Evidence, ...] | None:
        """The quotes as evidence; None when one of them stands nowhere."""
        found = []
        for quote in quotes:
            evidence = self._find(quote)
            if evidence is None:
                return None
            found.append(evidence)
        return tuple(found)

    def _find(self, quote: Quote) -> Evidence | None:
        role, ids = self._ids.get(quote.where, ("reply", []))
        for name in ids:
            guess = Evidence(message_id=name, role=role, start=0, end=len(quote.text), quote=quote.text)
            if (found := find_evidence(guess, self._texts)) is not None:
                return found
        return None


def _verdict(before: Verdict, said: Said, places: _Places) -> Verdict:
    """The model's word on one criterion, if its quotes stand; what was known before is kept beside an unsure."""
    known = before.evidence if isinstance(before, Unsure) else ()
    evidence = places.find(said.quotes)
    if evidence is None:
        return Unsure(
            why=said.reason, evidence=known, value=_VALUES.get(said.word),
            possible=_possible(said.word), code="evidence_not_found",
        )  # fmt: skip
    if said.word == "na":
        return NotApplicable(reason=said.reason, code="model_na")
    value = _VALUES.get(said.word)
    if value is None or (value > 0 and not any(each.role == "reply" for each in evidence)):
        return Unsure(why=said.reason, evidence=known, value=value, possible=_possible(said.word), code="model_unsure")
    return scored(value, source="model", evidence=evidence or known, reason=said.reason, code="model_said")


def _possible(word: str) -> VerdictWord | None:
    return cast("VerdictWord", word) if word in _VALUES else None


def _merge_asks(
    view: View, asks: tuple[AskVerdict, ...], judgement: Judgement, places: _Places
) -> tuple[AskVerdict, ...]:
    said = {each.key: each for each in judgement.asks}
    return tuple(
        each if each.credit is not None or str(number) not in said else _ask(view, each, said[str(number)], places)
        for number, each in enumerate(asks, 1)
    )


def _ask(view: View, before: AskVerdict, said: Said, places: _Places) -> AskVerdict:
    evidence = places.find(said.quotes)
    credit = _CREDITS.get(said.word)
    if evidence is None or credit is None:
        return replace(before, reason=said.reason)
    if credit > 0 and not any(each.role == "reply" for each in evidence):
        return replace(before, reason=said.reason)
    if credit == 0:
        evidence = (view.ask_evidence(before.ask), *(each for each in evidence if each.role == "reply"))
    status = cast("AskStatus", said.word)
    return replace(
        before, status=status, credit=credit, source="model", evidence=evidence, reason=said.reason, possible=None
    )
