"""A refusal names its place in people's words: every field the API may name is in the catalogue."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import api.views
from api.client import ApiProblem
from api.views.base import Input
from dashboard.places import place_words
from dashboard.session import problem_text
from dashboard.words import Words
from qa_scoring.labels import criterion_label
from qa_scoring.standard_check import _TABLES, _TOP
from qa_scoring.verdicts import CRITERIA
from reply_core.settings import Settings

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "human_review", "knowledge_base", "tone_of_voice", "qa_scoring", "reply_core", "drafting")
MACHINES = re.compile(r"--.*|TACT_.*|[a-z_]+\.[a-z_]+|[A-Z][\w-]+|examples/|")
"""Options of the command, variables, names of background work, headers: no page shows them."""


def named_places() -> Iterator[tuple[str, str]]:
    """Every ``where="…"`` of the code, and every argument of a request, with its file."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.keyword) and node.arg == "where" and isinstance(node.value, ast.Constant):
                    yield str(node.value.value), str(path)
                elif isinstance(node, ast.arg) and node.annotation and "QueryParameter" in ast.unparse(node.annotation):
                    yield node.arg, str(path)


def inputs(kind: type[Input] = Input) -> Iterator[type[Input]]:
    """Every shape that comes in."""
    for each in kind.__subclasses__():
        yield each
        yield from inputs(each)


def unknown(place: str) -> bool:
    """Whether a page would show the name as the code has it."""
    if MACHINES.fullmatch(place) or place in Settings.model_fields:
        return False
    words = Words("ru")
    return any(not words.has(f"where.{part}") for part in place.split(", "))


def test_every_place_the_code_names_has_words() -> None:
    """A field without a name in people's words would be shown as the program calls it."""
    found = [(place, path) for place, path in named_places() if unknown(place)]

    assert len(set(named_places())) > 100
    assert found == []


def test_every_field_that_comes_in_has_words() -> None:
    """A wrong body names its fields: each has words."""
    for module in pkgutil.iter_modules(api.views.__path__):
        importlib.import_module(f"api.views.{module.name}")

    assert sorted({name for each in inputs() for name in each.model_fields if unknown(name)}) == []


def test_every_table_of_the_standard_has_words() -> None:
    """The standard's check names table and key: both have words, criteria their own labels."""
    names = {*_TOP, *_TABLES, *(key for table in _TABLES.values() for key in table)}
    words = {language: Words(language) for language in ("ru", "en")}

    assert sorted(name for name in names if unknown(name)) == []
    for code in CRITERIA:
        if code != "name":  # the form's own field is called so more often
            assert words["ru"](f"where.{code}") == criterion_label(code, "ru")
            assert words["en"](f"where.{code}") == criterion_label(code, "en")


@pytest.mark.parametrize(
    ("where", "russian", "english"),
    [
        ("criterion", "критерий", "criterion"),
        ("cards, sample", "ответы, сколько случайных ответов", "replies, size of the random sample"),
        ("verdicts.timeframe", "вердикты: Срок", "verdicts: Time frame"),
        ("body.actions.0.due_on", "договорённости: срок", "agreed actions: due date"),
        ("вопросы.csv, line 17", "файл вопросы.csv, строка 17", "file вопросы.csv, line 17"),
        ("/v1/scorecards", "", ""),
        ("8f0a4a529a435d2f", "", ""),
        ("вопросы.csv", "вопросы.csv", "вопросы.csv"),
        ("columns.text", "колонки файла: текст", "columns of the file: text"),
        ("", "", ""),
    ],
)
def test_places_in_words(where: str, russian: str, english: str) -> None:
    """Fields by their names, files as they are called, ids and addresses not at all."""
    assert place_words(where, Words("ru")) == russian
    assert place_words(where, Words("en")) == english


def test_a_refusal_in_words() -> None:
    """What happened, where and how to mend it; a missing right has no place."""
    refused = ApiProblem(400, "Bad Request", "Напишите причину", where="reason", mend="хватит слова")
    forbidden = ApiProblem(403, "Forbidden", "Это может руководитель", where="edit_standard", mend="спросите его")

    assert problem_text(refused, Words("ru")) == "Напишите причину  \nГде: причина  \nЧто сделать: хватит слова"
    assert "edit_standard" not in problem_text(forbidden, Words("ru"))
