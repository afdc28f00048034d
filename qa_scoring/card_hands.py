"""SQL of marks told from a card's conversation: a colleague wrote to the customer before, or the customer rated low."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring.card_marks import LOW_RATING, SEVERAL_HANDS, UNHAPPY
from reply_core.database import insert_new
from reply_core.tables import CardMark, MessageRecord, Rating, ScorecardRecord


async def mark_surroundings(session: AsyncSession, conversation_id: str, replied_at: datetime | None) -> None:
    """Mark the cards of a conversation that a reply makes a passed-on one: its own, and later ones of colleagues; and
    those of a customer who rated it low.

    Called for each saved card, so replies that come in out of order are marked as well.
    """
    await mark_low_ratings(session, [conversation_id])
    if replied_at is None:
        return
    row = ScorecardRecord
    wanted = (
        select(row.id, row.replied_at)
        .where(row.conversation_id == conversation_id, row.unscored_reason == "", _passed_on())
        .where(col(row.replied_at) >= replied_at)
    )
    found = (await session.exec(wanted)).all()
    rows = [{"scorecard_id": card_id, "mark": SEVERAL_HANDS, "replied_at": at} for card_id, at in found]
    await insert_new(session, CardMark, rows)


async def mark_low_ratings(session: AsyncSession, talks: Sequence[str]) -> None:
    """Mark the cards of conversations (a few hundred at most) that their customer rated low."""
    low = select(Rating.conversation_id).where(col(Rating.conversation_id).in_(talks), Rating.share <= LOW_RATING)
    wanted = select(ScorecardRecord.id, ScorecardRecord.replied_at).where(col(ScorecardRecord.conversation_id).in_(low))
    found = (await session.exec(wanted)).all()
    rows = [{"scorecard_id": card_id, "mark": UNHAPPY, "replied_at": at} for card_id, at in found]
    await insert_new(session, CardMark, rows)


def _passed_on() -> Any:
    row, message = ScorecardRecord, MessageRecord
    return exists().where(
        col(message.conversation_id) == col(row.conversation_id),
        col(message.author_kind) == "operator",
        col(message.visibility) == "public",
        col(message.author_id) != "",
        col(message.author_id) != col(row.operator_id),
        col(message.at) < col(row.replied_at),
    )
