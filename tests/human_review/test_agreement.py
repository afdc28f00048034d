"""Agreement of people and machine: known figures, honest intervals, rare classes, raters of different replies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_review.agreement import ORDER, alpha, group_agreement, pair_agreement, strictness


def test_complete_agreement_is_one() -> None:
    """Two raters who always say the same agree fully, on every figure."""
    verdicts = ["pass", "fail", "partial", "pass"] * 10
    found = pair_agreement(verdicts, verdicts)

    assert found.kappa.value == pytest.approx(1)
    assert found.kappa.low == pytest.approx(1)
    assert found.positive.value == pytest.approx(1)
    assert found.negative.value == pytest.approx(1)
    assert found.kappa.n == 40


def test_a_published_example() -> None:
    """Twenty both pass, five and ten apart, fifteen both fail: κ = .4 by hand."""
    first = ["pass"] * 20 + ["pass"] * 5 + ["fail"] * 10 + ["fail"] * 15
    second = ["pass"] * 20 + ["fail"] * 5 + ["pass"] * 10 + ["fail"] * 15
    found = pair_agreement(first, second)

    assert found.kappa.value == pytest.approx(0.4)
    assert found.positive.value == pytest.approx(40 / 55)
    assert found.negative.value == pytest.approx(30 / 45)
    assert found.kappa.low is not None
    assert found.kappa.high is not None
    assert found.kappa.low < 0.4 < found.kappa.high
    assert found.kappa.high - found.kappa.low > 0.3


def test_partial_is_half_a_disagreement() -> None:
    """A weighted κ forgives partial against pass more than fail against pass."""
    base = ["pass", "fail"] * 20
    near = ["partial" if at < 8 and word == "pass" else word for at, word in enumerate(base)]
    far = ["fail" if at < 8 and word == "pass" else word for at, word in enumerate(base)]
    mild, hard = pair_agreement(base, near).kappa.value, pair_agreement(base, far).kappa.value

    assert mild is not None
    assert hard is not None
    assert mild > hard


def test_no_opinions_leave_the_count() -> None:
    """«Not required» and «not judged» are no verdicts to agree or disagree with."""
    found = pair_agreement(["pass", "na", "unsure", "fail"], ["pass", "pass", "fail", "fail"])

    assert found.kappa.n == 2
    assert found.kappa.value == pytest.approx(1)


def test_rare_fails_show_the_paradox() -> None:
    """Ninety-six of a hundred alike, and yet κ is low: the positive agreement says why."""
    first = ["pass"] * 97 + ["fail"] * 3
    second = ["pass"] * 96 + ["fail"] + ["pass"] * 2 + ["fail"]
    found = pair_agreement(first, second)

    assert found.kappa.value is not None
    assert found.kappa.value < 0.5
    assert found.positive.value is not None
    assert found.positive.value > 0.97


def test_one_verdict_only_has_no_kappa() -> None:
    """Where everybody always says "pass" agreement beyond chance cannot be seen, and no number is made up."""
    found = pair_agreement(["pass"] * 20, ["pass"] * 20)

    assert found.kappa.value is None
    assert found.positive.value == pytest.approx(1)
    assert found.negative.value is None
    assert pair_agreement([], []).kappa.n == 0


def test_alpha_takes_raters_who_judged_different_replies() -> None:
    """Replies with one judge leave the count; full agreement is 1, opposite verdicts are below 0."""
    same = {
        "anna": {"1": "pass", "2": "fail", "3": "partial"},
        "igor": {"1": "pass", "2": "fail", "4": "pass"},
        "vera": {"3": "partial", "5": "fail"},
    }
    opposite = {"anna": {"1": "pass", "2": "fail"}, "igor": {"1": "fail", "2": "pass"}}

    assert alpha(same).value == pytest.approx(1)
    assert alpha(same).n == 3
    assert (alpha(opposite).value or 0) < 0
    assert alpha({}).value is None
    assert alpha({"anna": {"1": "pass"}}).n == 0


def test_the_interval_of_alpha_narrows_with_n() -> None:
    """Ten times the replies give a narrower interval around the same agreement."""
    random = np.random.default_rng(0)

    def made(n: int) -> dict[str, dict[str, str]]:
        truth = random.integers(0, 3, n)
        return {
            rater: {
                str(at): ORDER[int(verdict) if random.random() < 0.8 else int(random.integers(0, 3))]
                for at, verdict in enumerate(truth)
            }
            for rater in ("anna", "igor", "vera")
        }

    few, many = alpha(made(30)), alpha(made(300))

    assert few.low is not None
    assert few.high is not None
    assert many.low is not None
    assert many.high is not None
    assert many.high - many.low < few.high - few.low


def test_a_strict_rater_is_seen() -> None:
    """Who fails what the others pass stands a hundred points below them; who shares no reply is left out."""
    ratings = {
        "strict": {"1": "fail", "2": "fail"},
        "mild": {"1": "pass", "2": "pass"},
        "also": {"1": "pass", "2": "pass"},
        "alone": {"9": "pass"},
    }
    found = strictness(ratings)

    assert (found["strict"].value, found["strict"].n) == (-100, 2)
    assert (found["mild"].value, found["mild"].low, found["mild"].n) == (50, 50, 2)
    assert "alone" not in found


def test_strictness_is_drawn_by_reply() -> None:
    """Criteria of one reply are one observation: ten criteria of two replies are n = 2."""
    mine = {f"r{number % 2} c{number}": "fail" if number % 2 else "pass" for number in range(10)}
    theirs = dict.fromkeys(mine, "pass")

    found = strictness({"strict": mine, "other": theirs})["strict"]

    assert (found.value, found.n) == (-50, 2)
    assert (found.low, found.high) == (-100, 0)


def test_several_people_beside_the_machine_weigh_one_reply_as_one() -> None:
    """Three people on a reply give no more replies than one person does, and the same κ when they all agree."""
    verdicts = [("pass", "pass")] * 20 + [("fail", "fail")] * 15 + [("pass", "fail")] * 5
    alone = group_agreement([[pair] for pair in verdicts])
    three = group_agreement([[pair] * 3 for pair in verdicts])
    plain = pair_agreement([one for one, _ in verdicts], [other for _, other in verdicts])

    assert three.kappa.n == alone.kappa.n == 40
    assert three.kappa.value == pytest.approx(plain.kappa.value)
    assert three.kappa.low == pytest.approx(alone.kappa.low)
    assert three.negative.value == pytest.approx(plain.negative.value)


def test_a_side_that_never_varies_has_no_interval() -> None:
    """κ is 0 by construction there: an interval of no width would claim to know it exactly."""
    found = group_agreement([[("pass", "pass")]] * 30 + [[("fail", "pass")]] * 10)

    assert (found.kappa.value, found.kappa.low, found.kappa.n) == (0.0, None, 40)
    assert found.positive.low is not None
    assert (found.negative.value, found.negative.low) == (0.0, 0.0)
    assert found.negative.high == pytest.approx(0.278, abs=0.001)


def test_nothing_judged_gives_no_figure() -> None:
    """No opinion on either side: n is 0 and nothing has a value."""
    found = group_agreement([[("na", "pass")], []])

    assert (found.kappa.value, found.kappa.n, found.positive.value) == (None, 0, None)


@given(st.lists(st.tuples(st.sampled_from((*ORDER, "na")), st.sampled_from((*ORDER, "unsure"))), max_size=25))
def test_figures_stay_in_their_ranges(pairs: list[tuple[str, str]]) -> None:
    """κ between −1 and 1, shares between 0 and 1, and no interval without a value."""
    found = pair_agreement([one for one, _ in pairs], [other for _, other in pairs])

    assert found.kappa.value is None or -1 <= found.kappa.value <= 1
    for share in (found.positive, found.negative):
        assert share.value is None or 0 <= share.value <= 1
        assert share.value is not None or share.low is None
