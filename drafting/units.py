"""An article cut into what can be quoted apart: sentences, a list together with the line that introduces it."""

import re
from dataclasses import dataclass

from drafting.answers import is_step
from knowledge_base.articles import Article
from reply_core.text import fold, sentences
from reply_core.types import Span

_ITEM = re.compile(r"\s*(?:[-–—•*·▪]|\d{1,2}[.)])\s+\S")
_HANGS = re.compile(
    r"(?:это|этот|эта|эти|этого|этой|тогда|для этого|после этого|при этом|затем|если же|также|кроме того|его|ее|их|он|"
    r"она|они|там|потом|иначе|но|а|и|поэтому|в этом случае|в таком случае|такой|такая|такое|такие|по нему|по ней|"
    r"по ним|"
    r"this|that|these|those|then|it|they|there|otherwise|but|and|also|so|after that|in this case|to do this)(?!\w)"
)
_HEADING = re.compile(r"(?:#{1,6}\s+.*|[^.!?:;]{3,80})")
_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One quotable stretch of an article: ``text == article.text[start:end]``."""

    article: Article
    number: int
    start: int
    end: int
    text: str
    hangs: bool
    """It leans on the unit before («Для этого …»)."""
    paragraph: int
    begins_line: bool = False
    """It stands at the beginning of a line that is not the first."""
    heading: bool = False
    """A heading line of the text: it says nothing by itself."""


def units(article: Article) -> tuple[Unit, ...]:
    """The article's units in order."""
    spans = _grouped(article.text)
    breaks = [match.start() for match in _PARAGRAPH.finditer(article.text)]
    return tuple(
        Unit(
            article=article,
            number=number,
            start=span.start,
            end=span.end,
            text=span.of(article.text),
            hangs=number > 0 and bool(_HANGS.match(fold(span.of(article.text)).lstrip("-– •"))),
            paragraph=sum(1 for at in breaks if at < span.start),
            begins_line="\n" in article.text[max(0, span.start - 3) : span.start],
            heading=_is_heading(article.text, span),
        )
        for number, span in enumerate(spans)
    )


def _grouped(text: str) -> list[Span]:
    grouped: list[Span] = []
    open_list = False
    for span in sentences(text):
        line = text[text.rfind("\n", 0, span.start) + 1 : span.end]
        item = bool(_ITEM.match(line))
        if open_list and (item or not grouped or text[grouped[-1].start : span.start].count("\n") == 0):
            grouped[-1] = Span(start=grouped[-1].start, end=span.end)
            continue
        grouped.append(span)
        open_list = span.of(text).rstrip().endswith(":")
    return grouped


def _is_heading(text: str, span: Span) -> bool:
    """A line that names what follows: short, alone on its line; no sentence, no step, none of a run of lines."""
    said = span.of(text)
    if said.startswith("#"):
        return True
    alone = text[max(0, span.start - 1) : span.start] in ("", "\n") and text[span.end : span.end + 1] == "\n"
    if not alone or not _HEADING.fullmatch(said) or said.rstrip().endswith((".", "!")) or is_step(said):
        return False
    after = text[span.end :].lstrip("\n").partition("\n")[0].strip()
    return bool(after) and not _HEADING.fullmatch(after)
