"""SQL of single drafts that were shown, and what became of each: used, changed, refused, or left lying."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.tables import ConversationRecord, DraftDecisionRecord, DraftRecord, MessageRecord, UtcDateTime
from reply_core.text import fold

OUTCOMES = ("accepted", "edited", "rejected", "unused", "replaced", "open")
"""``unused``: answered without it; ``replaced``: another draft was made before anybody answered; ``open``: not yet."""
REASONS = ("wrong", "incomplete", "tone", "outdated", "other")
"""Of a rejection, as the desk's buttons have them."""
_READING_RATE = 1_500 / 60
"""Characters a second of somebody who reads at ease."""
_UNREAD_BELOW = 1 / 3
"""Accepted as it is in less than this share of the time reading takes: it was not read."""
_SAID = {
    "неверно по сути": "wrong", "wrong in substance": "wrong",
    "ответ не на все": "incomplete", "does not answer everything": "incomplete",
    "не наш тон": "tone", "not our tone": "tone",
    "статья устарела": "outdated", "the article is outdated": "outdated",
    "другое": "other",
}  # fmt: skip
_LATEST = timedelta(days=31)
"""No draft is shown for the first time so long after it was made; what was made earlier need not be looked at."""
_select = cast("Any", select)


class Fate(NamedTuple):
    """A draft that was shown, and what became of it."""

    shown_at: datetime
    operator_id: str
    topic: str
    channel: str
    level: str
    outcome: str
    """One of `OUTCOMES`."""
    kinds: tuple[str, ...]
    """Of an edit."""
    reason: str
    """Of a rejection: one of `REASONS`."""
    seconds: float | None
    """From showing to sending."""
    characters: int


def reason_code(said: str) -> str:
    """The reason of a rejection as a code: what the desk's buttons say, in either language, or a code itself.

    >>> reason_code("Не наш тон: слишком сухо"), reason_code("wrong"), reason_code("долго")
    ('tone', 'wrong', 'other')
    """
    first = fold(said.partition(":")[0]).strip()
    return first if first in REASONS else _SAID.get(first, "other")


def coded_reason(said: str) -> str:
    """A reason as it is stored: the code, and what was added in words; words that are no button's stay as they are.

    >>> coded_reason("Не наш тон: слишком сухо"), coded_reason("wrong"), coded_reason("цены старые")
    ('tone: слишком сухо', 'wrong', 'цены старые')
    """
    first, _, more = said.partition(":")
    code = fold(first).strip()
    code = code if code in REASONS else _SAID.get(code, "")
    return ": ".join(part for part in (code, more.strip()) if part) if code else said.strip()


def is_unread(seconds: float, characters: int) -> bool:
    """Whether a text was accepted faster than anybody reads it.

    >>> is_unread(5, 600), is_unread(12, 600)
    (True, False)
    """
    return seconds < _UNREAD_BELOW * characters / _READING_RATE


_DECISION = DraftDecisionRecord
_NEXT = aliased(DraftRecord)
_SIBLING, _SIBLINGS = aliased(DraftRecord), aliased(DraftDecisionRecord)
_WAS_SHOWN = (
    col(DraftRecord.kind) == "draft",
    or_(
        col(DraftRecord.shown_at).is_not(None),
        col(DraftRecord.operator_id) != "",
        col(_DECISION.draft_id).is_not(None),
    ),
    or_(col(DraftRecord.variant_of) == "", col(_DECISION.draft_id).is_not(None)),
)
"""A second variant counts when it was the one decided on; else its first one stands for both."""


SHOWN_AT: Any = func.coalesce(DraftRecord.shown_at, DraftRecord.created_at, type_=UtcDateTime())
"""When a draft was shown; when it was made, for those of before that was kept."""


def shown_drafts(*columns: Any) -> Any:
    """A query of drafts that were shown, each with the decision about it, if any."""
    decided = col(_DECISION.draft_id) == col(DraftRecord.id)
    return _select(*columns).select_from(DraftRecord).join(_DECISION, decided, isouter=True).where(*_WAS_SHOWN)


async def fates(session: AsyncSession, *, since: datetime, until: datetime | None = None) -> tuple[Fate, ...]:
    """The drafts shown since then, each with what became of it."""
    draft, decision, talk = DraftRecord, _DECISION, ConversationRecord
    wanted = (
        shown_drafts(
            SHOWN_AT, draft.operator_id, draft.topic, talk.channel, draft.level, func.length(draft.text),
            decision.decision, decision.edit_kinds, decision.changes, decision.reason, decision.seconds,
            decision.operator_id, _next_reply(), _next_draft(), _variant_decided(), talk.closed_at,
        )
        .join(talk, col(talk.id) == col(draft.conversation_id))
        .where(since <= SHOWN_AT, col(draft.created_at) >= since - _LATEST)
    )  # fmt: skip
    if until is not None:
        wanted = wanted.where(until > SHOWN_AT, col(draft.created_at) < until)
    found = (_fate(*row) for row in (await session.exec(wanted)).all())
    return tuple(each for each in found if each is not None)


def _next_reply() -> Any:
    """When somebody answered in the draft's conversation after it was shown."""
    message = MessageRecord
    at = func.coalesce(message.at, message.stored_at, type_=UtcDateTime())
    return (
        select(func.min(at))
        .where(col(message.conversation_id) == col(DraftRecord.conversation_id), message.direction == "out")
        .where(message.author_kind == "operator", message.visibility == "public", at >= SHOWN_AT)
        .correlate(DraftRecord)
        .scalar_subquery()
    )


def _next_draft() -> Any:
    return (
        select(func.min(_NEXT.created_at))
        .where(col(_NEXT.conversation_id) == col(DraftRecord.conversation_id), col(_NEXT.variant_of) == "")
        .where(col(_NEXT.created_at) > col(DraftRecord.created_at), col(_NEXT.id) != col(DraftRecord.id))
        .correlate(DraftRecord)
        .scalar_subquery()
    )


def _variant_decided() -> Any:
    """How many variants of the draft were decided on."""
    return (
        select(func.count())
        .select_from(_SIBLING)
        .join(_SIBLINGS, col(_SIBLINGS.draft_id) == col(_SIBLING.id))
        .where(col(_SIBLING.variant_of) == col(DraftRecord.id))
        .correlate(DraftRecord)
        .scalar_subquery()
    )


def _fate(
    shown_at: datetime,
    operator_id: str,
    topic: str,
    channel: str,
    level: str,
    characters: int,
    decision: str | None,
    kinds: Sequence[str] | None,
    changes: dict[str, Any] | None,
    reason: str | None,
    seconds: float | None,
    decided_by: str | None,
    next_reply: datetime | None,
    next_draft: datetime | None,
    variants: int,
    closed_at: datetime | None,
) -> Fate | None:
    if decision is None and variants:
        return None  # another variant of it was decided on
    if decision is not None:
        outcome = decision
    elif next_draft is not None and (next_reply is None or next_draft < next_reply):
        outcome = "replaced"
    else:
        outcome = "open" if next_reply is None and closed_at is None else "unused"
    told = tuple(kinds or ()) or tuple((changes or {}).get("kinds", ()))
    return Fate(
        shown_at=shown_at,
        operator_id=decided_by or operator_id or "",
        topic=topic,
        channel=channel,
        level=level,
        outcome=outcome,
        kinds=told,
        reason=reason_code(reason or "") if outcome == "rejected" else "",
        seconds=seconds,
        characters=int(characters or 0),
    )
