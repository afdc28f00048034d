"""SQL of scorecards: a card is kept once; re-scoring makes a new card, nothing is overwritten."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring.scorecard import NotApplicable, Scorecard, Scored, Unscored, Unsure, from_dict, to_dict, verdict_word
from reply_core.errors import NotFound
from reply_core.tables import CriterionScore, ScorecardRecord, new_id
from reply_core.types import Channel

_CLEAN = {"pass", "na"}


async def save_card(
    session: AsyncSession,
    card: Scorecard | Unscored,
    *,
    channel: Channel,
    topic: str,
    replied_at: datetime | None,
    at: datetime,
) -> str:
    """Keep a card and give its id. The same card (same reply, pins and level) is kept once, whoever saves it again.

    Args:
        session: an open session; the caller commits.
        card: the card.
        channel: of the conversation.
        topic: of the conversation.
        replied_at: when the reply was sent.
        at: now.
    """
    known = await _same(session, card)
    if known is not None:
        return known.id
    await session.exec(
        update(ScorecardRecord)
        .where(col(ScorecardRecord.message_id) == card.message_id, col(ScorecardRecord.current).is_(True))
        .values(current=False)
    )
    row = ScorecardRecord(
        id=new_id(),
        conversation_id=card.conversation_id,
        message_id=card.message_id,
        operator_id=card.author_id,
        channel=channel,
        topic=topic,
        replied_at=replied_at,
        level=card.level,
        standard_version=card.pins.standard,
        profile_version=card.pins.profile,
        scorer_version=card.pins.scorer,
        input_hash=card.pins.input_hash,
        created_at=at,
        verdicts=to_dict(card),
        **_figures(card),
    )
    session.add(row)
    await session.flush()
    session.add_all(_criterion_rows(card, row.id, replied_at))
    await session.flush()
    return row.id


def _figures(card: Scorecard | Unscored) -> dict[str, Any]:
    if isinstance(card, Unscored):
        return {"unscored_reason": card.reason}
    return {
        "total": card.total,
        "decided_share": card.decided_share,
        "critical": [{"code": item.code, "state": item.state, "source": item.source} for item in card.critical],
    }


def _criterion_rows(card: Scorecard | Unscored, card_id: str, replied_at: datetime | None) -> list[CriterionScore]:
    """What people look for: everything that is not simply met."""
    if isinstance(card, Unscored):
        return []
    rows = []
    for code, verdict in card.criteria.items():
        word = verdict_word(verdict)
        if word in _CLEAN or isinstance(verdict, NotApplicable):
            continue
        value = verdict.value if isinstance(verdict, Scored | Unsure) else None
        rows.append(
            CriterionScore(
                id=new_id(), scorecard_id=card_id, operator_id=card.author_id, criterion=code, verdict=word,
                value=value, replied_at=replied_at,
            )
        )  # fmt: skip
    return rows


async def _same(session: AsyncSession, card: Scorecard | Unscored) -> ScorecardRecord | None:
    row = ScorecardRecord
    wanted = select(row).where(
        row.message_id == card.message_id,
        row.standard_version == card.pins.standard,
        row.profile_version == card.pins.profile,
        row.scorer_version == card.pins.scorer,
        row.level == card.level,
        row.input_hash == card.pins.input_hash,
    )
    return (await session.exec(wanted)).first()


async def load_card(session: AsyncSession, card_id: str) -> Scorecard | Unscored:
    """The card of an id.

    Raises:
        NotFound: there is none.
        InvalidInput: a newer program wrote it.
    """
    row = await session.get(ScorecardRecord, card_id)
    if row is None:
        raise NotFound("there is no such scorecard", where=card_id)
    return from_dict(row.verdicts)


async def cards_of_message(session: AsyncSession, message_id: str) -> tuple[tuple[str, Scorecard | Unscored], ...]:
    """All cards of a reply with their ids, the newest first."""
    wanted = (
        select(ScorecardRecord)
        .where(ScorecardRecord.message_id == message_id)
        .order_by(col(ScorecardRecord.created_at).desc(), col(ScorecardRecord.id))
    )
    return tuple((row.id, from_dict(row.verdicts)) for row in (await session.exec(wanted)).all())
