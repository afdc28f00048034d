"""A coaching session as a PDF or a DOCX to take along; what people wrote is set as it is, never read as markup."""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from babel.dates import format_date
from docx import Document
from docx.shared import Cm, Pt, RGBColor

from reply_core.types import Language

FileFormat = Literal["pdf", "docx"]
MEDIA: Mapping[FileFormat, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_TEMPLATE = Path(__file__).with_name("session.typ")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_GREY, _RED, _GREEN = RGBColor(0x5A, 0x5A, 0x5A), RGBColor(0xB3, 0x26, 0x1E), RGBColor(0x1F, 0x7A, 0x4D)
WORDS: Mapping[Language, Mapping[str, str]] = {
    "ru": {
        "title": "Встреча по разбору: {name}",
        "held": "Дата",
        "trainer": "Тренер",
        "criteria": "Критерии",
        "notes": "Заметки",
        "actions": "Договорились",
        "helped": "Помогло ли",
        "case": "Случай {n}. {topic} · {criterion}",
        "customer": "Покупатель",
        "reply": "Ответ",
        "verdict": "Оценка",
        "line": "Что просит стандарт",
        "good": "Хороший ответ на ту же тему",
        "due": "до {day}",
    },
    "en": {
        "title": "Coaching session: {name}",
        "held": "Date",
        "trainer": "Trainer",
        "criteria": "Criteria",
        "notes": "Notes",
        "actions": "Agreed",
        "helped": "Did it help",
        "case": "Case {n}. {topic} · {criterion}",
        "customer": "Customer",
        "reply": "Reply",
        "verdict": "Verdict",
        "line": "What the standard asks",
        "good": "A good reply on the same topic",
        "due": "by {day}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCase:
    """A case in words, without personal data."""

    heading: str
    customer: str
    reply: str
    verdict: str
    standard: str
    good: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAction:
    """What was agreed, in words."""

    text: str
    due: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A session in words, as it goes on paper."""

    language: Language
    title: str
    facts: Sequence[tuple[str, str]]
    """Name and value: date, trainer, criteria."""
    notes: str = ""
    actions: Sequence[ReportAction] = ()
    helped: Sequence[tuple[str, str]] = ()
    """Criterion and what is known of the effect."""
    cases: Sequence[ReportCase] = ()


def day_text(day: date, language: Language) -> str:
    """A day with its year: «16 ноября 2026 г.», “November 16, 2026”."""
    return format_date(day, "long", locale=language)


def as_file(report: Report, file_format: FileFormat) -> bytes:
    """The report as a file of that format."""
    return as_pdf(report) if file_format == "pdf" else as_docx(report)


def as_pdf(report: Report) -> bytes:
    """The report as PDF, with fonts of its own."""
    import typst  # some megabytes, and few ask

    data = _printable({**asdict(report), "words": dict(WORDS[report.language])})
    made = typst.compile(
        _template(), ignore_system_fonts=True, sys_inputs={"session": json.dumps(data, ensure_ascii=False)}
    )
    if not isinstance(made, bytes):
        msg = "typst gave no document"
        raise TypeError(msg)
    return made


@lru_cache(maxsize=1)
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def as_docx(report: Report) -> bytes:
    """The report as a Word document that people can go on writing in."""
    words = WORDS[report.language]
    data = _printable(asdict(report))
    made = Document()
    for section in made.sections:
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
    made.core_properties.title = data["title"]
    made.core_properties.author = ""
    made.styles["Normal"].font.size = Pt(10.5)
    made.add_heading(data["title"], level=1)
    for name, value in data["facts"]:
        _line(made, name, value)
    if data["notes"]:
        made.add_heading(words["notes"], level=2)
        made.add_paragraph(data["notes"])
    if data["actions"]:
        made.add_heading(words["actions"], level=2)
    for action in data["actions"]:
        due = f" — {action['due']}" if action["due"] else ""
        made.add_paragraph(f"{'☑' if action['done'] else '☐'} {action['text']}{due}")
    if data["helped"]:
        made.add_heading(words["helped"], level=2)
    for label, text in data["helped"]:
        _line(made, label, text)
    for case in data["cases"]:
        made.add_heading(case["heading"], level=2)
        _quoted(made, words["customer"], case["customer"], _GREY)
        _quoted(made, words["reply"], case["reply"], _RED)
        _line(made, words["verdict"], case["verdict"])
        _line(made, words["line"], case["standard"])
        _quoted(made, words["good"], case["good"], _GREEN)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _line(made: Any, name: str, value: str) -> None:
    paragraph = made.add_paragraph()
    paragraph.add_run(f"{name}: ").bold = True
    paragraph.add_run(value)


def _quoted(made: Any, name: str, text: str, tone: RGBColor) -> None:
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.6)
    label = paragraph.add_run(name)
    label.font.size, label.font.color.rgb, label.bold = Pt(8.5), tone, True
    label.add_break()
    paragraph.add_run(text)


def _printable(value: Any) -> Any:
    """The same data without characters that no page shows, XML does not take or that turn the writing around."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {key: _printable(each) for key, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list | tuple) else value
