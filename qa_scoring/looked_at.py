"""What is shown of a reply that a criterion found nothing wrong with: the words that come nearest to saying why.

A pass that rests on an absence (no rudeness, no slip, no banned word) has no place of its own. It shows the sentence a
reader would look at first, and its reason says how much was looked at. Every value is made once for a reply and shared.
"""

from functools import lru_cache

from qa_scoring.reading import Reading, stem_once
from qa_scoring.reasons import say
from qa_scoring.verdicts import Evidence
from reply_core.types import Language, Span

SHOWN = 200
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


def around(reading: Reading, span: Span) -> Span:
    """The sentence a stretch stands in, its mark left out: two words of a pattern show nobody anything.

    Of a long sentence the clause, and of a long clause as much as is shown of any quote, from its beginning on.
    """
    sentence, text = reading.sentence_of(span.start), reading.clean
    start, end = sentence.start, max(span.end, sentence.start + len(sentence.of(text).rstrip(" .!\n")))
    if end - start > SHOWN:
        start = max([start, *(text.rfind(mark, start, span.start) + 1 for mark in ",;:—\n")])
        ends = [at for mark in ",;:—\n" if (at := text.find(mark, span.end, end)) >= 0]
        end = min([end, *ends])
    if end - start > SHOWN:
        start, end = _cut(text, start, end, span)
    return Span(start=start, end=end)


def _cut(text: str, start: int, end: int, span: Span) -> tuple[int, int]:
    """So many characters around a stretch, whole words only."""
    begin = max(start, span.start - SHOWN // 4)
    if begin > start:
        begin = text.find(" ", begin, span.start) + 1 or span.start
    stop = min(end, max(span.end, begin + SHOWN))
    if stop < end:
        space = text.rfind(" ", span.end, stop)
        stop = space if space > 0 else stop
    return begin, stop


def shown(reply: Reading, span: Span) -> Span:
    """The stretch, cut between words when it is long."""
    if span.end - span.start <= SHOWN:
        return span
    space = reply.text.rfind(" ", span.start + SHOWN // 2, span.start + SHOWN)
    return Span(start=span.start, end=space if space > 0 else span.start + SHOWN)


@lru_cache(maxsize=4096)
def looked(code: str, language: Language, count: int, limit: int = 0) -> str:
    """The sentence of a pass by absence, with how much was looked at; remembered: few counts are different."""
    return say(code, language, count=count, limit=limit)
