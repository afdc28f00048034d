"""Sums left for later: a bounded portion at once, the newest days first, nothing lost, the same figures in the end."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from human_review import backlog, sums
from human_review import trends as trends_module
from human_review.card_figures import BACKLOG
from human_review.slices import Slice
from human_review.trends import Trends, trends
from human_review.trust import CriterionStanding, save_standing
from qa_scoring.standard import Standard
from reply_core.clock import FixedClock
from reply_core.database import Sessions, session_factory
from reply_core.tables import OperatorDay
from tests.human_review.made_cards import NOW, STANDARD, rule, store_reply

ZONE = ZoneInfo("Europe/Moscow")
pytestmark = pytest.mark.anyio


def _standard(_version: str) -> Standard:
    return STANDARD


async def _three_days(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        for ago in (1, 8, 15):
            for number in range(4):
                await store_reply(session, f"{ago}-{number}", {"timeframe": rule(1.0)}, at=NOW - timedelta(days=ago))


async def _catch_up(sessions: Sessions, at_most: int | None = None) -> int:
    return await sums.catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard, at_most=at_most)


async def _left(sessions: Sessions) -> tuple[date, ...]:
    async with sessions() as session:
        return await sums.days_left(session)


async def _rows(sessions: Sessions) -> dict[tuple[object, ...], object]:
    async with sessions() as session:
        rows = (await session.exec(select(OperatorDay))).all()
    return {(each.day, each.operator_id, each.measure): each.model_dump() for each in rows}


async def _read(sessions: Sessions) -> Trends:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trends_module, "EXACT_UP_TO", 0)
        async with sessions() as session:
            return await trends(session, "timeframe", Slice(), weeks=4, now=NOW, zone=ZONE, standard_of=_standard)


async def test_a_request_sums_up_the_newest_days_and_leaves_the_rest(sessions: Sessions) -> None:
    """Of three days of four cards a request for five cards takes the newest; the others stay on the list, and a later
    one without a limit takes them; trends say which days are missing."""
    await _three_days(sessions)
    today = NOW.astimezone(ZONE).date()

    assert await _catch_up(sessions, at_most=5) == 1
    found = await _read(sessions)
    assert await _left(sessions) == found.days_left == (today - timedelta(days=15), today - timedelta(days=8))
    assert found.together.period.n == 4

    assert await _catch_up(sessions) == 2
    assert await _left(sessions) == ()
    assert await _catch_up(sessions) == 0
    assert (await _read(sessions)).together.period.n == 12


async def test_changed_trust_keeps_the_sums_until_they_are_made_anew(sessions: Sessions) -> None:
    """A criterion left to people: nothing is dropped, every day is on the list, and once worked off the sums are those
    of a rebuild."""
    await _three_days(sessions)
    await _catch_up(sessions)
    before = await _rows(sessions)
    standing = CriterionStanding(criterion="timeframe", judged_by="people", author="lead")
    async with sessions.begin() as session:
        assert await save_standing(session, "demo", standing, NOW)

    assert await _rows(sessions) == before
    assert len((await _read(sessions)).days_left) == 15
    assert await _catch_up(sessions) == 15
    worked_off = await _rows(sessions)
    await sums.rebuild(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard)

    assert worked_off == await _rows(sessions)
    assert {key[2] for key in before} - {key[2] for key in worked_off} >= {"timeframe"}


async def test_a_day_ordered_anew_while_it_is_worked_on_stays_on_the_list(sessions: Sessions) -> None:
    """Settling takes off only the order the work began with."""
    day = date(2026, 11, 20)
    async with sessions.begin() as session:
        mine = await backlog.order(session, "_list", [day, day - timedelta(days=1)], NOW)
    async with sessions.begin() as session:
        await backlog.order(session, "_list", [day], NOW)
    assert mine is not None
    async with sessions.begin() as session:
        assert await backlog.still_ordered(session, "_list", mine) == {day - timedelta(days=1)}
        await backlog.settle(session, "_list", mine, NOW)
    async with sessions() as session:
        assert list(await backlog.waiting(session, "_list")) == [day]


async def test_a_change_during_the_work_is_summed_up(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody orders the day anew between reading and writing it: the stale rows are not written, the day stays."""
    await _three_days(sessions)
    read = sums._day_rows

    async def interrupted(*given: Any, **named: Any) -> Any:
        rows = await read(*given, **named)
        async with sessions.begin() as session:
            await backlog.order(session, BACKLOG, [given[1]], NOW)
        return rows

    readers = session_factory(sessions.kw["bind"], read_only=True)
    monkeypatch.setattr(sums, "_day_rows", interrupted)
    await sums.catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard, readers=readers)
    assert await _rows(sessions) == {}
    assert len(await _left(sessions)) == 3

    monkeypatch.undo()
    await _catch_up(sessions)
    assert await _left(sessions) == ()
    assert (await _read(sessions)).together.period.n == 12


@pytest.mark.parametrize(
    ("hour", "zone", "days"),
    [
        (datetime(2026, 11, 20, 20, tzinfo=UTC), "Europe/Moscow", {date(2026, 11, 20)}),
        (datetime(2026, 11, 20, 21, tzinfo=UTC), "Europe/Moscow", {date(2026, 11, 21)}),
        (datetime(2026, 11, 20, 18, tzinfo=UTC), "Asia/Kolkata", {date(2026, 11, 20), date(2026, 11, 21)}),
    ],
)
def test_hours_are_told_as_local_days(hour: datetime, zone: str, days: set[date]) -> None:
    """A whole hour lies in one local day, or in two where midnight falls into it."""
    assert backlog.days_of([hour, None], ZoneInfo(zone)) == days


def test_weeks_are_worked_off_the_newest_first() -> None:
    """Days are given by the Monday of their week."""
    orders = {date(2026, 11, 1): 1, date(2026, 11, 20): 2, date(2026, 11, 16): 3}
    assert list(backlog.by_week(orders)) == [
        (date(2026, 11, 16), {date(2026, 11, 20): 2, date(2026, 11, 16): 3}),
        (date(2026, 10, 26), {date(2026, 11, 1): 1}),
    ]
