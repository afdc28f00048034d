"""Other ways to meet an ask than to answer it: put it off, ask for what is missing, send to the right place, refuse."""

import re
from dataclasses import dataclass

from qa_scoring.answer_kinds import ask_words, recall
from qa_scoring.direct_answers import bare_nos, says_yes_or_no
from qa_scoring.missing_data import asks_again, asks_missing_data
from qa_scoring.politeness import refusals, way_out_near
from qa_scoring.reasons import say
from qa_scoring.reply_parts import ReplyParts
from qa_scoring.verdicts import AskStatus, Evidence
from qa_scoring.view import View
from reply_core.text import has_digit
from reply_core.types import Ask, Span

_HALF = 0.5
_REFUSED_RECALL = 0.3
_REFUSED_RECALL_OF_MANY = 0.5
_CLARIFIES_RECALL = 0.4
_NAMED = 0.3
_SEND = frozenset(
    [
        "обратитесь",
        "обращайтесь",
        "позвоните",
        "напишите",
        "свяжитесь",
        "звоните",
        "пишите",
        "contact",
        "call",
        "write",
        "email",
        "reach",
        "message",
    ]
)
_ELSEWHERE = re.compile(
    r"(?:обратитесь|обращайтесь|обратиться)(?: \w+)? (?:в|к|ко) (?!нам )|contact (?:the|your|their) |contact them"
)
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|https?://\S+|\bwww\.\S+|(?:\+7|\b8|\+\d{1,3})[\s(-]*\d{3}[\d\s()-]{5,}|@\w{4,}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What decides an ask."""

    status: AskStatus
    credit: float | None
    spans: tuple[Span, ...] = ()
    """Places in the reply."""
    given: tuple[Evidence, ...] = ()
    """Other places: where the customer already gave what is asked for."""
    reason: str = ""
    possible: AskStatus | None = None


def refused(view: View, parts: ReplyParts, ask: Ask) -> Found | None:
    """A refusal that speaks of the ask is an answer: a full one with a reason or an alternative, else half."""
    asked = ask_words(ask.text)
    needed = _REFUSED_RECALL if len(view.asks) == 1 else _REFUSED_RECALL_OF_MANY
    direct, bare = says_yes_or_no(view, ask), bare_nos(view)
    if direct is not None and direct[0] in bare:
        return Found(status="refused", credit=1.0 if way_out_near(view, bare) else _HALF, spans=(direct[0],))
    for span in refusals(view):
        number = parts.spans.index(span) if span in parts.spans else -1
        if number >= 0 and recall(asked, parts.bags[number]) >= needed:
            full = bool(way_out_near(view, (span,)))
            return Found(status="refused", credit=1.0 if full else _HALF, spans=(span,))
    return None


def another_way(view: View, parts: ReplyParts, ask: Ask) -> Found | None:
    """The ask clarified, put off, sent on, half answered by a vague term, or asked again; None when nothing shows."""
    for way in (_clarified, _asked_again, _deferred, _redirected, _vague_when):
        if (found := way(view, parts, ask)) is not None:
            return found
    return None


def _clarified(view: View, parts: ReplyParts, ask: Ask) -> Found | None:
    question = asks_missing_data(view)
    if question is None:
        return None
    if len(view.asks) > 1 and recall(ask_words(ask.text), parts.bag_at(question)) < _CLARIFIES_RECALL:
        return None
    return Found(status="clarifying", credit=1.0, spans=(question,))


def _asked_again(view: View, parts: ReplyParts, ask: Ask) -> Found | None:
    """A reply that asks only for what it already has answers nothing; with anything else in it a person decides."""
    again = asks_again(view)
    if again is None:
        return None
    reason = say("asked_again", view.speaks, what=again.given.quote)
    spans, given = (again.sentence,), (again.given,)
    if again.alone and not _gives_more(view, again.sentence):
        return Found(status="unanswered", credit=0.0, spans=spans, given=given, reason=reason)
    if len(view.asks) > 1 and not _meant(view, parts, ask, again.sentence):
        return None
    return Found(status="unsure", credit=None, spans=spans, given=given, reason=reason, possible="unanswered")


def _gives_more(view: View, sentence: Span) -> bool:
    """«Пришлите номер заказа, начислим 300 баллов и разберёмся за 2 дня»: the question brings a deed with a term."""
    term = any(each.kind != "vague" and sentence.start <= each.span.start < sentence.end for each in view.terms)
    return term and any(sentence.start <= each.start < sentence.end for each in view.cues["step.commit"])


def _deferred(view: View, parts: ReplyParts, ask: Ask) -> Found | None:
    """Put off with an owner and a term: the promise is to come back with word, not to deliver something."""
    for begin, span in _dated_promises(view):
        sentence = view.reply.sentence_of(begin)
        comes_back = any(sentence.start <= each.start < sentence.end for each in view.cues["step.comes_back"])
        if comes_back and _meant(view, parts, ask, sentence):
            return Found(status="deferred", credit=1.0, spans=(span,))
    return None


def _dated_promises(view: View) -> list[tuple[int, Span]]:
    """Promises with a term of their own; without the reply's time, sentences with a term and no condition."""
    if not view.cues["step.comes_back"]:
        return []
    if view.case.turn.messages[-1].at is not None:
        kept = [each for each in view.promises if each.due_at is not None and not each.vague]
        return [(each.span.start, each.span) for each in kept]
    dated = {view.reply.sentence_of(term.span.start) for term in view.terms if term.kind != "vague"}
    conditional = {view.reply.sentence_of(each.start) for each in view.cues["pending.condition"]}
    return [(span.start, span) for span in sorted(dated - conditional, key=lambda each: each.start)]


def _redirected(view: View, parts: ReplyParts, ask: Ask) -> Found | None:
    """Sent to a named contact (number, address, link), with a term: hours it is open or time it answers in."""
    sent = [start for word, start, _ in view.reply.tokens if word in _SEND]
    for sentence in dict.fromkeys(view.reply.sentence_of(start) for start in sent):
        contact = _CONTACT.search(view.reply.clean, sentence.start, sentence.end)
        if contact is None or not _meant(view, parts, ask, sentence):
            continue
        term = _term_near(view, sentence)
        if term is not None:
            spans = (sentence,) if sentence.start <= term.start < sentence.end else (sentence, term)
            return Found(status="redirected", credit=1.0, spans=spans)
    return None


def sends_nowhere(view: View) -> bool:
    """«Обращайтесь в службу доставки»: the customer is sent to somebody else, and no contact is given anywhere."""
    text = view.reply.folded
    return (
        ("обра" in text or "contact" in text)
        and _ELSEWHERE.search(text) is not None
        and not has_digit(text)
        and _CONTACT.search(view.reply.clean) is None
    )


def _term_near(view: View, sentence: Span) -> Span | None:
    """A term in the sentence or the one after it, outside any contact."""
    number = view.reply.sentence_at(sentence.start)
    end = view.reply.sentences[min(number + 1, len(view.reply.sentences) - 1)].end
    contacts = [match.span() for match in _CONTACT.finditer(view.reply.clean, sentence.start, end)]
    for term in view.terms:
        inside = any(start <= term.span.start < stop for start, stop in contacts)
        if term.kind != "vague" and sentence.start <= term.span.start < end and not inside:
            return term.span
    return None


def _vague_when(view: View, parts: ReplyParts, ask: Ask) -> Found | None:
    """«Когда?» met by «в ближайшее время»: half an answer."""
    if view.wants(ask) != {"when"} or any(term.kind != "vague" for term in view.terms):
        return None
    vague = [term.span for term in view.terms if term.kind == "vague"]
    for span in vague:
        sentence = view.reply.sentence_of(span.start)
        speaks = recall(ask_words(ask.text), parts.bag_at(sentence)) >= _NAMED
        comes_back = any(sentence.start <= each.start < sentence.end for each in view.cues["step.comes_back"])
        if speaks and not comes_back:
            return Found(status="partial", credit=_HALF, spans=(span,), reason=say("term_vague", view.speaks))
    return None


def _meant(view: View, parts: ReplyParts, ask: Ask, sentence: Span) -> bool:
    """Whether a sentence of the reply is about this ask: the only one, the one it names, or none is named."""
    if len(view.asks) == 1:
        return True
    bag = parts.bag_at(sentence)
    own = recall(ask_words(ask.text), bag)
    rivals = max(recall(ask_words(other.text), bag) for other in view.asks if other is not ask)
    return rivals < _NAMED or own >= rivals
