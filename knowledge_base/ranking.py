"""Several rankings of the same articles made into one: each is standardised, weighted, then they are added.

The weights stand in ``models/ranking.json``: chosen by `evals.train_ranking` by cross-validation over whole sets.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.bm25 import Scores
from reply_core.errors import BadFile

CHANNELS = ("lexical", "heading", "semantic", "asked")
MODEL = Path(__file__).parent / "models" / "ranking.json"
_FLOOR = 1e-3
_AT_FIRST = 64
_TOGETHER = 3.0


@lru_cache(maxsize=4)
def weights(path: Path = MODEL) -> Mapping[str, float]:
    """What each of `CHANNELS` counts; they add up to 3.

    Raises:
        BadFile: the file is missing or not of this shape.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["weights"]
        return {name: float(found[name]) for name in CHANNELS}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(
            "The weights of search cannot be read", where=f"{path.name}: {error}", mend="reinstall Tact"
        ) from error


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
    asked: Scores | None = None
    """Likeness of query and the article's best passage, both embedded as questions, shape (A,)."""
    passage_semantic: Scores | None = None
    """Likeness of query and passage, shape (P,)."""

    def fused(self) -> Scores:
        """One score per article, shape (A,): weights of the channels there are add up to 3, of words alone to 1."""
        if self.semantic is None:
            return standardised(self.lexical)
        counts = weights()
        present = {name: scores for name in CHANNELS if (scores := getattr(self, name)) is not None}
        share = _TOGETHER / sum(counts[name] for name in present)
        found = sum(share * counts[name] * standardised(scores) for name, scores in present.items())
        return np.asarray(found, dtype=np.float32)

    def fused_passages(self) -> Scores:
        """One score per passage, shape (P,): which passage of an article comes first."""
        found = standardised(self.passage_lexical)
        return found if self.passage_semantic is None else found + standardised(self.passage_semantic)


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


def descending(scores: Scores, at_first: int = _AT_FIRST) -> Iterator[int]:
    """Places from best to worst as `order` has them, the few best found without sorting all."""
    if scores.size > at_first:
        is_lead = scores >= np.partition(scores, -at_first)[-at_first]
        for part in (np.flatnonzero(is_lead), np.flatnonzero(~is_lead)):
            yield from part[order(scores[part])].tolist()
    else:
        yield from order(scores).tolist()


def top(scores: Scores, count: int) -> Sequence[int]:
    """The best ``count`` places."""
    return list(islice(descending(scores), count))
