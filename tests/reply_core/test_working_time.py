"""Working time and deadlines by a shop's calendar."""

import pickle
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reply_core.errors import InvalidInput
from reply_core.working_time import (
    Calendar,
    add_working_time,
    calendar_from_dict,
    calendar_to_dict,
    working_time,
)

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = Calendar.weekly("09:00-18:00")
LUNCH = Calendar.weekly("09:00-13:00, 14:00-18:00")
BERLIN = Calendar.weekly("00:00-24:00", days="daily", tz="Europe/Berlin", country=None)
NIGHT = Calendar.weekly("22:00-06:00", days="Mon-Fri", country=None)
CALENDARS = (OFFICE, LUNCH, BERLIN, NIGHT, Calendar.always(), Calendar())


def moscow(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=MOSCOW)


def minutes(start: datetime, end: datetime, calendar: Calendar = OFFICE) -> float:
    return working_time(start, end, calendar) / timedelta(minutes=1)


def test_a_weekend_lies_between_friday_evening_and_monday_morning() -> None:
    """Friday 17:40 to Monday 10:15 is 20 + 75 minutes, and 120 minutes are due on Monday at 10:40."""
    start = moscow(2026, 11, 13, 17, 40)
    assert minutes(start, moscow(2026, 11, 16, 10, 15)) == 95
    assert add_working_time(start, timedelta(minutes=120), OFFICE) == moscow(2026, 11, 16, 10, 40)


def test_the_lunch_break_does_not_count() -> None:
    """Two spans a day: the hour between them is free."""
    assert minutes(moscow(2026, 11, 16, 12, 30), moscow(2026, 11, 16, 14, 30), LUNCH) == 60
    assert add_working_time(moscow(2026, 11, 16, 12, 30), timedelta(minutes=60), LUNCH) == moscow(2026, 11, 16, 14, 30)


def test_russian_new_year_holidays_with_moved_days_are_free() -> None:
    """30 December 2025 17:45 to 12 January 2026 10:00 is 75 minutes: moved days off included."""
    assert minutes(moscow(2025, 12, 30, 17, 45), moscow(2026, 1, 12, 10)) == 75


def test_a_working_saturday_takes_fridays_hours() -> None:
    """1 November 2025 is worked in Russia; a calendar without Saturday hours uses those of Friday."""
    early_friday = Calendar(weekdays={day: ((time(9), time(16 if day == 4 else 18)),) for day in range(5)})
    assert minutes(moscow(2025, 11, 1), moscow(2025, 11, 2), early_friday) == 7 * 60
    assert minutes(moscow(2025, 11, 8), moscow(2025, 11, 9), early_friday) == 0


def test_a_working_saturday_keeps_hours_of_its_own() -> None:
    """When the shop has Saturday hours, the moved day does not change them."""
    shop = calendar_from_dict({"hours": "Mon-Fri 09:00-18:00; Sat 10:00-14:00"})
    assert minutes(moscow(2025, 11, 1), moscow(2025, 11, 2), shop) == 4 * 60


def test_the_shops_own_dates_win_over_holidays_and_weekdays() -> None:
    """A shop may work on a holiday, close on a workday and shorten a day."""
    shop = calendar_from_dict(
        {
            "hours": "Mon-Fri 09:00-18:00",
            "overrides": {"2026-01-05": "12:00-15:00", "2026-01-13": "", "2026-12-30": "09:00-13:00"},
        }
    )
    assert minutes(moscow(2026, 1, 5), moscow(2026, 1, 6), shop) == 180
    assert minutes(moscow(2026, 1, 13), moscow(2026, 1, 14), shop) == 0
    assert minutes(moscow(2026, 12, 30), moscow(2026, 12, 31), shop) == 240


def test_other_countries_and_no_holidays() -> None:
    """Holidays follow the country; without one every weekday is worked."""
    thanksgiving = datetime(2026, 11, 26, tzinfo=ZoneInfo("America/New_York"))
    american = Calendar.weekly("09:00-17:00", tz="America/New_York", country="US")
    plain = Calendar.weekly("09:00-17:00", tz="America/New_York", country=None)
    assert working_time(thanksgiving, thanksgiving + timedelta(days=1), american) == timedelta(0)
    assert working_time(thanksgiving, thanksgiving + timedelta(days=1), plain) == timedelta(hours=8)


def test_around_the_clock_counts_every_second() -> None:
    """A 24/7 calendar counts weekends, holidays and nights."""
    start = moscow(2026, 1, 1, 3, 30)
    assert working_time(start, start + timedelta(days=4, seconds=7), Calendar.always()) == timedelta(days=4, seconds=7)
    assert add_working_time(start, timedelta(hours=5), Calendar.always()) == start + timedelta(hours=5)


@pytest.mark.parametrize(
    "empty", [Calendar(), Calendar(weekdays={0: ()}), Calendar(weekdays={0: ((time(9), time(9)),)})]
)
def test_without_hours_calendar_time_is_counted_never_zero(empty: Calendar) -> None:
    """No hours configured (or only empty days) does not turn every wait into 0."""
    start = moscow(2026, 11, 14, 12)
    assert working_time(start, start + timedelta(hours=30), empty) == timedelta(hours=30)
    assert add_working_time(start, timedelta(hours=30), empty) == start + timedelta(hours=30)


def test_clock_changes_lengthen_and_shorten_a_day() -> None:
    """The night of the change has 23 or 25 hours in Berlin; the office day keeps its length."""
    berlin = ZoneInfo("Europe/Berlin")
    spring, autumn = datetime(2026, 3, 29, tzinfo=berlin), datetime(2026, 10, 25, tzinfo=berlin)
    next_spring, next_autumn = datetime(2026, 3, 30, tzinfo=berlin), datetime(2026, 10, 26, tzinfo=berlin)
    assert working_time(spring, next_spring, BERLIN) == timedelta(hours=23)
    assert working_time(autumn, next_autumn, BERLIN) == timedelta(hours=25)
    office = Calendar.weekly("09:00-18:00", days="daily", tz="Europe/Berlin", country=None)
    assert working_time(spring, next_spring, office) == timedelta(hours=9)


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    """From the first 02:30 to the second 02:10 of the autumn night forty minutes pass."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    second = datetime(2026, 10, 25, 2, 10, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    assert working_time(first, second, BERLIN) == timedelta(minutes=40)
    assert working_time(first, second, Calendar.always()) == timedelta(minutes=40)


def test_a_span_inside_the_skipped_hour_never_counts_backwards() -> None:
    """02:30–03:15 on the morning the clock jumps gives no negative time."""
    calendar = Calendar.weekly("02:30-03:15", days="daily", tz="Europe/Berlin", country=None)
    day = datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Berlin"))
    counted = working_time(day, day + timedelta(days=1), calendar)
    assert timedelta(0) <= counted <= timedelta(minutes=45)


def test_the_customers_zone_does_not_matter() -> None:
    """The same moments in any zone give the same working time."""
    start, end = moscow(2026, 11, 16, 8), moscow(2026, 11, 16, 19)
    far = ZoneInfo("Asia/Vladivostok")
    assert working_time(start.astimezone(far), end.astimezone(UTC), OFFICE) == timedelta(hours=9)


def test_a_night_shift_reaches_into_the_next_morning() -> None:
    """22–06 on Friday runs to Saturday morning; spans that meet are counted once."""
    assert minutes(moscow(2026, 11, 13, 21), moscow(2026, 11, 14, 12), NIGHT) == 8 * 60
    overlapping = Calendar(weekdays={0: ((time(20), time(8)),), 1: ((time(6), time(10)),)}, holidays_country=None)
    assert minutes(moscow(2026, 11, 16), moscow(2026, 11, 18), overlapping) == 14 * 60


def test_a_night_shift_runs_over_new_year() -> None:
    """What began on 31 December ends on 1 January, also across the years' boundary."""
    calendar = Calendar.weekly("22:00-06:00", days="daily", country=None)
    assert minutes(moscow(2026, 12, 31, 23), moscow(2027, 1, 1, 7), calendar) == 7 * 60


def test_the_closing_second_is_outside() -> None:
    """From the closing second on, time counts from the next opening; the deadline of a full day is its closing."""
    closing = moscow(2026, 11, 13, 18)
    assert minutes(closing, moscow(2026, 11, 16, 9, 1)) == 1
    assert add_working_time(closing, timedelta(minutes=1), OFFICE) == moscow(2026, 11, 16, 9, 1)
    assert add_working_time(moscow(2026, 11, 13, 16), timedelta(hours=2), OFFICE) == closing
    assert add_working_time(closing, timedelta(0), OFFICE) == closing


def test_an_end_before_the_start_is_zero() -> None:
    """Clock skew never gives negative time."""
    assert working_time(moscow(2026, 11, 16, 12), moscow(2026, 11, 16, 10), OFFICE) == timedelta(0)


def test_a_zero_length_day_is_closed() -> None:
    """A span that ends where it begins adds nothing."""
    calendar = Calendar(weekdays={0: ((time(9), time(9)),), 1: ((time(9), time(18)),)}, holidays_country=None)
    assert minutes(moscow(2026, 11, 16), moscow(2026, 11, 17), calendar) == 0
    assert not calendar.works_on(date(2026, 11, 16))
    assert calendar.works_on(date(2026, 11, 17))


def test_closing_time_of_a_day() -> None:
    """The last span's end; nothing on a day off; midnight around the clock."""
    assert LUNCH.closes_at(date(2026, 11, 16)) == moscow(2026, 11, 16, 18)
    assert LUNCH.closes_at(date(2026, 11, 15)) is None
    assert Calendar.always().closes_at(date(2026, 11, 15)) == moscow(2026, 11, 16)


def test_years_are_counted_quickly() -> None:
    """Spans of years and distant deadlines cost milliseconds, not minutes of looping."""
    began = perf_counter()
    for _ in range(200):
        working_time(moscow(2020, 1, 1), moscow(2026, 12, 31), OFFICE)
        add_working_time(moscow(2020, 1, 1), timedelta(hours=9 * 1000), OFFICE)
    assert perf_counter() - began < 2


def test_a_calendar_travels_to_other_processes() -> None:
    """Batch scoring pickles calendars; what comes back is equal and counts the same."""
    minutes(moscow(2026, 11, 13), moscow(2026, 11, 17))
    twin = pickle.loads(pickle.dumps(OFFICE))
    assert twin == OFFICE
    assert minutes(moscow(2026, 11, 13), moscow(2026, 11, 17), twin) == 18 * 60


MOMENTS = st.integers(0, 123_000_000_000_000).map(
    lambda tick: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(microseconds=tick)
)
LENGTHS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40))


@settings(max_examples=200, deadline=None)
@given(start=MOMENTS, amount=LENGTHS, calendar=st.sampled_from(CALENDARS))
def test_a_deadline_and_the_time_to_it_agree(start: datetime, amount: timedelta, calendar: Calendar) -> None:
    """Exactly the promised working time lies before a deadline, to the microsecond."""
    due = add_working_time(start, amount, calendar)
    assert due >= start
    assert working_time(start, due, calendar) == amount


@settings(max_examples=200, deadline=None)
@given(start=MOMENTS, first=LENGTHS, second=LENGTHS, calendar=st.sampled_from(CALENDARS))
def test_working_time_adds_up(start: datetime, first: timedelta, second: timedelta, calendar: Calendar) -> None:
    """The parts of a span add up to the whole, and the whole is never more than the clock's time."""
    middle, end = start + first, start + first + second
    whole = working_time(start, end, calendar)
    assert working_time(start, middle, calendar) + working_time(middle, end, calendar) == whole
    assert timedelta(0) <= whole <= end - start


@settings(max_examples=100, deadline=None)
@given(start=MOMENTS, first=LENGTHS, second=LENGTHS, calendar=st.sampled_from(CALENDARS))
def test_later_ends_and_longer_terms_never_come_earlier(
    start: datetime, first: timedelta, second: timedelta, calendar: Calendar
) -> None:
    """Both functions are monotone."""
    short, long = sorted((first, second))
    assert working_time(start, start + short, calendar) <= working_time(start, start + long, calendar)
    assert add_working_time(start, short, calendar) <= add_working_time(start, long, calendar)


def test_calendars_are_written_back_as_they_were_read() -> None:
    """Reading what was written gives an equal calendar, twice over."""
    shop = calendar_from_dict(
        {
            "time_zone": "Asia/Yekaterinburg",
            "hours": {"Mon-Thu": "09:00-13:00, 14:00-18:00", "fri": ["09:00-17:00"], "Сб": "10:00-24:00"},
            "holidays": "",
            "overrides": {"2026-12-31": "10:00-15:00", "2027-01-05": ""},
        }
    )
    assert shop.weekdays[3] == ((time(9), time(13)), (time(14), time(18)))
    assert shop.weekdays[5] == ((time(10), time.max),)
    assert shop.holidays_country is None
    assert calendar_from_dict(calendar_to_dict(shop)) == shop
    always = Calendar.always("Europe/Berlin")
    assert calendar_from_dict(calendar_to_dict(always)) == always


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon-Fri 09:00-18:00", [0, 1, 2, 3, 4]),
        ("Пн–Пт 9:00–18:00; Сб 10-14", [0, 1, 2, 3, 4, 5]),
        ("Sat, Sun 10:00-16:00", [5, 6]),
        ("ежедневно 10:00-22:00", [0, 1, 2, 3, 4, 5, 6]),
        ("Fri-Mon 10:00-22:00", [0, 4, 5, 6]),
        ("09:00-18:00", [0, 1, 2, 3, 4]),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, days: list[int]) -> None:
    """Russian and English day names, ranges over the week's end, several kinds of dashes."""
    calendar = calendar_from_dict({"hours": text})
    assert sorted(day for day, spans in calendar.weekdays.items() if spans) == days


@pytest.mark.parametrize("text", ["24/7", "круглосуточно"])
def test_round_the_clock_in_words(text: str) -> None:
    """ "24/7" needs no table."""
    assert calendar_from_dict({"hours": text}).always_open


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"hous": "09:00-18:00"}, "hous"),
        ({"hours": "Mon-Foo 09:00-18:00"}, "Foo"),
        ({"hours": {"mon": "9 to 5"}}, "9 to 5"),
        ({"hours": {"mon": "09:00-25:00"}}, "25"),
        ({"hours": 7}, "hours"),
        ({"hours": {"mon": 9}}, "hours.mon"),
        ({"overrides": {"31.12.2026": ""}}, "31.12.2026"),
        ({"overrides": ["2026-12-31"]}, "overrides"),
        ({"time_zone": "Europe/Moskau"}, "Europe/Moskau"),
        ({"holidays": "XX"}, "XX"),
    ],
)
def test_a_wrong_calendar_is_refused_by_name(data: dict[str, object], named: str) -> None:
    """What is wrong, where, and how to write it right."""
    with pytest.raises(InvalidInput, match=named) as caught:
        calendar_from_dict(data)
    assert caught.value.mend


def test_a_wrong_weekday_number_is_refused() -> None:
    """Weekdays are 0 to 6."""
    with pytest.raises(InvalidInput, match="7"):
        Calendar(weekdays={7: ((time(9), time(18)),)})
