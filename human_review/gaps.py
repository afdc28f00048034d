"""What the knowledge base does not answer: like questions counted together, the most frequent first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from rapidfuzz import fuzz
from sklearn.cluster import AgglomerativeClustering

from human_review.store import StoredGap
from model_gateway.embedder import Embedder
from reply_core.errors import EmbedderUnavailable
from reply_core.text import stems

_ALIKE = 80.0
_WORDINGS = 5
_COMPARED = 400
_SAME_MEANING = 0.92
"""Mean cosine of the bundled embedder's vectors from which two kinds of question are one; below it paraphrases part,
above it unlike questions of one topic meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapGroup:
    """Questions of one kind; ``ask`` is the newest wording."""

    id: str
    ask: str
    wordings: tuple[str, ...]
    """How people put it, the newest first, at most five."""
    topic: str
    count: int
    nearest: tuple[str, ...]
    """Titles of the articles nearest to it."""
    conversation_ids: tuple[str, ...]
    last_at: datetime
    asked_at: tuple[datetime, ...] = ()
    """When each counted conversation first asked it, also before the period that is counted."""


def grouped(
    gaps: Sequence[StoredGap],
    limit: int = 100,
    embedder: Embedder | None = None,
    *,
    since: datetime | None = None,
) -> tuple[GapGroup, ...]:
    """Gaps of one wording (stems in any order) or, with an embedder, of one meaning put together; groups by size, then
    newest first.

    Args:
        gaps: newest first. Of many hundreds of kinds only the newest 400 are compared with what follows.
        limit: how many groups to give.
        embedder: None, or one that fails: by wording alone.
        since: count what was asked since then; older gaps only help to tell which question grows.
    """
    kinds = _by_wording(gaps)
    if embedder is not None and len(kinds) > 1:
        kinds = [*_by_meaning(kinds[:_COMPARED], embedder), *kinds[_COMPARED:]]
    found = [
        _group(counted, own) for own in kinds if (counted := [gap for gap in own if since is None or gap.at >= since])
    ]
    return tuple(sorted(found, key=lambda group: (-group.count, -group.last_at.timestamp()))[:limit])


def _by_wording(gaps: Sequence[StoredGap]) -> list[list[StoredGap]]:
    groups: list[tuple[str, list[StoredGap]]] = []
    for gap in gaps:
        key = " ".join(sorted(set(stems(gap.ask)))) or gap.ask
        home = next((own for other, own in groups[:_COMPARED] if _alike(key, other)), None)
        if home is None:
            groups.append((key, [gap]))
        else:
            home.append(gap)
    return [own for _, own in groups]


def _by_meaning(kinds: Sequence[list[StoredGap]], embedder: Embedder) -> list[list[StoredGap]]:
    try:
        vectors = embedder.queries([own[0].ask for own in kinds])
    except EmbedderUnavailable:
        return list(kinds)
    clusters = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - _SAME_MEANING
    ).fit_predict(vectors.astype(np.float64))
    joined: dict[int, list[StoredGap]] = {}
    for own, cluster in zip(kinds, clusters.tolist(), strict=True):
        joined.setdefault(cluster, []).extend(own)
    return list(joined.values())


def _alike(key: str, other: str) -> bool:
    return key == other or fuzz.token_sort_ratio(key, other, score_cutoff=_ALIKE) >= _ALIKE


def _group(gaps: Sequence[StoredGap], ever: Sequence[StoredGap]) -> GapGroup:
    first: dict[str, datetime] = {}
    for gap in sorted(ever, key=lambda gap: gap.at):
        first.setdefault(gap.conversation_id or gap.id, gap.at)
    newest = max(gaps, key=lambda gap: gap.at)
    return GapGroup(
        id=newest.id,
        ask=newest.ask,
        wordings=tuple(dict.fromkeys(gap.ask for gap in sorted(gaps, key=lambda gap: gap.at, reverse=True)))[
            :_WORDINGS
        ],
        topic=Counter(gap.topic for gap in gaps).most_common(1)[0][0],
        count=len({gap.conversation_id or gap.id for gap in gaps}),
        nearest=newest.nearest,
        conversation_ids=tuple(dict.fromkeys(gap.conversation_id for gap in gaps if gap.conversation_id)),
        last_at=newest.at,
        asked_at=tuple(first.values()),
    )
