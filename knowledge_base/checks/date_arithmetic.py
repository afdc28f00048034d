"""«До 24 ноября» is right when the order says 10.11 and the article 14 days: worked out, with the sum shown.

Working days are counted with Russian public holidays (moved days too) in Russian texts, from Monday to Friday in
others; they need a year, written beside the day or anywhere in the order.
"""

from datetime import date, timedelta
from typing import NamedTuple

from knowledge_base.atoms import Atom
from knowledge_base.checks.events import starts_from
from knowledge_base.checks.source_text import Ground, Line, Read
from knowledge_base.checks.statements import Statement
from reply_core.text import language
from reply_core.types import Language
from reply_core.working_time import Calendar

_DAYS = {"day": 1, "week": 7, "working_day": 1}
_CALENDARS: dict[Language, Calendar] = {
    "ru": Calendar.weekly("09:00-18:00", country="RU"),
    "en": Calendar.weekly("09:00-18:00", tz="UTC", country=None),
}
_MOST_WORKING = 250
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
    working: bool = False

    def text(self, speaks: Language) -> str:
        """«10.11 + 14 дней = 24.11» or "10 Nov + 10 working days = 24 Nov"."""
        if speaks == "en":
            unit = ("working " if self.working else "") + ("day" if self.days == 1 else "days")
            return f"{_english(self.begin)} + {self.days} {unit} = {_english(self.end)}"
        unit = _russian_working(self.days) if self.working else _russian_days(self.days)
        return f"{self.begin:%d.%m} + {self.days} {unit} = {self.end:%d.%m}"


def _english(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _russian_days(count: int) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return "день"
    return "дня" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "дней"


def _russian_working(count: int) -> str:
    return "рабочий день" if _russian_days(count) == "день" else f"рабочих {_russian_days(count)}"


def work_out(said: Statement, ground: Ground) -> tuple[Sum, ...]:
    """The days that follow from the order and the terms of the articles closest to the sentence."""
    begins = _days(ground)
    if not begins:
        return ()
    found = []
    for read, line, term, event in _terms(said, ground):
        for begin in begins:
            fits = event == begin.event if begin.his else not event or not begin.event or event == begin.event
            if fits and (end := _end(begin, term, language(line.said.text))) is not None:
                found.append(Sum(begin.day, term.days, end, read, line, term.working))
    return tuple(found)


class _Begin(NamedTuple):
    """A day something began on: what happened, whether only the customer says so, whether its year is known."""

    day: date
    event: str
    his: bool
    dated: bool


class _Term(NamedTuple):
    days: int
    working: bool


def _end(begin: _Begin, term: _Term, speaks: Language) -> date | None:
    """The last day of a term; None for working days of an unknown year."""
    if not term.working:
        return begin.day + timedelta(days=term.days)
    if not begin.dated or term.days > _MOST_WORKING:
        return None
    calendar, day, left = _CALENDARS[speaks], begin.day, term.days
    while left:
        day += timedelta(days=1)
        left -= calendar.works_on(day)
    return day


def _days(ground: Ground) -> list[_Begin]:
    """The days the order and the thread name; a year named with one day holds for all of them."""
    named = [
        (day, starts_from(_around(value.line, value.atom)), read.source.kind == "thread", str(value.atom.value))
        for read in ground.all
        if read.source.kind != "article"
        for value in read.text.values.get("date", ())
        if value.atom.upper is None and (day := day_of(value.atom)) is not None
    ]
    years = {day.year for day, _, _, written in named if not written.startswith("--")}
    found = []
    for day, event, his, written in named:
        if not written.startswith("--"):
            found.append(_Begin(day, event, his, dated=True))
        elif len(years) == 1 and (dated := _in_year(day, *years)) is not None:
            found.append(_Begin(dated, event, his, dated=True))
        else:
            found.append(_Begin(day, event, his, dated=False))
    return found


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


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


def _terms(said: Statement, ground: Ground) -> list[tuple[Read, Line, _Term, str]]:
    """Terms in days, of the lines that have most in common with the sentence."""
    keys = {key for token in said.tokens for key in (token.stem, token.concept) if key}
    if "@money" in keys:
        keys.add("@refund")
    found: list[tuple[int, Read, Line, _Term, str]] = []
    for read in ground.reads:
        for value in read.text.values.get("duration", ()):
            line, term = value.line, _whole_days(value.atom)
            shared = sum(token.stem in keys or token.concept in keys for token in line.said.tokens)
            if 0 < term.days <= _MOST_DAYS and shared:
                found.append((shared, read, line, term, starts_from(line.said.folded[value.atom.span.end :])))
    best = max((each[0] for each in found), default=0)
    return [(read, line, term, event) for shared, read, line, term, event in found if shared == best]


def _whole_days(atom: Atom) -> _Term:
    """The days of a term; of a range its end; 0 of anything else."""
    if atom.kind != "duration" or atom.unit not in _DAYS:
        return _Term(0, working=False)
    value = atom.value if atom.upper is None else atom.upper
    return _Term(int(float(value) * _DAYS[atom.unit]), working=atom.unit == "working_day")


def agrees(atom: Atom, worked: Sum) -> bool:
    """Whether a date is the day worked out; a year counts only when both the date and the beginning have one."""
    day = day_of(atom)
    return day is not None and (day.month, day.day) == (worked.end.month, worked.end.day)
