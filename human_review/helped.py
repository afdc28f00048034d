"""Did coaching help? An operator's weeks before and after a session, set against uncoached colleagues' same weeks.

A difference in differences on weekly means: every operator has a level of his own, every week a level common to all,
and the coached operator a step after the session. The interval comes from errors robust to unequal weeks (HC3) and
Student's t over the operator's own weeks. Where the data cannot carry an answer, the answer is "cannot tell yet".
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from scipy.stats import t as student

from human_review.statistics import MIN_CONVERSATIONS

Verdict = Literal["better", "worse", "cannot_tell"]
Reason = Literal[
    "", "no_data", "few_before", "few_after", "no_peers", "standard_changed", "interval", "trend_before", "picked"
]
REASONS: tuple[Reason, ...] = get_args(Reason)
MIN_WEEKS_BEFORE, MIN_WEEKS_AFTER = 4, 3
_MIN_TREND_WEEKS = 5
_WEEK_SHOCK = 20.0
"""A week's mean of this many replies varies as much by the week itself as by its replies."""
_LEVEL = 0.975


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One operator's replies of one week; week 0 begins the day after the session, week -1 ends the day before it."""

    operator_id: str
    week: int
    n: int
    conversations: int
    mean: float
    """0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Replies before or after; no mean below the minimum."""

    n: int = 0
    conversations: int = 0
    weeks: int = 0
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What is known of a session's effect on one criterion, in points out of 100."""

    verdict: Verdict = "cannot_tell"
    reason: Reason = "no_data"
    change: float | None = None
    low: float | None = None
    high: float | None = None
    before: Side = Side()
    after: Side = Side()
    peers_before: Side = Side()
    peers_after: Side = Side()
    peers: int = 0
    weeks_left_out: int = 0
    """Weeks before the session that are no base, because its cases were picked from them."""
    replies_left_out: int = 0
    """Picked replies left out of the base, where leaving out their weeks would leave too little."""


def effect(cells: Sequence[Cell], operator: str, *, picked_since: int | None = None, picked_replies: int = 0) -> Effect:
    """The effect of a session on one operator.

    Args:
        cells: weekly means of the operator and of colleagues who were not coached; one measure only.
        operator: the coached operator's id.
        picked_since: the week of the oldest case that was picked for the session. Weeks from there on were chosen for
            being low, and rise by themselves: they are no base.
        picked_replies: picked replies already taken out of the cells, because no clean base is left without them.
    """
    kept = [cell for cell in cells if cell.n > 0]
    left_out = 0
    if picked_since is not None:
        left_out = len({c.week for c in kept if c.operator_id == operator and picked_since <= c.week < 0})
        kept = [cell for cell in kept if cell.week >= 0 or cell.week < picked_since]
    kept = _comparable(kept, operator)
    known = _sides(kept, operator)
    reason = _too_little(known)
    common: dict[str, Any] = {**known, "weeks_left_out": left_out, "replies_left_out": picked_replies}
    if reason:
        return Effect(reason=reason, **common)
    fitted = _step(kept, operator)
    if fitted is None:
        return Effect(reason="few_after", **common)
    change, low, high = fitted
    verdict, why = _said(kept, operator, low, high, biased=picked_replies > 0)
    return Effect(verdict=verdict, reason=why, change=change, low=low, high=high, **common)


def enough_before(cells: Sequence[Cell], operator: str, picked_since: int) -> bool:
    """Whether the weeks before the first picked case are base enough by themselves."""
    own = [cell for cell in cells if cell.operator_id == operator and cell.week < picked_since and cell.n > 0]
    return len(own) >= MIN_WEEKS_BEFORE and sum(cell.conversations for cell in own) >= MIN_CONVERSATIONS


def _comparable(cells: Sequence[Cell], operator: str) -> list[Cell]:
    """Weeks in which both the operator and some colleague replied, and colleagues seen before and after."""
    both = {
        cell.operator_id
        for cell in cells
        if any(other.operator_id == cell.operator_id and (other.week < 0) != (cell.week < 0) for other in cells)
    }
    kept = [cell for cell in cells if cell.operator_id == operator or cell.operator_id in both]
    own = {cell.week for cell in kept if cell.operator_id == operator}
    peers = {cell.week for cell in kept if cell.operator_id != operator}
    if not peers:
        return kept
    kept = [cell for cell in kept if cell.week in own & peers]
    seen = Counter(cell.operator_id for cell in kept)
    return [cell for cell in kept if cell.operator_id == operator or seen[cell.operator_id] > 1]


def _sides(cells: Sequence[Cell], operator: str) -> dict[str, Any]:
    own = [cell for cell in cells if cell.operator_id == operator]
    peers = [cell for cell in cells if cell.operator_id != operator]
    return {
        "before": _side([cell for cell in own if cell.week < 0]),
        "after": _side([cell for cell in own if cell.week >= 0]),
        "peers_before": _side([cell for cell in peers if cell.week < 0]),
        "peers_after": _side([cell for cell in peers if cell.week >= 0]),
        "peers": len({cell.operator_id for cell in peers}),
    }


def _side(cells: Sequence[Cell]) -> Side:
    n, conversations = sum(cell.n for cell in cells), sum(cell.conversations for cell in cells)
    weeks = len({cell.week for cell in cells})
    mean = sum(cell.n * cell.mean for cell in cells) / n if conversations >= MIN_CONVERSATIONS else None
    return Side(n=n, conversations=conversations, weeks=weeks, mean=mean)


def _too_little(known: dict[str, Any]) -> Reason:
    if known["before"].mean is None or known["before"].weeks < MIN_WEEKS_BEFORE:
        return "few_before"
    if known["after"].mean is None or known["after"].weeks < MIN_WEEKS_AFTER:
        return "few_after"
    if known["peers_before"].mean is None or known["peers_after"].mean is None:
        return "no_peers"
    return ""


def _said(cells: Sequence[Cell], operator: str, low: float, high: float, *, biased: bool) -> tuple[Verdict, Reason]:
    if low <= 0 <= high:
        return "cannot_tell", "interval"
    if biased and high < 0:  # a base without its lowest replies is too good: a fall may come from that alone
        return "cannot_tell", "picked"
    before = _trend(cells, operator)
    if before is not None and (before[0] > 0 if low > 0 else before[1] < 0):
        return "cannot_tell", "trend_before"
    return ("better", "") if low > 0 else ("worse", "")


def _step(cells: Sequence[Cell], operator: str) -> tuple[float, float, float] | None:
    """Change, low, high of the operator's step after the session."""
    column = [float(cell.operator_id == operator and cell.week >= 0) for cell in cells]
    return _fitted(cells, column, operator)


def _trend(cells: Sequence[Cell], operator: str) -> tuple[float, float] | None:
    """The interval of the operator's own slope before the session, in points a week, against the colleagues'."""
    base = [cell for cell in cells if cell.week < 0]
    if len({cell.week for cell in base if cell.operator_id == operator}) < _MIN_TREND_WEEKS:
        return None
    column = [float(cell.week) if cell.operator_id == operator else 0.0 for cell in base]
    fitted = _fitted(base, column, operator)
    return None if fitted is None else fitted[1:]


def _fitted(cells: Sequence[Cell], column: Sequence[float], operator: str) -> tuple[float, float, float] | None:
    """Weighted least squares with a level per operator and per week; the column's coefficient with its 95 % interval
    (HC3 errors, t over the operator's own weeks). None: the weeks do not determine it."""
    from statsmodels.regression.linear_model import WLS  # a second to load, and few ask

    people = sorted({cell.operator_id for cell in cells})
    weeks = sorted({cell.week for cell in cells})
    levels = [[float(cell.operator_id == each) for each in people] for cell in cells]
    common = [[float(cell.week == each) for each in weeks[1:]] for cell in cells]
    design = np.column_stack([np.array(column), np.array(levels), np.array(common).reshape(len(cells), -1)])
    freedom = sum(cell.operator_id == operator for cell in cells) - 2
    if freedom < 1 or len(cells) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    weights = np.array([1.0 / (1.0 / cell.n + 1.0 / _WEEK_SHOCK) for cell in cells])
    done = WLS(np.array([cell.mean for cell in cells]), design, weights=weights).fit(cov_type="HC3")
    error = float(done.bse[0])
    if not np.isfinite(error):
        return None
    change, half = float(done.params[0]), float(student.ppf(_LEVEL, freedom)) * error
    return change, change - half, change + half
