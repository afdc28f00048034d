"""Pairs of texts that share much of their words, found through an index, never by comparing all with all."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_BLOCK = 512
_WIDE = 3
"""Words of a shingle."""


class Near(NamedTuple):
    """Two places of the list, ``one < two``, and how much they share, 0 to 1."""

    one: int
    two: int
    share: float


def shingled_pairs(words: Sequence[Sequence[str]], *, least: float, most_common: int = 64) -> Iterator[Near]:
    """Pairs of which one holds ``least`` of the other's three-word shingles (the shorter one's share).

    A shingle of more than ``most_common`` texts is a turn of phrase and tells nothing. Texts of fewer than three words
    have no shingles.
    """
    numbers = {word: number for number, word in enumerate(dict.fromkeys(word for text in words for word in text))}
    base = np.uint64(len(numbers) + 1)
    rows: list[NDArray[np.intp]] = []
    keys: list[NDArray[np.uint64]] = []
    for row, text in enumerate(words):
        ids = np.array([numbers[word] for word in text], dtype=np.uint64)
        if len(ids) < _WIDE:
            continue
        found = np.unique((ids[:-2] * base + ids[1:-1]) * base + ids[2:])
        keys.append(found)
        rows.append(np.full(len(found), row, dtype=np.intp))
    if not rows:
        return
    row_of, key = np.concatenate(rows), np.concatenate(keys)
    sizes = np.maximum(np.bincount(row_of, minlength=len(words)), 1).astype(np.float64)
    _, column, times = np.unique(key, return_inverse=True, return_counts=True)
    telling = (times[column] > 1) & (times[column] <= most_common)
    held = sparse.csr_matrix(
        (np.ones(int(telling.sum()), dtype=np.float32), (row_of[telling], column[telling])),
        shape=(len(words), len(times)),
    )
    for one, two, shared in _products(held):
        share = shared / np.minimum(sizes[one], sizes[two])
        for at in np.flatnonzero(share >= least):
            yield Near(int(one[at]), int(two[at]), float(min(1.0, share[at])))


def weighted_pairs(words: Sequence[Sequence[str]], *, least: float, most_common: int = 300) -> Iterator[Near]:
    """Pairs whose words, weighed by rarity, have at least this cosine; words of very many texts are left out."""
    numbers = {word: number for number, word in enumerate(dict.fromkeys(word for text in words for word in text))}
    row = np.repeat(np.arange(len(words)), [len(set(text)) for text in words])
    column = np.array([numbers[word] for text in words for word in dict.fromkeys(text)], dtype=np.intp)
    if not len(column):
        return
    times = np.bincount(column, minlength=len(numbers))
    weight = np.log(1 + len(words) / times[column]).astype(np.float32)
    norms = np.sqrt(np.bincount(row, weights=weight**2, minlength=len(words)))
    kept = times[column] <= most_common
    values = (weight / norms[row])[kept].astype(np.float32)
    held = sparse.csr_matrix((values, (row[kept], column[kept])), shape=(len(words), len(numbers)))
    for one, two, cosine in _products(held):
        for at in np.flatnonzero(cosine >= least):
            yield Near(int(one[at]), int(two[at]), float(cosine[at]))


def _products(held: sparse.csr_matrix) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]]:
    """Row by row products above the diagonal, some hundred rows at a time."""
    turned = held.T.tocsr()
    for begin in range(0, held.shape[0], _BLOCK):
        found = (held[begin : begin + _BLOCK] @ turned).tocoo()
        one, two = found.row.astype(np.intp) + begin, found.col.astype(np.intp)
        above = one < two
        yield one[above], two[above], found.data[above].astype(np.float64)
