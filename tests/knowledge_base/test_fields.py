"""What files say of an article beside its text is understood, or refused in words."""

import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from knowledge_base.fields import field_of, read_audience, read_brand, read_day, read_kind
from knowledge_base.importers import Told, read_named
from reply_core.errors import InvalidInput


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Действует до", "valid_until"),
        ("Действует_с:", "valid_from"),
        ("Для кого", "audience"),
        ("Бренд", "brand"),
        ("Valid until", "valid_until"),
        ("expiry-date", "valid_until"),
        ("short_code", "title"),
        ("Тип", "kind"),
        ("Комментарий", None),
    ],
)
def test_headers_are_known_in_both_languages(header: str, field: str | None) -> None:
    """Case, colons and underscores make no difference."""
    assert field_of(header) == field


@pytest.mark.parametrize(
    "said",
    ["2026-12-31", "31.12.2026", "31.12.26", "31 декабря 2026 г.", "Dec 31, 2026", "31 December 2026", "до 31.12.2026",
     "31/12/2026", "12/31/2026", "2026-12-31T00:00:00", datetime(2026, 12, 31, 8, tzinfo=UTC), date(2026, 12, 31)],
)  # fmt: skip
def test_days_are_read_as_shops_write_them(said: object) -> None:
    """One day, however it is written or whatever the spreadsheet makes of it."""
    assert read_day(said, "valid_until") == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("31.02.2026", "такого дня нет: «31.02.2026» (действует до)"),
        ("скоро", "непонятная дата «скоро» (действует до)"),
        ("03/04/2026", "неясно, где день, а где месяц"),
        (46387, "непонятная дата «46387»"),
        ("01.01.0026", "такого дня нет"),
    ],
)
def test_what_is_no_day_is_refused_in_words(said: object, cause: str) -> None:
    """Nobody's article ends on a day that was guessed."""
    with pytest.raises(InvalidInput) as refused:
        read_day(said, "valid_until")

    assert cause in refused.value.what


def test_no_end_is_no_day() -> None:
    """A dash and «бессрочно» mean that it has no end."""
    assert {read_day(said, "valid_until") for said in ("", None, "—", "бессрочно", "no end")} == {None}


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2200, 12, 31)))
def test_every_day_comes_back(day: date) -> None:
    """Written in either order of its parts it is the same day."""
    assert read_day(day.isoformat(), "valid_from") == read_day(f"{day:%d.%m.%Y}", "valid_from") == day


@pytest.mark.parametrize(
    ("said", "audience"),
    [("", "public"), ("Клиентам", "public"), ("для операторов", "internal"), ("Служебная", "internal"),
     ("не для клиентов", "internal"), ("Internal", "internal"), ("agents only", "internal"), ("Все", "public")],
)  # fmt: skip
def test_audience_is_understood(said: str, audience: str) -> None:
    """In words of both languages."""
    assert read_audience(said) == audience


def test_an_unclear_audience_is_refused() -> None:
    """A slip must not make a text for operators public."""
    with pytest.raises(InvalidInput, match="неясно, для кого"):
        read_audience("служб")


def test_brands_are_named_by_id_or_name() -> None:
    """An unknown one is refused; without a list of brands any name goes."""
    known = {"росница": "rosnitsa", "rosnitsa": "rosnitsa"}

    assert read_brand("Росница", known) == "rosnitsa"
    assert read_brand("все бренды", known) == "*"
    assert read_brand("Любая", None) == "Любая"
    with pytest.raises(InvalidInput, match="there is no such brand"):
        read_brand("Гавань", known, "en")


def test_kinds_are_macros_or_articles() -> None:
    """Words of a column of types that name no canned answer mean an article."""
    assert [read_kind(said) for said in ("Шаблон", "macro", "FAQ", "")] == ["macro", "macro", "article", "article"]


def workbook(rows: list[list[object]]) -> bytes:
    """An XLSX file of these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_speaks_of_dates_audience_and_brand_row_by_row() -> None:
    """A bad date, an unclear audience and an unknown brand leave their row out; the rest goes in."""
    rows: list[list[object]] = [
        ["Вопрос", "Ответ", "Действует с", "Действует до", "Для кого", "Бренд"],
        ["Акция?", "Скидка 10 %.", date(2026, 11, 1), "30.11.2026", "клиентам", "Росница"],
        ["Дата?", "Нет.", "", "32.11.2026", "", ""],
        ["Кому?", "Нет.", "", "", "марсианам", ""],
        ["Бренд?", "Нет.", "", "", "", "Гавань"],
        ["Наоборот?", "Нет.", "2026-12-01", "2026-11-01", "", ""],
        ["Всегда?", "Да.", "", "", "операторам", ""],
    ]

    imported = read_named([("faq.xlsx", workbook(rows))], told=Told(brands={"росница": "rosnitsa"}))

    first, last = imported.articles
    assert (first.valid_from, first.valid_until, first.brand) == (date(2026, 11, 1), date(2026, 11, 30), "rosnitsa")
    assert (last.audience, last.valid_until) == ("internal", None)
    assert [(one.line, one.cause) for one in imported.problems] == [
        (3, "такого дня нет: «32.11.2026» (действует до)"),
        (4, "неясно, для кого: «марсианам»"),
        (5, "нет такого бренда: «Гавань»"),
        (6, "действует до 2026-11-01, это раньше, чем начинает (2026-12-01)"),
    ]


def test_front_matter_speaks_russian() -> None:
    """Keys are the headers of tables; what it does not speak of stays as people set it."""
    text = "---\nЗаголовок: Акция\nДействует до: 30 ноября 2026\nДля кого: операторы\n---\nСкидка 10 %."

    (article,) = read_named([("akciya.md", text.encode())]).articles

    assert (article.title, article.valid_until, article.audience) == ("Акция", date(2026, 11, 30), "internal")
    assert article.silent == {"topic", "kind", "valid_from"}


def test_what_is_told_of_all_files_gives_way_to_the_file_itself() -> None:
    """A PDF has nowhere to write its dates: the person who uploads it says them."""
    rows = b"question,answer,audience\nQ1?,A1,internal\nQ2?,A2,\n"
    told = Told(fields={"audience": "public", "valid_until": "2026-12-31", "topic": "promo"})

    first, second = read_named([("faq.csv", rows)], "en", told).articles

    assert (first.audience, second.audience) == ("internal", "public")
    assert {first.valid_until, second.valid_until} == {date(2026, 12, 31)}


def test_what_is_told_wrongly_is_refused_before_a_file_is_read() -> None:
    """One error, not one a file."""
    with pytest.raises(InvalidInput, match="no date"):
        read_named([("a.md", b"A.")], "en", Told(fields={"valid_until": "soon"}))


def test_a_page_says_it_in_its_meta_tags() -> None:
    """A site that marks its pages keeps its marks."""
    page = (
        '<html><head><title>Sale</title><meta name="audience" content="internal">'
        '<meta name="valid-until" content="2026-12-31"></head><body><main><p>Ten per cent off.</p></main></body></html>'
    )

    (article,) = read_named([("sale.html", page.encode())], "en").articles

    assert (article.audience, article.valid_until) == ("internal", date(2026, 12, 31))
