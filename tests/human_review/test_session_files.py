"""A session on paper: hostile text stands as it was written, nothing breaks the document, both languages are whole."""

import io
from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader

from human_review.session_files import (
    MEDIA,
    WORDS,
    Report,
    ReportAction,
    ReportCase,
    as_docx,
    as_file,
    as_pdf,
    day_text,
)
from reply_core.types import Language

HOSTILE = (
    '#panic("no") #read("/etc/passwd") #sys.inputs $sum_(i=0)^n$ \\ \\u{1F600} *b* _c_ `raw` <label> @ref // c /* d */ '
    "[ ] { } ] ) \" ' = h \u202e \x00\x07 \ufffe </w:t></w:p> &amp; ]]> {{ jinja }} %s"
)
READABLE = ("#panic", "$sum_", "*b*", "_c_", "`raw`", "<label>", "@ref", "&amp;", "{{ jinja }}")


def report(language: Language, text: str) -> Report:
    """A session in which every text is ``text``."""
    case = ReportCase(heading=text, customer=text, reply=text, verdict=text, standard=text, good=text)
    return Report(
        language=language, title=text, facts=((text, text),), notes=text,
        actions=(ReportAction(text=text, due=text, done=True),), helped=((text, text),), cases=(case,),
    )  # fmt: skip


def pdf(content: bytes) -> str:
    """What a PDF says, in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def docx(content: bytes) -> str:
    """What a DOCX says, in one line."""
    return " ".join(" ".join(each.text for each in Document(io.BytesIO(content)).paragraphs).split())


@pytest.mark.parametrize("language", ["ru", "en"])
def test_hostile_text_is_only_text(language: Language) -> None:
    """Markup of Typst, TeX, XML and templates in every place: the document is made and shows it."""
    made = report(language, HOSTILE)

    for text in (pdf(as_pdf(made)), docx(as_docx(made))):
        for piece in READABLE:
            assert piece in text
        assert "root:" not in text
        assert WORDS[language]["actions"] in text


def test_russian_is_readable_and_long_texts_run_over_pages() -> None:
    """Cyrillic is text, not boxes; nothing is cut off."""
    long = "Добрый день! Заказ привезём завтра, 18 ноября, с 10 до 14. " * 150

    read = PdfReader(io.BytesIO(as_pdf(report("ru", f"{long}Конец."))))

    assert len(read.pages) > 3
    assert pdf(as_pdf(report("ru", "Ёлка и «щука»"))).count("Ёлка и «щука»") >= 8


def test_an_empty_session_is_a_page() -> None:
    """Only a title and a date: no empty headings."""
    made = Report(language="ru", title="Встреча", facts=(("Дата", day_text(date(2026, 11, 16), "ru")),))

    for text in (pdf(as_pdf(made)), docx(as_docx(made))):
        assert "Встреча" in text
        assert WORDS["ru"]["notes"] not in text
        assert WORDS["ru"]["helped"] not in text


def test_lines_stay_lines_and_days_have_their_year() -> None:
    """What was written on two lines stands on two lines; a day is told by locale."""
    made = report("en", "first\r\nsecond")

    assert "first\nsecond" in "\n".join(each.text for each in Document(io.BytesIO(as_docx(made))).paragraphs)
    assert (day_text(date(2026, 11, 16), "ru"), day_text(date(2026, 11, 16), "en")) == (
        "16 ноября 2026\u202fг.", "November 16, 2026",
    )  # fmt: skip


def test_words_are_whole_in_both_languages_and_formats_are_told_apart() -> None:
    """The same keys; a PDF begins as one, a DOCX is an archive."""
    assert WORDS["ru"].keys() == WORDS["en"].keys()
    made = report("en", "x")
    assert as_file(made, "pdf").startswith(b"%PDF")
    assert as_file(made, "docx").startswith(b"PK")
    assert set(MEDIA) == {"pdf", "docx"}
