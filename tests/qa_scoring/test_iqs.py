"""The compatible score, from the published formula: scales, whole weights, skipped categories, critical zeroes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scoring.iqs import Rating, category_card, category_score, iqs_compat, ratings_of, review_score, team_score
from qa_scoring.scorecard import NotApplicable, Unsure, Verdict, scored
from qa_scoring.standard import standard_from_dict, standard_to_dict
from reply_core.errors import BadRule
from tests.qa_scoring.made_cases import a_book, a_card, standard_with

RATINGS = st.lists(
    st.integers(2, 5).flatmap(
        lambda scale: st.builds(
            Rating,
            category=st.sampled_from(["tone", "solution", "spelling"]),
            selected=st.integers(1, scale),
            scale=st.just(scale),
            weight=st.integers(0, 100),
            critical=st.booleans(),
        )
    ),
    max_size=6,
)


@pytest.mark.parametrize(
    ("scale", "scores"),
    [(2, [0, 100]), (3, [0, 50, 100]), (4, [0, 33.3, 66.7, 100]), (5, [0, 25, 50, 75, 100])],
)
def test_a_category_is_its_place_on_the_scale(scale: int, scores: list[float]) -> None:
    """(selected − min) / (max − min) · 100 on scales of two to five points."""
    assert [round(category_score(step, scale), 1) for step in range(1, scale + 1)] == scores


@pytest.mark.parametrize(("selected", "scale"), [(0, 3), (4, 3), (1, 1), (1, 6), (1, 10)])
def test_no_such_step(selected: int, scale: int) -> None:
    """A step off the scale, or a scale nobody has, is refused."""
    with pytest.raises(ValueError, match="scale"):
        category_score(selected, scale)


def test_a_review_is_weighted_by_whole_numbers() -> None:
    """Σ category·weight / Σ weight: (100·10 + 33.3·30 + 75·5) / 45."""
    ratings = [Rating("tone", 2, 2, 10), Rating("solution", 2, 4, 30), Rating("spelling", 4, 5, 5)]

    assert review_score(ratings) == pytest.approx((1000 + 1000 + 375) / 45)


def test_skipped_categories_leave_both_sums() -> None:
    """What was not rated changes nothing; a weight of 0 neither; nothing rated is no score at all."""
    rated = [Rating("tone", 2, 3, 10), Rating("solution", 3, 3, 30)]

    assert review_score(rated) == pytest.approx(87.5)
    assert review_score([*rated, Rating("spelling", 1, 3, 0)]) == pytest.approx(87.5)
    assert review_score([]) is None
    assert review_score([Rating("spelling", 3, 3, 0)]) is None


@pytest.mark.parametrize(
    ("selected", "scale", "review"), [(1, 2, 0), (1, 3, 0), (2, 3, 75), (2, 4, 0), (3, 4, 83.3), (2, 5, 0), (3, 5, 75)]
)
def test_a_critical_category_below_half_zeroes_the_review(selected: int, scale: int, review: float) -> None:
    """Below 50 the review is 0, at 50 it is not."""
    ratings = [Rating("policy", selected, scale, 50, critical=True), Rating("tone", 2, 2, 50)]

    assert review_score(ratings) == pytest.approx(review, abs=0.05)


@pytest.mark.parametrize("weight", [-1, 101, 10.5])
def test_weights_are_whole_numbers_to_100(weight: Any) -> None:
    """Zendesk knows no other weights."""
    with pytest.raises(ValueError, match="whole number"):
        review_score([Rating("tone", 1, 2, weight)])


def test_the_worked_example() -> None:
    """Reviews 100, 9.91, 63.96, 90.99 and 0 make 52.97: one zero costs thirteen points."""
    reviews = [100, 9.91, 63.96, 90.99, 0]

    assert team_score(reviews) == pytest.approx(52.97, abs=0.005)
    assert team_score([*reviews, None]) == team_score(reviews)
    assert team_score([]) is None
    without = team_score(reviews[:-1])
    assert without is not None
    assert without - 52.97 == pytest.approx(13.2, abs=0.1)


def test_category_cards_ignore_the_zeroing() -> None:
    """The tone of a review that was zeroed for its policy still counts as it was rated."""
    reviews = [
        [Rating("policy", 1, 2, 50, critical=True), Rating("tone", 5, 5, 10)],
        [Rating("policy", 2, 2, 50, critical=True), Rating("tone", 3, 5, 10)],
        [Rating("policy", 2, 2, 50, critical=True)],
    ]

    assert [review_score(each) for each in reviews] == pytest.approx([0, 91.67, 100], abs=0.01)
    assert category_card("tone", reviews) == pytest.approx(75)
    assert category_card("policy", reviews) == pytest.approx(200 / 3)
    assert category_card("spelling", reviews) is None


@given(RATINGS)
def test_a_review_lies_between_its_categories(ratings: list[Rating]) -> None:
    """Within 0-100, between the lowest and highest rated category, unless a critical one zeroes it."""
    review = review_score(ratings)
    weighty = [each.score for each in ratings if each.weight]

    if any(each.critical and each.score < 50 for each in ratings):
        assert review == 0
    elif not weighty:
        assert review is None
    else:
        assert review is not None
        assert min(weighty) - 1e-9 <= review <= max(weighty) + 1e-9


class TestCards:
    CRITERIA: dict[str, Verdict] = {
        "respect": scored(1.0, source="rule"),
        "asks_covered": scored(0.5, source="rule"),
        "empathy": NotApplicable(reason=""),
        "correctness": Unsure(why=""),
        "timeframe": scored(0.0, source="rule", counted_under="asks_covered"),
    }
    WEIGHTS = {"respect": 10.0, "asks_covered": 30.0, "empathy": 50.0, "correctness": 10.0, "timeframe": 20.0}

    def test_only_decided_criteria_are_rated(self) -> None:
        """Not required, not judged and counted elsewhere are skipped categories."""
        assert {each.category for each in ratings_of(self.CRITERIA, self.WEIGHTS)} == {"respect", "asks_covered"}
        assert iqs_compat(self.CRITERIA, self.WEIGHTS, critical=False) == pytest.approx(62.5)

    @pytest.mark.parametrize(("scale", "selected"), [(2, 2), (3, 2), (4, 3), (5, 3)])
    def test_a_value_takes_the_nearest_step(self, scale: int, selected: int) -> None:
        """Half is the upper of two steps, the middle of three or five."""
        (rating,) = ratings_of({"respect": scored(0.5, source="rule")}, {"respect": 10.5}, scales={"respect": scale})

        assert (rating.selected, rating.scale, rating.weight) == (selected, scale, 11)

    def test_critical_zeroes(self) -> None:
        """A confirmed critical error, or a critical category below half, makes the review 0; an empty one has none."""
        rude: dict[str, Verdict] = {**self.CRITERIA, "respect": scored(0.0, source="rule")}

        assert iqs_compat(self.CRITERIA, self.WEIGHTS, critical=True) == 0
        assert iqs_compat(rude, self.WEIGHTS, critical=False, critical_categories=["respect"]) == 0
        assert iqs_compat(rude, self.WEIGHTS, critical=False) == pytest.approx(37.5)
        assert iqs_compat({}, self.WEIGHTS, critical=True) is None

    def test_a_card_carries_it_when_the_standard_wants_it(self) -> None:
        """Scales, weights and critical categories of the standard reach the card."""
        rude = "Читайте внимательно, там всё написано. Заказ приедет завтра."
        plain = a_book(standard=standard_with(iqs_compat=True))
        strict = a_book(standard=standard_with(iqs_compat=True, iqs_critical=("respect",)))

        usual = a_card("Когда приедет заказ?", rude, plain).iqs_compat
        assert usual is not None
        assert 0 < usual < 100
        assert a_card("Когда приедет заказ?", rude, strict).iqs_compat == 0


class TestStandard:
    def test_tables_are_read_and_written_back(self) -> None:
        """What a standard says of the compatible score survives being stored."""
        tables = {
            "version": "1",
            "rules": {"iqs_compat": True},
            "iqs_weights": {"respect": 20},
            "iqs_scales": {"respect": 2, "asks_covered": 5},
            "iqs": {"critical": ["correctness"]},
        }
        standard = standard_from_dict(tables)

        assert standard.iqs_weights == {"respect": 20}
        assert standard.iqs_scales == {"respect": 2, "asks_covered": 5}
        assert standard.iqs_critical == ("correctness",)
        assert standard_from_dict(standard_to_dict(standard)) == standard

    @pytest.mark.parametrize(
        ("table", "key"),
        [
            ({"iqs_weights": {"respect": 10.5}}, "iqs_weights.respect"),
            ({"iqs_weights": {"respect": 101}}, "iqs_weights.respect"),
            ({"iqs_scales": {"respect": 6}}, "iqs_scales.respect"),
            ({"iqs_scales": {"tone": 3}}, "iqs_scales.tone"),
            ({"iqs": {"critical": ["tone"]}}, "iqs.critical"),
        ],
    )
    def test_mistakes_are_named(self, table: dict[str, Any], key: str) -> None:
        """A fraction, a scale of six, or an unknown criterion is refused by its key."""
        with pytest.raises(BadRule) as raised:
            standard_from_dict({"version": "1", **table})

        assert key in str(raised.value)
