"""The benchmark's made-up database: its sums are those the program makes itself, and the API reads it."""

from pathlib import Path

import pytest
from anyio import to_thread
from sqlalchemy import delete
from sqlmodel import SQLModel, select

from benchmarks.dashboard_rate import pages, served
from benchmarks.fill_cards import CALENDAR, fill
from benchmarks.fill_rows import NOW, STANDARD
from human_review import assist_sums, contact_sums, sums, wait_sums
from reply_core.clock import FixedClock
from reply_core.database import Sessions, make_engine, session_factory
from reply_core.tables import (
    DailyAssist,
    DailyContact,
    DailyRollup,
    DailyWait,
    OperatorDay,
    OperatorWaitWeek,
    OperatorWeek,
    Progress,
    TopicWaitDay,
    WeeklyRollup,
)

pytestmark = pytest.mark.anyio
_CARDS: tuple[type[SQLModel], ...] = (DailyRollup, OperatorDay, WeeklyRollup, OperatorWeek)
_OTHERS: tuple[type[SQLModel], ...] = (DailyWait, TopicWaitDay, OperatorWaitWeek, DailyAssist, DailyContact)
_TABLES = (*_CARDS, *_OTHERS)


async def _sums(sessions: Sessions) -> dict[str, dict[tuple[object, ...], list[float]]]:
    found = {}
    async with sessions() as session:
        for table in _TABLES:
            rows = [row.model_dump() for row in (await session.exec(select(table))).all()]
            keys = [column.name for column in SQLModel.metadata.tables[str(table.__tablename__)].primary_key.columns]
            found[str(table.__tablename__)] = {
                tuple(row[key] for key in keys): [row[name] for name in sorted(row) if name not in keys] for row in rows
            }
    return found


async def test_filled_sums_are_those_rebuilt_from_the_cards(tmp_path: Path) -> None:
    """Days and weeks of cards, waits, drafts and contacts come out the same when the program sums them up itself; until
    then nothing is left to catch up."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'filled.db'}"
    await to_thread.run_sync(fill, url, 480, 14)
    engine = make_engine(url, pooled=False)
    sessions, zone, clock = session_factory(engine), CALENDAR.zone, FixedClock(NOW)

    filled = await _sums(sessions)
    assert await sums.catch_up(sessions, zone=zone, clock=clock, standard_of=lambda _: STANDARD) == 0
    for kept in (wait_sums, assist_sums, contact_sums):
        assert await kept.catch_up(sessions, zone=zone, clock=clock) == 0
    await sums.rebuild(sessions, zone=zone, clock=clock, standard_of=lambda _: STANDARD)
    async with sessions.begin() as session:
        for table in (*_OTHERS, Progress):
            await session.exec(delete(table.__table__))  # type: ignore[attr-defined]
    for kept in (wait_sums, assist_sums, contact_sums):
        assert await kept.catch_up(sessions, zone=zone, clock=clock) > 0
    rebuilt = await _sums(sessions)
    await engine.dispose()

    for table, rows in filled.items():
        assert rows
        assert rebuilt[table].keys() == rows.keys()
        for key, figures in rows.items():
            assert rebuilt[table][key] == pytest.approx(figures), (table, key)


def test_every_page_reads_a_filled_database(tmp_path: Path) -> None:
    """Each call of the benchmark is answered over a few hundred made-up replies."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'filled.db'}"
    fill(url, 240, 14)

    with served(url) as api:
        item = api("lead").scorecards(limit=1).items[0]
        told = {name: call(api(who)) for name, (who, call) in pages(item.id, item.conversation_id).items()}

    assert told["replies"].total == 240
    assert told["a card"].card.id == item.id
    assert told["trends operators, 12 weeks, total"].team.period.n > 200
    assert told["response times, 12 weeks"].together.waits >= 240
