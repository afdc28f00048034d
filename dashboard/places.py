"""Where a refusal points, in people's words: the API names fields, a page says what they are called there."""

import re

from dashboard.words import Words

_ID = re.compile(r"[0-9a-f]{12,}")
_LINE = re.compile(r"(?P<file>.+), line (?P<line>\d+)")
_PLAIN = re.compile(r"\d+|body|query|data|items")
"""Steps of an address inside what was sent that say nothing to a person."""


def place_words(where: str, words: Words) -> str:
    """«критерий», «вердикты: Срок», «файл вопросы.csv, строка 17»; empty where only a machine would know the place.

    Ids of records and addresses of the API are left out; names that are nobody's field (files, models) stay as they
    are.
    """
    if line := _LINE.fullmatch(where):
        return f"{words('where.file')} {line['file']}, {words('where.line')} {line['line']}"
    found = (_one(part.strip(), words) for part in where.split(", "))
    return ", ".join(dict.fromkeys(part for part in found if part))


def _one(part: str, words: Words) -> str:
    if not part or part.startswith("/") or _ID.fullmatch(part):
        return ""
    if words.has(f"where.{part}"):
        return words(f"where.{part}")
    steps = [step for step in part.split(".") if not _PLAIN.fullmatch(step)]
    if not steps or not words.has(f"where.{steps[0]}"):
        return part if steps else ""
    return ": ".join(words(f"where.{step}") if words.has(f"where.{step}") else step for step in steps)
