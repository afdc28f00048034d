"""What is shown of a reply that a criterion found nothing wrong with: the words that come nearest to saying why.

A pass that rests on an absence (no rudeness, no slip, no banned word) has no place of its own. It shows the sentence a
reader would look at first, and its reason says how much was looked at. Every value is made once for a reply and shared.
"""

from functools import lru_cache

from qa_scoring.reading import Reading, stem_once
from qa_scoring.reasons import say
from qa_scoring.verdicts import Evidence
from reply_core.types import Language, Span

_SHOWN = 200
"""Characters of a quote; longer sentences are cut between two words."""
_COURTEOUS = (
    "пожалуйста спасибо благодарю благодарим извините простите прошу просим рады рада здравствуйте добрый "
    "please thank thanks hello welcome glad happy sorry"
)
_ADDRESSED = (
    "вы вас вам вами ваш ваша ваше ваши вашу вашего вашей вашим ваших подскажите уточните сообщите you your yours"
)


@lru_cache(maxsize=1)
def _courteous() -> tuple[frozenset[str], frozenset[str]]:
    """Stems of courtesy, and stems of address."""
    return frozenset(map(stem_once, _COURTEOUS.split())), frozenset(map(stem_once, _ADDRESSED.split()))


def politest(reply: Reading) -> tuple[Evidence, ...]:
    """The sentence with a word of courtesy, else the one that addresses the customer, else the first."""
    if not reply.sentences:
        return ()
    for wanted in _courteous():
        here = wanted & reply.stem_set
        if here:
            number = min(map(reply.stems.index, here))
            return (reply.evidence(shown(reply, reply.sentence_of(reply.tokens[number][1]))),)
    return (reply.evidence(shown(reply, reply.sentences[0])),)


def longest(reply: Reading) -> tuple[Evidence, ...]:
    """The longest sentence: what a limit or a list of mistakes had most to look at in."""
    if not reply.sentences:
        return ()
    lengths = [span.end - span.start for span in reply.sentences]
    return (reply.evidence(shown(reply, reply.sentences[lengths.index(max(lengths))])),)


def shown(reply: Reading, span: Span) -> Span:
    """The stretch, cut between words when it is long."""
    if span.end - span.start <= _SHOWN:
        return span
    space = reply.text.rfind(" ", span.start + _SHOWN // 2, span.start + _SHOWN)
    return Span(start=span.start, end=space if space > 0 else span.start + _SHOWN)


@lru_cache(maxsize=4096)
def looked(code: str, language: Language, count: int, limit: int = 0) -> str:
    """The sentence of a pass by absence, with how much was looked at; remembered: few counts are different."""
    return say(code, language, count=count, limit=limit)
