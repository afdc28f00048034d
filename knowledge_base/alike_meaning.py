"""Texts that lie near each other by their vectors, each with the nearest few; what was compared before is kept."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge_base.bm25 import Scores
from knowledge_base.coarse import one_thread
from model_gateway.embedder import Vectors

AROUND = 10
"""Neighbours that say how crowded a text's surroundings are."""
_BLOCK = 512
_LONELY = 0.88
"""The mean likeness to its neighbours is taken to be at least this: a stock of two texts has no surroundings."""


class Neighbours:
    """The nearest texts of each; `update` compares only what is new with all."""

    def __init__(self) -> None:
        one_thread()
        self._keys: tuple[str, ...] = ()
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)
        self._near: NDArray[np.intp] = np.zeros((0, AROUND), dtype=np.intp)
        self._likeness: Scores = np.zeros((0, AROUND), dtype=np.float32)

    def update(self, keys: Sequence[str], vectors: Vectors) -> tuple[NDArray[np.intp], Scores, Scores]:
        """The neighbours of each text, best first.

        Args:
            keys: what each text is known by; no two alike.
            vectors: of length one, shape (texts, dim).

        Returns:
            Places of the `AROUND` nearest, shape (texts, AROUND), −1 where there are fewer; their likenesses; and how
            crowded the surroundings of each are, shape (texts,).
        """
        near = np.full((len(keys), AROUND), -1, dtype=np.intp)
        likeness = np.full((len(keys), AROUND), -1.0, dtype=np.float32)
        before = {key: place for place, key in enumerate(self._keys)}
        if self._vectors.shape[1:] != vectors.shape[1:]:
            before = {}
        now = {key: place for place, key in enumerate(keys)}
        came_from = np.array([before.get(key, -1) for key in keys], dtype=np.intp)
        moved = np.array([now.get(key, -1) for key in self._keys] + [-1], dtype=np.intp)  # the last: nobody
        stayed = np.flatnonzero(came_from >= 0)
        old = self._near[came_from[stayed]]
        whole = ~((old >= 0) & (moved[old] < 0)).any(axis=1) if len(stayed) else np.zeros(0, dtype=bool)
        kept = stayed[whole]  # those that lost none of their neighbours
        near[kept], likeness[kept] = moved[old[whole]], self._likeness[came_from[kept]]
        fresh = np.flatnonzero(came_from < 0)
        if len(fresh) and len(kept):
            _merge(kept, fresh, vectors, near, likeness)
        anew = np.setdiff1d(np.arange(len(keys)), kept)
        everyone = np.arange(len(keys))
        for begin in range(0, len(anew), _BLOCK):
            rows = anew[begin : begin + _BLOCK]
            near[rows], likeness[rows] = _nearest(rows, everyone, vectors)
        self._keys, self._vectors, self._near, self._likeness = tuple(keys), vectors, near, likeness
        return near, likeness, _crowded(near, likeness)


def _merge(
    rows: NDArray[np.intp], fresh: NDArray[np.intp], vectors: Vectors, near: NDArray[np.intp], likeness: Scores
) -> None:
    """Put texts that are new among the neighbours of ``rows``, in place."""
    for begin in range(0, len(rows), _BLOCK):
        part = rows[begin : begin + _BLOCK]
        places, scores = _nearest(part, fresh, vectors)
        every, alike = np.hstack([near[part], places]), np.hstack([likeness[part], scores])
        best = np.argsort(-alike, axis=1, kind="stable")[:, :AROUND]
        near[part], likeness[part] = np.take_along_axis(every, best, 1), np.take_along_axis(alike, best, 1)


def _nearest(rows: NDArray[np.intp], among: NDArray[np.intp], vectors: Vectors) -> tuple[NDArray[np.intp], Scores]:
    """The nearest of ``among`` to each of ``rows``, best first; −1 where there are fewer."""
    scores = np.asarray(vectors[rows] @ vectors[among].T, dtype=np.float32)
    scores[rows[:, None] == among[None, :]] = -1.0  # itself
    few = min(AROUND, len(among))
    best = np.argpartition(-scores, few - 1, axis=1)[:, :few]
    alike = np.take_along_axis(scores, best, 1)
    order = np.argsort(-alike, axis=1, kind="stable")
    places = np.full((len(rows), AROUND), -1, dtype=np.intp)
    found = np.full((len(rows), AROUND), -1.0, dtype=np.float32)
    found[:, :few] = np.take_along_axis(alike, order, 1)
    places[:, :few] = np.where(found[:, :few] > -1.0, among[np.take_along_axis(best, order, 1)], -1)
    return places, found


def _crowded(near: NDArray[np.intp], likeness: Scores) -> Scores:
    there = near >= 0
    mean = np.where(there, likeness, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return np.asarray(np.maximum(mean, _LONELY), dtype=np.float32)
