"""Which value a source gives for the same thing, when a sentence gives another.

A contradiction is claimed only where the source's clause speaks of the same matter («вернуть») and of nothing more
particular (by post, to Kazan, faulty goods), and gives one value; everything else is left for a person to check.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from knowledge_base.atom_values import comparable, same
from knowledge_base.atoms import Atom
from knowledge_base.lookup import Read
from knowledge_base.source_text import Line, Statement, Token, read_statement
from reply_core.text import fold

_MATTERS = frozenset(
    "@delivery @shipping @payment @return @refund @exchange @storage @warranty @points @discount @cancel @answer @change "
    "@expire @hours".split()
)
_GENERIC = re.compile(
    r"товар\w*|вещ\w+|издели\w+|заказ\w*|покупк\w*|продукц\w*|надлежащ\w*|качеств\w*|срок\w*|течени\w+|момент\w*|дат[аеуы]|"
    r"позднее|позже|составля\w+|занима\w+|стои\w+|равн\w+|магазин\w*|наш\w*|покупател\w*|клиент\w*|получени\w+|любо\w+|котор\w+|"
    r"items?|products?|goods|orders?|purchas\w*|within|during|term|period|date|takes?|costs?|customers?|buyers?|receipt|receiv\w+|any|all"
)
_PARTICULAR = re.compile(
    r"брак\w*|дефект\w*|ненадлежащ\w*|недостат\w*|поврежд\w*|почт\w*|курьер\w*|пункт\w*|самовывоз\w*|постамат\w*|экспресс\w*|"
    r"срочн\w*|международн\w*|юр\w*|оптов\w*|обув\w*|одежд\w*|техник\w*|мебел\w*|бель\w*|электр\w*|регион\w*|област\w*|москв\w*|"
    r"подарочн\w*|сертификат\w*|первы\w*|первую|следующ\w*|нов\w+|vip\w*|клуб\w*|defect\w*|fault\w*|damaged?|post\w*|mail|"
    r"courier\w*|express|international\w*|regions?|gift|shoes?|clothes|electronics?|furniture|first|members?|vip"
)
_CLAUSE_END = re.compile(r"[;()\n]|[,:](?!\d)(?= )| - ")
_MANY = 2
_MUCH = 0.6


class Rival(NamedTuple):
    """The value a source gives instead."""

    read: Read
    line: Line
    atom: Atom


def find_rival(atom: Atom, said: Statement, reads: Sequence[Read], asked: str) -> Rival | None:
    """The one other value a source gives for the same thing; None when there is none or when it is not clear."""
    if atom.kind not in ("money", "percent", "date", "duration", "time", "quantity"):
        return None
    own = _clause(said, atom)
    matters = (
        _matters(own) or _matters(said.tokens) or (_matters(read_statement(asked).tokens) if asked else frozenset())
    )
    known = frozenset(token.stem for token in read_statement(asked).tokens) if asked else frozenset()
    rivals: list[Rival] = []
    for read in reads:
        if read.source.kind == "thread":
            continue
        for line in read.text.lines:
            for other in line.said.atoms:
                if comparable(atom, other) and _same_matter(own, matters, known, _clause(line.said, other), atom):
                    rivals.append(Rival(read, line, other))
    if not rivals or any(not same(rivals[0].atom, other.atom) for other in rivals[1:]):
        return None
    return rivals[0]


def _matters(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(token.concept for token in tokens if token.concept in _MATTERS)


def _clause(said: Statement, atom: Atom) -> tuple[Token, ...]:
    """The tokens of the clause a value stands in."""
    folded = fold(said.text)
    begin = max((found.end() for found in _CLAUSE_END.finditer(folded, 0, atom.span.start)), default=0)
    after = _CLAUSE_END.search(folded, atom.span.end)
    end = after.start() if after else len(folded)
    return read_statement(said.text[begin:end]).tokens


def _same_matter(
    own: Sequence[Token], matters: frozenset[str], known: frozenset[str], theirs: Sequence[Token], atom: Atom
) -> bool:
    del atom
    stems = {token.stem for token in own} | known
    prefixes = {token.prefix for token in own}
    novel = [
        token for token in theirs if token.stem not in stems and token.prefix not in prefixes and not _general(token)
    ]
    their_stems = {token.stem for token in theirs} | {token.prefix for token in theirs}
    foreign = [token for token in own if token.stem not in their_stems and token.prefix not in their_stems]
    if any(_PARTICULAR.fullmatch(token.word) for token in (*novel, *foreign)):
        return False
    shared = [token for token in own if token not in foreign and not _general(token)]
    weight = sum(token.weight for token in own if not _general(token))
    if len(shared) >= _MANY and sum(token.weight for token in shared) >= _MUCH * weight and len(novel) <= 1:
        return True
    their_matters = _matters(theirs)
    foreign = [
        token for token in foreign if token.stem not in known and not _general(token) and token.concept not in _MATTERS
    ]
    return bool(matters) and matters <= their_matters and len(novel) <= 1 and len(foreign) <= _MANY


def _general(token: Token) -> bool:
    return bool(_GENERIC.fullmatch(token.word)) or token.concept in _MATTERS
