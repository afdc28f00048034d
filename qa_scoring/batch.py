"""Scores whole files: read → shards by conversation → a process pool of the pure scorer → one file out.

Rows of a conversation may lie anywhere in the input, so they are first dealt into shards on disk. Every finished shard
is kept until the end: a run that was broken off goes on where it stopped when started again with the same input.
"""

import hashlib
import json
import multiprocessing
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import ipc, parquet

from qa_scoring.batch_pace import rarely_collected, shards_for
from qa_scoring.batch_read import open_rows
from qa_scoring.batch_rows import MESSAGES, MessageReader, ReadOptions, RowProblem, columns_of, without_repeats
from qa_scoring.batch_score import SCORES, BookSpec, score_batch
from qa_scoring.batch_tone import with_tone
from qa_scoring.batch_write import write_problems, write_scores, writer_for
from qa_scoring.scorecard import SCORER_VERSION
from reply_core.types import Language

SHARD_ROWS = 20_000
_READ_ROWS = 5_000
_SMALL_ROWS = 3_000
"""Below this many rows a pool costs more than it brings."""
_BYTES_A_ROW = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: ``stage`` is "reading", "scoring" or "writing"."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """What a run did."""

    rows: int
    turns: int
    problems: tuple[RowProblem, ...]
    problems_file: Path | None
    repeated: int
    """Rows that repeat a message already read: the same message twice is one message."""
    shards: int
    resumed: int
    """Shards taken from an earlier, broken-off run."""
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How a file is read and how the work is spread."""

    read: ReadOptions = field(default_factory=ReadOptions)
    workers: int = 1
    shard_rows: int = SHARD_ROWS
    resume: bool = True


Tell = Callable[[Progress], None]
Scorer = Callable[[pa.RecordBatch], pa.RecordBatch]


def score_file(
    source: Path,
    target: Path,
    spec: BookSpec,
    options: BatchOptions | None = None,
    tell: Tell | None = None,
    *,
    scorer: Callable[[BookSpec], Scorer] | None = None,
) -> BatchReport:
    """Score every operator turn of a file of messages.

    Args:
        source: CSV, JSON lines, XLSX or Parquet, one message a row, rows in any order.
        target: CSV, JSON lines or Parquet by its suffix; set-aside rows go to ``<target>.problems.csv``.
        spec: what to score by.
        options: how to read, how many worker processes, whether to go on with a broken-off run.
        tell: called as the work goes on.
        scorer: makes what scores in place of the pure scorer, in this process (`batch_model.model_scorer`).

    Raises:
        BadFile: the input cannot be read or the output's kind is unknown.
        InvalidInput: columns, zone or order of dates must be told; names which and how.
    """
    began = time.monotonic()
    options, tell = options or BatchOptions(), tell or _silent
    writer_for(target)
    work = target.with_name(f".{target.name}.work")
    fingerprint = _fingerprint(source, spec, options, custom=scorer is not None)
    state = _State(work, fingerprint, fresh=not options.resume)
    if not state.dealt:
        _deal(source, state, options, tell)
    resumed = len(state.finished())
    if state.waiting():
        spec = with_tone(spec, [state.shard(number) for number in range(state.shards)])
    rows_left = state.rows if not resumed else options.shard_rows * (state.shards - resumed)
    if options.workers > 1 and rows_left > _SMALL_ROWS and scorer is None:
        _score_in_pool(state, spec, options.workers, source.name, options.read.language, tell)
    else:
        _score_here(state, (scorer or _pure)(spec), source.name, options.read.language, tell)
    state.gather_notes()
    tell(Progress(stage="writing", done=0, total=state.shards))
    turns = write_scores(target, state.scores())
    problems_file = target.with_name(f"{target.name}.problems.csv")
    write_problems(problems_file, state.problems)
    report = BatchReport(
        rows=state.rows, turns=turns, problems=tuple(state.problems), repeated=state.repeated, shards=state.shards,
        problems_file=problems_file if state.problems else None, resumed=resumed, seconds=time.monotonic() - began,
    )  # fmt: skip
    shutil.rmtree(work)
    return report


def _pure(spec: BookSpec) -> Scorer:
    return partial(score_batch, spec=spec)


def _silent(progress: Progress) -> None:
    """Tell nobody."""


def _fingerprint(source: Path, spec: BookSpec, options: BatchOptions, *, custom: bool) -> str:
    """Names the input, the book and the scorer: another one starts afresh."""
    stat = source.stat() if source.exists() else None
    seen = [
        str(source.resolve()), stat.st_size if stat else 0, stat.st_mtime_ns if stat else 0, SCORER_VERSION, custom,
        spec.standard, spec.profile, spec.calendar, spec.local, spec.time_zone, options.shard_rows,
        json.dumps(asdict(options.read), ensure_ascii=False, sort_keys=True, default=str),
        hashlib.sha256(repr(spec.articles).encode()).hexdigest(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


class _State:
    """What is on disk of a run: dealt shards, finished shards, and what was set aside."""

    def __init__(self, folder: Path, fingerprint: str, *, fresh: bool) -> None:
        self.folder = folder
        self._note = folder / "run.json"
        self.shards = self.rows = 0
        self.repeated = 0
        self.problems: list[RowProblem] = []
        self.fingerprint = fingerprint
        self.dealt = False
        if not fresh and self._note.is_file():
            self._read()
        if not self.dealt:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)

    def _read(self) -> None:
        note: dict[str, Any] = json.loads(self._note.read_text("utf-8"))
        if note["fingerprint"] == self.fingerprint:
            self.shards, self.rows = note["shards"], note["rows"]
            self.problems = [RowProblem(**each) for each in note["problems"]]
            self.dealt = True

    def save(self) -> None:
        """Written once all shards are dealt: from here on a run can be taken up again."""
        body = {
            "fingerprint": self.fingerprint, "shards": self.shards, "rows": self.rows,
            "problems": [asdict(problem) for problem in self.problems],
        }  # fmt: skip
        draft = self._note.with_suffix(".part")
        draft.write_text(json.dumps(body, ensure_ascii=False), "utf-8")
        draft.replace(self._note)
        self.dealt = True

    def shard(self, number: int) -> Path:
        """Messages of one shard."""
        return self.folder / f"messages-{number:04d}.arrow"

    def part(self, number: int) -> Path:
        """Scores of one shard."""
        return self.folder / f"scores-{number:04d}.parquet"

    def finished(self) -> list[int]:
        """Shards whose scores are there."""
        return [number for number in range(self.shards) if self.part(number).is_file()]

    def waiting(self) -> list[int]:
        """Shards still to score."""
        return [number for number in range(self.shards) if not self.part(number).is_file()]

    def gather_notes(self) -> None:
        """Take over what the shards set aside."""
        for number in range(self.shards):
            note = json.loads(self.part(number).with_suffix(".json").read_text("utf-8"))
            self.problems.extend(RowProblem(**each) for each in note["problems"])
            self.repeated += note["repeated"]
        self.problems.sort(key=lambda problem: problem.line)

    def scores(self) -> Iterator[pa.RecordBatch]:
        """All scores, shard by shard."""
        for number in range(self.shards):
            with parquet.ParquetFile(self.part(number)) as file:
                yield from file.iter_batches()


def _deal(source: Path, state: _State, options: BatchOptions, tell: Tell) -> None:
    """Rows → shards on disk: each conversation whole in one shard."""
    rows = source.stat().st_size // _BYTES_A_ROW if source.exists() else 0
    if source.suffix.lower() in (".parquet", ".xlsx"):
        rows = _rows_of(source)
    state.shards = shards_for(rows, options.shard_rows, options.workers)
    files = [ipc.new_file(state.shard(number), MESSAGES) for number in range(state.shards)]
    try:
        with open_rows(source, options.read.language) as opened:
            found = columns_of(opened.headers, opened.sample, options.read)
            reader = MessageReader(source.name, found, opened.sample, options.read)
            for batch in reader.batches(opened.rows, _READ_ROWS):
                state.rows += batch.num_rows
                _spread(batch, files)
                tell(Progress(stage="reading", done=state.rows, total=0))
            state.problems = [*reader.problems, *opened.problems]
    finally:
        for file in files:
            file.close()
    state.save()


def _rows_of(source: Path) -> int:
    if source.suffix.lower() == ".parquet":
        try:
            return int(parquet.ParquetFile(source).metadata.num_rows)
        except (OSError, ValueError):
            return 0
    return 0


def _spread(batch: pa.RecordBatch, files: list[Any]) -> None:
    if len(files) == 1:
        files[0].write_batch(batch)
        return
    places: list[list[int]] = [[] for _ in files]
    for row, name in enumerate(batch.column("conversation_id").to_pylist()):
        places[_shard_of(name, len(files))].append(row)
    for file, rows in zip(files, places, strict=True):
        if rows:
            file.write_batch(batch.take(pa.array(rows)))


def _shard_of(conversation_id: str, shards: int) -> int:
    digest = hashlib.blake2b(conversation_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % shards


def score_shard(messages: Path, scores: Path, scorer: Scorer, name: str, language: Language) -> int:
    """Score one shard on disk; its file of scores appears whole or not at all. Gives the number of turns."""
    with ipc.open_file(messages) as file:
        rows = file.read_all().to_pylist()
    with rarely_collected():
        kept, problems, repeated = without_repeats(rows, name, language)
        scored = scorer(pa.RecordBatch.from_pylist(kept, schema=MESSAGES))
    note = {"problems": [asdict(problem) for problem in problems], "repeated": repeated}
    scores.with_suffix(".json").write_text(json.dumps(note, ensure_ascii=False), "utf-8")
    draft = scores.with_suffix(".part")
    parquet.write_table(pa.Table.from_batches([scored], schema=SCORES), draft)
    draft.replace(scores)
    return int(scored.num_rows)


def _score_here(state: _State, scorer: Scorer, name: str, language: Language, tell: Tell) -> None:
    for number in state.waiting():
        score_shard(state.shard(number), state.part(number), scorer, name, language)
        tell(Progress(stage="scoring", done=len(state.finished()), total=state.shards))


def _score_in_pool(state: _State, spec: BookSpec, workers: int, name: str, language: Language, tell: Tell) -> None:
    context = multiprocessing.get_context("spawn")  # the embedding engine does not survive a fork
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        running: set[Future[int]] = {
            pool.submit(
                score_shard, state.shard(number), state.part(number), partial(score_batch, spec=spec), name, language
            )
            for number in state.waiting()
        }
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            tell(Progress(stage="scoring", done=len(state.finished()), total=state.shards))
