"""Does a reply draw on the articles its ask is about: how much of the reply each article of the shop holds."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from knowledge_base.search import KnowledgeIndex
from qa_scoring.answer_kinds import PREFIX, AskWords, ask_words
from qa_scoring.lazy import lazy
from qa_scoring.per_index import PerIndex
from qa_scoring.phrases import filler_stems
from qa_scoring.reply_parts import ReplyParts
from qa_scoring.telling import Telling, telling_of
from reply_core.types import Language

_LONGEST = 4000
Shares = NDArray[np.float64]


class Homes:
    """The word beginnings of every article, turned round: in which articles each stands."""

    def __init__(self, index: KnowledgeIndex, telling: Telling) -> None:
        """Read every article once."""
        self._telling = telling
        self._numbers = {article.text: number for number, article in enumerate(index.articles)}
        held: dict[str, list[int]] = defaultdict(list)
        for number, article in enumerate(index.articles):
            for head in {stem[:PREFIX] for stem, _ in ask_words(article.text[:_LONGEST]).stems}:
                held[head].append(number)
        self._held = {head: np.array(numbers, dtype=np.intp) for head, numbers in held.items()}
        self._count = len(index.articles)

    def shares(self, text: str, language: Language) -> Shares | None:
        """Share of a text's telling words each article holds, rare words counting more; None for mere courtesy."""
        courtesy = filler_stems(language)
        words = ask_words(text)
        said = self._telling.weigh(
            AskWords(tuple(pair for pair in words.stems if pair[0] not in courtesy), words.kinds)
        )
        total = sum(weight for _, weight in said.stems)
        if total <= 0:
            return None
        found = np.zeros(self._count)
        for stem, weight in said.stems:
            if (places := self._held.get(stem[:PREFIX])) is not None:
                found[places] += weight
        return found / total

    def places(self, texts: Iterable[str]) -> list[int]:
        """The numbers of articles given by their text; texts that are no article are left out."""
        return [self._numbers[text] for text in texts if text in self._numbers]


class ReplyHome:
    """One reply among the shop's articles."""

    def __init__(self, homes: Homes, parts: ReplyParts) -> None:
        """Take the reply; it is compared when asked."""
        self._homes = homes
        self._parts = parts

    @lazy
    def _whole(self) -> Shares | None:
        reading = self._parts.reading
        return self._homes.shares("\n".join(span.of(reading.clean) for span in self._parts.said), reading.language)

    @lazy
    def _by_sentence(self) -> list[Shares]:
        clean, language = self._parts.reading.clean, self._parts.reading.language
        said = [self._homes.shares(span.of(clean), language) for span in self._parts.said]
        return [shares for shares in said if shares is not None]

    def alone(self, own: Iterable[str]) -> float:
        """The share of the reply that the best of ``own`` articles holds less that of the best of all, at most 0.

        NaN: not known.
        """
        mine = self._homes.places(own)
        if not mine or self._whole is None:
            return np.nan
        return float(self._whole[mine].max() - self._whole.max())

    def beside(self, own: Iterable[str], others: Iterable[str]) -> float:
        """Over the reply's sentences, the largest share held by ``own`` articles less that by ``others``; NaN as above.

        Args:
            own: the texts of the ask's articles.
            others: those of the message's other asks.
        """
        mine, theirs = self._homes.places(own), self._homes.places(others)
        if not mine or not theirs or not self._by_sentence:
            return np.nan
        return max(float(shares[mine].max() - shares[theirs].max()) for shares in self._by_sentence)


def homes_of(index: KnowledgeIndex | None) -> Homes | None:
    """The articles turned round, worked out once; None without a knowledge base or with too few articles."""
    return None if index is None else _made(index)


def _make(index: KnowledgeIndex) -> Homes | None:
    telling = telling_of(index)
    return None if telling is None else Homes(index, telling)


_made = PerIndex(_make)
