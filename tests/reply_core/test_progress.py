"""Long work is told as done out of total; what is not for people stays untold."""

from datetime import UTC, datetime

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.clock import FixedClock
from reply_core.progress import note_progress, progress

_CLOCK = FixedClock(datetime(2026, 11, 16, tzinfo=UTC))


@pytest.mark.anyio
async def test_the_newest_state_of_each_piece_of_work_is_told(session: AsyncSession) -> None:
    """Noting again overwrites; names with an underscore are left out; the order is by name."""
    await note_progress(session, "scoring", 1, 10, clock=_CLOCK)
    await note_progress(session, "embeddings", 5, 5, clock=_CLOCK, note="ready")
    await note_progress(session, "_watermark", 1, 1, clock=_CLOCK)
    await note_progress(session, "scoring", 7, 10, clock=_CLOCK)

    told = await progress(session)

    assert [(step.name, step.done, step.total, step.note) for step in told] == [
        ("embeddings", 5, 5, "ready"),
        ("scoring", 7, 10, ""),
    ]
    assert told[0].updated_at == _CLOCK.now()
