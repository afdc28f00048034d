"""Makes the entries of `Outcome.details` that the report draws; their shapes stand in `evals.runner`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from evals.metrics import Metric, auc, coverage_at_error, kappa, mean, ratio

BINS = 10


def calibration(name: str, said: Sequence[float], truth: Sequence[bool], bins: int = BINS) -> dict[str, Any]:
    """Equal-width bins of the value that was said, with the share that turned out true; empty bins are left out.

    Args:
        name: what is calibrated, such as "p(answered), same topic".
        said: values in [0, 1], shape (n,).
        truth: what people said, shape (n,).
    """
    values, labels = np.clip(np.asarray(said, dtype=np.float64), 0, 1), np.asarray(truth, dtype=np.float64)
    place = np.minimum((values * bins).astype(int), bins - 1)
    return {
        "name": name,
        "bins": [
            {
                "p": round(float(values[place == index].mean()), 4),
                "share": round(float(labels[place == index].mean()), 4),
                "n": int((place == index).sum()),
            }
            for index in range(bins)
            if (place == index).any()
        ],
    }


def curve(name: str, x: str, y: str, points: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """A line of points in the order given; ``x`` and ``y`` are the words at the axes."""
    return {"name": name, "x": x, "y": y, "points": [[round(float(a), 4), round(float(b), 4)] for a, b in points]}


def coverage_curve(name: str, confidence: Sequence[float], right: Sequence[bool], points: int = 40) -> dict[str, Any]:
    """Share decided (the most confident first) against the share wrong among them, at up to ``points`` places.

    Rows of equal confidence are decided together.
    """
    values, hits = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=bool)
    if not len(values):
        return curve(name, "share decided", "share wrong", [])
    order = np.argsort(-values, kind="stable")
    wrong = np.cumsum(~hits[order])
    ends = np.append(np.flatnonzero(np.diff(values[order])), len(values) - 1)
    chosen = ends[np.unique(np.linspace(0, len(ends) - 1, min(points, len(ends))).astype(int))]
    return curve(
        name,
        "share decided",
        "share wrong",
        [((end + 1) / len(values), wrong[end] / (end + 1)) for end in chosen],
    )


def criterion(
    name: str,
    predicted: Sequence[bool | None],
    truth: Sequence[bool],
    groups: Sequence[str],
    *,
    value: Sequence[float] | None = None,
    positive: str = "not met",
) -> dict[str, Any]:
    """One row of the report's table of criteria.

    Args:
        name: the criterion's code, or the code and the slice.
        predicted: True for the positive class, False for the other, None where the scorer did not decide.
        truth: what people said: True for the positive class.
        groups: the group of each row.
        value: ranks rows by how likely the positive class is; gives AUC and, read as a probability, the coverage at an
            error of at most 10 %.
        positive: what the positive class is, in words.
    """
    rows = [index for index, guess in enumerate(predicted) if guess is not None]
    guess, labels = [bool(predicted[index]) for index in rows], [bool(truth[index]) for index in rows]
    chosen = [groups[index] for index in rows]
    both = [float(a and b) for a, b in zip(guess, labels, strict=True)]
    all_hits = [float(bool(a) and b) for a, b in zip(predicted, truth, strict=True)]
    found: dict[str, Metric] = {
        "decided": mean([float(one is not None) for one in predicted], groups),
        "precision": ratio(both, [float(one) for one in guess], chosen),
        "recall": ratio(all_hits, [float(one) for one in truth], groups),
        "kappa": kappa(guess, labels, chosen),
    }
    if value is not None:
        right = [(one >= 0.5) == label for one, label in zip(value, truth, strict=True)]
        found["auc"] = auc(value, truth, groups)
        found["coverage_at_error_10"] = coverage_at_error([abs(one - 0.5) for one in value], right, groups)
    return {
        "name": name,
        "positive": positive,
        "n": len(truth),
        **{key: metric.as_json() for key, metric in found.items()},
    }


def wrong(name: str, ids: Sequence[object], limit: int = 200) -> dict[str, Any]:
    """The rows that went wrong, by id (never by text); at most ``limit`` are listed, ``n`` counts all."""
    return {"name": name, "ids": [str(one) for one in ids[:limit]], "n": len(ids)}
