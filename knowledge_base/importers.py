"""Files of a shop's knowledge → articles: Markdown, FAQ tables (CSV, XLSX), JSON Lines, documents (HTML, DOCX, PDF).

A bad row is named by file, line and cause, and the rest goes in. Tables need a column of answers; questions, topics,
titles, ids, audience, dates, brand and kind are taken when they are there, under Russian or English headers; Markdown
has them in its front matter, pages in their ``meta`` tags. Canned answers (macros) come as tables, or as Zendesk and
Chatwoot export them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from knowledge_base import documents
from knowledge_base.articles import DAYS, Article, article_of
from knowledge_base.fields import (
    MACRO_TITLES,
    SET_BY_PEOPLE,
    bare,
    check_days,
    field_of,
    read_audience,
    read_brand,
    read_day,
    read_kind,
)
from knowledge_base.macros import exported_macros, has_slots
from reply_core.errors import BadFile, InvalidInput
from reply_core.sheets import Row, decode, read_sheet
from reply_core.text import fold
from reply_core.types import Language

SUFFIXES = (".md", ".markdown", ".csv", ".tsv", ".xlsx", ".jsonl", ".json", *documents.SUFFIXES)
File = tuple[str, bytes]
"""A file's name and its bytes."""

_REVISION = frozenset({"revision", "редакция"})
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*\r?\n", re.DOTALL)
_HEADING = re.compile(r"\A#{1,6}[ \t]+(.+?)[ \t#]*\r?\n")
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
class Told:
    """What is said of all files at once, where they do not say it themselves.

    Args:
        fields: ``audience``, ``topic``, ``kind``, ``brand``, ``valid_from``, ``valid_until`` in words.
        brands: folded id or name → id of the brands there are; None takes any name.
        language: of the causes of problems.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    brands: Mapping[str, str] | None = None
    language: Language = "ru"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a set of files holds."""

    articles: tuple[Article, ...] = ()
    problems: tuple[RowProblem, ...] = ()


def read_files(paths: Iterable[Path], language: Language = "ru", told: Told | None = None) -> Imported:
    """Files and folders (searched through, in order of names) → articles; the source of each is its relative path.

    Raises:
        BadFile: a path does not exist, or there is nothing to read under it.
        InvalidInput: ``told`` says what cannot be understood.
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
    return read_named(files, language, told)


def read_named(files: Sequence[File], language: Language = "ru", told: Told | None = None) -> Imported:
    """The same for files that are already in memory, such as uploads. A file that cannot be read is a problem."""
    told = replace(told or Told(), language=language)
    _understood(dict(told.fields), Told(brands=told.brands, language=language))
    articles: list[Article] = []
    problems: list[RowProblem] = []
    for name, data in files:
        try:
            found = _read(name, data, told)
        except InvalidInput as error:
            problems.append(RowProblem(file=name, line=None, cause=error.what))
            continue
        articles += found.articles
        problems += found.problems
    return Imported(articles=_first_of_each(articles), problems=tuple(problems))


def _read(name: str, data: bytes, told: Told) -> Imported:
    suffix = Path(name).suffix.lower()
    if suffix in {".md", ".markdown"}:
        return Imported(articles=(_markdown(name, decode(data)[0], told),))
    if suffix in documents.SUFFIXES:
        return _document(name, data, told)
    if suffix not in SUFFIXES:
        raise BadFile(_SAID["kind"][told.language], where=name)
    if suffix == ".json" and (rows := exported_macros(data)) is not None:
        columns = {key: key for key in ("id", "title", "topic", "answer", "kind")}
        return _rows(name, [Row(number, cells) for number, cells in enumerate(rows, 1)], columns, told)
    sheet = read_sheet(name, data)
    columns = _columns(sheet.headers)
    if "answer" not in columns.values():
        raise BadFile(_SAID["no_answers"][told.language] + f": {', '.join(sheet.headers)}", where=name)
    if any(bare(header) in MACRO_TITLES for header in sheet.headers) and "kind" not in columns.values():
        told = replace(told, fields={"kind": "macro", **told.fields})
    return _rows(name, sheet.rows, columns, told)


def _document(name: str, data: bytes, told: Told) -> Imported:
    records = documents.read_document(name, data, told.language)
    if not records:
        raise BadFile(_SAID["no_text" if not name.lower().endswith(".pdf") else "scan"][told.language], where=name)
    return Imported(articles=tuple(_article(record, name, told) for record in records))


def _article(record: Mapping[str, Any], name: str, told: Told) -> Article:
    """The article of a record whose fields are still in words; raises `InvalidInput` at one that says nothing clear.

    What holds slots is a macro, whatever it is called: «{имя}» must never be quoted as it is.
    """
    silent = frozenset(key for key in SET_BY_PEOPLE if key not in record and not told.fields.get(key))
    understood = _understood({**told.fields, **{key: value for key, value in record.items() if value}}, told)
    if has_slots(str(record.get("answer") or record.get("text") or "")):
        understood["kind"], silent = "macro", silent - {"kind"}
    return replace(article_of(understood, source=name), silent=silent)


def _understood(record: dict[str, Any], told: Told) -> dict[str, Any]:
    """The record with audience, kind, brand and days as they are stored."""
    language = told.language
    record["audience"] = read_audience(_said(record.get("audience")), language)
    record["kind"] = read_kind(_said(record.get("kind")))
    record["brand"] = read_brand(_said(record.get("brand")), told.brands, language)
    for day in DAYS:
        record[day] = read_day(record.get(day), day, language)
    check_days(record["valid_from"], record["valid_until"], language)
    return record


def _columns(headers: Sequence[str]) -> dict[str, str]:
    """Header → field. Several headers of one field are alternatives: a row's first filled one counts."""
    known = {header: field_of(header) for header in headers}
    return {header: name for header, name in known.items() if name}


def _rows(name: str, rows: Sequence[Row], columns: Mapping[str, str], told: Told) -> Imported:
    articles: list[Article] = []
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    for row in rows:
        record: dict[str, Any] = {}
        for header, known in columns.items():
            record[known] = record.get(known) or _cell(known, row.cells.get(header))
        try:
            if not record.get("answer"):
                raise BadFile(_SAID["empty"][told.language])
            article = _article(record, name, told)
            if article.id in seen:
                raise BadFile(_SAID["twice"][told.language].format(line=seen[article.id]))
        except InvalidInput as error:
            problems.append(RowProblem(file=name, line=row.line, cause=error.what))
            continue
        seen[article.id] = row.line
        articles.append(article)
    return Imported(articles=tuple(articles), problems=tuple(problems))


def _markdown(name: str, text: str, told: Told) -> Article:
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
        raise BadFile(_SAID["no_text"][told.language], where=name)
    record["text"] = body
    record.setdefault("id", Path(name).with_suffix("").as_posix())
    record.setdefault("title", Path(name).stem.replace("-", " ").replace("_", " "))
    return _article(record, name, told)


def _front_matter(text: str) -> dict[str, Any]:
    pairs = [line.partition(":") for line in text.splitlines() if ":" in line and not line.startswith("#")]
    known = ((field_of(key), value.strip().strip("\"'")) for key, _, value in pairs)
    found: dict[str, Any] = {key: value for key, value in known if key and key != "answer"}
    numbered = [
        value.strip() for key, _, value in pairs if fold(key).strip() in _REVISION and value.strip().isdecimal()
    ]
    return {**found, "revision": int(numbered[0])} if numbered else found


def _cell(known: str, value: Any) -> Any:
    """Days stay what the spreadsheet gives; everything else is a text."""
    return value if known in DAYS else _said(value)


def _said(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _first_of_each(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Of two articles with one id (from two files) the last file's wins: it was given later."""
    return tuple({(article.brand, article.id): article for article in articles}.values())
