"""The words of the pages, by language: a TOML catalogue a page, plurals and dates by locale."""

import tomllib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

LANGUAGES = ("ru", "en")
LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}
"""As speakers of each write it, whatever the page's language."""
_FOLDER = Path(__file__).parent / "locales"


class Words:
    """Texts of one language. ``words("desk.missing", missing=…)`` fills the braces; a missing key is a KeyError."""

    def __init__(self, language: str, time_zone: str = "Europe/Moscow") -> None:
        self.language = language if language in LANGUAGES else "ru"
        self._zone = ZoneInfo(time_zone)
        self._locale = Locale.parse(self.language)
        self._texts = catalogue(self.language)

    def __call__(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether the catalogue knows this key."""
        return key in self._texts

    def count(self, key: str, n: int) -> str:
        """``n`` with its noun in the right form: «34 ответа»."""
        form = f"n.{key}.{self._locale.plural_form(n)}"
        return self._texts.get(form, self._texts[f"n.{key}.other"]).format(n=self.number(n))

    def number(self, value: float, digits: int = 0) -> str:
        """A number with the locale's separators."""
        return format_decimal(
            round(value, digits), format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=self._locale
        )

    def weight(self, value: float) -> str:
        """A weight with no more digits than it needs: «4,5», «20»."""
        return format_decimal(value, format="#,##0.#", locale=self._locale)

    def time(self, value: datetime | None) -> str:
        """Day, month and time in the brand's zone; a dash when unknown."""
        return (
            "—" if value is None else format_datetime(value.astimezone(self._zone), "d MMM, HH:mm", locale=self._locale)
        )

    def day(self, value: date | None) -> str:
        """Day, month and year; a dash when unknown."""
        return "—" if value is None else format_date(value, "d MMM y", locale=self._locale)


@lru_cache(maxsize=4)
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language, nested tables joined by dots."""
    found: dict[str, str] = {}

    def walk(prefix: str, table: dict[str, object]) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                walk(f"{prefix}{key}.", value)
            else:
                found[f"{prefix}{key}"] = str(value)

    for path in sorted((_FOLDER / language).glob("*.toml")):
        walk("", tomllib.loads(path.read_text("utf-8")))
    return found
