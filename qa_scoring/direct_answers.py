"""Answers that need none of the ask's words: «Да.», «14 дней», «До 21:00»; and a request met by a deed."""

import re
from collections.abc import Iterable

from qa_scoring.answer_kinds import Bag, ask_words, recall
from qa_scoring.phrases import filler_stems
from qa_scoring.view import View
from reply_core.cues import tokenize
from reply_core.text import fold
from reply_core.types import Ask, Span

_YES = frozenset({"да", "конечно", "можно", "разумеется", "ага", "угу", "верно", "yes", "yep", "sure", "certainly"})
_SURE = frozenset({"да", "yes"})
_AFTER = frozenset(",:.!")
"""What follows a yes that answers («да, есть»), unlike «да и так»."""
_GOING_ON = (" и ", " не ", " ну ", " уж ")
_STATE = frozenset({"где", "статус", "статусом", "where", "where's", "wheres", "status"})
_IT = frozenset({"он", "она", "оно", "они", "it"})
_PARCEL = frozenset({"order", "parcel", "package", "delivery"})
_PARCEL_STEMS = ("заказ", "посылк", "отправлени", "доставк")
_NO = frozenset({"нет", "нельзя", "увы", "no", "nope"})
_MEASURED = frozenset({"when", "howmuch", "howmany"})
_LEAVE = frozenset(
    {"можно", "могу", "можем", "можете", "сможете", "возможно", "получится", "can", "could", "may", "possible"}
)
_MERE_NO = 3
_ORDER_DIGITS = 4
_NAMED = 0.3
_DONE = re.compile(
    r"\W*(?:(?:все |уже )?(?:готово|сделано)|(?:записал|поставил|перенес|отключил|отписал)[аи]?(?: вас| вам)?"
    r"|(?:all )?done|all set)"
    r"(?= ?(?:[.,!:;]| [-–—] |$))"
)
"""Words that report a deed and are followed by nothing it would be about instead."""
_SHORT_ANSWER = 8
"""An answer without the ask's words is believed in so few words beside courtesy only."""


def says_yes_or_no(view: View, ask: Ask) -> tuple[Span, bool] | None:
    """The sentence that answers a yes-or-no ask by its first word, and whether it is a no.

    None when the ask is of another kind, when several asks could be meant, or when no sentence begins so.
    """
    if "yesno" not in view.wants(ask) or sum("yesno" in view.wants(each) for each in view.asks) > 1:
        return None
    for span in view.reply.sentences:
        first = next((token for token in view.reply.tokens if span.start <= token[1] < span.end), None)
        if first is not None and first[0] in _YES | _NO and not _goes_on(view, first[2]):
            return (span, first[0] in _NO) if len(view.asks) == 1 or _speaks_of(view, ask, span) else None
        if (late := _later_yes(view, ask, span)) is not None:
            return late, False
        if not is_courtesy(view, span):
            return None
    return None


def _goes_on(view: View, end: int) -> bool:
    """«Да и …», «да не …»: the word only begins the sentence."""
    return view.reply.folded.startswith(_GOING_ON, end)


def _later_yes(view: View, ask: Ask, sentence: Span) -> Span | None:
    """«Проверили: да, …», "I've checked and yes, …": a yes inside a sentence that speaks of the ask."""
    for word, start, end in view.reply.tokens:
        inside = sentence.start <= start < sentence.end and word in _SURE and view.reply.folded[end : end + 1] in _AFTER
        if inside and _speaks_of(view, ask, sentence):
            return sentence
    return None


def _speaks_of(view: View, ask: Ask, span: Span) -> bool:
    """Beside other asks a yes must name what it is about."""
    stems = [stem for stem, token in zip(view.reply.stems, view.reply.tokens, strict=True) if token[1] < span.end]
    return recall(ask_words(ask.text), Bag(stems)) >= _NAMED


def bare_nos(view: View) -> tuple[Span, ...]:
    """Sentences that are nothing but a no to «можно ли …»: they refuse without saying why.

    A no to a question of fact («нужна ли …») refuses nothing, and a no that goes on explains itself.
    """
    found = []
    for ask in view.asks:
        answer = says_yes_or_no(view, ask)
        if answer is None or not answer[1] or not _asks_leave(ask):
            continue
        words = sum(answer[0].start <= token[1] < answer[0].end for token in view.reply.tokens)
        if words <= _MERE_NO:
            found.append(answer[0])
    return tuple(found)


def _asks_leave(ask: Ask) -> bool:
    return not _LEAVE.isdisjoint(token[0] for token in tokenize(fold(ask.text)))


def gives_measure(view: View, ask: Ask, shown: frozenset[str]) -> bool:
    """A single ask for a time, a sum or a number, answered by one in a few words."""
    wanted = view.wants(ask) & _MEASURED
    if len(view.asks) > 1 or not wanted or not wanted & shown:
        return False
    courtesy = filler_stems(view.language)
    return sum(stem not in courtesy for stem in view.reply.stems) <= _SHORT_ANSWER


def says_done(view: View, ask: Ask, sentence: Span) -> bool:
    """A request (it wants no kind of answer) met by a sentence in which somebody acts."""
    if view.wants(ask):
        return False
    acts = (*view.cues["step.commit"], *view.cues["step.instruct"])
    return any(sentence.start <= span.start < sentence.end for span in acts)


def reports_done(view: View, ask: Ask) -> Span | None:
    """The sentence that reports the one thing asked for as done: «Готово, 4 августа, 18–22.», «Записал.», "Done."

    None for a question, beside other asks, and for what is only ready («готово к выдаче») or passed on.
    """
    if len(view.asks) > 1 or ask.kind != "request":
        return None
    for span in view.reply.sentences:
        if _DONE.match(view.reply.folded, span.start, span.end):
            return span
        if not is_courtesy(view, span):
            return None
    return None


def only_everyday_words(ask: Ask) -> bool:
    """«Где мой заказ?»: every shop's customers write these words, so meeting them proves nothing."""
    return sum(weight for _, weight in ask_words(ask.text).stems) < 1.0


def says_where_it_is(view: View, sentence: Span) -> bool:
    """The sentence tells the state of the order or a day."""
    states = [span for label, spans in view.cues.items() if label.startswith("status.") for span in spans]
    dated = [term.span for term in view.terms if term.kind != "vague"]
    return any(sentence.start <= span.start < sentence.end for span in (*states, *dated))


def tells_state(view: View, ask: Ask) -> Span | None:
    """The sentence that tells an order's day to an ask where it is; None when there is none.

    Both speak of an order; the sentence is no question and no condition («если заказ не придёт …»). «Передан в
    доставку» alone tells too little to be sure.
    """
    asked = [word for word, _, _ in tokenize(fold(ask.text))]
    if _STATE.isdisjoint(asked):
        return None
    if not _of_a_parcel(asked) and _IT.isdisjoint(asked):
        return None
    if not _of_a_parcel([token[0] for token in view.customer.tokens]):
        return None
    order = view.case.order.as_text() if view.case.order is not None else ""
    known = _long_numbers(
        [*(token[0] for token in view.customer.tokens), *(word for word, _, _ in tokenize(fold(order)))]
    )
    conditional = {view.reply.sentence_of(span.start) for span in view.cues["pending.condition"]}
    dated = {view.reply.sentence_of(term.span.start) for term in view.terms if term.kind != "vague"}
    for span in view.reply.sentences:
        said = view.reply.folded[span.start : span.end]
        if span in conditional or said.rstrip().endswith("?") or span not in dated:
            continue
        told = [token[0] for token in view.reply.tokens if span.start <= token[1] < span.end]
        if _of_a_parcel(told) and not _other_number(told, known):
            return span
    return None


def _other_number(told: list[str], known: frozenset[str]) -> bool:
    """A sentence that names only numbers the customer's side knows nothing of is about another order."""
    named = _long_numbers(told)
    return bool(named and known) and named.isdisjoint(known)


def _long_numbers(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.isdigit() and len(word) >= _ORDER_DIGITS)


def _of_a_parcel(words: list[str]) -> bool:
    return any(word in _PARCEL or word.startswith(_PARCEL_STEMS) for word in words)


def is_courtesy(view: View, span: Span) -> bool:
    """The sentence greets, thanks or names somebody, and does nothing else."""
    courtesy = filler_stems(view.language)
    words = [number for number, token in enumerate(view.reply.tokens) if span.start <= token[1] < span.end]
    return all(view.reply.stems[number] in courtesy or _capital(view, number) for number in words)


def _capital(view: View, number: int) -> bool:
    return view.reply.text[view.reply.tokens[number][1]].isupper()
