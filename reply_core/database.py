"""The database: an engine for SQLite or PostgreSQL, sessions, and migrations run from code.

SQLite has one writer at a time. A transaction that reads first and writes later cannot wait for its turn, it fails; so
sessions take the write lock at their first statement (BEGIN IMMEDIATE) and wait up to 20 seconds for it. Sessions made
with ``read_only=True`` take no lock and never wait. Do not keep a writing session open while waiting for anything else.

A new migration: change ``tables/``, then ``await database.revise(url, "what changed")`` on an upgraded database.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

import reply_core.tables  # noqa: F401  (fills SQLModel.metadata)

Sessions = async_sessionmaker[AsyncSession]

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 7_145_301_968
_BUSY_SECONDS = 20


def is_sqlite(url: str) -> bool:
    """Whether ``url`` names a SQLite database."""
    return make_url(url).get_backend_name() == "sqlite"


def make_engine(url: str, *, foreign_keys: bool = True, pooled: bool = True) -> AsyncEngine:
    """An engine for ``url`` (``sqlite+aiosqlite:///…`` or ``postgresql+asyncpg://…``); dispose of it when done.

    Statement parameters never appear in errors or logs: they are people's texts. ``pooled=False`` opens a connection
    per use, for engines that live across event loops. A SQLite file's folder is made when it is missing.
    """
    options: dict[str, Any] = {"hide_parameters": True}
    if not pooled:
        options["poolclass"] = NullPool
    if not is_sqlite(url):
        return create_async_engine(url, pool_pre_ping=pooled, **options)
    if path := make_url(url).database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, connect_args={"timeout": _BUSY_SECONDS}, **options)
    _prepare_sqlite(engine, foreign_keys=foreign_keys)
    return engine


def _prepare_sqlite(engine: AsyncEngine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; `_on_begin` does
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("postgresql_readonly", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def session_factory(engine: AsyncEngine, *, read_only: bool = False) -> Sessions:
    """Sessions whose objects stay readable after a commit. ``read_only`` ones see a snapshot and wait for no writer;
    PostgreSQL refuses to write through them."""
    bind = engine.execution_options(postgresql_readonly=True) if read_only else engine
    return async_sessionmaker(bind, class_=AsyncSession, expire_on_commit=False)


async def insert_new(session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> set[Any]:
    """Insert the rows whose key or unique columns are not taken yet, also under a race; gives the ``id`` (the first
    key column) of those that were inserted. Rows are complete: SQLModel's defaults do not apply."""
    if not rows:
        return set()
    first_key = next(iter(_table(table).primary_key.columns))
    statement = _insert(session)(_table(table)).on_conflict_do_nothing().returning(first_key)
    return set((await session.exec(statement, params=list(rows))).scalars())


async def upsert(session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows, overwriting those whose key is there. Rows are complete: SQLModel's defaults do not apply.

    Objects the session has loaded before do not change; read again with ``populate_existing``.
    """
    if not rows:
        return
    keys = [column.name for column in _table(table).primary_key.columns]
    by_key = {tuple(row[key] for key in keys): row for row in rows}  # one statement may not touch a row twice
    statement = _insert(session)(_table(table))
    overwritten = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    statement = statement.on_conflict_do_update(index_elements=keys, set_=overwritten)
    await session.exec(statement, params=list(by_key.values()))


def _table(table: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(table.__tablename__)]


def _insert(session: AsyncSession) -> Any:
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database's tables up to ``revision``; safe to call from several processes at once."""
    await _migrate(url, lambda config: command.upgrade(config, revision))


async def downgrade(url: str, revision: str) -> None:
    """Take the database's tables back to ``revision`` (``base`` removes them all)."""
    await _migrate(url, lambda config: command.downgrade(config, revision))


async def revise(url: str, message: str) -> None:
    """Write the next migration file from the difference between ``tables.py`` and the database."""
    await _migrate(url, lambda config: command.revision(config, message, autogenerate=True))


async def drift(url: str) -> list[Any]:
    """What ``tables.py`` has and the database lacks, or the other way round; empty when they agree."""
    engine = make_engine(url, pooled=False)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_differences)
    finally:
        await engine.dispose()


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


async def _migrate(url: str, action: Any) -> None:
    engine = make_engine(url, foreign_keys=False, pooled=False)
    try:
        async with engine.begin() as connection:
            if not is_sqlite(url):
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            await connection.run_sync(_run_alembic, action)
    finally:
        await engine.dispose()


def _run_alembic(connection: Connection, action: Any) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    action(config)
