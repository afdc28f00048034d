"""A standard tried on history: what would change, with the draft as the only cause, and nothing stored."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from human_review.moved import by_operator, difference_point, together
from qa_scoring.history import Chosen
from qa_scoring.moves import Tallied
from qa_scoring.scorecard import Scorecard, Unsure, scored
from qa_scoring.trial import draw, try_standard, with_model
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.tables import ScorecardRecord
from tests.qa_scoring.made_cases import ASKED, a_book, a_card, standard_with
from tests.qa_scoring.made_history import TALKS, score_all, store_talks

BOOK = a_book()
CLOCK = FixedClock(ASKED + timedelta(days=40))


@pytest.mark.anyio
async def test_the_same_standard_changes_nothing(sessions: Sessions) -> None:
    """A draft that is the standard in force moves nothing."""
    replies = await store_talks(sessions, CLOCK)
    trial = await try_standard(sessions, replies, BOOK, BOOK.standard, CLOCK)

    assert trial.tallied.replies == 3
    assert not trial.tallied.moves
    assert trial.complete


@pytest.mark.anyio
async def test_thresholds_and_targets_move_verdicts(sessions: Sessions) -> None:
    """A stricter target makes replies late; only speed moves, the standard is the cause, and nothing is stored."""
    replies = await store_talks(sessions, CLOCK)
    await score_all(sessions, BOOK, CLOCK)
    draft = standard_with(version="quick", targets={**BOOK.standard.targets, "chat": 1})
    trial = await try_standard(sessions, replies, BOOK, draft, CLOCK)
    body = trial.tallied.as_dict()
    async with sessions() as session:
        rows = (await session.exec(select(ScorecardRecord))).all()

    assert body["moved"] == 3
    assert {code for code, each in body["criteria"].items() if each["changed"]} == {"in_target"}
    assert body["causes"] == {"standard": 3}
    assert {row.standard_version for row in rows} == {BOOK.standard.version}
    assert len(rows) == 3


@pytest.mark.anyio
async def test_weights_move_totals_and_no_verdict(sessions: Sessions) -> None:
    """Other weights change what verdicts add up to, not the verdicts."""
    replies = await store_talks(sessions, CLOCK)
    draft = standard_with(version="heavy", pillars={**BOOK.standard.pillars, "politeness": 90.0})
    trial = await try_standard(sessions, replies, BOOK, draft, CLOCK)

    assert not trial.tallied.moves
    assert all(each.causes == ("standard",) for each in trial.tallied.differences)


@pytest.mark.anyio
async def test_sample_is_drawn_alike(sessions: Sessions) -> None:
    """The same history gives the same sample, never more than there is."""
    await store_talks(sessions, CLOCK)
    async with sessions() as session:
        two, meant = await draw(session, Chosen(), 2)
        again, _ = await draw(session, Chosen(), 2)
        every, _ = await draw(session, Chosen(), 99)

    assert two == again
    assert (len(two), len(every), meant) == (2, 3, 3)


@pytest.mark.anyio
async def test_time_is_limited(sessions: Sessions) -> None:
    """When the time is up, the trial says that it is not complete."""
    replies = await store_talks(sessions, CLOCK)
    trial = await try_standard(sessions, replies, BOOK, BOOK.standard, CLOCK, seconds=-1)

    assert not trial.complete
    assert trial.tallied.replies == 0


def test_what_the_model_decided_holds_on_both_sides() -> None:
    """Open criteria take the model's verdict from the stored card of the same words, and the sums follow."""
    card = a_card("Курьер не приехал! Почему?", "Склад открыт с 9 до 21.")
    judged = scored(0.0, source="model", reason="нет сожаления")
    known = replace(card, level="model", criteria={**card.criteria, "empathy": judged})
    filled = with_model(card, known, BOOK.standard)
    other = with_model(card, replace(known, pins=replace(known.pins, thread="other")), BOOK.standard)

    assert isinstance(card.criteria["empathy"], Unsure)
    assert isinstance(filled, Scorecard)
    assert filled.criteria["empathy"] == judged
    assert filled.decided_share > card.decided_share
    assert other == card
    assert with_model(card, None, BOOK.standard) == card


class TestForWhom:
    def _tallied(self, talks: int, *, falls: int) -> Tallied:
        """Anna's replies: the first few fall by ten points."""
        card = a_card("Почему списали дважды?", "Ждите.")
        tallied = Tallied()
        for number in range(talks):
            before = replace(card, conversation_id=f"c{number}", message_id=f"m{number}", author_id="anna", total=80.0)
            after = replace(before, total=70.0 if number < falls else 80.0)
            if number < falls:
                after = replace(after, criteria={**after.criteria, "respect": Unsure(why="?")})
            tallied.add(before, after)
        return tallied

    def test_few_conversations_give_no_number(self) -> None:
        """Nine conversations: n, and no mean."""
        (anna,) = by_operator(self._tallied(9, falls=3))

        assert (anna.operator_id, anna.moved.n, anna.moved.mean, anna.difference.mean) == ("anna", 9, None, None)

    def test_enough_give_a_share_and_a_difference(self) -> None:
        """Twenty conversations, five fell by ten points: a quarter moved, two and a half points on the mean."""
        (anna,) = by_operator(self._tallied(20, falls=5))
        low, high = anna.difference.low, anna.difference.high

        assert anna.moved.mean == 25
        assert anna.difference.mean == pytest.approx(-2.5)
        assert low is not None
        assert high is not None
        assert low < -2.5 < high <= 0
        assert together(self._tallied(20, falls=5)).moved.mean == 25

    def test_people_are_kept_apart(self) -> None:
        """Each operator has a line of his own, by id."""
        tallied = Tallied()
        card = a_card(*TALKS[0][1:])
        for name in ("igor", "anna", "igor"):
            tallied.add(replace(card, author_id=name), replace(card, author_id=name))

        assert [(each.operator_id, each.moved.n) for each in by_operator(tallied)] == [("anna", 1), ("igor", 2)]

    @given(st.dictionaries(st.text(min_size=1, max_size=4), st.lists(st.floats(-100, 100), min_size=1, max_size=3),
                           min_size=10, max_size=14))  # fmt: skip
    def test_interval_holds_the_mean_of_equal_talks(self, clusters: dict[str, list[float]]) -> None:
        """The interval lies within the smallest and largest difference."""
        point = difference_point(clusters)
        values = [value for each in clusters.values() for value in each]

        assert point.low is not None
        assert point.high is not None
        assert min(values) - 1e-6 <= point.low <= point.high <= max(values) + 1e-6
