"""What texts of support have in common in an embedding, to be taken away before likeness means anything."""

import tomllib
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder, Vectors
from reply_core.types import Language

_FILE = Path(__file__).parent / "phrases" / "centre.toml"
_KEPT = 32
_FEW_VECTORS = 20
"""A knowledge base with fewer vectors has no mean of its own worth the name."""


class Centres(NamedTuple):
    """Mean vectors, shape (dim,): of asks embedded as questions, and of replies and articles embedded as passages."""

    asks: NDArray[np.float64]
    replies: NDArray[np.float64]


_made: OrderedDict[tuple[str, int, Language], tuple[KnowledgeIndex | None, Centres]] = OrderedDict()


def centres(embedder: Embedder, index: KnowledgeIndex | None, language: Language) -> Centres:
    """The centres for an embedder and a knowledge base; the last ones are kept.

    Half the shop's own texts, where there are enough of them, and half our ordinary texts of that language: articles
    are no asks and no replies (alone they are worse on the demo shops), but a far subject needs them.
    """
    key = (embedder.name, id(index), language)
    known = _made.get(key)
    if known is not None and known[0] is index:
        return known[1]
    made = _make(embedder, index, language)
    _made[key] = (index, made)
    while len(_made) > _KEPT:
        _made.popitem(last=False)
    return made


@lru_cache(maxsize=2)
def _ordinary(language: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
    table = tomllib.loads(_FILE.read_text("utf-8"))[language]
    return tuple(table["asks"].strip().splitlines()), tuple(table["replies"].strip().splitlines())


def ordinary_replies(embedder: Embedder, language: Language) -> Vectors:
    """Vectors of ordinary replies, as passages."""
    known = _vectors.get((embedder.name, language))
    if known is None:
        known = _vectors[embedder.name, language] = embedder.passages(_ordinary(language)[1])
    return known


_vectors: dict[tuple[str, Language], Vectors] = {}


def _make(embedder: Embedder, index: KnowledgeIndex | None, language: Language) -> Centres:
    asks, replies = _ordinary(language)
    as_asks, as_passages = _mean(embedder.queries(asks)), _mean(embedder.passages(asks))
    own = list(index.text_vectors.values()) if index is not None and index.level == "local" else []
    if len(own) < _FEW_VECTORS:
        return Centres(as_asks, _mean(embedder.passages(replies)))
    shop, ordinary = _mean(np.stack(own)), _mean(embedder.passages(replies))
    return Centres((shop + as_asks - as_passages + as_asks) / 2, (shop + ordinary) / 2)


def _mean(vectors: Vectors) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = vectors.astype(np.float64).mean(axis=0)
    return mean
