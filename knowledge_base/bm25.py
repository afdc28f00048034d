"""BM25 over token lists (the library's sparse scores behind two methods)."""

import logging
import math
from collections import Counter
from collections.abc import Iterable, Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells every build otherwise


class Bm25:
    """Scores documents, given as token lists, against a query's tokens (Lucene's formula, k1 1.5, b 0.75)."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._size = len(documents)
        self._ids: dict[str, int] = {}
        coded = [[self._ids.setdefault(token, len(self._ids)) for token in tokens] for tokens in documents]
        self._index = None
        if self._ids:
            self._index = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
            self._index.index((coded, dict(self._ids)), create_empty_token=False, show_progress=False)

    def scores(self, tokens: Iterable[str]) -> Scores:
        """One score per document, shape (documents,); each distinct token counts once; 0 = no token in common."""
        known = sorted({self._ids[token] for token in tokens if token in self._ids})
        if not known or self._index is None:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores_from_ids(known), dtype=np.float32)


class Rarity:
    """How telling a stem is: its inverse document frequency among the given documents."""

    def __init__(self, documents: Iterable[Iterable[str]]) -> None:
        counts: Counter[str] = Counter()
        size = 0
        for stems in documents:
            counts.update(set(stems))
            size += 1
        self._weights = {stem: math.log(1 + (size - n + 0.5) / (n + 0.5)) for stem, n in counts.items()}
        self._unknown = math.log(1 + (size + 0.5) / 0.5)

    def of(self, stem: str) -> float:
        """The stem's weight, > 0; a stem no document has weighs most."""
        return self._weights.get(stem, self._unknown)

    def known(self, stem: str) -> bool:
        """Whether any document has the stem."""
        return stem in self._weights

    def recall(self, wanted: Iterable[str], present: Iterable[str]) -> float:
        """The share of ``wanted``, by weight, that is in ``present``; 0 when nothing is wanted."""
        there = set(present)
        total = found = 0.0
        for stem in set(wanted):
            weight = self.of(stem)
            total += weight
            found += weight if stem in there else 0.0
        return found / total if total else 0.0
