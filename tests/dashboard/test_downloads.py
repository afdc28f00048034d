"""Files of what is on screen: readable by spreadsheets, without formulas, charts as pictures."""

import csv
import io
from datetime import date

import altair as alt
from openpyxl import load_workbook

from dashboard.downloads import as_csv, as_png, as_xlsx

ROWS: list[dict[str, object]] = [
    {"Оператор": "Анна", "Неделя": date(2026, 11, 9), "Среднее": 52.5, "Ответов": 34},
    {"Оператор": "=HYPERLINK(1)", "Неделя": None, "Среднее": "мало данных", "Ответов": -7},
]
ABOUT = ["Уровень «правила», стандарт rosnitsa-1", "+ не формула"]


def test_csv_opens_in_a_spreadsheet_and_holds_no_formula() -> None:
    """A byte-order mark, semicolons, the lines about it first; a name that is a formula becomes a text."""
    data = as_csv(ROWS, ABOUT)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))

    assert data.startswith(b"\xef\xbb\xbf")
    assert lines[:3] == [[ABOUT[0]], ["'+ не формула"], ["Оператор", "Неделя", "Среднее", "Ответов"]]
    assert lines[3] == ["Анна", "2026-11-09", "52.5", "34"]
    assert lines[4] == ["'=HYPERLINK(1)", "", "мало данных", "-7"]


def test_xlsx_keeps_numbers_and_dates() -> None:
    """Numbers can be summed up; the name that is a formula is none."""
    sheet = load_workbook(io.BytesIO(as_xlsx(ROWS, ABOUT))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))

    assert rows[2][0] == "Оператор"
    assert rows[3][2:] == (52.5, 34)
    assert str(rows[3][1]).startswith("2026-11-09")
    assert rows[4][0] == "'=HYPERLINK(1)"
    assert rows[4][3] == -7
    assert sheet["A5"].data_type == "s"


def test_a_chart_becomes_a_picture() -> None:
    """A PNG that is large enough to be read."""
    chart = alt.Chart(alt.InlineData(values=[{"x": 1, "y": 2}])).mark_circle().encode(x="x:Q", y="y:Q")

    picture = as_png(chart)

    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(picture) > 1000
