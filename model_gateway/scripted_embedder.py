"""An embedder without a model, for tests and demos: the same text has the same vector on every machine."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from model_gateway.embedder import Vectors
from reply_core.text import fold

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """Hashes character three-grams of words: texts that share word roots are alike, meaning it does not know.

    Args:
        dim: number of columns.
    """

    def __init__(self, dim: int = 256) -> None:
        self._dim = dim
        self.calls: list[tuple[str, ...]] = []
        """What was asked for, newest last."""

    @property
    def name(self) -> str:
        return f"hash-{self._dim}"

    @property
    def dim(self) -> int:
        return self._dim

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (len(texts), dim)."""
        return self._embed(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that may answer, shape (len(texts), dim)."""
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(tuple(texts))
        rows = np.zeros((len(texts), self._dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for gram in _grams(text):
                row[zlib.crc32(gram.encode("utf-8", "replace")) % self._dim] += 1.0
            length = float(np.linalg.norm(row))
            if length:
                row /= length
            else:
                row[0] = 1.0
        return rows


def _grams(text: str) -> list[str]:
    padded = [f"^{word}$" for word in _WORD.findall(fold(text))]
    return [word[at : at + 3] for word in padded for at in range(len(word) - 2)]
