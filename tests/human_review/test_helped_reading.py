"""What a session changed, read from stored cards: windows, picked cases, coached colleagues, versions kept apart."""

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.day_sums import replace_day, replace_week
from human_review.helped import Effect
from human_review.helped_reading import helped, week_of
from human_review.sessions import Attached, Held, Session, hold
from human_review.slices import monday
from qa_scoring.standard import Standard
from reply_core.clock import FixedClock
from reply_core.tables import OperatorDay
from tests.human_review.made_cards import NOW, STANDARD, rule, store_reply

pytestmark = pytest.mark.anyio
HELD_ON = date(2026, 9, 1)
TODAY = date(2026, 11, 16)
CLOCK = FixedClock(NOW)
_WAVE = (-6.0, 4.0, 2.0, -3.0, 5.0, -2.0)


def _standard(_version: str) -> Standard:
    return STANDARD


async def _sums(
    session: AsyncSession,
    *,
    step: float,
    people: Sequence[str] = ("igor", "anna", "olga", "timur"),
    weeks: range = range(-10, 8),
    standard: str = "s1",
    shift: float = 0.0,
) -> None:
    """A day of twelve replies a week each; igor's rise by ``step`` after the session."""
    for place, week in enumerate(weeks):
        day = HELD_ON + timedelta(days=7 * week + 3 + (week >= 0))
        rows = []
        for number, name in enumerate(people):
            mean = 50 + 4 * number + _WAVE[(place * (number + 2) + number) % len(_WAVE)] + shift
            mean += step if name == "igor" and week >= 0 else 0.0
            shared: dict[str, Any] = {
                "day": day, "operator_id": name, "level": "local", "standard_version": standard, "scorer_version": "1",
                "replies": 12, "conversations": 12,
            }  # fmt: skip
            rows += [
                {**shared, "measure": "timeframe", "total": 12 * mean, "total_squared": 12 * mean * mean},
                {**shared, "measure": "cards", "total": 0.0, "total_squared": 0.0},
            ]
        for row in rows:
            session.add(OperatorDay(**row))
        await session.flush()
        await replace_week(session, monday(day))


async def _held(session: AsyncSession, operator: str = "igor", on: date = HELD_ON) -> Session:
    made = Held(operator, on, ["timeframe"], "", [])
    return await hold(session, made, [], today=TODAY, author="trainer", clock=CLOCK)


async def _helped(session: AsyncSession, held: Session) -> Effect:
    return await helped(session, held, "timeframe", today=TODAY, zone=UTC, standard_of=_standard)


async def test_a_rise_after_the_session_is_told_with_its_interval(session: AsyncSession) -> None:
    """Thirty points against three uncoached colleagues."""
    await _sums(session, step=30.0)

    found = await _helped(session, await _held(session))

    assert found.verdict == "better"
    assert found.low is not None
    assert found.high is not None
    assert found.low < 30 < found.high
    assert (found.before.n, found.after.n, found.peers) == (120, 96, 3)


async def test_coached_colleagues_are_no_comparison(session: AsyncSession) -> None:
    """Who was coached on the same criterion in that time does not count; when all were, there is nobody."""
    await _sums(session, step=30.0)
    held = await _held(session)
    await _held(session, "anna", HELD_ON + timedelta(days=10))
    assert (await _helped(session, held)).peers == 2

    for name in ("olga", "timur"):
        await _held(session, name)
    found = await _helped(session, held)

    assert (found.reason, found.change) == ("no_peers", None)


async def test_the_next_session_ends_the_window(session: AsyncSession) -> None:
    """What came after a second session is the second one's."""
    await _sums(session, step=30.0)
    held = await _held(session)
    await _held(session, on=HELD_ON + timedelta(days=15))

    found = await _helped(session, held)

    assert (found.reason, found.after.weeks) == ("few_after", 2)


async def test_a_changed_standard_is_said_and_not_joined(session: AsyncSession) -> None:
    """Before by one version, after by another: no number."""
    await _sums(session, step=0.0, weeks=range(-10, 0), standard="s1")
    await _sums(session, step=30.0, weeks=range(8), standard="s2")

    found = await _helped(session, await _held(session))

    assert (found.reason, found.change, found.verdict) == ("standard_changed", None, "cannot_tell")


async def test_of_two_versions_the_one_with_both_sides_is_taken(session: AsyncSession) -> None:
    """History scored anew by a newer version does not lend its replies to the older one."""
    await _sums(session, step=30.0, standard="s1")
    await _sums(session, step=30.0, weeks=range(2, 8), standard="s2", shift=40.0)

    found = await _helped(session, await _held(session))

    assert (found.before.n, found.after.n) == (120, 96)
    assert found.change is not None
    assert 20 < found.change < 40


async def test_weeks_cases_were_picked_from_are_no_base(session: AsyncSession) -> None:
    """A case picked two weeks before the session takes the weeks since then out of the base."""
    await _sums(session, step=30.0)
    card = await store_reply(
        session, "1", {"timeframe": rule(0.0)}, at=NOW.replace(year=2026, month=8, day=20), standard="s1", scorer="1"
    )
    held = await _held(session)
    picked = Session(
        **{name: getattr(held, name) for name in Session.__slots__ if name != "cases"},
        cases=(Attached(case_id="c", scorecard_id=card, criterion="timeframe"),),
    )

    found = await _helped(session, picked)

    assert (found.weeks_left_out, found.before.weeks) == (2, 8)


async def test_where_no_clean_base_is_left_the_picked_replies_are_taken_out(session: AsyncSession) -> None:
    """The oldest picked case lies in the first week: the base stays, without that reply."""
    await _sums(session, step=30.0)
    day = HELD_ON + timedelta(days=-67)
    card = await store_reply(
        session, "1", {"timeframe": rule(0.0)}, at=NOW.replace(month=day.month, day=day.day), standard="s1", scorer="1"
    )
    held = await _held(session)
    picked = Session(
        **{name: getattr(held, name) for name in Session.__slots__ if name != "cases"},
        cases=(Attached(case_id="c", scorecard_id=card, criterion="timeframe"),),
    )

    found = await _helped(session, picked)

    assert (found.replies_left_out, found.weeks_left_out, found.before.n) == (1, 0, 119)


async def test_no_sums_no_answer(session: AsyncSession) -> None:
    """A session on an empty database, and one held today."""
    held = await _held(session)
    assert (await _helped(session, held)).reason == "no_data"

    await _sums(session, step=0.0, weeks=range(-10, 0))
    assert (await _helped(session, held)).reason == "few_after"
    await replace_day(session, TODAY, [], [])


@pytest.mark.parametrize(("days", "week"), [(-8, -2), (-7, -1), (-1, -1), (1, 0), (7, 0), (8, 1)])
async def test_weeks_are_counted_from_the_session(days: int, week: int) -> None:
    """The day itself is neither before nor after."""
    assert week_of(HELD_ON + timedelta(days=days), HELD_ON) == week
