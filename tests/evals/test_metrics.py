"""Figures and their intervals: exact on small rows, sound on any."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import metrics
from evals.curves import calibration, coverage_curve, criterion, curve, wrong
from evals.metrics import (
    auc,
    balanced_accuracy,
    count,
    coverage_at_error,
    f1,
    kappa,
    matthews,
    mean,
    ratio,
    spearman,
)

FEW_DRAWS = 50
_ROWS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=25)


@pytest.fixture(autouse=True)
def fewer_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty draws are enough to see the shape of an interval."""
    monkeypatch.setattr(metrics, "DRAWS", FEW_DRAWS)


def groups(n: int) -> list[str]:
    """Each row a group of its own."""
    return [str(number) for number in range(n)]


def test_figures_of_four_rows() -> None:
    """By hand: one of four guesses is wrong."""
    guess, truth, own = [True, True, False, False], [True, False, False, False], groups(4)

    assert mean([1, 0, 1, 1], own).value == 0.75
    assert ratio([1, 1], [2, 2], groups(2)).value == 0.5
    assert f1(guess, truth, own).value == pytest.approx(2 / 3)
    assert balanced_accuracy(guess, truth, own).value == pytest.approx((1 + 2 / 3) / 2)
    assert matthews(guess, truth, own).value == pytest.approx(1 / math.sqrt(3))
    assert kappa(guess, truth, own).value == pytest.approx(0.5)
    assert auc([0.9, 0.9, 0.2, 0.1], truth, own).value == pytest.approx(2.5 / 3)
    assert spearman([1, 2, 3, 4], [10, 20, 30, 40], own).value == pytest.approx(1)
    assert count(3, 7).as_json() == {"value": 3.0, "low": None, "high": None, "n": 7}


def test_what_cannot_be_computed_is_none() -> None:
    """One class only, no rows, constant columns: no figure rather than a wrong one."""
    assert auc([0.1, 0.2], [True, True], groups(2)).value is None
    assert kappa([True, True], [True, True], groups(2)).value is None
    assert mean([], []).as_json() == {"value": None, "low": None, "high": None, "n": 0}
    assert spearman([1, 1, 1], [1, 2, 3], groups(3)).value is None
    assert ratio([0], [0], groups(1)).value is None
    assert matthews([True, True], [True, False], groups(2)).value == 0


def test_rows_of_one_group_are_drawn_together() -> None:
    """One group only: every draw is the whole set, so the interval is a point; groups apart give a wide one."""
    together, apart = mean([1, 0, 1, 0], ["a"] * 4), mean([1, 0, 1, 0], groups(4))

    assert together.low == together.high == 0.5
    assert apart.low is not None
    assert apart.high is not None
    assert apart.low < 0.5 < apart.high


def test_coverage_stops_where_too_many_are_wrong() -> None:
    """The surest ten rows hold one error: all ten may be decided at 10 %, nine of them at 5 %."""
    confidence = [1 - index / 100 for index in range(20)]
    right = [True] * 9 + [False] + [False] * 10

    assert coverage_at_error(confidence, right, groups(20), error=0.1).value == 0.5
    assert coverage_at_error(confidence, right, groups(20), error=0.05).value == pytest.approx(9 / 20)
    assert coverage_at_error([1.0] * 4, [True, True, True, False], groups(4)).value == 0, "ties are decided together"


@given(_ROWS)
def test_figures_stay_in_their_range(rows: list[tuple[float, bool]]) -> None:
    """Shares in 0..1, κ in -1..1, AUC of the values turned round is one minus it."""
    values, labels = [value for value, _ in rows], [label for _, label in rows]
    guess, own = [value >= 0.5 for value in values], groups(len(rows))
    agreement = kappa(guess, labels, own).value
    area, turned = auc(values, labels, own).value, auc([-value for value in values], labels, own).value
    covered = coverage_at_error(values, labels, own).value

    assert agreement is None or -1 <= agreement <= 1
    assert covered is not None
    assert 0 <= covered <= 1
    assert (area is None) == (turned is None)
    if area is not None and turned is not None:
        assert area + turned == pytest.approx(1)


@given(_ROWS)
def test_calibration_bins_hold_every_row(rows: list[tuple[float, bool]]) -> None:
    """The n of the bins add up; each bin's mean lies in its tenth."""
    made = calibration("x", [value for value, _ in rows], [label for _, label in rows])

    assert sum(item["n"] for item in made["bins"]) == len(rows)
    assert all(0 <= item["share"] <= 1 and 0 <= item["p"] <= 1 for item in made["bins"])
    assert [item["p"] for item in made["bins"]] == sorted(item["p"] for item in made["bins"])


@given(_ROWS)
def test_a_coverage_curve_ends_with_everything_decided(rows: list[tuple[float, bool]]) -> None:
    """The last point decides all rows; the share decided only grows."""
    points = coverage_curve("x", [value for value, _ in rows], [label for _, label in rows])["points"]

    assert points[-1][0] == 1
    assert points[-1][1] == pytest.approx(sum(not label for _, label in rows) / len(rows), abs=1e-4)
    assert [x for x, _ in points] == sorted(x for x, _ in points)


def test_a_criterion_leaves_undecided_rows_out_of_precision() -> None:
    """Two decided rows, one of them wrong; the undecided positive counts against recall only."""
    made = criterion("respect", [True, True, None, None], [True, False, True, False], groups(4))

    assert made["n"] == 4
    assert made["decided"]["value"] == 0.5
    assert made["precision"]["value"] == 0.5
    assert made["recall"]["value"] == 0.5
    assert "auc" not in made
    ranked = criterion("respect", [True, False], [True, False], groups(2), value=[0.9, 0.1])
    assert ranked["auc"]["value"] == 1
    assert ranked["coverage_at_error_10"]["value"] == 1


def test_lists_of_rows_are_cut_but_counted() -> None:
    """A long list of ids is shortened, its n is not; a curve keeps its order."""
    assert wrong("x", list(range(5)), limit=2) == {"name": "x", "ids": ["0", "1"], "n": 5}
    assert curve("c", "across", "up", [(2, 1), (1, 0.123456)])["points"] == [[2, 1], [1, 0.1235]]
    assert coverage_curve("c", [], [])["points"] == []
