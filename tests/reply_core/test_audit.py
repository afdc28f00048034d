"""The audit trail keeps who changed what, in the same transaction as the change."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core import audit
from reply_core.database import Sessions

pytestmark = pytest.mark.anyio
_NOON = datetime(2026, 11, 13, 12, tzinfo=UTC)


async def test_events_come_back_latest_first(session: AsyncSession) -> None:
    """What was recorded is read back whole, newest first."""
    for hour, action in enumerate(("key.created", "key.revoked")):
        await audit.record(
            session,
            actor="anna",
            action=action,
            target="key:1",
            details={"роль": "lead", "n": hour},
            at=_NOON + timedelta(hours=hour),
        )
    later, earlier = await audit.events(session, "key:1", 10)

    assert (later.action, earlier.action) == ("key.revoked", "key.created")
    assert (later.actor, later.target, later.details) == ("anna", "key:1", {"роль": "lead", "n": 1})
    assert later.at == _NOON + timedelta(hours=1)


async def test_events_of_others_stay_apart(session: AsyncSession) -> None:
    """Events are chosen by target and by actor, and limited."""
    for actor, target in (("anna", "a"), ("anna", "b"), ("igor", "b")):
        await audit.record(session, actor=actor, action="x", target=target, details={}, at=_NOON)

    assert [event.actor for event in await audit.events(session, "a")] == ["anna"]
    assert [event.target for event in await audit.events(session, actor="igor")] == ["b"]
    assert len(await audit.events(session)) == 3
    assert len(await audit.events(session, limit=2)) == 2


async def test_event_goes_with_its_change(sessions: Sessions) -> None:
    """A change that is rolled back leaves no event behind."""
    async with sessions() as session:
        await audit.record(session, actor="anna", action="x", target="a", details={}, at=_NOON)
        await session.rollback()
    async with sessions() as session:
        assert await audit.events(session) == ()
