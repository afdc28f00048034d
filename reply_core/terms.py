"""Terms in a text: dates, durations, hours of the clock and vague ones («скоро»), each with its place."""

import re
from dataclasses import dataclass

from reply_core.cues import Hit, Tokens
from reply_core.term_reader import VAGUE, Atom, TermKind, TermReader
from reply_core.text import fold
from reply_core.types import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term; neighbours («завтра, 12 апреля, с 10 до 14») make one, whose kind is that of its most exact part."""

    span: Span
    kind: TermKind
    atoms: tuple[Atom, ...] = ()


_TOKEN = re.compile(r"\d+(?:[.:/-]\d+)*|[^\W\d_]+(?:[-'][^\W\d_]+)*")
_EXACT: tuple[TermKind, ...] = ("date", "duration", "clock", "vague")
"""The more exact kind names a term of several parts."""


def find_terms(text: str) -> tuple[Term, ...]:
    """All terms of ``text`` in order, Russian and English; what is past («2 дня назад») is none."""
    folded = fold(text)
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]
    return tuple(_terms(folded, tokens))


def _terms(folded: str, tokens: Tokens) -> list[Term]:
    vague = VAGUE.find(tokens)
    reader = TermReader(folded, tokens)
    atoms = [*reader.atoms(), *(_vague(hit) for hit in vague)]
    atoms.sort(key=lambda atom: (atom.begin, -atom.end))
    groups: list[list[Atom]] = []
    last = -1
    for atom in atoms:
        if atom.begin < last:
            continue
        begin = reader.with_leads(atom.begin, last)
        if groups and reader.touches(last, begin) and _belong(groups[-1], atom):
            groups[-1].append(atom._replace(begin=begin))
        else:
            groups.append([atom._replace(begin=begin)])
        last = atom.end
    return [_term(tokens, group) for group in groups]


def _vague(hit: Hit) -> Atom:
    return Atom("vague", hit.begin, hit.end)


def _belong(group: list[Atom], atom: Atom) -> bool:
    """Days and hours beside each other make one term; lengths of time and vague words stand alone."""
    return atom.kind in ("date", "clock") and all(each.kind in ("date", "clock") for each in group)


def _term(tokens: Tokens, group: list[Atom]) -> Term:
    kind = min((atom.kind for atom in group), key=_EXACT.index)
    span = Span(start=tokens[group[0].begin][1], end=tokens[group[-1].end - 1][2])
    return Term(span=span, kind=kind, atoms=tuple(group))
