"""SQL of promises: each dated promise of word has a row, found when it falls due, filled in when it is settled."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring.promised import Outcome, OwnPromise
from reply_core.tables import MessageRecord, PromiseRecord, new_id

_QUIET = timedelta(days=1)
"""A shop whose last message is older is an archive, or away: nothing is known of the time after that message."""
_KEPT: dict[Outcome, bool | None] = {"kept": True, "late": False, "lapsed": False, "open": None}


async def known_until(session: AsyncSession, now: datetime) -> datetime:
    """Up to when silence is known: now in a shop that is in use, the last message in an archive that was loaded."""
    last: datetime | None = None
    for turn_end in (True, False):  # two look-ups the index answers at once
        wanted = (
            select(MessageRecord.at)
            .where(col(MessageRecord.turn_end).is_(turn_end), col(MessageRecord.at).is_not(None))
            .order_by(col(MessageRecord.at).desc())
            .limit(1)
        )
        found = (await session.exec(wanted)).first()
        last = found if last is None or (found is not None and found > last) else last
    return now if last is None or now - last < _QUIET else last


async def note_promises(
    session: AsyncSession, conversation_id: str, operator_id: str, own: Sequence[OwnPromise]
) -> int:
    """Keep the promises of a reply, each once however often it is noted; gives how many are new."""
    if not own:
        return 0
    known = {(row.message_id, row.start): row for row in await promises_of(session, conversation_id)}
    new = 0
    for each in own:
        row = known.get((each.message_id, each.start))
        if row is None:
            row = PromiseRecord(
                id=new_id(), conversation_id=conversation_id, message_id=each.message_id, operator_id=operator_id,
                start=each.start, end=each.end, due_at=each.due, owner="operator",
            )  # fmt: skip
            session.add(row)
            new += 1
        row.kept = _KEPT[each.outcome]
    await session.flush()
    return new


async def promises_of(session: AsyncSession, conversation_id: str) -> tuple[PromiseRecord, ...]:
    """All promises of a conversation, in the order they fall due."""
    row = PromiseRecord
    wanted = select(row).where(row.conversation_id == conversation_id).order_by(col(row.due_at), col(row.id))
    return tuple((await session.exec(wanted)).all())


async def due_promises(session: AsyncSession, until: datetime, limit: int) -> tuple[tuple[str, str], ...]:
    """(conversation, message) of promises whose hour has passed and of which nobody has looked what became; the
    latest due first."""
    row = PromiseRecord
    wanted = (
        select(row.conversation_id, row.message_id)
        .where(col(row.kept).is_(None), col(row.due_at) < until, row.owner == "operator")
        .order_by(col(row.due_at).desc(), col(row.id))
        .limit(limit)
    )
    return tuple(dict.fromkeys((each[0], each[1]) for each in (await session.exec(wanted)).all()))


async def forget_promises(session: AsyncSession, message_ids: Sequence[str], own: Sequence[OwnPromise]) -> None:
    """Drop the open promises of a reply that are none any more: the customer took his request back, a message went."""
    still = {(each.message_id, each.start) for each in own}
    row = PromiseRecord
    wanted = select(row).where(col(row.message_id).in_(list(message_ids)), col(row.kept).is_(None))
    for each in (await session.exec(wanted)).all():
        if (each.message_id, each.start) not in still:
            await session.delete(each)
    await session.flush()
