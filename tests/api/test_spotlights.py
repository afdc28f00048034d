"""Spotlights: each counts what it says out of all, leads to its replies, and saved ones are everybody's."""

from datetime import timedelta

import pytest

from api.client import ApiProblem
from human_review.customer_voice import store_ratings
from human_review.rating_files import GivenRating
from qa_scoring.scorecard import Critical
from tests.api.conftest import NOW, Desk, run
from tests.api.test_sampling import audited
from tests.human_review.made_cards import rule, store_reply

LINK = (Critical(code="unsafe_link", state="candidate", source="rule", evidence=(), reason="?"),)


def stored(desk: Desk) -> dict[str, str]:
    """One reply for each of several spotlights, and a plain one; an old one that no window reaches."""

    async def made() -> dict[str, str]:
        async with desk.sessions.begin() as session:
            at = NOW - timedelta(days=1)
            cards = {
                "plain": await store_reply(session, "plain", {"respect": rule(0.0)}, at=at),
                "late": await store_reply(session, "late", {"in_target": rule(0.0)}, at=at, author="anna"),
                "broken": await store_reply(session, "broken", {"promise_kept": rule(0.0)}, at=at),
                "link": await store_reply(session, "link", {"respect": rule(0.0)}, at=at, critical=LINK),
                "rated": await store_reply(session, "rated", {"respect": rule(0.0)}, at=at, topic="return"),
                "old": await store_reply(session, "old", {"in_target": rule(0.0)}, at=NOW - timedelta(days=90)),
            }
            rating = GivenRating(conversation_id="c-rated", external_id="1", share=0.25, given="2")
            await store_ratings(session, [rating], "file")
            return cards

    return run(made())


def test_each_spotlight_counts_what_it_says(any_desk: Desk) -> None:
    """Counts out of all replies of the period; the replies behind a count are as many."""
    cards = stored(any_desk)
    lead = any_desk.as_("lead")
    found = {item.id: item for item in lead.spotlights().items}

    counts = {name: found[name].count for name in ("long_wait", "broken_promise", "unsafe_link", "unhappy", "critical")}
    assert counts == {"long_wait": 1, "broken_promise": 1, "unsafe_link": 1, "unhappy": 1, "critical": 1}
    assert found["long_wait"].count_text == "1 из 5 ответов"
    for light, name in (
        ("long_wait", "late"),
        ("broken_promise", "broken"),
        ("unsafe_link", "link"),
        ("unhappy", "rated"),
    ):
        page = lead.spotlight(light)
        assert [item.id for item in page.items] == [cards[name]]
        assert (page.total, page.spotlight.built_in) == (1, True)
    assert lead.spotlight("long_wait", days=200).total == 2


def test_outliers_need_enough_replies_made_the_same_way(any_desk: Desk) -> None:
    """Thirty alike and one far below: the one; with fewer than thirty nothing is called unusual, and that is said."""

    async def made(first: int, n: int) -> None:
        async with any_desk.sessions.begin() as session:
            for number in range(first, first + n):
                value = 0.0 if number == 0 else 1.0
                verdicts = dict.fromkeys(("asks_covered", "correctness", "respect", "in_target"), rule(value))
                await store_reply(session, str(number), verdicts, at=NOW - timedelta(days=1))

    lead = any_desk.as_("lead")
    run(made(0, 10))
    few = next(item for item in lead.spotlights().items if item.id == "outlier")
    assert (few.count, "от 30 ответов" in few.text) == (0, True)

    run(made(10, 30))
    found = {item.id: item for item in lead.spotlights().items}
    assert found["outlier"].count == 1
    assert found["exceptional"].count == 39
    assert lead.spotlight("outlier").items[0].total == 0


def test_another_operator_in_the_conversation_is_an_escalation(desk: Desk) -> None:
    """The second operator's reply in the same conversation; the first one's is none."""

    async def made() -> str:
        async with desk.sessions.begin() as session:
            verdicts = {"respect": rule(1.0)}
            await store_reply(session, "1", verdicts, at=NOW - timedelta(days=2), author="anna", conversation="c")
            return await store_reply(session, "2", verdicts, at=NOW - timedelta(days=1), conversation="c")

    second = run(made())

    assert [item.id for item in desk.as_("lead").spotlight("escalation").items] == [second]


def test_a_saved_spotlight_is_everybodys_and_can_be_forgotten(any_desk: Desk) -> None:
    """Named in words, with its own count for each reader; gone when removed."""
    cards = stored(any_desk)
    lead = any_desk.as_("lead")
    made = lead.save_spotlight("Поздние у Анны", light="long_wait", operator="anna")

    assert (made.count, made.text) == (1, "Долгое ожидание · Анна")
    assert [item.id for item in any_desk.as_("trainer").spotlight(made.id).items] == [cards["late"]]
    assert any(item.name == "Поздние у Анны" for item in any_desk.as_("trainer").spotlights().items)
    assert all(item.id != made.id for item in any_desk.as_("other-lead").spotlights().items)
    lead.remove_spotlight(made.id)
    assert run(audited(any_desk, "spotlight.")) == ["spotlight.removed", "spotlight.saved"]
    for call in (lambda: lead.spotlight(made.id), lambda: lead.remove_spotlight(made.id)):
        with pytest.raises(ApiProblem) as gone:
            call()
        assert gone.value.status == 404


def test_a_lead_sees_the_own_teams_counts(desk: Desk) -> None:
    """Another team's lead counts nothing of these."""
    stored(desk)
    found = desk.as_("other-lead").spotlights()

    assert found.of == 0
    assert all(item.count == 0 for item in found.items)


def test_bad_spotlights_are_refused_in_words(desk: Desk) -> None:
    """An empty filter, unknown values, a colleague's operator, an operator's key, an unknown spotlight."""
    lead = desk.as_("lead")
    for call in (
        lambda: lead.save_spotlight("x"),
        lambda: lead.save_spotlight("", topic="return"),
        lambda: lead.save_spotlight("x", topic="weather"),
        lambda: lead.save_spotlight("x", channel="pigeon"),
        lambda: lead.save_spotlight("x", criterion="whim"),
        lambda: lead.save_spotlight("x", verdict="splendid"),
        lambda: lead.save_spotlight("x", light="moon"),
        lambda: lead.save_spotlight("x", operator="nobody"),
        lambda: desk.as_("other-lead").save_spotlight("x", operator="anna"),
        lambda: desk.as_("igor").spotlights(),
        lambda: lead.spotlight("moon"),
        lambda: lead.spotlight("outlier", limit=0),
        lambda: lead.remove_spotlight("outlier"),
    ):
        with pytest.raises(ApiProblem) as refused:
            call()
        assert refused.value.status in {400, 403, 404, 422}
        assert refused.value.detail
