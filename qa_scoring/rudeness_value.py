"""How rude a text is, for ranking: rude words weigh most, then hostile turns, contempt and coarse words, then tone.

Worked out from words alone, at every level: the embedding of politeness in requests says little about abuse (on pairs
of abuse and its calm rewrite it ranks worse than these words do).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from model_gateway.embedder import Embedder
from qa_scoring.markers import MARKER_NAMES, marker_values
from qa_scoring.politeness_value import politeness_value
from reply_core.cues import CueBook, split_phrases, tokenize
from reply_core.text import fold
from reply_core.types import Language
from tone_of_voice.swearing import RudeKind, find_rude

_TABLE = Path(__file__).parent / "phrases" / "rudeness.toml"
_RUDE: Mapping[RudeKind, float] = {"obscene": 0.85, "slur": 0.85, "insult": 0.7, "vulgar": 0.6}
_SOFT: Mapping[str, float] = {"hostile": 0.45, "hard": 0.35, "coarse": 0.25}
_MIDDLE = 0.5
_QUIET = 0.48
"""The most a text without a rude word may reach: below the middle."""
_SHARE = 0.45
"""How much of what a rude word leaves the softer signs may take."""
_SENTENCE_END = re.compile(r"[.!?\n]+")
_NEGATIVE = MARKER_NAMES.index("negative_count")
_MARKS = MARKER_NAMES.index("many_marks")
_THOU = MARKER_NAMES.index("thou")


@lru_cache(maxsize=2)
def _book(language: Language) -> CueBook:
    table: dict[str, Any] = tomllib.loads(_TABLE.read_text("utf-8"))[language]
    return CueBook((label, weight, phrase) for label, weight in _SOFT.items() for phrase in _phrases(table, label))


def _phrases(table: Mapping[str, str], label: str) -> Iterator[str]:
    if label == "hostile":
        yield from split_phrases(table[label])
        return
    for root in table[label].split():
        yield root.removesuffix("$") if root.endswith("$") else f"{root}*"


def rudeness_value(text: str, language: Language = "ru", embedder: Embedder | None = None) -> float:
    """How rude a text is, in [0, 1]; .5 and more only when a rude word stands in it.

    ``embedder`` is taken for the sake of callers that have one and is not used.
    """
    del embedder
    found = find_rude(text)
    calm = 1.0
    for rude in found:
        calm *= 1.0 - _RUDE[rude.kind]
    soft = 1.0 - _peace(text, language)
    if not found:
        return _QUIET * soft
    return 1.0 - min(calm, _MIDDLE) * (1.0 - _SHARE * soft)


def _peace(text: str, language: Language) -> float:
    """What the softer signs leave of a text's peace, in (0, 1]."""
    left = 1.0
    for sentence in _SENTENCE_END.split(fold(text)):
        for hit in _book(language).find(tokenize(sentence)):
            left *= 1.0 - hit.weight
    markers = marker_values(text, language)
    left *= 1.0 - 0.25 * float(markers[_NEGATIVE])
    left *= 1.0 - 0.1 * float(markers[_MARKS] + markers[_THOU])
    return left * (0.7 + 0.3 * politeness_value(text, language))
