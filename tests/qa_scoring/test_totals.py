"""Pillars, intervals and the total: what is summed, what is not, and when no number is honest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scoring.scorecard import (
    CRITERIA,
    PILLARS,
    NotApplicable,
    Scored,
    Tally,
    Unsure,
    Verdict,
    scored,
    tally,
)
from qa_scoring.standard import default_standard

STANDARD = default_standard("ru")
ALL_PASS: dict[str, Verdict] = {code: scored(1.0, source="rule") for code in CRITERIA}
VERDICTS = st.one_of(
    st.floats(0, 1).map(lambda value: scored(value, source="rule")),
    st.just(NotApplicable(reason="")),
    st.just(Unsure(why="")),
)
CARDS = st.dictionaries(st.sampled_from(CRITERIA), VERDICTS)


def sums(criteria: dict[str, Verdict]) -> Tally:
    return tally(criteria, STANDARD.weights, STANDARD.pillars)


class TestPillars:
    def test_weighted_mean_of_decided(self) -> None:
        """A pillar is Σ w·s / Σ w: 15 of 25.5 when empathy fails and nothing was refused."""
        result = sums({"respect": scored(1.0, source="rule"), "empathy": scored(0.0, source="rule")})

        assert result.pillars["politeness"].value == pytest.approx(100 * 15 / 25.5)

    def test_not_applicable_leaves_both_sums(self) -> None:
        """What was not required neither helps nor hurts."""
        with_na = sums({**ALL_PASS, "empathy": NotApplicable(reason="")})

        assert with_na.pillars["politeness"].value == 100
        assert with_na.pillars["politeness"].coverage == 1

    def test_unsure_widens_the_interval(self) -> None:
        """Undecided weight counts 0 at the low end and 1 at the high end."""
        result = sums({"respect": scored(1.0, source="rule"), "empathy": Unsure(why="")}).pillars["politeness"]

        assert result.low == pytest.approx(100 * 15 / 25.5)
        assert result.high == 100

    def test_little_evidence_hides_the_number(self) -> None:
        """Below .6 of decided weight the pillar has no value, only its interval."""
        result = sums({"respect": Unsure(why=""), "empathy": scored(1.0, source="rule")}).pillars["politeness"]

        assert result.value is None
        assert result.applicable
        assert result.coverage == pytest.approx(10.5 / 25.5)

    def test_advice_of_weight_0_costs_nothing(self) -> None:
        """A missing greeting moves no number until the shop gives it a weight."""
        rude_to_guests = {**ALL_PASS, "greeting": scored(0.0, source="rule")}

        assert sums(rude_to_guests).pillars["politeness"].value == 100
        wanted = {**STANDARD.weights, "greeting": 4.0}
        assert tally(rude_to_guests, wanted, STANDARD.pillars).pillars["politeness"].high < 100

    def test_counted_under_is_paid_once(self) -> None:
        """A defect charged to another criterion leaves the sums here."""
        criteria = {
            **ALL_PASS,
            "timeframe": scored(0.0, source="rule", counted_under="asks_covered"),
            "asks_covered": scored(0.0, source="rule"),
        }
        completeness = sums(criteria).pillars["completeness"]

        assert completeness.value == pytest.approx(100 * 20 / 40)

    def test_nothing_applicable_is_not_lack_of_evidence(self) -> None:
        """A pillar nobody asked for says so."""
        speed = sums({"in_target": NotApplicable(reason="")}).pillars["speed"]

        assert not speed.applicable
        assert speed.value is None


class TestTotal:
    def test_all_pass_is_100(self) -> None:
        """Everything met is 100."""
        assert sums(ALL_PASS).total == pytest.approx(100)

    def test_no_total_when_completeness_is_hidden(self) -> None:
        """A polite and fast reply whose completeness is not judged has no total."""
        criteria = {**ALL_PASS, "asks_covered": Unsure(why=""), "correctness": Unsure(why="")}
        result = sums(criteria)

        assert result.total is None
        assert result.no_total == "completeness_hidden"

    def test_no_total_when_asks_are_undecided(self) -> None:
        """Enough decided weight does not help when nobody knows whether the question was answered."""
        weights = {**STANDARD.weights, "asks_covered": 1.0}
        result = tally({**ALL_PASS, "asks_covered": Unsure(why="")}, weights, STANDARD.pillars)

        assert result.pillars["completeness"].value == 100
        assert result.total is None
        assert result.no_total == "asks_undecided"

    def test_no_total_for_a_thank_you(self) -> None:
        """A reply that had nothing to complete enters no average."""
        criteria = {**ALL_PASS}
        for code in PILLARS["completeness"]:
            criteria[code] = NotApplicable(reason="")

        assert sums(criteria).total is None

    def test_total_over_shown_pillars_only(self) -> None:
        """A pillar without evidence leaves the total's sums as well."""
        criteria = {**ALL_PASS, "in_target": Unsure(why=""), "promise_kept": NotApplicable(reason="")}
        criteria["asks_covered"] = scored(0.0, source="model")

        assert sums(criteria).total == pytest.approx((45 * 100 * 25 / 45 + 30 * 100 + 10 * 100) / 85)

    def test_wrong_polite_fast_non_answer_stays_low(self) -> None:
        """Not answering while polite and fast costs more than half of completeness and cannot reach 100."""
        criteria = {**ALL_PASS, "asks_covered": scored(0.0, source="model"), "correctness": scored(0.0, source="model")}

        total = sums(criteria).total

        assert total is not None
        assert total < 80


class TestProperties:
    @given(CARDS)
    def test_value_lies_in_its_interval(self, criteria: dict[str, Verdict]) -> None:
        """Every shown number lies between its pessimistic and optimistic reading, within 0-100."""
        result = sums(criteria)
        for pillar in result.pillars.values():
            assert -1e-9 <= pillar.low <= pillar.high + 1e-9 <= 100 + 1e-6
            if pillar.value is not None:
                assert pillar.low - 1e-6 <= pillar.value <= pillar.high + 1e-6
        assert result.total is None or -1e-9 <= result.total <= 100 + 1e-6
        assert 0 <= result.decided_share <= 1 + 1e-9

    @given(CARDS, st.sampled_from(CRITERIA))
    def test_better_verdict_never_lowers_the_total(self, criteria: dict[str, Verdict], code: str) -> None:
        """Raising one decided verdict to a pass never lowers the total."""
        before = sums(criteria)
        if not isinstance(criteria.get(code), Scored):
            return
        after = sums({**criteria, code: scored(1.0, source="rule")})
        if before.total is not None and after.total is not None:
            assert after.total >= before.total - 1e-6
