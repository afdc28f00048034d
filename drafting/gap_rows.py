"""SQL of the questions drafting could not answer: noted once a conversation, read newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from drafting.outcome import Offer
from reply_core.tables import Gap
from reply_core.types import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """A question the knowledge base did not answer, with the articles nearest to it."""

    id: str
    conversation_id: str
    ask: str
    topic: str
    nearest: tuple[str, ...]
    at: datetime


async def gaps(session: AsyncSession, *, since: datetime | None = None, limit: int = 200) -> tuple[GapRow, ...]:
    """Questions without an answer, newest first."""
    wanted = select(Gap).order_by(col(Gap.at).desc(), col(Gap.id)).limit(limit)
    if since is not None:
        wanted = wanted.where(Gap.at >= since)
    rows = (await session.exec(wanted)).all()
    return tuple(
        GapRow(
            id=row.id,
            conversation_id=row.conversation_id,
            ask=row.ask,
            topic=row.topic,
            nearest=tuple(str(title) for title in row.nearest),
            at=row.at,
        )
        for row in rows
    )


async def note_gaps(
    session: AsyncSession,
    conversation_id: str,
    asks: Sequence[Ask],
    topic: str,
    nearest: Sequence[Offer],
    at: datetime,
) -> None:
    """One gap for each ask of a conversation, however often it is drafted."""
    if not asks:
        return
    known = set((await session.exec(select(Gap.ask).where(Gap.conversation_id == conversation_id))).all())
    for ask in asks:
        if ask.text not in known:
            known.add(ask.text)
            session.add(
                Gap(
                    conversation_id=conversation_id,
                    ask=ask.text,
                    topic=topic,
                    nearest=[offer.title for offer in nearest],
                    at=at,
                )
            )
