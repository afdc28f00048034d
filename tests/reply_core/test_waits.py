"""The wait engine beside its edge cases: deadlines, open waits, replays, and what holds whatever happens."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reply_core.waits import DEFAULT_TARGETS, read_turns, read_waits
from reply_core.working_time import add_working_time, working_time
from tests.reply_core.made_waits import ALWAYS, MOSCOW, OFFICE, at, customer, machine, only, operator, talk, waits


def test_a_question_and_its_answer_make_one_wait() -> None:
    """Opened by the question, closed by the answer, with both clocks and the deadline."""
    wait = only(waits(customer("q", at(0)), operator("a", at(4))))
    assert (wait.opened_by, wait.closed_by, wait.open) == ("q", "a", False)
    assert (wait.working_seconds, wait.calendar_seconds, wait.target_minutes, wait.met) == (240, 240, 5, True)
    assert wait.due_at == at(5)
    assert wait.flags == ()


def test_friday_evening_mail_is_due_on_monday_morning() -> None:
    """Walk A: 17:40 on Friday, target 120, due Monday 10:40, answered 10:15 after 95 working minutes."""
    friday, monday = datetime(2026, 11, 13, 17, 40, tzinfo=MOSCOW), datetime(2026, 11, 16, 10, 15, tzinfo=MOSCOW)
    wait = only(waits(customer("q", friday), operator("a", monday), calendar=OFFICE, channel="email"))
    assert wait.due_at == datetime(2026, 11, 16, 10, 40, tzinfo=MOSCOW)
    assert (wait.target_minutes, wait.working_seconds, wait.met) == (120, 95 * 60, True)
    assert wait.calendar_seconds == int((monday - friday).total_seconds())


def test_a_customers_attachment_needs_an_answer() -> None:
    """A photo of the damage waits, whatever is written under it."""
    assert only(waits(customer("q", at(0), "", attachments=1), now=at(1))).open
    assert only(waits(customer("q", at(0), "👇", attachments=1), now=at(1))).open


def test_open_waits_past_their_target_are_misses_already() -> None:
    """Before the deadline nothing is decided, after it the open wait is missed."""
    early, late = only(waits(customer("q", at(0)), now=at(4))), only(waits(customer("q", at(0)), now=at(6)))
    assert (early.open, early.met, early.working_seconds) == (True, None, 240)
    assert (late.open, late.met, late.working_seconds) == (True, False, 360)
    assert early.closed_at is None


def test_exactly_on_target_is_met() -> None:
    """The target's last second belongs to it."""
    assert only(waits(customer("q", at(0)), operator("a", at(5)))).met is True
    assert only(waits(customer("q", at(0)), operator("a", at(5.1)))).met is False


def test_now_hides_what_came_later() -> None:
    """Replaying an earlier moment shows it as it was then."""
    messages = (customer("q", at(0)), operator("a", at(10)))
    assert only(waits(*messages, now=at(3))).open
    assert not only(waits(*messages, now=at(10))).open


def test_messages_without_a_time_have_no_wait_but_their_turns() -> None:
    """Exports without times: nothing is invented."""
    conversation = talk(customer("q", None), operator("a", None), customer("r", None), operator("b", None))
    assert read_waits(conversation, ALWAYS) == ()
    assert [turn.id for turn in read_turns(conversation)] == ["a", "b"]
    mixed = talk(customer("q", at(0)), operator("a", None), customer("r", at(5)), operator("b", at(6)))
    assert [wait.opened_by for wait in read_waits(mixed, ALWAYS)] == ["r"]


def test_every_channel_has_a_default_target() -> None:
    """A target missing from the configuration takes the default."""
    assert DEFAULT_TARGETS == {"email": 120, "chat": 5, "messenger": 30, "social": 30, "review": 1440, "webform": 120}
    assert only(waits(customer("q", at(0)), targets={"email": 60}, channel="review")).target_minutes == 1440


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["question", "thanks", "answer", "emoji", "bot", "note"]), st.integers(0, 600)),
        max_size=12,
    ),
    order=st.randoms(use_true_random=False),
)
def test_waits_are_sound_whatever_happens(steps: list[tuple[str, int]], order: Any) -> None:
    """Waits follow each other, only the last may be open, deadlines agree, and the order of import is nothing."""
    makers: Mapping[str, Any] = {
        "question": customer,
        "thanks": lambda name, when: customer(name, when, "Спасибо!"),
        "answer": operator,
        "emoji": lambda name, when: operator(name, when, "👍"),
        "bot": lambda name, when: machine(name, when, author_kind="bot"),
        "note": lambda name, when: operator(name, when, "склад?", visibility="private"),
    }
    minute = 0
    messages = []
    for number, (kind, gap) in enumerate(steps):
        minute += gap + 1
        messages.append(makers[kind](f"m{number}", at(minute)))
    found = waits(*messages, calendar=OFFICE)
    shuffled = list(messages)
    order.shuffle(shuffled)
    assert waits(*shuffled, calendar=OFFICE) == found
    assert not any(wait.open for wait in found[:-1])
    for wait, following in pairwise(found):
        assert wait.closed_at is not None
        assert wait.closed_at <= following.opened_at
    for wait in found:
        assert wait.due_at == add_working_time(wait.opened_at, timedelta(minutes=5), OFFICE)
        assert 0 <= wait.working_seconds <= wait.calendar_seconds
        if wait.closed_at is not None:
            assert timedelta(seconds=wait.working_seconds) <= working_time(wait.opened_at, wait.closed_at, OFFICE)
            assert wait.met is (wait.working_seconds <= 300)
