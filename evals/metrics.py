"""Metrics with 95 % bootstrap intervals by group: 2,000 draws, seed 0."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

DRAWS = 2_000
SEED = 0

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure, its 95 % interval, and the number of rows behind it. ``value`` is None when it cannot be computed."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def as_json(self) -> dict[str, Any]:
        """Rounded to four digits, as `tact eval --json` prints it."""
        return {key: round(item, 4) if isinstance(item, float) else item for key, item in asdict(self).items()}


def count(value: int, n: int) -> Metric:
    """A plain count among ``n``: no interval."""
    return Metric(value=float(value), low=None, high=None, n=n)


def mean(values: Sequence[float], groups: Sequence[str]) -> Metric:
    """The mean of ``values``."""
    column = np.asarray(values, dtype=np.float64)
    return bootstrap(lambda rows: float(column[rows].mean()), groups)


def ratio(numerators: Sequence[float], denominators: Sequence[float], groups: Sequence[str]) -> Metric:
    """Σ numerators / Σ denominators, such as precision or recall over rows; ``n`` is Σ denominators."""
    top, bottom = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)

    def statistic(rows: Rows) -> float:
        below = bottom[rows].sum()
        return float(top[rows].sum() / below) if below else float("nan")

    found = bootstrap(statistic, groups)
    return Metric(value=found.value, low=found.low, high=found.high, n=int(bottom.sum()))


def auc(scores: Sequence[float], positive: Sequence[bool], groups: Sequence[str]) -> Metric:
    """Area under the ROC curve; ties count one half."""
    values, labels = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)
    return bootstrap(lambda rows: _auc(values[rows], labels[rows]), groups)


def spearman(scores: Sequence[float], truth: Sequence[float], groups: Sequence[str]) -> Metric:
    """Rank correlation."""
    values, labels = np.asarray(scores, dtype=np.float64), np.asarray(truth, dtype=np.float64)

    def statistic(rows: Rows) -> float:
        one, other = rankdata(values[rows]), rankdata(labels[rows])
        if one.std() == 0 or other.std() == 0:
            return float("nan")
        return float(np.corrcoef(one, other)[0, 1])

    return bootstrap(statistic, groups)


def balanced_accuracy(predicted: Sequence[bool], truth: Sequence[bool], groups: Sequence[str]) -> Metric:
    """Mean of the recall of both classes."""
    guess, labels = np.asarray(predicted, dtype=bool), np.asarray(truth, dtype=bool)

    def statistic(rows: Rows) -> float:
        hits, yes = guess[rows] == labels[rows], labels[rows]
        if yes.all() or not yes.any():
            return float("nan")
        return float((hits[yes].mean() + hits[~yes].mean()) / 2)

    return bootstrap(statistic, groups)


def f1(predicted: Sequence[bool], truth: Sequence[bool], groups: Sequence[str]) -> Metric:
    """F1 of the positive class."""
    guess, labels = np.asarray(predicted, dtype=bool), np.asarray(truth, dtype=bool)

    def statistic(rows: Rows) -> float:
        both, either = (guess[rows] & labels[rows]).sum(), guess[rows].sum() + labels[rows].sum()
        return float(2 * both / either) if either else float("nan")

    return bootstrap(statistic, groups)


def matthews(predicted: Sequence[bool], truth: Sequence[bool], groups: Sequence[str]) -> Metric:
    """Matthews correlation coefficient; 0 when either side is constant."""
    guess, labels = np.asarray(predicted, dtype=bool), np.asarray(truth, dtype=bool)

    def statistic(rows: Rows) -> float:
        one, other = guess[rows], labels[rows]
        if one.std() == 0 or other.std() == 0:
            return 0.0
        return float(np.corrcoef(one, other)[0, 1])

    return bootstrap(statistic, groups)


def kappa(predicted: Sequence[bool], truth: Sequence[bool], groups: Sequence[str]) -> Metric:
    """Cohen's kappa of two yes or no columns; NaN (left out) where both are constant."""
    guess, labels = np.asarray(predicted, dtype=bool), np.asarray(truth, dtype=bool)

    def statistic(rows: Rows) -> float:
        one, other = guess[rows], labels[rows]
        seen = float((one == other).mean())
        chance = float(one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean()))
        return float("nan") if chance == 1 else (seen - chance) / (1 - chance)

    return bootstrap(statistic, groups)


def coverage_at_error(
    confidence: Sequence[float], right: Sequence[bool], groups: Sequence[str], error: float = 0.1
) -> Metric:
    """The largest share of rows, the most confident first, among which at most ``error`` are wrong.

    Rows of equal confidence are decided together. Chosen on the very rows it is measured on: an upper reading, not a
    guarantee.
    """
    values, hits = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=bool)

    def statistic(rows: Rows) -> float:
        order = np.argsort(-values[rows], kind="stable")
        sorted_values, wrong = values[rows][order], np.cumsum(~hits[rows][order])
        decided = np.arange(1, len(rows) + 1)
        last_of_ties = np.append(np.diff(sorted_values) != 0, True)
        fine = np.flatnonzero(last_of_ties & (wrong <= error * decided))
        return float(decided[fine[-1]] / len(rows)) if len(fine) else 0.0

    return bootstrap(statistic, groups)


def bootstrap(statistic: Callable[[Rows], float], groups: Sequence[str]) -> Metric:
    """``statistic`` of all rows, with the percentile interval of resampled groups.

    Args:
        statistic: takes row indices (with repeats) and gives a figure; NaN draws are left out.
        groups: the group of each row; rows of one group are drawn together.
    """
    n = len(groups)
    if n == 0:
        return Metric(value=None, low=None, high=None, n=0)
    value = statistic(np.arange(n))
    members = _rows_by_group(groups)
    random = np.random.default_rng(SEED)
    singles = np.concatenate(members) if all(len(rows) == 1 for rows in members) else None
    draws = np.empty(DRAWS)
    for draw in range(DRAWS):
        chosen = random.integers(0, len(members), len(members))
        rows = singles[chosen] if singles is not None else np.concatenate([members[index] for index in chosen])
        draws[draw] = statistic(rows)
    draws = draws[~np.isnan(draws)]
    low, high = np.percentile(draws, [2.5, 97.5]) if len(draws) else (None, None)
    return Metric(
        value=None if np.isnan(value) else float(value),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        n=n,
    )


def _rows_by_group(groups: Sequence[str]) -> list[Rows]:
    members: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    return [np.asarray(rows, dtype=np.intp) for rows in members.values()]


def _auc(scores: Floats, positive: NDArray[np.bool_]) -> float:
    yes = int(positive.sum())
    no = len(positive) - yes
    if not yes or not no:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[positive].sum() - yes * (yes + 1) / 2) / (yes * no))
