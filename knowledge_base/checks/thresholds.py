"""«Доставка бесплатная» against «бесплатно от 3 000 ₽» and an order of 2 500 ₽: what follows from the order's sum."""

import re
from typing import NamedTuple

from knowledge_base.atoms import Atom
from knowledge_base.checks.bounds import bound_of
from knowledge_base.checks.clauses import clause_at, clause_of
from knowledge_base.checks.polarity import signs_of
from knowledge_base.checks.source_text import Ground, Line, Read
from knowledge_base.checks.statements import Statement

_THIS_ORDER = re.compile(
    r"(?<![^\W_])(?:ваш\w*|вам|вас|этого заказа|этот заказ|заказ\w* (?:№ ?)?\d+|your|you|(?:this|the) order)(?![^\W_])"
)
_TOTAL = re.compile(r"(?:сумм|итог|стоимост|total|amount|sum|к оплате)[^;]{0,20}$")


class Threshold(NamedTuple):
    """A rule that holds from a sum on, and whether the order reaches it."""

    read: Read
    line: Line
    bar: Atom
    total: Atom
    reached: bool


def by_threshold(said: Statement, ground: Ground) -> Threshold | None:
    """What an article's «бесплатно от …» makes of the customer's order; None when nothing follows.

    None too when two rules disagree, or the rule is for another matter, place or kind of goods.
    """
    free = signs_of(said.folded).free
    if not free or not (_THIS_ORDER.search(said.folded) or said.atoms):
        return None
    if any(bound_of(atom, said.folded) > 0 for atom in said.atoms):
        return None
    totals = _totals(ground)
    if len(totals) != 1:
        return None
    found = [each for each in _rules(said, ground) if each[2].unit == totals[0].unit]
    if not found or len({float(bar.value) for _, _, bar in found}) > 1:
        return None
    read, line, bar = found[0]
    return Threshold(read, line, bar, totals[0], float(totals[0].value) >= float(bar.value))


def _totals(ground: Ground) -> list[Atom]:
    """The order's sum: the one called so, or the only sum there is."""
    sums = [
        (value.atom, value.line.said.folded)
        for read in ground.reads
        if read.source.kind == "order"
        for value in read.text.values.get("money", ())
        if value.atom.upper is None
    ]
    called = [atom for atom, folded in sums if _TOTAL.search(folded[: atom.span.start])]
    return called or [atom for atom, _ in sums]


def _rules(said: Statement, ground: Ground) -> list[tuple[Read, Line, Atom]]:
    own = clause_of(said)
    found = []
    for read in ground.reads:
        if read.source.kind != "article":
            continue
        for value in read.text.values.get("money", ()):
            line = value.line.said
            if bound_of(value.atom, line.folded) <= 0:
                continue
            theirs = clause_at(line, value.atom.span.start, value.atom.span.end)
            if signs_of(theirs.folded).free <= 0 and signs_of(line.folded).free <= 0:
                continue
            about = value.line.clause.about & own.about
            places = own.places | theirs.places
            strange = [token for token in theirs.tokens if token.stem not in own.keys and token.prefix not in own.keys]
            if about and not any(token.particular or token.word in places for token in strange):
                found.append((read, value.line, value.atom))
    return found
