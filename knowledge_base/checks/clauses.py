"""Clauses of a sentence, and which of their words are general («товар») or particular («по почте», «с браком»)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge_base.atoms import Atom
from knowledge_base.checks.statements import Statement, Token, read_statement

MATTERS = frozenset(
    {
        *("@delivery", "@shipping", "@payment", "@return", "@refund", "@exchange", "@storage", "@warranty", "@points"),
        *("@discount", "@cancel", "@answer", "@change", "@expire", "@hours"),
    }
)
"""Concepts a shop's rule can be about."""
_GENERAL = re.compile(
    r"товар\w*|вещ\w+|издели\w+|заказ\w*|покупк\w*|продукц\w*|надлежащ\w*|качеств\w*|срок\w*|течени\w+|момент\w*|"
    r"дат[аеуы]|позднее|позже|составля\w+|занима\w+|стои\w+|рав(?:ен|н\w+)|магазин\w*|покупател\w*|клиент\w*|получени\w+|"
    r"любо\w+|котор\w+|значит|поэтому|обычно|после|наш\w*|вам|нами|всего|примерно|около|ровно|"
    r"нельзя|(?:не)?возможн\w*|(?:не)?доступн\w*|запрещ\w*|разреш\w*|(?:бес)?платн\w*|мож\w+|могут|подлеж\w+|получится|удастся|"
    r"cannot|can't|(?:un)?able|(?:un)?available|(?:im)?possible|allowed|forbidden|prohibited|free|paid|"
    r"items?|products?|goods|orders?|purchas\w*|within|during|term|period|date|takes?|costs?|customers?|buyers?|"
    r"receipt|receiv\w+|any|all|usually|after|about|only"
)
_PARTICULAR = re.compile(
    r"брак\w*|дефект\w*|ненадлежащ\w*|недостат\w*|поврежд\w*|почт\w*|курьер\w*|пункт\w*|самовывоз\w*|постамат\w*|"
    r"экспресс\w*|срочн\w*|международн\w*|юр\w*|оптов\w*|обув\w*|одежд\w*|техник\w*|мебел\w*|бель\w*|электр\w*|"
    r"регион\w*|област\w*|москв\w*|подарочн\w*|сертификат\w*|первы\w*|первую|следующ\w*|нов\w+|vip\w*|клуб\w*|"
    r"defect\w*|fault\w*|damaged?|post\w*|mail|courier\w*|express|international\w*|regions?|gift|shoes?|clothes|"
    r"electronics?|furniture|first|members?|vip"
)
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
    whole = first == 0 and last == len(said.text)
    return clause_of(said if whole else read_statement(said.text[first:last]))


def clause_of(said: Statement) -> Clause:
    """A whole sentence as one clause."""
    keys = frozenset([key for token in said.tokens for key in (token.stem, token.prefix)])
    concepts = {token.concept for token in said.tokens}
    if "@money" in concepts and "@return" in concepts:  # «деньги возвращаются»: the money comes back, not the goods
        concepts = (concepts - {"@return"}) | {"@refund"}
    known = frozenset([concept for concept in concepts if concept])
    return Clause(said.tokens, keys, known & MATTERS, known, said.places, said.folded)


def around(said: Statement, atom: Atom) -> Clause:
    """The clause of a value; what is counted in points is about points, and that a sum is paid need not be said."""
    clause = clause_at(said, atom.span.start, atom.span.end)
    about = clause.about
    if atom.unit == "points":
        about |= {"@points"}
    if atom.kind == "money" and len(about) > 1:
        about -= {"@payment"}
    return replace(clause, about=about)


@lru_cache(maxsize=50_000)
def is_general(word: str) -> bool:
    """Whether the word narrows nothing down."""
    return bool(_GENERAL.fullmatch(word))


@lru_cache(maxsize=50_000)
def is_particular(word: str) -> bool:
    """Whether the word narrows a rule down to some goods, ways or people."""
    return bool(_PARTICULAR.fullmatch(word))


def telling(tokens: Iterable[Token]) -> list[Token]:
    """The words that are not general."""
    return [token for token in tokens if not is_general(token.word)]
