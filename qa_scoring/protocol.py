"""Does the reply hold what the protocol of its topic asks for in this case.

A slot another criterion already answers for (regret, a term, a next step, an ask) is taken as that one found it, and
paid for there; only what nobody else counts costs here. A miss is decided where the slot's detector knows every way of
saying it, else it stays open with the missing slots named.
"""

from collections.abc import Mapping
from typing import NamedTuple

from knowledge_base.protocols import Protocol, Slot
from knowledge_base.protocols import protocol as protocol_of
from qa_scoring.looked_at import SHOWN, around
from qa_scoring.missing_data import asks_missing_data
from qa_scoring.reasons import say
from qa_scoring.unasked import does_not_apply
from qa_scoring.verdicts import Evidence, Scored, Unsure, Verdict, VerdictWord, scored
from qa_scoring.view import View
from reply_core.topics import topic_of
from reply_core.types import Span, Topic


class _Look(NamedTuple):
    """What was looked for and found."""

    filled: list[tuple[Slot, tuple[Evidence, ...]]]
    missing: list[tuple[Slot, Evidence | None]]
    """With the customer's words that ask for it."""

    @property
    def value(self) -> float:
        return len(self.filled) / max(1, len(self.filled) + len(self.missing))


def protocol(view: View, others: Mapping[str, Verdict]) -> Verdict:
    """Met when every slot this case needs is filled.

    Args:
        view: the case.
        others: what the other criteria found; slots they pay for follow them.
    """
    if not view.asks:
        return does_not_apply("nothing_asked", view.speaks)
    topic = topic_of(view.customer.clean)
    found = protocol_of(topic.code)
    if found is None or view.is_filler:
        return does_not_apply("no_protocol", view.speaks)
    wanted = found.wanted(view.customer.clean, view.reply.clean, view.language)
    if not wanted:
        return does_not_apply("protocol_not_needed", view.speaks)
    look = _look(view, found, wanted, others)
    if look.missing and (waits := _waits(view, look)):
        return does_not_apply(waits, view.speaks)
    evidence = tuple(dict.fromkeys(each for _, places in look.filled for each in places))[:3]
    if not look.missing:
        reason = say("protocol_met", view.speaks)
        return scored(1.0, source="rule", evidence=evidence, reason=reason, code="protocol_met")
    return _missed(view, topic, look, evidence, others)


def _look(view: View, found: Protocol, wanted: Mapping[str, Span | None], others: Mapping[str, Verdict]) -> _Look:
    look = _Look([], [])
    for slot in found.slots:
        if slot.id not in wanted:
            continue
        span = _term(view) if slot.wants_term else None
        span = span or slot.find(view.reply.clean, view.language)
        other = others.get(slot.counted)
        asked = wanted[slot.id]
        if span is not None:
            look.filled.append((slot, view.quotes([_around(view, span)])))
        elif isinstance(other, Scored) and other.value >= 1 and not other.counted_under:
            look.filled.append((slot, tuple(each for each in other.evidence if each.role == "reply")[:1]))
        else:
            look.missing.append((slot, None if asked is None else _in_his_words(view, asked)))
    return look


def _term(view: View) -> Span | None:
    return next((term.span for term in view.terms if term.kind != "vague"), None)


def _in_his_words(view: View, span: Span) -> Evidence:
    """What the customer wrote that asks for a slot: the ask that holds the pattern's word or two, else the sentence."""
    starts = {piece.id: piece.start for piece in view.customer.pieces}
    for ask in view.asks:
        at = span.start - starts.get(ask.message_id, 0)
        if ask.span.start <= at < ask.span.end and ask.span.end - ask.span.start <= SHOWN:
            return view.ask_evidence(ask)
    return view.customer.evidence(around(view.customer, span))


def _around(view: View, span: Span) -> Span:
    """The sentence a slot was found in, its mark left out: two words alone do not show anything."""
    sentence = view.reply.sentence_of(span.start)
    text = view.reply.clean
    return Span(start=sentence.start, end=max(span.end, sentence.start + len(sentence.of(text).rstrip(" .!"))))


def _waits(view: View, look: _Look) -> str:
    """Why nothing more is due yet: data are asked for, or word is promised by a time; empty when it is due."""
    if any(promise.due_at is not None and promise.owner == "operator" for promise in view.promises):
        return "protocol_deferred"
    asks = asks_missing_data(view)
    own_question = any(slot.id in ("proof", "facts", "need") for slot, _ in look.filled)
    return "waits_for_customer" if asks is not None and not own_question else ""


def _missed(
    view: View, topic: Topic, look: _Look, filled: tuple[Evidence, ...], others: Mapping[str, Verdict]
) -> Verdict:
    names = ", ".join(slot.label_ru if view.speaks == "ru" else slot.label_en for slot, _ in look.missing)
    why = say("protocol_missing", view.speaks, missing=names)
    places = [each for _, each in look.missing if each is not None]
    if not places:
        places = [_in_his_words(view, span) for span in topic.evidence[:1]]
    evidence = (*tuple(dict.fromkeys(places))[:3], *filled[:2])
    value = look.value
    if not view.has_attachment and all(slot.sure and _not_passed(others.get(slot.counted)) for slot, _ in look.missing):
        return _decided(look, value, evidence, why, others)
    possible: VerdictWord = "partial" if value > 0 else "fail"
    return Unsure(why=why, evidence=evidence, value=value, possible=possible, code="protocol_missing")


def _not_passed(verdict: Verdict | None) -> bool:
    return not isinstance(verdict, Scored) or verdict.value < 1


def _decided(
    look: _Look, value: float, evidence: tuple[Evidence, ...], why: str, others: Mapping[str, Verdict]
) -> Scored:
    """The miss, charged where another criterion counts it; the slots left cost here."""
    elsewhere = [slot.counted for slot, _ in look.missing if isinstance(others.get(slot.counted), Scored | Unsure)]
    if len(elsewhere) == len(look.missing):
        return scored(
            value, source="rule", evidence=evidence, reason=why, code="protocol_missing", counted_under=elsewhere[0]
        )
    own = len(look.missing) - len(elsewhere)
    value = len(look.filled) / (len(look.filled) + own)
    return scored(value, source="rule", evidence=evidence, reason=why, code="protocol_missing")
