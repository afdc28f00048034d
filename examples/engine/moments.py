"""Moments of a shop's life: working minutes forwards and backwards, when customers write, dates as people say them."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from reply_core.types import Channel, Language
from reply_core.working_time import Calendar, add_working_time, working_time

_HOURS_CHAT: Mapping[int, int] = {
    8: 2,
    9: 9,
    10: 12,
    11: 13,
    12: 11,
    13: 10,
    14: 11,
    15: 11,
    16: 10,
    17: 8,
    19: 2,
    21: 2,
}
_HOURS_ANY: Mapping[int, int] = {
    7: 2, 8: 4, 9: 7, 10: 9, 11: 10, 12: 9, 13: 8, 14: 8, 15: 8, 16: 8, 17: 7, 18: 6, 19: 6, 20: 6, 21: 5, 22: 4, 23: 2,
}  # fmt: skip
_DAY_WEIGHTS = (1.25, 1.1, 1.05, 1.0, 1.0, 0.6, 0.5)
_RU_DAYS = ("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье")
_RU_NEAR = {-2: "позавчера", -1: "вчера", 0: "сегодня", 1: "завтра", 2: "послезавтра"}
_EN_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_ALMOST_A_MINUTE = 59


def later(start: datetime, minutes: float, calendar: Calendar, rng: random.Random) -> datetime:
    """The moment ``minutes`` of working time after ``start``, with seconds of its own, UTC."""
    seconds = int(minutes * 60) + rng.randint(1, _ALMOST_A_MINUTE)
    return add_working_time(start, timedelta(seconds=seconds), calendar).replace(microsecond=0)


def earlier(end: datetime, minutes: float, calendar: Calendar) -> datetime:
    """The latest whole minute with at least ``minutes`` of working time between it and ``end``, UTC."""
    wanted = timedelta(minutes=minutes)
    low, high = 0, 60
    while working_time(end - timedelta(minutes=high), end, calendar) < wanted:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if working_time(end - timedelta(minutes=middle), end, calendar) < wanted:
            low = middle
        else:
            high = middle
    return (end - timedelta(minutes=high)).astimezone(UTC).replace(second=0, microsecond=0)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the wall of ``zone``."""
    return moment.astimezone(zone).date()


def at(day: date, hour: int, minute: int, zone: ZoneInfo) -> datetime:
    """A moment by the clock of ``zone``, UTC."""
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


def arrival(first: date, days: int, channel: Channel, zone: ZoneInfo, rng: random.Random) -> datetime:
    """When a customer writes, within ``days`` days from ``first``: less at night and on days off, more lately."""
    weights = [
        _DAY_WEIGHTS[(first + timedelta(days=n)).weekday()] * (0.9 + 0.2 * n / max(days, 1)) for n in range(days)
    ]
    day = first + timedelta(days=rng.choices(range(days), weights)[0])
    hours = _HOURS_CHAT if channel == "chat" else _HOURS_ANY
    hour = rng.choices(list(hours), list(hours.values()))[0]
    return at(day, hour, rng.randint(0, 59), zone) + timedelta(seconds=rng.randint(0, 59))


def customer_pause(answered: datetime, channel: Channel, zone: ZoneInfo, rng: random.Random) -> datetime:
    """When a customer writes again after an answer: minutes in a chat, hours by mail, nobody at four in the morning."""
    minutes = {"chat": (1, 6), "messenger": (2, 90), "social": (5, 240)}.get(channel, (12, 400))
    moment = answered + timedelta(minutes=rng.uniform(*minutes), seconds=rng.randint(0, 59))
    hour = moment.astimezone(zone).hour
    if hour < 7:
        moment = at(local_day(moment, zone), 8, rng.randint(10, 59), zone)
    return moment.replace(microsecond=0)


def working_days_after(day: date, number: int, calendar: Calendar) -> date:
    """The ``number``-th working day after ``day``."""
    while number > 0:
        day += timedelta(days=1)
        number -= calendar.works_on(day)
    return day


def working_day_before(day: date, calendar: Calendar) -> date:
    """The last working day before ``day``."""
    day -= timedelta(days=1)
    while not calendar.works_on(day):
        day -= timedelta(days=1)
    return day


def spoken(name: str, day: date, today: date, language: Language) -> dict[str, str]:
    """A date's slots for one who speaks on ``today``: ``due``, ``due_s`` (short), ``due_w`` (weekday), ``due_day``."""
    if language == "ru":
        plain = format_date(day, "d MMMM", locale="ru")
        with_day = f"{_RU_DAYS[day.weekday()]}, {plain}"
        near, short = _RU_NEAR.get((day - today).days, plain), day.strftime("%d.%m")
    else:
        plain = format_date(day, "MMMM d", locale="en_US")
        with_day = format_date(day, "'on' EEEE, MMMM d", locale="en_US")
        near, short = _EN_NEAR.get((day - today).days, f"on {plain}"), format_date(day, "MMM d", locale="en_US")
    return {name: plain, f"{name}_s": short, f"{name}_w": with_day, f"{name}_day": near}


def counted(number: int, forms: Sequence[str], language: Language) -> str:
    """A number with its noun: «3 дня» of («день», «дня», «дней»), "3 days" of ("day", "days")."""
    if language == "en":
        return f"{number} {forms[0] if number == 1 else forms[-1]}"
    last, teens = number % 10, number % 100 in range(11, 15)
    place = 0 if last == 1 and not teens else 1 if last in (2, 3, 4) and not teens else 2
    return f"{number} {forms[place]}"
