"""SQL of human review: edits, use of drafts, gaps. What trends read is in `card_figures`, low cases in `low_cases`."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import exists, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.edits import Action, Edit, EditVerdict
from qa_scoring.card_marks import Mark
from reply_core.tables import (
    CardMark,
    ConversationRecord,
    DraftDecisionRecord,
    Gap,
    MessageRecord,
    Review,
    ScorecardRecord,
    ScoreEdit,
)

Operators = Collection[str] | None
"""Ids of operators; None: all of them."""


class DraftUse(NamedTuple):
    """What became of an operator's drafts."""

    accepted: int = 0
    edited: int = 0
    rejected: int = 0


class StoredGap(NamedTuple):
    """A question the knowledge base did not answer."""

    id: str
    conversation_id: str
    ask: str
    topic: str
    nearest: tuple[str, ...]
    """Titles of the articles nearest to it."""
    at: datetime


async def add_edit(session: AsyncSession, edit: Edit) -> None:
    """Append an edit."""
    session.add(
        ScoreEdit(
            id=edit.id,
            scorecard_id=edit.scorecard_id,
            criterion=edit.criterion,
            verdict=edit.verdict,
            action=edit.action,
            reason=edit.reason,
            author=edit.author,
            at=edit.at,
        )
    )
    await session.flush()


async def edits_of(session: AsyncSession, card_ids: Collection[str]) -> Mapping[str, tuple[Edit, ...]]:
    """Card id → its edits, oldest first; cards without one are left out."""
    found: dict[str, list[Edit]] = defaultdict(list)
    for chunk in _chunks(sorted(card_ids)):
        wanted = select(ScoreEdit).where(col(ScoreEdit.scorecard_id).in_(chunk)).order_by(col(ScoreEdit.at))
        for row in (await session.exec(wanted)).all():
            found[row.scorecard_id].append(_edit(row))
    return {card_id: tuple(edits) for card_id, edits in found.items()}


def in_force() -> tuple[Any, ...]:
    """Conditions on cards: the newest of its reply, and the reply still ends its turn (an operator who writes on makes
    it a longer turn, which gets a card of its own)."""
    card, message = ScorecardRecord, MessageRecord
    ends = exists().where(col(message.id) == col(card.message_id), col(message.turn_end).is_(True))
    return col(card.current).is_(True), ends


def marked(mark: Mark, since: datetime | None = None) -> Any:
    """The condition on cards that they bear a mark; ``since``: only cards of replies since then are asked for."""
    row = CardMark
    wanted = select(row.scorecard_id).where(row.mark == mark)
    if since is not None:
        wanted = wanted.where(col(row.replied_at) >= since)
    return col(ScorecardRecord.id).in_(wanted)


async def causes_of(session: AsyncSession, card_ids: Collection[str]) -> Mapping[str, str]:
    """Card id → the root cause a reviewer gave; cards without one are left out."""
    wanted = select(Review.scorecard_id, Review.root_cause).where(
        col(Review.scorecard_id).in_(sorted(card_ids)), Review.root_cause != ""
    )
    return dict((await session.exec(wanted)).all())


async def draft_use(session: AsyncSession, *, since: datetime, operators: Operators = None) -> Mapping[str, DraftUse]:
    """Operator id → drafts accepted, edited and rejected since then."""
    row = DraftDecisionRecord
    wanted = select(row.operator_id, row.decision, func.count()).where(col(row.at) >= since)
    if operators is not None:
        wanted = wanted.where(col(row.operator_id).in_(sorted(operators)))
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for operator_id, decision, count in (await session.exec(wanted.group_by(row.operator_id, row.decision))).all():
        counts[operator_id][decision] = count
    return {
        operator_id: DraftUse(**{name: each.get(name, 0) for name in DraftUse._fields})
        for operator_id, each in counts.items()
    }


async def open_load(session: AsyncSession, brand: str) -> Mapping[str, int]:
    """Operator id → conversations assigned to him in which a customer waits now."""
    row = ConversationRecord
    wanted = (
        select(row.assigned_to, func.count())
        .where(col(row.waiting_since).is_not(None), row.assigned_to != "")
        .group_by(row.assigned_to)
    )
    if brand:
        wanted = wanted.where(row.brand_id == brand)
    return dict((await session.exec(wanted)).all())


async def gaps_since(
    session: AsyncSession, since: datetime, limit: int = 5000, *, operators: Operators = None
) -> tuple[StoredGap, ...]:
    """Unanswered questions, the newest first; ``operators``: of their conversations alone."""
    wanted = select(Gap).where(col(Gap.at) >= since).order_by(col(Gap.at).desc(), col(Gap.id)).limit(limit)
    if operators is not None:
        talk = ConversationRecord
        wanted = wanted.join(talk, col(talk.id) == col(Gap.conversation_id))
        wanted = wanted.where(col(talk.assigned_to).in_(sorted(operators)))
    return tuple(
        StoredGap(row.id, row.conversation_id, row.ask, row.topic, tuple(str(title) for title in row.nearest), row.at)
        for row in (await session.exec(wanted)).all()
    )


async def first_gap_at(session: AsyncSession) -> datetime | None:
    """When the first unanswered question was noted; None: none was."""
    return (await session.exec(select(Gap.at).order_by(col(Gap.at)).limit(1))).first()


def _edit(row: ScoreEdit) -> Edit:
    return Edit(
        id=row.id,
        scorecard_id=row.scorecard_id,
        criterion=row.criterion,
        action=cast("Action", row.action),
        verdict=cast("EditVerdict", row.verdict),
        reason=row.reason,
        author=row.author,
        at=row.at,
    )


def _chunks(items: Sequence[str], size: int = 400) -> list[Sequence[str]]:
    return [items[begin : begin + size] for begin in range(0, len(items), size)]
