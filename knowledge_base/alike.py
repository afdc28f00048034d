"""Pairs of texts that share much of their words, found through an index, never by comparing all with all."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Numbers = NDArray[np.uint64]
_BLOCK = 512
_WIDE = 3
"""Words of a shingle."""
_BASE = np.uint64(1 << 21)
"""More than two million different words would make two shingles one; no stock has them."""


class Near(NamedTuple):
    """Two places of the list, ``one < two``, and how much they share, 0 to 1."""

    one: int
    two: int
    share: float


class Vocabulary:
    """A number for each word, given in the order they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbers(self, words: Sequence[str]) -> Numbers:
        """The words' numbers, in their order."""
        known = self._numbers
        return np.array([known.setdefault(word, len(known)) for word in words], dtype=np.uint64)


def shingles(numbers: Numbers) -> Numbers:
    """The different three-word shingles of a text, given by its words' numbers; of fewer than three words none."""
    if len(numbers) < _WIDE:
        return numbers[:0]
    return np.unique((numbers[:-2] * _BASE + numbers[1:-1]) * _BASE + numbers[2:])


def shingled_pairs(texts: Sequence[Numbers], *, least: float, most_common: int = 64) -> Iterator[Near]:
    """Pairs of which one holds ``least`` of the other's three-word shingles (the shorter one's share).

    A shingle of more than ``most_common`` texts is a turn of phrase and tells nothing.

    Args:
        texts: the shingles of each.
        least: of the share.
        most_common: see above.
    """
    sizes = np.array([len(text) for text in texts], dtype=np.intp)
    if not sizes.sum():
        return
    row_of, key = np.repeat(np.arange(len(texts)), sizes), np.concatenate(texts)
    _, column, times = np.unique(key, return_inverse=True, return_counts=True)
    telling = (times[column] > 1) & (times[column] <= most_common)
    held = sparse.csr_matrix(
        (np.ones(int(telling.sum()), dtype=np.float32), (row_of[telling], column[telling])),
        shape=(len(texts), len(times)),
    )
    size = np.maximum(sizes, 1).astype(np.float64)
    for one, two, shared in _products(held, 0.0):
        share = shared / np.minimum(size[one], size[two])
        for at in np.flatnonzero(share >= least):
            yield Near(int(one[at]), int(two[at]), float(min(1.0, share[at])))


class Weighed:
    """Texts by their words' numbers, weighed by rarity: pairs with a cosine, and the cosine of two."""

    def __init__(self, texts: Sequence[Numbers]) -> None:
        """Take texts, each word of a text once."""
        self._rows = len(texts)
        row = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        words = np.concatenate(texts) if texts else np.zeros(0, dtype=np.uint64)
        _, column, times = np.unique(words, return_inverse=True, return_counts=True)
        weight = np.log(1 + len(texts) / times[column]).astype(np.float32)
        norms = np.sqrt(np.bincount(row, weights=weight**2, minlength=len(texts)))
        self._row, self._column, self._times = row, column, times
        self._values = (weight / norms[row]).astype(np.float32)

    def pairs(self, *, least: float, most_common: int = 300) -> Iterator[Near]:
        """Pairs with at least this cosine; words of very many texts are left out."""
        if not len(self._column):
            return
        for one, two, cosine in _products(self._matrix(self._times[self._column] <= most_common), least):
            for at in range(len(one)):
                yield Near(int(one[at]), int(two[at]), float(cosine[at]))

    def cosines(self, one: NDArray[np.intp], two: NDArray[np.intp]) -> NDArray[np.float64]:
        """The cosines of pairs of places, shape (pairs,)."""
        if not len(self._column):
            return np.zeros(len(one))
        held = self._matrix(np.ones(len(self._column), dtype=bool))
        return np.asarray(held[one].multiply(held[two]).sum(axis=1), dtype=np.float64).ravel()

    def _matrix(self, kept: NDArray[np.bool_]) -> sparse.csr_matrix:
        places = (self._row[kept], self._column[kept])
        return sparse.csr_matrix((self._values[kept], places), shape=(self._rows, len(self._times)))


def _products(
    held: sparse.csr_matrix, least: float
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]]:
    """Row by row products above the diagonal of at least so much, some hundred rows at a time."""
    turned = held.T.tocsr()
    for begin in range(0, held.shape[0], _BLOCK):
        found = (held[begin : begin + _BLOCK] @ turned).tocoo()
        above = (found.row + begin < found.col) & (found.data >= least)
        yield (
            found.row[above].astype(np.intp) + begin,
            found.col[above].astype(np.intp),
            found.data[above].astype(np.float64),
        )
