"""Stored scorecards as people look for them: by id, by conversation, by filters; reading only."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.counting import COUNTED, Counted, count_up_to
from human_review.store import Operators, in_force, marked
from qa_scoring.scorecard import Scorecard, Unscored, from_dict
from reply_core.errors import NotFound
from reply_core.tables import CardMark, CriterionScore, ScorecardRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """A card as the machine made it, and what it is about."""

    id: str
    card: Scorecard | Unscored = field(repr=False)
    operator_id: str
    channel: str
    topic: str
    replied_at: datetime | None
    created_at: datetime
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """Which cards to look for; empty fields do not narrow.

    ``criterion`` with ``verdict`` finds cards where that criterion has that verdict (partial, fail, unsure or an
    edited one); ``criterion`` alone those where it is not simply met.
    """

    operators: Operators = None
    criterion: str = ""
    verdict: str = ""
    level: str = ""
    critical: bool | None = None
    channel: str = ""
    topic: str = ""
    since: datetime | None = None


async def card_of(session: AsyncSession, card_id: str) -> StoredCard:
    """The card.

    Raises:
        NotFound: there is none of that id.
    """
    row = await session.get(ScorecardRecord, card_id)
    if row is None:
        raise NotFound("there is no such scorecard", where=card_id)
    return _stored(row)


async def cards_by_id(session: AsyncSession, card_ids: Collection[str]) -> dict[str, StoredCard]:
    """Card id → card; unknown ids are left out. A few hundred at a time."""
    wanted = select(ScorecardRecord).where(col(ScorecardRecord.id).in_(sorted(set(card_ids))))
    return {row.id: _stored(row) for row in (await session.exec(wanted)).all()}


async def cards_in(session: AsyncSession, conversation_id: str, operators: Operators = None) -> tuple[StoredCard, ...]:
    """The current cards of a conversation, the oldest reply first."""
    row = ScorecardRecord
    wanted = (
        select(row)
        .where(row.conversation_id == conversation_id, *in_force())
        .order_by(col(row.replied_at).nulls_last(), col(row.created_at), row.id)
    )
    if operators is not None:
        wanted = wanted.where(col(row.operator_id).in_(sorted(operators)))
    return tuple(_stored(each) for each in (await session.exec(wanted)).all())


async def find_cards(
    session: AsyncSession, sought: CardFilter, *, limit: int = 50, offset: int = 0
) -> tuple[tuple[StoredCard, ...], Counted]:
    """A page of current cards, the newest reply first, and how many there are, counted a thousand beyond the page."""
    chosen = _conditions(sought)
    row = ScorecardRecord
    found = await count_up_to(session, select(row.id).where(*chosen), COUNTED + offset)
    order = (col(row.created_at).desc(), col(row.id))
    dated, undated = col(row.replied_at).is_not(None), col(row.replied_at).is_(None)
    wanted = select(row).where(*chosen, dated).order_by(col(row.replied_at).desc(), *order)  # as the index is sorted
    rows = list((await session.exec(wanted.limit(limit).offset(offset))).all())
    if len(rows) < limit and offset + len(rows) < found.n and sought.since is None:
        before = await count_up_to(session, select(row.id).where(*chosen, dated), COUNTED + offset)
        rest = select(row).where(*chosen, undated).order_by(*order)
        rows += (await session.exec(rest.limit(limit - len(rows)).offset(max(0, offset - before.n)))).all()
    return tuple(map(_stored, rows)), found


def _conditions(sought: CardFilter) -> list[Any]:
    row = ScorecardRecord
    chosen: list[Any] = [*in_force()]
    if sought.operators is not None:
        chosen.append(col(row.operator_id).in_(sorted(sought.operators)))
    chosen += [
        getattr(row, name) == value for name in ("level", "channel", "topic") if (value := getattr(sought, name))
    ]
    if sought.since is not None:
        chosen.append(col(row.replied_at) >= sought.since)
    if sought.critical is not None:
        chosen.append(marked("critical", sought.since) if sought.critical else ~_has_critical())
    if sought.criterion or sought.verdict:
        chosen.append(col(row.id).in_(_with_verdict(sought)))
    return chosen


def _has_critical() -> Any:
    return exists().where(col(CardMark.scorecard_id) == col(ScorecardRecord.id), col(CardMark.mark) == "critical")


def _with_verdict(sought: CardFilter) -> Any:
    score = CriterionScore
    wanted = select(score.scorecard_id)
    if sought.since is not None:
        wanted = wanted.where(col(score.replied_at) >= sought.since)
    if sought.criterion:
        wanted = wanted.where(score.criterion == sought.criterion)
    return wanted.where(score.verdict == sought.verdict) if sought.verdict else wanted


def _stored(row: ScorecardRecord) -> StoredCard:
    return StoredCard(
        id=row.id,
        card=from_dict(row.verdicts),
        operator_id=row.operator_id,
        channel=row.channel,
        topic=row.topic,
        replied_at=row.replied_at,
        created_at=row.created_at,
        current=row.current,
    )
