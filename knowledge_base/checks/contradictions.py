"""The line of a source that says the opposite of a sentence, when one speaks of the very same thing."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from knowledge_base.checks.clauses import clause_at, telling
from knowledge_base.checks.features import Overlap
from knowledge_base.checks.polarity import Signs, clash, differing, first_sign, may_clash, signs_of
from knowledge_base.checks.source_text import Line, Read
from knowledge_base.checks.statements import Statement, Token, read_statement

_POSSIBLE = 0.3
_LONG = 4
"""Words a sentence must have to be called a repetition."""
_YES = {
    **dict.fromkeys(("не", "not", "never"), ""),
    "нельзя": "можно",
    "невозможно": "возможно",
    "cannot": "can",
    "can't": "can",
    "won't": "will",
    **{f"недоступ{end}": f"доступ{end}" for end in ("ен", "на", "но", "ны", "ных", "ной")},
}
_SEVERAL, _REPEATED = 2, 0.75
_CONTRAST = re.compile(r";|[,.] ?(?:но|однако|зато|but|however|yet)(?![^\W_])", re.IGNORECASE)
_HELD, _COVERED = 0.65, 0.3
"""Shares of the sentence the line must hold, and of the line's own clause the sentence must hold."""


def find_opposite(said: Statement, measured: Overlap) -> tuple[Read, Line] | None:
    """The line nearest to a sentence, when each holds the other's words and their signs clash; None otherwise.

    What the source's title says counts as said by each of its lines.
    """
    words = telling(said.tokens)
    if measured.best < _POSSIBLE or not words:
        return None
    if (place := _but_for_a_no(said, measured)) is not None:
        return place
    own = signs_of(said.folded)
    if own.unless or not (_differs(own, measured) or _CONTRAST.search(said.text)):
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


def _but_for_a_no(said: Statement, measured: Overlap) -> tuple[Read, Line] | None:
    """The line a sentence repeats word for word but for a «не»; None when a source says it as it is."""
    if len(said.words) < _LONG or any(f" {said.flat} " in read.text.flat for read, _ in measured.near):
        return None
    own, noes = _bare(said)
    for read, line in measured.near:
        theirs, turns = _bare(line.said)
        padded = f" {theirs} "
        at = padded.find(f" {own} ") if read.source.kind == "article" else -1
        if at >= 0:
            first = len(padded[:at].split())
            inside = [turn for turn in turns if first <= turn < first + len(own.split())]
            return (read, line) if (len(inside) - len(noes)) % 2 else None
    return None


@lru_cache(maxsize=2_048)
def _bare(said: Statement) -> tuple[str, tuple[int, ...]]:
    """The words of a sentence without its no («нельзя» as «можно»), and before which of them each no stood."""
    words: list[str] = []
    turned = []
    for token in said.words:
        word = _YES.get(token.word, token.word.removesuffix("n't"))
        if word != token.word:
            turned.append(len(words))
        if word:
            words.append(word)
    return " ".join(words), tuple(turned)


def _differs(own: Signs, measured: Overlap) -> bool:
    return any(may_clash(own, signs_of(line.said.folded)) for _, line in measured.near)


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
    """Whether a line says the opposite: as a whole, or in the one of its clauses that the sentence repeats."""
    if clash(signs_of(said.folded), signs_of(line.said.folded), _once(said) & _once(line.said)):
        theirs = clause_at(line.said, *first_sign(line.said.folded))
        if _share(telling(theirs.tokens), said.tokens) >= _COVERED:
            return True
    ours = _parts(said.text)
    if len(ours) < _SEVERAL:
        return False
    others = _parts(line.said.text)
    return any(_part_against(part, others) for part in ours)


def _part_against(part: Statement, others: Sequence[Statement]) -> bool:
    """Whether a part of a sentence is repeated, nearly word for word, with the opposite sign."""
    words = telling(part.tokens)
    if not words:
        return False
    for other in others:
        near = _share(words, other.tokens) >= _REPEATED and _share(telling(other.tokens), part.tokens) >= _REPEATED
        if near and clash(signs_of(part.folded), signs_of(other.folded), _once(part) & _once(other)):
            return True
    return False


@lru_cache(maxsize=1_024)
def _parts(text: str) -> tuple[Statement, ...]:
    """The parts of a sentence that a «но» or a semicolon sets against each other."""
    return tuple(read_statement(part) for part in _CONTRAST.split(text) if part.strip())


def _once(said: Statement) -> frozenset[str]:
    """Stems and beginnings of words said once: of a word said twice, once with «не», nothing follows."""
    counted = Counter([token.stem for token in said.words])
    return frozenset([key for token in said.words if counted[token.stem] == 1 for key in (token.stem, token.prefix)])


def _share(tokens: Sequence[Token], among: Sequence[Token]) -> float:
    """Share, by weight, of words that stand among others; 1 of none."""
    keys = {key for token in among for key in (token.stem, token.prefix, token.concept) if key}
    total = sum([token.weight for token in tokens])
    held = sum(
        [token.weight for token in tokens if token.stem in keys or token.prefix in keys or token.concept in keys]
    )
    return held / total if total else 1.0
