"""Numbered sources for the model, the best first, within a budget of tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from drafting.checking import ORDER
from drafting.desk import DraftingDesk
from drafting.outcome import Citation
from drafting.reading import Reading
from knowledge_base.passages import Passage
from knowledge_base.support import Source
from model_gateway.tokens import count

_PER_ASK = 3
_MOST = 8


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


def numbered_sources(reading: Reading, desk: DraftingDesk) -> tuple[Numbered, ...]:
    """The order first when there is one, then the best passages of every ask in turn, while they fit.

    A source that does not fit is left out whole: half a rule is a wrong rule.
    """
    left = desk.source_tokens
    chosen: list[Numbered] = []
    if reading.order is not None:
        text = reading.order.said or reading.order.text
        chosen.append(Numbered(number=1, kind="order", title="", text=text))
        left -= count(text)
    for passage in _in_turn(reading)[:_MOST]:
        cost = count(passage.text) + count(passage.title) + 12
        if cost <= left:
            left -= cost
            chosen.append(
                Numbered(
                    number=len(chosen) + 1, kind="article", title=passage.title, text=passage.text, passage=passage
                )
            )
    return tuple(chosen)


def _in_turn(reading: Reading) -> Sequence[Passage]:
    found: dict[str, Passage] = {}
    for rank in range(_PER_ASK):
        for item in reading.asks:
            if item.decision != "nothing" and rank < len(item.hits):
                passage = item.hits[rank].passage
                found.setdefault(passage.id, passage)
    return list(found.values())
