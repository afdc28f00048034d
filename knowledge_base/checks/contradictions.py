"""The line of a source that says the opposite of a sentence, when one speaks of the very same thing."""

from collections import Counter
from collections.abc import Sequence

from knowledge_base.checks.clauses import clause_at, telling
from knowledge_base.checks.features import Overlap
from knowledge_base.checks.polarity import Signs, clash, differing, first_sign, may_clash, signs_of
from knowledge_base.checks.source_text import Line, Read
from knowledge_base.checks.statements import Statement, Token, read_statement

_POSSIBLE = 0.3
_HELD, _COVERED = 0.65, 0.3
"""Shares of the sentence the line must hold, and of the line's own clause the sentence must hold."""


def find_opposite(said: Statement, measured: Overlap) -> tuple[Read, Line] | None:
    """The line nearest to a sentence, when each holds the other's words and their signs clash; None otherwise.

    What the source's title says counts as said by each of its lines.
    """
    words = telling(said.tokens)
    if measured.best < _POSSIBLE or not words:
        return None
    own = signs_of(said.folded)
    if own.unless or not any(may_clash(own, signs_of(line.said.folded)) for _, line in measured.near):
        return None
    held = [(_held(words, read, line), read, line) for read, line in measured.near if read.source.kind == "article"]
    most = max((share for share, _, _ in held), default=0.0)
    nearest = [(read, line) for share, read, line in held if share == most]
    if most < _HELD:
        return None
    for read, line in nearest:
        if not signs_of(line.said.folded).unless and _against(said, line):
            agreeing = [other for _, other in nearest if _agrees(own, line, said, other)]
            return None if agreeing else (read, line)
    return None


def _held(words: Sequence[Token], read: Read, line: Line) -> float:
    return _share(words, (*line.said.tokens, *read_statement(read.source.title).tokens))


def _agrees(own: Signs, against: Line, said: Statement, other: Line) -> bool:
    """Whether another line says what the sentence says."""
    if _against(said, other):
        return False
    aspects = differing(own, signs_of(against.said.folded))
    signs = signs_of(other.said.folded)
    return all(getattr(own, name) * getattr(signs, name) > 0 for name in aspects)


def _against(said: Statement, line: Line) -> bool:
    if not clash(signs_of(said.folded), signs_of(line.said.folded), _once(said) & _once(line.said)):
        return False
    theirs = clause_at(line.said, *first_sign(line.said.folded))
    return _share(telling(theirs.tokens), said.tokens) >= _COVERED


def _once(said: Statement) -> frozenset[str]:
    """Stems said once: of a word said twice, once with «не», nothing follows."""
    counted = Counter([token.stem for token in said.words])
    return frozenset([stem for stem, count in counted.items() if count == 1])


def _share(tokens: Sequence[Token], among: Sequence[Token]) -> float:
    """Share, by weight, of words that stand among others; 1 of none."""
    keys = {key for token in among for key in (token.stem, token.prefix, token.concept) if key}
    total = sum([token.weight for token in tokens])
    held = sum(
        [token.weight for token in tokens if token.stem in keys or token.prefix in keys or token.concept in keys]
    )
    return held / total if total else 1.0
