"""Next step and time frame: what happens now, who does it, and by when."""

import re

from qa_scoring.injection import merge
from qa_scoring.reasons import say
from qa_scoring.unasked import does_not_apply
from qa_scoring.verdicts import Evidence, Unsure, Verdict, scored
from qa_scoring.view import View
from reply_core.deadlines import term_due
from reply_core.terms import Term
from reply_core.types import Span

_PARTIAL = 0.5
_NEGATED = 6
_HOW_LONG = re.compile(r"\s+(?:\w+\s+)?(?:сутк|час|минут|ден[ья]|дня|дней|недел|a (?:day|minute|moment|hour)|\d)")
"""«Подождите сутки» says how long."""
_AHEAD = ("pending.event", "status.shipping", "status.moved", "status.packing", "status.ready")
_OPEN_MATTERS = frozenset({"request", "complaint"})


def steps(view: View) -> tuple[Span, ...]:
    """Places where the reply says who does what next: commitments, instructions, questions for data, paths, links."""
    spans = [*view.cues["step.commit"], *view.cues["step.instruct"], *view.cues["step.asks_data"]]
    text = view.reply.clean
    arrows = [Span(start=at, end=at + 1) for at, char in enumerate(text) if char == "→"] if "→" in text else []
    return tuple(sorted([*spans, *arrows], key=lambda span: span.start))


def next_step(view: View) -> Verdict:
    """Named when somebody does something next; not required when the reply settles the matter."""
    if not view.asks:
        return does_not_apply("nothing_asked", view.speaks)
    found = steps(view)
    if found:
        evidence = view.quotes(merge(_clause(view, span) for span in found), limit=2)
        return scored(1.0, source="rule", evidence=evidence, reason=say("step_given", view.speaks), code="step_given")
    if view.is_reaction or view.is_filler:
        return scored(
            0.0, source="rule", evidence=_asked(view), reason=say("no_step", view.speaks), code="no_step",
            counted_under="asks_covered",
        )  # fmt: skip
    if pending(view) or any(ask.kind in _OPEN_MATTERS for ask in view.asks) or view.customer_cues:
        return Unsure(why=say("step_unclear", view.speaks), evidence=_asked(view), possible="fail", code="step_unclear")
    return does_not_apply("nothing_pending", view.speaks)


def _asked(view: View) -> tuple[Evidence, ...]:
    return tuple(view.ask_evidence(ask) for ask in view.asks[:1])


def _clause(view: View, span: Span) -> Span:
    """The clause a step stands in: from a comma or colon before it to the next mark after it."""
    sentence = view.reply.sentence_of(span.start)
    text = view.reply.clean
    begin = max((text.rfind(mark, sentence.start, span.start) + 1 for mark in ",:;—"), default=0)
    ends = [at for mark in ";.—" if (at := text.find(mark, span.end, sentence.end)) >= 0]
    return Span(start=max(begin, sentence.start), end=max(span.end, min(ends, default=sentence.end)))


def pending(view: View) -> tuple[Span, ...]:
    """Places that make the customer wait, outright ones («ожидайте») first.

    A promise under a condition, or after the customer is told to do something, waits for him. Word passed on
    («передали коллегам») makes him wait only when he came with harm, delay or anger.
    """
    told = [*view.cues["step.instruct"], *view.cues["step.asks_data"]]
    first_told = min((each.start for each in told), default=len(view.reply.text))
    if view.cues["step.asks_data"]:
        first_told = 0  # what is asked for comes first, wherever it stands: «перезвоним, напишите удобное время»
    promises = [*view.cues["pending.promise"], *(view.cues["pending.passed"] if view.customer_cues else ())]
    outright = [span for span in promises if span.start < first_told and _is_said(view, span)]
    waits = [span for span in view.cues["pending.wait"] if not _HOW_LONG.match(view.reply.folded, span.end)]
    return (*waits, *sorted(outright, key=lambda each: each.start))


def _is_said(view: View, span: Span) -> bool:
    """Promised outright: neither under a condition nor denied («пока заказ не передан в доставку»)."""
    before = view.reply.folded[max(0, span.start - _NEGATED) : span.start].split()
    return not _conditional(view, span) and not {"не", "not"} & set(before[-1:])


def _conditional(view: View, span: Span) -> bool:
    sentence = view.reply.sentence_of(span.start)
    return any(sentence.start <= each.start < sentence.end for each in view.cues["pending.condition"])


def timeframe(view: View) -> Verdict:
    """When something is promised, awaited or asked about by time: is there a term?"""
    if not view.asks:
        return does_not_apply("nothing_asked", view.speaks)
    waiting = pending(view)
    asked_when = any("when" in view.wants(ask) for ask in view.asks)
    promised = (*waiting, *view.cues["pending.promise"], *view.cues["pending.passed"], *view.cues["step.commit"])
    if not promised and not asked_when and not _events(view):
        return does_not_apply("no_promise", view.speaks)
    concrete = [term for term in view.terms if term.kind != "vague"]
    ahead = [term for term in concrete if not _past(view, term)]
    fitting = concrete if asked_when else [term for term in ahead if _beside(view, term.span, promised)]
    fitting = fitting or _scheduled(view, ahead)
    if fitting:
        evidence = view.quotes([term.span for term in fitting], limit=2)
        return scored(1.0, source="rule", evidence=evidence, reason=say("term_given", view.speaks), code="term_given")
    if not waiting and not asked_when:
        if view.cues["step.asks_data"] and promised:
            return does_not_apply("waits_for_customer", view.speaks)
        return does_not_apply("no_promise", view.speaks)
    if not waiting:
        return _asked_only(view)
    vague = [term.span for term in view.terms if term.kind == "vague"] or list(view.cues["pending.soon"])
    if vague:
        evidence = view.quotes(vague)
        return scored(
            _PARTIAL, source="rule", evidence=evidence, reason=say("term_vague", view.speaks), code="term_vague"
        )
    empty = view.is_filler
    outright = view.cues["pending.wait"] or waiting
    return scored(
        0.0, source="rule", evidence=view.quotes(outright), reason=say("no_term", view.speaks), code="no_term",
        counted_under="asks_covered" if empty else "",
    )  # fmt: skip


def _events(view: View) -> tuple[Span, ...]:
    """Where the reply names what is still to come: a delivery, a parcel under way, packed or ready."""
    spans = [span for label in _AHEAD for span in view.cues[label]]
    return tuple(spans)


def _scheduled(view: View, ahead: list[Term]) -> list[Term]:
    """Dates and hours that stand beside what is still to come: «собран, доставка 18 ноября»."""
    return [term for term in ahead if term.kind in ("date", "clock") and _beside(view, term.span, _events(view))]


def _past(view: View, term: Term) -> bool:
    """A date that was over when the reply was sent."""
    at = view.case.turn.messages[-1].at
    due = term_due(term, at, view.book.calendar) if at is not None and term.kind == "date" else None
    return at is not None and due is not None and due < at


def _asked_only(view: View) -> Verdict:
    """A question about time without any term is one miss, and that of the question; «скоро» is half of it."""
    vague = [term.span for term in view.terms if term.kind == "vague"]
    if vague:
        return scored(
            _PARTIAL, source="rule", evidence=view.quotes(vague), reason=say("term_vague", view.speaks),
            code="term_vague", counted_under="asks_covered",
        )  # fmt: skip
    if view.cues["step.asks_data"]:
        return does_not_apply("waits_for_customer", view.speaks)
    return does_not_apply("counted_in_asks", view.speaks)


def _beside(view: View, term: Span, promised: tuple[Span, ...]) -> bool:
    sentence = view.reply.sentence_of(term.start)
    return any(sentence.start <= span.start < sentence.end for span in promised)


CHECKS = {"next_step": next_step, "timeframe": timeframe}
"""Criterion → how it is judged without a model."""
