"""Ranks one set of articles for a question by words and by meaning: what `KnowledgeIndex` is made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from knowledge_base.articles import Article
from knowledge_base.bm25 import Bm25, Rarity, Scores
from knowledge_base.hidden_commands import without_commands
from knowledge_base.meaning import Meaning, embedded_texts
from knowledge_base.passages import Passage, cut
from knowledge_base.ranking import Signals, descending, group_max, top
from knowledge_base.spelling import Speller
from knowledge_base.supported import Background, Decision, Evidence, judge
from knowledge_base.terms import document_tokens, search_tokens, subject_stems
from model_gateway.embedder import Embedder, Vectors
from reply_core.errors import EmbedderUnavailable
from reply_core.text import fold, language
from reply_core.types import Level

_HEADING_TIMES = 3
_JUDGED = 5
_JUST = 3
"""Questions whose ranking is kept: drafting asks for the whole message more than once. The whole comes first."""


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
class Ranked:
    """A question ranked: scores of articles and of passages."""

    signals: Signals
    fused: Scores
    passages: Scores
    background: Background | None


class Ranker:
    """Articles made ready to be ranked; what is kept is put in place whole, so threads may share it.

    Args:
        articles: in any order; those without text are left out.
        embedder: None = words alone.
        vectors: known vectors by the hash of what was embedded.
    """

    def __init__(self, articles: Sequence[Article], embedder: Embedder | None, vectors: Mapping[str, Vectors]) -> None:
        cut_articles = [(article, cut(article)) for article in without_commands(articles)]
        self.articles = [article for article, passages in cut_articles if passages]
        self.places = {article.id: place for place, article in enumerate(self.articles)}
        self.passages = [passage for _, passages in cut_articles for passage in passages]
        counts = [len(passages) for _, passages in cut_articles if passages]
        self._starts: NDArray[np.intp] = np.cumsum([0, *counts[:-1]], dtype=np.intp)
        self._ends: NDArray[np.intp] = np.cumsum(counts, dtype=np.intp)
        self.owners = np.repeat(np.arange(len(counts)), counts)
        self._heading_stems = [subject_stems(article.heading) for article in self.articles]
        self._stems = [
            subject_stems(passage.text) | self._heading_stems[owner]
            for passage, owner in zip(self.passages, self.owners, strict=True)
        ]
        self._rarity = Rarity(self._stems)
        self._by_article = Bm25([document_tokens([(a.heading, _HEADING_TIMES), (a.text, 1)]) for a in self.articles])
        self._by_passage = Bm25([search_tokens(passage.text) for passage in self.passages])
        twins: dict[str, int] = {}
        said = [" ".join([article.audience, *fold(article.text).split()]) for article in self.articles]
        self._twins = [twins.setdefault(text, len(twins)) for text in said]
        self._just: dict[str, Ranked] = {}
        self.meaning: Meaning | None = None
        if embedder is not None and self.articles:
            texts = embedded_texts(self.articles, self.passages, self.owners)
            headed = np.array([bool(article.heading) for article in self.articles])
            self.meaning = Meaning(texts, self._starts, headed, embedder, vectors)

    def rank(self, query: str) -> Ranked:
        """Score every article and passage for a question."""
        return self.rank_all([query])[0]

    def rank_all(self, queries: Sequence[str]) -> list[Ranked]:
        """`rank` for several questions, embedded together; those just ranked are not ranked again."""
        known = dict(self._just)
        new = [query for query in dict.fromkeys(queries) if query not in known]
        vectors: Sequence[Vectors | None] = [None] * len(new)
        if self.meaning is not None and new:
            with suppress(EmbedderUnavailable):  # this search goes by words alone; the result's level says so
                vectors = list(self.meaning.embedder.queries(new))
        known |= {query: self._ranked(query, vector) for query, vector in zip(new, vectors, strict=True)}
        found = {query: known[query] for query in queries}
        if self.meaning is None or all(ranked.background is not None for ranked in found.values()):
            self._just = dict(list(found.items())[:_JUST])
        return [found[query] for query in queries]

    def _ranked(self, query: str, vector: Vectors | None) -> Ranked:
        tokens = search_tokens(query)
        signals = Signals(lexical=self._by_article.scores(tokens), passage_lexical=self._by_passage.scores(tokens))
        background = None
        if self.meaning is not None and vector is not None:
            like = self.meaning.likeness(vector)
            background = self.meaning.background(language(query))
            signals = replace(
                signals, heading=like.heading, semantic=like.semantic, asked=like.asked, passage_semantic=like.passage
            )
        return Ranked(signals=signals, fused=signals.fused(), passages=signals.fused_passages(), background=background)

    def evidence(self, query: str, ranked: Ranked, ranking: Scores | None = None) -> Evidence:
        """What was seen of a question that was ranked; ``ranking`` orders the articles in place of its own scores."""
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

    def result(self, query: str, ranked: Ranked, limit: int, ranking: Scores | None = None) -> SearchResult:
        """The best passages and whether they answer."""
        supported, decision = judge(self.evidence(query, ranked, ranking))
        return SearchResult(
            hits=self._hits(query, ranked, ranked.fused if ranking is None else ranking, limit),
            supported=supported,
            decision=decision,
            level="rules" if ranked.background is None else "local",
        )

    def mended(self, text: str) -> str:
        """``text`` in the right keyboard layout, its slips mended by the words of the knowledge base."""
        return self._speller.mended(text)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(f"{article.heading} {article.text}" for article in self.articles)

    def apart(self, places: Iterable[int]) -> Iterator[int]:
        """The first article of each text."""
        seen: set[int] = set()
        for place in places:
            if self._twins[place] not in seen:
                seen.add(self._twins[place])
                yield place

    def _best_passages(self, ranked: Ranked, articles: Sequence[int]) -> list[int]:
        return [
            int(self._starts[place] + np.argmax(ranked.passages[self._starts[place] : self._ends[place]]))
            for place in articles
        ]

    def _hits(self, query: str, ranked: Ranked, ranking: Scores, limit: int) -> tuple[Hit, ...]:
        """An article's best passage scores as the article; its others below it by as much as they are worse."""
        if not self.passages:
            return ()
        best = group_max(ranked.passages, self._starts)
        scores = np.asarray((ranking - best)[self.owners] + ranked.passages, dtype=np.float32)
        wanted = subject_stems(query)
        meaning = ranked.signals.passage_semantic
        places = islice(self._found(scores, ranked), limit)
        return tuple(
            Hit(
                passage=self.passages[place],
                score=float(scores[place]),
                lexical=self._rarity.recall(wanted, self._stems[place]),
                semantic=None if meaning is None else float(meaning[place]),
                rank=rank,
            )
            for rank, place in enumerate(places, start=1)
        )

    def _found(self, scores: Scores, ranked: Ranked) -> Iterator[int]:
        """Passages from best to worst, of each text those of its first article; by words alone, with one in common."""
        of_text: dict[int, int] = {}
        for place in descending(scores):
            owner = int(self.owners[place])
            is_first = of_text.setdefault(self._twins[owner], owner) == owner
            if is_first and (ranked.background is not None or ranked.signals.lexical[owner] > 0):
                yield place
