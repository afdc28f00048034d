"""The digest as durable work: once per week and target, tried again after a failure, never twice after a crash."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import digest_jobs
from human_review.digest import Shop
from human_review.digest_sending import Destination
from human_review.digest_targets import add_target, begin_sending, end_sending, targets
from qa_scoring.standard import default_standard
from reply_core import jobs
from reply_core.audit import events
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.errors import Conflict, TactError, Unavailable
from reply_core.settings import Settings, load_settings
from reply_core.types import Payload
from reply_core.working_time import Calendar
from tests.human_review.test_digest import hook

pytestmark = pytest.mark.anyio
FRIDAY = datetime(2026, 11, 13, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 6, 5, tzinfo=UTC)
CALENDAR = Calendar.weekly("09:00-18:00", days="Mon-Fri", tz="Europe/Moscow")


@pytest.fixture
def clock() -> FixedClock:
    """Friday noon."""
    return FixedClock(FRIDAY)


@pytest.fixture
def settings() -> Settings:
    """Webhooks on this machine are allowed."""
    return load_settings(webhook_private=True)


@pytest.fixture
def ordered(
    sessions: Sessions, clock: FixedClock, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, str, Payload]]:
    """What the clock's job orders; the engine is left out, its keys are what counts."""
    taken: list[tuple[str, str, Payload]] = []

    async def shop() -> Shop:
        return Shop(brand="demo", zone=CALENDAR.zone, calendar=CALENDAR, standard_of=lambda _: default_standard("ru"))

    async def enqueue(name: str, key: str, payload: Payload) -> None:
        if key not in {known for _, known, _ in taken}:
            taken.append((name, key, payload))

    def made(**_: Any) -> Sessions:
        return sessions

    monkeypatch.setattr(jobs, "sessions", made)
    monkeypatch.setattr(jobs, "enqueue", enqueue)
    digest_jobs.use(shop, settings, clock)
    return taken


async def add(sessions: Sessions, address: str, clock: FixedClock, settings: Settings) -> str:
    """A webhook that wants everybody's week."""
    async with sessions.begin() as session:
        to = Destination(kind="webhook", address=address)
        made = await add_target(session, to, language="ru", team="", author="lead", clock=clock, settings=settings)
    return made.id


async def test_each_target_gets_one_digest_a_week(
    ordered: list[tuple[str, str, Payload]], sessions: Sessions, clock: FixedClock, settings: Settings
) -> None:
    """Looked for again and again, begun anew: one message on Monday, another one the Monday after."""
    with hook() as (address, taken):
        await add(sessions, f"{address}/x", clock, settings)
        assert await digest_jobs.look({}) == {"ordered": 0}
        clock.at = MONDAY
        for _ in range(3):
            await digest_jobs.look({})
        ((name, key, payload),) = ordered
        first = await digest_jobs.send_one(payload)
        again = await digest_jobs.send_one(payload)
        after = await digest_jobs.look({})
        clock.advance(timedelta(days=7))
        await digest_jobs.look({})

    assert (name, first, again, after) == ("review.digest_send", {"sent": 1}, {"sent": 0}, {"ordered": 0})
    assert "2026-11-16T09:00" in key
    assert len(taken) == 1
    assert "Неделя поддержки: вся команда, 09.11 – 15.11" in taken[0][1]["title"]
    assert [key for _, key, _ in ordered][1] != key


async def test_a_target_added_after_the_hour_waits_for_the_next_week(
    ordered: list[tuple[str, str, Payload]], sessions: Sessions, clock: FixedClock, settings: Settings
) -> None:
    """Who adds a target on Monday afternoon does not get Monday morning's."""
    clock.at = MONDAY + timedelta(hours=5)
    await add(sessions, "https://hooks.example/x", clock, settings)
    await digest_jobs.look({})

    assert ordered == []


async def test_a_failure_is_shown_and_tried_again(
    ordered: list[tuple[str, str, Payload]], sessions: Sessions, clock: FixedClock, settings: Settings
) -> None:
    """The error stands with the target until a digest arrives; the trail has both."""
    with hook(status=500) as (address, _):
        target_id = await add(sessions, f"{address}/x", clock, settings)
        clock.at = MONDAY
        await digest_jobs.look({})
        ((_, _, payload),) = ordered
        with pytest.raises(Unavailable):
            await digest_jobs.send_one(payload)
        async with sessions() as session:
            (failed,) = await targets(session)
    with hook() as (good, taken):
        async with sessions.begin() as session:
            from reply_core.tables import DigestTarget

            row = await session.get(DigestTarget, target_id)
            assert row is not None
            row.address = f"{good}/x"
        await digest_jobs.send_one(payload)
    async with sessions() as session:
        (sent,) = await targets(session)
        trail = [each.action for each in await events(session, f"digest_target:{target_id}")]

    assert "HTTP 500" in failed.last_error
    assert failed.last_sent_at is None
    assert (sent.last_error, sent.last_sent_at, len(taken)) == ("", MONDAY, 1)
    assert sorted(trail) == ["digest.added", "digest.failed", "digest.sent"]


async def test_a_crash_on_the_way_sends_nothing_twice(
    ordered: list[tuple[str, str, Payload]], sessions: Sessions, clock: FixedClock, settings: Settings
) -> None:
    """The process died between taking the digest up and noting the end: not sent again, said so, next week as usual."""
    with hook() as (address, taken):
        target_id = await add(sessions, f"{address}/x", clock, settings)
        clock.at = MONDAY
        await digest_jobs.look({})
        ((_, _, payload),) = ordered
        async with sessions.begin() as session:  # what the dead process had done
            await begin_sending(session, target_id, datetime.fromisoformat(payload["due"]))

        with pytest.raises(Conflict):
            await digest_jobs.send_one(payload)
        async with sessions() as session:
            (left,) = await targets(session)
        clock.advance(timedelta(days=7))
        await digest_jobs.look({})
        await digest_jobs.send_one(ordered[1][2])

    assert "on its way" in left.last_error
    assert len(taken) == 1


async def test_a_target_that_is_gone_is_no_failure(
    ordered: list[tuple[str, str, Payload]], session: AsyncSession
) -> None:
    """Removed between the order and the work: nothing happens."""
    assert await digest_jobs.send_one({"target": "gone", "due": MONDAY.isoformat()}) == {"sent": 0}
    await end_sending(session, "gone", now=MONDAY)


def test_the_jobs_are_registered_and_go_by_the_clock() -> None:
    """Recovery after a restart needs them by name; the clock looks every ten minutes and at every start."""
    from reply_core.jobs.registry import registry

    assert {digest_jobs.LOOK, digest_jobs.SEND} <= jobs.registered()
    assert registry.schedules["review-digest"].at_start
    assert issubclass(Conflict, TactError)
