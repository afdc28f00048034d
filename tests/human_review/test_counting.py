"""Counts stop at a thousand and say so; what is read of many cards is what is read of few."""

from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import cards, low_cases, spotlights
from human_review.cards import CardFilter, find_cards
from human_review.counting import Counted, count_up_to
from human_review.low_cases import low_groups
from human_review.spotlights import Filters
from human_review.sums import catch_up
from qa_scoring.scorecard import Critical
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.tables import ScorecardRecord
from tests.human_review.made_cards import NOW, STANDARD, rule, store_reply

pytestmark = pytest.mark.anyio
SINCE = NOW - timedelta(days=7)


async def _replies(session: AsyncSession) -> list[str]:
    error = Critical(code="unsafe_link", state="candidate", source="rule")
    return [
        await store_reply(
            session, f"{n}", {"timeframe": rule(0.0 if n < 4 else 1.0), "asks_covered": rule(1.0)},
            at=NOW - timedelta(hours=n), critical=(error,) if n % 3 == 0 else (),
        )
        for n in range(6)
    ]  # fmt: skip


async def test_a_long_list_is_counted_a_thousand_beyond_its_page(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With counts that stop at two, six replies are "more than two" on the first page and six on the last."""
    made = await _replies(session)
    monkeypatch.setattr(cards, "COUNTED", 2)

    first, few = await find_cards(session, CardFilter(), limit=2)
    last, all_of_them = await find_cards(session, CardFilter(), limit=2, offset=4)

    assert [each.id for each in first] == made[:2]
    assert few == Counted(2, more=True)
    assert [each.id for each in last] == made[4:]
    assert all_of_them == Counted(6)


async def test_replies_without_a_time_come_last_on_whatever_page(session: AsyncSession) -> None:
    """Four dated and two undated replies, two a page: the third page has the undated ones, the newest card first."""
    made = await _replies(session)
    for card_id in made[:2]:
        card = await session.get(ScorecardRecord, card_id)
        assert card is not None
        card.replied_at = None
    await session.flush()

    pages = [[each.id for each in (await find_cards(session, CardFilter(), limit=3, offset=at))[0]] for at in (0, 3)]

    assert pages == [made[2:5], [made[5], *made[:2]]]


async def test_groups_of_low_cases_say_that_there_are_more(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four low replies counted up to two are "more than two"."""
    await _replies(session)
    (whole,) = await low_groups(session)

    real = count_up_to
    monkeypatch.setattr(low_cases, "count_up_to", lambda session, wanted: real(session, wanted, 2))
    (group,) = await low_groups(session)

    assert (whole.n, whole.more) == (4, False)
    assert (group.criterion, group.n, group.more) == ("timeframe", 2, True)


async def test_spotlights_over_many_replies_stand_on_the_daily_sums(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of replies and the threshold of outliers are the same from single cards and from the sums."""
    monkeypatch.setattr(spotlights, "ENOUGH", 3)
    async with sessions.begin() as session:
        await _replies(session)
    await catch_up(sessions, zone=NOW.tzinfo, clock=FixedClock(NOW), standard_of=lambda _: STANDARD)  # type: ignore[arg-type]

    async with sessions() as session:
        exact = await spotlights.window(session, since=SINCE)
        monkeypatch.setattr(spotlights, "EXACT_UP_TO", 0)
        summed = await spotlights.window(session, since=SINCE)
        unsafe = await spotlights.count(session, summed, Filters(light="unsafe_link"))

    assert (exact.of, summed.of) == (6, 6)
    assert summed.rare == {measure: pytest.approx(low) for measure, low in exact.rare.items()}
    assert len(exact.rare) == 1
    assert unsafe == Counted(2)
