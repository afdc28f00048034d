"""Response times: the customers who still wait count, few waits give no number, sums agree with single waits."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import response_times as module
from human_review.day_sums import Only
from human_review.response_times import ResponseTimes, response_times
from human_review.slices import Slice
from human_review.wait_sums import bucket_of, bucket_seconds, catch_up, wait_sums
from reply_core.clock import FixedClock
from reply_core.conversations import receive_many
from reply_core.database import Sessions
from reply_core.inbound import InboundMessage
from reply_core.working_time import Calendar

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Moscow")
ALWAYS = Calendar.always()
pytestmark = pytest.mark.anyio


def _inbound(name: str, at: datetime, author: str) -> InboundMessage:
    incoming = author == "customer"
    return InboundMessage(
        source="test",
        conversation_id=f"c-{name}",
        external_id=f"{name}-{author}",
        channel="chat",
        direction="in" if incoming else "out",
        author_kind="customer" if incoming else "operator",
        author_id="" if incoming else author,
        text="Где мой заказ?" if incoming else "Добрый день! Заказ в пути, привезём завтра.",
        at=at,
    )


async def _answered(session: AsyncSession, names: list[str], minutes: int, author: str = "igor") -> None:
    begun = NOW - timedelta(days=2)
    messages = [_inbound(name, begun, "customer") for name in names]
    messages += [_inbound(name, begun + timedelta(minutes=minutes), author) for name in names]
    await receive_many(session, messages, clock=FixedClock(NOW), calendar_for=lambda _brand: ALWAYS)


async def _waiting(session: AsyncSession, names: list[str], minutes: int) -> None:
    messages = [_inbound(name, NOW - timedelta(minutes=minutes), "customer") for name in names]
    await receive_many(session, messages, clock=FixedClock(NOW), calendar_for=lambda _brand: ALWAYS)


async def _read(sessions: Sessions, cut: Slice | None = None) -> ResponseTimes:
    await catch_up(sessions, zone=ZONE, clock=FixedClock(NOW))
    async with sessions() as session:
        return await response_times(session, cut or Slice(), weeks=4, now=NOW, zone=ZONE, calendar=ALWAYS)


async def test_open_waits_count_for_as_long_as_they_last(sessions: Sessions) -> None:
    """Ten answers in two minutes and ten customers left for a day: the median is not two minutes."""
    async with sessions.begin() as session:
        await _answered(session, [f"a{number}" for number in range(10)], 2)
    quick = await _read(sessions)
    async with sessions.begin() as session:
        await _waiting(session, [f"b{number}" for number in range(12)], 1440)
    honest = await _read(sessions)

    assert quick.together.period.median.seconds == 120
    assert honest.together.period.median.seconds is None
    assert honest.together.period.past_target == 12
    assert honest.together.period.share == pytest.approx(10 / 22)


async def test_few_waits_give_no_number(sessions: Sessions) -> None:
    """Nine waits: counted, without a median and without a share."""
    async with sessions.begin() as session:
        await _answered(session, [f"a{number}" for number in range(9)], 2)

    (igor,) = (await _read(sessions)).groups

    assert (igor.key, igor.period.waits, igor.period.median.seconds, igor.period.share) == ("igor", 9, None, None)


async def test_groups_are_people_teams_or_channels(sessions: Sessions) -> None:
    """The same waits by person, by team and by channel; nobody's open waits stand in the whole only."""
    async with sessions.begin() as session:
        await _answered(session, [f"a{number}" for number in range(10)], 2)
        await _answered(session, [f"b{number}" for number in range(10)], 4, author="anna")

    people = await _read(sessions)
    teams = await _read(sessions, Slice(by="team", teams={"igor": "Первая", "anna": "Первая"}))
    channels = await _read(sessions, Slice(by="channel"))

    assert [(each.key, each.period.median.seconds) for each in people.groups] == [("anna", 240), ("igor", 120)]
    assert [(each.key, each.period.waits) for each in teams.groups] == [("Первая", 20)]
    assert [(each.key, each.period.waits) for each in channels.groups] == [("chat", 20)]


async def test_an_operator_sees_only_his_own(sessions: Sessions) -> None:
    """Narrowed to Anna, Igor's waits are in no figure."""
    async with sessions.begin() as session:
        await _answered(session, [f"a{number}" for number in range(10)], 2)
        await _answered(session, [f"b{number}" for number in range(10)], 4, author="anna")

    found = await _read(sessions, Slice(operators=frozenset({"anna"})))

    assert [each.key for each in found.groups] == ["anna"]
    assert found.together.period.waits == 10


async def test_sums_agree_with_single_waits(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read from the daily sums, the counts are the same and the median is at most 5 % and two seconds longer."""
    async with sessions.begin() as session:
        await _answered(session, [f"a{number}" for number in range(11)], 7)
        await _waiting(session, ["left"], 90)
    exact = (await _read(sessions)).together.period
    monkeypatch.setattr(module, "EXACT_UP_TO", 0)
    summed = await _read(sessions)

    assert not summed.exact
    assert summed.together.period.waits == exact.waits == 12
    assert summed.together.period.judged == exact.judged
    assert exact.median.seconds == 420
    assert summed.together.period.median.seconds is not None
    assert 420 <= summed.together.period.median.seconds <= 420 * 1.05 + 2


async def test_a_late_answer_moves_the_wait_into_the_sums_of_its_day(sessions: Sessions) -> None:
    """A wait of Monday answered today is summed under Monday, once."""
    async with sessions.begin() as session:
        await _waiting(session, ["slow"], 2 * 1440)
    await _read(sessions)
    async with sessions.begin() as session:
        await receive_many(session, [_inbound("slow", NOW, "igor")], clock=FixedClock(NOW + timedelta(hours=1)))
    found = await _read(sessions)
    again = await _read(sessions)

    async with sessions() as session:
        sums = await wait_sums(session, since=date(2026, 11, 16), by="day", only=Only())
        assert sum(each.answered + each.cut_short for each in sums) == 1
    assert found.together.period.answered == again.together.period.answered == 1


def test_stretches_grow_by_five_percent() -> None:
    """No length is shortened, and none made longer by more than 5 % and two seconds."""
    for seconds in (0, 1, 29, 60, 3600, 86_400, 1_000_000):
        shown = bucket_seconds(bucket_of(seconds))
        assert seconds - 1e-6 <= shown <= seconds * 1.052 + 2
