"""What the judge is told of each criterion (`phrases/rubric.toml`), what it may decide, and the judge's version."""

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path

from prompts import load
from reply_core.types import Language

JUDGED: tuple[str, ...] = (
    "asks_covered", "correctness", "next_step", "timeframe", "protocol", "empathy", "refusal_with_alternative",
)  # fmt: skip
"""Criteria a model may decide; the others are countable or, like respect, never failed by a model alone."""
CONFIRMABLE: tuple[str, ...] = ("wrong_policy", "no_answer", "discrimination", "insult", "threat")
"""Critical candidates that lie in the words: two agreeing passes confirm them. The others need the shop's own lists."""
_FILE = Path(__file__).parent / "phrases" / "rubric.toml"


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def anchors(code: str, language: Language) -> str:
    """The judge's line for a criterion or a critical error, with its two border cases.

    Raises:
        KeyError: it is not judged by a model.
    """
    return _table()[language][code]


@lru_cache(maxsize=64)
def judge_version(model: str) -> str:
    """``judge/v2#1a2b3c4d5e6f@model``: prompts of both languages, rubric and model; pinned on every card of the level.

    Args:
        model: the gateway's name.
    """
    prompts = [load("judge", language) for language in ("ru", "en")]
    seen = "\n".join([*(prompt.hash for prompt in prompts), _FILE.read_text("utf-8")])
    return f"judge/v{prompts[0].version}#{hashlib.sha256(seen.encode()).hexdigest()[:12]}@{model}"
