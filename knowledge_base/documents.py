"""Documents → records of articles: HTML pages (and folders of a saved site), Word (DOCX) and PDF.

The converting is left to well-kept libraries (Beautiful Soup and markdownify, mammoth, pypdf); this module decides
what of a page is content, and where one article ends and the next begins.
"""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

import mammoth
from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from markdownify import MarkdownConverter

from knowledge_base.fields import field_of
from knowledge_base.pdf import read_pdf
from reply_core.errors import BadFile
from reply_core.sheets import decode, refuse_bomb
from reply_core.text import fold
from reply_core.types import Language

SUFFIXES = (".html", ".htm", ".docx", ".pdf")

Record = Mapping[str, str]
"""Of one article: ``id``, ``title``, ``text``, and ``question`` where the page asks one."""

_NO_CONTENT = (
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "iframe", "svg", "button",
    "dialog", "object", "video", "audio",
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_HEADING = re.compile(r"^(#{1,3}) +(.+?) *$", re.MULTILINE)
_SPLIT_FROM = 1_500
"""Characters: a shorter document stays one article, whatever its headings."""
_OF_META = ("audience", "valid_from", "valid_until", "brand", "kind")
_BLANK_LINES = re.compile(r"\n{3,}")


_SAID: Mapping[str, Mapping[Language, str]] = {
    "docx": {"ru": "файл повреждён или это не документ Word (.docx)", "en": "damaged, or no Word document (.docx)"},
}


def read_document(name: str, data: bytes, language: Language = "ru") -> tuple[Record, ...]:
    """The articles of one document, in order; a document without text gives none.

    Raises:
        BadFile: the file is damaged, locked with a password, or too large when unpacked.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".pdf":
        return _sections(name, *read_pdf(name, data, language))
    html = _docx(name, data, language) if suffix == ".docx" else _html_text(data)
    return _page(name, html)


def _html_text(data: bytes) -> str:
    declared = EncodingDetector.find_declared_encoding(data, is_html=True)
    if declared:
        try:
            return data.decode(declared, errors="replace")
        except LookupError:
            pass  # a made-up name of an encoding: look at the bytes instead
    return decode(data)[0]


def _docx(name: str, data: bytes, language: Language) -> str:
    try:
        refuse_bomb(name, data)
        return str(mammoth.convert_to_html(io.BytesIO(data), convert_image=mammoth.images.img_element(_no_image)).value)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise BadFile(_SAID["docx"][language], where=name, mend="open it and save it as .docx") from error


def _no_image(_image: Any) -> dict[str, str]:
    return {"src": ""}


_PLAIN: Mapping[str, Any] = {
    "heading_style": "ATX",
    "bullets": "-",
    "strip": ["b", "strong", "em", "i", "img", "code"],
    "escape_misc": False,
    "escape_asterisks": False,
    "escape_underscores": False,
}


class _Plain(MarkdownConverter):
    """Markdown as a customer may be sent it: no emphasis marks, an address after the words of its link."""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = str(el.get("href") or "")
        shown = text.strip()
        if not address.startswith(("http://", "https://", "mailto:", "tel:")) or not shown:
            return text
        bare = address.removeprefix("mailto:").removeprefix("tel:")
        same = fold(shown).strip("/ ") in {fold(bare).strip("/ "), fold(bare).partition("://")[2].strip("/ ")}
        return bare if same else text if address.startswith("tel:") else f"{text} ({bare})"

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        cells = [" ".join(cell.get_text(" ").split()) for cell in el.find_all(["td", "th"], recursive=False)]
        table = el.find_parent("table")
        first = table.find("tr") if table else None
        heads = [" ".join(cell.get_text(" ").split()) for cell in first.find_all("th")] if first else []
        if first is el and heads:
            return ""
        if len(heads) == len(cells):
            return (
                "- "
                + "; ".join(f"{head}: {cell}" if head else cell for head, cell in zip(heads, cells, strict=True))
                + "\n"
            )
        return "- " + "; ".join(cell for cell in cells if cell) + "\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n" + text.strip() + "\n\n"


def _page(name: str, html: str) -> tuple[Record, ...]:
    soup = BeautifulSoup(html, "html.parser")
    answers = list(_structured(soup))
    title = _title(soup)
    content = _content(soup)
    _drop(content)
    answers += list(_folded(content))
    records = list(_answers(name, answers))
    converter = _Plain(**_PLAIN)
    text = _BLANK_LINES.sub("\n\n", str(converter.convert_soup(content)).replace("\u00ad", "")).strip()
    said = _meta(soup)
    return tuple({**said, **record} for record in (*records, *_sections(name, title, text)))


def _meta(soup: BeautifulSoup) -> Mapping[str, str]:
    """What the page's meta tags say of audience, dates, brand and topic."""
    found = {
        field_of(str(tag.get("name") or tag.get("property") or "").rpartition(":")[2]): str(
            tag.get("content") or ""
        ).strip()
        for tag in soup.find_all("meta")
    }
    return {name: value for name, value in found.items() if name in _OF_META and value}


def _content(soup: BeautifulSoup) -> Tag:
    """The part of the page that holds what it is about."""
    for found in (soup.find("main"), soup.find(role="main"), soup.find("article"), soup.body):
        if isinstance(found, Tag):
            return found
    return soup


def _title(soup: BeautifulSoup) -> str:
    for tag in ("h1", "title"):
        found = soup.find(tag)
        if found is not None and (words := " ".join(found.get_text(" ").split())):
            return words
    return ""


def _drop(content: Tag) -> None:
    """Take out what readers do not read: menus, forms, scripts, and whatever is hidden from them."""
    for element in content.find_all(_NO_CONTENT):
        element.decompose()
    for element in content.find_all(True):
        hidden = element.attrs is not None and (
            element.has_attr("hidden")
            or element.get("aria-hidden") == "true"
            or _HIDDEN.search(str(element.get("style") or ""))
        )
        if hidden:
            element.decompose()


def _structured(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Questions and answers that the page gives to search engines (schema.org FAQPage)."""
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            found = json.loads(script.get_text())
        except json.JSONDecodeError:
            continue  # for search engines only: the page itself is read anyway
        for item in found if isinstance(found, list) else [found]:
            if not isinstance(item, dict) or item.get("@type") != "FAQPage":
                continue
            asked = item.get("mainEntity")
            for one in asked if isinstance(asked, list) else []:
                answer = one.get("acceptedAnswer") if isinstance(one, dict) else None
                if isinstance(answer, dict):
                    said = BeautifulSoup(str(answer.get("text") or ""), "html.parser").get_text(" ")
                    yield str(one.get("name") or "").strip(), " ".join(said.split())


def _folded(content: Tag) -> Iterator[tuple[str, str]]:
    """Questions that unfold their answers (details and summary, dt and dd); they are taken out of the page."""
    for details in content.find_all("details"):
        summary = details.find("summary")
        if summary is None:
            continue
        question = " ".join(summary.extract().get_text(" ").split())
        yield question, _words(details)
        details.decompose()
    for term in content.find_all("dt"):
        answer = term.find_next_sibling()
        if isinstance(answer, Tag) and answer.name == "dd":
            yield " ".join(term.get_text(" ").split()), _words(answer)
            answer.decompose()
            term.decompose()


def _words(element: Tag) -> str:
    return "\n".join(line for raw in element.get_text("\n").split("\n") if (line := " ".join(raw.split())))


def _answers(name: str, answers: list[tuple[str, str]]) -> Iterator[Record]:
    seen: set[str] = set()
    for question, text in answers:
        if question and text and fold(question) not in seen:
            seen.add(fold(question))
            yield {"id": f"{_stem(name)}#{_slug(question)}", "title": question, "question": question, "text": text}


def _sections(name: str, title: str, text: str) -> tuple[Record, ...]:
    """One article, or one for each heading of the highest level that repeats when the text is long."""
    stem = _stem(name)
    shown = title or PurePath(name).stem.replace("-", " ").replace("_", " ")
    if not text or fold(text.lstrip("# ").strip()) == fold(title):
        return ()
    marks = list(_HEADING.finditer(text))
    levels = Counter(len(mark[1]) for mark in marks)
    level = next((one for one in sorted(levels) if levels[one] > 1), 0)
    if len(text) < _SPLIT_FROM or not level:
        return ({"id": stem, "title": shown, "text": _without_heading(text, title)},)
    starts = [mark for mark in marks if len(mark[1]) == level]
    records: list[Record] = []
    before = _without_heading(text[: starts[0].start()].strip(), title)
    if before:
        records.append({"id": stem, "title": shown, "text": before})
    used: Counter[str] = Counter()
    for mark, after in zip(starts, [*starts[1:], None], strict=True):
        body = text[mark.end() : after.start() if after else len(text)].strip()
        if not body:
            continue
        slug = _slug(mark[2])
        used[slug] += 1
        place = slug if used[slug] == 1 else f"{slug}-{used[slug]}"
        records.append({"id": f"{stem}#{place}", "title": mark[2], "text": _HEADING.sub(r"\2", body)})
    return tuple(records)


def _without_heading(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    body = rest if title and fold(first.lstrip("# ").strip()) == fold(title) else text
    return _HEADING.sub(r"\2", body).strip()


def _stem(name: str) -> str:
    return PurePath(name).with_suffix("").as_posix()


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-zа-яё0-9]+", fold(text)))[:60]
