"""Picks, from the article found for an ask, the sentences that answer it; not the whole article.

One thing asked (a sum, a term, who pays) is answered by the sentences that give it. An answer written to the very kind
of question asked, and steps, stay whole: half an instruction is a wrong one. In an ordinary text a sentence is kept
when it speaks of what is asked (words, meaning), fills something the topic requires, or carries on from a kept one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from drafting.answers import AnswerKind, gives, is_step, wanted
from drafting.units import Unit, units
from drafting.vocabulary import Vocabulary, keys
from knowledge_base.articles import Article
from knowledge_base.search import Hit
from model_gateway.embedder import Embedder
from reply_core.errors import EmbedderUnavailable

_KEEP, _KEEP_NARROW = 0.5, 0.7
"""A sentence is kept when it is worth at least this share of the best one; more where one thing is asked (a sum, a
term, a place), and then only if it gives that kind of thing."""
_NARROW: frozenset[AnswerKind] = frozenset({"money", "time", "payer", "contact"})
_WHOLE, _WHOLE_BRIEF = 450, 300
"""Characters: an article this short stays whole."""
_FURTHER_ON = 0.5
"""Share of the ask's words, by rarity, in a later sentence, that makes it the one to begin with."""
_STEPS = 3_000
"""Characters: steps up to so long are never cut."""
_KIND_WEIGHT, _MEANING_WEIGHT = 0.5, 0.8
_MEANING_SPREAD = 0.02

Required = Callable[[str], frozenset[str]]
"""Which things required by the topic a text gives (ids of slots)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A unit and how much it answers the ask."""

    unit: Unit
    worth: float


def answering_units(
    ask: str,
    hits: Sequence[Hit],
    articles: Callable[[str], Article],
    vocabulary: Vocabulary,
    *,
    kinds: frozenset[AnswerKind] = frozenset(),
    embedder: Embedder | None = None,
    required: Required | None = None,
    budget: int = 900,
    brief: bool = False,
) -> tuple[Unit, ...]:
    """The units that answer ``ask``, in the order of their article.

    Args:
        ask: the customer's words, with what they hang on.
        hits: of the search, best first; the first one's article is read.
        articles: gives an article by its id.
        vocabulary: weighs words.
        kinds: of answer that the ask wants (`drafting.answers.wanted`).
        embedder: None compares by words alone.
        required: what the topic requires; units that add something required are kept.
        budget: most characters to keep.
        brief: the channel wants a short reply: of a longer article only what answers.
    """
    if not hits:
        return ()
    article = articles(hits[0].passage.article_id)
    said = [unit for unit in units(article) if not unit.heading]
    if not said:
        return ()
    whole = len(article.text) <= (_WHOLE_BRIEF if brief else _WHOLE) or (
        bool(article.question) and (not brief or "steps" in kinds)
    )
    narrow = bool(kinds & _NARROW) and not _is_the_question(article, kinds)
    every = set(range(len(said)))
    limit = _STEPS if "steps" in kinds else budget
    if whole and not narrow and len(article.text) <= limit:
        return tuple(said)
    if brief and article.question and not kinds and not _is_further_on(ask, said, vocabulary):
        # told of a trouble, not asked one thing: what to do comes first
        return tuple(_beginning(said, budget))
    scored = _scored(ask, said, vocabulary, embedder, kinds)
    if narrow or not whole:
        kept = _within(_kept(scored, kinds, required), scored, budget)
    else:
        kept = _within(every, scored, budget)
    return tuple(said[at] for at in sorted(kept))


def _is_further_on(ask: str, said: Sequence[Unit], vocabulary: Vocabulary) -> bool:
    """Whether the article begins with something else and speaks of the ask's words later on."""
    asked = keys(ask)
    spoken = [vocabulary.recall(asked, keys(unit.text)) for unit in said]
    return spoken[0] == 0 and max(spoken) >= _FURTHER_ON


def _beginning(said: Sequence[Unit], budget: int) -> list[Unit]:
    """The first units that fit, at least one."""
    kept: list[Unit] = []
    for unit in said:
        if kept and sum(len(one.text) + 1 for one in kept) + len(unit.text) > budget:
            break
        kept.append(unit)
    return kept


def _is_the_question(article: Article, kinds: frozenset[AnswerKind]) -> bool:
    """Whether a short article was written to just such a question: it asks for nothing beyond what is asked."""
    asks = wanted(article.question) if article.question else frozenset()
    return bool(asks) and asks & _NARROW <= kinds and len(article.text) <= _WHOLE


def _scored(
    ask: str, said: Sequence[Unit], vocabulary: Vocabulary, embedder: Embedder | None, kinds: frozenset[AnswerKind]
) -> list[Scored]:
    asked = keys(ask)
    meaning = _meaning(ask, said, embedder)
    return [
        Scored(
            unit=unit,
            worth=vocabulary.recall(asked, keys(unit.text))
            + _KIND_WEIGHT * gives(unit.text, kinds)
            + _MEANING_WEIGHT * meaning[at],
        )
        for at, unit in enumerate(said)
    ]


def _meaning(ask: str, said: Sequence[Unit], embedder: Embedder | None) -> list[float]:
    """Likeness of each unit to the ask, stretched to 0…1 over the article."""
    if embedder is None or len(said) < 2:
        return [0.0] * len(said)
    try:
        question = embedder.queries([ask])[0]
        likeness = embedder.passages([unit.text for unit in said]) @ question
    except EmbedderUnavailable:
        return [0.0] * len(said)
    low, high = float(np.min(likeness)), float(np.max(likeness))
    if high - low < _MEANING_SPREAD:
        return [0.0] * len(said)
    return [(float(value) - low) / (high - low) for value in likeness]


def _kept(scored: Sequence[Scored], kinds: frozenset[AnswerKind], required: Required | None) -> set[int]:
    best = max(scored, key=lambda item: item.worth)
    narrow = kinds & _NARROW
    bar = (_KEEP_NARROW if narrow else _KEEP) * best.worth
    kept = {
        at
        for at, item in enumerate(scored)
        if item is best or (item.worth >= bar > 0 and (not narrow or gives(item.unit.text, narrow) > 0))
    }
    if not narrow:
        if required is not None:
            kept |= _filling(scored, kept, required)
        kept |= {at + 1 for at in kept if at + 1 < len(scored) and _carries_on(scored[at], scored[at + 1])}
    for at in sorted(kept, reverse=True):
        while at > 0 and scored[at].unit.hangs and at - 1 not in kept:
            kept.add(at - 1)
            at -= 1
    return kept


def _carries_on(first: Scored, second: Scored) -> bool:
    """Whether the next unit goes on in the same paragraph: a step after what it is for, or a sentence that hangs."""
    return first.unit.paragraph == second.unit.paragraph and (second.unit.hangs or is_step(second.unit.text))


def _filling(scored: Sequence[Scored], kept: set[int], required: Required) -> set[int]:
    filled = frozenset[str]().union(*(required(scored[at].unit.text) for at in kept)) if kept else frozenset[str]()
    added: set[int] = set()
    for at, item in enumerate(scored):
        more = required(item.unit.text) - filled
        if at not in kept and more:
            added.add(at)
            filled |= more
    return added


def _within(kept: set[int], scored: Sequence[Scored], budget: int) -> set[int]:
    """The kept units, least worthy dropped until the rest fits; the best one always stays."""
    left = set(kept)
    while len(left) > 1 and sum(len(scored[at].unit.text) + 1 for at in left) > budget:
        left.discard(min(left, key=lambda at: (scored[at].worth, -at)))
    return left
