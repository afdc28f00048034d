"""Dates, durations, hours and vague terms, and the moments they run out."""

from datetime import datetime
from itertools import pairwise
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reply_core.deadlines import term_due
from reply_core.terms import find_terms
from reply_core.working_time import Calendar

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = Calendar.weekly("09:00-18:00")
FRIDAY = datetime(2026, 11, 13, 16, 40, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Диван привезут завтра, 12 апреля, с 10 до 14", [("date", "завтра, 12 апреля, с 10 до 14")]),
        ("Доставка завтра с 9 до 12.", [("date", "завтра с 9 до 12")]),
        ("код придёт за 1 минуту", [("duration", "за 1 минуту")]),
        ("ремонт, срок до 20 дней", [("duration", "до 20 дней")]),
        ("out for delivery today", [("date", "today")]),
        ("придёт 14 мая, к оплате 3 490 ₽", [("date", "14 мая")]),
        ("сегодня до 18:00", [("date", "сегодня до 18:00")]),
        ("в течение 2 рабочих часов", [("duration", "в течение 2 рабочих часов")]),
        ("3–5 рабочих дней", [("duration", "3–5 рабочих дней")]),
        ("in 3 to 5 business days", [("duration", "in 3 to 5 business days")]),
        ("два-три дня", [("duration", "два-три дня")]),
        ("в течение рабочего дня", [("duration", "в течение рабочего дня")]),
        ("за 1.5 часа", [("duration", "за 1.5 часа")]),
        ("через неделю", [("duration", "через неделю")]),
        ("within 24 hours", [("duration", "within 24 hours")]),
        ("by tomorrow evening", [("date", "by tomorrow evening")]),
        ("the day after tomorrow", [("date", "the day after tomorrow")]),
        ("до пятницы", [("date", "до пятницы")]),
        ("в понедельник до 12", [("date", "в понедельник до 12")]),
        ("by the end of the week", [("date", "by the end of the week")]),
        ("до конца дня", [("date", "до конца дня")]),
        ("на следующей неделе", [("date", "на следующей неделе")]),
        ("не позднее 5 ноября 2026 г.", [("date", "не позднее 5 ноября 2026")]),
        ("14.05, в 7 вечера", [("date", "14.05, в 7 вечера")]),
        ("on April 12, 2026", [("date", "on April 12, 2026")]),
        ("12th of April", [("date", "12th of April")]),
        ("2026-12-31", [("date", "2026-12-31")]),
        ("с 1 по 5 мая", [("date", "с 1 по 5 мая")]),
        ("10:00–14:00", [("clock", "10:00–14:00")]),
        ("до 18 часов", [("clock", "до 18 часов")]),
        ("раз в 24 часа", [("duration", "в 24 часа")]),
        ("до 48 часов", [("duration", "до 48 часов")]),
        ("после 18", [("clock", "после 18")]),
        ("at 6 pm", [("clock", "at 6 pm")]),
        ("скоро, в ближайшее время", [("vague", "скоро"), ("vague", "в ближайшее время")]),
        ("as soon as possible, asap", [("vague", "as soon as possible"), ("vague", "asap")]),
    ],
)
def test_terms_are_found_with_their_prepositions(text: str, terms: list[tuple[str, str]]) -> None:
    """Kind and exact words, in Russian and English; neighbours make one term."""
    assert [(term.kind, term.span.of(text)) for term in find_terms(text)] == terms


@pytest.mark.parametrize(
    "text",
    [
        "Добрый вечер! Хорошего дня",
        "купила 40 дней назад",
        "3 days ago",
        "Работаем 24/7",
        "в 2 раза дешевле",
        "сумма 3490.00 и 12.05 руб.",
        "заказ 48213",
        "на 31.02 нет",
        "Ольга Пятницкая, размер 44",
        "Have a good evening",
        "I may return it",
        "п. 4.10 правил, версия 7.0 и 1.1. Настройки",
        "на данный момент видео в 2К",
        "обновляется сейчас и сразу после входа",
    ],
)
def test_what_is_no_term(text: str) -> None:
    """Wishes, the past, prices, order numbers and impossible dates."""
    assert find_terms(text) == ()


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("сегодня до 18:00", "13.11 18:00"),
        ("сегодня", "13.11 18:00"),
        ("до 17:30", "13.11 17:30"),
        ("до 12:00", "14.11 12:00"),
        ("завтра", "14.11 23:59"),
        ("завтра к обеду", "14.11 13:00"),
        ("в понедельник", "16.11 18:00"),
        ("до пятницы", "20.11 18:00"),
        ("на следующей неделе", "22.11 23:59"),
        ("до конца месяца", "30.11 18:00"),
        ("до конца следующего месяца", "31.12 23:59"),
        ("к концу дня", "13.11 18:00"),
        ("в течение 10 дней", "23.11 23:59"),
        ("через неделю", "20.11 23:59"),
        ("в течение 2 рабочих часов", "16.11 09:40"),
        ("3 рабочих дня", "18.11 18:00"),
        ("within 24 hours", "14.11 16:40"),
        ("за 15 минут", "13.11 16:55"),
        ("by tomorrow evening", "14.11 22:00"),
        ("14 ноября с 10 до 14", "14.11 14:00"),
        ("завтра, 16 ноября", "16.11 18:00"),
        ("10.11", "10.11 18:00"),
        ("5 января", "05.01 23:59"),
        ("до 24:00", "13.11 23:59"),
    ],
)
def test_when_a_term_runs_out(text: str, due: str) -> None:
    """Written on Friday 13.11.2026 at 16:40, Moscow, office hours 9–18."""
    (term,) = find_terms(text)
    found = term_due(term, FRIDAY, OFFICE)
    assert found is not None
    assert f"{found.astimezone(MOSCOW):%d.%m %H:%M}" == due
    assert found.year == (2027 if due.startswith("05.01") else 2026)


def test_a_vague_term_has_no_deadline() -> None:
    """«Скоро» is no moment."""
    (term,) = find_terms("скоро")
    assert term_due(term, FRIDAY, OFFICE) is None


def test_days_around_the_clock_end_at_midnight() -> None:
    """A shop that never closes has the whole day."""
    (term,) = find_terms("завтра")
    due = term_due(term, FRIDAY, Calendar.always())
    assert due == datetime(2026, 11, 14, 23, 59, tzinfo=MOSCOW)


WORDS = [
    "завтра",
    "до",
    "18:00",
    "с",
    "10",
    "по",
    "14",
    "мая",
    "2",
    "рабочих",
    "дня,",
    "в",
    "течение",
    "часа",
    "скоро",
    "пятницу",
    "конца",
    "недели",
    "назад",
    "31.12",
    "за",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=10))
def test_terms_never_overlap_and_always_resolve(words: list[str]) -> None:
    """Any heap of words gives terms in order, apart, and every exact one has a deadline."""
    text = " ".join(words)
    terms = find_terms(text)
    assert all(one.span.end <= other.span.start for one, other in pairwise(terms))
    for term in terms:
        assert term.span.of(text).strip()
        assert (term_due(term, FRIDAY, OFFICE) is None) == (term.kind == "vague")


def test_terms_are_found_fast() -> None:
    """Rules run over millions of replies."""
    text = "Вернуть товар можно в течение 14 дней после получения. Деньги вернём до 24 ноября, напишу завтра до 18:00."
    find_terms(text)
    began = perf_counter()
    for _ in range(300):
        find_terms(text)
    assert perf_counter() - began < 0.5
