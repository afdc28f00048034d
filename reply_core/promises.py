"""Promises in a reply: what will be done, by when, and whether the operator or the shop must keep it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from reply_core.cues import CueBook, Hit, Tokens, folded_words, word_file
from reply_core.deadlines import term_due
from reply_core.term_reader import TermKind
from reply_core.terms import Term, find_terms
from reply_core.text import sentences
from reply_core.types import Language, Span
from reply_core.working_time import Calendar

__all__ = ["Promise", "Term", "TermKind", "find_promises", "find_terms", "term_due"]

Owner = Literal["operator", "shop"]
_BOOK = CueBook.of(word_file("promises"))
_NEGATIONS = frozenset({"не", "not", "never"})
_MOST = 40
"""No sentence of a person holds more promises; a longer one is not read to its end."""
_NEAR = 4
"""How many words after a term may say from which other event it runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise; ``span`` covers its verbs and its term."""

    span: Span
    due_at: datetime | None
    """UTC. None when no term is given, when it is vague, runs from another event («после поступления»), or waits for
    something the customer was asked for before («пришлите адрес, внесу за час»)."""
    owner: Owner
    """The operator only for his own actions; deliveries, refunds and colleagues' actions are the shop's."""
    vague: bool
    """Whether its only term is a vague one («скоро»)."""


class _Verb(NamedTuple):
    owner: Owner
    begin: int
    end: int


def find_promises(text: str, at: datetime, calendar: Calendar, language: Language | None = None) -> tuple[Promise, ...]:
    """The promises of a reply sent at ``at`` (aware), in order.

    Each term belongs to the nearest promising verb of its sentence; verbs of one owner around it are one promise
    («проверю и напишу до 18:00»). Questions, negations and what already happened promise nothing. A promise under a
    condition («когда поступит, напишем»), or after a request to the customer, has no deadline. Both languages are
    understood, whatever ``language`` says.
    """
    del language
    _, tokens = folded_words(text)
    hits = _BOOK.find(tokens)
    verbs = _verbs(hits, tokens)
    if not verbs:
        return ()
    terms = find_terms(text)
    found: list[Promise] = []
    for sentence in sentences(text):
        if sentence.of(text).rstrip(' )»"').endswith("?"):
            continue
        here = [verb for verb in verbs if sentence.start <= tokens[verb.begin][1] < sentence.end]
        if here:
            inside = [term for term in terms if sentence.start <= term.span.start < sentence.end]
            found.extend(_promises(_Sentence(tokens, here[:_MOST], inside[:_MOST], hits, sentence), at, calendar))
    return tuple(found)


class _Sentence(NamedTuple):
    tokens: Tokens
    verbs: list[_Verb]
    terms: list[Term]
    hits: list[Hit]
    span: Span

    def start(self, verb: _Verb) -> int:
        """The verb's first character."""
        return self.tokens[verb.begin][1]

    def end(self, verb: _Verb) -> int:
        """The character after the verb."""
        return self.tokens[verb.end - 1][2]


def _verbs(hits: list[Hit], tokens: Tokens) -> list[_Verb]:
    """Promising verbs, each once, the operator's before the shop's, negated ones left out."""
    taken: set[int] = set()
    verbs = []
    for hit in sorted((hit for hit in hits if hit.label in ("operator", "shop")), key=lambda hit: hit.label):
        if taken.intersection(range(hit.begin, hit.end)):
            continue
        taken.update(range(hit.begin, hit.end))
        if hit.begin and tokens[hit.begin - 1][0] in _NEGATIONS:
            continue
        verbs.append(_Verb("operator" if hit.label == "operator" else "shop", hit.begin, hit.end))
    return sorted(verbs, key=lambda verb: verb.begin)


def _promises(sentence: _Sentence, at: datetime, calendar: Calendar) -> list[Promise]:
    grouped: dict[int, list[Term]] = {}
    for term in sentence.terms:
        nearest = min(range(len(sentence.verbs)), key=lambda place: _distance(sentence, sentence.verbs[place], term))
        grouped.setdefault(nearest, []).append(term)
    conditional = any(
        hit.label == "condition" and sentence.span.start <= sentence.tokens[hit.begin][1] < sentence.span.end
        for hit in sentence.hits
    )
    first_verb = sentence.verbs[0].begin
    conditional = conditional or any(hit.label == "asks" and hit.begin < first_verb for hit in sentence.hits)
    groups: list[tuple[list[_Verb], list[Term]]] = []
    for place, verb in enumerate(sentence.verbs):
        terms = grouped.get(place, [])
        joins = groups and groups[-1][0][-1].owner == verb.owner and not (groups[-1][1] and terms)
        if joins:
            groups[-1][0].append(verb)
            groups[-1][1].extend(terms)
        else:
            groups.append(([verb], terms))
    sent = None if conditional else at
    return [_promise(sentence, verbs, terms, sent, calendar) for verbs, terms in groups]


def _promise(
    sentence: _Sentence, verbs: list[_Verb], terms: list[Term], at: datetime | None, calendar: Calendar
) -> Promise:
    start = min([sentence.start(verb) for verb in verbs] + [term.span.start for term in terms])
    end = max([sentence.end(verb) for verb in verbs] + [term.span.end for term in terms])
    exact = [term for term in terms if term.kind != "vague"]
    due = None
    if at is not None and exact and not _runs_elsewhere(sentence, exact[0]):
        due = term_due(exact[0], at, calendar)
    return Promise(span=Span(start=start, end=end), due_at=due, owner=verbs[-1].owner, vague=bool(terms) and not exact)


def _distance(sentence: _Sentence, verb: _Verb, term: Term) -> int:
    """Characters between a verb and a term; a term after its verb is nearer than one before it."""
    if term.span.start >= sentence.end(verb):
        return term.span.start - sentence.end(verb)
    return 2 * max(0, sentence.start(verb) - term.span.end)


def _runs_elsewhere(sentence: _Sentence, term: Term) -> bool:
    """Whether the term runs from another event: «в течение 10 дней после поступления»."""
    following = [place for place, token in enumerate(sentence.tokens) if token[1] >= term.span.end]
    near = range(following[0], following[0] + _NEAR) if following else range(0)
    return any(hit.label == "elsewhere" and hit.begin in near for hit in sentence.hits)
