"""Migrations make exactly the tables of ``tables.py``, on both databases, and can be taken back."""

import asyncio

import pytest
from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from reply_core.database import downgrade, drift, make_engine, upgrade

pytestmark = pytest.mark.anyio


async def _tables(url: str) -> set[str]:
    def names(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names())

    engine = make_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(names)
    await engine.dispose()
    return found


async def test_upgrade_makes_every_table(bare_database_url: str) -> None:
    """An upgraded database has every table and nothing else but Alembic's own."""
    await upgrade(bare_database_url)

    assert await _tables(bare_database_url) == set(SQLModel.metadata.tables) | {"alembic_version"}


async def test_upgraded_database_has_no_drift(bare_database_url: str) -> None:
    """After the last migration there is nothing left that tables.py says otherwise."""
    await upgrade(bare_database_url)

    assert await drift(bare_database_url) == []


async def test_drift_is_seen(bare_database_url: str) -> None:
    """A database without migrations differs from tables.py: the check is able to fail."""
    assert await drift(bare_database_url) != []


async def test_downgrade_to_base_removes_every_table(bare_database_url: str) -> None:
    """Downgrading to the beginning leaves no table of ours, and upgrading again works."""
    await upgrade(bare_database_url)
    await downgrade(bare_database_url, "base")

    assert await _tables(bare_database_url) == {"alembic_version"}

    await upgrade(bare_database_url)

    assert await drift(bare_database_url) == []


async def test_two_processes_may_upgrade_at_once(bare_database_url: str) -> None:
    """Several starting processes upgrade one database without tripping over each other."""
    await asyncio.gather(*(upgrade(bare_database_url) for _ in range(3)))

    assert await drift(bare_database_url) == []
