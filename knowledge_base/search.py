"""Finds the articles and passages that answer a question, and says whether any does.

Words (BM25 over stems and four-grams, headings counted three times) and meaning (likeness to the heading and to the
best passage) are two independent views; their standardised scores are added. Without an embedder words rank alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge_base.articles import Article, text_hash
from knowledge_base.background import BACKGROUND
from knowledge_base.bm25 import Bm25, Rarity, Scores
from knowledge_base.hidden_commands import without_commands
from knowledge_base.passages import Passage, cut
from knowledge_base.ranking import Signals, group_max, order, top
from knowledge_base.supported import Background, Decision, Evidence, judge, measured
from knowledge_base.terms import document_tokens, search_tokens, subject_stems
from model_gateway.embedder import Embedder, Vectors
from reply_core.errors import EmbedderUnavailable, NotFound
from reply_core.text import language
from reply_core.types import Ask, Level

_HEADING_TIMES = 3
_CONTEXT_WEIGHT = 0.5
_FEW_STEMS = 2
_JUDGED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found; ``rank`` counts from 1."""

    passage: Passage
    score: float
    """What it was ranked by: comparable within one search only."""
    lexical: float
    """Share of the question's telling words in heading and passage, 0 to 1."""
    semantic: float | None
    """Likeness of question and passage, −1 to 1; None without embeddings."""
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Passages, best first, and whether they answer the question."""

    hits: tuple[Hit, ...]
    supported: float
    """Probability that the knowledge base holds the answer."""
    decision: Decision
    level: Level = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranked:
    signals: Signals
    fused: Scores
    passages: Scores
    background: Background | None


class KnowledgeIndex:
    """An index of articles in memory; immutable once built, so threads may share it."""

    def __init__(self, articles: Sequence[Article], embedder: Embedder | None, vectors: Mapping[str, Vectors]) -> None:
        """Use `build`."""
        cut_articles = [(article, cut(article)) for article in without_commands(articles)]
        self._articles = [article for article, passages in cut_articles if passages]
        self._places = {article.id: place for place, article in enumerate(self._articles)}
        self._passages = [passage for _, passages in cut_articles for passage in passages]
        counts = [len(passages) for _, passages in cut_articles if passages]
        self._starts: NDArray[np.intp] = np.cumsum([0, *counts[:-1]], dtype=np.intp)
        self._owner = np.repeat(np.arange(len(counts)), counts)
        self._heading_stems = [subject_stems(article.heading) for article in self._articles]
        self._stems = [
            subject_stems(passage.text) | self._heading_stems[owner]
            for passage, owner in zip(self._passages, self._owner, strict=True)
        ]
        self._rarity = Rarity(self._stems)
        self._by_article = Bm25([document_tokens([(a.heading, _HEADING_TIMES), (a.text, 1)]) for a in self._articles])
        self._by_passage = Bm25([search_tokens(passage.text) for passage in self._passages])
        self._embedder: Embedder | None = None
        self._vectors: dict[str, Vectors] = {}
        if embedder is not None and self._articles:
            self._embed(embedder, vectors)

    @classmethod
    def build(
        cls,
        articles: Sequence[Article],
        embedder: Embedder | None = None,
        vectors: Mapping[str, Vectors] | None = None,
    ) -> "KnowledgeIndex":
        """Index articles.

        Args:
            articles: in any order; those without text are left out.
            embedder: None = words alone. One that fails while building = words alone, see ``level``.
            vectors: known vectors by `text_hash` of the embedded text, of this very embedder (see ``vectors``);
                only what is missing is embedded.
        """
        try:
            return cls(articles, embedder, vectors or {})
        except EmbedderUnavailable:
            return cls(articles, None, {})

    @property
    def level(self) -> Level:
        """``local`` when meaning is searched too, else ``rules``."""
        return "rules" if self._embedder is None else "local"

    @property
    def articles(self) -> tuple[Article, ...]:
        """The indexed articles."""
        return tuple(self._articles)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The indexed passages, article by article."""
        return tuple(self._passages)

    @property
    def vectors(self) -> Mapping[str, Vectors]:
        """Vectors in use by `text_hash` of the embedded text: keep them to build faster next time."""
        return self._vectors

    @property
    def owners(self) -> NDArray[np.intp]:
        """For each passage the place of its article in ``articles``, shape (passages,)."""
        return self._owner

    @property
    def passage_vectors(self) -> Vectors:
        """Vectors of ``passages`` with their headings, shape (passages, dim); no rows at the level of rules."""
        return self._passage_matrix if self._embedder is not None else np.zeros((0, 0), dtype=np.float32)

    @property
    def heading_vectors(self) -> Vectors:
        """Vectors of the articles' headings, shape (articles, dim), a row of zeros where there is no heading."""
        if self._embedder is None:
            return np.zeros((0, 0), dtype=np.float32)
        return np.where(self._has_heading[:, None], self._heading_matrix, np.float32(0))

    def article(self, article_id: str) -> Article:
        """The article of this id.

        Raises:
            NotFound: there is none.
        """
        if article_id not in self._places:
            raise NotFound("No such article in the knowledge base", where=article_id)
        return self._articles[self._places[article_id]]

    def search(self, query: str, limit: int = 10) -> SearchResult:
        """The best passages for a question, at most ``limit``, and whether the knowledge base answers it."""
        return self._result(query, self._rank(query), limit)

    def search_asks(self, inquiry_text: str, asks: Sequence[Ask], limit: int = 10) -> tuple[SearchResult, ...]:
        """One result per ask, in their order; the whole message helps to rank, each ask is judged by itself.

        Without asks there is one result, of the whole message.
        """
        if not asks:
            return (self.search(inquiry_text, limit),)
        whole = self._rank(inquiry_text)
        found = []
        for ask in asks:
            own = self._rank(ask.text)
            if len(subject_stems(ask.text)) < _FEW_STEMS:  # «Когда?» says nothing without the rest
                found.append(self._result(inquiry_text, whole, limit))
                continue
            fused = np.asarray(own.fused + _CONTEXT_WEIGHT * whole.fused, dtype=np.float32)
            found.append(self._result(ask.text, own, limit, ranking=fused))
        return tuple(found)

    def rank_articles(self, query: str, limit: int = 10) -> tuple[tuple[str, float], ...]:
        """Ids and scores of the best articles, best first."""
        fused = self._rank(query).fused
        return tuple((self._articles[place].id, float(fused[place])) for place in top(fused, limit))

    def evidence(self, query: str) -> Evidence:
        """What the search saw, for judging whether the knowledge base answers (and for training that judge)."""
        return self._evidence(query, self._rank(query))

    def _embed(self, embedder: Embedder, known: Mapping[str, Vectors]) -> None:
        headings = [article.heading or article.title for article in self._articles]
        passages = [
            f"{self._articles[owner].heading}\n{passage.text}".strip()
            for passage, owner in zip(self._passages, self._owner, strict=True)
        ]
        self._vectors = _vectors([*headings, *passages], embedder, known)
        self._heading_matrix = np.stack([self._vectors[text_hash(text)] for text in headings])
        self._passage_matrix = np.stack([self._vectors[text_hash(text)] for text in passages])
        self._has_heading = np.array([bool(article.heading) for article in self._articles])
        self._background = {spoken: measured(embedder, texts) for spoken, texts in BACKGROUND.items()}
        self._embedder = embedder

    def _rank(self, query: str) -> _Ranked:
        tokens = search_tokens(query)
        signals = Signals(lexical=self._by_article.scores(tokens), passage_lexical=self._by_passage.scores(tokens))
        background = None
        if self._embedder is not None:
            try:
                signals, background = self._with_meaning(query, signals, self._embedder)
            except EmbedderUnavailable:
                background = None  # this search goes by words alone; the result's level says so
        return _Ranked(signals=signals, fused=signals.fused(), passages=signals.fused_passages(), background=background)

    def _with_meaning(self, query: str, signals: Signals, embedder: Embedder) -> tuple[Signals, Background]:
        vector = embedder.queries([query])[0]
        per_passage = np.asarray(self._passage_matrix @ vector, dtype=np.float32)
        per_article = group_max(per_passage, self._starts)
        per_heading = np.where(self._has_heading, self._heading_matrix @ vector, per_article).astype(np.float32)
        meant = replace(signals, heading=per_heading, semantic=per_article, passage_semantic=per_passage)
        return meant, self._background[language(query)]

    def _best_passages(self, ranked: _Ranked, articles: Sequence[int]) -> list[int]:
        ends = [*self._starts[1:], len(self._passages)]
        return [
            int(self._starts[place] + np.argmax(ranked.passages[self._starts[place] : ends[place]]))
            for place in articles
        ]

    def _evidence(self, query: str, ranked: _Ranked, ranking: Scores | None = None) -> Evidence:
        best = top(ranked.fused if ranking is None else ranking, _JUDGED)
        return Evidence(
            query=subject_stems(query),
            rarity=self._rarity,
            signals=ranked.signals,
            fused=ranked.fused,
            headings=[self._heading_stems[place] for place in best],
            passages=[self._stems[place] for place in self._best_passages(ranked, best)],
            language=language(query),
            background=ranked.background,
        )

    def _result(self, query: str, ranked: _Ranked, limit: int, ranking: Scores | None = None) -> SearchResult:
        supported, decision = judge(self._evidence(query, ranked, ranking))
        return SearchResult(
            hits=self._hits(query, ranked, ranked.fused if ranking is None else ranking, limit),
            supported=supported,
            decision=decision,
            level="rules" if ranked.background is None else "local",
        )

    def _hits(self, query: str, ranked: _Ranked, ranking: Scores, limit: int) -> tuple[Hit, ...]:
        """An article's best passage scores as the article; its others below it by as much as they are worse."""
        if not self._passages:
            return ()
        best = group_max(ranked.passages, self._starts)
        scores = np.asarray((ranking - best)[self._owner] + ranked.passages, dtype=np.float32)
        wanted = subject_stems(query)
        meaning = ranked.signals.passage_semantic
        places = [int(place) for place in order(scores)]
        if meaning is None:
            places = [place for place in places if ranked.signals.lexical[self._owner[place]] > 0]
        return tuple(
            Hit(
                passage=self._passages[place],
                score=float(scores[place]),
                lexical=self._rarity.recall(wanted, self._stems[place]),
                semantic=None if meaning is None else float(meaning[place]),
                rank=rank,
            )
            for rank, place in enumerate(places[:limit], start=1)
        )


def _vectors(texts: Sequence[str], embedder: Embedder, known: Mapping[str, Vectors]) -> dict[str, Vectors]:
    wanted = {text_hash(text): text for text in texts}
    found = {key: known[key] for key in wanted if key in known and known[key].shape == (embedder.dim,)}
    missing = [key for key in wanted if key not in found]
    if missing:
        found.update(zip(missing, embedder.passages([wanted[key] for key in missing]), strict=True))
    return found
