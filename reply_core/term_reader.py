"""Reads single days, lengths of time and hours of the clock from the words of a text."""

import re
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from reply_core.cues import CueBook, Tokens, word_file

TermKind = Literal["date", "duration", "clock", "vague"]


class Atom(NamedTuple):
    """One stated thing: a day, a length of time or an hour. Its tokens are ``begin:end``."""

    kind: TermKind
    begin: int
    end: int
    days: int | None = None
    """A day as days from today; a length of time of whole days as their number."""
    day: tuple[int, int, int] | None = None
    """A date as year (0: the next such date), month, day."""
    weekday: int | None = None
    seconds: int = 0
    """A length of time."""
    working: bool = False
    hour: int | None = None
    minute: int = 0
    closing: Literal["", "day", "week", "month"] = ""
    """The end of today, of a week or of a month (``days`` = 7: the next one)."""


_ISO = re.compile(r"(20\d\d)-(\d\d?)-(\d\d?)")
_DOTTED = re.compile(r"(0?[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])(?:\.(20\d\d|\d\d))?")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)")
_RANGE = re.compile(r"([01]?\d|2[0-4])(?:[:.]([0-5]\d))?-([01]?\d|2[0-4])(?:[:.]([0-5]\d))?")
_COUNT = re.compile(r"(\d{1,3}(?:\.\d)?)(?:-(\d{1,3}(?:\.\d)?))?")
_MONEY = re.compile(r"\s?(?:руб|₽|р\b|коп|%|\$|€|кг|гр?\b|л\b|мл|см|мм|м\b|шт|балл|gb|гб)")
_DAY = 86_400
_WEEK = 7 * _DAY
_HOUR = 3_600
_MONTH = 30 * _DAY
_NOON, _MIDNIGHT, _YEAR_DIGITS, _SHORTEST_MONTH = 12, 24, 4, 28
_SHOP_HOURS = range(9, 24)
"""«До 18 часов» is an hour of the clock, «до 2 часов» and «до 48 часов» are lengths of time."""
_CLOCK_LEADS = frozenset(["до", "к", "в", "после", "с", "со", "by", "before", "after", "at", "until", "till"])
_LENGTH_LEADS = frozenset(
    ["течение", "течении", "через", "за", "within", "пределах", "ближайшего", "ближайший", "ближайшую"]
)
_FILE = word_file("terms")
VAGUE = CueBook.of({"vague": _FILE.pop("vague")})
_CLASSES: list[tuple[str, int, re.Pattern[str]]] = [
    (name, int(value), re.compile(pattern)) for name, by_value in _FILE.items() for value, pattern in by_value.items()
]

_ANY_CLASS = re.compile("|".join(f"(?:{pattern.pattern})" for _, _, pattern in _CLASSES))


@lru_cache(maxsize=50_000)
def _classes(word: str) -> dict[str, int]:
    """Every class the word belongs to, with its value in it; «два-три» is its last number."""
    if "-" not in word and not _ANY_CLASS.fullmatch(word):
        return {}
    found = {name: value for name, value, pattern in _CLASSES if pattern.fullmatch(word)}
    if not found and "-" in word and all("number" in _classes(part) for part in word.split("-")):
        return _classes(word.rpartition("-")[2])
    return found


class TermReader:
    """Reads atoms from tokens."""

    def __init__(self, folded: str, tokens: Tokens) -> None:
        self.folded, self.tokens = folded, tokens

    def atoms(self) -> list[Atom]:
        found = []
        place = 0
        while place < len(self.tokens):
            atom = self._atom(place)
            if atom is None or self._is(atom.end, "past"):
                place = place + 1 if atom is None else atom.end
                continue
            found.append(atom)
            place = atom.end
        return found

    def with_leads(self, begin: int, stop: int) -> int:
        """The first token of the prepositions before ``begin`` («не позднее», "by the")."""
        while begin - 1 >= max(stop, 0) and self._is(begin - 1, "lead") and self.touches(begin, begin):
            begin -= 1
        return begin

    def touches(self, end: int, begin: int) -> bool:
        """Whether only spaces, commas, brackets or a dash stand between the token before ``end`` and ``begin``."""
        if end < 1:
            return False
        between = self.folded[self.tokens[end - 1][2] : self.tokens[begin][1]]
        return not between.strip(" ,-()")

    def _is(self, place: int, name: str) -> bool:
        return 0 <= place < len(self.tokens) and name in _classes(self.tokens[place][0])

    def _value(self, place: int, name: str) -> int | None:
        return _classes(self.tokens[place][0]).get(name) if 0 <= place < len(self.tokens) else None

    def _word(self, place: int) -> str:
        return self.tokens[place][0] if 0 <= place < len(self.tokens) else ""

    def _atom(self, place: int) -> Atom | None:
        word = self.tokens[place][0]
        if word[0].isdigit():
            return self._from_number(place, word)
        classes = _classes(word)
        if not classes:
            return None
        if "near" in classes:
            after = self._word(place - 1) == "after" and self._word(place - 2) == "day"
            return Atom("date", place - 2 * after, place + 1, days=classes["near"] + after)
        if "month" in classes:
            return self._month_first(place, classes["month"])
        if "weekday" in classes and (len(word) > 3 or self._is(place - 1, "lead")):
            return Atom("date", place, place + 1, weekday=classes["weekday"], days=self._value(place - 1, "these"))
        if "number" in classes:
            return self._upper_of_two(place) or self._length(place, classes["number"], place + 1)
        if "part" in classes:
            return None if self._is(place - 1, "wish") else Atom("clock", place, place + 1, hour=classes["part"])
        if "end" in classes:
            return self._closing(place)
        if "these" in classes:
            return self._this_week(place, classes["these"])
        return self._bare_unit(place) if "unit" in classes else None

    def _from_number(self, place: int, word: str) -> Atom | None:
        if found := _ISO.fullmatch(word):
            return _dated(place, place + 1, int(found[1]), int(found[2]), int(found[3]))
        if self._follows_money(place) or self._is(place - 1, "place"):
            return None
        if (found := _DOTTED.fullmatch(word)) and not (self._word(place - 1) in ("с", "from") and found[2] == "00"):
            return _dated(place, place + 1, _full_year(found[3]), int(found[2]), int(found[1]))
        if found := _CLOCK.fullmatch(word):
            return self._hours(place, int(found[1]), int(found[2]))
        if (found := _RANGE.fullmatch(word)) and (":" in word or self._word(place - 1) in ("с", "from", "в")):
            return Atom("clock", place, place + 1, hour=int(found[3]), minute=int(found[4] or 0))
        if found := _COUNT.fullmatch(word):
            return self._from_count(place, float(found[2] or found[1]))
        return None

    def _follows_money(self, place: int) -> bool:
        return bool(_MONEY.match(self.folded, self.tokens[place][2]))

    def _from_count(self, place: int, count: float) -> Atom | None:
        following = place + 1
        if self._word(following) in ("го", "st", "nd", "rd", "th", "е"):
            following += 1
        if self._word(following) == "of":
            following += 1
        month = self._value(following, "month")
        if month is not None:
            year = self._year(following + 1)
            return _dated(place, following + 1 + bool(year), year, month, int(count))
        hours = self._hours(place, int(count), 0) if count == int(count) else None
        return self._upper_of_two(place) or hours or self._length(place, count, place + 1)

    def _year(self, place: int) -> int:
        word = self._word(place)
        return int(word) if len(word) == _YEAR_DIGITS and word.isdigit() else 0

    def _upper_of_two(self, place: int) -> Atom | None:
        """«с 10 до 14», «с 1 по 5 мая», "3 to 5 days", «от 2 до 4 часов»: the upper end counts."""
        if self._word(place + 1) not in ("до", "по", "to", "and", "till", "until", "или", "or"):
            return None
        if not self._word(place + 2).isdigit():
            return self._hour_at(place + 2, place) if self._word(place - 1) in ("с", "from", "between") else None
        upper = int(self._word(place + 2))
        if (month := self._value(place + 3, "month")) is not None:
            return _dated(place, place + 4, 0, month, upper)
        length = self._length(place, upper, place + 3)
        if length is not None and (length.seconds % _HOUR or length.seconds >= _DAY or self._word(place - 1) == "от"):
            return length
        return self._hour_at(place + 2, place) if self._word(place - 1) in ("с", "со", "from", "between") else length

    def _hours(self, place: int, hour: int, minute: int) -> Atom | None:
        """An hour of the clock: «до 18:00», «в 7 вечера», "at 6 pm", «после 18», «с 9:00 до 18:00»."""
        before, after = self._word(place - 1), self._word(place + 1)
        led = before in _CLOCK_LEADS and self._word(place - 2) != "раз"
        written = ":" in self._word(place) or (led and "." in self._word(place))
        if written and (upper := self._upper_of_two(place)):
            return upper
        if hour > _MIDNIGHT or not (written or led or after in ("am", "pm")):
            return None
        if after in ("am", "pm", "утра", "дня", "вечера", "ночи"):
            late = after in ("pm", "дня", "вечера") and hour < _NOON
            return Atom("clock", place, place + 2, hour=hour + _NOON if late else hour, minute=minute)
        end = place + 1
        if self._value(end, "unit") == _HOUR:
            if not led or (before in ("до", "by") and hour not in _SHOP_HOURS):
                return None
            return Atom("clock", place, end + 1, hour=hour, minute=minute)
        return Atom("clock", place, end, hour=hour, minute=minute) if written or self._ends_phrase(end) else None

    def _ends_phrase(self, end: int) -> bool:
        """Whether no counted thing follows («после 18», not «в 2 раза» or «в 2К»)."""
        if self.folded[self.tokens[end - 1][2] :][:1].isalpha():
            return False
        if end >= len(self.tokens) or not self.touches(end, end):
            return True
        return self._is(end, "lead") or self._is(end, "near")

    def _hour_at(self, place: int, begin: int) -> Atom | None:
        found = re.fullmatch(r"([01]?\d|2[0-4])(?:[:.]([0-5]\d))?", self._word(place))
        if not found:
            return None
        late = self._word(place + 1) in ("pm", "дня", "вечера") and int(found[1]) < _NOON
        told = self._word(place + 1) in ("am", "pm", "дня", "вечера") or self._value(place + 1, "unit") == _HOUR
        return Atom("clock", begin, place + 1 + told, hour=int(found[1]) + _NOON * late, minute=int(found[2] or 0))

    def _length(self, place: int, count: float, following: int) -> Atom | None:
        working = self._value(following, "working")
        if working is not None or self._word(following) == "of":
            following += 1
        unit = self._value(following, "unit")
        if unit is None:
            return None
        after = self._value(following + 1, "working")
        if after is not None:
            following += 1 + (self._word(following + 2) == "времени")
        return _lasting(place, following + 1, count * unit, unit, bool(working or after))

    def _bare_unit(self, place: int) -> Atom | None:
        """«в течение часа», «через неделю», «за день»."""
        working = self._is(place - 1, "working")
        if self._word(place - 1 - working) not in _LENGTH_LEADS:
            return None
        unit = self._value(place, "unit") or 0
        return _lasting(place - working, place + 1, unit, unit, working)

    def _closing(self, place: int) -> Atom | None:
        """«до конца дня», «к концу недели», "end of the day"."""
        following = place + 1
        while self._word(following) in (
            "of",
            "the",
            "этого",
            "этой",
            "рабочего",
            "business",
            "working",
            "сегодняшнего",
        ):
            following += 1
        later = self._value(following, "these")
        following += later is not None
        unit = self._value(following, "unit")
        names: dict[int | None, Literal["day", "week", "month"]] = {_DAY: "day", _WEEK: "week", _MONTH: "month"}
        if unit not in names:
            return None
        return Atom("date", place, following + 1, closing=names[unit], days=7 if later else 0)

    def _this_week(self, place: int, later: int) -> Atom | None:
        unit = self._value(place + 1, "unit")
        if unit == _WEEK:
            return Atom("date", place, place + 2, closing="week", days=7 * later)
        if unit == _MONTH:
            return Atom("date", place, place + 2, closing="month", days=7 * later)
        return Atom("date", place, place + 2, days=later) if unit == _DAY and later else None

    def _month_first(self, place: int, month: int) -> Atom | None:
        found = re.fullmatch(r"\d{1,2}", self._word(place + 1))
        if not self._word(place).isascii() or not found:
            whole = self._word(place - 1) in ("в", "in", "by", "к") and self._word(place) != "may"
            return Atom("date", place, place + 1, day=(0, month, _SHORTEST_MONTH)) if whole else None
        end = place + 2 + (self._word(place + 2) in ("st", "nd", "rd", "th"))
        year = self._year(end)
        return _dated(place, end + bool(year), year, month, int(found[0]))


def _lasting(begin: int, end: int, seconds: float, unit: int, working: bool) -> Atom:
    days = round(seconds / _DAY) if unit >= _DAY else None
    return Atom("duration", begin, end, days=days, seconds=int(seconds), working=working)


def _dated(begin: int, end: int, year: int, month: int, day: int) -> Atom | None:
    try:
        date(year or 2024, month, day)
    except ValueError:
        return None
    return Atom("date", begin, end, day=(year, month, day))


def _full_year(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if len(text) > 2 else 2000 + int(text)
