"""How much of what customers ask the knowledge base answers: the share of conversations that got a draft, with n."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.day_sums import Only
from human_review.statistics import MIN_CONVERSATIONS, wilson
from reply_core.tables import ConversationRecord, DraftRecord

TARGET = 0.8
"""The share of typical questions that should be answered from the knowledge base."""
_COUNTED = ("draft", "candidates", "hand_over")
_ALL = Only()
_select = cast("Any", select)

Reached = Literal["reached", "missed", "cannot tell", "not enough data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Conversations with a proposal, and how many of them got a draft; no share below ten."""

    answered: int
    conversations: int
    share: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def reached(self) -> Reached:
        """Whether the target is reached: said only when the whole interval lies on one side of it."""
        if self.low is None or self.high is None:
            return "not enough data"
        if self.low >= TARGET:
            return "reached"
        return "missed" if self.high < TARGET else "cannot tell"


async def coverage(session: AsyncSession, since: datetime, only: Only = _ALL) -> Coverage:
    """Coverage since then, by the newest proposal of each conversation.

    ``only`` narrows to a channel, a topic (of the proposal) or operators (who have the conversation).
    """
    row, talk = DraftRecord, ConversationRecord
    newest_first = func.row_number().over(partition_by=row.conversation_id, order_by=col(row.created_at).desc())
    wanted = _select(row.kind, newest_first.label("place"))
    wanted = wanted.where(col(row.created_at) >= since, col(row.kind).in_(_COUNTED), row.variant_of == "")
    if only.topic:
        wanted = wanted.where(row.topic == only.topic)
    if only.channel or only.operators is not None:
        wanted = wanted.join(talk, col(talk.id) == col(row.conversation_id))
    if only.channel:
        wanted = wanted.where(talk.channel == only.channel)
    if only.operators is not None:
        wanted = wanted.where(col(talk.assigned_to).in_(sorted(only.operators)))
    found = wanted.subquery()
    kinds = _select(found.c.kind, func.count()).where(found.c.place == 1).group_by(found.c.kind)
    newest = dict((await session.exec(kinds)).all())
    n, answered = sum(newest.values()), newest.get("draft", 0)
    if n < MIN_CONVERSATIONS:
        return Coverage(answered=answered, conversations=n)
    low, high = wilson(answered, n)
    return Coverage(answered=answered, conversations=n, share=answered / n, low=low, high=high)
