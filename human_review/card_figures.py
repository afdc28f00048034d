"""SQL of what trends read of single cards, and how far the daily sums made from them have got."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple, cast

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.backlog import days_between, days_of, hour_of, order
from human_review.causes import counts_to_operator
from human_review.counting import Counted, count_up_to
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
BACKLOG = "_daily_sums_left"
"""The list of days whose sums are still to be made (`backlog`)."""
_select = cast("Any", select)
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
    seen: int = 0
    """How much was made shortly before that moment, or at it."""


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
        .where(counts_to_operator())
        .order_by(col(card.created_at))
    )


async def changed_days(session: AsyncSession, zone: tzinfo) -> Changes:
    """Local days of replies whose cards, edits or reviews are newer than the daily sums."""
    mark = await session.get(Progress, _WATERMARK)
    upto = datetime.fromisoformat(mark.note) if mark and mark.note else None
    window = upto - _OVERLAP if upto else None
    newest, seen = await _newest(session, window)
    if newest is None or (mark is not None and newest == upto and seen == mark.done):
        return Changes(frozenset(), None)
    _, seen = await _newest(session, newest - _OVERLAP)  # counted before the days are read: none can be missed
    hours: set[datetime | None] = set()
    for made, changed in _sources():
        sent = hour_of(session, ScorecardRecord.replied_at)
        wanted = _select(sent).distinct().select_from(ScorecardRecord)
        if made is not None:
            wanted = wanted.join(made, col(ScorecardRecord.id) == col(made.scorecard_id))
        hours.update((await session.exec(_since(wanted, changed, window))).all())
    return Changes(days_of(hours, zone), newest, seen)


def _sources() -> tuple[tuple[Any, Any], ...]:
    """What changes sums: cards themselves, edits and reviews of them; each with the moment it was made."""
    return (None, ScorecardRecord.created_at), (ScoreEdit, ScoreEdit.at), (Review, Review.at)


def _since(wanted: Any, changed: Any, window: datetime | None) -> Any:
    if changed is Review.at:
        wanted = wanted.where(Review.root_cause != "")
    if changed is ScorecardRecord.created_at:
        wanted = wanted.where(col(ScorecardRecord.replied_at).is_not(None))
    return wanted if window is None else wanted.where(col(changed) >= window)


async def _newest(session: AsyncSession, window: datetime | None) -> tuple[datetime | None, int]:
    """When the newest card, edit or review was made, and how many there are since then."""
    moments: list[datetime] = []
    count = 0
    for made, changed in _sources():
        wanted = _select(func.max(changed), func.count()).select_from(made or ScorecardRecord)
        newest, n = (await session.exec(_since(wanted, changed, window))).one()
        moments += [newest] if newest is not None else []
        count += int(n)
    return max(moments, default=None), count


async def forget_sums(session: AsyncSession) -> None:
    """Drop all daily sums, so that the next catching up builds them anew."""
    for table in (DailyRollup, OperatorDay, WeeklyRollup, OperatorWeek):
        await session.exec(delete(table))
    await session.exec(delete(Progress).where(col(Progress.name).in_([_WATERMARK, BACKLOG])))


async def order_anew(session: AsyncSession, now: datetime) -> None:
    """Have the sums of all days made anew; until then each day keeps the sums it has."""
    row = OperatorDay
    first, last = (await session.exec(_select(func.min(row.day), func.max(row.day)))).one()
    if first is not None:
        await order(session, BACKLOG, days_between(first, last), now)


async def note_seen(session: AsyncSession, changes: Changes, now: datetime) -> None:
    """Remember up to which moment changes were seen."""
    if changes.upto is not None:
        row = {
            "name": _WATERMARK, "done": changes.seen, "total": changes.seen,
            "note": changes.upto.isoformat(), "updated_at": now,
        }  # fmt: skip
        await upsert(session, Progress, [row])


async def note_all_seen(session: AsyncSession, now: datetime) -> None:
    """Remember that the sums there are hold everything there is: for whoever writes them beside the cards."""
    newest, _ = await _newest(session, None)
    if newest is not None:
        _, seen = await _newest(session, newest - _OVERLAP)
        await note_seen(session, Changes(frozenset(), newest, seen), now)


async def cards_between(session: AsyncSession, since: datetime, until: datetime, most: int) -> Counted:
    """How many cards there are of replies sent in a stretch of time, counted up to ``most``."""
    sent = col(ScorecardRecord.replied_at)
    return await count_up_to(session, select(ScorecardRecord.id).where(sent >= since, sent < until), most)


async def made_last(session: AsyncSession, measure: Measure) -> datetime | None:
    """When the newest card of a measure was made; None when it has none."""
    card = ScorecardRecord
    wanted = select(func.max(card.created_at)).where(
        card.level == measure.level,
        card.standard_version == measure.standard_version,
        card.scorer_version == measure.scorer_version,
    )
    return (await session.exec(wanted)).one()
