"""Files of a shop's knowledge → articles: Markdown, FAQ tables (CSV, XLSX), JSON Lines, documents (HTML, DOCX, PDF).

A bad row is named by file, line and cause, and the rest goes in. Tables need a column of answers; questions, topics,
titles and ids are taken when they are there, under Russian or English headers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge_base import documents
from knowledge_base.articles import Article, article_of
from reply_core.errors import BadFile, InvalidInput
from reply_core.sheets import Row, decode, read_sheet
from reply_core.text import fold
from reply_core.types import Language

SUFFIXES = (".md", ".markdown", ".csv", ".tsv", ".xlsx", ".jsonl", ".json", *documents.SUFFIXES)
File = tuple[str, bytes]
"""A file's name and its bytes."""

_HEADERS: Mapping[str, str] = {
    "id": "id номер код article_id",
    "question": "question вопрос запрос faq q",
    "answer": "answer ответ text текст содержание body content a",
    "topic": "topic тема раздел категория рубрика category section",
    "title": "title заголовок название статья",
    "audience": "audience доступ аудитория видимость",
}
_FIELD_OF = {word: field for field, words in _HEADERS.items() for word in words.split()}
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*\r?\n", re.DOTALL)
_HEADING = re.compile(r"\A#{1,6}[ \t]+(.+?)[ \t#]*\r?\n")
_AUDIENCES = {"internal": "internal", "внутренняя": "internal", "внутренний": "internal", "для операторов": "internal"}
_SAID = {
    "empty": {"ru": "пустой ответ", "en": "empty answer"},
    "twice": {"ru": "тот же номер, что в строке {line}", "en": "the same id as in line {line}"},
    "no_answers": {"ru": "нет столбца с ответами", "en": "no column of answers"},
    "kind": {"ru": "такие файлы не читаются", "en": "files of this kind are not read"},
    "scan": {"ru": "в файле нет текста, только картинки (скан)", "en": "the file holds pictures, no text (a scan)"},
    "no_text": {"ru": "в файле нет текста", "en": "the file holds no text"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A row (or a whole file, ``line`` None) that was left out, and why."""

    file: str
    line: int | None
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a set of files holds."""

    articles: tuple[Article, ...] = ()
    problems: tuple[RowProblem, ...] = ()


def read_files(paths: Iterable[Path], language: Language = "ru") -> Imported:
    """Files and folders (searched through, in order of names) → articles; the source of each is its relative path.

    Raises:
        BadFile: a path does not exist, or there is nothing to read under it.
    """
    files: list[File] = []
    for path in paths:
        if not path.exists():
            raise BadFile("no such file or folder", where=str(path), mend="check the path")
        root = path if path.is_dir() else path.parent
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        chosen = [one for one in inside if one.is_file() and (one.suffix.lower() in SUFFIXES or not path.is_dir())]
        files += [(one.relative_to(root).as_posix(), one.read_bytes()) for one in chosen]
    if not files:
        raise BadFile("nothing to import", mend=f"give files or folders with {', '.join(SUFFIXES)}")
    return read_named(files, language)


def read_named(files: Sequence[File], language: Language = "ru") -> Imported:
    """The same for files that are already in memory, such as uploads. A file that cannot be read is a problem."""
    articles: list[Article] = []
    problems: list[RowProblem] = []
    for name, data in files:
        try:
            found = _read(name, data, language)
        except InvalidInput as error:
            problems.append(RowProblem(file=name, line=None, cause=error.what))
            continue
        articles += found.articles
        problems += found.problems
    return Imported(articles=_first_of_each(articles), problems=tuple(problems))


def _read(name: str, data: bytes, language: Language) -> Imported:
    suffix = Path(name).suffix.lower()
    if suffix in {".md", ".markdown"}:
        return Imported(articles=(_markdown(name, decode(data)[0], language),))
    if suffix in documents.SUFFIXES:
        return _document(name, data, language)
    if suffix not in SUFFIXES:
        raise BadFile(_SAID["kind"][language], where=name)
    sheet = read_sheet(name, data)
    columns = _columns(sheet.headers)
    if "answer" not in columns.values():
        raise BadFile(_SAID["no_answers"][language] + f": {', '.join(sheet.headers)}", where=name)
    return _rows(name, sheet.rows, columns, language)


def _document(name: str, data: bytes, language: Language) -> Imported:
    records = documents.read_document(name, data, language)
    if not records:
        raise BadFile(_SAID["no_text" if not name.lower().endswith(".pdf") else "scan"][language], where=name)
    return Imported(articles=tuple(article_of(record, source=name) for record in records))


def _columns(headers: Sequence[str]) -> dict[str, str]:
    """Header → field. Several headers of one field are alternatives: a row's first filled one counts."""
    known = {header: _FIELD_OF.get(fold(header).strip(" :*?")) for header in headers}
    return {header: field for header, field in known.items() if field}


def _rows(name: str, rows: Sequence[Row], columns: Mapping[str, str], language: Language) -> Imported:
    articles: list[Article] = []
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    for row in rows:
        record: dict[str, str] = {}
        for header, field in columns.items():
            record[field] = record.get(field) or _said(row.cells.get(header))
        record["audience"] = _audience(record.get("audience", ""))
        if not record.get("answer"):
            problems.append(RowProblem(file=name, line=row.line, cause=_SAID["empty"][language]))
            continue
        article = article_of(record, source=name)
        if article.id in seen:
            cause = _SAID["twice"][language].format(line=seen[article.id])
            problems.append(RowProblem(file=name, line=row.line, cause=cause))
            continue
        seen[article.id] = row.line
        articles.append(article)
    return Imported(articles=tuple(articles), problems=tuple(problems))


def _markdown(name: str, text: str, language: Language) -> Article:
    """One article a file: front matter (``key: value`` lines) or the first heading gives the title."""
    body = text.replace("\r\n", "\n").lstrip("\ufeff")
    record: dict[str, Any] = {}
    if match := _FRONT_MATTER.match(body):
        record = _front_matter(match[1])
        body = body[match.end() :]
    body = body.strip()
    if match := _HEADING.match(body + "\n"):
        record.setdefault("title", match[1].strip())
        body = body[match.end() :].strip()
    if not body:
        raise BadFile(_SAID["no_text"][language], where=name)
    record["text"] = body
    record["audience"] = _audience(record.get("audience", ""))
    record.setdefault("id", Path(name).with_suffix("").as_posix())
    record.setdefault("title", Path(name).stem.replace("-", " ").replace("_", " "))
    return article_of(record, source=name)


def _front_matter(text: str) -> dict[str, Any]:
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line and not line.startswith("#"))
    return {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}


def _audience(value: str) -> str:
    return _AUDIENCES.get(fold(value).strip(), "public")


def _said(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _first_of_each(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Of two articles with one id (from two files) the last file's wins: it was given later."""
    return tuple({article.id: article for article in articles}.values())
