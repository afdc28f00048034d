"""Writes scores as CSV, JSON lines or Parquet by the name's suffix, and set-aside rows beside them."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from qa_scoring.batch_rows import RowProblem
from qa_scoring.batch_score import SCORES
from reply_core.errors import BadFile

_JSON_COLUMNS = ("critical", "verdicts")
_DIGITS = 2
COLUMNS: tuple[str, ...] = tuple(SCORES.names)


def writer_for(path: Path) -> Callable[[Path, Iterable[pa.RecordBatch]], int]:
    """The writer of a file's kind: takes a path and batches of `SCORES`, gives the number of rows written.

    Raises:
        BadFile: the kind is not .csv, .jsonl or .parquet.
    """
    writers = {".csv": _write_csv, ".jsonl": _write_jsonl, ".parquet": _write_parquet}
    if path.suffix.lower() not in writers:
        raise BadFile(
            f"cannot write {path.suffix or 'a file without a suffix'}", where=path.name, mend=", ".join(writers)
        )
    return writers[path.suffix.lower()]


def write_scores(path: Path, batches: Iterable[pa.RecordBatch]) -> int:
    """Write all batches to ``path`` at once: the file appears whole or not at all. Gives the number of rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    rows = writer_for(path)(draft, batches)
    draft.replace(path)
    return rows


def write_problems(path: Path, problems: Sequence[RowProblem]) -> None:
    """The rows that were set aside, as CSV: file, line, cause. Removed when there are none."""
    if not problems:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "line", "cause"])
        writer.writerows((problem.file, problem.line, problem.cause) for problem in problems)


def _write_csv(path: Path, batches: Iterable[pa.RecordBatch]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in _rows(batches):
            row["message_ids"] = json.dumps(row["message_ids"], ensure_ascii=False)
            writer.writerow({name: "" if value is None else value for name, value in row.items()})
            count += 1
    return count


def _write_jsonl(path: Path, batches: Iterable[pa.RecordBatch]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in _rows(batches):
            for name in _JSON_COLUMNS:
                row[name] = json.loads(row[name])
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_parquet(path: Path, batches: Iterable[pa.RecordBatch]) -> int:
    count = 0
    with parquet.ParquetWriter(path, SCORES) as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterable[dict[str, Any]]:
    for batch in batches:
        for row in batch.to_pylist():
            yield {name: round(value, _DIGITS) if isinstance(value, float) else value for name, value in row.items()}
