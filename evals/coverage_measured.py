"""The product's own features of training cases, made as the scorer makes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from evals.coverage_sets import Case
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from qa_scoring.coverage import FEATURE_NAMES, Matching
from qa_scoring.reading import Reading, read_text
from qa_scoring.reply_parts import ReplyParts
from qa_scoring.sources import find_articles
from reply_core.asks import find_asks
from reply_core.types import Ask

GIVEN = 3
"""Articles that come with a case."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One row per ask found in the place asked about: features, the case it belongs to, and what is right."""

    features: Floats
    """Shape (rows, features)."""
    case: NDArray[np.intp]
    """Which case a row belongs to, shape (rows,)."""


@lru_cache(maxsize=4096)
def _reading(text: str) -> Reading:
    return read_text(text)


def measured(
    cases: Sequence[Case],
    index: KnowledgeIndex | None,
    embedder: Embedder | None,
    *,
    given: KnowledgeIndex | None = None,
) -> Measured:
    """The features of every ask that stands in the place asked about.

    Args:
        cases: messages and replies.
        index: the knowledge base the scorer has.
        embedder: None for the level of rules.
        given: a knowledge base whose best articles come with the case instead.
    """
    source = index or given
    rows: list[Floats] = []
    places: list[int] = []
    known: dict[str, tuple[tuple[str, ...], ...]] = {}
    for number, case in enumerate(cases):
        asks = find_asks(case.message)
        wanted = [place for place, ask in enumerate(asks) if _stands_in(ask, case)]
        if not wanted:
            continue
        if source is not None and case.message not in known:
            found = (
                find_articles(source, case.message, asks)
                if given is None
                else find_articles(source, case.message, asks, limit=GIVEN)
            )
            known[case.message] = found.by_ask
        matching = Matching(
            asks,
            ReplyParts(read_text(case.reply)),
            index=index,
            embedder=embedder,
            known=(case.articles,) * len(asks) if case.articles else known.get(case.message, ((),) * len(asks)),
            context=_reading(case.message),
        )
        for place in wanted:
            rows.append(matching.features(place))
            places.append(number)
    shape = (0, len(FEATURE_NAMES))
    return Measured(features=np.stack(rows) if rows else np.zeros(shape), case=np.array(places, dtype=np.intp))


def _stands_in(ask: Ask, case: Case) -> bool:
    return ask.span.end > case.start and ask.span.start < case.end


def per_case(values: Iterable[float], case: NDArray[np.intp], n: int, unknown: float = 0.5) -> Floats:
    """Mean over the asks of each case, shape (n,); ``unknown`` where no ask was found."""
    total, count = np.zeros(n), np.zeros(n)
    np.add.at(total, case, np.fromiter(values, dtype=np.float64))
    np.add.at(count, case, 1.0)
    return np.where(count > 0, total / np.maximum(count, 1), unknown)
