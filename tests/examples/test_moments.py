"""Working minutes, dates as people say them, numbers with their nouns."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.engine.moments import counted, customer_pause, earlier, later, spoken, working_days_after
from reply_core.working_time import Calendar, working_time

OFFICE = Calendar.weekly("09:00-18:00", days="Mon-Fri", tz="Europe/Moscow", country="RU")
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 700 * 24 * 3600).map(lambda seconds: BEGIN + timedelta(seconds=seconds))


@given(MOMENTS, st.integers(1, 900))
def test_later_is_that_many_working_minutes_on(start: datetime, minutes: int) -> None:
    """An answer comes in working time, with seconds of its own."""
    end = later(start, minutes, OFFICE, random.Random(minutes))

    worked = working_time(start, end, OFFICE)
    assert timedelta(minutes=minutes) <= worked <= timedelta(minutes=minutes + 1)


@given(MOMENTS, st.integers(1, 900))
def test_earlier_is_the_latest_moment_that_far_back(end: datetime, minutes: int) -> None:
    """At least so much working time lies between, and a minute later less would."""
    start = earlier(end, minutes, OFFICE)

    assert working_time(start, end, OFFICE) >= timedelta(minutes=minutes)
    assert working_time(start + timedelta(minutes=2), end, OFFICE) < timedelta(minutes=minutes)


@given(MOMENTS, st.sampled_from(["email", "chat", "messenger", "social"]))
def test_customers_write_again_later_and_not_at_night(answered: datetime, channel: str) -> None:
    """Nobody answers before seven in the morning, or before he was answered."""
    moment = customer_pause(answered, channel, OFFICE.zone, random.Random(3))  # type: ignore[arg-type]

    assert moment > answered - timedelta(seconds=1)
    assert moment.astimezone(OFFICE.zone).hour >= 7


def test_dates_are_said_in_russian() -> None:
    """The plain date, the short one, the one with its weekday, and the near one."""
    said = spoken("due", date(2026, 11, 18), date(2026, 11, 17), "ru")

    assert said == {"due": "18 ноября", "due_s": "18.11", "due_w": "в среду, 18 ноября", "due_day": "завтра"}


def test_dates_are_said_in_english() -> None:
    """American order, the weekday before it."""
    said = spoken("due", date(2026, 11, 18), date(2026, 11, 14), "en")

    assert said["due_w"] == "on Wednesday, November 18"
    assert said["due_day"] == "on November 18"


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 день"), (3, "3 дня"), (5, "5 дней"), (11, "11 дней"), (21, "21 день"), (112, "112 дней")],
)
def test_numbers_take_the_right_russian_form(number: int, said: str) -> None:
    """One day, three days, eleven days."""
    assert counted(number, ("день", "дня", "дней"), "ru") == said


def test_numbers_take_the_right_english_form() -> None:
    """Only one is singular."""
    assert (counted(1, ("day", "days"), "en"), counted(2, ("day", "days"), "en")) == ("1 day", "2 days")


def test_working_days_skip_the_weekend() -> None:
    """Three working days after a Friday is Wednesday."""
    assert working_days_after(date(2026, 11, 13), 3, OFFICE) == date(2026, 11, 18)
