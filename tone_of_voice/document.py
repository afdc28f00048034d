"""One text prepared for the rules: folded, cut into words, with the places that are not the writer's own words."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import Final

from reply_core.lazy import lazy
from reply_core.remembered import Remembered
from reply_core.screens import Screen
from reply_core.text import fold
from reply_core.types import Span
from tone_of_voice.register import Register, register_of_words
from tone_of_voice.swearing import RUDE_WORDS, Rude, maybe_disguised, rude_in

WordAt = tuple[str, int, int]
"""A folded word of letters, its start and its end."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_QUOTES: Final = re.compile(r"«[^«»\n]{1,400}»|“[^“”\n]{1,400}”|„[^„“”\n]{1,400}[“”]|\"[^\"\n]{1,400}\"")
_QUOTED_LINE: Final = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+|\b[a-z0-9][a-z0-9-]{0,40}(?:\.[a-z0-9-]{1,40}){0,5}\.(?:ru|рф|com|org|net|su|io)\b\S*",
    re.IGNORECASE,
)
_LINKED: Final = Screen(re.compile(r"://|www\.|@|[a-z0-9-]\.[a-z0-9р-]").search)
_SENTENCE_END: Final = re.compile(r"[.!?…\n](?:(?<=\n)\n*|(?<!\n)[.!?…]*(?=\s|$))")
"""Marks before a blank, or line breaks; written with its first signs in front, which `re` finds fast."""


QUOTE_WORDS: Final = 3
"""A quotation of this many words or more is taken for somebody else's speech; a shorter one for a name or a title."""


_PARTS: Final = Remembered(_WORD.findall)
"""The words of letters that a word with hyphens, apostrophes or digits is made of."""


def _parts_of(cut: Sequence[WordAt]) -> Iterator[str]:
    return chain.from_iterable(map(_PARTS.__getitem__, map(itemgetter(0), cut)))


class Document:
    """A text as the rules see it. Everything that few texts need is worked out when first asked for."""

    def __init__(self, text: str, quoted: Sequence[Span] = (), cut: Sequence[WordAt] | None = None) -> None:
        """Prepare a text; ``cut`` are its words and numbers with their places, if somebody has cut it already."""
        self.text = text
        self.folded = fold(text)
        self._cut = cut
        self.tokens: list[str] = _WORD.findall(self.folded) if cut is None else list(_parts_of(cut))
        """The words alone; their places are in ``words``, which most texts never need."""
        self._given = tuple(quoted)

    @lazy
    def words(self) -> list[WordAt]:
        """The words with their places."""
        if self._cut is None:
            return [(match.group(), *match.span()) for match in _WORD.finditer(self.folded)]
        if all(map(str.isalpha, map(itemgetter(0), self._cut))):
            return list(self._cut)
        found: list[WordAt] = []
        for each in self._cut:
            if each[0].isalpha():
                found.append(each)
            else:
                found.extend((match.group(), *match.span()) for match in _WORD.finditer(self.folded, each[1], each[2]))
        return found

    @lazy
    def _starts(self) -> list[int]:
        return [start for _, start, _ in self.words]

    def count(self, start: int, end: int) -> int:
        """How many words of letters begin in ``start:end``."""
        return bisect_left(self._starts, end) - bisect_left(self._starts, start)

    @lazy
    def speech(self) -> tuple[Span, ...]:
        """Somebody else's words: spans given by the caller, quoted lines («> …»), quotations of three words or more."""
        found = list(self._given)
        if ">" in self.text:
            found += [Span(start=match.start(), end=match.end()) for match in _QUOTED_LINE.finditer(self.text)]
        return (*found, *(span for span, count in self._quotes if count >= QUOTE_WORDS))

    @lazy
    def names(self) -> tuple[Span, ...]:
        """Short quotations, such as the name of a button or the title of a book."""
        return tuple(span for span, count in self._quotes if count < QUOTE_WORDS)

    @lazy
    def links(self) -> tuple[Span, ...]:
        """Web and mail addresses."""
        if "." not in self.text or not _LINKED.passes(self.folded):
            return ()
        return tuple(
            Span(start=match.start(), end=match.end())
            for place in _LINKED.stretches(self.text, self.folded)
            for match in _LINK.finditer(self.text, *place)
        )

    @lazy
    def _quotes(self) -> tuple[tuple[Span, int], ...]:
        if '"' not in self.folded:  # folding makes all kinds of quotes alike
            return ()
        return tuple(
            (Span(start=match.start(), end=match.end()), len(_WORD.findall(match.group())))
            for match in _QUOTES.finditer(self.text)
        )

    @lazy
    def rude(self) -> tuple[Rude, ...]:
        """Rude words, disguised ones too."""
        if not any(map(RUDE_WORDS.__getitem__, self.tokens)) and not maybe_disguised(self.folded, self.tokens):
            return ()
        return rude_in(self.text, self.folded, self.words)

    @lazy
    def register(self) -> Register:
        """How the text addresses its reader."""
        return register_of_words(self.folded, self.words)

    @lazy
    def sentences(self) -> tuple[Span, ...]:
        """Sentences by their end marks and line breaks alone: cheap, and never longer than the true ones."""
        spans: list[Span] = []
        begin = 0
        for mark in _SENTENCE_END.finditer(self.text):
            if self.text[begin : mark.end()].strip():
                spans.append(Span(start=begin, end=mark.end()))
            begin = mark.end()
        if self.text[begin:].strip():
            spans.append(Span(start=begin, end=len(self.text)))
        return tuple(spans)

    def sentence_at(self, start: int, end: int) -> Span:
        """The stretch of whole sentences that holds ``start``–``end``."""
        inside = [span for span in self.sentences if span.start < end and start < span.end]
        return Span(start=inside[0].start, end=inside[-1].end) if inside else Span(start=start, end=end)
