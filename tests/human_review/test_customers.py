"""What customers make of it: first contact, ratings, and criteria that go with either."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import customers as module
from human_review.customer_voice import rated_since, store_ratings
from human_review.customers import CustomerVoice, customer_voice
from human_review.day_sums import Only
from human_review.rating_files import GivenRating
from human_review.slices import Slice
from human_review.sums import catch_up
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.tables import ConversationRecord, Rating
from tests.human_review.made_cards import NOW, STANDARD, rule, store_reply

ZONE = ZoneInfo("Europe/Moscow")
pytestmark = pytest.mark.anyio


async def _talk(
    session: AsyncSession, name: str, *, days: float, customer: str = "", met: bool = True, topic: str = "delivery"
) -> str:
    at = NOW - timedelta(days=days)
    await store_reply(session, name, {"timeframe": rule(float(met))}, at=at)
    talk = await session.get(ConversationRecord, f"c-{name}")
    assert talk is not None
    talk.customer_id, talk.opened_at, talk.assigned_to, talk.topic = customer or name, at, "igor", topic
    return talk.id


async def _read(sessions: Sessions, **cut: str) -> CustomerVoice:
    await catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), standard_of=lambda _version: STANDARD)
    async with sessions() as session:
        return await customer_voice(session, Slice(**cut), weeks=8, now=NOW, zone=ZONE)  # type: ignore[arg-type]


async def test_a_customer_who_writes_again_on_the_topic_was_not_helped(sessions: Sessions) -> None:
    """Twelve begin; two come back within a week; one comes back later, one on another topic, one is too fresh."""
    async with sessions.begin() as session:
        for number in range(12):
            await _talk(session, f"a{number}", days=20, customer=f"k{number}")
        await _talk(session, "again-0", days=18, customer="k0")
        await _talk(session, "again-1", days=14, customer="k1")
        await _talk(session, "late", days=9, customer="k2")
        await _talk(session, "other", days=18, customer="k3", topic="return")
        await _talk(session, "fresh", days=2, customer="k99")

    share = (await _read(sessions)).together.first_contact

    assert (share.good, share.n) == (12, 14)  # the late one and the other topic begin anew; repeats do not count again
    assert share.low is not None
    assert share.low < 12 / 14


async def test_of_too_many_conversations_the_newest_are_judged(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve conversations on twelve days, five at most: the newest, and from when they are."""
    monkeypatch.setattr(module, "JUDGED", 5)
    async with sessions.begin() as session:
        for number in range(12):
            await _talk(session, f"a{number}", days=30 - number, customer=f"k{number}")

    found = await _read(sessions)

    assert found.begun == NOW - timedelta(days=24)
    assert found.together.first_contact.n == 6  # those from that moment on


async def test_few_conversations_give_no_share_and_no_mean(sessions: Sessions) -> None:
    """Three conversations and one rating: counts only."""
    async with sessions.begin() as session:
        for number in range(3):
            await _talk(session, f"a{number}", days=20)
        await store_ratings(
            session, [GivenRating(conversation_id="c-a0", external_id="1", share=1.0, given="5")], "file"
        )

    found = (await _read(sessions)).together

    assert (found.first_contact.n, found.first_contact.share) == (3, None)
    assert (found.rating.n, found.rating.mean) == (1, None)


async def test_a_rating_is_stored_once_and_unknown_conversations_are_counted(sessions: Sessions) -> None:
    """The same file again stores nothing; a rating of a conversation nobody knows is kept and told."""
    ratings = [
        GivenRating(conversation_id="c-a", external_id="1", share=0.5, given="3"),
        GivenRating(conversation_id="nobody", external_id="2", share=1.0, given="5"),
    ]
    async with sessions.begin() as session:
        await _talk(session, "a", days=20)
        first = await store_ratings(session, ratings, "file")
        second = await store_ratings(session, ratings, "file")
        kept = (await session.exec(select(Rating))).all()

    assert (first, second, len(kept)) == ((2, 1), (0, 1), 2)


async def test_an_imported_rating_wins_over_the_conversations_own(sessions: Sessions) -> None:
    """A conversation carries 5 of 5; a later survey says 1 of 5: the survey counts."""
    async with sessions.begin() as session:
        await _talk(session, "a", days=20)
        talk = await session.get(ConversationRecord, "c-a")
        assert talk is not None
        talk.csat = 5.0
        await session.flush()
        own = await rated_since(session, NOW - timedelta(days=60), Only())
        given = GivenRating(conversation_id="c-a", external_id="1", share=0.0, given="1", at=NOW)
        await store_ratings(session, [given], "file")
        both = await rated_since(session, NOW - timedelta(days=60), Only())

    assert [each.share for each in own] == [1.0]
    assert [each.share for each in both] == [0.0]


async def test_a_criterion_that_goes_with_ratings_is_told_from_one_that_does_not(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a term is named ratings are high and customers stay or come back alike: a bond with the one only."""
    monkeypatch.setattr(module, "MIN_SIDE", 10)
    ratings = []
    async with sessions.begin() as session:
        for number in range(40):
            met = number % 2 == 0
            await _talk(session, f"a{number}", days=20, customer=f"k{number}", met=met)
            if number % 4 < 2:
                await _talk(session, f"again-{number}", days=18, customer=f"k{number}", met=met)
            share = (0.9 if met else 0.2) + 0.05 * (number % 3)
            ratings.append(GivenRating(conversation_id=f"c-a{number}", external_id=str(number), share=share, given=""))
        await store_ratings(session, ratings, "file")

    found = {each.criterion: each for each in (await _read(sessions)).criteria}

    bond = found["timeframe"]
    assert (bond.rating.bond, bond.rating.met, bond.rating.missed) == ("goes together", 20, 20)
    assert bond.rating.difference == pytest.approx(70, abs=3)
    assert bond.first_contact.bond == "no bond shown"
    assert found["respect"].rating.bond == "not enough data"
