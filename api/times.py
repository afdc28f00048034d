"""Moments and spans of time in words, in the shop's time zone: «до пн 16.11, 10:40», «95 из 120 рабочих минут»."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo

from reply_core.types import Language

_DAYS: Mapping[Language, tuple[str, ...]] = {
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_ORDINALS: Mapping[Language, tuple[str, ...]] = {
    "ru": ("первый", "второй", "третий", "четвёртый", "пятый"),
    "en": ("first", "second", "third", "fourth", "fifth"),
}
_DAYS_LEFT: Mapping[Language, str] = {
    "ru": "Пересчитываем: осталось дней — {n} (с {first} по {last}). До тех пор их цифры прежние или их ещё нет; "
    "обновите страницу позже.",
    "en": "Being summed up: {n} days left ({first} to {last}). Until then their figures are the former ones or "
    "missing; reload the page later.",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def due_text(moment: datetime | None, zone: tzinfo, language: Language) -> str:
    """A deadline as people say it; empty without one.

    >>> from datetime import UTC
    >>> due_text(datetime(2026, 11, 16, 7, 40, tzinfo=UTC), UTC, "ru")
    'до пн 16.11, 07:40'
    """
    if moment is None:
        return ""
    return f"{'до' if language == 'ru' else 'by'} {moment_text(moment, zone, language)}"


def due_short(moment: datetime | None, now: datetime, zone: tzinfo, language: Language) -> str:
    """The same without the day when it is today: «до 10:40».

    >>> from datetime import UTC
    >>> due_short(datetime(2026, 11, 16, 7, 40, tzinfo=UTC), datetime(2026, 11, 16, 7, tzinfo=UTC), UTC, "en")
    'by 07:40'
    """
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    if local.date() != now.astimezone(zone).date():
        return due_text(moment, zone, language)
    return f"{'до' if language == 'ru' else 'by'} {local:%H:%M}"


def ordinal(count: int, language: Language) -> str:
    """Which time it is, in words as far as people say them: «второй», “third”, «7-й», “7th”.

    >>> [ordinal(n, "en") for n in (2, 3, 7)], ordinal(2, "ru")
    (['second', 'third', '7th'], 'второй')
    """
    names = _ORDINALS[language]
    if 1 <= count <= len(names):
        return names[count - 1]
    return f"{count}-й" if language == "ru" else f"{count}th"


def days_left_notes(days: Sequence[date], language: Language) -> tuple[str, ...]:
    """What to say of days whose sums are still to be made; nothing without any.

    >>> days_left_notes([date(2026, 11, 1), date(2026, 11, 2)], "en")[0][:53]
    'Being summed up: 2 days left (2026-11-01 to 2026-11-0'
    """
    if not days:
        return ()
    first, last = (f"{day:%d.%m.%Y}" if language == "ru" else f"{day:%Y-%m-%d}" for day in (days[0], days[-1]))
    return (_DAYS_LEFT[language].format(n=len(days), first=first, last=last),)


def moment_text(moment: datetime, zone: tzinfo, language: Language) -> str:
    """A moment without its year: «пн 16.11, 10:40», “Mon 16 Nov, 10:40”."""
    local = moment.astimezone(zone)
    day = f"{local:%d.%m}" if language == "ru" else f"{local.day} {_MONTHS[local.month - 1]}"
    return f"{_DAYS[language][local.weekday()]} {day}, {local:%H:%M}"


def spent_text(seconds: float, target_minutes: int | None, language: Language, *, working: bool) -> str:
    """How much of the allowed time was spent, in whole minutes: «95 из 120 рабочих минут»."""
    minutes = int(seconds // 60)
    if language == "ru":
        unit = "рабочих минут" if working else "минут"
        return f"{minutes} из {target_minutes} {unit}" if target_minutes else f"{minutes} {_minutes_ru(minutes)}"
    unit = "working minutes" if working else "minutes"
    return f"{minutes} of {target_minutes} {unit}" if target_minutes else f"{minutes} min"


def _minutes_ru(count: int) -> str:
    return plural(count, "минута", "минуты", "минут")


def plural(count: int, one: str, few: str, many: str) -> str:
    """The Russian form for a count: 1 ответ, 2 ответа, 5 ответов.

    >>> [plural(n, "ответ", "ответа", "ответов") for n in (1, 22, 11, 105)]
    ['ответ', 'ответа', 'ответов', 'ответов']
    """
    tens, units = count % 100, count % 10
    if units == 1 and tens != 11:
        return one
    return few if units in (2, 3, 4) and tens not in (12, 13, 14) else many
