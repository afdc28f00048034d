"""Is somebody getting better or worse: an EWMA chart of weekly means against that person's own base.

λ = .2 and L = 2.7 (about one false alarm in 17 people a quarter): the weekly mean's own standard error and the
spread between the base's weeks both widen the limits, so weeks with few conversations decide little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

LAMBDA = 0.2
LIMIT = 2.7
BASE_WEEKS = 8
"""Weeks that make the base at most; the newest ones are followed."""
FOLLOWED_WEEKS = 4
MIN_BASE_WEEKS = 4
MIN_FOLLOWED_WEEKS = 2
MIN_CONVERSATIONS = 5
"""In a week, for the week to count."""

StateName = Literal["stable", "improving", "declining", "not enough data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week's mean (0 to 100), its standard error, and how many conversations it rests on."""

    mean: float
    error: float
    conversations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendState:
    """What the weeks say: the state, the base it is measured from, and how far the smoothed line stands from it."""

    name: StateName
    base: float | None = None
    moved: float | None = None
    """Points of the smoothed line above (+) or below (−) the base in the last week."""
    limit: float | None = None
    """How far it would have to stand for a signal."""
    weeks: int = 0
    """Weeks that counted, base and followed ones."""


def trend_state(weeks: Sequence[Week | None]) -> TrendState:
    """The state after the last of ``weeks`` (oldest first; None or too few conversations: the week is passed over)."""
    followed = [week for week in weeks[-FOLLOWED_WEEKS:] if _counts(week)]
    base = [week for week in weeks[:-FOLLOWED_WEEKS] if _counts(week)][-BASE_WEEKS:]
    counted = len(base) + len(followed)
    if len(base) < MIN_BASE_WEEKS or len(followed) < MIN_FOLLOWED_WEEKS:
        return TrendState(name="not enough data", weeks=counted)
    weights = [week.conversations for week in base if week]
    centre = sum(week.mean * week.conversations for week in base if week) / sum(weights)
    between = _between(base, centre)
    smoothed, variance = 0.0, 0.0
    for week in followed:
        if week is not None:
            smoothed = LAMBDA * (week.mean - centre) + (1 - LAMBDA) * smoothed
            variance = LAMBDA**2 * (between + week.error**2) + (1 - LAMBDA) ** 2 * variance
    reach = 1 - (1 - LAMBDA) ** len(followed)
    of_base = (between + sum(week.error**2 for week in base if week) / len(base)) / len(base)
    limit = LIMIT * sqrt(variance + reach**2 * of_base)
    name: StateName = "stable"
    if abs(smoothed) > limit > 0:
        name = "improving" if smoothed > 0 else "declining"
    return TrendState(name=name, base=centre, moved=smoothed, limit=limit, weeks=counted)


def _counts(week: Week | None) -> bool:
    return week is not None and week.conversations >= MIN_CONVERSATIONS


def _between(base: Sequence[Week | None], centre: float) -> float:
    """Variance between the base's weeks beyond what their standard errors explain; 0 at least."""
    known = [week for week in base if week]
    spread = sum((week.mean - centre) ** 2 for week in known) / (len(known) - 1)
    return max(0.0, spread - sum(week.error**2 for week in known) / len(known))
