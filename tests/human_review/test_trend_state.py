"""The chart of one person's weeks: false alarms are rare, real moves are found, thin weeks decide nothing."""

import numpy as np
import pytest

from human_review.trend_state import TrendState, Week, trend_state


def weeks(*means: float, error: float = 3.0, conversations: int = 20) -> list[Week | None]:
    """Weeks of those means."""
    return [Week(mean=mean, error=error, conversations=conversations) for mean in means]


def test_steady_weeks_are_stable() -> None:
    """A line that stays where it was moves nowhere."""
    state = trend_state(weeks(*[80, 82, 79, 81, 80, 82, 79, 81], *[80, 81, 80, 79]))

    assert state.name == "stable"
    assert state.base == pytest.approx(80.5)
    assert state.weeks == 12


@pytest.mark.parametrize(("after", "name"), [(66, "declining"), (94, "improving")])
def test_a_lasting_move_is_found(after: float, name: str) -> None:
    """Fourteen points for four weeks are a signal, in the direction of the move."""
    state = trend_state(weeks(*[80] * 8, *[after] * 4))

    assert state.name == name
    assert state.moved is not None
    assert state.limit is not None
    assert abs(state.moved) > state.limit


def test_one_bad_week_is_no_decline() -> None:
    """A single week does not make a trend when the weeks before were as they always are."""
    assert trend_state(weeks(*[80, 84, 76, 80, 84, 76, 80, 80], 80, 80, 80, 72, error=5)).name == "stable"


def test_thin_weeks_do_not_count() -> None:
    """Weeks with fewer than five conversations, or none, are passed over, and too few of them say so."""
    thin = weeks(*[80] * 8, *[20] * 4, conversations=4)

    assert trend_state(thin) == TrendState(name="not enough data")
    assert trend_state([*weeks(*[80] * 3), *weeks(*[20] * 4)]).name == "not enough data"
    assert trend_state([*weeks(*[80] * 8), None, None, None, *weeks(20)]).name == "not enough data"
    assert trend_state([]).name == "not enough data"


def test_the_error_of_a_week_widens_the_limits() -> None:
    """The same move is a signal with many conversations and none with few."""
    assert trend_state(weeks(*[80] * 8, *[70] * 4, error=1)).name == "declining"
    assert trend_state(weeks(*[80] * 8, *[70] * 4, error=12)).name == "stable"


def test_false_alarms_and_power_are_as_stated() -> None:
    """Over 2,000 made-up people: few false alarms without a change, most real drops of eight points found in time."""
    random = np.random.default_rng(0)
    error = 4.0
    flat = random.normal(80, error, size=(2_000, 12))
    dropped = flat - np.array([0] * 8 + [8] * 4)
    alarms = np.mean([trend_state(weeks(*row, error=error)).name != "stable" for row in flat])
    found = np.mean([trend_state(weeks(*row, error=error)).name == "declining" for row in dropped])

    assert alarms < 0.06
    assert found > 0.5
