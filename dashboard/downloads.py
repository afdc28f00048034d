"""What is on screen as files, made when asked for: a table as CSV and XLSX, a chart as PNG."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import streamlit as st
import vl_convert
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dashboard.charts import Drawn
from dashboard.words import Words

Rows = Sequence[Mapping[str, object]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 60


def downloads(name: str, rows: Rows, words: Words, *, about: Sequence[str] = (), chart: Drawn | None = None) -> None:
    """A row of buttons that give the rows and the chart as files.

    Args:
        name: of the files, without an ending; also the key of the buttons.
        rows: column → value, all of the same columns.
        words: of the page.
        about: lines that say what the numbers are: period, level, standard; they stand above the table.
        chart: what is drawn of them, or None.
    """
    if not rows:
        return
    with st.container(horizontal=True):
        _button(words("app.as_csv"), lambda: as_csv(rows, about), f"{name}.csv", "text/csv")
        _button(words("app.as_xlsx"), lambda: as_xlsx(rows, about), f"{name}.xlsx", _XLSX)
        if chart is not None:
            _button(words("app.as_png"), lambda: as_png(chart.chart), f"{name}.png", "image/png")


def _button(label: str, data: Any, file_name: str, mime: str) -> None:
    st.download_button(
        label, data, file_name=file_name, mime=mime, on_click="ignore", type="tertiary", key=f"file_{file_name}"
    )


def as_csv(rows: Rows, about: Sequence[str] = ()) -> bytes:
    """Semicolons and a byte-order mark, as spreadsheets want it; what would be a formula is made a text."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    for line in about:
        writer.writerow([_safe(line)])
    writer.writerow([_safe(name) for name in rows[0]])
    for row in rows:
        writer.writerow([_safe(value) for value in row.values()])
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows, about: Sequence[str] = ()) -> bytes:
    """One sheet with a bold header; numbers and dates stay numbers and dates, everything else is a text."""
    book = Workbook()
    sheet: Any = book.active
    for line in about:
        sheet.append([_safe(line)])
    sheet.append([_safe(name) for name in rows[0]])
    header = sheet.max_row
    for cell in sheet[header]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([value if _is_plain(value) else _safe(value) for value in row.values()])
    for place, name in enumerate(rows[0], 1):
        longest = max(len(str(row[name] if row[name] is not None else "")) for row in rows)
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, max(longest, len(name)) + 2)
    sheet.freeze_panes = sheet.cell(row=header + 1, column=1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_png(chart: Any) -> bytes:
    """The chart drawn as the page draws it, twice as large."""
    return vl_convert.vegalite_to_png(chart.to_json(), scale=2)


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float | date | datetime) and not isinstance(value, bool)


def _safe(value: object) -> str:
    """The value as a text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_plain(value) else text
