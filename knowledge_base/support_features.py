"""The measured signs of whether sources bear a sentence out: shares of its words, its word pairs, its meaning."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.lookup import Read
from knowledge_base.source_text import Line, Statement, Token

_RELATED = 0.8
"""What a word counts whose subject, but not whose stem, stands in the source."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a sentence its sources hold, and where most of it stands."""

    best: float
    """Share in the best single sentence."""
    source: float
    """Share in the best single source."""
    all: float
    """Share in all sources together."""
    pairs: float
    novel: int
    """Content words no source holds."""
    count: int
    read: Read | None
    line: Line | None


def overlap(said: Statement, reads: Sequence[Read]) -> Overlap:
    """Measure a sentence against its sources."""
    total = sum(token.weight for token in said.tokens)
    everywhere = [0.0] * len(said.tokens)
    best, best_read, best_line, source = 0.0, None, None, 0.0
    for read in reads:
        share, line, credits = _in_source(said.tokens, read)
        inside = sum(credit * token.weight for credit, token in zip(credits, said.tokens, strict=True))
        everywhere = [max(old, new) for old, new in zip(everywhere, credits, strict=True)]
        if share > best or best_line is None:
            best, best_read, best_line = share, read, line
        source = max(source, inside)
    held = sum(credit * token.weight for credit, token in zip(everywhere, said.tokens, strict=True))
    scale = 1 / total if total else 0.0
    return Overlap(
        best=best * scale,
        source=source * scale,
        all=held * scale,
        pairs=_pairs(said.tokens, reads),
        novel=sum(credit == 0 for credit in everywhere),
        count=len(said.tokens),
        read=best_read,
        line=best_line,
    )


def _in_source(tokens: Sequence[Token], read: Read) -> tuple[float, Line | None, list[float]]:
    """Weight held by the best line, that line, and what each token counts in the whole source."""
    places, lines = read.text.places, read.text.lines
    weights = [0.0] * len(lines)
    credits = []
    for token in tokens:
        exact = places.get(token.stem, 0) | places.get(token.prefix, 0)
        related = places.get(token.concept, 0) & ~exact if token.concept else 0
        credits.append(1.0 if exact else _RELATED if related else 0.0)
        for bits, weight in ((exact, token.weight), (related, token.weight * _RELATED)):
            while bits:
                low = bits & -bits
                weights[low.bit_length() - 1] += weight
                bits ^= low
    if not lines:
        return 0.0, None, credits
    top = max(range(len(lines)), key=weights.__getitem__)
    return weights[top], lines[top], credits


def _pairs(tokens: Sequence[Token], reads: Sequence[Read]) -> float:
    if len(tokens) < 2:
        return float(any(token.stem in read.text.places for token in tokens for read in reads))
    pairs = [(one.stem, two.stem) for one, two in zip(tokens, tokens[1:], strict=False)]
    return max((sum(pair in read.text.pairs for pair in pairs) for read in reads), default=0) / len(pairs)


def features(measured: Overlap, unfound: int, values: int, likeness: float | None) -> dict[str, float]:
    """The signs by name.

    Args:
        measured: shares of words.
        unfound: values of the sentence that no source holds.
        values: all its values.
        likeness: to the best sentence by meaning, in deviations above chance; None without embeddings.
    """
    found = {
        "best": measured.best,
        "source": measured.source,
        "all": measured.all,
        "pairs": measured.pairs,
        "novel": math.log1p(measured.novel),
        "count": math.log1p(measured.count),
        "unfound": math.log1p(unfound),
        "values": math.log1p(values),
    }
    if likeness is not None:
        found["likeness"] = likeness
    return found
