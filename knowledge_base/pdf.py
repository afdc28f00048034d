"""The text of a PDF as people read it: without running heads, with paragraphs and words put together again."""

import io
import re
from collections import Counter
from collections.abc import Mapping

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from reply_core.errors import BadFile
from reply_core.types import Language

_BLANK_LINES = re.compile(r"\n{3,}")
_HYPHENATED = re.compile(r"(?<=[A-Za-zА-Яа-яЁё])[-\u00ad]\n(?=[a-zа-яё])")
_DIGITS = re.compile(r"\d+")
_RUNNING_SHARE = 0.6
_ENDS = (".", "!", "?", ":", ";", "…")
_SAID: Mapping[str, Mapping[Language, str]] = {
    "pdf": {"ru": "PDF повреждён и не читается", "en": "the PDF is damaged and cannot be read"},
    "locked": {"ru": "PDF закрыт паролем", "en": "the PDF is locked with a password"},
}


def read_pdf(name: str, data: bytes, language: Language) -> tuple[str, str]:
    """Title and text of a PDF; lines that run on over most pages (headers, page numbers) are left out.

    Raises:
        BadFile: it is damaged, or locked with a password.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadFile(_SAID["locked"][language], where=name, mend="save it without a password")
        pages = [page.extract_text() or "" for page in reader.pages]
        title = str(reader.metadata.title or "").strip() if reader.metadata else ""
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadFile(_SAID["pdf"][language], where=name, mend="print it to PDF again") from error
    lines = [[" ".join(line.split()) for line in page.splitlines()] for page in pages]
    running = _running(lines)
    kept = [line for page in lines for line in [*page, ""] if _DIGITS.sub("0", line) not in running]
    text = _HYPHENATED.sub("", "\n".join(kept))
    return title, _flowing(text.split("\n"))


def _running(pages: list[list[str]]) -> set[str]:
    """First and last lines that most pages share, numbers apart."""
    if len(pages) < 3:
        return set()
    edges = Counter(
        line for page in pages for line in {_DIGITS.sub("0", each) for each in (*page[:2], *page[-2:]) if each}
    )
    return {line for line, times in edges.items() if times >= _RUNNING_SHARE * len(pages)}


def _flowing(lines: list[str]) -> str:
    """Lines of a paragraph joined: one that does not end a sentence goes on with a small letter."""
    joined: list[str] = []
    for line in lines:
        goes_on = joined and joined[-1] and line and not joined[-1].endswith(_ENDS) and line[0].islower()
        if goes_on:
            joined[-1] += " " + line
        else:
            joined.append(line)
    return _BLANK_LINES.sub("\n\n", "\n".join(joined)).strip()
