"""The internal quality score as Zendesk QA counts it, for teams that must match it: exact, and beside our own numbers.

``category = (selected − min) / (max − min) · 100`` on a scale of 2, 3, 4 or 5 points; ``review = Σ category·weight /
Σ weight`` with whole weights 0-100 over rated categories only; a critical category below 50 makes the review 0; the
score is the mean of reviews. Cards of a single category ignore that zero. Source: Zendesk QA help, articles
7043701093786 and 7043759293722.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from qa_scoring.verdicts import Scored, Verdict

SCALES = (2, 3, 4, 5)
HEAVIEST = 100
_CRITICAL_BELOW = 50.0
_USUAL_SCALE = 3
"""pass, partial, fail."""


class Rating(NamedTuple):
    """One rated category of one review."""

    category: str
    selected: int
    """The chosen step, 1 is the lowest."""
    scale: int
    """How many steps there are: 2, 3, 4 or 5."""
    weight: int
    """A whole number from 0 to 100."""
    critical: bool = False

    @property
    def score(self) -> float:
        """The category's score, 0-100."""
        return category_score(self.selected, self.scale)


def category_score(selected: int, scale: int) -> float:
    """The score of a chosen step, 0-100.

    Raises:
        ValueError: there is no such scale or no such step.

    >>> [category_score(step, 5) for step in (1, 2, 3, 4, 5)]
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    if scale not in SCALES or not 1 <= selected <= scale:
        msg = f"step {selected!r} of a scale of {scale!r} points"
        raise ValueError(msg)
    return 100.0 * (selected - 1) / (scale - 1)


def review_score(ratings: Iterable[Rating]) -> float | None:
    """The score of one review, 0-100; None when nothing that weighs anything was rated.

    Raises:
        ValueError: a weight is no whole number from 0 to 100, or a step is not on its scale.
    """
    rated = list(ratings)
    for each in rated:
        if not isinstance(each.weight, int) or not 0 <= each.weight <= HEAVIEST:
            msg = f"a weight is a whole number from 0 to {HEAVIEST}, not {each.weight!r}"
            raise ValueError(msg)
    if any(each.critical and each.score < _CRITICAL_BELOW for each in rated):
        return 0.0
    weight = sum(each.weight for each in rated)
    return sum(each.score * each.weight for each in rated) / weight if weight else None


def team_score(reviews: Iterable[float | None]) -> float | None:
    """The mean of reviews, 0-100; reviews in which nothing was rated are left out.

    >>> round(team_score([100, 9.91, 63.96, 90.99, 0]), 2)
    52.97
    """
    known = [each for each in reviews if each is not None]
    return sum(known) / len(known) if known else None


def category_card(category: str, reviews: Iterable[Iterable[Rating]]) -> float | None:
    """The mean score of one category over the reviews that rated it; a review made 0 changes nothing here."""
    return team_score(each.score for ratings in reviews for each in ratings if each.category == category)


def ratings_of(
    criteria: Mapping[str, Verdict],
    weights: Mapping[str, float],
    *,
    scales: Mapping[str, int] | None = None,
    critical: Collection[str] = (),
) -> tuple[Rating, ...]:
    """The decided criteria as ratings: the nearest step of the scale, the weight rounded to a whole number.

    What was not required, not judged, or is counted under another criterion is skipped.

    Args:
        criteria: verdicts by criterion.
        weights: weight by criterion; those without one, or with 0, are no categories.
        scales: points by criterion; 3 (met, partly, not met) where none is given.
        critical: criteria that are critical categories.
    """
    found = []
    for code, verdict in criteria.items():
        weight = _half_up(weights.get(code, 0.0))
        if weight <= 0 or not isinstance(verdict, Scored) or verdict.counted_under:
            continue
        scale = (scales or {}).get(code, _USUAL_SCALE)
        selected = 1 + _half_up(verdict.value * (scale - 1))
        found.append(
            Rating(
                category=code, selected=selected, scale=scale, weight=min(weight, HEAVIEST), critical=code in critical
            )
        )
    return tuple(found)


def iqs_compat(
    criteria: Mapping[str, Verdict],
    weights: Mapping[str, float],
    *,
    critical: bool,
    scales: Mapping[str, int] | None = None,
    critical_categories: Collection[str] = (),
) -> float | None:
    """The card as a review, 0-100: 0 with a confirmed critical error; None when nothing was rated."""
    ratings = ratings_of(criteria, weights, scales=scales, critical=critical_categories)
    review = review_score(ratings)
    return 0.0 if critical and review is not None else review


def _half_up(value: float) -> int:
    return int(value + 0.5)
