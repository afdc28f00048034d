"""What texts of support have in common in an embedding, to be taken away before likeness means anything."""

import tomllib
from collections import OrderedDict
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

    The shop's own texts give the centre where there are enough of them; else our ordinary texts of that language do.
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


def _make(embedder: Embedder, index: KnowledgeIndex | None, language: Language) -> Centres:
    table = tomllib.loads(_FILE.read_text("utf-8"))[language]
    asks, replies = table["asks"].strip().splitlines(), table["replies"].strip().splitlines()
    as_asks, as_passages = _mean(embedder.queries(asks)), _mean(embedder.passages(asks))
    own = list(index.vectors.values()) if index is not None and index.level == "local" else []
    if len(own) < _FEW_VECTORS:
        return Centres(as_asks, _mean(embedder.passages(replies)))
    shop = _mean(np.stack(own))
    return Centres(shop + as_asks - as_passages, shop)


def _mean(vectors: Vectors) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = vectors.astype(np.float64).mean(axis=0)
    return mean
