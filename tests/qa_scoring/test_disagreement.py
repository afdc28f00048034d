"""Where the machine's parts differ, the card bears a mark, and nothing else of it changes."""

from dataclasses import replace
from typing import Any

import pytest

from qa_scoring.card_marks import levels_differ, marks_of
from qa_scoring.scorecard import Flag, Scorecard, Unscored, Unsure, scored
from tests.qa_scoring.made_cases import a_card
from tests.qa_scoring.made_judge import WALK_C_SAYS, judged, quote, said

pytestmark = pytest.mark.anyio


def with_correctness(*criteria: dict[str, Any]) -> dict[str, Any]:
    """Walk C, judged otherwise on whether it agrees with the order."""
    rest = [each for each in WALK_C_SAYS["criteria"] if each["code"] != "correctness"]  # type: ignore[attr-defined]
    return {**WALK_C_SAYS, "criteria": [*criteria, *rest]}


async def test_a_model_against_what_the_order_says() -> None:
    """The order says otherwise, the model finds the reply right: a person is to look, and is told about what."""
    agreeing = said("correctness", "pass", quote("reply", "передан в доставку"), quote("source", "доставка перенесена"))
    card, _ = await judged(with_correctness(agreeing))
    flag = card.flag("parts_differ")

    assert flag is not None
    assert "модель решила другое" in flag.note
    assert flag.evidence
    assert "parts_differ" in marks_of(card)


async def test_a_model_that_agrees() -> None:
    """The model sees what the order shows: nothing differs."""
    card, _ = await judged(WALK_C_SAYS)

    assert card.flag("parts_differ") is None
    assert "parts_differ" not in marks_of(card)


def card_with(**criteria: Any) -> Scorecard:
    """A card of a plain reply with some verdicts another."""
    made = a_card("Где мой заказ?", "Заказ передан в доставку, ожидайте до 18 ноября.")
    return replace(made, criteria={**made.criteria, **criteria})


@pytest.mark.parametrize("flag", ["harsh_words", "colder_than_usual"])
def test_the_ear_against_the_rules(flag: str) -> None:
    """Rules found nothing and the reply sounds harsh or cold."""
    assert "parts_differ" in marks_of(replace(card_with(), flags=(Flag(code=flag),)))


def test_a_model_asked_again() -> None:
    """A model that answers differently when asked again differs from itself."""
    assert "parts_differ" in marks_of(card_with(empathy=Unsure(why="по-разному", code="passes_differ")))
    assert "parts_differ" not in marks_of(card_with(empathy=Unsure(why="не решено", code="sorry_unclear")))


class TestLevels:
    """Two levels about the same words."""

    before = card_with(next_step=scored(1.0, source="rule"))
    after = replace(card_with(next_step=scored(0.0, source="model")), level="model")

    def test_met_and_not_met(self) -> None:
        """One level found the criterion met, the other not."""
        assert levels_differ(self.before, self.after) == ("next_step",)
        assert "parts_differ" in marks_of(self.after, self.before)

    def test_nothing_to_compare(self) -> None:
        """The same level, another standard, other words, or no verdicts at all are no disagreement of levels."""
        other = replace(self.after, pins=replace(self.after.pins, standard="other"))
        moved = replace(self.after, pins=replace(self.after.pins, thread="other"))
        without = Unscored(conversation_id="c", message_id="m", reason="bot")

        assert levels_differ(self.before, replace(self.after, level=self.before.level)) == ()
        assert levels_differ(self.before, other) == ()
        assert levels_differ(self.before, moved) == ()
        assert levels_differ(without, self.after) == ()
        assert levels_differ(self.before, replace(self.after, message_ids=("another",))) == ()

    def test_open_is_no_disagreement(self) -> None:
        """What one level leaves open the other may decide: that is what it is for."""
        unsure = replace(self.before, criteria={**self.before.criteria, "next_step": Unsure(why="?")})

        assert levels_differ(unsure, self.after) == ()
