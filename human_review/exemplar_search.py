"""Finds accepted replies to questions like this one: by words, and by meaning where there is an embedder."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from drafting.desk import Wording
from knowledge_base.bm25 import Bm25, Rarity
from knowledge_base.ranking import order
from knowledge_base.terms import search_tokens, subject_stems
from model_gateway.embedder import Embedder, Vectors
from reply_core.errors import EmbedderUnavailable
from reply_core.tables import Exemplar
from reply_core.text import fold

_EMBEDDED = 400
"""The newest exemplars whose meaning is compared; older ones are found by their words."""
_SHARED = 0.34
"""The least share of a question's words, by weight, that the exemplar's question must have."""
_SAME_MEANING = 0.92
"""The cosine from which two questions are one, whatever their words (as `gaps` has it)."""


@dataclass(frozen=True, slots=True)
class Found:
    """An exemplar and how near its question is, 0 to 1."""

    exemplar: Exemplar
    nearness: float


class ExemplarIndex:
    """The exemplars of one brand, ready to be searched; it gives drafting its `Wordings`."""

    def __init__(self, rows: Sequence[Exemplar], embedder: Embedder | None = None) -> None:
        """``rows``: of one brand, the newest first. With an embedder their questions are embedded here."""
        self.rows = tuple(rows)
        self._stems = [subject_stems(row.question) for row in rows]
        self._bm25 = Bm25([search_tokens(f"{row.question} {row.question} {row.reply}") for row in rows])
        self._rarity = Rarity(self._stems)
        self._embedder = embedder
        self._vectors = _vectors(embedder, [row.question for row in rows[:_EMBEDDED]])

    def search(self, question: str, *, limit: int = 10) -> tuple[Found, ...]:
        """The exemplars whose question is near, the nearest first; the same reply once."""
        asked = subject_stems(question)
        if not self.rows or not asked:
            return ()
        words = self._bm25.scores(search_tokens(question))
        shared = np.array([self._rarity.recall(asked, stems) for stems in self._stems], dtype=np.float32)
        near = shared.copy()
        meaning = self._meaning(question)
        near[: len(meaning)] = np.maximum(near[: len(meaning)], np.where(meaning >= _SAME_MEANING, meaning, 0.0))
        fits = near >= _SHARED
        ranked = np.where(fits, near + 0.1 * words / (words.max() or 1.0), -1.0)
        found: dict[str, Found] = {}
        for at in order(ranked.astype(np.float32)):
            if not fits[at] or len(found) >= limit:
                break
            row = self.rows[int(at)]
            found.setdefault(fold(row.reply), Found(row, round(float(near[at]), 3)))
        return tuple(found.values())

    def find(self, question: str, *, limit: int = 3) -> tuple[Wording, ...]:
        """The same for drafting."""
        return tuple(
            Wording(id=each.exemplar.id, question=each.exemplar.question, reply=each.exemplar.reply)
            for each in self.search(question, limit=limit)
        )

    def _meaning(self, question: str) -> Vectors:
        if self._embedder is None or self._vectors is None:
            return np.zeros(0, dtype=np.float32)
        try:
            return np.asarray(self._vectors @ self._embedder.queries([question])[0], dtype=np.float32)
        except EmbedderUnavailable:
            return np.zeros(0, dtype=np.float32)


def _vectors(embedder: Embedder | None, questions: Sequence[str]) -> Vectors | None:
    if embedder is None or not questions:
        return None
    try:
        return embedder.queries(list(questions))
    except EmbedderUnavailable:
        return None
