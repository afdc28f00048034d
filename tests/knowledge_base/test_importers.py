"""Files of a shop's knowledge become articles; what cannot be read is named."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from knowledge_base.importers import read_files, read_named
from reply_core.errors import BadFile


def workbook(rows: list[list[str]]) -> bytes:
    """An XLSX file of these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_empty_answer_is_named_by_its_line_and_the_rest_goes_in() -> None:
    """«строка 17: пустой ответ»: the line is the one the spreadsheet shows."""
    rows = [["Вопрос", "Ответ", "Тема"]]
    rows += [[f"Вопрос {n}?", "" if n == 17 else f"Ответ {n}", "Тема"] for n in range(2, 44)]

    imported = read_named([("Вопросы.xlsx", workbook(rows))])

    assert len(imported.articles) == 41
    assert [(one.file, one.line, one.cause) for one in imported.problems] == [("Вопросы.xlsx", 17, "пустой ответ")]


def test_a_russian_csv_in_cp1251_is_read() -> None:
    """Semicolons, Windows-1251 and Russian headers are ordinary."""
    data = "Тема;Вопрос;Ответ\r\nВозврат;Как вернуть?;В течение 14 дней.\r\n".encode("cp1251")

    (article,) = read_named([("faq.csv", data)]).articles

    assert (article.topic, article.question, article.text) == ("Возврат", "Как вернуть?", "В течение 14 дней.")


def test_markdown_takes_front_matter_or_its_heading(tmp_path: Path) -> None:
    """A folder of Markdown gives one article a file, named by its path."""
    (tmp_path / "returns").mkdir()
    (tmp_path / "returns" / "vozvrat.md").write_text(
        "---\ntitle: Возврат\ntopic: return\naudience: internal\n---\nМожно вернуть за 14 дней.", "utf-8"
    )
    (tmp_path / "card.md").write_text("# Карта\n\nВведите PIN.", "utf-8")

    card, returns = read_files([tmp_path]).articles

    assert (card.id, card.title, card.text, card.audience) == ("card", "Карта", "Введите PIN.", "public")
    assert (returns.id, returns.title, returns.topic, returns.audience) == (
        "returns/vozvrat",
        "Возврат",
        "return",
        "internal",
    )


def test_json_lines_take_an_answer_or_a_text() -> None:
    """The FAQ shape and plain texts both go in, ids kept."""
    data = b'{"id": "a", "question": "Q?", "answer": "A."}\n{"id": "b", "text": "T."}\n'

    first, second = read_named([("kb.jsonl", data)]).articles

    assert (first.id, first.text, second.id, second.text) == ("a", "A.", "b", "T.")


def test_the_same_file_gives_the_same_ids() -> None:
    """Rows without an id keep theirs from import to import."""
    data = b"question,answer\nQ1?,A1\nQ2?,A2\n"

    ids = [[one.id for one in read_named([("faq.csv", data)]).articles] for _ in range(2)]

    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_a_repeated_id_names_the_earlier_line() -> None:
    """Two rows with one id: the first goes in."""
    data = b"id,question,answer\n1,Q1?,A1\n1,Q2?,A2\n"

    imported = read_named([("faq.csv", data)], "en")

    assert [one.text for one in imported.articles] == ["A1"]
    assert imported.problems[0].cause == "the same id as in line 2"


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("faq.csv", "Имя;Возраст\nИван;30\n".encode(), "нет столбца с ответами: Имя, Возраст"),
        ("faq.odt", b"PK", "такие файлы не читаются"),
        ("faq.xlsx", b"no workbook", "the workbook cannot be read"),
        ("faq.md", b"\n", "в файле нет текста"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_not_an_end(name: str, data: bytes, cause: str) -> None:
    """The other files still go in."""
    good = ("good.md", "# Т\n\nТекст.".encode())

    imported = read_named([(name, data), good])

    assert [article.text for article in imported.articles] == ["Текст."]
    assert imported.problems[0].cause == cause


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    """A typing error in a path is said, not taken for an empty folder."""
    with pytest.raises(BadFile, match="no such file"):
        read_files([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("line", "revision"), [("revision: 3", 3), ("Редакция: 12", 12), ("revision: third", 1), ("", 1)]
)
def test_front_matter_tells_the_revision(tmp_path: Path, line: str, revision: int) -> None:
    """A shop that counts its revisions keeps its numbers; what is no number is passed over."""
    (tmp_path / "return.md").write_text(f"---\ntitle: Возврат\n{line}\n---\nВернуть можно за 14 дней.\n", "utf-8")

    (article,) = read_files([tmp_path]).articles

    assert article.revision == revision
