"""Trends: n and interval or "not enough data", one measure at a time, people's verdicts counted."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import trends as module
from human_review.cards import card_of
from human_review.day_sums import Only, sums_by_mix, sums_by_step
from human_review.measured import NAMES, check, label, value_of
from human_review.reviews import review
from human_review.slices import Slice, monday
from human_review.sums import catch_up, rebuild
from human_review.trends import Trends, trends
from qa_scoring.scorecard import SCORER_VERSION, Critical, Unsure
from qa_scoring.standard import Standard
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.errors import InvalidInput
from reply_core.tables import CardMark, MessageRecord, Review, ScorecardRecord, new_id
from tests.human_review.made_cards import NOW, STANDARD, rule, store_reply

ZONE = ZoneInfo("Europe/Moscow")
pytestmark = pytest.mark.anyio


def _standard(_version: str) -> Standard:
    return STANDARD


async def _read(sessions: Sessions, name: str = "timeframe", **cut: Any) -> Trends:
    await catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard)
    async with sessions() as session:
        return await trends(session, name, Slice(**cut), weeks=4, now=NOW, zone=ZONE, standard_of=_standard)


def _left_out(found: Trends) -> dict[tuple[str, ...], int]:
    return {tuple(each): span.cards for each, span in found.spans.items() if each != found.measure}


async def _twelve(session: AsyncSession, *, author: str = "igor", days: int = 7) -> list[str]:
    return [
        await store_reply(
            session, f"{author}-{number}", {"timeframe": rule(number % 2)}, at=NOW - timedelta(days=days), author=author
        )
        for number in range(12)
    ]


async def test_an_operator_with_enough_conversations_has_a_mean_and_an_interval(sessions: Sessions) -> None:
    """Twelve replies, half met: mean 50 with an interval around it, in the right week."""
    async with sessions.begin() as session:
        await _twelve(session)

    found = await _read(sessions)

    (igor,) = found.groups
    assert (igor.key, igor.period.n, igor.period.conversations) == ("igor", 12, 12)
    assert igor.period.mean == pytest.approx(50)
    assert igor.period.low is not None
    assert igor.period.low < 50
    assert list(igor.starts) == [date(2026, 11, 9)]


async def test_few_conversations_give_cases_and_no_number(sessions: Sessions) -> None:
    """Seven conversations: n is there, the mean is not."""
    async with sessions.begin() as session:
        for number in range(7):
            await store_reply(session, str(number), {"timeframe": rule(1.0)}, author="anna")

    (anna,) = (await _read(sessions)).groups

    assert (anna.period.n, anna.period.mean, anna.period.state) == (7, None, "not enough data")


async def test_levels_and_standards_are_never_joined(sessions: Sessions) -> None:
    """The measure with most cards is shown, the others are named with their counts and left out."""
    async with sessions.begin() as session:
        await _twelve(session)
        for number in range(5):
            await store_reply(session, f"rules-{number}", {"timeframe": rule(1.0)}, level="rules")
        await store_reply(session, "old", {"timeframe": rule(1.0)}, standard="older")

    found = await _read(sessions)

    assert found.measure == ("local", STANDARD.version, SCORER_VERSION)
    assert found.measure is not None
    assert found.spans[found.measure].cards == 12
    assert _left_out(found) == {
        ("rules", STANDARD.version, SCORER_VERSION): 5, ("local", "older", SCORER_VERSION): 1,
    }  # fmt: skip
    assert found.groups[0].period.n == 12


async def test_scorer_versions_are_never_joined(sessions: Sessions) -> None:
    """Cards of another scorer are left out; when both scored as many replies, the one used last is shown."""
    async with sessions.begin() as session:
        for number in range(3):
            await store_reply(session, f"old-{number}", {"timeframe": rule(1.0)}, scorer="old")
    first = await _read(sessions)
    async with sessions.begin() as session:
        for number in range(3):
            await store_reply(
                session, f"new-{number}", {"timeframe": rule(1.0)}, scorer="new", at=NOW + timedelta(hours=1)
            )
    second = await _read(sessions)

    assert first.measure == ("local", STANDARD.version, "old")
    assert second.measure == ("local", STANDARD.version, "new")
    assert _left_out(second) == {("local", STANDARD.version, "old"): 3}


async def test_a_lead_may_change_the_trend_and_the_machine_stays(sessions: Sessions) -> None:
    """Six failures overruled to met: the mean rises from 50 to 100, also in the daily sums."""
    async with sessions.begin() as session:
        cards = await _twelve(session)
    await _read(sessions)
    async with sessions.begin() as session:
        for card_id in cards[::2]:
            await review(
                session, await card_of(session, card_id), criterion="timeframe", action="overrule", verdict="pass",
                reason="срок назван", author="lead", clock=FixedClock(NOW),
            )  # fmt: skip

    exact = (await _read(sessions)).groups[0].period
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXACT_UP_TO", 0)
        summed = (await _read(sessions)).groups[0].period

    assert exact.mean == summed.mean == pytest.approx(100)


async def test_daily_sums_agree_with_the_cards_and_can_be_rebuilt(sessions: Sessions) -> None:
    """From the sums come the same n and mean as from the cards, before and after a rebuild."""
    async with sessions.begin() as session:
        await _twelve(session)
        await _twelve(session, author="anna", days=14)
    exact = await _read(sessions)
    days = await rebuild(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXACT_UP_TO", 0)
        summed = await _read(sessions)

    assert days == 2
    assert [(each.period.n, each.period.mean) for each in exact.groups] == [
        (each.period.n, each.period.mean) for each in summed.groups
    ]


async def test_nothing_new_is_nothing_to_do(sessions: Sessions) -> None:
    """Catching up a second time sums up no day; a new card makes its day come up again."""
    async with sessions.begin() as session:
        await _twelve(session)
    first = await catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard)
    second = await catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard)
    async with sessions.begin() as session:
        await store_reply(session, "new", {"timeframe": rule(1.0)})

    assert (first, second) == (1, 0)
    assert await catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard) >= 1


async def test_undecided_replies_are_counted_apart(sessions: Sessions) -> None:
    """Unsure verdicts are in no mean and are counted."""
    async with sessions.begin() as session:
        await _twelve(session)
        await store_reply(session, "grey", {"timeframe": Unsure(why="?")})

    (igor,) = (await _read(sessions)).groups

    assert (igor.period.n, igor.period.unsure) == (12, 1)


async def test_critical_errors_are_a_share_of_conversations(sessions: Sessions) -> None:
    """Two of twelve conversations with a confirmed error: 83 % free, with a Wilson interval; a candidate counts not."""
    async with sessions.begin() as session:
        for number in range(12):
            state = "confirmed" if number < 2 else "candidate"
            error = Critical(code="insult", state=state, source="rule")  # type: ignore[arg-type]
            await store_reply(session, str(number), {"timeframe": rule(1.0)}, critical=(error,))

    (igor,) = (await _read(sessions, "critical_free")).groups

    assert igor.period.mean == pytest.approx(100 * 10 / 12)
    assert igor.period.high is not None
    assert igor.period.high < 97


async def test_only_the_operators_asked_for_are_read(sessions: Sessions) -> None:
    """A lead of one team or an operator sees nobody else's figures, not even in the team's line."""
    async with sessions.begin() as session:
        await _twelve(session)
        await _twelve(session, author="anna")

    found = await _read(sessions, operators=frozenset({"anna"}))

    assert [each.key for each in found.groups] == ["anna"]
    assert found.together.period.n == 12


@pytest.mark.parametrize("name", NAMES)
async def test_every_figure_can_be_followed(sessions: Sessions, name: str) -> None:
    """Each figure has a label in both languages and a trend, even when there is nothing to count."""
    async with sessions.begin() as session:
        await _twelve(session)

    found = await _read(sessions, name)

    assert found.name == name
    assert label(name, "ru") != label(name, "en")


async def test_an_unknown_figure_is_refused_with_the_known_ones(sessions: Sessions) -> None:
    """A wrong name is refused and the names there are are listed."""
    with pytest.raises(InvalidInput) as refusal:
        check("mood")

    assert "timeframe" in refusal.value.mend


async def test_the_operators_speed_needs_his_own_clock() -> None:
    """A speed measured by the team's clock counts for the team only."""
    part = {"verdict": "pass", "value": 1.0, "code": "team"}

    assert value_of("in_target", part) == (None, False)
    assert value_of("in_target", part, team=True) == (100.0, False)


def test_weeks_begin_on_monday_in_the_shops_zone() -> None:
    """Sunday 23:30 in Moscow belongs to the week that ends; Monday 00:30 to the next one."""
    sunday = datetime(2026, 11, 15, 20, 30, tzinfo=UTC).astimezone(ZONE).date()

    assert monday(sunday) == date(2026, 11, 9)
    assert monday(sunday + timedelta(days=1)) == date(2026, 11, 16)


async def test_teams_channels_and_topics_have_trends_of_their_own(sessions: Sessions) -> None:
    """The same replies by team, by channel and by topic; narrowed to a topic, only its replies count."""
    async with sessions.begin() as session:
        await _twelve(session)
        await _twelve(session, author="anna")
        for number in range(11):
            await store_reply(session, f"return-{number}", {"timeframe": rule(1.0)}, author="anna", topic="return")

    teams = await _read(sessions, by="team", teams={"igor": "Первая", "anna": "Первая"})
    topics = await _read(sessions, by="topic")
    narrowed = await _read(sessions, topic="return")

    assert [(each.key, each.period.n) for each in teams.groups] == [("Первая", 35)]
    assert [(each.key, each.period.n) for each in topics.groups] == [("delivery", 24), ("return", 11)]
    assert [(each.key, each.period.n, each.period.mean) for each in narrowed.groups] == [("anna", 11, 100)]
    assert [(each.key, each.period.n) for each in (await _read(sessions, by="channel")).groups] == [("chat", 35)]


@pytest.mark.parametrize(("unit", "start"), [("day", date(2026, 11, 9)), ("month", date(2026, 11, 1))])
async def test_steps_are_days_weeks_or_months(sessions: Sessions, unit: str, start: date) -> None:
    """Replies of Monday the 9th stand under their day or their month, from cards and from sums alike."""
    async with sessions.begin() as session:
        await _twelve(session)

    exact = (await _read(sessions, unit=unit)).together.starts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXACT_UP_TO", 0)
        summed = (await _read(sessions, unit=unit)).together.starts

    assert list(exact) == list(summed) == [start]
    assert exact[start].mean == summed[start].mean == pytest.approx(50)


@pytest.mark.parametrize("unit", ["day", "week", "month"])
async def test_sums_of_every_step_are_those_of_single_cards(sessions: Sessions, unit: str) -> None:
    """Two operators over seven weeks and three months: each step, each group and the mix of topics and channels have
    the n and the mean of the cards; the mix also where the period begins in the middle of a week."""
    async with sessions.begin() as session:
        for number in range(48):
            await store_reply(
                session, str(number), {"timeframe": rule(number % 3 / 2)}, at=NOW - timedelta(days=number),
                author=("igor", "anna")[number % 2], topic=("delivery", "return")[number % 4 // 2],
            )  # fmt: skip
    await catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=_standard)

    async def read(by: str) -> Trends:
        async with sessions() as session:
            cut = Slice(by=by, unit=unit)  # type: ignore[arg-type]
            return await trends(session, "timeframe", cut, weeks=6, now=NOW, zone=ZONE, standard_of=_standard)

    for by in ("operator", "topic", "channel"):
        exact = await read(by)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "EXACT_UP_TO", 0)
            summed = await read(by)
        for one, other in zip((*exact.groups, exact.together), (*summed.groups, summed.together), strict=True):
            assert (one.key, one.period.n, one.starts.keys()) == (other.key, other.period.n, other.starts.keys())
            assert other.period.mean == pytest.approx(one.period.mean)
            assert [each.n for each in other.starts.values()] == [each.n for each in one.starts.values()]
            assert one.standing == other.standing
    for since in (date(2026, 10, 12), date(2026, 10, 15)):
        async with sessions() as session:
            chosen, only = exact.measure, Only()
            assert chosen is not None
            mix = await sums_by_mix(session, chosen, "timeframe", since=since, only=only)
            days = await sums_by_step(session, chosen, "timeframe", since=since, by="operator", only=only)
        assert sum(each.replies for each in mix) == sum(each.replies for each in days) > 30
        assert sum(each.total for each in mix) == pytest.approx(sum(each.total for each in days))


async def test_the_machines_agreement_rests_on_the_reviewed_random_share(sessions: Sessions) -> None:
    """Twelve random replies are reviewed and two overruled: agreement 10 of 12; an overruled reply that nobody drew
    says nothing."""
    async with sessions.begin() as session:
        cards = await _twelve(session)
        other = await store_reply(session, "picked", {"timeframe": rule(1.0)})
        for place, card_id in enumerate([*cards, other]):
            row = await session.get(ScorecardRecord, card_id)
            assert row is not None
            message = await session.get(MessageRecord, row.message_id)
            assert message is not None
            drawn = card_id != other
            message_id = ("000" if drawn else "fff") + row.message_id[3:]
            renamed = {**message.model_dump(), "id": message_id, "external_id": f"copy-{card_id}"}
            session.add(MessageRecord(**renamed))
            row.message_id = message_id
            session.add(Review(id=new_id(), scorecard_id=card_id, reviewer="lead", state="done", at=NOW))
            if drawn:
                session.add(CardMark(scorecard_id=card_id, mark="drawn_reviewed", replied_at=row.replied_at))
            if place < 2 or not drawn:
                stored = await card_of(session, card_id)
                await review(
                    session, stored, criterion="timeframe", action="overrule",
                    verdict="pass" if place == 0 else "fail", reason="видно из текста", author="lead",
                    clock=FixedClock(NOW),
                )  # fmt: skip

    human = (await _read(sessions)).human

    assert (human.reviewed, human.agreed) == (12, 10)
    assert human.share == pytest.approx(10 / 12)
    assert human.judged.n == 12
    assert human.judged.mean == pytest.approx(50)
