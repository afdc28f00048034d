"""The audit trail: who changed what and when. Events are only ever added.

``details`` say what changed in codes, ids and numbers; texts of customers and operators have no place there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.tables import AuditEvent, new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One change by a person (or by a service in its name)."""

    id: str
    actor: str
    action: str
    """A stable code such as ``draft.accepted`` or ``key.revoked``."""
    target: str
    """What it was done to: ``kind:id``."""
    details: Mapping[str, Any] = field(default_factory=dict)
    at: datetime


async def record(
    session: AsyncSession, *, actor: str, action: str, target: str, details: Mapping[str, Any], at: datetime
) -> None:
    """Add an event to the caller's transaction: it is kept exactly when the change is."""
    session.add(AuditEvent(id=new_id(), actor=actor, action=action, target=target, details=dict(details), at=at))
    await session.flush()


async def events(
    session: AsyncSession, target: str | None = None, limit: int = 100, *, actor: str | None = None
) -> tuple[AuditEntry, ...]:
    """Events, the latest first; of one target or one actor if given."""
    wanted = select(AuditEvent).order_by(col(AuditEvent.at).desc(), col(AuditEvent.id)).limit(limit)
    if target is not None:
        wanted = wanted.where(AuditEvent.target == target)
    if actor is not None:
        wanted = wanted.where(AuditEvent.actor == actor)
    return tuple(AuditEntry(**event.model_dump()) for event in (await session.exec(wanted)).all())
