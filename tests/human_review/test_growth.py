"""Topics that grow and what the model costs: intervals, minimum n, nothing made up where little is known."""

from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.day_sums import Only
from human_review.growth import compared, topic_growth
from human_review.model_cost import model_cost
from reply_core.tables import ConversationRecord, ModelCall
from tests.human_review.made_drafts import NOW


def _weeks(**counts: list[int]) -> list[dict[str, int]]:
    length = len(next(iter(counts.values())))
    return [{topic: weeks[number] for topic, weeks in counts.items()} for number in range(length)]


def test_a_topic_that_doubles_is_shown_as_growing() -> None:
    """Twenty a week after ten a week grows, with 2 inside its interval; one that stays does not."""
    recent = _weeks(delivery=[21, 19, 20, 22], points=[10, 11, 9, 10])
    before = _weeks(delivery=[10, 9, 11, 10, 10, 12, 9, 10], points=[10, 9, 11, 10, 10, 12, 9, 10])
    delivery, points, whole = compared(recent, before)

    assert (delivery.topic, delivery.trend, points.trend) == ("delivery", "growing", "no change shown")
    assert delivery.ratio == pytest.approx(2.02, abs=0.03)
    assert delivery.low is not None
    assert delivery.high is not None
    assert 1 < delivery.low < 2 < delivery.high
    assert (whole.topic, whole.recent, whole.before) == ("", 122, 162)


def test_few_conversations_or_little_history_show_nothing() -> None:
    """Nine conversations, or three weeks before, are not compared; a new topic has no upper bound."""
    recent = _weeks(card=[3, 2, 1, 1], bonus=[30, 31, 28, 29])
    before = _weeks(card=[1, 0, 0, 1, 0, 0, 0, 0], bonus=[0] * 8)
    bonus, card, _ = compared(recent, before)
    short = compared(recent, before[:3])

    assert (card.trend, card.n, card.ratio) == ("not enough data", 9, None)
    assert (bonus.trend, bonus.high) == ("growing", None)
    assert {each.trend for each in short} == {"not enough data"}


def test_one_wild_week_is_no_growth() -> None:
    """Sixty conversations in one week of four and two in the others: the weeks differ too much to say anything."""
    calm = compared(_weeks(a=[16, 17, 16, 17]), _weeks(a=[6, 7, 6, 6, 7, 6, 6, 7]))[0]
    wild = compared(_weeks(a=[60, 2, 2, 2]), _weeks(a=[6, 7, 6, 6, 7, 6, 6, 7]))[0]

    assert (calm.recent, calm.trend) == (wild.recent, "growing")
    assert wild.trend == "no change shown"


@pytest.mark.anyio
async def test_growth_is_read_from_conversations(session: AsyncSession) -> None:
    """Weeks count back from now, a channel narrows, and history that begins later than that is not taken for zero."""
    for week in range(10):
        for number in range(12 if week < 4 else 3):
            session.add(
                ConversationRecord(
                    id=f"c{week}-{number}", channel="chat" if number % 2 else "email", topic="delivery",
                    opened_at=NOW - timedelta(weeks=week, days=1),
                )
            )  # fmt: skip
    await session.flush()
    delivery, whole = await topic_growth(session, NOW, Only())
    (chat, _) = await topic_growth(session, NOW, Only(channel="chat"))

    assert (delivery.recent, delivery.before, delivery.before_weeks, delivery.trend) == (48, 15, 5, "growing")
    assert whole.recent == 48
    assert chat.recent == 24
    assert await topic_growth(session, NOW, Only(operators=frozenset({"anna"}))) != (delivery, whole)


async def _calls(session: AsyncSession, *, price: float | None) -> None:
    for day in range(10):
        for number in range(2):
            session.add(
                ModelCall(
                    purpose="draft" if number else "judge", tokens_in=900, tokens_out=100, cost=price,
                    at=NOW - timedelta(days=day, hours=1), outcome="ok",
                )
            )  # fmt: skip
        for number in range(4):
            session.add(
                ConversationRecord(
                    id=f"t{day}-{number}", channel="chat", opened_at=NOW - timedelta(days=day, hours=2)
                )
            )  # fmt: skip
    await session.flush()


@pytest.mark.anyio
async def test_the_cost_per_thousand_conversations(session: AsyncSession) -> None:
    """Twenty calls of 0.5 beside forty conversations are 250 per thousand, by purpose as well."""
    await _calls(session, price=0.5)
    found = await model_cost(session, NOW - timedelta(days=30))

    assert (found.conversations, found.calls, found.cost, found.tokens) == (40, 20, 10.0, 20_000)
    assert found.cost_per_thousand.value == pytest.approx(250)
    assert found.cost_per_thousand.low is not None
    assert [(each.purpose, each.calls, each.cost) for each in found.purposes] == [
        ("draft", 10, 5.0),
        ("judge", 10, 5.0),
    ]


@pytest.mark.anyio
async def test_without_a_price_there_are_tokens_only(session: AsyncSession) -> None:
    """One call without a price is enough not to add up money; no call at all costs nothing that could be shown."""
    empty = await model_cost(session, NOW - timedelta(days=30))
    await _calls(session, price=0.5)
    session.add(ModelCall(purpose="draft", tokens_in=10, tokens_out=5, cost=None, at=NOW - timedelta(days=1)))
    await session.flush()
    found = await model_cost(session, NOW - timedelta(days=30))

    assert (empty.calls, empty.cost, empty.cost_per_thousand.value) == (0, None, None)
    assert (found.without_price, found.cost, found.cost_per_thousand.value) == (1, None, None)
    assert found.tokens_per_thousand.value == pytest.approx(1000 * 20_015 / 40)
    assert [each.cost for each in found.purposes] == [None, 5.0]
