"""Means and shares with intervals: honest about few conversations, clusters and chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_review.statistics import MIN_CONVERSATIONS, mean_point, share_point, wilson

_VALUES = st.lists(st.floats(0, 100), min_size=1, max_size=4)


def test_below_ten_conversations_there_is_no_number() -> None:
    """Nine conversations give n and no mean, however many replies they hold."""
    point = mean_point({str(number): [50.0, 60.0] for number in range(9)}, unsure=3)

    assert (point.n, point.conversations, point.unsure) == (18, 9, 3)
    assert point.mean is None
    assert point.state == "not enough data"


def test_the_mean_weighs_replies_and_the_interval_holds_it() -> None:
    """The mean is over replies; the interval lies around it."""
    clusters = {str(number): [100.0] for number in range(10)} | {"long": [0.0] * 10}

    point = mean_point(clusters)

    assert point.mean == pytest.approx(50)
    assert point.low is not None
    assert point.high is not None
    assert point.low < 50 < point.high


def test_the_interval_is_the_same_every_time() -> None:
    """The bootstrap is seeded and does not depend on the order of conversations."""
    clusters = {str(number): [float(number), 30.0] for number in range(30)}

    assert mean_point(clusters) == mean_point(dict(reversed(clusters.items())))


def test_clustered_replies_make_the_interval_wider() -> None:
    """Ten replies that repeat each other say less than ten of ten conversations."""
    generator = np.random.default_rng(1)
    values = [float(value) for value in generator.uniform(0, 100, 20)]
    alone = mean_point({f"{n}-{copy}": [value] for n, value in enumerate(values) for copy in range(4)})
    together = mean_point({str(n): [value] * 4 for n, value in enumerate(values)})

    assert alone.low is not None
    assert alone.high is not None
    assert together.low is not None
    assert together.high is not None
    assert together.high - together.low > alone.high - alone.low


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """Over 200 samples of 25 conversations the 95 % interval holds the true mean in at least 88 % (few clusters)."""
    generator = np.random.default_rng(0)
    covered = 0
    for trial in range(200):
        clusters = {
            str(n): list(np.clip(generator.normal(generator.normal(60, 10), 15, size=3), 0, 100)) for n in range(25)
        }
        point = mean_point(clusters, seed=trial)
        assert point.low is not None
        assert point.high is not None
        covered += point.low <= 60 <= point.high

    assert covered >= 176


@given(st.dictionaries(st.text(max_size=3), _VALUES, min_size=MIN_CONVERSATIONS, max_size=25))
def test_bounds_hold_the_mean_and_stay_in_range(clusters: dict[str, list[float]]) -> None:
    """low ≤ mean ≤ high, all within the range of the values."""
    point = mean_point(clusters)

    assert point.mean is not None
    assert point.low is not None
    assert point.high is not None
    assert -1e-9 <= point.low <= point.mean <= point.high <= 100 + 1e-9
    assert point.n == sum(len(values) for values in clusters.values())


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share(good: int, n: int) -> None:
    """The Wilson interval lies in [0, 1] and holds the share; it is never a single point."""
    good = min(good, n)
    low, high = wilson(good, n)

    assert 0 <= low <= good / n + 1e-12
    assert good / n - 1e-12 <= high <= 1
    assert low < high


def test_a_perfect_share_is_not_certain() -> None:
    """Twenty of twenty conversations still leave room for doubt; nine say nothing."""
    sure = share_point(20, 20, replies=30)

    assert sure.mean == 100
    assert sure.low is not None
    assert sure.low < 90
    assert share_point(9, 9, replies=9).state == "not enough data"
    assert wilson(0, 0) == (0.0, 1.0)


def test_equal_values_still_leave_doubt() -> None:
    """Eighteen replies of 100 do not prove that every reply would be 100."""
    point = mean_point({f"c{number}": [100.0] for number in range(18)})

    assert (point.mean, point.high) == (100.0, 100.0)
    assert point.low is not None
    assert 75 < point.low < 90
