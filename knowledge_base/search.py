"""Finds the articles and passages that answer a question, and says whether any does.

Words (BM25 over stems and four-grams, headings counted three times) and meaning (likeness to the heading and to the
best passage) are independent views; their standardised scores are added. Without an embedder words rank alone. Of
articles with the same text only the best is given.
"""

import re
import threading
from collections.abc import Mapping, Sequence
from itertools import islice, takewhile
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge_base.articles import Article, text_hash
from knowledge_base.filters import EVERYTHING, Scope
from knowledge_base.meaning import Meaning, Nearest, embedded_texts
from knowledge_base.passages import Passage
from knowledge_base.ranker import Hit, Ranker, SearchResult
from knowledge_base.ranking import descending
from knowledge_base.supported import Evidence
from knowledge_base.terms import subject_stems
from model_gateway.embedder import Embedder, Vectors
from reply_core.errors import EmbedderUnavailable, NotFound
from reply_core.text import fold
from reply_core.timeline import needs_answer
from reply_core.types import Ask, Level

__all__ = ("Hit", "KnowledgeIndex", "SearchResult", "spoken_of")

_CONTEXT_WEIGHT = 0.5
_FEW_STEMS = 2
_LONG = 600
"""Characters: in a longer message the one ask weighs more than what is told around it."""
_SCOPES = 4
"""Filtered views kept: brands, readers, and days between which some article began or ended."""
_DAYS = 400
"""Scopes whose view is known: most days of a year share one."""
_ASKING = subject_stems(
    "сколько стоит цена почем когда где куда как какой долго ждать срок часто нужно бывает "
    "how much long cost take price when where often what which need"
)
"""Words that ask without saying about what."""
_GOES_ON = re.compile(r"\W*(?:а|и|но|and|but|what about|how about)\b")
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class KnowledgeIndex:
    """An index of articles in memory; immutable once built, so threads may share it."""

    def __init__(self, articles: Sequence[Article], embedder: Embedder | None, vectors: Mapping[str, Vectors]) -> None:
        """Use `build`."""
        self._whole = tuple(articles)
        self.ranker = Ranker(articles, embedder, vectors)
        self._articles, self._passages = tuple(self.ranker.articles), tuple(self.ranker.passages)
        self._scopes: dict[Scope, KnowledgeIndex] = {}
        self._narrowed: dict[bytes, KnowledgeIndex] = {}
        self._narrowing = threading.Lock()

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
        return "rules" if self.ranker.meaning is None else "local"

    @property
    def articles(self) -> tuple[Article, ...]:
        """The indexed articles."""
        return self._articles

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The indexed passages, article by article."""
        return self._passages

    @property
    def vectors(self) -> Mapping[str, Vectors]:
        """Vectors in use by the hash of what was embedded: keep them to build faster next time."""
        return {} if self.ranker.meaning is None else self.ranker.meaning.vectors

    @property
    def text_vectors(self) -> Mapping[str, Vectors]:
        """Vectors of headings and passages as texts that answer, each text once, by `text_hash`."""
        if self.ranker.meaning is None:
            return {}
        texts = embedded_texts(self.ranker.articles, self.ranker.passages, self.ranker.owners)
        hashes = {text_hash(text): None for form in ("heading", "passage") for text in texts[form]}
        return {name: self.ranker.meaning.vectors[name] for name in hashes}

    @property
    def owners(self) -> NDArray[np.intp]:
        """For each passage the place of its article in ``articles``, shape (passages,)."""
        return self.ranker.owners

    @property
    def passage_vectors(self) -> Vectors:
        """Vectors of ``passages`` with their headings, shape (passages, dim); no rows at the level of rules."""
        return np.zeros((0, 0), dtype=np.float32) if self.ranker.meaning is None else self.ranker.meaning.passages

    @property
    def heading_vectors(self) -> Vectors:
        """Vectors of the articles' headings, shape (articles, dim), a row of zeros where there is no heading."""
        return np.zeros((0, 0), dtype=np.float32) if self.ranker.meaning is None else self.ranker.meaning.known_headings

    def within(self, scope: Scope) -> "KnowledgeIndex":
        """This index without the articles that ``scope`` leaves out; scopes that leave out the same share an index."""
        if scope == EVERYTHING:
            return self
        found = self._scopes.get(scope)
        if found is None:
            with self._narrowing:
                found = self._within(scope)
                self._scopes = _newest(self._scopes, scope, found, _DAYS)
        return found

    def _within(self, scope: Scope) -> "KnowledgeIndex":
        admitted = [scope.admits(article) for article in self._whole]
        if all(admitted):
            return self
        key = np.packbits(admitted).tobytes()
        found = self._narrowed.get(key)
        if found is None:
            embedder = None if self.ranker.meaning is None else self.ranker.meaning.embedder
            kept = [article for article, is_in in zip(self._whole, admitted, strict=True) if is_in]
            found = KnowledgeIndex.build(kept, embedder, self.vectors)
            self._narrowed = _newest(self._narrowed, key, found, _SCOPES)
        return found

    def look_elsewhere(self, nearest: Nearest, few: int) -> None:
        """Have ``nearest`` find the ``few`` nearest vectors of each form; set before the index is shared."""
        if self.ranker.meaning is not None:
            self.ranker.meaning.ask(nearest, few)

    @property
    def meaning(self) -> Meaning | None:
        """The vectors by form; None at the level of rules."""
        return self.ranker.meaning

    def article(self, article_id: str) -> Article:
        """The article of this id.

        Raises:
            NotFound: there is none.
        """
        if article_id not in self.ranker.places:
            raise NotFound("No such article in the knowledge base", where=article_id)
        return self.ranker.articles[self.ranker.places[article_id]]

    def search(self, query: str, limit: int = 10, scope: Scope = EVERYTHING) -> SearchResult:
        """The best passages for a question, at most ``limit``, and whether the knowledge base answers it."""
        within = self.within(scope)
        query = within.mended(query)
        return within.ranker.result(query, within.ranker.rank(query), limit)

    def search_asks(
        self,
        inquiry_text: str,
        asks: Sequence[Ask],
        limit: int = 10,
        scope: Scope = EVERYTHING,
        before: Sequence[str] = (),
    ) -> tuple[SearchResult, ...]:
        """One result per ask, in their order.

        The one ask of a message is searched by the whole message: what is told around it says what it is about. Of
        several asks each is searched and judged by itself, and the whole message helps to rank.

        Args:
            asks: without asks there is one result, of the whole message.
            before: what the customer wrote before, oldest first: it completes a message that names nothing
                («а сколько стоит?»).
        """
        within = self.within(scope)
        text = within.mended(_completed(inquiry_text, before))
        if not asks or (len(asks) == 1 and len(text) <= _LONG):
            return (within.ranker.result(text, within.ranker.rank(text), limit),)
        said = [within.mended(ask.text) for ask in asks]
        telling = [asked for asked in said if len(subject_stems(asked)) >= _FEW_STEMS]
        whole, *owns = within.ranker.rank_all([text, *telling])
        known = dict(zip(telling, owns, strict=True))
        found = []
        for asked in said:
            if asked not in known:  # «Когда?» says nothing without the rest
                found.append(within.ranker.result(text, whole, limit))
                continue
            own = known[asked]
            fused = np.asarray(own.fused + _CONTEXT_WEIGHT * whole.fused, dtype=np.float32)
            found.append(within.ranker.result(asked, own, limit, ranking=fused))
        return tuple(found)

    def rank_articles(self, query: str, limit: int = 10, scope: Scope = EVERYTHING) -> tuple[tuple[str, float], ...]:
        """Ids and scores of the best articles, best first."""
        within = self.within(scope)
        fused = within.ranker.rank(within.mended(query)).fused
        best = islice(within.ranker.apart(descending(fused)), limit)
        return tuple((within.ranker.articles[place].id, float(fused[place])) for place in best)

    def evidence(self, query: str) -> Evidence:
        """What the search saw, for judging whether the knowledge base answers (and for training that judge)."""
        query = self.mended(query)
        return self.ranker.evidence(query, self.ranker.rank(query))

    def mended(self, text: str) -> str:
        """``text`` in the right keyboard layout, its slips mended by the words of the knowledge base."""
        return self.ranker.mended(text)


def _newest(known: dict[_Key, _Value], key: _Key, value: _Value, most: int) -> dict[_Key, _Value]:
    """A new dictionary with one more entry and without the oldest ones beyond ``most``."""
    return {**dict(list(known.items())[1 - most :]), key: value}


def spoken_of(text: str, before: Sequence[str]) -> str:
    """The last message before ``text`` that names something, where ``text`` names next to nothing; else empty.

    What stands before thanks is over: a new question does not lean on it.
    """
    if not _leans(text):
        return ""
    open_still = takewhile(needs_answer, reversed(before))
    return next((said for said in open_still if not _leans(said)), "")


def _leans(text: str) -> bool:
    """Whether a message says too little without the one before: «А сколько стоит?», «и в субботу?»."""
    stems = subject_stems(text)
    named = len(stems - _ASKING)
    return len(stems) < _FEW_STEMS or not named or (named < _FEW_STEMS and bool(_GOES_ON.match(fold(text))))


def _completed(text: str, before: Sequence[str]) -> str:
    """A message that names next to nothing, with the last one before it that does."""
    told = spoken_of(text, before)
    return f"{told}\n{text}" if told else text
