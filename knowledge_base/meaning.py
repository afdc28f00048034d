"""Likeness of a question to headings and passages by their embeddings.

A passage is embedded twice: as a text that answers, and as a question is; the small models that a desk can run err
differently on the two, and their sum ranks better than either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.articles import Article, text_hash
from knowledge_base.background import BACKGROUND
from knowledge_base.bm25 import Scores
from knowledge_base.coarse import LARGE, Coarse, one_thread
from knowledge_base.passages import Passage
from knowledge_base.ranking import group_max
from knowledge_base.supported import Background, measured
from model_gateway.embedder import Embedder, Vectors
from reply_core.types import Language

_DIGITS = 5
"""Two ways to compute a likeness differ below; what is equal above comes by place."""


class Nearest(Protocol):
    """Finds the vectors nearest to one; places count as they were given."""

    def nearest(self, form: str, vector: Vectors, count: int) -> tuple[NDArray[np.intp], Scores]:
        """Places and likenesses of the ``count`` nearest of a form, best first, equals by place."""
        ...


class InProcess:
    """Vectors in memory, compared one by one: exact."""

    def __init__(self, matrices: Mapping[str, Vectors]) -> None:
        self._matrices = matrices

    def nearest(self, form: str, vector: Vectors, count: int) -> tuple[NDArray[np.intp], Scores]:
        """See `Nearest`."""
        likeness = np.round(np.asarray(self._matrices[form] @ vector, dtype=np.float64), _DIGITS).astype(np.float32)
        if count < likeness.size:
            bar = np.partition(likeness, -count)[-count]
            places = np.flatnonzero(likeness >= bar)
        else:
            places = np.arange(likeness.size)
        best = places[np.argsort(-likeness[places], kind="stable")][:count]
        return best, likeness[best]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What one question is like; shapes (A,) for articles, (P,) for passages."""

    heading: Scores
    passage: Scores
    semantic: Scores
    asked: Scores


def embedded_texts(
    articles: Sequence[Article], passages: Sequence[Passage], owner: NDArray[np.intp]
) -> dict[str, list[str]]:
    """The texts whose vectors are compared, by form."""
    whole = [f"{articles[at].heading}\n{one.text}".strip() for one, at in zip(passages, owner, strict=True)]
    return {"heading": [article.heading or article.title for article in articles], "passage": whole, "asked": whole}


def asked_hash(text: str) -> str:
    """The key of the vector of ``text`` embedded as a question."""
    return text_hash(f"query\x00{text}")


class Meaning:
    """The vectors of an index, or where they are kept; immutable once built. See `Meaning.ask`."""

    def __init__(
        self,
        texts: Mapping[str, Sequence[str]],
        starts: NDArray[np.intp],
        has_heading: NDArray[np.bool_],
        embedder: Embedder,
        known: Mapping[str, Vectors],
    ) -> None:
        one_thread()
        self.embedder = embedder
        self.vectors = _vectors(texts, embedder, known)
        self.headings = np.stack([self.vectors[text_hash(text)] for text in texts["heading"]])
        self.passages = np.stack([self.vectors[text_hash(text)] for text in texts["passage"]])
        self._asked = np.stack([self.vectors[asked_hash(text)] for text in texts["asked"]])
        self._starts, self._has_heading = starts, has_heading
        self._background: dict[Language, Background] = {
            spoken: measured(embedder, known_texts) for spoken, known_texts in BACKGROUND.items()
        }
        self._coarse = {form: Coarse(matrix) for form, matrix in self.matrices().items() if len(matrix) >= LARGE}
        self._nearest: Nearest | None = None
        self._few = 0

    def background(self, spoken: Language) -> Background:
        """The scale of likeness in a language."""
        return self._background[spoken]

    def matrices(self) -> Mapping[str, Vectors]:
        """The vectors by form."""
        return {"heading": self.headings, "passage": self.passages, "asked": self._asked}

    @property
    def known_headings(self) -> Vectors:
        """Vectors of headings, a row of zeros where there is none."""
        return np.where(self._has_heading[:, None], self.headings, np.float32(0))

    def ask(self, nearest: Nearest, few: int) -> None:
        """Have ``nearest`` compare from now on; set before the index is shared.

        Only the ``few`` nearest of each form are then told apart; all others count as the farthest of these.
        """
        self._nearest, self._few = nearest, few

    def likeness(self, vector: Vectors) -> Likeness:
        """What a question is like, by its vector of shape (dim,)."""
        passage, asked = self._scores("passage", vector), self._scores("asked", vector)
        semantic = group_max(passage, self._starts)
        heading = np.where(self._has_heading, self._scores("heading", vector), semantic).astype(np.float32)
        return Likeness(heading=heading, passage=passage, semantic=semantic, asked=group_max(asked, self._starts))

    def _scores(self, form: str, vector: Vectors) -> Scores:
        matrix = self.matrices()[form]
        if self._nearest is None or self._few >= len(matrix):
            return self._in_memory(form, matrix, vector)
        places, likeness = self._nearest.nearest(form, vector, self._few)
        if likeness.size < self._few:  # not there any more: another process keeps newer ones
            return self._in_memory(form, matrix, vector)
        scores = np.full(len(matrix), likeness[-1], dtype=np.float32)
        scores[places] = likeness
        return scores

    def _in_memory(self, form: str, matrix: Vectors, vector: Vectors) -> Scores:
        if form in self._coarse:
            return self._coarse[form].likeness(vector)
        return np.asarray(matrix @ vector, dtype=np.float32)


def _vectors(
    texts: Mapping[str, Sequence[str]], embedder: Embedder, known: Mapping[str, Vectors]
) -> dict[str, Vectors]:
    as_passages = {text_hash(text): text for form in ("heading", "passage") for text in texts[form]}
    as_questions = {asked_hash(text): text for text in texts["asked"]}
    found: dict[str, Vectors] = {}
    for wanted, embed in ((as_passages, embedder.passages), (as_questions, embedder.queries)):
        kept = {key: known[key] for key in wanted if key in known and known[key].shape == (embedder.dim,)}
        missing = [key for key in wanted if key not in kept]
        if missing:
            kept.update(zip(missing, embed([wanted[key] for key in missing]), strict=True))
        found.update(kept)
    return found
