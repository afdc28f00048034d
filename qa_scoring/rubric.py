"""What the judge is told of each criterion (`phrases/rubric.toml`), and which criteria it may decide."""

import tomllib
from functools import lru_cache
from pathlib import Path

from reply_core.types import Language

JUDGED: tuple[str, ...] = (
    "asks_covered", "correctness", "next_step", "timeframe", "protocol", "empathy", "refusal_with_alternative",
)  # fmt: skip
"""Criteria a model may decide; the others are countable or, like respect, never failed by a model alone."""
_FILE = Path(__file__).parent / "phrases" / "rubric.toml"


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def anchors(code: str, language: Language) -> str:
    """The judge's line for a criterion.

    Raises:
        KeyError: the criterion is not judged by a model.
    """
    return _table()[language][code]
