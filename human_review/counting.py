"""Counts that stop: over millions of replies "more than 1,000" is known at once, the exact number after seconds."""

from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

COUNTED = 1_000
"""Counts go up to here."""


class Counted(NamedTuple):
    """How many there are; with ``more``, at least so many."""

    n: int
    more: bool = False


async def count_up_to(session: AsyncSession, wanted: Any, most: int = COUNTED) -> Counted:
    """Count the rows of a query up to ``most``."""
    some = wanted.limit(most + 1).subquery()
    n = int((await session.exec(select(func.count()).select_from(some))).one())
    return Counted(min(n, most), n > most)
