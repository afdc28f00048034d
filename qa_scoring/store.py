"""SQL of scorecards: a card is kept once; re-scoring makes a new card, nothing is overwritten.

A person's edits stay with the card they were made on, and go along to the next card of the same words: what people
decided survives every re-scoring, beside what the machine says now.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import exists
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring.card_hands import mark_surroundings
from qa_scoring.card_marks import MODEL_FAILED, marks_of
from qa_scoring.scorecard import (
    NotApplicable,
    Pins,
    Scorecard,
    Scored,
    Unscored,
    Unsure,
    from_dict,
    to_dict,
    verdict_word,
)
from reply_core.errors import NotFound
from reply_core.tables import CardMark, CriterionScore, MessageRecord, ScorecardRecord, ScoreEdit, new_id
from reply_core.types import Channel, Level

__all__ = (
    "MODEL_FAILED", "card_before", "card_made_with", "cards_of_message", "current_card", "latest_replies", "load_card",
    "replies_without_model", "save_card", "scorer_of",
)  # fmt: skip
_CLEAN = {"pass", "na"}


async def latest_replies(session: AsyncSession, limit: int) -> tuple[str, ...]:
    """Texts of the operators' latest public replies."""
    query = (
        select(MessageRecord.text)
        .where(
            MessageRecord.direction == "out",
            MessageRecord.author_kind == "operator",
            MessageRecord.visibility == "public",
            MessageRecord.text != "",
        )
        .order_by(col(MessageRecord.at).desc().nulls_last(), col(MessageRecord.id))
        .limit(limit)
    )
    return tuple((await session.exec(query)).all())


async def save_card(
    session: AsyncSession,
    card: Scorecard | Unscored,
    *,
    channel: Channel,
    topic: str,
    replied_at: datetime | None,
    at: datetime,
    current: bool = True,
) -> str:
    """Keep a card and give its id. The same card (same reply, pins and level) is kept once, whoever saves it again.

    Args:
        session: an open session; the caller commits.
        card: the card.
        channel: of the conversation.
        topic: of the conversation.
        replied_at: when the reply was sent.
        at: now.
        current: False: kept beside the card that lists and queues show, which stays as it is.
    """
    known = await card_made_with(session, card.message_id, card.pins, card.level)
    if known is not None:
        return known.id
    before = await current_card(session, card.message_id)
    seen = from_dict(before.verdicts) if before is not None else None
    if current:
        await session.exec(
            update(ScorecardRecord)
            .where(col(ScorecardRecord.message_id) == card.message_id, col(ScorecardRecord.current).is_(True))
            .values(current=False)
        )
    row = _row_of(card, created_at=at, current=current)
    row.channel, row.topic, row.replied_at = channel, topic, replied_at
    session.add(row)
    await session.flush()
    session.add_all(_criterion_rows(card, row.id, replied_at))
    session.add_all(CardMark(scorecard_id=row.id, mark=mark, replied_at=replied_at) for mark in marks_of(card, seen))
    if before is not None and not isinstance(card, Unscored):
        await _carry_edits(session, before, card, row.id)
    await session.flush()
    await mark_surroundings(session, card.conversation_id, replied_at)
    return row.id


def _row_of(card: Scorecard | Unscored, *, created_at: datetime, current: bool) -> ScorecardRecord:
    """The card as a row; what belongs to its conversation is still to be filled in."""
    return ScorecardRecord(
        id=new_id(),
        conversation_id=card.conversation_id,
        message_id=card.message_id,
        operator_id=card.author_id,
        level=card.level,
        standard_version=card.pins.standard,
        profile_version=card.pins.profile,
        scorer_version=scorer_of(card.pins),
        input_hash=card.pins.input_hash,
        created_at=created_at,
        current=current,
        verdicts=to_dict(card),
        channel="",
        topic="",
        **_figures(card),
    )


def scorer_of(pins: Pins) -> str:
    """The version of everything that judged: the scorer's, and at the level of a model the judge's too."""
    return f"{pins.scorer} {pins.prompt}".strip()


async def current_card(session: AsyncSession, message_id: str) -> ScorecardRecord | None:
    """The card of a reply that lists and queues show."""
    row = ScorecardRecord
    wanted = select(row).where(row.message_id == message_id, col(row.current).is_(True))
    return (await session.exec(wanted.order_by(col(row.created_at).desc(), col(row.id)))).first()


async def _carry_edits(session: AsyncSession, before: ScorecardRecord, card: Scorecard, card_id: str) -> None:
    """Lay a person's edits beside the new verdicts, unless they were about other words."""
    old = from_dict(before.verdicts)
    if isinstance(old, Unscored) or old.message_ids != card.message_ids:
        return
    if old.pins.thread and old.pins.thread != card.pins.thread:
        return
    wanted = select(ScoreEdit).where(ScoreEdit.scorecard_id == before.id)
    for edit in (await session.exec(wanted)).all():
        session.add(
            ScoreEdit(
                id=new_id(), scorecard_id=card_id, criterion=edit.criterion, verdict=edit.verdict,
                action=edit.action, reason=edit.reason, author=edit.author, at=edit.at,
            )
        )  # fmt: skip


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


async def replies_without_model(
    session: AsyncSession, standard_version: str, level: Level, *, since: datetime, limit: int
) -> tuple[tuple[str, str], ...]:
    """Replies whose card fell to a lower level because the model failed, as (conversation, message), newest first.

    Args:
        session: reads only.
        standard_version: the standard in force.
        level: the level they were meant to have.
        since: replies sent before are left to `tact rescore`.
        limit: at most so many.
    """
    row, message = ScorecardRecord, MessageRecord
    marked = exists().where(col(CardMark.scorecard_id) == col(row.id), col(CardMark.mark) == MODEL_FAILED)
    ends = exists().where(col(message.id) == col(row.message_id), col(message.turn_end).is_(True))
    wanted = (
        select(row.conversation_id, row.message_id)
        .where(
            col(row.current).is_(True),
            row.standard_version == standard_version,
            row.level != level,
            col(row.replied_at) >= since,
            marked,
            ends,
        )
        .order_by(col(row.replied_at).desc(), col(row.id))
        .limit(limit)
    )
    return tuple((each[0], each[1]) for each in (await session.exec(wanted)).all())


async def card_made_with(session: AsyncSession, message_id: str, pins: Pins, level: Level) -> ScorecardRecord | None:
    """The stored card of a reply with these pins and level; None when there is none."""
    row = ScorecardRecord
    wanted = select(row).where(
        row.message_id == message_id,
        row.standard_version == pins.standard,
        row.profile_version == pins.profile,
        row.scorer_version == scorer_of(pins),
        row.level == level,
        row.input_hash == pins.input_hash,
    )
    return (await session.exec(wanted)).first()


async def card_before(session: AsyncSession, message_id: str, moment: datetime) -> ScorecardRecord | None:
    """The card a reply had before a moment: the one lists showed, else the newest; None when it had none."""
    row = ScorecardRecord
    wanted = (
        select(row)
        .where(row.message_id == message_id, col(row.created_at) < moment)
        .order_by(col(row.current).desc(), col(row.created_at).desc(), col(row.id))
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
