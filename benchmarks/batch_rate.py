"""How fast a whole file is scored: read, dealt into shards, scored in two processes, written.

    python -m benchmarks.batch_rate [--messages 60000] [--workers 2] [--kind jsonl|csv|parquet] [--profile]

The messages are the demo shop's, told again and again under new ids with one word of each text exchanged, so that no
text comes twice. ``--profile`` scores in this process and prints where the time goes.
"""

import argparse
import cProfile
import csv
import json
import pstats
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from examples.rosnitsa import generate
from qa_scoring.batch import BatchOptions, Progress, score_file
from qa_scoring.batch_score import BookSpec
from qa_scoring.standard import default_standard, standard_to_dict
from tone_of_voice.profile import default_profile, profile_to_dict

NOW = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
COLUMNS = ("conversation_id", "message_id", "at", "channel", "direction", "author_kind", "author_id", "text")


def main() -> None:
    """Write a file of messages, score it, and print seconds of each stage and rows and replies per second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=60_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kind", choices=("jsonl", "csv", "parquet"), default="jsonl")
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / f"in.{given.kind}", Path(folder) / "out.parquet"
        write(source, list(messages(given.messages)))
        spec = BookSpec(
            standard=json.dumps(standard_to_dict(default_standard("ru"))),
            profile=json.dumps(profile_to_dict(default_profile("ru"))),
        )
        options = BatchOptions(workers=1 if given.profile else given.workers)
        watch = _Watch()
        profiler = cProfile.Profile()
        if given.profile:
            profiler.enable()
        begun = _cpu()
        report = score_file(source, target, spec, options, watch)
        profiler.disable()
        print(f"rows: {report.rows}, replies: {report.turns}, shards: {report.shards}, workers: {options.workers}")
        for stage, seconds in watch.stages(report.seconds):
            print(f"{stage:<10}{seconds:>8.1f} s{report.turns / max(seconds, 1e-9):>12.0f} replies/s")
        print(f"{'whole':<10}{report.seconds:>8.1f} s{report.turns / report.seconds:>12.0f} replies/s")
        spent = _cpu() - begun
        print(f"{'one core':<10}{spent:>8.1f} s{report.turns / spent:>12.0f} replies/s of computing time")
        if given.profile:
            pstats.Stats(profiler).sort_stats("cumtime").print_stats(70)


def _cpu() -> float:
    """Seconds of computing of this process and of those it has started and that have ended."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


class _Watch:
    """Notes when each stage first and last spoke."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._ends: dict[str, float] = {}

    def __call__(self, progress: Progress) -> None:
        if progress.stage == "writing":
            self._ends.setdefault("scoring", time.monotonic())
        self._ends[progress.stage] = time.monotonic()

    def stages(self, whole: float) -> Iterator[tuple[str, float]]:
        """Each stage with its seconds."""
        at = self._begun
        for stage in ("reading", "scoring"):
            end = self._ends.get(stage, at)
            yield stage, end - at
            at = end
        yield "writing", self._begun + whole - at


def messages(wanted: int) -> Iterator[dict[str, Any]]:
    """Rows of messages: the shop's, round after round, one word of each text exchanged for another of the shop's."""
    chance = random.Random(0)
    shop = [{name: str(row.get(name) or "") for name in COLUMNS} for row in generate.iter_messages(NOW)]
    words = sorted({word for row in shop for word in row["text"].split() if word.isalpha()})
    count = turn = 0
    while True:
        for row in shop:
            if count >= wanted:
                return
            count += 1
            text = row["text"].split(" ")
            text[chance.randrange(len(text))] = chance.choice(words)
            yield {
                **row,
                "text": " ".join(text),
                "conversation_id": f"{row['conversation_id']}-{turn}",
                "message_id": f"{row['message_id']}-{turn}",
            }
        turn += 1


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """The rows as a file of the path's kind."""
    if path.suffix == ".parquet":
        parquet.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
    else:
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


if __name__ == "__main__":
    main()
