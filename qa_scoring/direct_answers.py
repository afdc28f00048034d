"""Answers that need none of the ask's words: «Да.», «14 дней», «До 21:00»; and a request met by a deed."""

from qa_scoring.answer_kinds import Bag, ask_words, recall
from qa_scoring.phrases import filler_stems
from qa_scoring.view import View
from reply_core.cues import tokenize
from reply_core.text import fold
from reply_core.types import Ask, Span

_YES = frozenset({"да", "конечно", "можно", "разумеется", "ага", "угу", "верно", "yes", "yep", "sure", "certainly"})
_NO = frozenset({"нет", "нельзя", "увы", "no", "nope"})
_MEASURED = frozenset({"when", "howmuch", "howmany"})
_LEAVE = frozenset(
    {"можно", "могу", "можем", "можете", "сможете", "возможно", "получится", "can", "could", "may", "possible"}
)
_MERE_NO = 3
_NAMED = 0.3
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
        if first is not None and first[0] in _YES | _NO:
            return (span, first[0] in _NO) if len(view.asks) == 1 or _speaks_of(view, ask, span) else None
        if not _is_courtesy(view, span):
            return None
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


def only_everyday_words(ask: Ask) -> bool:
    """«Где мой заказ?»: every shop's customers write these words, so meeting them proves nothing."""
    return sum(weight for _, weight in ask_words(ask.text).stems) < 1.0


def says_where_it_is(view: View, sentence: Span) -> bool:
    """The sentence tells the state of the order or a day."""
    states = [span for label, spans in view.cues.items() if label.startswith("status.") for span in spans]
    dated = [term.span for term in view.terms if term.kind != "vague"]
    return any(sentence.start <= span.start < sentence.end for span in (*states, *dated))


def _is_courtesy(view: View, span: Span) -> bool:
    courtesy = filler_stems(view.language)
    words = [number for number, token in enumerate(view.reply.tokens) if span.start <= token[1] < span.end]
    return all(view.reply.stems[number] in courtesy or _capital(view, number) for number in words)


def _capital(view: View, number: int) -> bool:
    return view.reply.text[view.reply.tokens[number][1]].isupper()
