"""What a customer's message is about: stable codes, their names, and the weighted words that show each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reply_core.cues import CueBook, Hit, Tokens, folded_words, split_phrases, word_file
from reply_core.types import Language, Span, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicInfo:
    """A topic's stable code and what people call it."""

    code: str
    label_ru: str
    label_en: str

    def label(self, language: Language) -> str:
        """The topic's name in ``language``."""
        return self.label_ru if language == "ru" else self.label_en


_FILE = word_file("topics")
_WEIGHT = "weight_"

TOPICS: Mapping[str, TopicInfo] = MappingProxyType(
    {code: TopicInfo(code=code, label_ru=entry["ru"], label_en=entry["en"]) for code, entry in _FILE.items()}
)
"""Every topic by its code, "other" last; on a tie the earlier one wins."""

_BOOK = CueBook(
    (code, float(key.removeprefix(_WEIGHT)), phrase)
    for code, entry in _FILE.items()
    for key, block in entry.items()
    if key.startswith(_WEIGHT)
    for phrase in split_phrases(block)
)
_ORDER = {code: place for place, code in enumerate(TOPICS)}
_ENOUGH = 2.0
"""Less weight than this shows no topic."""
_STRESS = 1.5
_STOP = re.compile(r"[.!?\n]")
_OVERRULES = {("return", "delivery"), ("exchange", "return"), ("staff_complaint", "delivery"), ("points", "card")}
"""When the first and the second are shown by the same words, only the first counts (обратная доставка is a return)."""


def topic_of(text: str, language: Language | None = None) -> Topic:
    """The topic with the most weight in ``text`` and the words that show it; "other" without evidence.

    Russian and English words are known alike, so ``language`` changes nothing; it is taken for symmetry.
    """
    del language
    _, tokens = folded_words(text)
    hits = _BOOK.find(tokens)
    if hits and "?" in text:
        hits = list(_stressed(hits, tokens, _questions(text)))
    return _topic(tokens, hits)


def topic_in(tokens: Tokens, begin: int = 0, end: int | None = None) -> Topic:
    """`topic_of` for ``tokens[begin:end]`` of folded text; spans lie in that text."""
    return _topic(tokens, _BOOK.find(tokens, begin, end))


def _questions(text: str) -> list[tuple[int, int]]:
    """Where the sentences that end with a question mark stand."""
    found = []
    start = 0
    for match in _STOP.finditer(text):
        if match.group() == "?":
            found.append((start, match.end()))
        start = match.end()
    return found


def _stressed(hits: list[Hit], tokens: Tokens, asked: list[tuple[int, int]]) -> Iterator[Hit]:
    """The same hits; what stands in a question weighs more than its occasion. Both lists are in order."""
    place = 0
    for hit in hits:
        start = tokens[hit.begin][1]
        while place < len(asked) and asked[place][1] <= start:
            place += 1
        inside = place < len(asked) and asked[place][0] <= start
        yield hit._replace(weight=hit.weight * _STRESS) if inside else hit


def _topic(tokens: Tokens, hits: list[Hit]) -> Topic:
    if not hits:
        return Topic(code="other")
    scores = _scores(hits)
    code = max(scores, key=lambda each: (scores[each], -_ORDER[each]))
    if scores[code] < _ENOUGH:
        return Topic(code="other")
    return Topic(code=code, evidence=_evidence(tokens, [hit for hit in hits if hit.label == code]))


def topic_scores(text: str) -> dict[str, float]:
    """The weight of every topic shown in ``text``; topics not shown are absent."""
    return _scores(_BOOK.find(folded_words(text)[1]))


def _scores(hits: list[Hit]) -> dict[str, float]:
    """Weight by topic; words shared by several cues of a topic count once, with the heaviest."""
    taken: dict[str, set[int]] = {}
    scores: dict[str, float] = {}
    for hit in sorted(hits, key=lambda each: -each.weight):
        places = taken.setdefault(hit.label, set())
        if any(place in places for place in range(hit.begin, hit.end)):
            continue
        places.update(range(hit.begin, hit.end))
        scores[hit.label] = scores.get(hit.label, 0.0) + hit.weight
    for winner, loser in _OVERRULES:
        if winner in scores and loser in scores and scores[winner] >= scores[loser] and taken[winner] & taken[loser]:
            del scores[loser]
    return scores


def _evidence(tokens: Tokens, hits: list[Hit]) -> tuple[Span, ...]:
    """The words the cues cover, overlapping ones joined, in order."""
    spans: list[tuple[int, int]] = []
    for begin, end in sorted((tokens[hit.begin][1], tokens[hit.end - 1][2]) for hit in hits):
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    return tuple(Span(start=start, end=stop) for start, stop in spans)
