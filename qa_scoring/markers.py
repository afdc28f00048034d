"""Markers of politeness in a text: one number each, the same names in Russian and English."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reply_core.cues import CueBook, split_phrases, tokenize
from reply_core.text import fold
from reply_core.types import Language

_TABLE = Path(__file__).parent / "phrases" / "politeness.toml"
_SENTENCE_END = re.compile(r"[.!?\n]+")
_MANY_MARKS = re.compile(r"[!?]{2,}")
_CAPS = re.compile(r"\b[A-ZА-ЯЁ]{4,}\b")
_LEXICAL = (
    "please", "please_start", "hedge", "indirect", "factuality", "deference", "gratitude", "apology", "first_plural",
    "first_person", "first_start", "second_person", "second_start", "thou", "greeting", "why", "direct_question",
    "direct_start", "positive", "negative", "subjunctive", "indicative", "request", "command", "reassurance",
)  # fmt: skip
MARKER_NAMES: tuple[str, ...] = (
    *_LEXICAL, "positive_count", "negative_count", "question_marks", "many_marks", "exclamation", "capitals", "length",
)  # fmt: skip
"""Order of `marker_values`: whether each strategy stands in the text (0 or 1), then counts, marks and length."""
_COUNTED = 3
_LONG = 60.0


@lru_cache(maxsize=2)
def _book(language: Language) -> CueBook:
    table: dict[str, Any] = tomllib.loads(_TABLE.read_text("utf-8"))[language]
    return CueBook((name, 1.0, phrase) for name in _LEXICAL for phrase in split_phrases(table[name]))


def marker_values(text: str, language: Language) -> NDArray[np.float64]:
    """The markers of a text, shape (len(MARKER_NAMES),), each in [0, 1]."""
    counts = dict.fromkeys(_LEXICAL, 0)
    folded = fold(text)
    total = 0
    for sentence in _SENTENCE_END.split(folded):
        tokens = tokenize(sentence)
        total += len(tokens)
        for hit in _book(language).find(tokens):
            counts[hit.label] += 1
    flags = [float(counts[name] > 0) for name in _LEXICAL]
    return np.array(
        [
            *flags,
            min(counts["positive"], _COUNTED) / _COUNTED,
            min(counts["negative"], _COUNTED) / _COUNTED,
            min(text.count("?"), _COUNTED) / _COUNTED,
            float(bool(_MANY_MARKS.search(text))),
            float("!" in text),
            float(bool(_CAPS.search(text))),
            min(total, _LONG) / _LONG,
        ]
    )
