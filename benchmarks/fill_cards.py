"""Fills a database with made-up scored replies for `benchmarks.dashboard_rate`: no model, no scoring, only rows.

    python -m benchmarks.fill_cards postgresql+asyncpg://… --replies 1000000
    python -m benchmarks.fill_cards sqlite+aiosqlite:///bench.db --replies 1000000

The database must not hold a shop yet. PostgreSQL is filled by COPY with its indexes and keys taken off before and put
back after (the user must be a superuser, or own the tables); SQLite by ``executemany``. The daily sums come along, so
nothing is caught up afterwards.
"""

import argparse
import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from queue import Queue
from typing import Any

import psycopg
from sqlalchemy import func, make_url
from sqlmodel import select

from benchmarks.fill_rows import DAYS, LAST_DAY, NOW, Lines, Shop, people
from human_review import assist_sums, contact_sums, wait_sums
from human_review.card_figures import note_all_seen
from human_review.day_sums import replace_week
from reply_core.clock import FixedClock
from reply_core.database import is_sqlite, make_engine, session_factory, upgrade, upsert
from reply_core.directory import BrandInfo, save_brands
from reply_core.keys import create_key
from reply_core.tables import MessageRecord, Progress
from reply_core.working_time import Calendar, calendar_to_dict

CALENDAR = Calendar.weekly("09:00-21:00", days="Mon-Sun", tz="Europe/Moscow")
BRAND = BrandInfo(id="demo", name="Росница", calendar=calendar_to_dict(CALENDAR))
KEYS = (("lead", "lead", ""), ("trainer", "trainer", ""), ("op7", "operator", "op7"))
"""Name, role, operator; the key of each is ``key-`` and its name."""


def fill(url: str, replies: int, days: int = DAYS) -> float:
    """Fill the database with whole weeks that end on `LAST_DAY`; gives the seconds it took."""
    begun = time.monotonic()
    asyncio.run(upgrade(url))
    blocks = _ahead(Shop(replies, days).days())
    if is_sqlite(url):
        _fill_sqlite(str(make_url(url).database), blocks)
    else:
        _fill_postgres(postgres_address(url), blocks)
    asyncio.run(_finish(url, days))
    return time.monotonic() - begun


def postgres_address(url: str) -> str:
    """The same address for psycopg."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _ahead(days: Iterator[Lines]) -> Iterator[Lines]:
    """The operators, then day after day, made in a thread of their own while the database stores the day before."""
    made: Queue[Lines | None] = Queue(maxsize=4)

    def work() -> None:
        made.put(people())
        for lines in days:
            made.put(lines)
        made.put(None)

    threading.Thread(target=work, daemon=True).start()
    return iter(made.get, None)


def _fill_postgres(address: str, blocks: Iterator[Lines]) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("timezone = 'UTC'", "maintenance_work_mem = '1GB'", "synchronous_commit = off"):
            connection.execute(f"SET {setting}".encode())
        put_back = _take_off(connection)
        for lines in blocks:
            for table, rows in _full(lines):
                with connection.cursor().copy(f"COPY {_quoted(table)} FROM STDIN".encode()) as copy:
                    copy.write("\n".join(rows) + "\n")
        for statement in put_back:
            connection.execute(statement.encode())
        connection.execute(b"VACUUM ANALYZE")


def _full(lines: Lines) -> list[tuple[str, list[str]]]:
    return [(table, rows) for table, rows in lines.items() if rows]


def _quoted(table: str) -> str:
    name, _, columns = table.rstrip(")").partition("(")
    return f'"{name}"({columns})'


def _take_off(connection: psycopg.Connection[Any]) -> list[str]:
    """Drop keys and indexes; gives the statements that put them back."""
    kept = "conrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname <> ALL(%s))"
    few = ["alembic_version", "progress", "brand", "api_key"]
    keys = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text FROM pg_constraint "
        f"WHERE contype IN ('p', 'u', 'f') AND {kept} ORDER BY contype = 'f' DESC".encode(), [few],
    ).fetchall()  # fmt: skip
    for table, name, _, _ in keys:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE'.encode())
    indexes = connection.execute(
        b"SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> ALL(%s)", [few]
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"'.encode())
    back = [
        f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}{" NOT VALID" if kind == "f" else ""}'
        for table, name, definition, kind in sorted(keys, key=lambda each: each[3] == "f")
    ]
    return [*(definition for _, definition in indexes), *back]


def _fill_sqlite(path: str, blocks: Iterator[Lines]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -500000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''").fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    connection.execute("BEGIN")
    for lines in blocks:
        for table, rows in _full(lines):
            marks = ",".join("?" * (table.count(",") + 1))
            connection.executemany(f"INSERT INTO {_quoted(table)} VALUES ({marks})", map(_cells, rows))
    connection.execute("COMMIT")
    for _, definition in indexes:
        connection.execute(definition)
    connection.execute("ANALYZE")
    connection.close()


def _cells(row: str) -> list[str | None]:
    return [None if cell == "\\N" else cell for cell in row.split("\t")]


async def _finish(url: str, days: int) -> None:
    """The brand, everybody's keys, the sums of weeks, and that nothing is left to catch up."""
    engine = make_engine(url, pooled=False)
    sessions = session_factory(engine)
    async with sessions.begin() as session:
        await save_brands(session, [BRAND])
        for name, role, operator in KEYS:
            await create_key(session, name=name, role=role, operator_id=operator, team="", key=f"key-{name}")
    for monday in _mondays(days):
        async with sessions.begin() as session:
            await replace_week(session, monday)
            await wait_sums.replace_week(session, monday)
            for number in range(7):
                await wait_sums.replace_topics(session, monday + timedelta(days=number))
    async with sessions.begin() as session:
        await _mark(session)
    await contact_sums.catch_up(sessions, zone=CALENDAR.zone, clock=FixedClock(NOW))
    await engine.dispose()


async def _mark(session: Any) -> None:
    """Say how far the sums have got, as catching up does."""
    stored = (await session.exec(select(func.max(MessageRecord.stored_at)))).one()
    await note_all_seen(session, NOW)
    row = {"name": "_daily_waits", "done": 0, "total": 0, "note": stored.isoformat(), "updated_at": NOW}
    await upsert(session, Progress, [row])
    await assist_sums.note_all_seen(session, NOW)


def _mondays(days: int) -> Sequence[date]:
    first = LAST_DAY - timedelta(days=days - 1)
    return [first + timedelta(days=7 * week) for week in range(days // 7)]


def main() -> None:
    """Fill and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--replies", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=DAYS, help="over how many days; whole weeks")
    given = parser.parse_args()
    taken = fill(given.url, given.replies, given.days)
    print(f"{given.replies:,} replies of {given.days} days in {taken:.0f} s")


if __name__ == "__main__":
    main()
