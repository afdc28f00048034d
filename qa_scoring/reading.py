"""A text read once: folded, cut into words, stems and sentences, each when first asked for, and then kept.

Every criterion looks at the same reading, so that nothing is computed twice for one reply.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from qa_scoring.injection import blank, find_injections_folded, merge
from qa_scoring.lazy import lazy
from qa_scoring.verdicts import Evidence, EvidenceRole
from reply_core.cues import WORD_OF, Tokens, tokenize
from reply_core.text import Word, fold, language, sentences, stem
from reply_core.types import Language, Message, Span

_START_OF = itemgetter(1)


@lru_cache(maxsize=200_000)
def stem_once(word: str) -> str:
    """The stem of a folded word, remembered: shops use few different words."""
    return stem(word)


class Piece(NamedTuple):
    """One message's (or source's) stretch of a joined text."""

    id: str
    start: int
    end: int


class Reading:
    """One text made of messages joined by a newline, with what is not the writer's own hidden.

    ``text`` is verbatim, ``clean`` has injected and quoted stretches turned to spaces (same length). All spans are
    spans of both.
    """

    def __init__(
        self, text: str, pieces: tuple[Piece, ...], role: EvidenceRole, *, quoted: Sequence[Span] = ()
    ) -> None:
        self.text = text
        self.pieces = pieces
        self.role = role
        self.quoted = tuple(quoted)
        folded = fold(text)
        self.injected = find_injections_folded(folded)
        hidden = merge([*self.injected, *self.quoted]) if self.injected or self.quoted else ()
        self.clean = blank(text, hidden)
        self.folded = blank(folded, hidden)

    @lazy
    def words(self) -> tuple[Word, ...]:
        """Folded words and numbers with their places."""
        return tuple(map(Word._make, self.tokens))

    @lazy
    def tokens(self) -> Tokens:
        """The same words as cue books take them."""
        return tokenize(self.folded)

    @lazy
    def bare_words(self) -> tuple[str, ...]:
        """The words alone."""
        return tuple(map(WORD_OF, self.tokens))

    @lazy
    def stems(self) -> tuple[str, ...]:
        """One stem for each of ``words``."""
        return tuple(map(stem_once, self.bare_words))

    @lazy
    def stem_set(self) -> frozenset[str]:
        """The stems without order."""
        return frozenset(self.stems)

    @lazy
    def sentences(self) -> tuple[Span, ...]:
        """Sentences in order, blank ones left out."""
        return sentences(self.clean)

    @lazy
    def sentence_stems(self) -> tuple[tuple[str, ...], ...]:
        """Stems of each sentence."""
        starts = list(map(_START_OF, self.tokens))
        ends = [bisect_left(starts, span.end) for span in self.sentences]
        return tuple([self.stems[begin:end] for begin, end in zip([0, *ends], ends, strict=False)])

    @lazy
    def language(self) -> Language:
        """Russian or English."""
        return language(self.clean)

    def __bool__(self) -> bool:
        return bool(self.clean.strip())

    def sentence_of(self, position: int) -> Span:
        """The sentence a position lies in; the whole text when it lies between sentences."""
        if not self.sentences:
            return Span(start=0, end=len(self.text))
        span = self.sentences[self.sentence_at(position)]
        return span if span.start <= position < span.end else Span(start=0, end=len(self.text))

    def sentence_at(self, position: int) -> int:
        """The number of the sentence that begins at or before a position; 0 before the first."""
        return max(0, bisect_right(self._sentence_starts, position) - 1)

    @lazy
    def _sentence_starts(self) -> list[int]:
        return [span.start for span in self.sentences]

    def evidence(self, span: Span, note: str = "") -> Evidence:
        """The stretch as a verbatim quote with its message; one that crosses messages is cut at the first's end."""
        start, end = self._trim(span.start, span.end)
        for piece in self.pieces:
            if start < piece.end or piece is self.pieces[-1]:
                end = min(end, piece.end)
                return Evidence(
                    message_id=piece.id,
                    role=self.role,
                    start=start - piece.start,
                    end=end - piece.start,
                    quote=self.text[start:end],
                    note=note,
                )
        return Evidence(message_id="", role=self.role, start=start, end=end, quote=self.text[start:end], note=note)

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return start, end


def read_messages(messages: Sequence[Message], role: EvidenceRole, *, quoted: Sequence[Span] = ()) -> Reading:
    """The messages' texts joined by a newline, as one reading."""
    pieces: list[Piece] = []
    at = 0
    for message in messages:
        pieces.append(Piece(message.id, at, at + len(message.text)))
        at += len(message.text) + 1
    return Reading("\n".join(message.text for message in messages), tuple(pieces), role, quoted=quoted)


def read_text(text: str, name: str = "", role: EvidenceRole = "source") -> Reading:
    """One text as a reading."""
    return Reading(text, (Piece(name, 0, len(text)),), role)
