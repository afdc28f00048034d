"""What the model is shown, within budgets of tokens: numbered sources, the best first; and what did not fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from drafting.checking import ORDER
from drafting.desk import DraftingDesk
from drafting.outcome import Citation
from drafting.reading import Reading
from knowledge_base.passages import Passage
from knowledge_base.support import Source
from model_gateway.tokens import count
from reply_core.text import sentences

_PER_ASK = 3
_MOST = 8
_FRAME = 12
"""Tokens of the tag around a source."""
_FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A source under the number the model cites it by; ``start`` is where ``text`` begins in the article."""

    number: int
    kind: str
    title: str
    text: str
    passage: Passage | None = None

    def source(self) -> Source:
        """The source for the check of a sentence; spans count in the whole article."""
        if self.passage is None:
            return Source(id=ORDER, kind="order", title=self.title, text=self.text)
        return Source(
            id=self.passage.id,
            kind="article",
            title=self.passage.title,
            text=self.text,
            revision=self.passage.revision,
            start=self.passage.start,
        )

    def citation(self, start: int, end: int) -> Citation:
        """A citation of ``text[start:end]``."""
        if self.passage is None:
            return Citation(source_id=ORDER, kind="order", start=start, end=end, quote=self.text[start:end])
        return Citation(
            source_id=self.passage.article_id,
            kind="article",
            start=self.passage.start + start,
            end=self.passage.start + end,
            quote=self.text[start:end],
            article_id=self.passage.article_id,
            title=self.passage.title,
            revision=self.passage.revision,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The sources the model is shown, and the titles of those that did not fit."""

    sources: tuple[Numbered, ...]
    left_out: tuple[str, ...] = ()
    shortened: str = ""
    """Title of the one source whose end was left out, because even it alone was too long."""


def shelf(reading: Reading, desk: DraftingDesk) -> Shelf:
    """The order first when there is one, then the best passages of every ask in turn, while they fit.

    A source that does not fit is left out whole, from the tail: half a rule is a wrong rule. Only when the very best
    one alone is too long, as many of its first sentences are shown as fit.
    """
    left = desk.source_tokens
    chosen: list[Numbered] = []
    if reading.order is not None:
        text = reading.order.said or reading.order.text
        chosen.append(Numbered(number=1, kind="order", title="", text=text))
        left -= count(text)
    articles = 0
    left_out: list[str] = []
    shortened = ""
    for passage in _in_turn(reading)[:_MOST]:
        text = passage.text
        room = left - count(passage.title) - _FRAME
        if count(text) > room and not articles:
            text, shortened = _beginning(text, room), passage.title
        if not text or count(text) > room or left_out:
            left_out.append(passage.title)
            continue
        left = room - count(text)
        articles += 1
        number = len(chosen) + 1
        chosen.append(Numbered(number=number, kind="article", title=passage.title, text=text, passage=passage))
    if shortened in left_out:
        shortened = ""
    shown = {item.title for item in chosen}
    return Shelf(
        sources=tuple(chosen),
        left_out=tuple(title for title in dict.fromkeys(left_out) if title not in shown),
        shortened=shortened,
    )


def middle_out(text: str, tokens: int) -> tuple[str, bool]:
    """``text`` within ``tokens``: its beginning and end, with a mark where the middle was; and whether it was cut."""
    if count(text) <= tokens:
        return text, False
    parts = [span.of(text) for span in sentences(text)]
    if len(parts) < _FEW:
        keep = max(tokens, 1) * 2  # a token is two characters or more
        return f"{text[: keep // 2]} […] {text[-keep // 2 :]}", True
    head, tail = list[str](), list[str]()
    left, front = tokens - 4, True
    while parts:
        part = parts.pop(0) if front else parts.pop()
        left -= count(part) + 1
        if left < 0:
            break
        (head.append if front else lambda one: tail.insert(0, one))(part)
        front = not front
    return " ".join([*head, "[…]", *tail]), True


def _beginning(text: str, tokens: int) -> str:
    """The first sentences that fit."""
    end = 0
    for span in sentences(text):
        if count(text[: span.end]) > tokens:
            break
        end = span.end
    return text[:end]


def _in_turn(reading: Reading) -> Sequence[Passage]:
    found: dict[str, Passage] = {}
    for rank in range(_PER_ASK):
        for item in reading.asks:
            if item.decision != "nothing" and rank < len(item.hits):
                passage = item.hits[rank].passage
                found.setdefault(passage.id, passage)
    return list(found.values())
