"""Is this ask answered by this reply: the features, and p(answered) by trained coefficients (`models/coverage.json`).

`Matching` is the one place where features are made: the scorer and the training script both use it, so what was
trained is what is used. The file holds a part for each level, with and without articles of a knowledge base.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.logistic import Logistic, load_logistic
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from qa_scoring.answer_kinds import AskWords, Bag, ask_words, recall
from qa_scoring.centres import Centres, centres
from qa_scoring.home import ReplyHome, homes_of
from qa_scoring.lazy import lazy
from qa_scoring.meaning import MEANING_NAMES, Meaning
from qa_scoring.reading import Reading, read_text
from qa_scoring.reply_parts import ReplyParts
from qa_scoring.telling import FEW_ARTICLES, telling_of
from reply_core.types import Ask, Span

__all__ = (
    "FEATURE_NAMES",
    "WORDS_ALONE",
    "WORD_NAMES",
    "Matching",
    "ReplyParts",
    "best_place",
    "coverage_features",
    "model_for",
    "p_answered",
)

WORD_NAMES: tuple[str, ...] = (
    "recall_sentence",
    "recall_reply",
    "margin",
    "kind_in_sentence",
    "kind_in_reply",
    "length",
    "kb_recall",
    "left_out",
    "rare_reply",
    "home",
    "home_rival",
)
"""recall_*: weighted share of the ask's words in the best sentence and in the reply; margin: recall_sentence less the
best rival ask's recall of that sentence; kind_*: the kind of answer the ask wants (a date, a sum, a place, steps, yes
or no …) shows; length: log(1 + words that are no courtesy)/5; kb_recall: share of the best-fitting article's words in
the reply; left_out: how much the articles given with the case say about the ask that the reply does not, log(1 +
sentences); rare_reply: as recall_reply, words weighed by how rare they are in the knowledge base. NaN: nothing to
compare with. home, home_rival: `ReplyHome.alone` and `beside`; home is known of a single ask only: a reply to several
asks is at home with the longest answer, and no sign cost more there (unanswered_auc_random .89 with it, .91 without).

Tried without gain (evals/train_coverage.py, groups not learned from): how much better a sentence fits this ask than its
rivals, best over sentences; the same for articles; whether the ask stands alone; whether it wants a kind of answer; the
best sentence by rare words; figures and names the reply gives, its figures found in the article, words of putting off;
boosted trees instead of the logistic model."""

FEATURE_NAMES: tuple[str, ...] = (*WORD_NAMES, *MEANING_NAMES)
"""Order of the features; those of meaning are NaN without an embedder."""

MODELS = Path(__file__).parent / "models"
_LONGEST = 2000
_TOP_ARTICLES = 3
_GIVEN_ARTICLES = 10
_MOST_SENTENCES = 12
_SPEAKS_OF = 0.2
_NO_MEANING = [math.nan] * len(MEANING_NAMES)


class Matching:
    """All asks of one message beside one reply; what they share is worked out once."""

    def __init__(
        self,
        asks: Sequence[Ask | str],
        parts: ReplyParts,
        *,
        index: KnowledgeIndex | None = None,
        embedder: Embedder | None = None,
        centre: NDArray[np.float64] | None = None,
        known: Sequence[Sequence[str]] | None = None,
        context: Reading | None = None,
    ) -> None:
        """Prepare the asks.

        Args:
            asks: all asks of the message, or their texts.
            parts: the reply.
            index: the shop's knowledge base, if there is one.
            embedder: None leaves the meaning features out.
            centre: the mean vector taken from every vector before comparing; None: `centres`.
            known: for each ask the texts that hold its answer, best first; None: found in the index.
            context: the customer's whole message, whose words stand in for an ask that has none of its own («Где он»).
        """
        self.texts = [ask if isinstance(ask, str) else ask.text for ask in asks]
        self.parts = parts
        self._index, self._embedder, self._centre, self._known = index, embedder, centre, known
        self._context = context
        self._words = [self._words_of(number) for number in range(len(self.texts))]

    def features(self, number: int) -> NDArray[np.float64]:
        """Features of ask ``number``, shape (len(FEATURE_NAMES),), in that order."""
        meaning = _NO_MEANING if self._meaning is None else self._meaning.of(number)
        return np.array([*self._by_words(number), *meaning], dtype=np.float64)

    def _words_of(self, number: int) -> AskWords:
        asked = ask_words(self.texts[number])
        if asked.stems or self._context is None:
            return asked
        taken = {stem for other, text in enumerate(self.texts) if other != number for stem, _ in ask_words(text).stems}
        said = ask_words(self._context.clean[:_LONGEST]).stems
        return AskWords(tuple(pair for pair in said if pair[0] not in taken), asked.kinds)

    def _by_words(self, number: int) -> list[float]:
        parts, asked = self.parts, self._words[number]
        best, in_sentence = parts.best(asked)
        rivals = [words for other, words in enumerate(self._words) if other != number]
        kinds = parts.kinds[best] if parts.kinds else frozenset()
        margin = math.nan
        if rivals and parts.bags:
            margin = in_sentence - max(recall(other, parts.bags[best]) for other in rivals)
        weighed = self._weighed
        return [
            in_sentence,
            recall(asked, parts.bag),
            margin,
            float(bool(asked.kinds & kinds)),
            float(bool(asked.kinds & parts.all_kinds)),
            math.log1p(parts.telling_words) / 5,
            self._kb_recall(number),
            self._left_out(number),
            recall(weighed[number], parts.bag) if weighed else math.nan,
            *self._home_of(number),
        ]

    def _home_of(self, number: int) -> tuple[float, float]:
        """Whether the reply draws on the articles of this ask, more than on those of its rivals."""
        if self._home is None:
            return math.nan, math.nan
        if len(self.texts) == 1:
            return self._home.alone(self._articles[number]), math.nan
        others = [text for other, texts in enumerate(self._articles) if other != number for text in texts]
        return math.nan, self._home.beside(self._articles[number], others)

    @lazy
    def _home(self) -> ReplyHome | None:
        homes = homes_of(self._index)
        return None if homes is None else ReplyHome(homes, self.parts)

    def _kb_recall(self, number: int) -> float:
        """Share of the best-fitting article's telling words in the reply."""
        texts = self._articles[number]
        return max((recall(ask_words(text[:_LONGEST]), self.parts.bag) for text in texts), default=math.nan)

    def _left_out(self, number: int) -> float:
        if self._index is not None or not self._articles[number]:
            return math.nan
        asked, unsaid = self._words[number], 0.0
        for text in self._articles[number]:
            for sentence in _sentences_of(text):
                said = ask_words(sentence)
                unsaid += recall(asked, Bag(stem for stem, _ in said.stems)) * (1 - recall(said, self.parts.bag))
        return math.log1p(unsaid)

    @lazy
    def _weighed(self) -> list[AskWords]:
        """The asks' words weighed by how rare they are; empty when the knowledge base cannot tell."""
        telling = telling_of(self._index)
        return [] if telling is None else [telling.weigh(words) for words in self._words]

    @lazy
    def _articles(self) -> list[tuple[str, ...]]:
        """For each ask the texts that may hold its answer.

        The best of many articles is believed, and what was given for a single ask; of a handful, or of what was given
        for several asks, a text must speak of the ask.
        """
        index, found = self._index, self._known
        if found is None:
            if index is None:
                return [()] * len(self.texts)
            found = [
                [index.article(name).text for name, _ in index.rank_articles(text, _TOP_ARTICLES)]
                for text in self.texts
            ]
        if index is not None and len(index.articles) >= FEW_ARTICLES:
            return [tuple(texts[:_TOP_ARTICLES]) for texts in found]
        if index is None and len(self.texts) == 1:
            return [tuple(found[0][:_GIVEN_ARTICLES])]
        return [
            tuple(text for text in texts[:_GIVEN_ARTICLES] if recall(words, _bag_of(text)) >= _SPEAKS_OF)
            for words, texts in zip(self._words, found, strict=True)
        ]

    @lazy
    def _meaning(self) -> Meaning | None:
        if self._embedder is None or not self.parts.spans:
            return None
        language, centre = self.parts.reading.language, self._centre
        middle = centres(self._embedder, self._index, language) if centre is None else Centres(centre, centre)
        said = [span.of(self.parts.reading.clean) for span in self.parts.said]
        return Meaning(self.texts, said, self._embedder, middle, index=self._index, language=language)


@lru_cache(maxsize=2_000)
def _bag_of(article: str) -> Bag:
    """The telling words of an article's beginning."""
    return Bag(stem for stem, _ in ask_words(article[:_LONGEST]).stems)


@lru_cache(maxsize=2_000)
def _sentences_of(article: str) -> tuple[str, ...]:
    """The sentences of an article's beginning."""
    read = read_text(article[:_LONGEST])
    return tuple(span.of(read.clean) for span in read.sentences[:_MOST_SENTENCES])


def coverage_features(
    ask: Ask | str,
    other_asks: Sequence[Ask | str],
    reply: Reading | ReplyParts | str,
    index: KnowledgeIndex | None = None,
    embedder: Embedder | None = None,
    centre: NDArray[np.float64] | None = None,
    *,
    known: Sequence[str] | None = None,
    context: Reading | None = None,
) -> NDArray[np.float64]:
    """Features of one ask beside its rivals and a reply: `Matching` for a single look."""
    read = read_text(reply) if isinstance(reply, str) else reply
    parts = read if isinstance(read, ReplyParts) else ReplyParts(read)
    asks = [ask, *other_asks]
    given = None if known is None else [known] * len(asks)
    matching = Matching(asks, parts, index=index, embedder=embedder, centre=centre, known=given, context=context)
    return matching.features(0)


def part_of(features: NDArray[np.float64], embedder: Embedder | None) -> str:
    """Which coefficients fit: the level; a knowledge base, mere articles, or neither; one ask, or one of several."""
    part = "rules" if embedder is None else "local"
    if features[_KB] != features[_KB]:
        part += "_bare"
    elif features[_RARE] != features[_RARE]:
        part += "_given"
    return part if features[_MARGIN] != features[_MARGIN] else f"{part}{MANY}"


_KB, _RARE = FEATURE_NAMES.index("kb_recall"), FEATURE_NAMES.index("rare_reply")
_MARGIN = FEATURE_NAMES.index("margin")
WORDS_ALONE = "rules_bare"
"""The coefficients without meaning and without any article."""
MANY = "_many"
"""How the coefficients for an ask beside others are called after those for a single one."""


@lru_cache(maxsize=16)
def model_for(part: str) -> Logistic:
    """The coefficients of a part."""
    return load_logistic("coverage", part, MODELS)


def p_answered(features: NDArray[np.float64], embedder: Embedder | None) -> float:
    """The probability that the ask is answered, in (0, 1); what is not known (NaN) counts as average."""
    known = {name: value for name, value in zip(FEATURE_NAMES, features.tolist(), strict=True) if value == value}
    return model_for(part_of(features, embedder)).probability(known)


def best_place(ask: Ask | str, parts: ReplyParts) -> Span | None:
    """The sentence that most likely answers the ask; None for a reply without sentences."""
    if not parts.spans:
        return None
    return parts.spans[parts.best(ask_words(ask if isinstance(ask, str) else ask.text))[0]]
