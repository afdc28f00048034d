"""Is this ask answered by this reply: the features, and p(answered) by trained coefficients (`models/coverage.json`).

`coverage_features` is the one place where features are made: the scorer and the training script both call it, so what
was trained is what is used. Without an embedder the meaning features are 0 and the part "rules" of the file is used.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.logistic import Logistic, load_logistic
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder, Vectors
from qa_scoring.answer_kinds import AskWords, Bag, ask_words, kinds_by_signs, recall
from qa_scoring.centres import Centres, centres
from qa_scoring.phrases import Found, look, reply_book
from qa_scoring.reading import Reading, read_text
from reply_core.types import Ask, Span

FEATURE_NAMES: tuple[str, ...] = (
    "recall_sentence",
    "recall_reply",
    "margin",
    "kind_in_sentence",
    "kind_in_reply",
    "refusal_or_yes",
    "no_content",
    "length",
    "kb_recall",
    "cos_sentence",
    "cos_reply",
    "cos_margin",
    "kb_cos",
    "kb_coverage",
)
"""Order of `coverage_features`. recall_*: weighted share of the ask's words in the best sentence and in the reply;
margin: recall_sentence minus the best rival ask's recall of that sentence; kind_*: the kind of answer the ask wants
(a date, a sum, a place, steps, yes or no …) shows; no_content: the ask has no telling word of its own; length:
log(1 + words)/5; kb_*: how much of the best articles' answer the reply holds, NaN without articles; cos_*: centred
likeness, 0 without an embedder."""

MODELS = Path(__file__).parent / "models"
_SHOWS = "shows."
_LONGEST = 2000
_TINY = 1e-9
_NO_ARTICLE = (math.nan, math.nan, math.nan)
"""kb_recall, kb_cos and kb_coverage where there is nothing to compare with."""
_TOP_ARTICLES = 3
_KIND_BONUS = 0.25
_KB_SENTENCES = 12


class ReplyParts:
    """A reply's sentences with their stems and shown kinds, made once for all its asks."""

    def __init__(self, reply: Reading, cues: Found | None = None) -> None:
        """Read the parts of a reply; ``cues`` are those of `phrases.reply_book`, looked for when not given."""
        self.reading = reply
        self.spans = reply.sentences
        self.bags = tuple(Bag(stems) for stems in reply.sentence_stems)
        self.bag = Bag(reply.stem_set)
        self.kinds = self._kinds(look(reply, reply_book(reply.language)) if cues is None else cues)
        self.all_kinds = frozenset[str]().union(*self.kinds)

    def _kinds(self, cues: Found) -> tuple[frozenset[str], ...]:
        """The kinds of answer each sentence shows."""
        found = [set(kinds_by_signs(self.reading.folded[span.start : span.end])) for span in self.spans]
        for label, places in cues.items():
            if label.startswith(_SHOWS):
                for place in places:
                    found[self.reading.sentence_at(place.start)].add(label.removeprefix(_SHOWS))
        return tuple(frozenset(kinds) for kinds in found)

    def best(self, ask: AskWords) -> tuple[int, float]:
        """The sentence that holds most of the ask (kind breaks ties), and how much."""
        best, best_recall, best_key = 0, 0.0, -1.0
        for number, bag in enumerate(self.bags):
            got = recall(ask, bag)
            key = got + _KIND_BONUS * bool(ask.kinds & self.kinds[number])
            if key > best_key:
                best, best_recall, best_key = number, got, key
        return best, best_recall


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
    """Features of one ask and one reply, shape (len(FEATURE_NAMES),), in that order.

    Args:
        ask: the ask, or its text.
        other_asks: the other asks of the same message.
        reply: the reply.
        index: the shop's knowledge base, if there is one.
        embedder: None leaves the meaning features 0.
        centre: the mean vector taken from every vector before comparing; None: `centres`.
        known: texts that hold the answer, best first (articles given with the case); None: found in the index.
        context: the customer's whole message, whose words stand in for an ask that has none of its own («Где он»).
    """
    parts = (
        reply if isinstance(reply, ReplyParts) else ReplyParts(read_text(reply) if isinstance(reply, str) else reply)
    )
    text, others = _text(ask), [_text(other) for other in other_asks]
    asked = ask_words(text)
    if not asked.stems and context is not None:
        asked = AskWords(_context_stems(context, others), asked.kinds)
    number, in_sentence = parts.best(asked)
    rivals = [recall(ask_words(other), parts.bags[number]) for other in others] if parts.bags else []
    kinds = parts.kinds[number] if parts.kinds else frozenset()
    lexical = [
        in_sentence,
        recall(asked, parts.bag),
        in_sentence - max(rivals, default=0.0),
        float(bool(asked.kinds & kinds)),
        float(bool(asked.kinds & parts.all_kinds)),
        float("yesno" in asked.kinds and "yesno" in parts.all_kinds),
        float(not ask_words(text).stems),
        math.log1p(len(parts.reading.tokens)) / 5,
    ]
    articles = tuple(known[:_TOP_ARTICLES]) if known else _articles(text, index)
    kb_recall = _kb_recall(articles, parts.bag) if articles else _NO_ARTICLE[0]
    meaning = [0.0, 0.0, 0.0, *_NO_ARTICLE[1:]]
    if embedder is not None:
        middle = centres(embedder, index, parts.reading.language) if centre is None else Centres(centre, centre)
        meaning = _meaning([text, *others], parts, articles, embedder, middle)
    return np.array([*lexical, kb_recall, *meaning], dtype=np.float64)


def _context_stems(context: Reading, others: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Telling words of the message that belong to no other ask."""
    taken = {stem for other in others for stem, _ in ask_words(other).stems}
    return tuple(pair for pair in ask_words(context.clean[:_LONGEST]).stems if pair[0] not in taken)


def _text(ask: Ask | str) -> str:
    return ask if isinstance(ask, str) else ask.text


def _articles(text: str, index: KnowledgeIndex | None) -> tuple[str, ...]:
    if index is None:
        return ()
    return tuple(index.article(name).text for name, _ in index.rank_articles(text, _TOP_ARTICLES))


def _kb_recall(articles: tuple[str, ...], said: Bag) -> float:
    """Share of the best-fitting article's telling words in the reply."""
    best = 0.0
    for text in articles:
        best = max(best, recall(ask_words(text[:_LONGEST]), said))
    return best


def _meaning(
    texts: Sequence[str], parts: ReplyParts, articles: tuple[str, ...], embedder: Embedder, centre: Centres
) -> list[float]:
    """cos_sentence, cos_reply, cos_margin, kb_cos, kb_coverage of the first ask in ``texts`` beside the others."""
    if not parts.spans:
        return [0.0, 0.0, 0.0, *_NO_ARTICLE[1:]]
    asks = _centred(embedder.queries(texts), centre.asks)
    said = _centred(embedder.passages([span.of(parts.reading.clean) for span in parts.spans]), centre.replies)
    whole = said.mean(axis=0) / max(float(np.linalg.norm(said.mean(axis=0))), _TINY)
    likeness = asks @ said.T
    best = int(np.argmax(likeness[0]))
    rival = float(likeness[1:, best].max()) if len(texts) > 1 else 0.0
    kb_cos, kb_coverage = (-1.0, -1.0) if articles else _NO_ARTICLE[1:]
    for article in articles:
        lines = _centred(embedder.passages(_lines(article)), centre.replies)
        kb_cos = max(kb_cos, float((lines.mean(axis=0) @ said.T).max()))
        kb_coverage = max(kb_coverage, float((lines @ said.T).max(axis=1).mean()))
    top = float(likeness[0, best])
    return [top, float(asks[0] @ whole), top - rival, kb_cos, kb_coverage]


@lru_cache(maxsize=2_000)
def _lines(article: str) -> tuple[str, ...]:
    """The first sentences of an article; the article itself when it has none."""
    read = read_text(article[:_LONGEST])
    return tuple(span.of(read.clean) for span in read.sentences[:_KB_SENTENCES]) or (article[:_LONGEST] or " ",)


def _centred(vectors: Vectors, centre: NDArray[np.float64]) -> NDArray[np.float64]:
    moved = vectors.astype(np.float64) - centre
    normed: NDArray[np.float64] = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), _TINY)
    return normed


def model_for(embedder: Embedder | None) -> Logistic:
    """The coefficients of the level in use."""
    return load_logistic("coverage", "rules" if embedder is None else "local", MODELS)


def p_answered(features: NDArray[np.float64], embedder: Embedder | None) -> float:
    """The probability that the ask is answered, in (0, 1); what is not known (NaN) counts as average."""
    known = {name: value for name, value in zip(FEATURE_NAMES, features.tolist(), strict=True) if value == value}
    return model_for(embedder).probability(known)


def best_place(ask: Ask | str, parts: ReplyParts) -> Span | None:
    """The sentence that most likely answers the ask; None for a reply without sentences."""
    if not parts.spans:
        return None
    return parts.spans[parts.best(ask_words(_text(ask)))[0]]
