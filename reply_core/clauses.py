"""Reads a customer's message clause by clause: what is a question, a request, a complaint, thanks, a greeting …

The result is shared by `reply_core.asks` (what must be answered) and `reply_core.waits` (does it need an answer).
"""

import re
from functools import lru_cache
from typing import NamedTuple

from reply_core import ask_cues as cues
from reply_core.clause_kinds import Clause, Sentence
from reply_core.cues import Tokens, folded_words
from reply_core.quotes import strip_quoted


class Reading(NamedTuple):
    """A message read: its words and its clauses in order."""

    tokens: Tokens
    clauses: list[Clause]


_BOUNDARY = re.compile(
    r"[?!….;\n](?:(?<=[?!])[?!.)\"'…]*|(?<=…)|(?<=\.)(?:\.+|(?=\s|$|[)\"]))|(?<=[а-яё)]\.)(?=[А-ЯЁ])|(?<=\n)\n*|(?<=;)(?=\s))"
)
"""Where a sentence ends; written with its first signs in front, which `re` finds fast."""
_BOUNDARY_OR_ITEM = re.compile(rf"{_BOUNDARY.pattern}|\s(?=\d{{1,2}}\)\s)")
"""The same in a text that may number its points: «1) …»."""
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_LAST_WORD = re.compile(r"([^\W_]+(?:\.[^\W_])?)$")
_MAX_NAME = 3
_PHONE = 7
"""Fewer digits are an order's number, which says something."""


@lru_cache(maxsize=1024)  # the same message is read for its wait, its asks and its topic; nobody changes a reading
def read_clauses(text: str) -> Reading:
    """All clauses of ``text`` (any length, Russian or English); quoted mail and signatures are left out."""
    folded, tokens = folded_words(text)
    clauses: list[Clause] = []
    place = 0
    for own in strip_quoted(text):
        for start, end, marked in _stretches(text, folded, own.start, own.end):
            while place < len(tokens) and tokens[place][1] < start:
                place += 1
            stop = place
            while stop < len(tokens) and tokens[stop][1] < end:
                stop += 1
            if stop > place:
                clauses.extend(Sentence(text, folded, tokens, place, stop, end, marked).clauses())
            place = stop
    return Reading(tokens, _without_names(text, tokens, clauses))


def _stretches(text: str, folded: str, begin: int, stop: int) -> list[tuple[int, int, bool]]:
    """Sentences as ``(start, end, ends with a question mark)``; «…заказ.Где он» is two."""
    links = [match.span() for match in _LINK.finditer(folded, begin, stop)] if "/" in folded or "www." in folded else []
    found = []
    start = begin
    boundary = _BOUNDARY_OR_ITEM if ")" in text else _BOUNDARY
    for match in boundary.finditer(text, begin, stop):
        mark = match.group()
        if any(left <= match.start() < right - 1 for left, right in links):
            continue
        if mark == "." and _abbreviated(folded, start, match.start()):
            continue
        found.append((start, match.end(), "?" in mark))
        start = match.end()
    if start < stop:
        found.append((start, stop, False))
    return found


def _abbreviated(folded: str, start: int, dot: int) -> bool:
    word = _LAST_WORD.search(folded, start, dot)
    return word is not None and (
        word.group() in cues.ABBREVIATIONS or (len(word.group()) == 1 and word.group().isalpha())
    )


def _without_names(text: str, tokens: Tokens, clauses: list[Clause]) -> list[Clause]:
    """The same clauses with names at the end (a signature) known as such."""
    last = len(clauses) - 1
    while last > 0 and clauses[last].kind in ("statement", "sign_off", "thanks"):
        if clauses[last].kind == "statement":
            if not _is_name(text, tokens, clauses[last]):
                break
            clauses[last] = clauses[last]._replace(kind="name")
        last -= 1
    return clauses


def _is_name(text: str, tokens: Tokens, clause: Clause) -> bool:
    """A name, with or without a telephone number after it."""
    stop = clause.stop
    while stop > clause.begin and tokens[stop - 1][0].replace("-", "").isdigit():
        stop -= 1
    digits = sum(char.isdigit() for word, _, _ in tokens[stop : clause.stop] for char in word)
    if not 0 < stop - clause.begin <= _MAX_NAME or 0 < digits < _PHONE:
        return False
    return all(
        word.replace("-", "").isalpha()
        and text[start].isupper()
        and text[start : start + 2] != text[start : start + 2].upper()
        for word, start, _ in tokens[clause.begin : stop]
    )
