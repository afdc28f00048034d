"""What a row, a front matter or a page may say of an article beside its text, in the words shops use for it.

A word that is not understood is an error in words, never a guess: an article for operators must not become public
because somebody wrote «служебно» with a slip.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge_base.articles import ALL_BRANDS, DAYS, Kind
from reply_core.errors import InvalidInput
from reply_core.text import fold
from reply_core.types import Language

_WORDS = tomllib.loads((Path(__file__).parent / "field_words.toml").read_text(encoding="utf-8"))
_FIELD_OF = {word: name for name, words in _WORDS["headers"].items() for word in words}
MACRO_TITLES = frozenset(_WORDS["macros"]["titles"])
"""Headers of a title that say that the rows are canned answers."""
SET_BY_PEOPLE = ("audience", "topic", "kind", *DAYS)
"""What a file that does not speak of it leaves as people have set it."""

_NOT_FOR_CUSTOMERS = re.compile(r"не для (?:клиент|покупател)|not for customers?|не показывать|закрыт")
_PUBLIC = re.compile(
    r"публичн|внешн|открыт|клиент|покупател|(?<!\w)вс(?:е|ем|ех)(?!\w)|public|customer|everyone|extern|client|any"
)
_INTERNAL = re.compile(
    r"внутр|служебн|оператор|сотрудник|персонал|поддержк|agent|staff|intern|private|operator|employee|team"
)
_MACRO = re.compile(r"макрос|шаблон|заготовк|быстр\w* ответ|готов\w* ответ|macro|canned|template|snippet|saved repl")
_ALL = frozenset({"*", "все", "все бренды", "любой", "all", "any", "all brands"})
_NONE = frozenset(
    {"", "-", "–", "—", "нет", "бессрочно", "всегда", "без срока", "не ограничено", "n/a", "none", "never", "no end"}
)
_MONTHS = ("янв", "фев", "мар", "апр", "ма[йя]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?:г|,? \d{1,2}:\d{2}.*)?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_WORDED = re.compile(r"(\d{1,2}) ([a-zа-яё]+),? (\d{4})(?: ?г(?:ода)?)?")
_MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_LEAD = re.compile(r"^(?:до|по|с|с:|until|till|from)\s+")
_YEARS = (1990, 2200)
_SAID: Mapping[str, Mapping[Language, str]] = {
    "date": {"ru": "непонятная дата «{value}» ({field})", "en": "no date: “{value}” ({field})"},
    "no_day": {"ru": "такого дня нет: «{value}» ({field})", "en": "there is no such day: “{value}” ({field})"},
    "which": {
        "ru": "«{value}» ({field}): неясно, где день, а где месяц",
        "en": "“{value}” ({field}) may be read in two ways",
    },
    "order": {
        "ru": "действует до {until}, это раньше, чем начинает ({begin})",
        "en": "it ends on {until}, before it begins ({begin})",
    },
    "audience": {"ru": "неясно, для кого: «{value}»", "en": "unclear for whom: “{value}”"},
    "brand": {"ru": "нет такого бренда: «{value}»", "en": "there is no such brand: “{value}”"},
}
_MEND: Mapping[str, Mapping[Language, str]] = {
    "date": {"ru": "напишите как 2026-12-31 или 31.12.2026", "en": "write it like 2026-12-31"},
    "order": {"ru": "исправьте даты", "en": "mend the dates"},
    "audience": {"ru": "напишите public или internal", "en": "write public or internal"},
    "brand": {"ru": "проверьте название или уберите его", "en": "check the name, or leave it out"},
}
_LABELS: Mapping[str, Mapping[Language, str]] = {
    "valid_from": {"ru": "действует с", "en": "valid from"},
    "valid_until": {"ru": "действует до", "en": "valid until"},
}


def bare(header: str) -> str:
    """A header in the form it is looked up by: «Действует_до:» → «действует до»."""
    return " ".join(re.sub(r"[_\-]", " ", fold(header)).split()).strip(" :*?()")


def field_of(header: str) -> str | None:
    """The field a header names, None when it is none of ours."""
    return _FIELD_OF.get(bare(header))


def read_audience(value: str, language: Language = "ru") -> str:
    """``public`` or ``internal``; a blank is public.

    Raises:
        InvalidInput: the words say neither.
    """
    folded = fold(value).strip()
    if not folded:
        return "public"
    if _NOT_FOR_CUSTOMERS.search(folded):
        return "internal"
    if _PUBLIC.search(folded):
        return "public"
    if _INTERNAL.search(folded):
        return "internal"
    raise _unclear("audience", value, language)


def read_kind(value: str) -> Kind:
    """``macro`` when the words name a canned answer, else ``article``: columns of types hold all sorts of words."""
    return "macro" if _MACRO.search(fold(value)) else "article"


def read_brand(value: str, brands: Mapping[str, str] | None, language: Language = "ru") -> str:
    """The id of a brand named by id or name; ``*`` for all, empty for none said.

    Args:
        value: the cell.
        brands: folded id or name → id; None takes any name as it is.

    Raises:
        InvalidInput: a brand that is not among ``brands``.
    """
    name = fold(value).strip()
    if name in _ALL:
        return ALL_BRANDS
    if not name or brands is None:
        return value.strip()
    if name not in brands:
        raise _unclear("brand", value, language)
    return brands[name]


def read_day(value: Any, field: str, language: Language = "ru") -> date | None:
    """A day as shops write it: 2026-12-31, 31.12.2026, «31 декабря 2026», "Dec 31, 2026", or a cell that is a date.

    Raises:
        InvalidInput: no date, no such day, or one that may be read in two ways (03/04/2026).
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    folded = _LEAD.sub("", " ".join(fold(str(value if value is not None else "")).split()).strip(" ."))
    if folded in _NONE:
        return None
    year, month, day = _numbers(folded, str(value), field, language)
    try:
        found = date(year, month, day)
    except ValueError:
        raise _bad_day("no_day", str(value), field, language) from None
    if not _YEARS[0] <= found.year <= _YEARS[1]:
        raise _bad_day("no_day", str(value), field, language)
    return found


def _numbers(folded: str, value: str, field: str, language: Language) -> tuple[int, int, int]:
    """Year, month and day."""
    if found := _ISO.fullmatch(folded):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DOTTED.fullmatch(folded):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return year, int(found[2]), int(found[1])
    if found := _SLASHED.fullmatch(folded):
        first, second = int(found[1]), int(found[2])
        if first <= 12 and second <= 12 and first != second:
            raise _bad_day("which", value, field, language)
        month, day = (first, second) if second > 12 else (second, first)
        return int(found[3]), month, day
    worded = _WORDED.fullmatch(folded)
    if worded and (month := _month(worded[2])):
        return int(worded[3]), month, int(worded[1])
    first_month = _MONTH_FIRST.fullmatch(folded)
    if first_month and (month := _month(first_month[1])):
        return int(first_month[3]), month, int(first_month[2])
    raise _bad_day("date", value, field, language)


def check_days(begin: date | None, until: date | None, language: Language = "ru") -> None:
    """Raises `InvalidInput` when the last day is before the first."""
    if begin and until and until < begin:
        what = _SAID["order"][language].format(until=until.isoformat(), begin=begin.isoformat())
        raise InvalidInput(what, where="valid_until", mend=_MEND["order"][language])


@lru_cache(maxsize=64)
def _month(word: str) -> int:
    for names in (_MONTHS, _MONTHS_EN):
        for number, name in enumerate(names, 1):
            if re.match(name, word):
                return number
    return 0


def _unclear(what: str, value: str, language: Language) -> InvalidInput:
    return InvalidInput(_SAID[what][language].format(value=value[:60]), where=what, mend=_MEND[what][language])


def _bad_day(what: str, value: str, field: str, language: Language) -> InvalidInput:
    label = _LABELS.get(field, {}).get(language, field)
    said = _SAID[what][language].format(value=value[:60], field=label)
    return InvalidInput(said, where=field, mend=_MEND["date"][language])
