"""The wait engine: what opens and closes a wait, and how long it was. Numbers are those of the edge-case list."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reply_core.types import Channel, Conversation, Message
from reply_core.waits import (
    DEFAULT_TARGETS,
    Wait,
    read_turns,
    read_waits,
    wait_closed_by,
)
from reply_core.working_time import Calendar, add_working_time, calendar_from_dict, working_time

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = Calendar.weekly("09:00-18:00")
ALWAYS = Calendar.always()
START = datetime(2026, 11, 17, 12, 0, tzinfo=MOSCOW)
QUESTION, ANSWER = "Где мой заказ?", "Ваш заказ приедет завтра с 10 до 14."


def at(minute: float) -> datetime:
    """So many minutes after Tuesday noon."""
    return (START + timedelta(minutes=minute)).astimezone(UTC)


def customer(name: str, when: datetime | None, text: str = QUESTION, **more: Any) -> Message:
    return Message(id=name, text=text, direction="in", author_kind="customer", at=when, author_id="c", **more)


def operator(name: str, when: datetime | None, text: str = ANSWER, author: str = "igor", **more: Any) -> Message:
    return Message(id=name, text=text, direction="out", author_kind="operator", at=when, author_id=author, **more)


def machine(name: str, when: datetime, text: str = "Мы получили ваше обращение.", **more: Any) -> Message:
    return Message(**{"id": name, "text": text, "direction": "out", "author_kind": "rule", "at": when, **more})


def event(name: str, when: datetime, kind: str, author: str = "igor", **more: Any) -> Message:
    kinds = {"author_kind": "operator", "text": "", "direction": "out", "visibility": "private"}
    return Message(**{"id": name, "at": when, "author_id": author, "event": kind, **kinds, **more})


def talk(*messages: Message, channel: Channel = "chat", **more: Any) -> Conversation:
    return Conversation(id="t", channel=channel, messages=messages, **more)


def waits(
    *messages: Message, calendar: Calendar = ALWAYS, now: datetime | None = None, **more: Any
) -> tuple[Wait, ...]:
    reading: Mapping[str, Any] = {
        key: more.pop(key) for key in ("targets", "frozen", "shifts", "calendars") if key in more
    }
    return read_waits(talk(*messages, **more), calendar, now=now, **reading)


def only(found: tuple[Wait, ...]) -> Wait:
    assert len(found) == 1
    return found[0]


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


def test_01_closed_hours_and_weekends_do_not_count() -> None:
    """A question on Saturday answered on Monday at 9:03 took three minutes."""
    saturday, monday = datetime(2026, 11, 14, 15, tzinfo=MOSCOW), datetime(2026, 11, 16, 9, 3, tzinfo=MOSCOW)
    assert only(waits(customer("q", saturday), operator("a", monday), calendar=OFFICE)).working_seconds == 180


def test_02_the_lunch_gap_does_not_count() -> None:
    """Asked at 12:50, answered at 14:10, closed from 13 to 14: twenty minutes."""
    lunch = Calendar.weekly("09:00-13:00, 14:00-18:00")
    wait = only(waits(customer("q", at(50)), operator("a", at(130)), calendar=lunch))
    assert (wait.working_seconds, wait.calendar_seconds) == (20 * 60, 80 * 60)


def test_03_russian_holidays_with_moved_days_do_not_count() -> None:
    """30 December 17:45 to 12 January 10:00 is 75 working minutes."""
    asked, told = datetime(2025, 12, 30, 17, 45, tzinfo=MOSCOW), datetime(2026, 1, 12, 10, 0, tzinfo=MOSCOW)
    wait = only(waits(customer("q", asked), operator("a", told), calendar=OFFICE, channel="email"))
    assert (wait.working_seconds, wait.met) == (75 * 60, True)


def test_04_a_working_saturday_counts() -> None:
    """1 November 2025 is worked: asked Friday 17:50, answered Saturday 9:10."""
    asked, told = datetime(2025, 10, 31, 17, 50, tzinfo=MOSCOW), datetime(2025, 11, 1, 9, 10, tzinfo=MOSCOW)
    assert only(waits(customer("q", asked), operator("a", told), calendar=OFFICE)).working_seconds == 20 * 60


def test_05_clock_changes_and_zones() -> None:
    """A shop in Berlin on the night of the change; the customer writes in another zone."""
    night = Calendar.weekly("00:00-24:00", days="daily", tz="Europe/Berlin", country=None)
    asked = datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(ZoneInfo("Asia/Tokyo"))
    told = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert only(waits(customer("q", asked), operator("a", told), calendar=night)).working_seconds == 4 * 3600


def test_06_a_channel_around_the_clock_has_its_own_calendar() -> None:
    """Chat at night counts although the office is closed."""
    night = datetime(2026, 11, 14, 3, tzinfo=MOSCOW)
    found = waits(
        customer("q", night), operator("a", night + timedelta(minutes=9)), calendar=OFFICE, calendars={"chat": ALWAYS}
    )
    assert (only(found).working_seconds, only(found).met) == (540, False)


def test_07_without_hours_calendar_time_is_counted() -> None:
    """No hours configured: never a wait of 0."""
    night = datetime(2026, 11, 14, 3, tzinfo=MOSCOW)
    found = waits(customer("q", night), operator("a", night + timedelta(minutes=9)), calendar=calendar_from_dict({}))
    assert only(found).working_seconds == 540


def test_08_an_automatic_reply_closes_nothing() -> None:
    """«Мы получили ваше обращение» leaves the customer waiting."""
    wait = only(waits(customer("q", at(0)), machine("r", at(0)), operator("a", at(7))))
    assert (wait.closed_by, wait.working_seconds) == ("a", 420)


def test_09_a_bots_reply_before_the_hand_over_closes_nothing() -> None:
    """The team's clock runs from the question, the operator's from the hand-over."""
    bot = machine("b", at(1), "Попробуйте перезайти.", author_kind="bot")
    wait = only(waits(customer("q", at(0)), bot, event("e", at(3), "assigned"), operator("a", at(7))))
    assert (wait.working_seconds, wait.operator_seconds) == (420, 240)
    assert wait.flags == ("bot_replied",)


def test_10_an_outbound_message_answers_no_wait() -> None:
    """A campaign or an operator's first message closes nothing; the customer's reaction to it opens a wait."""
    conversation = talk(operator("o", at(0), "У нас новая коллекция!"), customer("q", at(9)), operator("a", at(12)))
    found = read_waits(conversation, ALWAYS)
    outbound, answer = read_turns(conversation)
    assert wait_closed_by(found, outbound) is None
    assert wait_closed_by(found, answer) == only(found)
    assert only(waits(machine("m", at(0)), customer("q", at(9)))).opened_by == "q"


def test_11_an_internal_note_closes_nothing() -> None:
    """Private notes are neither turns nor answers."""
    note = operator("n", at(1), "Спросил склад", visibility="private")
    conversation = talk(customer("q", at(0)), note, operator("a", at(3)))
    assert only(read_waits(conversation, ALWAYS)).closed_by == "a"
    assert [message.id for turn in read_turns(conversation) for message in turn.messages] == ["a"]


@pytest.mark.parametrize("text", ["👍", "+", "…", "❤️❤️", "Отреагировал 👍 на «Где мой заказ?»", 'Liked "Where is it?"'])
def test_12_a_reaction_or_emoji_closes_nothing(text: str) -> None:
    """The clock keeps running; the emoji is still a turn, for it was sent to the customer."""
    conversation = talk(customer("q", at(0)), operator("e", at(1), text), operator("a", at(6)))
    assert only(read_waits(conversation, ALWAYS)).closed_by == "a"
    lone = talk(customer("q", at(0)), operator("e", at(1), text))
    assert only(read_waits(lone, ALWAYS, now=at(9))).open
    assert len(read_turns(lone)) == 1
    assert wait_closed_by(read_waits(lone, ALWAYS), read_turns(lone)[0]) is None


def test_12_a_customers_emoji_opens_no_wait() -> None:
    """A thumb under the answer wants nothing; question marks do."""
    found = waits(customer("q", at(0)), operator("a", at(1)), customer("e", at(2), "👍🙏"))
    assert len(found) == 1
    assert len(waits(customer("q", at(0)), operator("a", at(1)), customer("e", at(2), "???"))) == 2


def test_13_several_customer_messages_count_from_the_earliest() -> None:
    """Writing again does not restart the clock."""
    wait = only(waits(customer("q", at(0)), customer("r", at(3), "Ау?"), customer("s", at(4)), operator("a", at(6))))
    assert (wait.opened_by, wait.working_seconds) == ("q", 360)


def test_14_a_split_reply_is_one_turn_and_closes_once() -> None:
    """A greeting alone is no answer; the first message of substance is."""
    conversation = talk(
        customer("q", at(0)), operator("g", at(1), "Добрый день!"), operator("a", at(3)), operator("b", at(5), "И ещё…")
    )
    wait = only(read_waits(conversation, ALWAYS))
    (turn,) = read_turns(conversation)
    assert (wait.closed_by, wait.working_seconds) == ("a", 180)
    assert (turn.id, len(turn.messages)) == ("b", 3)
    assert wait_closed_by((wait,), turn) == wait


@pytest.mark.parametrize(
    "text",
    ["Спасибо, всё пришло!", "Ок", "Понял, спасибо 🙂", "Thanks, got it!", "Хорошо, жду", "До свидания", "Great!"],
)
def test_15_thanks_and_ok_open_no_wait(text: str) -> None:
    """The eternal goodbye starts no clock."""
    assert len(waits(customer("q", at(0)), operator("a", at(1)), customer("t", at(2), text))) == 1


def test_15_an_ok_that_answers_the_operators_question_does() -> None:
    """«Оформить возврат?» «Ок» wants to be acted upon; «Остались вопросы?» «Нет» does not."""
    asked = (customer("q", at(0)), operator("a", at(1), "Могу оформить возврат. Оформить?"))
    assert len(waits(*asked, customer("y", at(2), "Ок"))) == 2
    assert len(waits(*asked, customer("y", at(2), "+"))) == 2
    assert len(waits(*asked, customer("y", at(2), "Да, спасибо"))) == 2
    done = (customer("q", at(0)), operator("a", at(1), "Готово. Остались ли у вас вопросы?"))
    assert len(waits(*done, customer("n", at(2), "Нет"))) == 1
    assert len(waits(*done, customer("n", at(2), "Нет, это всё"))) == 1
    assert len(waits(*done, customer("n", at(2), "Нет, спасибо"))) == 1
    assert len(waits(*done, customer("n", at(2), "Нет, деньги так и не пришли"))) == 2
    assert len(waits(*done, customer("n", at(2), "Ок"))) == 1


def test_16_waiting_for_the_customer_pauses_no_reply() -> None:
    """ "Pending" stops only the resolution's clock."""
    wait = only(waits(customer("q", at(0)), event("p", at(1), "pending"), operator("a", at(10))))
    assert wait.working_seconds == 600


def test_17_reopening_after_resolve_starts_a_new_wait() -> None:
    """The second wait counts from the new message, not from the case's creation."""
    found = waits(
        customer("q", at(0)), operator("a", at(2)), event("r", at(3), "resolved"), event("o", at(5000), "reopened"),
        customer("w", at(5000), "Снова не работает"), operator("b", at(5010)),
    )  # fmt: skip
    assert [(wait.opened_by, wait.closed_by, wait.working_seconds) for wait in found] == [
        ("q", "a", 120),
        ("w", "b", 600),
    ]


def test_17_reopening_by_hand_lets_the_unanswered_wait_again() -> None:
    """Closed by mistake and reopened: a new wait from the reopening."""
    found = waits(
        customer("q", at(0)), event("r", at(3), "resolved"), event("o", at(60), "reopened"), operator("a", at(64))
    )
    assert [(wait.closed_by, wait.working_seconds, wait.flags) for wait in found] == [
        (None, 180, ("closed_unanswered",)),
        ("a", 240, ("reopened",)),
    ]


def test_18_resolved_by_a_bot_and_reopened() -> None:
    """What the bot closed is nobody's miss; the message after it waits on its own."""
    found = waits(
        customer("q", at(0)), machine("b", at(1), "Вот статья", author_kind="bot"),
        event("r", at(2), "resolved", author="", author_kind="bot"),
        customer("w", at(600), "Не помогло, позовите человека"), operator("a", at(603)),
    )  # fmt: skip
    assert [(wait.opened_by, wait.met, wait.flags) for wait in found] == [
        ("q", None, ("bot_closed", "bot_replied")),
        ("w", True, ()),
    ]


def test_19_merged_cases_wait_once_from_the_earliest() -> None:
    """Two unanswered messages of two cases, merged: one wait, the older one's."""
    merged = event("m", at(20), "merged", author_kind="system")
    wait = only(waits(customer("q2", at(5)), customer("q1", at(0)), merged, operator("a", at(30))))
    assert (wait.opened_by, wait.working_seconds, wait.flags) == ("q1", 1800, ("merged",))
    twice = only(waits(customer("q", at(0)), customer("q", at(0)), merged, operator("a", at(30))))
    assert twice.opened_by == "q"


def test_20_a_split_case_keeps_the_time_of_its_message() -> None:
    """The part cut off waits from when its question was written."""
    asked = customer("q", at(0), "Отмените заказ. И когда вернутся баллы?")
    first, second = talk(asked, operator("a", at(4))), talk(replace(asked, id="q'"), operator("b", at(40)))
    assert only(read_waits(first, ALWAYS)).working_seconds == 240
    assert only(read_waits(second, ALWAYS)).working_seconds == 2400


def test_21_reassigned_while_waiting() -> None:
    """The team answers for the whole wait, the operator from his own assignment on."""
    wait = only(
        waits(
            customer("q", at(0)), event("e", at(1), "assigned", "anna"), event("f", at(20), "assigned", "igor"),
            operator("a", at(24)),
        )
    )  # fmt: skip
    assert (wait.working_seconds, wait.operator_seconds, wait.flags) == (1440, 240, ("reassigned",))


def test_21_the_operators_clock_starts_with_his_shift() -> None:
    """reply − max(first unanswered, assigned, shift start)."""
    shift = Calendar.weekly("13:00-22:00", country=None)
    wait = only(
        waits(customer("q", at(0)), event("e", at(5), "assigned"), operator("a", at(70)), shifts={"igor": shift})
    )
    assert (wait.working_seconds, wait.operator_seconds) == (4200, 600)


def test_21_assigned_before_the_question_counts_from_the_question() -> None:
    """An old assignment does not lengthen the operator's clock; assigning the same person again changes nothing."""
    wait = only(
        waits(customer("q", at(0)), event("e", at(4), "assigned"), operator("a", at(6)),
              assigned_to="igor", assigned_at=at(-500))
    )  # fmt: skip
    assert (wait.operator_seconds, wait.flags) == (360, ())


def test_21_without_an_assignment_only_the_teams_clock_is_known() -> None:
    """The operator's speed needs `assigned_at`; an assignment after the reply says nothing."""
    assert only(waits(customer("q", at(0)), operator("a", at(6)))).operator_seconds is None
    late = waits(customer("q", at(0)), operator("a", at(6)), assigned_to="igor", assigned_at=at(7))
    assert only(late).operator_seconds is None


def test_22_answered_by_someone_else() -> None:
    """The sender is credited with the answer, and has no clock of his own for another's case."""
    conversation = talk(customer("q", at(0)), event("e", at(1), "assigned", "anna"), operator("a", at(6)))
    wait = only(read_waits(conversation, ALWAYS))
    assert (wait.closed_by, wait.operator_seconds, wait.flags) == ("a", None, ("answered_by_other",))
    assert read_turns(conversation)[0].author_id == "igor"


def test_23_deleted_and_edited_messages() -> None:
    """A deleted answer (or one that was not delivered) never was; an edited one keeps its time and has its new text."""
    gone = event("d", at(3), "deleted", in_reply_to="x")
    wait = only(waits(customer("q", at(0)), operator("x", at(2)), gone, operator("a", at(9))))
    assert (wait.closed_by, wait.working_seconds) == ("a", 540)
    tombstone = operator("x", at(2), event="deleted")
    assert only(waits(customer("q", at(0)), tombstone, operator("a", at(9)))).closed_by == "a"
    edited = talk(customer("q", at(0)), operator("a", at(2), "Завтра"), operator("a", at(8), "Завтра, 18 ноября"))
    assert only(read_waits(edited, ALWAYS)).working_seconds == 120
    assert read_turns(edited)[0].text == "Завтра, 18 ноября"
    assert waits(customer("q", at(0)), event("d", at(1), "deleted", in_reply_to="q")) == ()


def test_24_a_reply_before_its_question_is_clamped_and_flagged() -> None:
    """Clocks differ: the reply names the question, so it took no time."""
    wait = only(waits(operator("a", at(-2), in_reply_to="q"), customer("q", at(0))))
    assert (wait.closed_by, wait.working_seconds, wait.calendar_seconds) == ("a", 0, 0)
    assert (wait.met, wait.flags) == (True, ("clock_skew",))


def test_25_a_switched_channel_takes_the_target_of_the_opening_message() -> None:
    """Asked by e-mail, answered in chat: e-mail's target."""
    first = only(waits(customer("q", at(0), channel="email"), operator("a", at(60), channel="chat")))
    assert (first.target_minutes, first.met) == (120, True)
    second = only(waits(customer("q", at(0), channel="chat"), operator("a", at(60)), channel="email"))
    assert (second.target_minutes, second.met) == (5, False)


def test_26_messages_may_come_in_any_order() -> None:
    """An import out of order gives the same waits."""
    messages = (customer("q", at(0)), operator("a", at(4)), customer("r", at(9)), operator("b", at(11)))
    assert waits(*reversed(messages)) == waits(*messages)


def test_27_the_target_is_frozen_when_the_wait_opens() -> None:
    """A new target does not judge old waits: what was recorded at the opening wins."""
    found = waits(
        customer("q", at(0)), operator("a", at(20)), customer("r", at(30)), operator("b", at(50)),
        targets={"chat": 10}, frozen={"q": 30},
    )  # fmt: skip
    assert [(wait.target_minutes, wait.met) for wait in found] == [(30, True), (10, False)]
    assert found[0].due_at == at(30)


def test_28_a_message_at_the_closing_second_waits_for_the_morning() -> None:
    """Written at 18:00:00 sharp on Friday: the clock starts on Monday at 9."""
    closing, monday = datetime(2026, 11, 13, 18, tzinfo=MOSCOW), datetime(2026, 11, 16, 9, 4, tzinfo=MOSCOW)
    wait = only(waits(customer("q", closing), operator("a", monday), calendar=OFFICE))
    assert wait.working_seconds == 240
    assert wait.due_at == datetime(2026, 11, 16, 9, 5, tzinfo=MOSCOW)


def test_29_a_zero_length_day_counts_nothing() -> None:
    """A day whose span ends where it begins is closed."""
    calendar = calendar_from_dict({"hours": {"mon-fri": "09:00-18:00", "tue": "09:00-09:00"}})
    wait = only(waits(customer("q", at(0)), operator("a", at(60 * 24)), calendar=calendar))
    assert wait.working_seconds == 3 * 3600


def test_30_a_call_answers_by_phone() -> None:
    """An operator's call closes the wait and is said to have."""
    wait = only(waits(customer("q", at(0)), event("call", at(3), "call", visibility="public")))
    assert (wait.closed_by, wait.working_seconds, wait.met) == ("call", 180, True)
    assert wait.flags == ("answered_by_phone",)
    missed = event("call", at(3), "call", author_kind="customer", direction="in")
    assert only(waits(customer("q", at(0)), missed)).open


def test_31_closed_without_an_answer_is_neither_met_nor_missed() -> None:
    """Spam or a forgotten case: the wait ends, flagged, and stays out of the share."""
    wait = only(waits(customer("q", at(0)), event("r", at(9), "resolved"), now=at(900)))
    assert (wait.open, wait.closed_by, wait.met, wait.working_seconds) == (False, None, None, 540)
    assert wait.flags == ("closed_unanswered",)
    assert wait.closed_at == at(9)
    assert only(waits(customer("q", at(0)), closed_at=at(9), now=at(900))).flags == ("closed_unanswered",)


def test_31_an_answer_right_after_closing_still_answers() -> None:
    """Some desks close first and send then: the customer got his answer."""
    wait = only(waits(customer("q", at(0)), event("r", at(3), "resolved"), operator("a", at(4))))
    assert (wait.closed_by, wait.working_seconds, wait.flags) == ("a", 240, ())


def test_32_an_attachment_alone_answers() -> None:
    """A label sent as a file closes the wait; scoring is told there were no words."""
    wait = only(waits(customer("q", at(0)), operator("a", at(3), "", attachments=1)))
    assert (wait.closed_by, wait.flags) == ("a", ("attachment_only",))
    assert only(waits(customer("q", at(0)), operator("a", at(3), "  "), now=at(9))).open


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
