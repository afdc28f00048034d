"""Units of measure by the word that names them, Russian and English, and numbers written as words."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge_base.values.kinds import AtomKind


class Unit(NamedTuple):
    """What a word after a number says: the kind of value, its unit, and how many of that unit the word stands for."""

    kind: AtomKind
    unit: str
    factor: float = 1.0


_UNITS: tuple[tuple[AtomKind, str, float, str], ...] = (
    ("money", "RUB", 1, r"₽|р|руб|рубл\w+|rub|rubles?|roubles?"),
    ("money", "RUB", 0.01, r"коп|копе\w+"),
    ("money", "USD", 1, r"\$|usd|доллар\w*|dollars?|bucks"),
    ("money", "EUR", 1, r"€|eur|евро|euros?"),
    ("money", "GBP", 1, r"£|gbp"),
    ("money", "KZT", 1, r"₸|kzt|тенге"),
    ("percent", "%", 1, r"%|процент\w*|percent|pct"),
    ("duration", "second", 1, r"сек|секунд\w*|sec|secs|seconds?"),
    ("duration", "minute", 1, r"мин|минут\w*|min|mins|minutes?"),
    ("duration", "hour", 1, r"ч|час|часа|часов|часам|часах|часовой|часовая|часового|h|hrs?|hours?"),
    ("duration", "day", 1, r"дн|день|дня|дню|дней|дням|днями|днях|сут|сутки|суток|сутках|дневн\w+|days?"),
    ("duration", "week", 1, r"нед|недел\w*|недельн\w+|weeks?|wks?"),
    ("duration", "month", 1, r"мес|месяц\w*|месячн\w+|months?"),
    ("duration", "year", 1, r"год|года|году|годов|годам|лет|летн\w+|years?|yrs?"),
    ("quantity", "pcs", 1, r"шт|штук\w*|pcs|pieces?|items?|единиц\w*|экземпляр\w*"),
    ("quantity", "kg", 1, r"кг|килограмм\w*|кило|kg|kgs|kilos?"),
    ("quantity", "kg", 0.001, r"г|гр|грамм\w*|g|grams?"),
    ("quantity", "l", 1, r"л|литр\w*|l|lit(?:er|re)s?"),
    ("quantity", "l", 0.001, r"мл|миллилитр\w*|ml"),
    ("quantity", "m", 1, r"м|метр\w*|m|met(?:er|re)s?"),
    ("quantity", "m", 0.01, r"см|сантиметр\w*|cm"),
    ("quantity", "m", 0.001, r"мм|миллиметр\w*|mm"),
    ("quantity", "m", 1000, r"км|километр\w*|km"),
    ("quantity", "lb", 1, r"lbs?|pounds?"),
    ("quantity", "in", 1, r"inch(?:es)?|дюйм\w*"),
    ("quantity", "points", 1, r"балл|балла|баллов|баллам|баллами|баллах|баллы|бонус\w*|points?|pts"),
    ("quantity", "stars", 1, r"звезд\w*|stars?"),
    ("quantity", "times", 1, r"раз|раза|times"),
    ("quantity", "people", 1, r"человек|людей|people|persons?"),
    ("quantity", "mb", 1, r"мб|мегабайт\w*|mb|megabytes?"),
    ("quantity", "gb", 1, r"гб|гигабайт\w*|gb|gigabytes?"),
)
_MATCHERS = tuple((kind, unit, factor, re.compile(pattern)) for kind, unit, factor, pattern in _UNITS)
_WORKING = re.compile(r"раб|рабоч\w+|банковск\w+|business|working")
_FILLING = re.compile(r"календарн\w*|calendar|полн\w+|full|of|бонусн\w+|российск\w+|накопленн\w+")
_THOUSANDS = {"тыс": 1e3, "тысяч": 1e3, "тысячи": 1e3, "тысяча": 1e3, "тысячу": 1e3, "млн": 1e6, "миллион": 1e6}
_THOUSANDS |= {"миллиона": 1e6, "миллионов": 1e6, "thousand": 1e3, "million": 1e6}
_COUNTS: tuple[tuple[float, str], ...] = (
    (1, r"од(?:ин|на|но|ного|ной|ну|ному|ним)|one"),
    (2, r"дв(?:а|е|ух|ум|умя|ое|оих)|two|пар(?:а|ы|у)"),
    (3, r"тр(?:и|ех|ем|емя|ое|оих)|three"),
    (4, r"четыр(?:е|ех|ем|ьмя)|four"),
    (5, r"пят(?:ь|и|ью)|five"),
    (6, r"шест(?:ь|и|ью)|six"),
    (7, r"сем(?:ь|и|ью)|seven"),
    (8, r"вос(?:емь|ьми|емью)|eight"),
    (9, r"девят(?:ь|и|ью)|nine"),
    (10, r"десят(?:ь|и|ью)|ten"),
    (11, r"одиннадцат(?:ь|и|ью)|eleven"),
    (12, r"двенадцат(?:ь|и|ью)|twelve"),
    (13, r"тринадцат(?:ь|и|ью)|thirteen"),
    (14, r"четырнадцат(?:ь|и|ью)|fourteen"),
    (15, r"пятнадцат(?:ь|и|ью)|fifteen"),
    (16, r"шестнадцат(?:ь|и|ью)|sixteen"),
    (17, r"семнадцат(?:ь|и|ью)|seventeen"),
    (18, r"восемнадцат(?:ь|и|ью)|eighteen"),
    (19, r"девятнадцат(?:ь|и|ью)|nineteen"),
    (20, r"двадцат(?:ь|и|ью)|twenty"),
    (30, r"тридцат(?:ь|и|ью)|thirty"),
    (40, r"сорок(?:а|у|ом)?|forty"),
    (50, r"пятьдесят|пятидесяти|fifty"),
    (60, r"шестьдесят|шестидесяти|sixty"),
    (70, r"семьдесят|семидесяти|seventy"),
    (80, r"восемьдесят|восьмидесяти|eighty"),
    (90, r"девяносто|девяноста|ninety"),
    (100, r"сто|ста|hundred"),
    (200, r"двести|двухсот"),
    (300, r"триста|трехсот"),
    (400, r"четыреста|четырехсот"),
    (500, r"пятьсот|пятисот"),
    (600, r"шестьсот|шестисот"),
    (700, r"семьсот|семисот"),
    (800, r"восемьсот|восьмисот"),
    (900, r"девятьсот|девятисот"),
    (1000, r"тысяч(?:[аиуе]|ам|ами|ах|ей)?|thousand"),
    (1.5, r"полтор(?:а|ы)|полутора"),
    (0.5, r"half"),
)
_COUNT_MATCHERS = tuple((count, re.compile(pattern)) for count, pattern in _COUNTS)
_JOINED = re.compile(
    r"(полу?|дву?х|трех|четырех|пяти|шести|семи|десяти|одно)(час\w*|суток|дневн\w+|недел\w+|месяц\w+|месячн\w+|годи\w+)"
)
_SHORT = 2
_TEN, _HUNDRED, _THOUSAND = 10.0, 100.0, 1000.0
_JOINED_COUNTS = {"пол": 0.5, "полу": 0.5, "двух": 2.0, "трех": 3.0, "четырех": 4.0, "пяти": 5.0, "шести": 6.0}
_JOINED_COUNTS |= {"семи": 7.0, "десяти": 10.0, "одно": 1.0}


@lru_cache(maxsize=50_000)
def unit_of(word: str) -> Unit | None:
    """The unit a folded word names; None for any other word."""
    for kind, unit, factor, pattern in _MATCHERS:
        if pattern.fullmatch(word):
            return Unit(kind, unit, factor)
    return None


@lru_cache(maxsize=50_000)
def worded_unit(word: str) -> Unit | None:
    """The unit of a word that numbers in words are said of («две недели», «один балл»); None for any other word."""
    unit = unit_of(word)
    if unit is None or len(word) <= _SHORT:
        return None
    return unit if unit.kind in ("duration", "money") or unit.unit in ("points", "pcs") else None


@lru_cache(maxsize=50_000)
def count_of(word: str) -> float | None:
    """The number a folded word stands for («двух», "fourteen")."""
    return next((count for count, pattern in _COUNT_MATCHERS if pattern.fullmatch(word)), None)


def joined_count(counts: Sequence[float]) -> tuple[float, int]:
    """The number that number words in a row make, and how many of the last of them: «двадцать пять», "two hundred".

    Words that do not go down («два три») are separate numbers: only the last counts.
    """
    total, current, last, used = 0.0, 0.0, math.inf, 0
    for count in counts:
        if count == _THOUSAND and (used == 0 or total < _THOUSAND):
            total, current, last = (current or 1.0) * _THOUSAND, 0.0, _THOUSAND
        elif count == _HUNDRED and 0 < current < _TEN:
            current, last = current * _HUNDRED, _HUNDRED
        elif _steps_down(last, count):
            current, last = current + count, count
        else:
            total, current, last, used = 0.0, count, count, 0
        used += 1
    return total + current, used


def _steps_down(last: float, count: float) -> bool:
    """Whether a number word may follow another in one number: hundreds, then tens, then ones."""
    if math.isinf(last):
        return True
    if count != int(count):
        return False
    return (last >= _THOUSAND > count) or (last >= _HUNDRED > count) or (last >= 2 * _TEN and count < _TEN)


@lru_cache(maxsize=50_000)
def joined_length(word: str) -> tuple[float, Unit] | None:
    """A length of time in one word: «полчаса», «двухнедельный»."""
    found = _JOINED.fullmatch(word)
    unit = unit_of(found[2]) if found else None
    return (_JOINED_COUNTS.get(found[1], 1.0), unit) if found and unit and unit.kind == "duration" else None


def thousands(word: str) -> float | None:
    """1000 for «тыс», 1000000 for «млн», None for any other word."""
    return _THOUSANDS.get(word)


def is_working(word: str) -> bool:
    """Whether the word makes days working days."""
    return bool(_WORKING.fullmatch(word))


def is_filling(word: str) -> bool:
    """Whether the word may stand between a number and its unit without changing it («календарных»)."""
    return bool(_FILLING.fullmatch(word))
