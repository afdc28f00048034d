"""A command's work on the shop's database: opened, brought up to date, done in one transaction, closed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.database import make_engine, session_factory, upgrade
from reply_core.settings import Settings

T = TypeVar("T")


def on_database(settings: Settings, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Do ``work`` in a transaction; nothing is kept of it when it raises."""

    async def run() -> T:
        await upgrade(settings.database_url)
        engine = make_engine(settings.database_url)
        try:
            async with session_factory(engine)() as session, session.begin():
                return await work(session)
        finally:
            await engine.dispose()

    return asyncio.run(run())
