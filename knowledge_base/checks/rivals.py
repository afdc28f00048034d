"""Which value a source gives for the same thing, when a sentence gives another.

A contradiction is claimed only where the source's clause speaks of the same matter («вернуть») and of nothing more
particular (by post, with faults), and gives one value; everything else is left for a person to check.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from knowledge_base.atoms import Atom
from knowledge_base.checks.bounds import leaves_room
from knowledge_base.checks.clauses import Clause, around, clause_of, narrowing
from knowledge_base.checks.events import happened
from knowledge_base.checks.lookup import stands_for
from knowledge_base.checks.source_text import Ground, Read, Value
from knowledge_base.checks.statements import Statement, Token, read_statement
from knowledge_base.values.equality import comparable, same

_KINDS = frozenset({"money", "percent", "date", "duration", "time", "quantity", "number"})
_STRANGE_THERE, _STRANGE_HERE = 3, 2
"""How many words of the source's clause, and of the sentence's, may have nothing to do with the other."""
_SHARED, _MUCH = 2, 0.6
_CHANGED = "@change"
"""What an operator has just changed, the order may not say yet; nor an hour agreed on with the customer."""
_BOUND = re.compile(r"(?<![^\W_])(?:до|после|с|со|по|через|until|till|by|before|after|from|since) $")
"""«До 30 ноября» is no day on which something happened."""
_ENTITLED = frozenset({"@return", "@exchange", "@storage", "@warranty", "@expire", "@cancel", "@points"})
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
    event: str
    """What is said to have happened on a day, if it is one."""
    folded: str
    """The whole sentence, folded."""


def claim_of(atom: Atom, said: Statement, asked: str) -> Claim:
    """What a sentence claims of one of its values."""
    clause = around(said, atom)
    question = clause_of(read_statement(asked)) if asked else _NOTHING
    event = happened(clause.folded) if atom.kind == "date" and not _BOUND.search(said.folded[: atom.span.start]) else ""
    about = clause.about
    if not about and not (atom.kind == "money" and narrowing(clause.tokens)):
        about = clause_of(said).about or question.about
    return Claim(clause, about, question, event, said.folded)


def find_rival(atom: Atom, claim: Claim, ground: Ground) -> Rival | None:
    """The one value that sources give for the same thing; None when there is none, or more than one.

    Args:
        atom: a value of the sentence.
        claim: what is claimed of it.
        ground: the sources; what a customer wrote gives no rule.
    """
    if atom.kind not in _KINDS:
        return None
    rivals = [Rival(read, value) for read in ground.reads for value in _given_instead(atom, claim, read)]
    if not rivals or any(stands_for(rival.value.atom, atom) for rival in rivals):
        return None
    ranks = [_distance(claim, rival.value.clause) for rival in rivals]
    nearest = [rival for rival, rank in zip(rivals, ranks, strict=True) if rank == min(ranks)]
    if all(rival.value.line is nearest[0].value.line for rival in nearest):
        nearest.sort(key=lambda rival: _apart(claim, rival.value))
        return nearest[0]
    if not all(same(nearest[0].value.atom, rival.value.atom) for rival in nearest[1:]):
        return None
    return nearest[0]


def _given_instead(atom: Atom, claim: Claim, read: Read) -> Iterator[Value]:
    order = read.source.kind == "order"
    changed = order and (_CHANGED in claim.about or atom.kind == "time")
    for value in read.text.values.get(atom.kind, ()):
        if not comparable(atom, value.atom) or _has_room(atom, claim, value):
            continue
        if atom.kind == "number" and not _same_words(claim.clause, value.clause):
            continue
        same_event = order and bool(claim.event) and claim.event == happened(value.clause.folded)
        if same_event or (not changed and _same_matter(claim, value, read)):
            yield value


def _has_room(atom: Atom, claim: Claim, value: Value) -> bool:
    """Whether «до 7 дней» leaves room for «4 дня»; never of what a customer is entitled to («14 дней на возврат»)."""
    if atom.kind == "duration" and not (claim.about | value.clause.about).isdisjoint(_ENTITLED):
        return False
    return leaves_room(atom, claim.folded, value.atom, value.line.said.folded)


def _same_words(own: Clause, theirs: Clause) -> bool:
    """Whether all telling words of a sentence's clause stand in the source's: a number without a unit needs that."""
    return bool(narrowing(own.tokens)) and not narrowing(_strange(own, theirs.keys))


def _distance(claim: Claim, theirs: Clause) -> tuple[int, int]:
    """How much else the source's clause is about, and how many words of the sentence's it lacks."""
    return len(theirs.about - claim.about), len(_strange(claim.clause, theirs.keys))


def _apart(claim: Claim, value: Value) -> int:
    """How far from a value its line says the nearest word that the sentence says too, or one on its matter."""
    said = value.line.said
    near = [
        abs(value.atom.span.start - at)
        for token, at in zip(said.tokens, said.starts, strict=True)
        if token.stem in claim.clause.keys or token.prefix in claim.clause.keys or token.concept in claim.about
    ]
    return min(near, default=len(said.text))


def speaks_of(claim: Claim, value: Value) -> bool:
    """Whether a source's value is given for the same matter as a sentence's."""
    line = value.line.clause
    if claim.about:
        return bool(claim.about & (value.clause.about | line.about))
    own = narrowing(claim.clause.tokens)
    return not own or any(token.stem in line.keys or token.prefix in line.keys for token in own)


def _same_matter(claim: Claim, value: Value, read: Read) -> bool:
    own, theirs = claim.clause, value.clause
    if claim.about.isdisjoint(theirs.about) and own.keys.isdisjoint(theirs.keys):
        return False
    there, here = _strange(theirs, own.keys | claim.asked.keys), _strange(own, theirs.keys)
    places = own.places | theirs.places
    if any(token.particular or token.word in places for token in (*there, *here)):
        return False
    telling = narrowing(own.tokens)
    told = [token for token in telling if token not in here]
    strange = [token for token in narrowing(here) if token.stem not in claim.asked.keys]
    if len(narrowing(there)) > _STRANGE_THERE or len(strange) > _STRANGE_HERE:
        return False
    if missing := claim.about - theirs.about:
        return bool(told) and not strange and all(concept in read.text.places for concept in missing)
    if claim.about:
        return bool(told or theirs.concepts & own.concepts)
    much = _MUCH * sum([token.weight for token in telling])
    return (bool(told) and not strange) or (len(told) >= _SHARED and sum([token.weight for token in told]) >= much)


def _strange(clause: Clause, keys: frozenset[str]) -> list[Token]:
    return [token for token in clause.tokens if token.stem not in keys and token.prefix not in keys]
