"""What the knowledge base does not answer: like questions counted together, the most frequent first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from human_review.store import StoredGap
from reply_core.text import stems

_ALIKE = 80.0
_COMPARED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class GapGroup:
    """Questions of one kind; ``ask`` is the newest wording."""

    id: str
    ask: str
    topic: str
    count: int
    nearest: tuple[str, ...]
    """Titles of the articles nearest to it."""
    conversation_ids: tuple[str, ...]
    last_at: datetime


def grouped(gaps: Sequence[StoredGap], limit: int = 100) -> tuple[GapGroup, ...]:
    """Gaps whose wording is alike (stems in any order) put together; groups by size, then newest first.

    Args:
        gaps: newest first. Of many hundreds of kinds only the newest 400 are compared with what follows.
        limit: how many groups to give.
    """
    groups: list[tuple[str, list[StoredGap]]] = []
    for gap in gaps:
        key = " ".join(sorted(set(stems(gap.ask)))) or gap.ask
        home = next((own for other, own in groups[:_COMPARED] if _alike(key, other)), None)
        if home is None:
            groups.append((key, [gap]))
        else:
            home.append(gap)
    found = [_group(own) for _, own in groups]
    return tuple(sorted(found, key=lambda group: (-group.count, -group.last_at.timestamp()))[:limit])


def _alike(key: str, other: str) -> bool:
    return key == other or fuzz.token_sort_ratio(key, other, score_cutoff=_ALIKE) >= _ALIKE


def _group(gaps: Sequence[StoredGap]) -> GapGroup:
    newest = max(gaps, key=lambda gap: gap.at)
    return GapGroup(
        id=newest.id,
        ask=newest.ask,
        topic=Counter(gap.topic for gap in gaps).most_common(1)[0][0],
        count=len({gap.conversation_id or gap.id for gap in gaps}),
        nearest=newest.nearest,
        conversation_ids=tuple(dict.fromkeys(gap.conversation_id for gap in gaps if gap.conversation_id)),
        last_at=newest.at,
    )
