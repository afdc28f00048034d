"""What the API says in words: deadlines, counts, summaries, in Russian and English."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import card_words, show_dialogues, show_import, show_trends, words
from api.show_import import problem_text, problems_text
from api.show_import import show_import as report_view
from api.show_shop import hours_text
from api.show_trends import show_point
from api.times import due_text, moment_text, plural, spent_text
from api.words import language_of, say
from human_review.statistics import Point
from knowledge_base.importers import RowProblem
from knowledge_base.store import ImportReport
from reply_core.working_time import Calendar

_MOSCOW = ZoneInfo("Europe/Moscow")
_FRIDAY = datetime(2026, 11, 13, 14, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "пт 13.11, 17:40"), (7, "сб 14.11, 00:40"), (24 * 3, "пн 16.11, 17:40")],
)
def test_moments_are_told_in_the_shops_zone(hours: int, said: str) -> None:
    """Weekday, day and time as people in Moscow say them; English readers get English."""
    moment = _FRIDAY + timedelta(hours=hours)

    assert moment_text(moment, _MOSCOW, "ru") == said
    assert due_text(moment, _MOSCOW, "ru") == f"до {said}"
    assert due_text(moment, _MOSCOW, "en").startswith("by ")
    assert due_text(None, _MOSCOW, "ru") == ""


@pytest.mark.parametrize(
    ("seconds", "target", "working", "ru", "en"),
    [
        (95 * 60, 120, True, "95 из 120 рабочих минут", "95 of 120 working minutes"),
        (4 * 60 + 59, 5, False, "4 из 5 минут", "4 of 5 minutes"),
        (60, None, True, "1 минута", "1 min"),
        (3 * 60, None, False, "3 минуты", "3 min"),
    ],
)
def test_spent_time_is_told_in_whole_minutes(seconds: int, target: int | None, working: bool, ru: str, en: str) -> None:
    """Minutes are never rounded up: 4:59 of 5 is 4 of 5."""
    assert spent_text(seconds, target, "ru", working=working) == ru
    assert spent_text(seconds, target, "en", working=working) == en


@given(st.integers(0, 10_000))
def test_russian_counts_agree_with_their_noun(count: int) -> None:
    """1, 21, 101 take the singular; 11–14 never do."""
    form = plural(count, "ответ", "ответа", "ответов")

    assert (form == "ответ") == (count % 10 == 1 and count % 100 != 11)
    if 11 <= count % 100 <= 14:
        assert form == "ответов"


@pytest.mark.parametrize(
    ("header", "language"),
    [("en-GB,en;q=0.9", "en"), ("ru", "ru"), ("fi, en", "en"), ("*", "ru"), ("", "ru"), (None, "ru"), (";;,", "ru")],
)
def test_the_language_is_the_first_of_ours_that_is_asked_for(header: str | None, language: str) -> None:
    """Accept-Language in any shape gives a language of ours."""
    assert language_of(header, "ru") == language


def test_every_sentence_is_there_in_both_languages() -> None:
    """No word list lacks a language, and both languages have the same placeholders."""
    tables = [words._SENTENCES, words._ROLES, words._LEVELS, words._PROGRESS, card_words._WORDS, card_words._UNSCORED]
    tables += [card_words._FLAGS, show_import._WORDS, show_dialogues._WORDS, show_trends._WORDS]
    for table in tables:
        for key, said in table.items():
            assert set(said) == {"ru", "en"}, key
            ru, en = (sorted(re.findall(r"\{(\w+)\}", said[language])) for language in ("ru", "en"))
            assert set(ru) - {"unit"} == set(en) - {"unit"}, key


def test_values_are_filled_in() -> None:
    """A sentence with values has no placeholder left."""
    assert say("too_large", "ru", limit="20") == "Запрос больше 20 МБ"


@pytest.mark.parametrize(
    ("new", "changed", "same", "problems", "ru"),
    [
        (41, 0, 0, [("a.xlsx", 17)], "строка 17: пустой ответ, остальные 41 загружены"),
        (1, 0, 0, [("a.xlsx", 17)], "строка 17: пустой ответ, остальная 1 загружена"),
        (0, 0, 0, [("a.xlsx", 2)], "строка 2: пустой ответ, ничего не загружено"),
        (2, 1, 3, [], "новых 2, изменённых 1, без изменений 3"),
        (1, 0, 0, [("a.xlsx", 2), ("b.csv", None)],
         "a.xlsx, строка 2: пустой ответ, b.csv: пустой ответ, остальная 1 загружена"),
        (0, 0, 0, [], "ничего не загружено"),
    ],
)  # fmt: skip
def test_an_import_is_summed_up_in_one_line(
    new: int, changed: int, same: int, problems: list[tuple[str, int | None]], ru: str
) -> None:
    """Bad rows first, then how many went in; files are named only when there are several."""
    rows = tuple(RowProblem(file=file, line=line, cause="пустой ответ") for file, line in problems)

    assert report_view(ImportReport(new=new, changed=changed, same=same, problems=rows), "ru").summary == ru


def test_many_problems_are_cut_short() -> None:
    """The first five are told, the rest counted."""
    said = [problem_text("a.csv", line, "пусто", "ru", named=False) for line in range(2, 14)]

    assert problems_text(said, "ru").endswith("строка 6: пусто, и ещё 7")


@pytest.mark.parametrize(
    ("calendar", "ru"),
    [
        (Calendar.always("UTC"), "круглосуточно (UTC)"),
        (Calendar.weekly("09:00-18:00", days="Mon-Fri"), "пн–пт 09:00–18:00 (Europe/Moscow)"),
        (Calendar.weekly("09:00-13:00, 14:00-18:00", days="Sat"), "сб 09:00–13:00, 14:00–18:00 (Europe/Moscow)"),
    ],
)
def test_working_hours_are_told_in_one_line(calendar: Calendar, ru: str) -> None:
    """Days with the same hours are put together; a break shows."""
    assert hours_text(calendar, "ru") == ru


@pytest.mark.parametrize(
    ("point", "ru", "en"),
    [
        (
            Point(n=34, conversations=28, mean=52.4, low=38.1, high=65.9),
            "52 [38–66], 34 ответа, 28 диалогов",
            "52 [38–66], 34 replies, 28 conversations",
        ),
        (Point(n=9, conversations=7), "7 диалогов — мало данных, показываем случаи",
         "7 conversations: not enough data, see the cases"),
        (Point(n=0, conversations=0), "нет данных", "no data"),
    ],
)  # fmt: skip
def test_a_trend_is_read_aloud_with_its_n(point: Point, ru: str, en: str) -> None:
    """Never a number without n and interval; below the minimum only the count."""
    assert show_point(point, None, "ru").text == ru
    assert show_point(point, None, "en").text == en
