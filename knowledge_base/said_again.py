"""Passages that say the same in other words: near in meaning for their surroundings, in words and in their values.

Likeness by the small embedder alone tells one subject from another, not a text from its paraphrase; beside how crowded
the surroundings are, the rare words shared and the values that agree or differ it does (`evals.train_twins`).
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge_base.alike import Near, Weighed
from knowledge_base.alike_meaning import Neighbours
from knowledge_base.atoms import same
from knowledge_base.logistic import load_logistic
from knowledge_base.twin_reading import Part
from model_gateway.embedder import Vectors

Sieve = Callable[[NDArray[np.float32], NDArray[np.float64]], NDArray[np.bool_]]
COMPARED = 5
"""Neighbours of each passage looked at."""
MOST = {"agree": 4, "differ": 3}
"""More values count as so many."""

_SUREST = 0.99
"""A model is never said to be surer."""


class SaidAgain:
    """Finds such pairs; keeps what it compared."""

    def __init__(self) -> None:
        self._neighbours = Neighbours()

    def pairs(self, parts: Sequence[Part], vectors: Mapping[str, Vectors]) -> tuple[list[Near], int]:
        """Pairs by place with the probability that they say the same, and how many passages have a vector."""
        model = load_logistic("twins", "local")
        found = [
            Near(one, two, min(_SUREST, chance))
            for one, two, signs in self.candidates(parts, vectors, _may_reach)
            if (chance := model.probability(signs)) >= model.thresholds["again"]
        ]
        return found, sum(part.key in vectors for part in parts) if vectors else 0

    def candidates(
        self, parts: Sequence[Part], vectors: Mapping[str, Vectors], sieve: Sieve | None = None
    ) -> list[tuple[int, int, dict[str, float]]]:
        """Each pair of passages near to each other, with its signs: margin, words, agree, differ.

        ``sieve`` says by margin and words whose values are worth looking for; None: all.
        """
        firsts: dict[str, int] = {}
        for place, part in enumerate(parts):
            if part.key in vectors:
                firsts.setdefault(part.key, place)
        if len(firsts) < 2:
            return []
        keys, places = list(firsts), np.array(list(firsts.values()), dtype=np.intp)
        near, likeness, crowded = self._neighbours.update(keys, np.stack([vectors[key] for key in keys]))
        one, two, alike = _pairs(near[:, :COMPARED], likeness[:, :COMPARED])
        margin = 2 * alike - crowded[one] - crowded[two]
        words = Weighed([part.about for part in parts]).cosines(places[one], places[two])
        worth = np.ones(len(one), dtype=bool) if sieve is None else sieve(margin, words)
        return [
            (first, second, {"margin": float(margin[at]), "words": float(words[at]), **_values(parts, first, second)})
            for at in np.flatnonzero(worth)
            for first, second in [sorted((int(places[one[at]]), int(places[two[at]])))]
            if parts[first].article.id != parts[second].article.id
        ]


def _pairs(
    near: NDArray[np.intp], likeness: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Each pair of neighbours once."""
    one = np.repeat(np.arange(len(near)), near.shape[1])
    two, alike = near.ravel(), likeness.ravel()
    there = two >= 0
    low, high = np.minimum(one, two)[there], np.maximum(one, two)[there]
    _, first = np.unique(low * len(near) + high, return_index=True)
    return low[first], high[first], alike[there][first]


def _may_reach(margin: NDArray[np.float32], words: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Pairs that would be one, were all their values the same: values are looked for only there."""
    model = load_logistic("twins", "local")
    best = {"agree": float(MOST["agree"]), "differ": 0.0}
    return np.array(
        [
            model.probability({"margin": float(one), "words": float(two), **best}) >= model.thresholds["again"]
            for one, two in zip(margin, words, strict=True)
        ],
        dtype=bool,
    )


def _values(parts: Sequence[Part], first: int, second: int) -> dict[str, float]:
    """How many values of the one with fewer stand in the other, and how many do not; of one without any neither."""
    few, many = sorted((parts[first].atoms, parts[second].atoms), key=len)
    agree = sum(any(same(one, other) for other in many) for one in few)
    return {"agree": float(min(agree, MOST["agree"])), "differ": float(min(len(few) - agree, MOST["differ"]))}
