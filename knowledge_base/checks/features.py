"""The measured signs of whether sources bear a sentence out: shares of its words, its word pairs, its meaning."""

import math
import operator
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from knowledge_base.checks.source_text import Ground, Line, Read
from knowledge_base.checks.statements import Statement

_RELATED = 0.8
"""What a word counts whose subject, but not whose stem, stands in the source."""
_FIRST_PERSON = frozenset(
    {
        *("i", "me", "my", "mine", "myself", "im", "i'm", "i've", "i'll", "i'd"),
        *("я", "меня", "мне", "мной", "мой", "моя", "мое", "мои", "моего", "моей", "моему", "моих", "мою"),
    }
)
_SELF_AT_MOST = 2
_weight = operator.itemgetter(0)
_NEAREST = 4
"""Lines whose meaning may be compared: meanings cost a thousand times what words do."""
_ORDER = "@order"


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a sentence its sources hold, and where most of it stands."""

    best: float
    """Share of its content, by weight, in the best single sentence (an order counts as one)."""
    pairs: float
    """Share of its neighbouring words that are neighbours in one source."""
    novel: int
    """Words no source holds."""
    near: tuple[tuple[Read, Line], ...] = ()
    """The few lines with most of it, best first."""


def overlap(said: Statement, ground: Ground, found: Collection[int]) -> Overlap:
    """Measure a sentence against its sources.

    Args:
        said: the sentence.
        ground: the sources whose words may bear it out.
        found: numbers of its values that were found; their words count as held.
    """
    total = sum([token.weight for token in said.tokens])
    scored = [
        (weight, read, line)
        for read in ground.reads
        for weight, line in zip(line_weights(said, read), read.text.lines, strict=False)
    ]
    near = sorted(scored, key=_weight, reverse=True)[:_NEAREST]
    known = ground.stems
    held = [
        token.stem in known or token.concept in known or owner in found
        for token, owner in zip(said.words, said.owners, strict=True)
    ]
    together = [(one.stem, two.stem) in ground.pairs for one, two in pairwise(said.words)]
    return Overlap(
        best=near[0][0] / total if near and total else 0.0,
        pairs=sum(together) / len(together) if together else float(bool(held) and all(held)),
        novel=held.count(False),
        near=tuple([(read, line) for _, read, line in near]),
    )


def line_weights(said: Statement, read: Read) -> list[float]:
    """The weight each line holds; an order is one line, for which its first sentence stands."""
    places = read.text.places
    if read.source.kind == "order":
        return [_in_order(said, places)] if read.text.lines else []
    weights = [0.0] * len(read.text.lines)
    find = places.get
    for token in said.tokens:
        exact = find(token.stem, 0) | find(token.prefix, 0)
        if token.concept and (related := find(token.concept, 0) & ~exact):
            _spread(weights, related, token.weight * _RELATED)
        if exact:
            _spread(weights, exact, token.weight)
    return weights


def share_of(said: Statement, read: Read) -> float:
    """The share of a sentence's content words, by weight, that stand anywhere in a source."""
    places = read.text.places
    total = sum([token.weight for token in said.tokens])
    held = sum([token.weight for token in said.tokens if token.stem in places or token.prefix in places])
    return held / total if total else 0.0


def _in_order(said: Statement, places: Mapping[str, int]) -> float:
    """The weight an order holds; that it is about an order goes without saying where its number or a sum is said."""
    weight = 0.0
    for token in said.tokens:
        if token.stem in places or token.prefix in places or (token.concept == _ORDER and said.atoms):
            weight += token.weight
        elif token.concept in places:
            weight += token.weight * _RELATED
    return weight


def _spread(weights: list[float], bits: int, weight: float) -> None:
    while bits:
        low = bits & -bits
        weights[low.bit_length() - 1] += weight
        bits ^= low


def features(said: Statement, measured: Overlap, *, asks: bool, likeness: float | None = None) -> dict[str, float]:
    """The signs by name.

    Args:
        said: the sentence.
        measured: what its sources hold of it.
        asks: whether it is a question.
        likeness: its meaning against the best sentence's, in deviations above chance; None without embeddings.
    """
    signs = {
        "best": measured.best,
        "pairs": measured.pairs,
        "novel": math.log1p(measured.novel),
        "first_person": float(min(_SELF_AT_MOST, sum([token.word in _FIRST_PERSON for token in said.words]))),
        "question": float(asks),
    }
    if likeness is not None:
        signs["likeness"] = likeness
    return signs
