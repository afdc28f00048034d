"""How telling a word is in a shop: rare in its knowledge base says much, in every article says little."""

import math
from collections import Counter
from collections.abc import Mapping

from knowledge_base.search import KnowledgeIndex
from qa_scoring.answer_kinds import PREFIX, AskWords, ask_words
from qa_scoring.per_index import PerIndex

_LONGEST = 4000
FEW_ARTICLES = 10
"""Fewer articles know nothing of what is rare."""


class Telling:
    """Weights of word beginnings in (0, 1], by how many articles hold them."""

    def __init__(self, weights: Mapping[str, float], unknown: float) -> None:
        self._weights = weights
        self._unknown = unknown

    def weigh(self, words: AskWords) -> AskWords:
        """The same words, each weight multiplied by how telling the word is."""
        of, unknown = self._weights.get, self._unknown
        return AskWords(tuple((stem, weight * of(stem[:PREFIX], unknown)) for stem, weight in words.stems), words.kinds)


def telling_of(index: KnowledgeIndex | None) -> Telling | None:
    """The weights for a knowledge base, worked out once; None without one or with too few articles."""
    return None if index is None else _made(index)


def _make(index: KnowledgeIndex) -> Telling | None:
    articles = index.articles
    if len(articles) < FEW_ARTICLES:
        return None
    counts: Counter[str] = Counter()
    for article in articles:
        stems = ask_words(f"{article.heading}\n{article.text}"[:_LONGEST]).stems
        counts.update({stem[:PREFIX] for stem, _ in stems})
    most = math.log(1 + (len(articles) + 0.5) / 0.5)
    weights = {head: math.log(1 + (len(articles) - n + 0.5) / (n + 0.5)) / most for head, n in counts.items()}
    return Telling(weights, 1.0)


_made = PerIndex(_make)
