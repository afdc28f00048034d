"""SQL of what trends read of single cards, and how far the daily sums made from them have got."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple, cast

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.causes import not_own
from human_review.store import Operators
from reply_core.database import upsert
from reply_core.tables import (
    DailyRollup,
    MessageRecord,
    OperatorDay,
    OperatorWeek,
    Progress,
    Review,
    ScorecardRecord,
    ScoreEdit,
    WeeklyRollup,
)

_WATERMARK = "_daily_sums"
"""The row of `Progress` that says how far the sums have got; the underscore hides it from people."""
_OVERLAP = timedelta(minutes=10)
"""A card may be committed this much later than it says it was made."""
_NAMES = (
    "card_id", "message_id", "conversation_id", "operator_id", "channel", "topic", "replied_at", "level",
    "standard_version", "scorer_version", "body",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What trends need of one card."""

    card_id: str
    message_id: str
    conversation_id: str
    operator_id: str
    channel: str
    topic: str
    replied_at: datetime
    level: str
    standard_version: str
    scorer_version: str
    body: Any = field(repr=False)
    """The stored card, or the part of it that was asked for."""


class Measure(NamedTuple):
    """What cards were made with; cards of different measures are never joined."""

    level: str
    standard_version: str
    scorer_version: str


class Changes(NamedTuple):
    """Days to sum up again, and up to which moment that brings the sums; None: they are up to date."""

    days: frozenset[date]
    upto: datetime | None


async def figures(
    session: AsyncSession,
    *,
    since: datetime,
    until: datetime | None = None,
    measure: Measure | None = None,
    operators: Operators = None,
    cards: Sequence[str] | None = None,
    conversations: Sequence[str] | None = None,
    path: Sequence[str] = (),
) -> tuple[Figure, ...]:
    """The newest card of each reply sent since then (per measure); unscored replies, and those that missed for a cause
    that is not the operator's (`causes`), are left out.

    Args:
        session: reads only.
        since: earliest moment of the reply.
        until: first moment not taken any more.
        measure: only cards of this level, standard and scorer.
        operators: only replies of these.
        cards: only cards of these ids.
        conversations: only cards of these conversations.
        path: read only this part of the stored card, such as ``("criteria", "timeframe")``; it becomes the body.
    """
    card = ScorecardRecord
    wanted = _figures_query(path).where(col(card.replied_at) >= since)
    if until is not None:
        wanted = wanted.where(col(card.replied_at) < until)
    if measure is not None:
        wanted = wanted.where(
            card.level == measure.level,
            card.standard_version == measure.standard_version,
            card.scorer_version == measure.scorer_version,
        )
    if operators is not None:
        wanted = wanted.where(col(card.operator_id).in_(sorted(operators)))
    if cards is not None:
        wanted = wanted.where(col(card.id).in_(cards))
    if conversations is not None:
        wanted = wanted.where(col(card.conversation_id).in_(conversations))
    newest: dict[tuple[str, ...], Figure] = {}
    for row in (await session.exec(wanted)).all():
        figure = Figure(**dict(zip(_NAMES, row, strict=True)))
        newest[figure.message_id, figure.level, figure.standard_version, figure.scorer_version] = figure
    return tuple(newest.values())


def _figures_query(path: Sequence[str]) -> Any:
    """Scored replies that end their turn, the oldest card first, with the part of the card at ``path``."""
    card, body = ScorecardRecord, cast("Any", col(ScorecardRecord.verdicts))
    columns = [getattr(card, {"card_id": "id"}.get(name, name)) for name in _NAMES if name != "body"]
    return (
        select(*columns, body[tuple(path)] if path else body)  # type: ignore[call-overload]
        .join(MessageRecord, col(MessageRecord.id) == col(card.message_id))
        .where(col(MessageRecord.turn_end).is_(True), card.unscored_reason == "")
        .where(col(card.message_id).not_in(not_own()))
        .order_by(col(card.created_at))
    )


async def changed_days(session: AsyncSession, zone: tzinfo) -> Changes:
    """Local days of replies whose cards or edits are newer than the daily sums."""
    mark = await session.get(Progress, _WATERMARK)
    window = datetime.fromisoformat(mark.note) - _OVERLAP if mark and mark.note else None
    rows = await _moments(session, window)
    if not rows:
        return Changes(frozenset(), None)
    newest = max(moment for _, moment in rows)
    if mark and mark.note and newest == datetime.fromisoformat(mark.note) and len(rows) == mark.done:
        return Changes(frozenset(), None)
    return Changes(frozenset(sent.astimezone(zone).date() for sent, _ in rows), newest)


async def _moments(session: AsyncSession, since: datetime | None) -> list[tuple[datetime, datetime]]:
    """When the reply was sent and when its card, edit or review was made, for those made since then."""
    card, edit = ScorecardRecord, ScoreEdit
    new_cards = select(card.replied_at, card.created_at).where(col(card.replied_at).is_not(None))
    new_edits = select(card.replied_at, edit.at).join(edit, col(card.id) == col(edit.scorecard_id))
    reviewed = select(card.replied_at, Review.at).join(Review, col(card.id) == col(Review.scorecard_id))
    reviewed = reviewed.where(Review.root_cause != "")
    if since is not None:
        new_cards, new_edits = new_cards.where(col(card.created_at) >= since), new_edits.where(col(edit.at) >= since)
        reviewed = reviewed.where(col(Review.at) >= since)
    rows = [pair for query in (new_cards, new_edits, reviewed) for pair in (await session.exec(query)).all()]
    return [(sent, made) for sent, made in rows if sent is not None]


async def forget_sums(session: AsyncSession) -> None:
    """Drop all daily sums, so that the next catching up builds them anew."""
    for table in (DailyRollup, OperatorDay, WeeklyRollup, OperatorWeek):
        await session.exec(delete(table))
    await session.exec(delete(Progress).where(col(Progress.name) == _WATERMARK))


async def note_caught_up(session: AsyncSession, upto: datetime, now: datetime) -> None:
    """Remember how far the daily sums have got."""
    seen = len(await _moments(session, upto - _OVERLAP))
    row = {"name": _WATERMARK, "done": seen, "total": seen, "note": upto.isoformat(), "updated_at": now}
    await upsert(session, Progress, [row])


async def made_last(session: AsyncSession, measure: Measure) -> datetime | None:
    """When the newest card of a measure was made; None when it has none."""
    card = ScorecardRecord
    wanted = select(func.max(card.created_at)).where(
        card.level == measure.level,
        card.standard_version == measure.standard_version,
        card.scorer_version == measure.scorer_version,
    )
    return (await session.exec(wanted)).one()
