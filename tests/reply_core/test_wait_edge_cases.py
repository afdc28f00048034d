"""The 32 edge cases of counting time, each with its figures: what opens a wait, what closes it, how long it was."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reply_core.waits import read_turns, read_waits, wait_closed_by
from reply_core.working_time import Calendar, calendar_from_dict
from tests.reply_core.made_waits import (
    ALWAYS,
    MOSCOW,
    OFFICE,
    at,
    customer,
    event,
    machine,
    only,
    operator,
    talk,
    waits,
)


def test_case_01_closed_hours() -> None:
    """A question on Saturday answered on Monday at 9:03 took three minutes."""
    saturday, monday = datetime(2026, 11, 14, 15, tzinfo=MOSCOW), datetime(2026, 11, 16, 9, 3, tzinfo=MOSCOW)
    assert only(waits(customer("q", saturday), operator("a", monday), calendar=OFFICE)).working_seconds == 180


def test_case_02_lunch_gap() -> None:
    """Asked at 12:50, answered at 14:10, closed from 13 to 14: twenty minutes."""
    lunch = Calendar.weekly("09:00-13:00, 14:00-18:00")
    wait = only(waits(customer("q", at(50)), operator("a", at(130)), calendar=lunch))
    assert (wait.working_seconds, wait.calendar_seconds) == (20 * 60, 80 * 60)


def test_case_03_ru_holidays_with_moved_days() -> None:
    """30 December 17:45 to 12 January 10:00 is 75 working minutes."""
    asked, told = datetime(2025, 12, 30, 17, 45, tzinfo=MOSCOW), datetime(2026, 1, 12, 10, 0, tzinfo=MOSCOW)
    wait = only(waits(customer("q", asked), operator("a", told), calendar=OFFICE, channel="email"))
    assert (wait.working_seconds, wait.met) == (75 * 60, True)


def test_case_04_working_saturday() -> None:
    """1 November 2025 is worked: asked Friday 17:50, answered Saturday 9:10."""
    asked, told = datetime(2025, 10, 31, 17, 50, tzinfo=MOSCOW), datetime(2025, 11, 1, 9, 10, tzinfo=MOSCOW)
    assert only(waits(customer("q", asked), operator("a", told), calendar=OFFICE)).working_seconds == 20 * 60


def test_case_05_clock_change_and_zones() -> None:
    """A shop in Berlin on the night of the change; the customer writes in another zone."""
    night = Calendar.weekly("00:00-24:00", days="daily", tz="Europe/Berlin", country=None)
    asked = datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(ZoneInfo("Asia/Tokyo"))
    told = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert only(waits(customer("q", asked), operator("a", told), calendar=night)).working_seconds == 4 * 3600


def test_case_06_channel_around_the_clock() -> None:
    """Chat at night counts although the office is closed."""
    night = datetime(2026, 11, 14, 3, tzinfo=MOSCOW)
    found = waits(
        customer("q", night), operator("a", night + timedelta(minutes=9)), calendar=OFFICE, calendars={"chat": ALWAYS}
    )
    assert (only(found).working_seconds, only(found).met) == (540, False)


def test_case_07_no_hours_configured() -> None:
    """No hours configured: never a wait of 0."""
    night = datetime(2026, 11, 14, 3, tzinfo=MOSCOW)
    found = waits(customer("q", night), operator("a", night + timedelta(minutes=9)), calendar=calendar_from_dict({}))
    assert only(found).working_seconds == 540


def test_case_08_auto_reply() -> None:
    """«Мы получили ваше обращение» leaves the customer waiting."""
    wait = only(waits(customer("q", at(0)), machine("r", at(0)), operator("a", at(7))))
    assert (wait.closed_by, wait.working_seconds, wait.met) == ("a", 420, False)
    ignored = only(waits(customer("q", at(0)), machine("r", at(0)), now=at(9)))
    assert (ignored.open, ignored.closed_by, ignored.working_seconds) == (True, None, 540)


def test_case_09_bot_then_hand_off() -> None:
    """The team's clock runs from the question, the operator's from the hand-over."""
    bot = machine("b", at(1), "Попробуйте перезайти.", author_kind="bot")
    wait = only(waits(customer("q", at(0)), bot, event("e", at(3), "assigned"), operator("a", at(7))))
    assert (wait.working_seconds, wait.operator_seconds) == (420, 240)
    assert wait.flags == ("bot_replied",)


def test_case_10_campaign_or_outbound_first() -> None:
    """A campaign or an operator's first message closes nothing; the customer's reaction to it opens a wait."""
    conversation = talk(operator("o", at(0), "У нас новая коллекция!"), customer("q", at(9)), operator("a", at(12)))
    found = read_waits(conversation, ALWAYS)
    outbound, answer = read_turns(conversation)
    assert wait_closed_by(found, outbound) is None
    assert wait_closed_by(found, answer) == only(found)
    assert (only(found).opened_at, only(found).working_seconds) == (at(9), 180)
    after_campaign = only(waits(machine("m", at(0)), customer("q", at(9)), operator("a", at(13))))
    assert (after_campaign.opened_by, after_campaign.working_seconds, after_campaign.met) == ("q", 240, True)


def test_case_11_internal_note() -> None:
    """Private notes are neither turns nor answers."""
    note = operator("n", at(1), "Спросил склад", visibility="private")
    conversation = talk(customer("q", at(0)), note, operator("a", at(3)))
    wait = only(read_waits(conversation, ALWAYS))
    assert (wait.closed_by, wait.working_seconds, wait.met) == ("a", 180, True)
    assert [message.id for turn in read_turns(conversation) for message in turn.messages] == ["a"]


@pytest.mark.parametrize("text", ["👍", "+", "…", "❤️❤️", "Отреагировал 👍 на «Где мой заказ?»", 'Liked "Where is it?"'])
def test_case_12_reaction_or_emoji(text: str) -> None:
    """The clock keeps running; the emoji is still a turn, for it was sent to the customer."""
    conversation = talk(customer("q", at(0)), operator("e", at(1), text), operator("a", at(6)))
    wait = only(read_waits(conversation, ALWAYS))
    assert (wait.closed_by, wait.working_seconds, wait.met) == ("a", 360, False)
    lone = talk(customer("q", at(0)), operator("e", at(1), text))
    assert only(read_waits(lone, ALWAYS, now=at(9))).open
    assert len(read_turns(lone)) == 1
    assert wait_closed_by(read_waits(lone, ALWAYS), read_turns(lone)[0]) is None


def test_case_12_a_customers_emoji_opens_no_wait() -> None:
    """A thumb under the answer wants nothing; question marks do."""
    found = waits(customer("q", at(0)), operator("a", at(1)), customer("e", at(2), "👍🙏"))
    assert len(found) == 1
    assert len(waits(customer("q", at(0)), operator("a", at(1)), customer("e", at(2), "???"))) == 2


def test_case_13_several_customer_messages() -> None:
    """Writing again does not restart the clock."""
    wait = only(waits(customer("q", at(0)), customer("r", at(3), "Ау?"), customer("s", at(4)), operator("a", at(6))))
    assert (wait.opened_by, wait.working_seconds) == ("q", 360)


def test_case_14_split_reply() -> None:
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
def test_case_15_thanks_open_no_wait(text: str) -> None:
    """The eternal goodbye starts no clock."""
    found = waits(customer("q", at(0)), operator("a", at(1)), customer("t", at(2), text), now=at(600))
    assert [(wait.opened_by, wait.working_seconds, wait.open) for wait in found] == [("q", 60, False)]


def test_case_15_an_ok_that_answers_the_operators_question_does() -> None:
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


def test_case_16_pending_pauses_only_resolution() -> None:
    """ "Pending" stops only the resolution's clock."""
    wait = only(waits(customer("q", at(0)), event("p", at(1), "pending"), operator("a", at(10))))
    assert (wait.working_seconds, wait.met, wait.due_at) == (600, False, at(5))
    before = waits(
        customer("q", at(0)), operator("a", at(2), "Какой размер?"), event("p", at(2), "pending"),
        customer("r", at(500), "Размер 42"), operator("b", at(503)),
    )  # fmt: skip
    assert [(each.opened_by, each.working_seconds) for each in before] == [("q", 120), ("r", 180)]


def test_case_17_reopened_after_resolve() -> None:
    """The second wait counts from the new message, not from the case's creation."""
    found = waits(
        customer("q", at(0)), operator("a", at(2)), event("r", at(3), "resolved"), event("o", at(5000), "reopened"),
        customer("w", at(5000), "Снова не работает"), operator("b", at(5010)),
    )  # fmt: skip
    assert [(wait.opened_by, wait.closed_by, wait.working_seconds) for wait in found] == [
        ("q", "a", 120),
        ("w", "b", 600),
    ]


def test_case_17_reopening_by_hand_lets_the_unanswered_wait_again() -> None:
    """Closed by mistake and reopened: a new wait from the reopening."""
    found = waits(
        customer("q", at(0)), event("r", at(3), "resolved"), event("o", at(60), "reopened"), operator("a", at(64))
    )
    assert [(wait.closed_by, wait.working_seconds, wait.flags) for wait in found] == [
        (None, 180, ("closed_unanswered",)),
        ("a", 240, ("reopened",)),
    ]


def test_case_18_bot_resolved_then_reopened() -> None:
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


def test_case_19_merged() -> None:
    """Two unanswered messages of two cases, merged: one wait, the older one's."""
    merged = event("m", at(20), "merged", author_kind="system")
    wait = only(waits(customer("q2", at(5)), customer("q1", at(0)), merged, operator("a", at(30))))
    assert (wait.opened_by, wait.working_seconds, wait.flags) == ("q1", 1800, ("merged",))
    twice = only(waits(customer("q", at(0)), customer("q", at(0)), merged, operator("a", at(30))))
    assert twice.opened_by == "q"


def test_case_20_split_case() -> None:
    """The part cut off waits from when its question was written."""
    asked = customer("q", at(0), "Отмените заказ. И когда вернутся баллы?")
    first, second = talk(asked, operator("a", at(4))), talk(replace(asked, id="q'"), operator("b", at(40)))
    assert only(read_waits(first, ALWAYS)).working_seconds == 240
    assert only(read_waits(second, ALWAYS)).working_seconds == 2400


def test_case_21_reassigned_mid_wait() -> None:
    """The team answers for the whole wait, the operator from his own assignment on."""
    wait = only(
        waits(
            customer("q", at(0)), event("e", at(1), "assigned", "anna"), event("f", at(20), "assigned", "igor"),
            operator("a", at(24)),
        )
    )  # fmt: skip
    assert (wait.working_seconds, wait.operator_seconds, wait.flags) == (1440, 240, ("reassigned",))


def test_case_21_the_operators_clock_starts_with_his_shift() -> None:
    """reply − max(first unanswered, assigned, shift start)."""
    shift = Calendar.weekly("13:00-22:00", country=None)
    wait = only(
        waits(customer("q", at(0)), event("e", at(5), "assigned"), operator("a", at(70)), shifts={"igor": shift})
    )
    assert (wait.working_seconds, wait.operator_seconds) == (4200, 600)


def test_case_21_assigned_before_the_question_counts_from_the_question() -> None:
    """An old assignment does not lengthen the operator's clock; assigning the same person again changes nothing."""
    wait = only(
        waits(customer("q", at(0)), event("e", at(4), "assigned"), operator("a", at(6)),
              assigned_to="igor", assigned_at=at(-500))
    )  # fmt: skip
    assert (wait.operator_seconds, wait.flags) == (360, ())


def test_case_21_without_an_assignment_only_the_teams_clock_is_known() -> None:
    """The operator's speed needs `assigned_at`; an assignment after the reply says nothing."""
    assert only(waits(customer("q", at(0)), operator("a", at(6)))).operator_seconds is None
    late = waits(customer("q", at(0)), operator("a", at(6)), assigned_to="igor", assigned_at=at(7))
    assert only(late).operator_seconds is None


def test_case_22_answered_by_non_assignee() -> None:
    """The sender is credited with the answer, and has no clock of his own for another's case."""
    conversation = talk(customer("q", at(0)), event("e", at(1), "assigned", "anna"), operator("a", at(6)))
    wait = only(read_waits(conversation, ALWAYS))
    assert (wait.closed_by, wait.operator_seconds, wait.flags) == ("a", None, ("answered_by_other",))
    assert read_turns(conversation)[0].author_id == "igor"


def test_case_23_deleted_edited_undelivered() -> None:
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


def test_case_24_clock_skew() -> None:
    """Clocks differ: the reply names the question, so it took no time."""
    wait = only(waits(operator("a", at(-2), in_reply_to="q"), customer("q", at(0))))
    assert (wait.closed_by, wait.working_seconds, wait.calendar_seconds) == ("a", 0, 0)
    assert (wait.met, wait.flags) == (True, ("clock_skew",))


def test_case_25_channel_switch() -> None:
    """Asked by e-mail, answered in chat: e-mail's target."""
    first = only(waits(customer("q", at(0), channel="email"), operator("a", at(60), channel="chat")))
    assert (first.target_minutes, first.met) == (120, True)
    second = only(waits(customer("q", at(0), channel="chat"), operator("a", at(60)), channel="email"))
    assert (second.target_minutes, second.met) == (5, False)


def test_case_26_out_of_order_import() -> None:
    """An import out of order gives the same waits."""
    messages = (customer("q", at(0)), operator("a", at(4)), customer("r", at(9)), operator("b", at(11)))
    assert waits(*reversed(messages)) == waits(*messages)


def test_case_27_target_changed_mid_wait() -> None:
    """A new target does not judge old waits: what was recorded at the opening wins."""
    found = waits(
        customer("q", at(0)), operator("a", at(20)), customer("r", at(30)), operator("b", at(50)),
        targets={"chat": 10}, frozen={"q": 30},
    )  # fmt: skip
    assert [(wait.target_minutes, wait.met) for wait in found] == [(30, True), (10, False)]
    assert found[0].due_at == at(30)


def test_case_28_message_at_closing_second() -> None:
    """Written at 18:00:00 sharp on Friday: the clock starts on Monday at 9."""
    closing, monday = datetime(2026, 11, 13, 18, tzinfo=MOSCOW), datetime(2026, 11, 16, 9, 4, tzinfo=MOSCOW)
    wait = only(waits(customer("q", closing), operator("a", monday), calendar=OFFICE))
    assert wait.working_seconds == 240
    assert wait.due_at == datetime(2026, 11, 16, 9, 5, tzinfo=MOSCOW)


def test_case_29_zero_length_day() -> None:
    """A day whose span ends where it begins is closed."""
    calendar = calendar_from_dict({"hours": {"mon-fri": "09:00-18:00", "tue": "09:00-09:00"}})
    wait = only(waits(customer("q", at(0)), operator("a", at(60 * 24)), calendar=calendar))
    assert wait.working_seconds == 3 * 3600


def test_case_30_answered_by_phone() -> None:
    """An operator's call closes the wait and is said to have."""
    wait = only(waits(customer("q", at(0)), event("call", at(3), "call", visibility="public")))
    assert (wait.closed_by, wait.working_seconds, wait.met) == ("call", 180, True)
    assert wait.flags == ("answered_by_phone",)
    missed = event("call", at(3), "call", author_kind="customer", direction="in")
    assert only(waits(customer("q", at(0)), missed)).open


def test_case_31_closed_without_answer() -> None:
    """Spam or a forgotten case: the wait ends, flagged, and stays out of the share."""
    wait = only(waits(customer("q", at(0)), event("r", at(9), "resolved"), now=at(900)))
    assert (wait.open, wait.closed_by, wait.met, wait.working_seconds) == (False, None, None, 540)
    assert wait.flags == ("closed_unanswered",)
    assert wait.closed_at == at(9)
    assert only(waits(customer("q", at(0)), closed_at=at(9), now=at(900))).flags == ("closed_unanswered",)


def test_case_31_an_answer_right_after_closing_still_answers() -> None:
    """Some desks close first and send then: the customer got his answer."""
    wait = only(waits(customer("q", at(0)), event("r", at(3), "resolved"), operator("a", at(4))))
    assert (wait.closed_by, wait.working_seconds, wait.flags) == ("a", 240, ())


def test_case_32_attachment_only() -> None:
    """A label sent as a file closes the wait; scoring is told there were no words."""
    wait = only(waits(customer("q", at(0)), operator("a", at(3), "", attachments=1)))
    assert (wait.closed_by, wait.flags) == ("a", ("attachment_only",))
    assert only(waits(customer("q", at(0)), operator("a", at(3), "  "), now=at(9))).open


def test_every_case_of_the_list_has_its_test() -> None:
    """None of the 32 cases is forgotten when tests are moved about."""
    numbers = {name[10:12] for name in globals() if name.startswith("test_case_")}

    assert numbers == {f"{number:02d}" for number in range(1, 33)}
