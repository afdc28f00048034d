"""The catalogues are complete, and numbers, plurals and times follow the language."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.words import Words, catalogue

PAGES = Path(__file__).parents[2] / "dashboard"


def test_both_languages_have_the_same_keys() -> None:
    """No text is missing in a language; only plural forms may differ."""
    russian, english = ({key for key in catalogue(name) if not key.startswith("n.")} for name in ("ru", "en"))

    assert russian == english


def test_braces_are_the_same_in_both_languages() -> None:
    """A translation takes the same values."""
    russian, english = catalogue("ru"), catalogue("en")

    for key in english:
        if not key.startswith("n."):
            assert _values(russian[key]) == _values(english[key]), key


def _values(text: str) -> set[str]:
    """The names in single braces; doubled ones are braces people see."""
    return set(re.findall(r"{(\w+)}", text.replace("{{", "").replace("}}", "")))


def test_every_key_named_in_a_page_exists() -> None:
    """A misspelt key would be a crash before a person's eyes."""
    known = catalogue("ru")
    for path in PAGES.glob("*.py"):
        for key in re.findall(r'words\(\s*"([a-z_.]+)"', path.read_text("utf-8")):
            assert key in known, (path.name, key)


@pytest.mark.parametrize(("n", "expected"), [(1, "1 ответ"), (3, "3 ответа"), (34, "34 ответа"), (11, "11 ответов")])
def test_russian_plurals(n: int, expected: str) -> None:
    """Nouns take the form their number asks for."""
    assert Words("ru").count("replies", n) == expected


def test_numbers_and_times_follow_the_language_and_zone() -> None:
    """A Russian reader sees a comma, and Moscow's clock."""
    words = Words("ru", "Europe/Moscow")

    assert words.number(1234.56, 1) == "1\xa0234,6"
    assert words.time(datetime(2026, 11, 16, 7, 40, tzinfo=UTC)) == "16 нояб., 10:40"
    assert words.time(None) == "—"
