"""The command line of a demo shop: ``python -m examples.rosnitsa.generate --until 2026-11-21 --out history.jsonl``."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from examples.engine.generator import SEED, History
from examples.engine.model import Shop


def run(shop: Callable[[], Shop], arguments: Sequence[str] | None = None) -> int:
    """Writes the history, the orders or the truth of a shop to a file or the screen; gives the exit code."""
    chosen = _parser().parse_args(arguments)
    history = History(shop(), chosen.until or datetime.now(UTC), chosen.seed)
    rows = _rows(history, chosen.what)
    if chosen.out is None:
        _write_jsonl(rows, sys.stdout.write)
    elif chosen.out.suffix == ".csv":
        _write_csv(rows, chosen.out)
    else:
        with chosen.out.open("w", encoding="utf-8") as handle:
            _write_jsonl(rows, handle.write)
    if chosen.out:
        print(f"{len(rows)} rows written to {chosen.out}", file=sys.stderr)
    return 0


def _rows(history: History, what: str) -> list[dict[str, Any]]:
    if what == "orders":
        return list(history.orders())
    return list(history.truth() if what == "truth" else history.messages())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, another history (default {SEED})")
    parser.add_argument(
        "--until", type=_moment, help='"now", a date or an ISO time with its zone (default: this moment)'
    )
    parser.add_argument("--what", choices=("messages", "truth", "orders"), default="messages")
    parser.add_argument("--out", type=Path, help="a .jsonl or .csv file (default: JSON lines on the screen)")
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(hour=moment.hour or 15, tzinfo=UTC)


def _write_jsonl(rows: Sequence[dict[str, Any]], write: Callable[[str], object]) -> None:
    for row in rows:
        write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_csv(rows: Sequence[dict[str, Any]], file: Path) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, names)
        writer.writeheader()
        for row in rows:
            flat = {
                name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
                for name, value in row.items()
            }
            writer.writerow(flat)
