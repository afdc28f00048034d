"""The cues of support talk (`phrases/*.toml`), compiled once and looked for once in each reading."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from qa_scoring.answer_kinds import show_cues
from qa_scoring.reading import Reading, stem_once
from reply_core.cues import CueBook, split_phrases
from reply_core.errors import BadRule
from reply_core.types import Language, Span

_HERE = Path(__file__).parent / "phrases"
Found = Mapping[str, tuple[Span, ...]]
"""Label, such as ``apology.own``, → places in order; labels without a place give an empty tuple."""


@lru_cache(maxsize=2)
def _tables(language: Language) -> dict[str, Any]:
    path = _HERE / f"{language}.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadRule(f"the cues are no valid TOML: {error}", where=path.name, mend="mend that line") from None


@lru_cache(maxsize=2)
def reply_book(language: Language) -> CueBook:
    """All cues of what operators write, labelled ``group.name``."""
    own = (
        (f"{group}.{name}", 1.0, phrase)
        for group, names in _tables(language)["reply"].items()
        if group != "filler"
        for name, text in names.items()
        for phrase in split_phrases(text)
    )
    return CueBook([*own, *show_cues()])


@lru_cache(maxsize=2)
def customer_book(language: Language) -> CueBook:
    """The cues of harm, delay and anger in what customers write."""
    return CueBook.of(_tables(language)["customer"])


@lru_cache(maxsize=2)
def filler_stems(language: Language) -> frozenset[str]:
    """Stems of words that carry courtesy and nothing else."""
    return frozenset(stem_once(word) for word in _tables(language)["reply"]["filler"]["words"].split())


def look(reading: Reading, book: CueBook) -> Found:
    """Every cue of ``book`` in the reading, by label."""
    found: dict[str, tuple[Span, ...]] = defaultdict(tuple)
    tokens = reading.tokens
    for hit in book.find(tokens):
        found[hit.label] += (Span(start=tokens[hit.begin][1], end=tokens[hit.end - 1][2]),)
    return found
