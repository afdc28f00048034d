"""The machine's confidence beside people's verdicts: a map from what it says to how often it is right, per criterion.

Fitted on verdicts people gave blind on randomly chosen replies, never on edits: people edit what they see is wrong, so
edits would make every machine look worse than it is. Few labels fit two numbers (Platt: a logistic line over the
log-odds), many a free rising curve (isotonic). Below `FLOOR` labels there is no map and the confidence stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log
from typing import Any, Literal, NamedTuple

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

FLOOR = 100
"""Replies with a confident machine verdict and a person's beside it, below which nothing is fitted."""
ISOTONIC_FROM = 1_000
"""From here on a free curve; below it overfits (Niculescu-Mizil and Caruana 2005)."""
_EDGE = 0.001

Kind = Literal["platt", "isotonic"]


class ConfidenceLabel(NamedTuple):
    """One reply: how sure the machine was, and which share of the people who judged it said the same."""

    said: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceMap:
    """What the machine says → how often it is right; with how it came about."""

    kind: Kind
    n: int
    xs: tuple[float, ...]
    """Isotonic: knots. Platt: slope and intercept over the log-odds."""
    ys: tuple[float, ...] = ()
    round_id: str = ""
    fitted_at: str = ""
    before: float = 0.0
    """Mean squared error of the machine's own confidence on these labels (Brier)."""
    after: float = 0.0
    """The same with the map; on the labels it was fitted on, so a little too good."""
    level: str = ""
    """Of the cards it was fitted on: it holds for cards made the same way only."""
    scorer: str = ""

    def of(self, said: float) -> float:
        """The mapped confidence, 0 to 1."""
        if self.kind == "isotonic":
            return float(np.interp(said, self.xs, self.ys))
        slope, intercept = self.xs
        return 1 / (1 + exp(-(slope * _odds(said) + intercept)))


def fit(
    labels: Sequence[ConfidenceLabel], *, round_id: str, at: datetime, level: str = "", scorer: str = ""
) -> ConfidenceMap | None:
    """The map these labels make; None when they are too few, or when people always or never agreed."""
    if len(labels) < FLOOR:
        return None
    said = np.array([each.said for each in labels])
    right = np.array([each.right for each in labels])
    if right.min() == right.max() and right.min() in (0.0, 1.0):
        return None
    if len(labels) >= ISOTONIC_FROM:
        curve = IsotonicRegression(y_min=_EDGE, y_max=1 - _EDGE, out_of_bounds="clip").fit(said, right)
        made = ConfidenceMap(
            kind="isotonic", n=len(labels), xs=_plain(curve.X_thresholds_), ys=_plain(curve.y_thresholds_)
        )
    else:
        made = ConfidenceMap(kind="platt", n=len(labels), xs=_platt(said, right))
    mapped = np.array([made.of(float(each)) for each in said])
    return ConfidenceMap(
        kind=made.kind, n=made.n, xs=made.xs, ys=made.ys, round_id=round_id, fitted_at=at.isoformat(),
        before=float(np.mean((said - right) ** 2)), after=float(np.mean((mapped - right) ** 2)),
        level=level, scorer=scorer,
    )  # fmt: skip


def map_to_dict(made: ConfidenceMap) -> dict[str, Any]:
    """As it is stored beside the criterion."""
    return {
        "kind": made.kind, "n": made.n, "xs": list(made.xs), "ys": list(made.ys), "round_id": made.round_id,
        "fitted_at": made.fitted_at, "before": made.before, "after": made.after, "level": made.level,
        "scorer": made.scorer,
    }  # fmt: skip


def map_from_dict(data: Mapping[str, Any]) -> ConfidenceMap:
    """The map `map_to_dict` wrote."""
    return ConfidenceMap(**{**data, "xs": tuple(data["xs"]), "ys": tuple(data["ys"])})


def _platt(said: np.ndarray, right: np.ndarray) -> tuple[float, ...]:
    """Slope and intercept. Each reply stands twice, right and wrong, weighted by the shares of people; the slope never
    falls below 0: more confidence never comes to mean less."""
    odds = np.array([[_odds(float(each))] for each in said])
    rows = np.concatenate([odds, odds])
    truth = np.concatenate([np.ones(len(said)), np.zeros(len(said))])
    weights = np.concatenate([right, 1 - right])
    line = LogisticRegression(C=10.0).fit(rows, truth, sample_weight=weights)
    slope = float(line.coef_[0][0])
    if slope >= 0:
        return slope, float(line.intercept_[0])
    return 0.0, _odds(float(right.mean()))


def _odds(share: float) -> float:
    kept = min(max(share, _EDGE), 1 - _EDGE)
    return log(kept / (1 - kept))


def _plain(values: Any) -> tuple[float, ...]:
    return tuple(float(each) for each in values)
