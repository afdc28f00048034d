"""Likeness to very many vectors, first roughly, then exactly for those that may be among the nearest.

The vectors' main directions tell most of a likeness at a quarter of the memory read, which is what comparing a large
stock costs. Over 95 673 real vectors of the bundled embedder and 200 others as questions the 10 nearest are among those
compared exactly in .999, the 100 nearest in .988.
"""

import os
from functools import cache

import numpy as np
from threadpoolctl import threadpool_limits

from knowledge_base.bm25 import Scores
from model_gateway.embedder import Vectors

LARGE = 20_000
"""Vectors from which this pays: fewer are compared one by one."""
_DIRECTIONS = 96
_EXACT = 4_000
"""Vectors compared exactly."""
_TOLD_APART = 1_000
"""No vector that was only estimated counts as nearer than so many of those compared."""
_SAMPLE = 20_000


@cache
def one_thread() -> None:
    """Have products of matrices use one thread in this process, unless the environment says how many.

    A product of a search takes milliseconds; over two threads it waits for the slower one, and on a busy machine for
    its turn: three products over 100 000 vectors took 68 ms in the median with two threads and 28 with one (load 8 on
    two cores), 28 and 12 at best.
    """
    if not any(name in os.environ for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")):
        threadpool_limits(1, user_api="blas")


class Coarse:
    """One matrix of vectors, shape (n, dim), and its shadow along the main directions; immutable once built."""

    def __init__(self, matrix: Vectors) -> None:
        """Find the main directions from a sample, the same on every build."""
        self._matrix = matrix
        self._mean = matrix.mean(axis=0)
        rows = np.linspace(0, len(matrix) - 1, min(len(matrix), _SAMPLE), dtype=np.intp)
        apart = matrix[rows] - self._mean
        _, directions = np.linalg.eigh(apart.T @ apart)
        self._directions = np.ascontiguousarray(directions[:, ::-1][:, :_DIRECTIONS], dtype=np.float32)
        self._shadow = np.ascontiguousarray((matrix - self._mean) @ self._directions, dtype=np.float32)

    def likeness(self, vector: Vectors) -> Scores:
        """Likeness of every vector to one, shape (n,): exact for the nearest, an estimate for the others."""
        found = np.asarray(self._shadow @ (vector @ self._directions) + self._mean @ vector, dtype=np.float32)
        near = np.sort(np.argpartition(found, -_EXACT)[-_EXACT:])
        exact = np.asarray(self._matrix[near] @ vector, dtype=np.float32)
        np.minimum(found, np.partition(exact, -_TOLD_APART)[-_TOLD_APART], out=found)
        found[near] = exact
        return found
