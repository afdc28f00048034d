"""Which value a source gives for the same thing, when a sentence gives another.

A contradiction is claimed only where the source's clause speaks of the same matter («вернуть») and of nothing more
particular (by post, with faults), and gives one value; everything else is left for a person to check.
"""

from typing import NamedTuple

from knowledge_base.atoms import Atom
from knowledge_base.checks.clauses import MATTERS, Clause, around, clause_of, is_particular, telling
from knowledge_base.checks.source_text import Ground, Read, Value
from knowledge_base.checks.statements import Statement, Token, read_statement
from knowledge_base.values.equality import comparable, same

_KINDS = frozenset({"money", "percent", "date", "duration", "time", "quantity"})
_STRANGE_THERE, _STRANGE_HERE = 1, 2
"""How many words of the source's clause, and of the sentence's, may have nothing to do with the other."""
_STRANGE_ROUND = 3
"""How many of the source's when the sentence has none."""
_SHARED, _MUCH = 2, 0.6
_CHANGED = "@change"
"""What an operator has just changed, the order may not say yet."""
_NOTHING = clause_of(read_statement(""))


class Rival(NamedTuple):
    """The value a source gives instead."""

    read: Read
    value: Value


class Claim(NamedTuple):
    """What is claimed of a value: its clause, what it is about, the words of the question answered."""

    clause: Clause
    about: frozenset[str]
    asked: Clause


def claim_of(atom: Atom, said: Statement, asked: str) -> Claim:
    """What a sentence claims of one of its values."""
    clause = around(said, atom)
    question = clause_of(read_statement(asked)) if asked else _NOTHING
    return Claim(clause, clause.about or clause_of(said).about or question.about, question)


def find_rival(atom: Atom, claim: Claim, ground: Ground) -> Rival | None:
    """The one value that sources give for the same thing; None when there is none, or more than one.

    Args:
        atom: a value of the sentence.
        claim: what is claimed of it.
        ground: the sources; what a customer wrote gives no rule.
    """
    if atom.kind not in _KINDS:
        return None
    rivals = [
        Rival(read, value)
        for read in ground.reads
        if read.source.kind == "article" or (read.source.kind == "order" and _CHANGED not in claim.about)
        for value in read.text.values.get(atom.kind, ())
        if comparable(atom, value.atom) and _same_matter(claim, value.clause)
    ]
    if not rivals:
        return None
    ranks = [_distance(claim, rival.value.clause) for rival in rivals]
    nearest = [rival for rival, rank in zip(rivals, ranks, strict=True) if rank == min(ranks)]
    if not all(same(nearest[0].value.atom, rival.value.atom) for rival in nearest[1:]):
        return None
    return nearest[0]


def _distance(claim: Claim, theirs: Clause) -> tuple[int, int]:
    """How much else the source's clause is about, and how many words of the sentence's it lacks."""
    return len(theirs.about - claim.about), len(_strange(claim.clause, theirs.keys))


def speaks_of(claim: Claim, value: Value) -> bool:
    """Whether a source's value is given for the same matter as a sentence's."""
    line = clause_of(value.line.said)
    if claim.about:
        return bool(claim.about & (value.clause.about | line.about))
    own = _narrowing(claim.clause.tokens)
    return not own or any(token.stem in line.keys or token.prefix in line.keys for token in own)


def _same_matter(claim: Claim, theirs: Clause) -> bool:
    if claim.about and not claim.about <= theirs.about:
        return False
    there = _strange(theirs, claim.clause.keys | claim.asked.keys)
    here = _strange(claim.clause, theirs.keys)
    places = claim.clause.places | theirs.places
    if any(is_particular(token.word) or token.word in places for token in (*there, *here)):
        return False
    strange = [token for token in _narrowing(here) if token.stem not in claim.asked.keys]
    if len(_narrowing(there)) > (_STRANGE_THERE if _narrowing(here) else _STRANGE_ROUND):
        return False
    if claim.about:
        return len(strange) <= _STRANGE_HERE
    own = _narrowing(claim.clause.tokens)
    shared = [token for token in own if token not in here]
    if shared and not _narrowing(here):
        return True
    much = _MUCH * sum([token.weight for token in own])
    return len(shared) >= _SHARED and sum([token.weight for token in shared]) >= much


def _strange(clause: Clause, keys: frozenset[str]) -> list[Token]:
    return [token for token in clause.tokens if token.stem not in keys and token.prefix not in keys]


def _narrowing(tokens: list[Token] | tuple[Token, ...]) -> list[Token]:
    """The words that are neither general nor the matter itself."""
    return [token for token in telling(tokens) if token.concept not in MATTERS]
