"""Clauses of a sentence and what they are about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from knowledge_base.atoms import Atom
from knowledge_base.checks.concepts import MATTERS
from knowledge_base.checks.statements import Statement, Token

_CLAUSE_END = re.compile(r"[;()\n]|,(?= )")


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """The content words around a value, without values, and what they are about."""

    tokens: tuple[Token, ...]
    keys: frozenset[str]
    """Their stems and beginnings."""
    about: frozenset[str]
    concepts: frozenset[str]
    """Everything its words are about, rule or not."""
    places: frozenset[str]
    """Its words that name a place."""
    folded: str


def clause_at(said: Statement, begin: int, end: int) -> Clause:
    """The clause around ``begin:end``."""
    first = 0
    for found in _CLAUSE_END.finditer(said.folded, 0, begin):
        first = found.end()
    after = _CLAUSE_END.search(said.folded, end)
    last = after.start() if after else len(said.text)
    tokens = [token for token, at in zip(said.tokens, said.starts, strict=True) if first <= at < last]
    return _clause(tuple(tokens), said.folded[first:last], said.places)


def clause_of(said: Statement) -> Clause:
    """A whole sentence as one clause."""
    return _clause(said.tokens, said.folded, said.places)


def _clause(tokens: tuple[Token, ...], folded: str, places: frozenset[str]) -> Clause:
    keys = frozenset([key for token in tokens for key in (token.stem, token.prefix)])
    concepts = {token.concept for token in tokens if token.concept}
    if "@money" in concepts and "@return" in concepts:  # «деньги возвращаются»: the money comes back, not the goods
        concepts = (concepts - {"@return"}) | {"@refund"}
    return Clause(tokens, keys, frozenset(concepts & MATTERS), frozenset(concepts), places, folded)


def around(said: Statement, atom: Atom) -> Clause:
    """What a value is said of: its clause, or the whole sentence when the clause says nothing else.

    What is counted in points is about points; that a sum is paid need not be said.
    """
    clause = clause_at(said, atom.span.start, atom.span.end)
    if not telling(clause.tokens):
        clause = clause_of(said)
    about = clause.about
    if atom.unit == "points":
        about |= {"@points"}
    if atom.kind == "money" and (len(about) > 1 or narrowing(clause.tokens)):
        about -= {"@payment"}
    return replace(clause, about=about)


def telling(tokens: Iterable[Token]) -> list[Token]:
    """The words that are not general."""
    return [token for token in tokens if not token.general]


def narrowing(tokens: Iterable[Token]) -> list[Token]:
    """The words that are neither general nor the matter itself."""
    return [token for token in tokens if not token.general and token.concept not in MATTERS]
