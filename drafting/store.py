"""All SQL of drafting: drafts as they were proposed, when they were shown, and the one decision about each."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from drafting.decision import Changes, decide
from drafting.gap_rows import GapRow, gaps, note_gaps
from drafting.outcome import Draft, HandOver, Outcome, from_dict, to_dict
from drafting.resting import rests_on
from reply_core.database import insert_new
from reply_core.errors import Conflict, InvalidInput, NotFound
from reply_core.tables import DraftDecisionRecord, DraftRecord, new_id
from reply_core.types import Channel
from tone_of_voice.profile import ToneProfile

__all__ = [
    "DECISIONS",
    "DecisionKind",
    "GapRow",
    "StoredDecision",
    "StoredDraft",
    "drafts_for",
    "gaps",
    "has_unseen",
    "load_draft",
    "mark_shown",
    "record_decision",
    "save_draft",
]

DecisionKind = Literal["accepted", "edited", "rejected"]
DECISIONS: tuple[DecisionKind, ...] = ("accepted", "edited", "rejected")
_UNSEEN = (
    col(DraftRecord.shown_at).is_(None),
    col(DraftRecord.operator_id) == "",
    col(DraftRecord.id).not_in(select(DraftDecisionRecord.draft_id)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """What the operator did with a draft."""

    draft_id: str
    decision: DecisionKind
    final_text: str
    changes: Changes | None
    """None for a rejected draft."""
    reason: str = ""
    operator_id: str = ""
    message_id: str | None = None
    seconds: float | None = None
    """From showing the draft to this decision; None for drafts shown before that was kept."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraft:
    """A proposal as it was shown, with the decision about it."""

    id: str
    conversation_id: str
    outcome: Outcome
    created_at: datetime
    operator_id: str = ""
    decision: StoredDecision | None = None
    variant_of: str = ""
    shown_at: datetime | None = None
    """When its operator was first given it."""


async def save_draft(
    session: AsyncSession,
    conversation_id: str,
    outcome: Outcome,
    *,
    at: datetime,
    operator_id: str = "",
    variant_of: str = "",
) -> str:
    """Store a proposal and, for what it could not answer, the gaps; gives the draft's id.

    With an ``operator_id`` it is shown from then on: who asks for a draft is given it at once. ``variant_of`` is the
    draft this one was asked for beside.
    """
    record = DraftRecord(
        id=new_id(),
        conversation_id=conversation_id,
        kind=outcome.kind,
        topic=outcome.topic.code,
        body=to_dict(outcome),
        text=outcome.text if isinstance(outcome, Draft) else "",
        level=outcome.provenance.level,
        provenance=asdict(outcome.provenance),
        created_at=at,
        operator_id=operator_id,
        variant_of=variant_of,
        shown_at=at if operator_id else None,
    )
    session.add(record)
    draft_id = record.id
    await session.flush()
    session.add_all(rests_on(draft_id, outcome))
    if isinstance(outcome, HandOver):
        await note_gaps(session, conversation_id, outcome.asks, outcome.topic.code, outcome.nearest, at)
    elif isinstance(outcome, Draft):
        await note_gaps(session, conversation_id, outcome.unanswered, outcome.topic.code, outcome.passages[:3], at)
    await session.flush()
    return draft_id


async def load_draft(session: AsyncSession, draft_id: str) -> StoredDraft:
    """A stored proposal with its decision.

    Raises:
        NotFound: there is no such draft.
    """
    record = await session.get(DraftRecord, draft_id)
    if record is None:
        raise NotFound("No such draft", where=draft_id, mend="look at the conversation for its drafts")
    decision = await session.get(DraftDecisionRecord, draft_id)
    return _stored(record, decision)


async def drafts_for(session: AsyncSession, conversation_id: str) -> tuple[StoredDraft, ...]:
    """The proposals of a conversation, newest first."""
    rows = (
        await session.exec(
            select(DraftRecord, DraftDecisionRecord)
            .join(DraftDecisionRecord, col(DraftDecisionRecord.draft_id) == col(DraftRecord.id), isouter=True)
            .where(DraftRecord.conversation_id == conversation_id)
            .order_by(col(DraftRecord.created_at).desc(), col(DraftRecord.id))
        )
    ).all()
    return tuple(_stored(record, decision) for record, decision in rows)


async def mark_shown(session: AsyncSession, conversation_id: str, operator_id: str, *, at: datetime) -> None:
    """Note that the drafts nobody was given yet (made for a lead, or by a program) are given to an operator now."""
    await session.exec(
        update(DraftRecord)
        .where(col(DraftRecord.conversation_id) == conversation_id, *_UNSEEN)
        .values(shown_at=at, operator_id=operator_id)
    )


async def has_unseen(session: AsyncSession, conversation_id: str) -> bool:
    """Whether a conversation has drafts no operator was given yet and nobody decided on."""
    wanted = select(DraftRecord.id).where(DraftRecord.conversation_id == conversation_id, *_UNSEEN).limit(1)
    return (await session.exec(wanted)).first() is not None


async def record_decision(
    session: AsyncSession,
    draft_id: str,
    *,
    decision: DecisionKind,
    at: datetime,
    final_text: str = "",
    reason: str = "",
    operator_id: str = "",
    message_id: str | None = None,
    profile: ToneProfile | None = None,
    channel: Channel | None = None,
) -> StoredDecision:
    """Record what became of a draft, once.

    An accepted draft whose text was changed is recorded as edited, and an edited one that was not changed as accepted.
    With the shop's ``profile`` the edit is also read for tone (`drafting.decision`).

    Raises:
        NotFound: there is no such draft.
        Conflict: it has been decided already, also when somebody else did so at the same moment.
        InvalidInput: an unknown decision, a rejection without a reason, or an edit without a text.
    """
    record = await session.get(DraftRecord, draft_id)
    if record is None:
        raise NotFound("No such draft", where=draft_id, mend="look at the conversation for its drafts")
    made = _decision(record, decision, final_text.strip(), reason.strip(), operator_id, message_id, at)
    if made.decision == "edited":
        made = replace(made, changes=decide(record.text, made.final_text, profile, channel))
    row = {
        "draft_id": draft_id,
        "decision": made.decision,
        "reason": made.reason,
        "final_text": made.final_text,
        "similarity": made.changes.similarity if made.changes else None,
        "changes": msgspec.to_builtins(made.changes) if made.changes else {},
        "edit_kinds": [kind for kind in made.changes.kinds if kind != "unchanged"] if made.changes else [],
        "seconds": made.seconds,
        "operator_id": operator_id,
        "message_id": message_id,
        "at": at,
    }
    if not await insert_new(session, DraftDecisionRecord, [row]):
        before = await session.get(DraftDecisionRecord, draft_id, populate_existing=True)
        when = f"{before.decision} at {before.at:%Y-%m-%d %H:%M} UTC" if before else "by somebody else just now"
        raise Conflict(f"This draft has been decided already: {when}", where=draft_id, mend="reload the conversation")
    return made


def _decision(
    record: DraftRecord,
    decision: DecisionKind,
    final_text: str,
    reason: str,
    operator_id: str,
    message_id: str | None,
    at: datetime,
) -> StoredDecision:
    if decision not in DECISIONS:
        raise InvalidInput(f"An unknown decision: {decision}", mend=f"one of: {', '.join(DECISIONS)}")
    seconds = max(0.0, (at - record.shown_at).total_seconds()) if record.shown_at else None
    if decision == "rejected":
        if not reason:
            raise InvalidInput("A rejected draft needs a reason", where=record.id, mend="say why it was not used")
        return StoredDecision(
            draft_id=record.id,
            decision="rejected",
            final_text=final_text,
            changes=None,
            reason=reason,
            operator_id=operator_id,
            message_id=message_id,
            seconds=seconds,
            at=at,
        )
    sent = final_text or record.text
    if not sent or (decision == "edited" and not final_text):
        raise InvalidInput("No text was sent", where=record.id, mend="give the text that was really sent")
    changes = decide(record.text, sent)
    return StoredDecision(
        draft_id=record.id,
        decision="accepted" if changes.similarity == 1 else "edited",
        final_text=sent,
        changes=changes,
        reason=reason,
        operator_id=operator_id,
        message_id=message_id,
        seconds=seconds,
        at=at,
    )


def _stored(record: DraftRecord, decision: DraftDecisionRecord | None) -> StoredDraft:
    return StoredDraft(
        id=record.id,
        conversation_id=record.conversation_id,
        outcome=from_dict(record.body),
        created_at=record.created_at,
        operator_id=record.operator_id,
        decision=_stored_decision(decision) if decision is not None else None,
        variant_of=record.variant_of,
        shown_at=record.shown_at,
    )


def _stored_decision(row: DraftDecisionRecord) -> StoredDecision:
    return StoredDecision(
        draft_id=row.draft_id,
        decision="rejected" if row.decision == "rejected" else "edited" if row.decision == "edited" else "accepted",
        final_text=row.final_text,
        changes=msgspec.convert(row.changes, type=Changes) if row.changes else None,
        reason=row.reason,
        operator_id=row.operator_id,
        message_id=row.message_id,
        seconds=row.seconds,
        at=row.at,
    )
