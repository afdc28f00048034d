"""Several rankings of the same articles made into one: each is standardised, then they are added.

Nothing here is fitted: on the public sets equal weights did as well as fitted ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.bm25 import Scores

_FLOOR = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What each ranker says of one query; ``A`` articles, ``P`` passages."""

    lexical: Scores
    """BM25 of the articles, shape (A,)."""
    passage_lexical: Scores
    """BM25 of the passages, shape (P,)."""
    heading: Scores | None = None
    """Likeness of query and heading, shape (A,); None without embeddings."""
    semantic: Scores | None = None
    """Likeness of query and the article's best passage, shape (A,)."""
    passage_semantic: Scores | None = None
    """Likeness of query and passage, shape (P,)."""

    def fused(self) -> Scores:
        """One score per article, shape (A,)."""
        return _sum(self.lexical, self.heading, self.semantic)

    def fused_passages(self) -> Scores:
        """One score per passage, shape (P,): which passage of an article comes first."""
        return _sum(self.passage_lexical, self.passage_semantic)


def _sum(*rankings: Scores | None) -> Scores:
    present = [standardised(ranking) for ranking in rankings if ranking is not None]
    return np.asarray(np.sum(present, axis=0), dtype=np.float32)


def standardised(scores: Scores) -> Scores:
    """Scores with mean 0 and deviation 1; all 0 when they do not differ."""
    if not scores.size:
        return scores
    deviation = float(scores.std())
    if deviation < _FLOOR:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / deviation, dtype=np.float32)


def group_max(scores: Scores, starts: NDArray[np.intp]) -> Scores:
    """The best score of each group; groups lie one after another, ``starts`` says where each begins."""
    return np.asarray(np.maximum.reduceat(scores, starts), dtype=np.float32) if scores.size else scores


def order(scores: Scores) -> NDArray[np.intp]:
    """Places from best to worst; equals keep their order, so a replay ranks the same."""
    return np.argsort(-scores, kind="stable")


def top(scores: Scores, count: int) -> Sequence[int]:
    """The best ``count`` places."""
    return [int(place) for place in order(scores)[:count]]
