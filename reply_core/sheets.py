"""Files of rows as people have them: CSV of any delimiter and encoding, XLSX, JSON, Parquet → headers and rows."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, NamedTuple

from reply_core.errors import BadFile, TooMuch
from reply_core.storable import storable, storable_json

MAX_ROWS = 1_000_000
_MAX_UNPACKED = 600 * 1024 * 1024
_DELIMITERS = (";", ",", "\t", "|")
_COMMON_RU = frozenset("оеаинтсрвлк")
_SAMPLE_LINES = 30
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


class Row(NamedTuple):
    """One row: its line in the file (the first is 1, as editors and spreadsheets count) and its cells by header."""

    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file read into rows; cells are stripped texts, or what the format gives (numbers, times, objects)."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = ""
    delimiter: str = ""


def refuse_bomb(name: str, data: bytes) -> None:
    """Refuse an Office file that is small only while it is packed.

    Raises:
        TooMuch: it unpacks to more than 600 MB.
        zipfile.BadZipFile: it is no such file.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _MAX_UNPACKED:
            raise TooMuch("the file unpacks to more than 600 MB", where=name, mend="split it")


def decode(data: bytes) -> tuple[str, str]:
    """The text of ``data`` and its encoding: UTF-8 and UTF-16 by their marks, else the likeliest Cyrillic code page.

    >>> decode("Диалог".encode("cp1251"))
    ('Диалог', 'cp1251')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding.removesuffix("-sig")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    sample = data[:200_000]
    best = max(("cp1251", "koi8-r", "cp866"), key=lambda name: _looks_russian(sample.decode(name, errors="replace")))
    return data.decode(best, errors="replace"), best


def _looks_russian(text: str) -> float:
    letters = Counter(text)
    return sum(letters[char] for char in _COMMON_RU) - letters["\ufffd"] * 5


def read_sheet(name: str, data: bytes, *, max_rows: int = MAX_ROWS) -> Sheet:
    """Read one file; its kind follows from its name (.csv .tsv .txt .xlsx .jsonl .ndjson .json .parquet).

    Raises:
        BadFile: it is not what its name says, is empty, or is of a kind we do not read.
        TooMuch: more than ``max_rows`` rows, or it unpacks to more than 600 MB.
    """
    if not data.strip():
        raise _empty(name)
    kind = PurePath(name).suffix.lower()
    if kind in {".csv", ".tsv", ".txt"}:
        return _read_csv(name, data, max_rows)
    if kind == ".xlsx":
        return _read_xlsx(name, data, max_rows)
    if kind in {".jsonl", ".ndjson", ".json"}:
        return _read_json(name, data, max_rows)
    if kind == ".parquet":
        return _read_parquet(name, data, max_rows)
    raise BadFile(
        f"files of kind {kind or 'without a suffix'} are not read",
        where=name,
        mend="save it as .csv, .xlsx, .jsonl or .parquet",
    )


def _empty(name: str) -> BadFile:
    return BadFile("the file is empty", where=name, mend="choose a file with a header row and at least one row")


def _read_csv(name: str, data: bytes, max_rows: int) -> Sheet:
    text, encoding = decode(data)
    if "\x00" in text[:10_000]:
        raise BadFile("this is no text file", where=name, mend="save it as CSV (UTF-8 or Windows-1251)")
    delimiter = _delimiter(text)
    # strict=False: a stray quote inside a field is a character, not the end of the import
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _sheet(name, _csv_lines(name, reader), max_rows, encoding, delimiter)


def _csv_lines(name: str, reader: Any) -> Iterator[tuple[int, list[Any]]]:
    before = 0
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise BadFile(
            f"the CSV breaks off: {error}", where=f"{name}, line {reader.line_num}", mend="mend the quotes in that line"
        ) from None


def _delimiter(text: str) -> str:
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:_SAMPLE_LINES]
    if not lines:
        return ","

    def columns(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        head = widths[0] if widths else 0
        return (head if head > 1 else 0), sum(width == head for width in widths)

    return max(_DELIMITERS, key=columns)


def _read_xlsx(name: str, data: bytes, max_rows: int) -> Sheet:
    from openpyxl import load_workbook  # 60 ms that only spreadsheet readers should pay

    try:
        refuse_bomb(name, data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        page = book.active or book.worksheets[0]
        lines = [
            (number, list(row)) for number, row in enumerate(_limited(page.iter_rows(values_only=True), max_rows), 1)
        ]
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError, EOFError) as error:
        raise BadFile(
            "the workbook cannot be read", where=name, mend="open it in a spreadsheet program and save it as .xlsx"
        ) from error
    return _sheet(name, iter(lines), max_rows)


def _limited(rows: Iterable[Any], max_rows: int) -> Iterator[Any]:
    for number, row in enumerate(rows):
        if number > max_rows + 1:
            return
        yield row


def _read_json(name: str, data: bytes, max_rows: int) -> Sheet:
    text, encoding = decode(data)
    if text.lstrip().startswith("["):
        try:
            objects = [(number, item) for number, item in enumerate(json.loads(text), 1)]
        except ValueError as error:
            raise BadFile(f"this is no JSON: {error}", where=name, mend="give a list of objects") from None
    else:
        objects = list(_json_lines(name, text))
    if not objects:
        raise _empty(name)
    headers: dict[str, None] = {}
    for line, item in objects:
        if not isinstance(item, dict):
            raise BadFile("each line is one JSON object", where=f"{name}, line {line}", mend="one object a line")
        headers.update(dict.fromkeys(item))
    _check_size(name, len(objects), max_rows)
    rows = tuple(Row(line, {key: _clean(value) for key, value in item.items()}) for line, item in objects)
    return Sheet(name=name, headers=tuple(headers), rows=rows, encoding=encoding)


def _json_lines(name: str, text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise BadFile(
                f"this line is no JSON: {error}", where=f"{name}, line {number}", mend="one object a line"
            ) from None


def _read_parquet(name: str, data: bytes, max_rows: int) -> Sheet:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(io.BytesIO(data))
    except (pa.ArrowInvalid, OSError) as error:
        raise BadFile("the Parquet file cannot be read", where=name, mend="write it again") from error
    if not table.num_rows:
        raise _empty(name)
    _check_size(name, table.num_rows, max_rows)
    headers = tuple(str(header) for header in table.column_names)
    rows = (
        Row(number, {key: _clean(value) for key, value in item.items()})
        for number, item in enumerate(table.to_pylist(), 1)
    )
    return Sheet(name=name, headers=headers, rows=tuple(rows))


def _sheet(
    name: str, lines: Iterator[tuple[int, list[Any]]], max_rows: int, encoding: str = "", delimiter: str = ""
) -> Sheet:
    headers: tuple[str, ...] = ()
    rows: list[Row] = []
    for line, cells in lines:
        cleaned = [_clean(cell) for cell in cells]
        if all(cell in ("", None) for cell in cleaned):
            continue
        if not headers:
            headers = _unique(cleaned)
            continue
        rows.append(Row(line, dict(zip(headers, cleaned, strict=False))))
        if len(rows) > max_rows:
            _check_size(name, len(rows), max_rows)
    if not rows:
        raise BadFile("there is a header but no row", where=name, mend="add at least one row below the header")
    return Sheet(name=name, headers=headers, rows=tuple(rows), encoding=encoding, delimiter=delimiter)


def _unique(cells: list[Any]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    headers = []
    for number, cell in enumerate(cells, 1):
        header = str(cell).strip() if cell not in ("", None) else f"column {number}"
        seen[header] += 1
        headers.append(header if seen[header] == 1 else f"{header} ({seen[header]})")
    return tuple(headers)


def _check_size(name: str, count: int, max_rows: int) -> None:
    if count > max_rows:
        raise TooMuch(f"more than {max_rows} rows", where=name, mend="split the file")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value).strip().strip("\ufeff")
    return storable_json(value) if isinstance(value, dict | list) else value
