"""Reads a dialogue file of any size row by row: CSV, JSON lines, XLSX, Parquet. Small memory, exact line numbers."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pyarrow import parquet

from qa_scoring.batch_rows import RowProblem, cause_of
from reply_core.errors import BadFile
from reply_core.sheets import Row, decode, read_sheet
from reply_core.types import Language

_SAMPLE_BYTES = 200_000
_SAMPLE_ROWS = 400
_DELIMITERS = ";,\t|"
_LONGEST_CELL = 10_000_000
KINDS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".xlsx", ".parquet")


@dataclass(slots=True)
class Opened:
    """A file being read: its headers, its first rows for looking at, and all its rows in order."""

    headers: tuple[str, ...]
    sample: tuple[Row, ...]
    rows: Iterator[Row]
    problems: list[RowProblem] = field(default_factory=list)
    """Lines that are no rows; complete once ``rows`` has been read to its end."""


@contextmanager
def open_rows(path: Path, language: Language = "ru") -> Iterator[Opened]:
    """The rows of a file.

    Args:
        path: its kind follows from its name.
        language: of the causes of problems.

    Raises:
        BadFile: it is missing, empty, damaged, or of a kind we do not read.
    """
    kind = path.suffix.lower()
    if not path.is_file():
        raise BadFile("there is no such file", where=str(path), mend="check the path")
    if kind not in KINDS:
        raise BadFile(
            f"files of kind {kind or 'without a suffix'} are not read", where=path.name, mend=", ".join(KINDS)
        )
    if path.stat().st_size == 0:
        raise BadFile("the file is empty", where=path.name, mend="choose a file with a header row and at least one row")
    if kind in (".csv", ".tsv", ".txt"):
        with _open_text(path) as (lines, delimiter):
            yield _sampled(path, _csv_rows(path, csv.reader(lines, delimiter=delimiter)))
    elif kind in (".jsonl", ".ndjson"):
        problems: list[RowProblem] = []
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            opened = _sampled(path, _json_rows(path, lines, problems, language))
            opened.problems = problems
            yield opened
    elif kind == ".parquet":
        yield _sampled(path, _parquet_rows(path))
    else:
        sheet = read_sheet(path.name, path.read_bytes())
        yield _sampled(path, iter(sheet.rows), sheet.headers)


def _sampled(path: Path, rows: Iterator[Row], headers: tuple[str, ...] = ()) -> Opened:
    first = tuple(islice(rows, _SAMPLE_ROWS))
    if not first:
        raise BadFile("there is a header but no row", where=path.name, mend="add at least one row below the header")
    seen = headers or tuple(dict.fromkeys(header for row in first for header in row.cells))

    def everything() -> Iterator[Row]:
        yield from first
        yield from rows

    return Opened(seen, first, everything())


@contextmanager
def _open_text(path: Path) -> Iterator[tuple[Any, str]]:
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    text, encoding = decode(whole)
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace", newline="") as lines:
        yield lines, _delimiter(text)


def _delimiter(text: str) -> str:
    """The mark that cuts the header into the most columns and the following rows into as many."""
    lines = [line for line in text.splitlines() if line.strip()][:20]

    def fit(mark: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=mark)]
        same = sum(width == widths[0] for width in widths) if widths else 0
        return (same if widths and widths[0] > 1 else 0, widths[0] if widths else 0)

    return max(_DELIMITERS, key=fit)


def _csv_rows(path: Path, reader: Any) -> Iterator[Row]:
    headers: list[str] = []
    line = 1
    try:
        for cells in reader:
            if not headers and any(cell.strip() for cell in cells):
                headers = [cell.strip().strip("\ufeff") or f"column {at}" for at, cell in enumerate(cells, 1)]
            elif any(cell.strip() for cell in cells):
                yield Row(line, dict(zip(headers, cells, strict=False)))
            line = reader.line_num + 1
    except csv.Error as error:
        where = f"{path.name}, line {reader.line_num}"
        raise BadFile(f"the CSV breaks off: {error}", where=where, mend="mend the quotes in that line") from None


def _json_rows(path: Path, lines: Any, problems: list[RowProblem], language: Language) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError:
            item = None
        if isinstance(item, dict):
            yield Row(number, item)
        else:
            problems.append(RowProblem(file=path.name, line=number, cause=cause_of("no_json", language)))


def _parquet_rows(path: Path) -> Iterator[Row]:
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=10_000):
                for item in batch.to_pylist():
                    number += 1
                    yield Row(number, item)
    except (OSError, ValueError) as error:
        raise BadFile("the Parquet file cannot be read", where=path.name, mend="write it again") from error
