"""The history of the demo shop "Harbor Goods": about 150 conversations of the twelve weeks before "now".

    python -m examples.harbor_goods.generate --until 2026-11-21 --out history.jsonl

Seeded and documented in README.md beside this file; everything in it is invented (SOURCE.md).
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from examples.engine.command import run
from examples.engine.generator import SEED, History
from examples.engine.loading import load_shop
from examples.engine.model import Shop

folder = Path(__file__).parent
articles_dir = folder / "articles"


@cache
def shop() -> Shop:
    """The shop as its folder describes it."""
    return load_shop(folder)


def history(now: datetime, seed: int = SEED) -> History:
    """Everything that happened up to ``now`` (which needs a zone): messages, orders, operators, planted defects."""
    return History(shop(), now, seed)


def iter_messages(now: datetime, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """One row per message or event in the columns of ``tact score``, a conversation at a time."""
    return history(now, seed).messages()


def iter_truth(now: datetime, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """What was planted in each operator turn; no part of Tact that judges sees it."""
    return history(now, seed).truth()


if __name__ == "__main__":
    raise SystemExit(run(shop))
