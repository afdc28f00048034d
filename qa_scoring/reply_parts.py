"""A reply's sentences with what each of them shows, made once for all its asks."""

import re

from qa_scoring.answer_kinds import AskWords, Bag, kinds_by_signs, may_show_signs, recall
from qa_scoring.lazy import lazy
from qa_scoring.phrases import Found, filler_stems, look, reply_book
from qa_scoring.reading import Reading
from reply_core.text import has_digit
from reply_core.types import Span

_SHOWS = "shows."
_KIND_BONUS = 0.25
_SIGNS = ("→", "->", "http", "www.", "@")
_SECTION = re.compile(
    r"(?<![^\W_])(?:раздел\w*|вкладк\w*|кнопк\w*|меню|профил\w*|кабинет\w*|нажм\w+|section|tab|button|menu)"
    r"[^\"]{0,12}\"[^\"]{2,40}\"|\"[^\"]{2,40}\" (?:→|в|на|у|in|at)(?![^\W_])"
)
"""A section, a button or a place on a page named in quotation marks."""


class ReplyParts:
    """A reply's sentences with their stems and the kinds of answer they show."""

    def __init__(self, reply: Reading, cues: Found | None = None) -> None:
        """Read the parts of a reply; ``cues`` are those of `phrases.reply_book`, looked for when not given."""
        self.reading = reply
        self.spans = reply.sentences
        self.bags = tuple(Bag(stems) for stems in reply.sentence_stems)
        seen = look(reply, reply_book(reply.language)) if cues is None else cues
        self.kinds = self._kinds(seen)
        self._instructs = bool(seen["step.instruct"])
        self._best: dict[AskWords, tuple[int, float]] = {}

    def _kinds(self, cues: Found) -> tuple[frozenset[str], ...]:
        """The kinds of answer each sentence shows."""
        found: list[set[str]] = [set() for _ in self.spans]
        folded = self.reading.folded
        if may_show_signs(folded):
            for kinds, span in zip(found, self.spans, strict=True):
                kinds.update(kinds_by_signs(folded[span.start : span.end]))
        for label, places in cues.items():
            if label.startswith(_SHOWS):
                for place in places:
                    found[self.reading.sentence_at(place.start)].add(label.removeprefix(_SHOWS))
        return tuple(frozenset(kinds) for kinds in found)

    @lazy
    def telling_words(self) -> int:
        """How many words carry more than courtesy."""
        courtesy = filler_stems(self.reading.language)
        stems = self.reading.sentence_stems
        return sum(stem not in courtesy for number in self.telling for stem in stems[number])

    @lazy
    def telling(self) -> tuple[int, ...]:
        """Numbers of the sentences that say something beside greetings, thanks and names; all where none does.

        Courtesy put on or taken off leaves them as they are.
        """
        courtesy, reading = filler_stems(self.reading.language), self.reading
        found = []
        begin = 0
        for number, stems in enumerate(reading.sentence_stems):
            tokens = reading.tokens[begin : begin + len(stems)]
            begin += len(stems)
            if any(
                stem not in courtesy and not reading.text[token[1]].isupper()
                for stem, token in zip(stems, tokens, strict=True)
            ):
                found.append(number)
        return tuple(found) or tuple(range(len(self.spans)))

    @lazy
    def said(self) -> tuple[Span, ...]:
        """The telling sentences."""
        return tuple(self.spans[number] for number in self.telling)

    @lazy
    def all_kinds(self) -> frozenset[str]:
        """The kinds of answer the telling sentences show."""
        return frozenset[str]().union(*(self.kinds[number] for number in self.telling))

    @lazy
    def bag(self) -> Bag:
        """The words of the telling sentences."""
        return Bag(stem for number in self.telling for stem in self.reading.sentence_stems[number])

    @lazy
    def definite(self) -> bool:
        """Something in the reply can be acted on: a figure, a day, a path, a link, a named section, an instruction.

        Of replies that only sound like an answer («Обмен возможен при наличии размера») hardly any has one.
        """
        if self._instructs or "when" in self.all_kinds:
            return True
        for span in self.said:
            text = self.reading.folded[span.start : span.end]
            if has_digit(text) or any(sign in text for sign in _SIGNS) or _SECTION.search(text):
                return True
        return False

    def bag_at(self, span: Span) -> Bag:
        """The words of the sentence a stretch begins in; no words for a reply without sentences."""
        return self.bags[self.reading.sentence_at(span.start)] if self.bags else Bag(())

    def best(self, ask: AskWords) -> tuple[int, float]:
        """The sentence that holds most of the ask (kind breaks ties), and how much."""
        if (known := self._best.get(ask)) is not None:
            return known
        best, best_recall, best_key = next(iter(self.telling), 0), 0.0, -1.0
        for number in self.telling:
            got = recall(ask, self.bags[number])
            key = got + _KIND_BONUS * bool(ask.kinds & self.kinds[number])
            if key > best_key:
                best, best_recall, best_key = number, got, key
        self._best[ask] = best, best_recall
        return best, best_recall
