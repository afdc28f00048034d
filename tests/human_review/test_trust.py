"""A criterion left to people shows no verdict of the machine, and confidence is fitted only on enough labels."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_review.confidence import FLOOR, ISOTONIC_FROM, ConfidenceLabel, fit, map_from_dict, map_to_dict
from human_review.edits import Edit, with_edits
from human_review.trust import NO_TRUST, PEOPLE_DECIDE, CriterionStanding, Trust, affecting, left_to_people
from qa_scoring.scorecard import CRITERIA, Scored, Unsure, scored
from tests.human_review.made_cards import STANDARD, make_card, rule

AT = datetime(2026, 11, 16, tzinfo=UTC)


def test_the_machines_verdict_becomes_a_leaning() -> None:
    """Undecided with its evidence and value kept, pillars and total worked out without it."""
    card = make_card("c", "m", {"respect": rule(0.0), "empathy": rule(1.0), "asks_covered": rule(1.0)})

    shown = left_to_people(card, {"respect"}, STANDARD)

    verdict = shown.criteria["respect"]
    assert isinstance(verdict, Unsure)
    assert (verdict.code, verdict.possible, verdict.value) == (PEOPLE_DECIDE, "fail", 0.0)
    assert "решают люди" in verdict.why
    assert shown.decided_share < card.decided_share
    assert shown.criteria["empathy"] == card.criteria["empathy"]
    assert left_to_people(card, set(), STANDARD) is card


def test_a_persons_verdict_stays() -> None:
    """What a lead decided on a card counts on a criterion left to people."""
    card = make_card("c", "m", {"greeting": rule(0.0)})
    edit = Edit(id="e", scorecard_id="s", criterion="greeting", action="overrule", verdict="pass", reason="есть",
                author="lead", at=AT)  # fmt: skip

    shown = with_edits(left_to_people(card, {"greeting"}, STANDARD), [edit], STANDARD)

    assert isinstance(shown.criteria["greeting"], Scored)
    assert shown.criteria["greeting"].source == "human"
    stored = make_card("c", "m", {"greeting": scored(1.0, source="human")})
    assert left_to_people(stored, {"greeting"}, STANDARD) is stored


def test_figures_know_what_they_rest_on() -> None:
    """A criterion on itself, a pillar on its criteria, the total on all, critical errors on none."""
    assert affecting("greeting") == {"greeting"}
    assert "greeting" in affecting("politeness")
    assert affecting("total") == set(CRITERIA)
    assert affecting("critical_free") == set()


def _labels(n: int, seed: int = 1) -> list[ConfidenceLabel]:
    """A machine that says .95 and .65 and is right in .8 and .4 of them."""
    random = np.random.default_rng(seed)
    said = random.choice([0.95, 0.65], n)
    return [ConfidenceLabel(float(each), float(random.random() < (0.8 if each > 0.9 else 0.4))) for each in said]


def test_below_the_floor_nothing_changes() -> None:
    """One label too few: no map, and the confidence is what the machine says."""
    assert fit(_labels(FLOOR - 1), round_id="r", at=AT) is None
    assert NO_TRUST.confidence("greeting", 0.9, level="rules", scorer="2") == 0.9


@pytest.mark.parametrize(("n", "kind"), [(400, "platt"), (ISOTONIC_FROM, "isotonic")])
def test_enough_labels_fit_how_often_the_machine_is_right(n: int, kind: str) -> None:
    """.95 comes to mean about .8 and .65 about .4; kept with its provenance, applied to the same level and scorer."""
    made = fit(_labels(n), round_id="r", at=AT, level="rules", scorer="2")

    assert made is not None
    assert (made.kind, made.n, made.round_id) == (kind, n, "r")
    assert made.of(0.95) == pytest.approx(0.8, abs=0.06)
    assert made.of(0.65) == pytest.approx(0.4, abs=0.08)
    assert made.after < made.before
    assert map_from_dict(map_to_dict(made)) == made
    standing = CriterionStanding(criterion="greeting", figures={"confidence": map_to_dict(made)})
    trust = Trust(criteria={"greeting": standing})
    assert trust.confidence("greeting", 0.95, level="rules", scorer="2") == made.of(0.95)
    assert trust.confidence("greeting", 0.95, level="local", scorer="2") == 0.95
    assert trust.confidence("greeting", None, level="rules", scorer="2") is None


def test_a_machine_that_is_always_right_is_left_alone() -> None:
    """Nothing can be fitted where nothing varies; and a falling line is flattened, never turned over."""
    assert fit([ConfidenceLabel(0.9, 1.0)] * FLOOR, round_id="r", at=AT) is None
    falling = [ConfidenceLabel(0.9, 0.0)] * 60 + [ConfidenceLabel(0.6, 1.0)] * 60
    made = fit(falling, round_id="r", at=AT)
    assert made is not None
    assert made.of(0.9) == made.of(0.6) == pytest.approx(0.5)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=FLOOR, max_size=FLOOR), st.floats(0, 1))
def test_a_mapped_confidence_stays_a_share_and_never_falls(pairs: list[tuple[float, float]], said: float) -> None:
    """Whatever the labels: between 0 and 1, and rising with what the machine says."""
    made = fit([ConfidenceLabel(*pair) for pair in pairs], round_id="r", at=AT)

    if made is not None:
        assert 0 <= made.of(said) <= made.of(1.0) <= 1
