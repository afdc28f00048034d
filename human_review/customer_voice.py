"""SQL of what customers said and whether they came back: ratings by conversation, and contacts on the same topic."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.day_sums import Only
from human_review.rating_files import GivenRating
from qa_scoring.card_hands import mark_low_ratings
from qa_scoring.card_marks import LOW_RATING
from reply_core.database import insert_new
from reply_core.tables import ConversationRecord, Rating, UtcDateTime, new_id

BACK_WITHIN = timedelta(days=7)
"""A customer who writes again on the topic within this time was not helped at first contact."""
_CSAT = (1.0, 5.0)
"""The scale of ratings that came with a conversation itself."""
_select = cast("Any", select)


class Contact(NamedTuple):
    """A conversation that began anew on its topic, and whether the customer came back."""

    conversation_id: str
    operator_id: str
    """Whose it was at the end."""
    channel: str
    topic: str
    opened_at: datetime
    came_back: bool


class Rated(NamedTuple):
    """A conversation with a customer's rating, 0 to 1."""

    conversation_id: str
    operator_id: str
    channel: str
    topic: str
    opened_at: datetime
    share: float


async def store_ratings(session: AsyncSession, ratings: Sequence[GivenRating], source: str) -> tuple[int, int]:
    """Store ratings, each once by source and id; gives how many were new, and how many conversations are not known."""
    names = {"conversation_id", "external_id", "share", "given", "comment", "at"}
    rows = [
        {"id": new_id(), "source": source, **{name: getattr(each, name) for name in names}}
        for each in {each.external_id: each for each in ratings}.values()
    ]
    stored = await insert_new(session, Rating, rows)
    wanted = sorted({each.conversation_id for each in ratings})
    low = sorted({each.conversation_id for each in ratings if each.share <= LOW_RATING})
    for begin in range(0, len(low), 500):
        await mark_low_ratings(session, low[begin : begin + 500])
    known: set[str] = set()
    for begin in range(0, len(wanted), 500):
        chunk = wanted[begin : begin + 500]
        known |= set(
            (await session.exec(_select(ConversationRecord.id).where(col(ConversationRecord.id).in_(chunk)))).all()
        )
    return len(stored), len(wanted) - len(known)


async def rated_since(
    session: AsyncSession, since: datetime, only: Only, *, until: datetime | None = None
) -> tuple[Rated, ...]:
    """The newest rating of each conversation that opened since then (and before ``until``) and has one."""
    talk = ConversationRecord
    opened = [col(talk.opened_at) >= since, *([col(talk.opened_at) < until] if until is not None else [])]
    low, high = _CSAT
    about = (talk.id, talk.assigned_to, talk.channel, talk.topic, talk.opened_at)
    own = _select(*about, talk.csat).where(*opened, col(talk.csat).between(low, high))
    found: dict[str, Rated] = {}
    for row in (await session.exec(_narrowed(own, only))).all():
        csat = Rated(*row)
        found[csat.conversation_id] = csat._replace(share=(csat.share - low) / (high - low))
    given = (
        _select(*about, Rating.share)
        .join(Rating, col(talk.id) == col(Rating.conversation_id))
        .where(*opened)
        .order_by(col(Rating.at).nulls_first())
    )
    found |= {row[0]: Rated(*row) for row in (await session.exec(_narrowed(given, only))).all()}
    return tuple(found.values())


async def newest_since(session: AsyncSession, since: datetime, now: datetime, most: int) -> datetime:
    """From when there are at most ``most`` conversations that can be judged; ``since`` when there are no more."""
    opened = col(ConversationRecord.opened_at)
    wanted = _select(opened).where(opened >= since, opened < now - BACK_WITHIN).order_by(opened.desc())
    first = (await session.exec(wanted.offset(most).limit(1))).first()
    return first or since


async def contacts(session: AsyncSession, *, since: datetime, now: datetime, only: Only) -> tuple[Contact, ...]:
    """Conversations of known customers opened from ``since`` until `BACK_WITHIN` before now, repeats of an earlier one
    on the same topic left out; whether the customer wrote anew on it within `BACK_WITHIN`."""
    talk = ConversationRecord
    window: dict[str, Any] = {
        "partition_by": (talk.customer_id, talk.brand_id, talk.topic),
        "order_by": (col(talk.opened_at), col(talk.id)),
    }
    near = (col(talk.opened_at) >= since - BACK_WITHIN, col(talk.opened_at) < now)
    counted = (*near, talk.customer_id != "", talk.topic != "other")
    began = _select(
        talk.id, talk.assigned_to, talk.channel, talk.topic, talk.opened_at,
        func.lag(talk.opened_at, type_=UtcDateTime()).over(**window).label("before"),
        func.lead(talk.opened_at, type_=UtcDateTime()).over(**window).label("after"),
    ).where(*counted).subquery()  # fmt: skip
    wanted = _select(*began.c).where(began.c.opened_at >= since, began.c.opened_at < now - BACK_WITHIN)
    wanted = wanted.where(*only.on(began.c, "assigned_to"))
    return tuple(
        Contact(name, operator, channel, topic, opened, after is not None and after - opened <= BACK_WITHIN)
        for name, operator, channel, topic, opened, before, after in (await session.exec(wanted)).all()
        if before is None or opened - before > BACK_WITHIN
    )


def _narrowed(wanted: Any, only: Only) -> Any:
    talk = ConversationRecord
    return wanted.where(*only.on(talk, "assigned_to"))
