"""Long work as people see it: done out of total, by name. Names that begin with an underscore are not for people."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.clock import Clock
from reply_core.database import upsert
from reply_core.tables import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far one piece of long work has got."""

    name: str
    done: int
    total: int
    note: str = ""
    updated_at: datetime


async def note_progress(
    session: AsyncSession, name: str, done: int, total: int, *, clock: Clock, note: str = ""
) -> None:
    """Write down how far a piece of work has got."""
    row = {"name": name, "done": done, "total": total, "note": note, "updated_at": clock.now()}
    await upsert(session, Progress, [row])


async def progress(session: AsyncSession) -> tuple[Step, ...]:
    """All pieces of work that people are told of, by name."""
    rows = (await session.exec(select(Progress).order_by(col(Progress.name)))).all()
    return tuple(
        Step(name=row.name, done=row.done, total=row.total, note=row.note, updated_at=row.updated_at)
        for row in rows
        if not row.name.startswith("_")
    )
