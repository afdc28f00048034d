"""What moved between two cards of one reply, and why."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scoring.moves import SCORED, Tallied, changes_in_words, compare, why
from qa_scoring.scorecard import Critical, NotApplicable, Scorecard, Unscored, Unsure, scored
from tests.qa_scoring.made_cases import a_card

BASE = a_card("Почему списали дважды?", "Ждите.")


def with_verdict(code: str, verdict: Any, **pins: str) -> Scorecard:
    """The base card with another verdict and other pins."""
    return replace(BASE, criteria={**BASE.criteria, code: verdict}, pins=replace(BASE.pins, **pins))


class TestCompare:
    def test_the_same_card_has_not_moved(self) -> None:
        """Nothing changed, no cause."""
        move = compare(BASE, BASE)

        assert (move.moved, move.changes, move.causes) == (False, (), ())

    @pytest.mark.parametrize(
        ("pins", "cause"),
        [
            ({"standard": "2"}, "standard"),
            ({"profile": "2"}, "profile"),
            ({"scorer": "99"}, "scorer"),
            ({"input_hash": "x", "sources": "x"}, "sources"),
            ({"input_hash": "x", "thread": "x"}, "thread"),
            ({"input_hash": "x"}, "facts"),
            ({"input_hash": f"{BASE.pins.input_hash}.fallen"}, "promise"),
        ],
    )
    def test_each_cause_is_named(self, pins: dict[str, str], cause: str) -> None:
        """Whatever differs between the two cards is the cause, and pinned versions are shown."""
        move = compare(BASE, with_verdict("clarity", NotApplicable(reason=""), **pins))

        assert move.causes == (cause,)
        assert why(move, "ru") != why(move, "en")

    def test_level_and_judge(self) -> None:
        """Another level is a cause of its own; another judge is one only between two cards of the model."""
        model = replace(BASE, level="model", pins=replace(BASE.pins, prompt="judge/v2#1@small"))
        other = replace(model, pins=replace(model.pins, prompt="judge/v2#1@large"))

        assert compare(BASE, model).causes == ("level",)
        assert compare(model, other).causes == ("judge",)
        assert "judge/v2#1@small → judge/v2#1@large" in why(compare(model, other), "en")

    def test_old_cards_do_not_know_their_articles(self) -> None:
        """A card from before articles were hashed apart says only that the case differs."""
        old = replace(BASE, pins=replace(BASE.pins, thread="", sources="", input_hash="old"))

        assert compare(old, BASE).causes == ("facts",)

    def test_verdict_changes_in_words(self) -> None:
        """Each changed criterion is listed before and after, by its name for people."""
        move = compare(BASE, with_verdict("respect", Unsure(why="?")))

        assert [(each.criterion, each.after) for each in move.changes] == [("respect", "unsure")]
        assert changes_in_words(move.changes, "ru").startswith("Уважение: ")

    def test_confirmed_critical_error_is_a_move(self) -> None:
        """A reply whose verdicts stayed but whose candidate was confirmed has moved; a candidate alone has not."""
        candidate = replace(BASE, critical=(Critical(code="no_answer", state="candidate", source="rule"),))
        confirmed = replace(BASE, critical=(Critical(code="no_answer", state="confirmed", source="model"),))

        assert not compare(BASE, candidate).moved
        assert compare(candidate, confirmed).critical_after == ("no_answer",)
        assert compare(candidate, confirmed).moved

    def test_beginning_to_be_scored_is_a_move(self) -> None:
        """A reply that could not be scored and now is has moved."""
        none = Unscored(conversation_id="c", message_id=BASE.message_id, reason="attachment_only")

        assert [each.criterion for each in compare(none, BASE).changes] == [SCORED]
        assert compare(none, none).changes == ()
        assert compare(none, BASE).difference is None


class TestTallied:
    def test_counts_before_and_after(self) -> None:
        """Per criterion the counts before and after, each kind of change, and the causes of what moved."""
        tallied = Tallied()
        tallied.add(BASE, BASE)
        tallied.add(BASE, with_verdict("respect", Unsure(why="?"), standard="2"))
        tallied.add(None, BASE)
        body = tallied.as_dict()
        word = tallied.criteria()[0].criterion

        assert (body["replies"], body["first_cards"], body["moved"]) == (3, 1, 1)
        assert word == "respect"
        assert body["criteria"]["respect"]["changed"] == 1
        assert body["criteria"]["respect"]["after"]["unsure"] == 1
        assert sum(body["criteria"]["respect"]["before"].values()) == 2
        assert body["causes"] == {"standard": 1}
        assert body["replies_moved"][0]["pinned"]["standard"] == [BASE.pins.standard, "2"]

    def test_no_words_of_people(self) -> None:
        """The report holds ids and verdict words, nothing anybody wrote."""
        tallied = Tallied()
        tallied.add(BASE, with_verdict("respect", scored(0.5, source="rule", reason="тайна"), standard="2"))

        assert "тайна" not in str(tallied.as_dict())
        assert "Ждите" not in str(tallied.as_dict())

    def test_long_lists_are_cut_and_say_so(self) -> None:
        """Only so many replies are listed; the rest is counted."""
        tallied = Tallied()
        for _ in range(5):
            tallied.add(BASE, with_verdict("respect", Unsure(why="?")))
        body = tallied.as_dict(limit=2)

        assert (len(body["replies_moved"]), body["not_listed"]) == (2, 3)

    @given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=8))
    def test_mean_totals_lie_between_the_totals(self, pairs: list[tuple[float, float]]) -> None:
        """Means before and after are means of what was there; none without a pair."""
        tallied = Tallied()
        for before, after in pairs:
            tallied.add(replace(BASE, total=before), replace(BASE, total=after))
        means = tallied.mean_totals()

        assert (means is None) == (not pairs)
        if means:
            assert min(each for each, _ in pairs) - 1e-6 <= means[0] <= max(each for each, _ in pairs) + 1e-6
