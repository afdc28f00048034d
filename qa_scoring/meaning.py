"""How a message's asks and a reply's sentences stand to each other, and to the shop's articles, in an embedding."""

import math
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder, Vectors
from qa_scoring.centres import Centres, ordinary_replies
from qa_scoring.lazy import lazy
from reply_core.types import Language

Floats = NDArray[np.float64]

MEANING_NAMES: tuple[str, ...] = (
    "cos_window",
    "cos_margin",
    "window_own",
    "ask_z",
    "bridge_margin",
    "kb_expected",
)
"""Order of `Meaning.of`. cos_window: centred likeness of the ask with the best stretch of one to three sentences;
cos_margin: its likeness with its best sentence less the best rival ask's; window_own: the best such difference over all
stretches; ask_z: the best likeness in standard deviations of the ask's likeness with texts that do not answer it;
bridge_margin: the article that fits both ask and reply, less how well it fits a rival ask; kb_expected: how much of the
articles that fit the ask is in the reply. NaN: nothing to compare with.

Tried without gain: likeness with the best sentence and with the whole reply, with ordinary asks taken off, with the
sentences of the best articles (which also cost most of the time), and the bridge without rivals."""

_TINY = 1e-9
_FEW = 20
"""Fewer passages give no deviation worth the name."""
_KEPT = 8
_WINDOWS = (2, 3)
_SHARP = 2.0
"""How much more the best-fitting articles count than the next ones, per standard deviation."""


class Shelf(NamedTuple):
    """A knowledge base's vectors, centred and of length one: passages (p, dim), headings (a, dim); owners (p,)."""

    passages: Floats
    headings: Floats
    owners: NDArray[np.intp]


_shelves: OrderedDict[tuple[str, int, bytes], tuple[KnowledgeIndex, Shelf]] = OrderedDict()


class Meaning:
    """The vectors of one message's asks and one reply's sentences."""

    def __init__(
        self,
        asks: Sequence[str],
        sentences: Sequence[str],
        embedder: Embedder,
        middle: Centres,
        *,
        index: KnowledgeIndex | None,
        language: Language,
    ) -> None:
        """Embed both sides; ``sentences`` is not empty."""
        self._embedder = embedder
        self._middle = middle
        self._language: Language = language
        self._index = index if index is not None and index.level == "local" else None
        self.asks = centred(embedder.queries(asks), middle.asks)
        self.said = centred(embedder.passages(sentences), middle.replies)
        self.likeness: Floats = self.asks @ self.said.T
        """Shape (asks, sentences)."""

    def of(self, number: int) -> list[float]:
        """The features of ask ``number``, in the order of `MEANING_NAMES`."""
        own, rivals = self.likeness[number], np.delete(self.likeness, number, axis=0)
        wide, wide_rivals = self._stretches[number], np.delete(self._stretches, number, axis=0)
        best = int(np.argmax(own))
        top = float(own[best])
        return [
            float(wide.max()),
            float(top - rivals[:, best].max()) if len(rivals) else math.nan,
            float((wide - wide_rivals.max(axis=0)).max()) if len(rivals) else math.nan,
            self._ask_z(number, top),
            *self._bridge(number),
        ]

    @lazy
    def _stretches(self) -> Floats:
        """Likeness of each ask with each stretch of neighbouring sentences, shape (asks, stretches)."""
        sums = np.vstack([np.zeros(self.said.shape[1]), np.cumsum(self.said, axis=0)])
        count = len(self.said)
        found = [sums[at + size] - sums[at] for size in (1, *_WINDOWS) for at in range(count - size + 1)]
        stretches = np.stack(found)
        stretches /= np.maximum(np.linalg.norm(stretches, axis=1, keepdims=True), _TINY)
        return np.asarray(self.asks @ stretches.T, dtype=np.float64)

    @lazy
    def _shelf(self) -> Shelf | None:
        return None if self._index is None else _shelf(self._index, self._embedder, self._middle)

    def _ask_z(self, number: int, top: float) -> float:
        shelf = self._shelf
        strangers = self._ordinary if shelf is None or len(shelf.passages) < _FEW else shelf.passages
        likeness = strangers @ self.asks[number]
        return float((top - likeness.mean()) / max(float(likeness.std()), _TINY))

    @lazy
    def _ordinary(self) -> Floats:
        """Ordinary replies, centred like ours, shape (n, dim)."""
        return centred(ordinary_replies(self._embedder, self._language), self._middle.replies)

    def _bridge(self, number: int) -> tuple[float, float]:
        """bridge_margin and kb_expected over the whole knowledge base."""
        fits = self._fits
        if fits is None:
            return math.nan, math.nan
        asked, said = fits
        margin = math.nan
        if len(asked) > 1:
            rivals = np.delete(asked, number, axis=0).max(axis=0)
            margin = float((np.minimum(asked[number], said) - np.minimum(rivals, said)).max())
        weight = np.exp(_SHARP * (asked[number] - asked[number].max()))
        return margin, float(weight @ said / weight.sum())

    @lazy
    def _fits(self) -> tuple[Floats, Floats] | None:
        """How each article fits each ask, shape (asks, articles), and the reply, shape (articles,), standardised."""
        shelf = self._shelf
        if shelf is None or len(shelf.headings) < _FEW:
            return None
        starts = np.flatnonzero(np.diff(shelf.owners, prepend=-1))
        asked = np.maximum.reduceat(self.asks @ shelf.passages.T, starts, axis=1)
        asked = np.maximum(asked, self.asks @ shelf.headings.T)
        said = np.maximum.reduceat((self.said @ shelf.passages.T).max(axis=0), starts)
        return _standardised(asked), _standardised(said)


def _standardised(values: Floats) -> Floats:
    mean, spread = values.mean(axis=-1, keepdims=True), values.std(axis=-1, keepdims=True)
    return np.asarray((values - mean) / np.maximum(spread, _TINY), dtype=np.float64)


def _shelf(index: KnowledgeIndex, embedder: Embedder, middle: Centres) -> Shelf:
    key = (embedder.name, id(index), middle.replies.tobytes()[:64])
    known = _shelves.get(key)
    if known is not None and known[0] is index:
        return known[1]
    made = Shelf(
        centred(index.passage_vectors, middle.replies), centred(index.heading_vectors, middle.replies), index.owners
    )
    _shelves[key] = (index, made)
    while len(_shelves) > _KEPT:
        _shelves.popitem(last=False)
    return made


def centred(vectors: Vectors | Floats, centre: Floats) -> Floats:
    """Vectors with the centre taken away, each of length one; a row of zeros stays one."""
    given = vectors.astype(np.float64)
    moved = np.where(given.any(axis=1, keepdims=True), given - centre, 0.0)
    normed: Floats = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), _TINY)
    return normed
