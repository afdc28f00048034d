"""Means and shares with honest intervals: cluster bootstrap by conversation, Wilson for shares; no number without n."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

MIN_CONVERSATIONS = 10
"""Below this many conversations there are cases to look at, and no number."""
DRAWS = 2000
_Z = 1.959964
_CHUNK = 4_000_000

State = Literal["enough", "not enough data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A mean in the unit of its values, with a 95 % interval; without both when there is not enough data."""

    n: int
    """Replies counted."""
    conversations: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    unsure: int = 0
    """Replies that were not decided; part of no mean."""

    @property
    def state(self) -> State:
        """Whether there is enough to show a number."""
        return "not enough data" if self.mean is None else "enough"


def mean_point(
    clusters: Mapping[str, Sequence[float]], *, unsure: int = 0, minimum: int = MIN_CONVERSATIONS, seed: int = 0
) -> Point:
    """The mean of all values with a cluster-bootstrap interval.

    Args:
        clusters: conversation id → the values of its replies (at least one each).
        unsure: replies that were not decided, passed through.
        minimum: fewer conversations give no number.
        seed: of the bootstrap; the same values give the same interval.
    """
    values = {name: each for name, each in sorted(clusters.items()) if each}
    n = sum(len(each) for each in values.values())
    if len(values) < max(minimum, 1):
        return Point(n=n, conversations=len(values), unsure=unsure)
    sums = np.array([sum(each) for each in values.values()])
    counts = np.array([len(each) for each in values.values()])
    mean = float(sums.sum() / n)
    low, high = _bootstrap(sums, counts, seed)
    if low == high:  # resampling equal values shows no doubt at all: eighteen times 100 do not prove "always 100"
        low, high = (100 * bound for bound in wilson(round(mean / 100 * len(values)), len(values)))
    return Point(n=n, conversations=len(values), mean=mean, low=min(low, mean), high=max(high, mean), unsure=unsure)


def _bootstrap(sums: np.ndarray, counts: np.ndarray, seed: int) -> tuple[float, float]:
    """The 2.5 and 97.5 percentiles of Σ sums / Σ counts over resampled conversations."""
    generator = np.random.default_rng(seed)
    size = len(sums)
    at_once = max(1, _CHUNK // size)
    means = []
    for begin in range(0, DRAWS, at_once):
        picks = generator.integers(0, size, size=(min(at_once, DRAWS - begin), size))
        means.append(sums[picks].sum(axis=1) / counts[picks].sum(axis=1))
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)


def share_point(good: int, n: int, *, replies: int, unsure: int = 0, minimum: int = MIN_CONVERSATIONS) -> Point:
    """A share of conversations (0 to 100) with its Wilson interval.

    Args:
        good: conversations that have the property.
        n: all conversations.
        replies: replies in them, shown beside the share.
        unsure: replies that were not decided, passed through.
        minimum: fewer conversations give no number.
    """
    if n < max(minimum, 1):
        return Point(n=replies, conversations=n, unsure=unsure)
    low, high = wilson(good, n)
    return Point(n=replies, conversations=n, mean=100 * good / n, low=100 * low, high=100 * high, unsure=unsure)


def wilson(good: int, n: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share, 0 to 1.

    >>> [round(bound, 3) for bound in wilson(9, 10)]
    [0.596, 0.982]
    """
    if n <= 0:
        return 0.0, 1.0
    share = good / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return 0.0 if good == 0 else middle - half, 1.0 if good == n else middle + half
