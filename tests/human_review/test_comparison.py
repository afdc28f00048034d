"""People beside each other: the same mix, many comparisons at once, and means that are drawn together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_review.comparison import Cell, Cells, benjamini_hochberg, compare, shrunken


def cells(**values: list[float]) -> Cells:
    """`operator__topic` = values of single conversations."""
    found: dict[str, dict[str, Cell]] = {}
    for name, each in values.items():
        operator, topic = name.split("__")
        found.setdefault(topic, {})[operator] = Cell.of(each)
    return found


def test_a_harder_mix_is_not_a_worse_operator() -> None:
    """Anna answers only complaints, where everybody scores 60: on her own mix she is like the others."""
    found = compare(cells(anna__complaint=[58, 62] * 30, igor__complaint=[58, 62] * 20, igor__delivery=[88, 92] * 60))

    assert found["anna"].verdict == "no difference shown"
    assert found["anna"].difference == pytest.approx(0)
    assert found["anna"].n == 60


def test_a_real_difference_on_the_same_mix_is_shown_with_its_interval() -> None:
    """Ten points below the others, with enough conversations, is shown; zero lies outside the interval."""
    anna = compare(cells(anna__delivery=[68, 72] * 40, igor__delivery=[78, 82] * 40, vera__delivery=[78, 82] * 40))[
        "anna"
    ]

    assert anna.verdict == "below"
    assert anna.difference == pytest.approx(-10)
    assert anna.high is not None
    assert anna.high < 0


def test_few_conversations_are_not_compared() -> None:
    """Below thirty on either side there is no comparison, whatever the figures."""
    found = compare(cells(anna__delivery=[0, 10] * 10, igor__delivery=[90, 100] * 40))

    assert found["anna"].verdict == "not enough data"
    assert found["anna"].difference is None
    assert found["igor"].verdict == "not enough data"
    assert compare({}) == {}


def test_what_nobody_else_answers_is_not_compared() -> None:
    """A topic of one operator alone has nobody to be compared with."""
    found = compare(cells(anna__jobs=[50, 60] * 40, igor__delivery=[50, 60] * 40))

    assert {each.verdict for each in found.values()} == {"not enough data"}


def test_false_alarms_stay_rare_over_many_people() -> None:
    """Twelve equal operators, 200 times: in at most one of twelve quarters is anybody shown as different."""
    random = np.random.default_rng(0)
    alarmed = 0
    for _ in range(200):
        made = {
            f"t{topic}": {
                f"op{person}": Cell.of(random.normal(80 - 5 * topic, 20, 15).tolist()) for person in range(12)
            }
            for topic in range(3)
        }
        alarmed += any(each.verdict in {"above", "below"} for each in compare(made).values())

    assert alarmed / 200 < 0.09


def test_benjamini_and_hochberg_step_up() -> None:
    """A p-value above its own line is carried by a later one below its line; none at all gives nobody."""
    assert benjamini_hochberg({"a": 0.001, "b": 0.03, "c": 0.033, "d": 0.036}) == {"a", "b", "c", "d"}
    assert benjamini_hochberg({"a": 0.03, "b": 0.4}) == frozenset()
    assert benjamini_hochberg({}) == frozenset()


def test_thin_means_are_drawn_to_the_middle() -> None:
    """The one that rests on little moves most; the order of well-founded ones stays."""
    drawn = shrunken({"sure": (90.0, 1.0), "thin": (40.0, 15.0), "other": (80.0, 1.0), "third": (70.0, 1.0)})

    assert drawn["sure"] == pytest.approx(90, abs=0.3)
    assert 40 < drawn["thin"] < 80
    assert drawn["sure"] > drawn["other"] > drawn["third"]


def test_shrinking_reduces_the_error() -> None:
    """With twelve operators of unequal n the shrunken means lie nearer to the truth than the raw ones."""
    random = np.random.default_rng(0)
    raw, better = 0.0, 0.0
    for _ in range(200):
        truth = {f"op{number}": float(random.normal(80, 4)) for number in range(12)}
        errors = {name: 20 / np.sqrt(random.integers(3, 60)) for name in truth}
        seen = {name: (float(random.normal(truth[name], errors[name])), float(errors[name])) for name in truth}
        drawn = shrunken(seen)
        raw += sum((seen[name][0] - truth[name]) ** 2 for name in truth)
        better += sum((drawn[name] - truth[name]) ** 2 for name in truth)

    assert better < 0.7 * raw


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.floats(0, 100), st.floats(0, 50)), max_size=6))
def test_shrunken_means_stay_between_the_extremes(means: dict[str, tuple[float, float]]) -> None:
    """Nobody is drawn beyond the highest or lowest mean."""
    drawn = shrunken(means)
    values = [mean for mean, _ in means.values()]

    assert drawn.keys() == means.keys()
    assert all(min(values) - 1e-6 <= value <= max(values) + 1e-6 for value in drawn.values())
