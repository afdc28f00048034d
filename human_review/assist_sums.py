"""SQL of what became of drafts: daily sums by operator, topic, channel and level, kept up as decisions come in.

Lengths of time stand in the stretches of `wait_sums`, so a median read from them is at most 5 % (and two seconds) long.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import delete, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.backlog import days_of, hour_of
from human_review.day_sums import Only
from human_review.draft_fates import SHOWN_AT, Fate, fates, is_unread, shown_drafts
from human_review.slices import midnight
from human_review.wait_sums import bucket_of
from reply_core.clock import Clock
from reply_core.database import Sessions, upsert
from reply_core.tables import DailyAssist, DraftDecisionRecord, DraftRecord, MessageRecord, Progress

TOOK, EDITED, REJECTED = "took:", "edited:", "rejected:"
TIMED, UNREAD = "accepted:timed", "accepted:unread"
"""Parts of an outcome: a stretch of time to send, a kind of edit, a reason, accepted drafts that were timed, and those
of them that nobody can have read."""
Key = Literal["operator_id", "topic", "channel", "level", "day"]
_WATERMARK = "_daily_assist"
_OVERLAP = timedelta(minutes=10)
_select = cast("Any", select)
_OWN = ("operator_id", "topic", "channel", "level")


class AssistSum(NamedTuple):
    """Drafts of one key and outcome; ``keys`` in the order asked for."""

    keys: tuple[Any, ...]
    outcome: str
    drafts: int


async def catch_up(sessions: Sessions, *, zone: tzinfo, clock: Clock, readers: Sessions | None = None) -> int:
    """Sum up the days of drafts that something happened to; gives how many days that were."""
    async with (readers or sessions)() as session:
        mark = await session.get(Progress, _WATERMARK)
        since = datetime.fromisoformat(mark.note) if mark and mark.note else None
        upto, seen = await _newest(session, since)
        if upto is None or (mark is not None and upto == since and seen == mark.done):
            return 0
        days = await _changed_days(session, since - _OVERLAP if since else None, zone)
    for day in sorted(days):
        async with sessions.begin() as session:
            await _sum_day(session, day, zone)
    async with sessions.begin() as session:
        _, seen = await _newest(session, upto)
        row = {"name": _WATERMARK, "done": seen, "total": seen, "note": upto.isoformat(), "updated_at": clock.now()}
        await upsert(session, Progress, [row])
    return len(days)


async def note_all_seen(session: AsyncSession, now: datetime) -> None:
    """Remember that the sums there are hold everything there is: for whoever writes them beside the drafts."""
    upto, _ = await _newest(session, None)
    if upto is not None:
        _, seen = await _newest(session, upto)
        row = {"name": _WATERMARK, "done": seen, "total": seen, "note": upto.isoformat(), "updated_at": now}
        await upsert(session, Progress, [row])


async def _newest(session: AsyncSession, since: datetime | None) -> tuple[datetime | None, int]:
    """The moment of the newest thing that may change a draft's fate, and how many there are since about ``since``."""
    moments: list[datetime] = []
    count = 0
    for column in (DraftRecord.created_at, DraftRecord.shown_at, DraftDecisionRecord.at, MessageRecord.stored_at):
        wanted = _select(func.max(column), func.count())
        if since is not None:
            wanted = wanted.where(col(column) >= since - _OVERLAP)
        newest, n = (await session.exec(wanted)).one()
        moments += [newest] if newest is not None else []
        count += int(n)
    return (max([*moments, since]) if since else max(moments, default=None)), count


async def _changed_days(session: AsyncSession, since: datetime | None, zone: tzinfo) -> frozenset[date]:
    wanted = shown_drafts(hour_of(session, SHOWN_AT)).distinct()
    if since is not None:
        told = select(MessageRecord.conversation_id).where(col(MessageRecord.stored_at) >= since)
        begun = select(DraftRecord.conversation_id).where(col(DraftRecord.created_at) >= since)
        wanted = wanted.where(
            or_(
                col(DraftRecord.shown_at) >= since,
                col(DraftDecisionRecord.at) >= since,
                col(DraftRecord.conversation_id).in_(told),
                col(DraftRecord.conversation_id).in_(begun),
            )
        )
    return days_of((await session.exec(wanted)).all(), zone)


async def _sum_day(session: AsyncSession, day: date, zone: tzinfo) -> None:
    sums: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for each in await fates(session, since=midnight(day, zone), until=midnight(day + timedelta(days=1), zone)):
        for outcome in _outcomes(each):
            into = sums[(each.operator_id, each.topic, each.channel, each.level, outcome)]
            into[0] += 1
            into[1] += each.seconds is not None
            into[2] += each.seconds or 0.0
    await session.exec(delete(DailyAssist).where(col(DailyAssist.day) == day))
    names = (*_OWN, "outcome")
    rows = [
        {"day": day, **dict(zip(names, key, strict=True)), "drafts": n, "timed": timed, "seconds": seconds}
        for key, (n, timed, seconds) in sums.items()
    ]
    await upsert(session, DailyAssist, rows)


def _outcomes(each: Fate) -> Iterator[str]:
    yield each.outcome
    yield from (f"{EDITED}{kind}" for kind in each.kinds if each.outcome == "edited")
    if each.outcome == "rejected":
        yield f"{REJECTED}{each.reason}"
    if each.seconds is not None and each.outcome in {"accepted", "edited"}:
        yield f"{TOOK}{bucket_of(each.seconds)}"
        if each.outcome == "accepted":
            yield TIMED
            if is_unread(each.seconds, each.characters):
                yield UNREAD


async def assist_sums(session: AsyncSession, *, since: date, keys: Sequence[Key], only: Only) -> tuple[AssistSum, ...]:
    """The sums since that day, by these keys and outcome."""
    row = cast("Any", DailyAssist)
    columns = [getattr(row, key) for key in keys]
    wanted = _select(*columns, row.outcome, func.sum(row.drafts)).where(row.day >= since)
    wanted = wanted.group_by(*columns, row.outcome)
    wanted = wanted.where(*only.on(row))
    rows = (await session.exec(wanted)).all()
    return tuple(AssistSum(tuple(found[:-2]), found[-2], int(found[-1])) for found in rows)
