"""Cuts an article into the passages that are searched and cited; every span lies in the article's text."""

import re
from dataclasses import dataclass
from datetime import date

from knowledge_base.articles import Article, Kind
from reply_core.text import sentences
from reply_core.types import Span

LONGEST = 700
"""Characters: a passage takes whole paragraphs, lines or sentences as long as it stays within."""

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an article: ``text == article.text[start:end]``."""

    id: str
    article_id: str
    title: str
    question: str
    revision: int
    start: int
    end: int
    text: str
    topic: str = ""
    audience: str = "public"
    kind: Kind = "article"
    brand: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


def cut(article: Article) -> tuple[Passage, ...]:
    """The article's passages in order; a text of at most 700 characters is one passage.

    Longer texts are cut at paragraphs, then lines, then sentences; a sentence is never cut, so a passage may be
    longer than 700 characters only when one sentence is. A blank text has no passages.
    """
    return tuple(
        Passage(
            id=f"{article.id}@{article.revision}#{number}",
            article_id=article.id,
            title=article.title,
            question=article.question,
            revision=article.revision,
            start=span.start,
            end=span.end,
            text=span.of(article.text),
            topic=article.topic,
            audience=article.audience,
            kind=article.kind,
            brand=article.brand,
            valid_from=article.valid_from,
            valid_until=article.valid_until,
        )
        for number, span in enumerate(_spans(article.text))
    )


def _spans(text: str) -> list[Span]:
    whole = _trimmed(text, 0, len(text))
    if whole is None:
        return []
    if whole.end - whole.start <= LONGEST:
        return [whole]
    grown: list[Span] = []
    for piece in _pieces(text):
        last = grown[-1] if grown else None
        if last and piece.end - last.start <= LONGEST:
            grown[-1] = Span(start=last.start, end=piece.end)
        else:
            grown.append(piece)
    return grown


def _pieces(text: str) -> list[Span]:
    """Paragraphs; those too long as lines; those too long as sentences."""
    found: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        if paragraph.end() - paragraph.start() <= LONGEST:
            found.append(Span(start=paragraph.start(), end=paragraph.end()))
            continue
        for line in _LINE.finditer(text, paragraph.start(), paragraph.end()):
            if line.end() - line.start() <= LONGEST:
                found.append(Span(start=line.start(), end=line.end()))
            else:
                found.extend(
                    Span(start=line.start() + span.start, end=line.start() + span.end)
                    for span in sentences(line.group())
                )
    return [kept for span in found if (kept := _trimmed(text, span.start, span.end))]


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end) if start < end else None
