"""«Работаем в субботу» against «по будням»: the days of the week a rule names, and whether a sentence leaves them."""

import re
from functools import lru_cache
from typing import NamedTuple

from knowledge_base.checks.clauses import Clause, clause_of, narrowing
from knowledge_base.checks.source_text import Ground, Line, Read
from knowledge_base.checks.statements import Statement
from reply_core.types import Span

_NAMES = (
    r"понедельник\w*|пн|mondays?|mon",
    r"вторник\w*|вт|tuesdays?|tue",
    r"сред[ауы]|средам|ср|wednesdays?|wed",
    r"четверг\w*|чт|thursdays?|thu",
    r"пятниц\w+|пт|fridays?|fri",
    r"суббот\w+|сб|saturdays?|sat",
    r"воскресень\w+|вс|sundays?|sun",
)
_ALL, _WORKDAYS, _WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset({5, 6})
_NAME = "|".join(f"(?P<{{0}}{number}>{names})" for number, names in enumerate(_NAMES))
_DAYS = re.compile(
    r"(?<![^\W_])(?:"
    r"(?P<all>ежедневно|кажд(?:ый|ого) д(?:ень|ня)|без выходных|круглосуточно|7 дней в неделю|24/7|daily|every day|"
    r"seven days a week|7 days a week)"
    r"|(?P<work>(?:по |в )?будн\w+|(?:по|в) рабочи[емх]\w* дн\w+|weekdays?|(?:on )?(?:working|business) days only)"
    r"|(?P<end>(?:по |в )?выходн(?:ые|ым|ых)(?: дн\w+)?|(?:on |at )?weekends?)"
    rf"|(?:с |со |from )?(?:{_NAME.format('a')})(?: ?(?:-|по|to|through|till|until) ?(?:{_NAME.format('b')}))?"
    r")(?![^\W_])"
)
_EXCEPT = re.compile(
    r"(?<![^\W_])(?:кроме|исключая|за исключением|except(?: for)?|excluding|but not)(?: на| по| в| on)? $"
)
_NO = re.compile(
    r"(?<![^\W_])(?:не (?:работа|открыт|достав|принима|отправ|отвеча|вез|выда)\w*|закрыт\w*"
    r"|выходн(?:ой|ые)(?= ?[.,;!-]|$)"
    r"|(?:not|n't|never|no) (?:open|work|deliver\w*|ship\w*|availab\w*)|closed)"
)
_HABIT = frozenset({"@hours", "@delivery", "@shipping", "@answer", "@storage", "@payment", "@return", "@exchange"})
_BEFORE = 24
_STRANGE = 2


class Days(NamedTuple):
    """The days of the week a sentence says something happens on, and where it says so."""

    open: frozenset[int]
    span: Span
    rule: bool
    """Whether it is a rule of every week («по будням», "Monday to Friday"), not one Saturday."""


@lru_cache(maxsize=4_096)
def days_of(folded: str) -> Days | None:
    """The days of a folded sentence; None when it names none, or both some that are open and some that are not."""
    found = list(_DAYS.finditer(folded))
    if not found:
        return None
    open_days: set[int] = set()
    closed: set[int] = set()
    rule = len(found) > 1
    for each in found:
        days = _named(each)
        rule |= len(days) > 1 or bool(re.search(r"(?:ам|ям|[a-z]ays)$", each.group()))
        left_out = _EXCEPT.search(folded[max(0, each.start() - _BEFORE) : each.start()])
        (closed if left_out else open_days).update(days)
    denied = bool(_NO.search(_DAYS.sub(lambda each: " " * len(each.group()), folded)))
    if closed and not denied:
        open_days = (open_days or set(_ALL)) - closed
    elif denied and not closed:
        if open_days == _ALL:
            return None
        open_days, rule = set(_ALL) - open_days, True
    elif denied:
        return None
    return Days(frozenset(open_days), Span(start=found[0].start(), end=found[-1].end()), rule)


def _named(found: re.Match[str]) -> frozenset[int]:
    if found["all"]:
        return _ALL
    if found["work"]:
        return _WORKDAYS
    if found["end"]:
        return _WEEKEND
    first = next(number for number in range(7) if found[f"a{number}"])
    last = next((number for number in range(7) if found[f"b{number}"]), first)
    return frozenset(range(first, last + 1)) if first <= last else frozenset({*range(first, 7), *range(last + 1)})


def outside(said: Statement, ground: Ground) -> tuple[Span, Read, Line] | None:
    """Where a sentence names a day on which an article's rule says it does not happen; None when any rule allows it.

    Only rules on the same matter (hours, delivery, answers) and of no other place or kind of goods are compared.
    """
    days = days_of(said.folded)
    if days is None or not days.open:
        return None
    own = clause_of(said)
    against: tuple[Span, Read, Line] | None = None
    for read in ground.reads:
        if read.source.kind != "article":
            continue
        for line in read.text.lines:
            theirs = days_of(line.said.folded)
            if theirs is None or not theirs.rule or not _same_matter(own, line.clause):
                continue
            if days.open <= theirs.open:
                return None
            against = against or (days.span, read, line)
    return against


def _same_matter(own: Clause, theirs: Clause) -> bool:
    shared = own.about & theirs.about & _HABIT
    strange = [token for token in own.tokens if token.stem not in theirs.keys and token.prefix not in theirs.keys]
    other = [token for token in theirs.tokens if token.stem not in own.keys and token.prefix not in own.keys]
    places = own.places | theirs.places
    if not shared or any(token.particular or token.word in places for token in (*strange, *other)):
        return False
    return len([each for each in narrowing(strange) if not _DAYS.fullmatch(each.word)]) <= _STRANGE
