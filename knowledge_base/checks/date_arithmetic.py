"""«До 24 ноября» is right when the order says 10.11 and the article 14 days: worked out, with the sum shown."""

from datetime import date, timedelta
from typing import NamedTuple

from knowledge_base.atoms import Atom
from knowledge_base.checks.events import starts_from
from knowledge_base.checks.source_text import Ground, Line, Read
from knowledge_base.checks.statements import Statement
from reply_core.types import Language

_DAYS = {"day": 1, "week": 7}
_PLAIN_YEAR = 2025
_MOST_DAYS = 3_650
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Sum(NamedTuple):
    """A day worked out: from a day of the order and a term of an article."""

    begin: date
    days: int
    end: date
    read: Read
    line: Line

    def text(self, language: Language) -> str:
        """«10.11 + 14 дней = 24.11» or "10 Nov + 14 days = 24 Nov"."""
        if language == "en":
            unit = "day" if self.days == 1 else "days"
            return f"{_english(self.begin)} + {self.days} {unit} = {_english(self.end)}"
        return f"{self.begin:%d.%m} + {self.days} {_russian_days(self.days)} = {self.end:%d.%m}"


def _english(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _russian_days(count: int) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return "день"
    return "дня" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "дней"


def work_out(said: Statement, ground: Ground) -> tuple[Sum, ...]:
    """The days that follow from the order and the terms of the articles closest to the sentence."""
    begins = _days(ground)
    if not begins:
        return ()
    return tuple(
        Sum(begin, days, begin + timedelta(days=days), read, line)
        for read, line, days, event in _terms(said, ground)
        for begin, happened, his in begins
        if (event == happened if his else not event or not happened or event == happened)
    )


def _days(ground: Ground) -> list[tuple[date, str, bool]]:
    """The days the order and the thread name, what happened on them, and whether only the customer says so."""
    return [
        (day, starts_from(_around(value.line, value.atom)), read.source.kind == "thread")
        for read in ground.all
        if read.source.kind != "article"
        for value in read.text.values.get("date", ())
        if value.atom.upper is None and (day := day_of(value.atom)) is not None
    ]


def day_of(atom: Atom) -> date | None:
    """The day of a date; without a year some year without 29 February, None for that day."""
    written = str(atom.value)
    try:
        if written.startswith("--"):
            return date(_PLAIN_YEAR, int(written[2:4]), int(written[5:7]))
        return date.fromisoformat(written)
    except ValueError:
        return None


def _around(line: Line, atom: Atom) -> str:
    """The words of the part of the line a date stands in."""
    folded = line.said.folded
    begin = max(folded.rfind(";", 0, atom.span.start), folded.rfind("\n", 0, atom.span.start), 0)
    ends = [at for at in (folded.find(";", atom.span.end), folded.find("\n", atom.span.end)) if at >= 0]
    return folded[begin : min(ends, default=len(folded))]


def _terms(said: Statement, ground: Ground) -> list[tuple[Read, Line, int, str]]:
    """Terms in days, of the lines that have most in common with the sentence."""
    keys = {key for token in said.tokens for key in (token.stem, token.concept) if key}
    found: list[tuple[int, Read, Line, int, str]] = []
    for read in ground.reads:
        for value in read.text.values.get("duration", ()):
            line, days = value.line, _whole_days(value.atom)
            shared = sum(token.stem in keys or token.concept in keys for token in line.said.tokens)
            if 0 < days <= _MOST_DAYS and shared:
                found.append((shared, read, line, days, starts_from(line.said.folded[value.atom.span.end :])))
    best = max((each[0] for each in found), default=0)
    return [(read, line, days, event) for shared, read, line, days, event in found if shared == best]


def _whole_days(atom: Atom) -> int:
    if atom.kind != "duration" or atom.unit not in _DAYS:
        return 0
    value = atom.value if atom.upper is None else atom.upper
    return int(float(value) * _DAYS[atom.unit])


def agrees(atom: Atom, worked: Sum) -> bool:
    """Whether a date is the day worked out; a year counts only when both the date and the beginning have one."""
    day = day_of(atom)
    return day is not None and (day.month, day.day) == (worked.end.month, worked.end.day)
