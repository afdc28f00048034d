"""Where operators stand, read from the daily sums of stored cards."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.slices import Slice
from human_review.standing import TEAM
from human_review.sums import catch_up
from human_review.trends import Trends, trends
from qa_scoring.standard import Standard
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from tests.human_review.made_cards import NOW, STANDARD, rule, store_reply

ZONE = ZoneInfo("Europe/Moscow")
pytestmark = pytest.mark.anyio


def _standard(_version: str) -> Standard:
    return STANDARD


async def _weeks(session: AsyncSession, author: str, good_of_ten: list[int]) -> None:
    """Ten conversations a week, oldest week first, the last one this week; so many of ten are met."""
    for back, good in enumerate(reversed(good_of_ten)):
        for number in range(10):
            verdicts = {"timeframe": rule(1 if number < good else 0)}
            at = NOW - timedelta(weeks=back)
            await store_reply(session, f"{author}-{back}-{number}", verdicts, at=at, author=author)


async def _read(sessions: Sessions, operators: frozenset[str] | None = None) -> Trends:
    await catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard)
    async with sessions() as session:
        cut = Slice(operators=operators)
        return await trends(session, "timeframe", cut, weeks=4, now=NOW, zone=ZONE, standard_of=_standard)


async def test_a_lasting_drop_is_declining_and_below_the_others(sessions: Sessions) -> None:
    """From nine of ten to one of ten for four weeks, beside somebody who stays: both signs agree."""
    async with sessions.begin() as session:
        await _weeks(session, "igor", [9, 8, 9, 10, 9, 8, 9, 9, 1, 1, 0, 1])
        await _weeks(session, "anna", [9, 8, 9, 10, 9, 8, 9, 9, 9, 9, 8, 9])
    found = {each.key: each.standing for each in (await _read(sessions)).groups}

    assert found["igor"].state.name == "declining"
    assert found["anna"].state.name == "stable"
    assert found["igor"].comparison is not None
    assert found["igor"].comparison.verdict == "below"
    assert found["igor"].comparison.n == 40
    assert found["igor"].shrunken is not None
    assert found["anna"].shrunken is not None
    assert found["igor"].shrunken < found["anna"].shrunken


async def test_somebody_new_has_no_trend_yet(sessions: Sessions) -> None:
    """Two weeks of work say nothing about a direction."""
    async with sessions.begin() as session:
        await _weeks(session, "igor", [9, 2])
    (igor,) = (await _read(sessions)).groups

    assert igor.standing.state.name == "not enough data"
    assert igor.standing.comparison is None


async def test_an_operator_alone_is_compared_with_nobody(sessions: Sessions) -> None:
    """Who sees only himself is shown his own trend, and no figure that rests on others."""
    async with sessions.begin() as session:
        await _weeks(session, "igor", [9] * 12)
        await _weeks(session, "anna", [5] * 12)
    found = await _read(sessions, operators=frozenset({"igor"}))

    assert [each.key for each in found.groups] == ["igor"]
    assert found.groups[0].standing.comparison is None
    assert found.groups[0].standing.state.name == "stable"


async def test_the_team_has_a_trend_and_no_comparison(sessions: Sessions) -> None:
    """Everybody together is followed like a person, and stands beside nobody."""
    async with sessions.begin() as session:
        await _weeks(session, "igor", [9, 8, 9, 10, 9, 8, 9, 9, 2, 2, 1, 2])
        await _weeks(session, "anna", [9, 8, 9, 10, 9, 8, 9, 9, 2, 2, 1, 2])
    found = await _read(sessions)

    assert found.together.key == TEAM
    assert found.together.standing.state.name == "declining"
    assert found.together.standing.comparison is None
