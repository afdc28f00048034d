"""How much of what customers ask the knowledge base answers: the share of conversations that got a draft, with n."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.statistics import MIN_CONVERSATIONS, wilson
from reply_core.tables import DraftRecord

TARGET = 0.8
"""The share of typical questions that should be answered from the knowledge base."""
_COUNTED = ("draft", "candidates", "hand_over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Conversations with a proposal, and how many of them got a draft; no share below ten."""

    answered: int
    conversations: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


async def coverage(session: AsyncSession, since: datetime) -> Coverage:
    """Coverage since then, by the newest proposal of each conversation."""
    row = DraftRecord
    wanted = (
        select(row.conversation_id, row.kind)
        .where(col(row.created_at) >= since, col(row.kind).in_(_COUNTED))
        .order_by(col(row.created_at))
    )
    newest = dict((await session.exec(wanted)).all())
    n, answered = len(newest), sum(kind == "draft" for kind in newest.values())
    if n < MIN_CONVERSATIONS:
        return Coverage(answered=answered, conversations=n)
    low, high = wilson(answered, n)
    return Coverage(answered=answered, conversations=n, share=answered / n, low=low, high=high)
