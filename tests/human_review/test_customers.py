"""What customers make of it: first contact, ratings, and criteria that go with either."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import contact_sums
from human_review import customers as module
from human_review.customer_voice import rated_since, store_ratings
from human_review.customers import CustomerVoice, customer_voice
from human_review.day_sums import Only
from human_review.rating_files import GivenRating
from human_review.slices import Slice
from human_review.sums import catch_up
from reply_core.clock import FixedClock
from reply_core.database import Sessions
from reply_core.tables import ConversationRecord, MessageRecord, Rating
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


async def _shop(session: AsyncSession) -> None:
    """Thirty conversations over a month, of two topics and three customers who come back now and then, some rated."""
    for number in range(30):
        name, topic = f"a{number}", ("delivery", "return")[number % 2]
        await _talk(session, name, days=31 - number, customer=f"k{number % 7}", met=number % 3 > 0, topic=topic)
    ratings = [
        GivenRating(conversation_id=f"c-a{number}", external_id=str(number), share=number % 5 / 4, given="")
        for number in range(0, 30, 2)
    ]
    await store_ratings(session, ratings, "file")


async def _summed(sessions: Sessions, **cut: str) -> CustomerVoice:
    await contact_sums.catch_up(sessions, zone=ZONE, clock=FixedClock(NOW))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "JUDGED", 5)
        return await _read(sessions, **cut)


@pytest.mark.parametrize(
    "cut", [{}, {"by": "topic"}, {"by": "topic", "channel": "chat"}, {"topic": "return"}, {"channel": "email"}]
)
async def test_of_many_conversations_the_sums_say_the_same(sessions: Sessions, cut: dict[str, str]) -> None:
    """Days that have settled from their sums, fresher ones one by one: the figures of single conversations."""
    async with sessions.begin() as session:
        await _shop(session)

    single, summed = await _read(sessions, **cut), await _summed(sessions, **cut)

    assert [each.key for each in summed.groups] == [each.key for each in single.groups]
    for one, other in zip((*single.groups, single.together), (*summed.groups, summed.together), strict=True):
        assert other.first_contact == one.first_contact
        assert other.rating.n == one.rating.n
        assert other.rating.mean == pytest.approx(one.rating.mean)
        assert other.rating.low == pytest.approx(one.rating.low)
    assert summed.days_left == ()


async def test_sums_follow_what_comes_in_late(sessions: Sessions) -> None:
    """An old conversation comes in that makes another one a repeat, a rating of an old one, and a day that settles:
    each time the sums say what single conversations say; when nothing changes, nothing is summed up."""
    async with sessions.begin() as session:
        await _shop(session)
    await _summed(sessions)
    assert await contact_sums.catch_up(sessions, zone=ZONE, clock=FixedClock(NOW)) == 0

    async with sessions.begin() as session:
        await _talk(session, "late", days=25, customer="k1", topic="return")
        for message in (
            await session.exec(select(MessageRecord).where(MessageRecord.conversation_id == "c-late"))
        ).all():
            message.stored_at = NOW + timedelta(minutes=1)
        rating = GivenRating(conversation_id="c-a3", external_id="late", share=0.0, given="1")
        await store_ratings(session, [rating], "file")
        await contact_sums.order_days_of(session, ["c-a3"], zone=ZONE, now=NOW)
    single, summed = (await _read(sessions)).together, (await _summed(sessions)).together
    assert (summed.first_contact, summed.rating.n) == (single.first_contact, single.rating.n)

    assert await contact_sums.catch_up(sessions, zone=ZONE, clock=FixedClock(NOW + timedelta(days=2))) >= 2


async def test_a_request_sums_up_few_conversations_and_says_what_is_left(sessions: Sessions) -> None:
    """With room for ten conversations the newest weeks are summed up; the other days are named."""
    async with sessions.begin() as session:
        await _shop(session)

    done = await contact_sums.catch_up(sessions, zone=ZONE, clock=FixedClock(NOW), at_most=10)
    async with sessions() as session:
        left = await contact_sums.days_left(session)

    assert 0 < done <= 10
    assert done + len(left) == 24
    assert max(left) < contact_sums.settled_until(NOW, ZONE)


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
