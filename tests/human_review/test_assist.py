"""How drafts serve: outcomes, time to send, tenure, unread replies, and that the daily sums keep up."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.assist import Assist, assist, tenure_of
from human_review.assist_sums import catch_up
from human_review.day_sums import Only
from human_review.draft_fates import is_unread, reason_code
from human_review.kb_coverage import coverage
from human_review.slices import Slice
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.tables import DraftDecisionRecord
from tests.human_review.made_drafts import NOW, TEXT, store_draft

ZONE = ZoneInfo("Europe/Moscow")
CLOCK = FixedClock(NOW + timedelta(hours=1))
HIRED = {"anna": date(2026, 10, 1), "igor": date(2020, 1, 1), "nina": None}
pytestmark = pytest.mark.anyio


async def _read(sessions: Sessions, cut: Slice | None = None) -> Assist:
    await catch_up(sessions, zone=ZONE, clock=CLOCK)
    async with sessions() as session:
        return await assist(session, cut or Slice(), weeks=4, now=CLOCK.now(), zone=ZONE, hired=HIRED)


async def _twelve(session: AsyncSession) -> None:
    """Six accepted in 40 s, two edited, two rejected, one answered without, one open."""
    for number in range(6):
        await store_draft(session, f"a{number}", "accepted")
    await store_draft(session, "e0", "edited", final=TEXT.replace("30", "14"), seconds=90)
    await store_draft(session, "e1", "edited", final=TEXT + " Ждём вас!", seconds=120)
    await store_draft(session, "r0", "rejected", reason="Неверно по сути: не та статья", operator="igor")
    await store_draft(session, "r1", "rejected", reason="not our tone", operator="igor")
    await store_draft(session, "u0", answered_after=300, operator="nina")
    await store_draft(session, "o0", operator="nina")


async def test_every_draft_has_one_fate(sessions: Sessions) -> None:
    """Accepted, edited (how), rejected (why), unused and open are counted; shares are of those that are over."""
    async with sessions.begin() as session:
        await _twelve(session)
    found = (await _read(sessions)).together

    assert (found.shown, found.answered, found.still_open) == (12, 11, 1)
    assert [each.good for each in (found.accepted, found.edited, found.rejected, found.unused)] == [6, 2, 2, 1]
    assert found.accepted.share == pytest.approx(6 / 11)
    assert found.accepted.low is not None
    assert found.accepted.low < 6 / 11
    assert {kind: share.good for kind, share in found.kinds.items() if share.good} == {"fact_fixed": 1, "added": 1}
    assert {reason: share.good for reason, share in found.reasons.items() if share.good} == {"wrong": 1, "tone": 1}
    assert found.reasons["wrong"].share is None, "two rejections give no share"


async def test_few_drafts_give_counts_and_no_number(sessions: Sessions) -> None:
    """Eight replies sent give a count, and neither a median nor a share; ten give both."""
    async with sessions.begin() as session:
        for number in range(8):
            await store_draft(session, f"a{number}", "accepted", seconds=60)
    few = (await _read(sessions)).together
    async with sessions.begin() as session:
        for number in range(8, 12):
            await store_draft(session, f"a{number}", "accepted", seconds=60)
    enough = (await _read(sessions)).together

    assert (few.timed, few.time_to_send.seconds, few.accepted.share) == (8, None, None)
    assert enough.timed == 12
    assert enough.time_to_send.seconds == pytest.approx(60, rel=0.05, abs=2)


async def test_groups_tenures_and_levels(sessions: Sessions) -> None:
    """By person, by channel, by how long the operator has been there, and by the level that made the drafts."""
    async with sessions.begin() as session:
        await _twelve(session)
        await store_draft(session, "m0", "accepted", level="model", channel="email", prompt="draft_reply@2")
    found = await _read(sessions)
    channels = await _read(sessions, Slice(by="channel"))
    teams = await _read(sessions, Slice(by="team", teams={"anna": "День", "igor": "День", "nina": "Ночь"}))
    own = await _read(sessions, Slice(operators=frozenset({"igor"})))
    mail = await _read(sessions, Slice(channel="email"))

    assert {key: each.shown for key, each in found.groups.items()} == {"anna": 9, "igor": 2, "nina": 2}
    assert {key: each.shown for key, each in channels.groups.items()} == {"chat": 12, "email": 1}
    assert {key: each.shown for key, each in teams.groups.items()} == {"День": 11, "Ночь": 2}
    assert {key: each.shown for key, each in found.tenures.items()} == {"new": 9, "seasoned": 2, "unknown": 2}
    assert {key: each.shown for key, each in found.levels.items()} == {"rules": 12, "model": 1}
    assert (list(own.groups), own.together.shown, mail.together.shown) == (["igor"], 2, 1)


@pytest.mark.parametrize(("unread", "warned"), [(12, True), (4, True), (2, False)])
async def test_replies_accepted_unread_are_warned_of(sessions: Sessions, unread: int, warned: bool) -> None:
    """Twelve accepted drafts of 70 characters: within half a second nobody reads them; two may be chance."""
    async with sessions.begin() as session:
        for number in range(12):
            await store_draft(session, f"a{number}", "accepted", seconds=0.5 if number < unread else 30)
    found = (await _read(sessions)).together

    assert (found.unread.good, found.unread.n) == (unread, 12)
    assert found.accepted_unread is warned


async def test_nine_unread_replies_are_too_few_to_warn(sessions: Sessions) -> None:
    """Below ten nothing is said, however fast they were."""
    async with sessions.begin() as session:
        for number in range(9):
            await store_draft(session, f"a{number}", "accepted", seconds=0.2)

    assert not (await _read(sessions)).together.accepted_unread


async def test_the_sums_keep_up_with_late_decisions(sessions: Sessions) -> None:
    """An open draft decided later moves from one outcome to the other, once; nothing new costs nothing."""
    async with sessions.begin() as session:
        await _twelve(session)
    before = (await _read(sessions)).together
    async with sessions.begin() as session:
        session.add(
            DraftDecisionRecord(
                draft_id="o0", decision="accepted", final_text=TEXT, seconds=50, operator_id="nina",
                at=NOW + timedelta(seconds=50),
            )
        )  # fmt: skip
    days = await catch_up(sessions, zone=ZONE, clock=CLOCK)
    after = (await _read(sessions)).together

    assert (before.still_open, before.accepted.good) == (1, 6)
    assert (after.still_open, after.accepted.good, after.shown) == (0, 7, 12)
    assert days == 1
    assert await catch_up(sessions, zone=ZONE, clock=CLOCK) == 0


async def test_variants_and_drafts_made_anew_count_once(sessions: Sessions) -> None:
    """Of two variants the chosen one counts; a draft asked for anew replaces the one before it."""
    async with sessions.begin() as session:
        await store_draft(session, "v0", talk="c1")
        await store_draft(session, "v1", "accepted", talk="c1", variant_of="v0", at=NOW + timedelta(seconds=5))
        await store_draft(session, "w0", talk="c2")
        await store_draft(session, "w1", "accepted", talk="c2", at=NOW + timedelta(seconds=30))
    found = (await _read(sessions)).together

    assert (found.shown, found.accepted.good, found.replaced, found.unused.good) == (3, 2, 1, 0)


async def test_coverage_by_channel_and_whether_the_target_is_reached(session: AsyncSession) -> None:
    """30 of 30 reach 80 %, 5 of 30 miss it, 25 of 30 cannot tell, nine are too few."""
    for number in range(30):
        await store_draft(session, f"a{number}", channel="chat")
        await store_draft(session, f"b{number}", channel="email", kind="draft" if number < 5 else "hand_over")
        await store_draft(session, f"d{number}", channel="review", kind="draft" if number < 25 else "candidates")
    for number in range(9):
        await store_draft(session, f"e{number}", channel="social")
    since = NOW - timedelta(days=1)
    found = {name: await coverage(session, since, Only(channel=name)) for name in ("chat", "email", "review", "social")}
    own = await coverage(session, since, Only(operators=frozenset({"igor"})))

    assert [each.reached for each in found.values()] == ["reached", "missed", "cannot tell", "not enough data"]
    assert (own.conversations, own.share) == (0, None)


def test_reasons_reading_and_tenure() -> None:
    """Reasons are read in both languages; 600 characters take 24 s to read; a year is settled, more is seasoned."""
    told = [reason_code(said) for said in ("Ответ не на всё", "The article is outdated: old", "prices", "")]

    assert told == ["incomplete", "outdated", "other", "other"]
    assert [is_unread(seconds, 600) for seconds in (7.9, 8.1)] == [True, False]
    days = [date(2026, 3, 31), date(2026, 4, 2), date(2027, 1, 1), date(2027, 1, 2)]
    assert [tenure_of(date(2026, 1, 1), day) for day in days] == ["new", "settled", "settled", "seasoned"]
