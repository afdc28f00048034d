"""Engines and sessions behave alike on both databases: foreign keys, UTC, waiting writers, no texts in errors."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.database import Sessions, make_engine, session_factory, upgrade
from reply_core.tables import ConversationRecord, Customer, MessageRecord, Operator

pytestmark = pytest.mark.anyio


async def test_times_come_back_aware_and_in_utc(sessions: Sessions) -> None:
    """A time stored in any zone is read back as the same moment, in UTC."""
    moscow = datetime(2026, 11, 13, 17, 40, tzinfo=timezone(timedelta(hours=3)))
    async with sessions.begin() as session:
        session.add(_conversation(moscow))
    async with sessions() as session:
        (opened_at,) = (await session.exec(select(ConversationRecord.opened_at))).all()

    assert opened_at == moscow
    assert opened_at.tzinfo == UTC


async def test_naive_times_are_refused(session: AsyncSession) -> None:
    """A time without a zone never reaches the database."""
    session.add(_conversation(datetime(2026, 11, 13, 17, 40)))  # noqa: DTZ001

    with pytest.raises(StatementError, match="without a zone"):
        await session.flush()


async def test_foreign_keys_hold(session: AsyncSession) -> None:
    """A message of a conversation that does not exist is refused, on SQLite too."""
    session.add(MessageRecord(conversation_id="none", external_id="1", direction="in", author_kind="customer"))

    with pytest.raises(IntegrityError):
        await session.flush()


async def test_errors_do_not_show_texts(session: AsyncSession) -> None:
    """What people wrote never appears in a database error."""
    session.add(
        MessageRecord(
            conversation_id="none", external_id="1", direction="in", author_kind="customer", text="Ольга, 8 921"
        )
    )

    with pytest.raises(IntegrityError) as caught:
        await session.flush()

    assert "Ольга" not in str(caught.value)


async def test_writers_wait_for_each_other(sessions: Sessions) -> None:
    """Transactions that read and then write wait for each other, and neither loses the other's work."""

    async def add(name: str) -> None:
        async with sessions.begin() as session:
            await session.exec(select(Operator))
            await asyncio.sleep(0.05)
            session.add(Operator(id=name, name=name))

    await asyncio.gather(*(add(f"operator {number}") for number in range(4)))

    async with sessions() as session:
        assert (await session.exec(select(func.count()).select_from(Operator))).one() == 4


async def test_readers_do_not_wait_for_a_writer(database_url: str) -> None:
    """A read-only session answers while another one is writing, and sees nothing unfinished."""
    engine = make_engine(database_url)
    async with session_factory(engine)() as writer:
        writer.add(Operator(id="anna", name="Анна"))
        await writer.flush()
        async with asyncio.timeout(2), session_factory(engine, read_only=True)() as reader:
            seen = (await reader.exec(select(Operator))).all()
    await engine.dispose()

    assert seen == []


async def test_postgres_refuses_to_write_through_a_reader(postgres_url: str) -> None:
    """A read-only session that writes by mistake is stopped."""
    engine = make_engine(postgres_url)
    async with session_factory(engine, read_only=True)() as reader:
        reader.add(Operator(id="anna", name="Анна"))
        with pytest.raises(DBAPIError, match="read-only"):
            await reader.flush()
    async with session_factory(engine)() as writer:
        writer.add(Operator(id="anna", name="Анна"))
        await writer.flush()
    await engine.dispose()


async def test_json_is_kept_as_it_is(sessions: Sessions) -> None:
    """Nested JSON with Russian text comes back equal."""
    facts = {"город": "Уфа", "адреса": [{"дом": 4, "да": True, "нет": None}]}
    async with sessions.begin() as session:
        session.add(Customer(id="1", facts=facts))
    async with sessions() as session:
        assert (await session.exec(select(Customer))).one().facts == facts


async def test_sqlite_folder_is_made(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A first start in an empty folder makes what it needs."""
    folder = tmp_path_factory.mktemp("first") / "var" / "data"
    await upgrade(f"sqlite+aiosqlite:///{folder / 'tact.db'}")

    assert (folder / "tact.db").is_file()


def _conversation(opened_at: datetime) -> ConversationRecord:
    return ConversationRecord(id="1", channel="email", opened_at=opened_at)
