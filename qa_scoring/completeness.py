"""Were the customer's asks answered? Decided per ask, only on strong evidence; a likely miss is shown, not charged.

An ask may be answered in other ways than by an answer: put off with a term, by asking for data that is really
missing, by sending to the right place, by a refusal with a reason. Length and warmth answer nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_scoring.answer_kinds import ask_words, recall
from qa_scoring.coverage import FEATURE_NAMES, ReplyParts, best_place, coverage_features, p_answered
from qa_scoring.direct_answers import (
    bare_nos,
    gives_measure,
    only_everyday_words,
    says_done,
    says_where_it_is,
    says_yes_or_no,
)
from qa_scoring.missing_data import asks_missing_data
from qa_scoring.politeness import refusals, way_out_near
from qa_scoring.reasons import say
from qa_scoring.verdicts import (
    AskStatus,
    AskVerdict,
    NotApplicable,
    Unsure,
    Verdict,
    VerdictSource,
    VerdictWord,
    scored,
)
from qa_scoring.view import View
from reply_core.types import Ask, Span

_HALF = 0.5
_RECALL, _KIND = FEATURE_NAMES.index("recall_sentence"), FEATURE_NAMES.index("kind_in_sentence")
_KB_RECALL = FEATURE_NAMES.index("kb_recall")
_ALMOST_NOTHING = 0.02
_STRONG_RECALL = 0.6
_WHOLE_ARTICLE = 0.8
_REFUSED_RECALL = 0.3
_REFUSED_RECALL_OF_MANY = 0.5
_CLARIFIES_RECALL = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What decides an ask."""

    status: AskStatus
    credit: float | None
    spans: tuple[Span, ...] = ()
    reason: str = ""
    possible: AskStatus | None = None


def judge_asks(view: View) -> tuple[AskVerdict, ...]:
    """A verdict for each ask, in order, each with its p(answered)."""
    if not view.asks:
        return ()
    if view.is_reaction or view.is_filler:
        reason = say("no_substance", view.speaks)
        return tuple(
            AskVerdict(
                ask=ask, status="unanswered", credit=0.0, value=_ALMOST_NOTHING, source="rule", reason=reason,
                evidence=(view.ask_evidence(ask),),
            )
            for ask in view.asks
        )  # fmt: skip
    parts = ReplyParts(view.reply, view.cues)
    return tuple(_judge(view, parts, ask) for ask in view.asks)


def _judge(view: View, parts: ReplyParts, ask: Ask) -> AskVerdict:
    book = view.book
    others = [other for other in view.asks if other is not ask]
    features = coverage_features(
        ask, others, parts, book.index, book.embedder, book.centre, known=view.articles_for(ask), context=view.customer
    )
    value = p_answered(features, book.embedder)
    by_rule = _answered_by_rule(view, parts, ask, features)
    if by_rule is not None:
        value = max(value, p_answered(features, None))
    found = _decide(view, parts, ask, value, by_rule=by_rule)
    evidence = view.quotes(found.spans, limit=2) if found.spans else ()
    if found.status in ("unsure", "unanswered"):
        evidence = (view.ask_evidence(ask), *evidence)
    source: VerdictSource = "meaning" if book.embedder is not None and found.credit and by_rule is None else "rule"
    return AskVerdict(
        ask=ask,
        status=found.status,
        credit=found.credit,
        value=value,
        source=source,
        evidence=evidence,
        reason=found.reason,
        possible=found.possible,
    )


def _decide(view: View, parts: ReplyParts, ask: Ask, value: float, *, by_rule: Span | None) -> _Found:
    place = by_rule or best_place(ask, parts)
    spans = (place,) if place else ()
    if (refused := _refused(view, parts, ask)) is not None:
        return refused
    if (direct := says_yes_or_no(view, ask)) is not None:
        return _Found(status="answered", credit=1.0, spans=(direct[0],))
    if by_rule or (view.book.embedder is not None and value >= view.standard.answered_from):
        return _Found(status="answered", credit=1.0, spans=spans)
    if (other := _another_way(view, parts, ask)) is not None:
        return other
    if view.standard.decide_unanswered and value <= view.standard.unanswered_to:
        return _Found(status="unanswered", credit=0.0)
    possible: AskStatus = "unanswered" if value < _HALF else "answered"
    return _Found(status="unsure", credit=None, possible=possible)


def _answered_by_rule(view: View, parts: ReplyParts, ask: Ask, features: NDArray[np.float64]) -> Span | None:
    """The sentence that answers beyond doubt without meaning; None when rules cannot tell.

    Believed are: the ask's own words with the kind of answer it wants, the knowledge base's own answer to it, a
    request met by a deed, and a time, sum or number given in few words.
    """
    place = best_place(ask, parts)
    if place is None:
        return None
    kinds = parts.kinds[parts.spans.index(place)]
    if gives_measure(view, ask, kinds):
        return place
    own_words = features[_RECALL] >= _STRONG_RECALL and (features[_KIND] > 0 or says_done(view, ask, place))
    known_answer = features[_KB_RECALL] >= _WHOLE_ARTICLE and features[_RECALL] >= _HALF and features[_KIND] > 0
    if not own_words and not known_answer:
        return None
    if only_everyday_words(ask) and not says_where_it_is(view, place):
        return None
    return place if p_answered(features, None) >= view.standard.answered_from else None


def _refused(view: View, parts: ReplyParts, ask: Ask) -> _Found | None:
    """A refusal that speaks of the ask is an answer: a full one with a reason or an alternative, else half."""
    asked = ask_words(ask.text)
    needed = _REFUSED_RECALL if len(view.asks) == 1 else _REFUSED_RECALL_OF_MANY
    direct, bare = says_yes_or_no(view, ask), bare_nos(view)
    if direct is not None and direct[0] in bare:
        return _Found(status="refused", credit=1.0 if way_out_near(view, bare) else _HALF, spans=(direct[0],))
    for span in refusals(view):
        number = parts.spans.index(span) if span in parts.spans else -1
        if number >= 0 and recall(asked, parts.bags[number]) >= needed:
            full = bool(way_out_near(view, (span,)))
            return _Found(status="refused", credit=1.0 if full else _HALF, spans=(span,))
    return None


def _another_way(view: View, parts: ReplyParts, ask: Ask) -> _Found | None:
    question = asks_missing_data(view)
    if question is not None and (len(view.asks) == 1 or _about(parts, ask, question)):
        return _Found(status="clarifying", credit=1.0, spans=(question,))
    if not view.cues["step.comes_back"]:
        return None
    for promise in view.promises:
        if promise.due_at is not None and not promise.vague and _will_answer(view, promise.span):
            return _Found(status="deferred", credit=1.0, spans=(promise.span,))
    return None


def _about(parts: ReplyParts, ask: Ask, question: Span) -> bool:
    asked = ask_words(ask.text)
    for number, span in enumerate(parts.spans):
        if span.overlaps(question):
            return recall(asked, parts.bags[number]) >= _CLARIFIES_RECALL
    return False


def _will_answer(view: View, promise: Span) -> bool:
    """The promise is to come back with word («уточню», «напишем»), not to deliver something."""
    sentence = view.reply.sentence_of(promise.start)
    return any(sentence.start <= span.start < sentence.end for span in view.cues["step.comes_back"])


def asks_covered(view: View, asks: tuple[AskVerdict, ...]) -> Verdict:
    """The mean credit over asks; decided only when every ask is."""
    if not asks:
        return NotApplicable(reason=say("nothing_asked", view.speaks), code="nothing_asked")
    open_asks = [each for each in asks if each.credit is None]
    if open_asks:
        return _undecided(view, asks, open_asks)
    value = sum(each.credit or 0.0 for each in asks) / len(asks)
    covered = sum(bool(each.credit) for each in asks)
    missed = [evidence for each in asks if not each.credit for evidence in each.evidence[:1]]
    shown = [evidence for each in asks if each.credit for evidence in each.evidence[:1]]
    reason = say("asks_counted", view.speaks, covered=covered, total=len(asks))
    if all(each.reason for each in asks) and not covered:
        reason = f"{reason}; {asks[0].reason}"
    source = _source(asks)
    return scored(value, source=source, evidence=(*missed, *shown), reason=reason, code="asks_counted")


def _source(asks: tuple[AskVerdict, ...]) -> VerdictSource:
    for source in ("model", "meaning"):
        if any(each.source == source for each in asks):
            return "model" if source == "model" else "meaning"
    return "rule"


def _undecided(view: View, asks: tuple[AskVerdict, ...], open_asks: list[AskVerdict]) -> Unsure:
    missed = [each for each in open_asks if each.possible == "unanswered"]
    value = sum(each.value if each.credit is None else each.credit for each in asks) / len(asks)
    evidence = tuple(view.ask_evidence(each.ask) for each in (missed or open_asks))
    if missed:
        why = say("asks_open", view.speaks, missed=len(missed), total=len(asks))
        possible: VerdictWord = "fail" if len(missed) == len(asks) else "partial"
        return Unsure(why=why, evidence=evidence, value=value, possible=possible, code="asks_open")
    why = say("asks_undecided", view.speaks, decided=len(asks) - len(open_asks), total=len(asks))
    return Unsure(why=why, evidence=evidence, value=value, possible="pass", code="asks_undecided")
