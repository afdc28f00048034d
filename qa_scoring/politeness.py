"""Politeness: respect, empathy, refusals with a way out, and the courtesies a shop may ask for.

Conditional on the case: the absence of courtesy is normal in the middle of a dialogue. Rules fail only what they can
show; what they cannot know stays unsure.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from qa_scoring.direct_answers import bare_nos
from qa_scoring.looked_at import looked
from qa_scoring.names import wrong_name
from qa_scoring.politeness_value import politeness_value
from qa_scoring.reasons import say
from qa_scoring.rudeness_value import rudeness_value
from qa_scoring.unasked import does_not_apply
from qa_scoring.verdicts import Evidence, NotApplicable, Unsure, Verdict, scored
from qa_scoring.view import View
from reply_core.types import Span
from tone_of_voice.alerts import RESPECT_CATEGORIES, ToneAlert

__all__ = (
    "CHECKS",
    "cause_for_sympathy",
    "politeness_value",
    "refusals",
    "rudeness_value",
    "violations",
    "way_out_near",
)

_OPENING_WORDS = 8
_CLOSING_WORDS = 30
_BARE_REFUSAL_WORDS = 12
_NEAR_SENTENCES = 2
_CHANNELS_WITH_CLOSING = frozenset({"email", "review"})
_HOUR = 3600
_PLAIN_SORRY = re.compile(
    r"(?:^|(?<=[\s,.!—-]))"
    r"((?:простите|извините|прошу прощения|sorry|apologies)(?: нас| меня| пожалуйста| about (?:this|that))?)"
    r"\s*(?=[.!…]|$)"
)
_MAY_BE_SYMPATHY = re.compile(
    r"\b(?:жал[ьк]|извин|прост(?:и|ите)\b|прощен|сожал|сочувств|понима|неприятн|обид|досад|огорч|расстро|прав[аы]?\b|вин[аыуе]\b"
    r"|виноват|подвел|ошиб|недоразум|увы|стыдно|неловко|важно|не зря"
    r"|зли(?:тесь|шься)|раздраж|возмущ|справедлив|эмоци|чувств"
    r"|(?:благодар\w*|спасибо)\b(?! (?:вам |вас |большое )?за (?:ваше? )?(?:обращение|вопрос|сообщение))"
    r"|sorry|apolog|regret|understand|unfortunate|frustrat|upset|inconvenien|fault|mistake|let you down|sad\b|hear that"
    r"|appreciate|thanks?\b(?! (?:you )?for (?:contacting|reaching|writing|getting in|your (?:message|question|email)))"
    r"|unacceptable|should not have|shouldn't have|angry|annoy|fair\b|you(?:'re| are) right)"
)
"""Words near which sympathy may hide: without any of them there is none."""


def violations(view: View) -> tuple[ToneAlert, ...]:
    """What hurts a person, by rule, in order."""
    return tuple(alert for alert in view.alerts if alert.level == "error" and alert.category in RESPECT_CATEGORIES)


def respect(view: View) -> Verdict:
    """Fails only on a violation with its place; never from a model alone."""
    if not view.reply.tokens:
        return does_not_apply("no_reply_text", view.speaks)
    found = violations(view)
    if not found:
        reason = looked("no_violation", view.speaks, len(view.reply.sentences))
        return scored(1.0, source="rule", evidence=view.politest, reason=reason, code="no_violation")
    what = "; ".join(dict.fromkeys(alert.message for alert in found))
    evidence = view.quotes(_joined(view, found))
    return scored(
        0.0, source="rule", evidence=evidence, reason=say("violation", view.speaks, what=what), code="violation"
    )


def _joined(view: View, alerts: Iterable[ToneAlert]) -> list[Span]:
    """Violations of one sentence as one stretch, so that the quote reads."""
    spans = sorted((alert.span for alert in alerts), key=lambda span: span.start)
    joined = []
    for _, group in groupby(spans, key=lambda span: view.reply.sentence_of(span.start).start):
        members = list(group)
        joined.append(Span(start=members[0].start, end=max(span.end for span in members)))
    return joined


def cause_for_sympathy(view: View) -> tuple[Evidence, ...]:
    """The customer's own words that give a reason for sympathy: the clause that says most, to its end."""
    spans = sorted((span for spans in view.customer_cues.values() for span in spans), key=lambda span: span.start)
    if not spans:
        return ()
    clauses: dict[tuple[int, int], int] = {}
    for span in spans:
        clause = _clause(view, span)
        clauses[clause] = clauses.get(clause, 0) + 1
    start, end = max(clauses, key=lambda clause: (clauses[clause], -clause[0]))
    return (view.customer.evidence(Span(start=start, end=end)),)


def _clause(view: View, span: Span) -> tuple[int, int]:
    sentence = view.customer.sentence_of(span.start)
    text = view.customer.clean
    begin = max((text.rfind(mark, sentence.start, span.start) + 1 for mark in ",;:"), default=0)
    ends = [at for mark in ",;" if (at := text.find(mark, span.end, sentence.end)) >= 0]
    return max(begin, sentence.start), min(ends, default=sentence.end)


def empathy(view: View) -> Verdict:
    """Asked for when the customer reports harm, delay or anger; passes on explicit words of apology or sympathy."""
    cause = cause_for_sympathy(view)
    if not cause:
        return does_not_apply("no_harm", view.speaks)
    spans = [*view.cues["apology.own"], *view.cues["apology.sympathy"], *_plain_sorry(view)]
    blamed = {view.reply.sentence_of(alert.span.start) for alert in violations(view)}
    clean = [span for span in spans if view.reply.sentence_of(span.start) not in blamed]
    if clean:
        places = [_to_clause_end(view, span) for span in sorted(clean, key=lambda span: span.start)]
        return scored(
            1.0, source="rule", evidence=view.quotes(places), reason=say("sorry_said", view.speaks), code="sorry_said"
        )
    if spans:
        why = say("sorry_spoiled", view.speaks)
        return Unsure(why=why, evidence=(*cause, *view.quotes(spans)), possible="fail", code="sorry_spoiled")
    if _silent_about_it(view):
        return scored(0.0, source="rule", evidence=cause, reason=say("sorry_absent", view.speaks), code="sorry_absent")
    return Unsure(why=say("sorry_unclear", view.speaks), evidence=cause, possible="fail", code="sorry_unclear")


def _plain_sorry(view: View) -> list[Span]:
    """«Простите.» with nothing after it; «Извините, но …» leads elsewhere."""
    return [Span(start=match.start(1), end=match.end(1)) for match in _PLAIN_SORRY.finditer(view.reply.folded)]


def _silent_about_it(view: View) -> bool:
    """Beyond doubt: a person was hurt, or things went wrong twice over, and no word of the reply touches on it.

    A reproach in place of sympathy leaves no doubt either. Words that may be sympathy in another form keep it open.
    """
    grave = (
        bool(view.customer_cues["hurt"]) or sum(map(bool, view.customer_cues.values())) > 1 or bool(violations(view))
    )
    return grave and bool(view.reply.tokens) and _MAY_BE_SYMPATHY.search(view.reply.folded) is None


def _to_clause_end(view: View, span: Span) -> Span:
    """The words of sympathy to the end of their sentence, its mark left out."""
    sentence = view.reply.sentence_of(span.start)
    return Span(start=span.start, end=max(span.end, sentence.start + len(sentence.of(view.reply.clean).rstrip(" .!"))))


def greeting(view: View) -> Verdict:
    """Asked for in the first reply and after a long gap, when the standard gives it a weight."""
    if not view.standard.wants("greeting"):
        return _not_asked(view)
    gap = view.gap
    if not view.first_turn and (gap is None or gap.total_seconds() <= view.standard.greeting_gap_hours * _HOUR):
        return does_not_apply("not_first", view.speaks)
    if not view.asks and not view.first_turn:
        return does_not_apply("nothing_asked", view.speaks)
    limit = view.reply.words[min(_OPENING_WORDS, len(view.reply.words)) - 1].end if view.reply.words else 0
    hello = [span for span in view.cues["greeting.hello"] if span.start < limit]
    if hello:
        place = _to_clause_end(view, hello[0])
        return scored(
            1.0, source="rule", evidence=view.quotes([place]), reason=say("greeted", view.speaks), code="greeted"
        )
    if not view.asks:
        return does_not_apply("nothing_asked", view.speaks)
    return scored(
        0.0, source="rule", evidence=_opening(view), reason=say("not_greeted", view.speaks), code="not_greeted"
    )


def _opening(view: View) -> tuple[Evidence, ...]:
    return view.quotes(view.reply.sentences[:1])


def _not_asked(view: View) -> NotApplicable:
    return does_not_apply("not_asked", view.speaks)


def name(view: View) -> Verdict:
    """A wrong name is always shown; using the name is asked for in the first reply when the standard wants it."""
    names, said = view.names, view.said_names
    if wrong := [span for span in said if wrong_name(span.of(view.reply.text), names)]:
        reason = say("wrong_name", view.speaks, said=wrong[0].of(view.reply.text), name=names[0])
        return scored(0.0, source="rule", evidence=view.quotes(wrong[:1]), reason=reason, code="wrong_name")
    if not view.standard.wants("name"):
        return _not_asked(view)
    if not names:
        return does_not_apply("name_unknown", view.speaks)
    if not view.first_turn:
        return does_not_apply("not_first", view.speaks)
    if said:
        return scored(
            1.0, source="rule", evidence=view.quotes(said[:1]), reason=say("named", view.speaks), code="named"
        )
    return scored(0.0, source="rule", evidence=_opening(view), reason=say("not_named", view.speaks), code="not_named")


def closing(view: View) -> Verdict:
    """Asked for in e-mails, reviews and the last reply, when the standard gives it a weight."""
    if not view.standard.wants("closing"):
        return _not_asked(view)
    if view.channel not in _CHANNELS_WITH_CLOSING and not view.last_turn:
        return does_not_apply("not_last", view.speaks)
    words = view.reply.words
    begin = words[-min(_CLOSING_WORDS, len(words))].start if words else 0
    bye = [span for span in view.cues["closing.bye"] if span.start >= begin]
    if bye:
        place = _to_clause_end(view, bye[-1])
        return scored(
            1.0, source="rule", evidence=view.quotes([place]), reason=say("closed", view.speaks), code="closed"
        )
    evidence = view.quotes(view.reply.sentences[-1:])
    return scored(0.0, source="rule", evidence=evidence, reason=say("not_closed", view.speaks), code="not_closed")


def refusals(view: View) -> tuple[Span, ...]:
    """Sentences that refuse something; one that only states a condition («если …, нельзя») is no refusal."""
    found: dict[Span, None] = {}
    for span in view.cues["refusal.refuse"]:
        found[view.reply.sentence_of(span.start)] = None
    return tuple(found)


def _refused_sentences(view: View) -> tuple[Span, ...]:
    """Refusals, and a bare no to a yes-or-no question."""
    return tuple(dict.fromkeys((*refusals(view), *bare_nos(view))))


def refusal_with_alternative(view: View) -> Verdict:
    """Where something is refused, a reason or an alternative within two sentences makes it a full answer."""
    refused = _refused_sentences(view)
    if not refused or not view.answered_messages:
        return does_not_apply("no_refusal", view.speaks)
    if near := way_out_near(view, refused):
        places = [view.reply.sentence_of(span.start) for span in near]
        evidence = view.quotes(dict.fromkeys(places))
        return scored(1.0, source="rule", evidence=evidence, reason=say("way_out", view.speaks), code="way_out")
    evidence = view.quotes(refused)
    if len(view.reply.tokens) <= _BARE_REFUSAL_WORDS:
        return scored(
            0.0, source="rule", evidence=evidence, reason=say("bare_refusal", view.speaks), code="bare_refusal"
        )
    return Unsure(why=say("way_out_unclear", view.speaks), evidence=evidence, possible="fail", code="way_out_unclear")


def way_out_near(view: View, refused: tuple[Span, ...]) -> list[Span]:
    """Reasons and alternatives within two sentences of a refusal.

    The farthest comes first: what follows a refusal says more than what is in it.
    """
    no = view.cues["refusal.refuse"]
    cues = [
        cue
        for cue in (*view.cues["way_out.alternative"], *view.cues["way_out.reason"])
        if not any(cue.overlaps(span) for span in no)  # the «принимаем» of «не принимаем» is no way out
    ]
    order = {span: number for number, span in enumerate(view.reply.sentences)}
    near: list[tuple[int, Span]] = []
    for cue in cues:
        place = order.get(view.reply.sentence_of(cue.start), 0)
        distance = min((abs(place - order.get(span, 0)) for span in refused), default=_NEAR_SENTENCES + 1)
        if distance <= _NEAR_SENTENCES:
            near.append((-distance, cue))
    return [cue for _, cue in sorted(near, key=lambda item: (item[0], item[1].start))]


CHECKS = {
    "respect": respect,
    "empathy": empathy,
    "greeting": greeting,
    "refusal_with_alternative": refusal_with_alternative,
    "name": name,
    "closing": closing,
}
"""Criterion → how it is judged without a model."""
