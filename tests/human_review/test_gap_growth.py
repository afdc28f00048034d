"""Unanswered questions that come up more often are told by meaning, with n and interval, never from a few."""

from datetime import UTC, datetime, timedelta

from human_review.gap_growth import gap_growth
from human_review.gaps import grouped
from human_review.store import StoredGap

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=200)
PRAMS = "Принимаете ли старые люльки?"
CITY = "Доставляете ли в Норильск?"


def gaps(ask: str, days: list[int], topic: str = "other", wordings: int = 1) -> list[StoredGap]:
    """A question asked so many days ago, each time in another conversation."""
    return [
        StoredGap(
            f"{ask}-{number}", f"{ask}-{number}", ask + "!" * (number % wordings), topic, (),
            NOW - timedelta(days=day, hours=1),
        )
        for number, day in enumerate(days)
    ]  # fmt: skip


RISING = [*range(0, 28, 1), *range(0, 28, 2), 30, 33, 41, 50]
STEADY = [*range(0, 56, 2)]


def test_what_is_asked_more_often_grows_whatever_its_topic() -> None:
    """Two questions of one topic: the one grows, the other does not, each with its counts and interval."""
    found = sorted([*gaps(PRAMS, RISING, "return"), *gaps(CITY, STEADY, "return")], key=lambda gap: -gap.at.timestamp())
    groups = grouped(found)
    growth = gap_growth(groups, NOW, LONG_AGO)
    by_ask = {group.ask: growth[group.id] for group in groups}

    assert (by_ask[PRAMS].trend, by_ask[CITY].trend) == ("growing", "no change shown")
    assert (by_ask[PRAMS].recent, by_ask[PRAMS].before, by_ask[PRAMS].before_weeks) == (42, 4, 4)
    assert (by_ask[PRAMS].low or 0) > 1


def test_a_conversation_counts_once_and_a_few_are_not_compared() -> None:
    """Nine conversations are too few, however often one of them asks again."""
    few = gaps(PRAMS, [1, 2, 3, 4, 5, 6, 7, 8, 9])
    again = [StoredGap(f"again-{n}", few[0].conversation_id, PRAMS, "other", (), NOW) for n in range(6)]
    (group,) = grouped([*again, *few])
    growth = gap_growth([group], NOW, LONG_AGO)[group.id]

    assert (growth.recent, growth.trend, growth.ratio) == (9, "not enough data", None)


def test_weeks_before_the_first_gap_are_not_weeks_without_questions() -> None:
    """A desk that began to note gaps five weeks ago has nothing to compare with yet."""
    (group,) = grouped(gaps(PRAMS, RISING))

    assert gap_growth([group], NOW, NOW - timedelta(weeks=5))[group.id].trend == "not enough data"
    assert gap_growth([group], NOW, None)[group.id].trend == "not enough data"


def test_a_short_period_counts_its_own_and_compares_all() -> None:
    """Shown are the questions of the period; older ones serve to compare."""
    groups = grouped(gaps(PRAMS, RISING) + gaps(CITY, [40, 45]), since=NOW - timedelta(days=10))

    assert [(group.ask, group.count) for group in groups] == [(PRAMS, 15)]
    assert gap_growth(groups, NOW, LONG_AGO)[groups[0].id].trend == "growing"
