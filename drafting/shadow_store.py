"""All SQL of prompts in shadow: what another version wrote, beside the draft the operator saw and what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from drafting.outcome import Outcome, to_dict
from reply_core.database import insert_new
from reply_core.tables import DraftDecisionRecord, DraftRecord, ShadowDraft
from reply_core.types import Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowPair:
    """A shadow draft, the draft that was shown, and what was sent ("" when nothing was, or not yet)."""

    prompt: str
    outcome: str
    """``ok``, or why there is none: a cause of the model's failure, or ``nothing_stands``."""
    kind: str
    text: str
    tokens: int
    ms: int
    removed: bool
    """Whether sentences of it were refused by the check."""
    live_prompt: str
    live_kind: str
    live_text: str
    live_tokens: int
    live_ms: int
    live_removed: bool
    sent: str
    at: datetime


async def save_shadow(
    session: AsyncSession, draft_id: str, prompt: str, made: Outcome | None, *, outcome: str, ms: int, at: datetime
) -> bool:
    """Keep what a prompt version came to for the inquiry of a draft; False when it is kept already."""
    provenance = made.provenance if made is not None else None
    row = {
        "id": sha256(f"{draft_id}:{prompt}".encode()).hexdigest()[:32],
        "draft_id": draft_id,
        "prompt": prompt,
        "model": provenance.model if provenance else "",
        "kind": made.kind if made is not None else "",
        "text": str(getattr(made, "text", "")),
        "body": to_dict(made) if made is not None else {},
        "tokens_in": provenance.tokens_in if provenance else 0,
        "tokens_out": provenance.tokens_out if provenance else 0,
        "ms": provenance.ms if provenance else ms,
        "outcome": outcome,
        "at": at,
    }
    return bool(await insert_new(session, ShadowDraft, [row]))


async def shadow_pairs(
    session: AsyncSession, *, since: datetime | None = None, limit: int = 5_000
) -> tuple[ShadowPair, ...]:
    """Shadow drafts beside those shown, the newest first."""
    wanted = (
        select(ShadowDraft, DraftRecord, DraftDecisionRecord)
        .join(DraftRecord, col(DraftRecord.id) == col(ShadowDraft.draft_id))
        .join(DraftDecisionRecord, col(DraftDecisionRecord.draft_id) == col(DraftRecord.id), isouter=True)
        .order_by(col(ShadowDraft.at).desc(), col(ShadowDraft.id))
        .limit(limit)
    )
    if since is not None:
        wanted = wanted.where(ShadowDraft.at >= since)
    rows: Sequence[tuple[ShadowDraft, DraftRecord, DraftDecisionRecord | None]] = (await session.exec(wanted)).all()
    return tuple(_pair(shadow, live, decision) for shadow, live, decision in rows)


def _pair(shadow: ShadowDraft, live: DraftRecord, decision: DraftDecisionRecord | None) -> ShadowPair:
    made: dict[str, Any] = live.provenance
    sent = decision.final_text if decision is not None and decision.decision != "rejected" else ""
    return ShadowPair(
        prompt=shadow.prompt,
        outcome=shadow.outcome,
        kind=shadow.kind,
        text=shadow.text,
        tokens=shadow.tokens_in + shadow.tokens_out,
        ms=shadow.ms,
        removed=_removed(shadow.body),
        live_prompt=str(made.get("prompt", "")),
        live_kind=live.kind,
        live_text=live.text,
        live_tokens=int(made.get("tokens_in", 0)) + int(made.get("tokens_out", 0)),
        live_ms=int(made.get("ms", 0)),
        live_removed=_removed(live.body),
        sent=sent,
        at=shadow.at,
    )


def _removed(body: Payload) -> bool:
    return any(note.get("kind") == "removed" for note in body.get("notes", ()))
