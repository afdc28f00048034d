"""Did it help? A true effect is found with its interval, no effect is not invented, too little data is said so."""

import numpy as np
import pytest

from human_review.helped import Cell, Effect, effect, enough_before


def shop(
    seed: int,
    *,
    step: float = 0.0,
    slope: float = 0.0,
    peers: int = 5,
    before: int = 12,
    after: int = 8,
    shock: float = 4.0,
    pull: float = 0.0,
    n: int = 12,
) -> list[Cell]:
    """Weeks of an operator and his colleagues: own levels, a common drift, week shocks (AR(1) with ``pull``), replies
    scored 0, 50 or 100 around the level."""
    generator = np.random.default_rng(seed)
    found = []
    weeks = range(-before, after)
    drift = {week: 6.0 * np.sin(week / 3.0) for week in weeks}
    for person in range(peers + 1):
        level, state = generator.normal(55, 8), 0.0
        for week in weeks:
            state = pull * state + generator.normal(0, shock)
            own = (step if week >= 0 else 0.0) + slope * week if person == 0 else 0.0
            share = np.clip((level + drift[week] + state + own) / 100, 0.02, 0.98)
            count = int(generator.integers(n // 2, n * 3 // 2 + 1))
            values = 50 * generator.binomial(2, share, size=count)
            name = "igor" if person == 0 else f"peer-{person}"
            found.append(Cell(operator_id=name, week=week, n=count, conversations=count, mean=float(values.mean())))
    return found


def results(seeds: range, **more: float) -> list[Effect]:
    """The same shop under many seeds."""
    return [effect(shop(seed, **more), "igor") for seed in seeds]  # type: ignore[arg-type]


@pytest.mark.parametrize("pull", [0.0, 0.4])
def test_a_true_effect_lies_in_its_interval(pull: float) -> None:
    """15 points are recovered without bias, the 95 % interval covers them, and most shops are told so."""
    found = results(range(60), step=15.0, pull=pull)
    covered = sum(each.low <= 15 <= each.high for each in found if each.low is not None and each.high is not None)

    assert abs(np.mean([each.change for each in found if each.change is not None]) - 15) < 1.5
    assert covered >= 0.9 * len(found)
    assert sum(each.verdict == "better" for each in found) > 0.5 * len(found)


@pytest.mark.parametrize("peers", [1, 5])
def test_no_effect_is_not_invented(peers: int) -> None:
    """With nothing changed, whatever drifts for everybody, at least nine in ten say "cannot tell yet"."""
    found = results(range(60), peers=peers)

    assert sum(each.verdict == "cannot_tell" for each in found) >= 0.9 * len(found)
    assert all(each.reason in {"interval", "trend_before"} for each in found if each.verdict == "cannot_tell")


def test_rising_by_itself_after_a_bad_spell_is_no_effect() -> None:
    """Who is coached for his three worst weeks rises by himself: those weeks are no base."""
    honest = fooled = 0
    for seed in range(60):
        cells = shop(seed, shock=12.0)
        low = [
            Cell(operator_id=c.operator_id, week=c.week, n=c.n, conversations=c.n, mean=max(0.0, c.mean - 25))
            if c.operator_id == "igor" and -3 <= c.week < 0
            else c
            for c in cells
        ]
        honest += effect(low, "igor", picked_since=-3).verdict == "better"
        fooled += effect(low, "igor").verdict == "better"

    assert honest <= 6
    assert honest <= fooled
    assert effect(low, "igor", picked_since=-3).weeks_left_out == 3


def test_who_was_rising_already_is_not_called_coached_better() -> None:
    """A slope of the operator's own before the session: the step cannot be told from it."""
    found = results(range(20), slope=4.0, shock=1.0)

    assert sum(each.reason == "trend_before" for each in found) >= 15


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"before": 3}, "few_before"),
        ({"after": 2}, "few_after"),
        ({"after": 0}, "few_after"),
        ({"peers": 0}, "no_peers"),
    ],
)
def test_too_little_is_said_with_its_n_and_no_number(more: dict[str, int], reason: str) -> None:
    """Few weeks before or after, or nobody to compare with: n is there, the change is not."""
    found = effect(shop(1, step=40.0, **more), "igor")

    assert (found.verdict, found.reason, found.change) == ("cannot_tell", reason, None)
    assert found.before.n > 0


def test_few_conversations_give_no_mean() -> None:
    """Four weeks of two replies each are no base."""
    cells = [
        Cell(operator_id=name, week=week, n=2, conversations=2, mean=50.0)
        for name in ("igor", "anna")
        for week in range(-4, 6)
    ]

    found = effect(cells, "igor")

    assert (found.reason, found.before.mean, found.before.n) == ("few_before", None, 8)


def test_no_replies_at_all() -> None:
    """Nothing to say about nobody."""
    assert effect([], "igor").reason == "few_before"
    assert not enough_before([], "igor", -1)


def test_a_base_without_its_lowest_replies_proves_no_fall() -> None:
    """Where picked replies had to be taken out of the base, a fall is not told."""
    cells = shop(3, step=-35.0, shock=1.0)

    assert effect(cells, "igor").verdict == "worse"
    assert effect(cells, "igor", picked_replies=3).reason == "picked"


def test_weeks_without_a_colleague_do_not_decide() -> None:
    """Weeks only the operator worked in, and colleagues seen only before, are left out of the comparison."""
    cells = [
        *shop(2, peers=2),
        Cell(operator_id="igor", week=30, n=10, conversations=10, mean=100.0),
        Cell(operator_id="left", week=-2, n=10, conversations=10, mean=0.0),
    ]

    assert effect(cells, "igor") == effect(shop(2, peers=2), "igor")
