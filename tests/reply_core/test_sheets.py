"""Files of rows: encodings, delimiters, spreadsheets, damaged files."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from reply_core.errors import BadFile, TooMuch
from reply_core.sheets import decode, read_sheet
from reply_core.storable import storable, storable_json

_LINES = "Диалог;Дата;Текст\n1;13.11.2026 17:40;Где заказ?\n2;13.11.2026 17:41;Спасибо"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "cp866", "utf-16"])
def test_russian_text_is_read_in_the_encodings_of_the_wild(encoding: str) -> None:
    """A CSV in any of the encodings Russian programs write gives the same rows."""
    sheet = read_sheet("диалоги.csv", _LINES.encode(encoding))

    assert [row.cells["Текст"] for row in sheet.rows] == ["Где заказ?", "Спасибо"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    """The delimiter is the one that gives the header several columns."""
    sheet = read_sheet("a.csv", _LINES.replace(";", delimiter).encode())

    assert sheet.headers == ("Диалог", "Дата", "Текст")
    assert sheet.delimiter == delimiter


def test_quoted_delimiters_and_line_breaks_stay_inside_a_cell() -> None:
    """A quoted cell may hold the delimiter and line breaks, and later rows keep their line numbers."""
    sheet = read_sheet("a.csv", b'id;text\n1;"a; b\nc"\n2;d\n')

    assert [(row.line, row.cells["text"]) for row in sheet.rows] == [(2, "a; b\nc"), (4, "d")]


def test_a_spreadsheet_gives_times_and_numbers_as_they_are() -> None:
    """XLSX cells keep their types; empty rows are skipped, doubled and missing headers get a name."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (["id", "id", None], [1, 2, "x"], [None, None, None], [3, 4, "y"]):
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)

    sheet = read_sheet("a.xlsx", stream.getvalue())

    assert sheet.headers == ("id", "id (2)", "column 3")
    assert [(row.line, row.cells["id (2)"]) for row in sheet.rows] == [(2, 2), (4, 4)]


def test_json_comes_as_lines_or_as_a_list() -> None:
    """JSON lines and a JSON list of objects give the same rows; texts no database keeps are mended."""
    rows = [{"id": "1", "text": "a\x00b"}, {"id": "2", "order": {"n": "\ud800"}}]

    as_lines = read_sheet("a.jsonl", "\n".join(json.dumps(row) for row in rows).encode())
    as_list = read_sheet("a.json", json.dumps(rows).encode())

    assert [row.cells for row in as_lines.rows] == [row.cells for row in as_list.rows]
    assert as_lines.rows[0].cells["text"] == "a\ufffdb"
    assert as_lines.rows[1].cells["order"] == {"n": "\ufffd"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b""),
        ("a.csv", b"only;a;header\n"),
        ("a.csv", b"PK\x03\x04\x00\x00\x00\x00"),
        ("a.xlsx", b"this is no workbook"),
        ("a.jsonl", b'{"a": 1}\n{broken'),
        ("a.jsonl", b"[1, 2"),
        ("a.jsonl", b"5\n6"),
        ("a.parquet", b"PAR1 no"),
        ("a.docx", b"something"),
        ("noname", b"something"),
    ],
)
def test_damaged_files_are_refused_with_their_name(name: str, data: bytes) -> None:
    """A file that cannot be read is refused: what, which file, how to mend it."""
    with pytest.raises(BadFile) as refusal:
        read_sheet(name, data)

    assert name in refusal.value.where
    assert refusal.value.mend


def test_too_many_rows_are_refused() -> None:
    """More rows than the limit are refused before they are kept in memory."""
    with pytest.raises(TooMuch):
        read_sheet("a.csv", b"a,b\n" + b"1,2\n" * 20, max_rows=10)


@given(st.binary(max_size=300), st.sampled_from([".csv", ".xlsx", ".jsonl", ".json", ".parquet", ".txt"]))
def test_any_bytes_are_rows_or_a_named_error(data: bytes, suffix: str) -> None:
    """Whatever the bytes, reading gives rows or says what is wrong; nothing else escapes."""
    try:
        rows = len(read_sheet("a" + suffix, data).rows)
    except BadFile:
        rows = -1
    assert rows != 0


@given(st.text(max_size=50))
def test_a_decoded_text_round_trips_through_utf8(text: str) -> None:
    """UTF-8 is recognised as such."""
    data = storable(text).encode()
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        assert decode(data)[0] == storable(text)


@given(st.text(alphabet=st.characters(), max_size=50))
def test_storable_text_can_be_encoded_and_keeps_its_length(text: str) -> None:
    """A storable text has no NUL, encodes to UTF-8 and is as long as before; doing it twice changes nothing."""
    kept = storable(text)

    kept.encode()
    assert "\x00" not in kept
    assert len(kept) == len(text)
    assert storable_json({"a": [kept]}) == {"a": [kept]}
