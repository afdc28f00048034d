"""Sampling plans: strata filled evenly, goals counted, and no reply reviewed twice, also by two at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from api.client import ApiProblem
from reply_core.tables import AuditEvent
from tests.api.conftest import NOW, Desk, run
from tests.human_review.made_cards import rule, store_reply


def stored(desk: Desk, counts: dict[str, int], topic: str = "delivery") -> list[str]:
    """So many scored replies of each operator, sent this morning."""

    async def made() -> list[str]:
        async with desk.sessions.begin() as session:
            return [
                await store_reply(
                    session, f"{topic}-{author}-{number}", {"respect": rule(1.0)}, author=author, topic=topic,
                    at=NOW - timedelta(hours=2),
                )
                for author, count in counts.items()
                for number in range(count)
            ]  # fmt: skip

    return run(made())


async def audited(desk: Desk, begins: str) -> list[str]:
    """The actions of the audit trail that begin so."""
    async with desk.sessions() as session:
        wanted = select(AuditEvent.action).where(col(AuditEvent.action).startswith(begins))
        return sorted((await session.exec(wanted)).all())


def test_a_plan_fills_what_lacks_most_and_counts_towards_goals(any_desk: Desk) -> None:
    """Two of each operator wanted: drawn evenly, the done ones counted, the plan says how far it is."""
    stored(any_desk, {"anna": 5, "igor": 1})
    lead = any_desk.as_("lead")
    plan = lead.save_plan("По два каждого", each=2, goals={"lead": 3})
    assert [(each.label, each.reviewed, each.wanted, each.waiting) for each in plan.strata] == [
        ("Анна", 0, 2, 5),
        ("Игорь", 0, 1, 1),
    ]

    drawn = lead.draw_plan(plan.id)
    assert sorted(item.operator_id for item in drawn.items) == ["anna", "anna", "igor"]
    lead.reviewed(drawn.items[0].id, "none")
    lead.reviewed(drawn.items[1].id, "tone")

    (after,) = lead.sampling_plans().items
    assert (after.reviewed, after.wanted) == (2, 3)
    assert after.text == "За эту неделю проверено 2 из 3"
    assert [(each.reviewer, each.reviewed, each.goal) for each in after.goals] == [("lead", 2, 3)]
    left = lead.draw_plan(plan.id)
    assert len(left.items) == 1
    assert {item.id for item in left.items}.isdisjoint({drawn.items[0].id, drawn.items[1].id})


def test_a_plan_is_narrowed_by_topic_and_channel(desk: Desk) -> None:
    """Only the chosen topic counts; strata of topic and channel are named in words."""
    stored(desk, {"anna": 2})
    stored(desk, {"anna": 3}, topic="return")
    plan = desk.as_("lead").save_plan("Возвраты", each=10, per=("topic", "channel"), topics=["return"], period="month")

    assert [(each.keys, each.wanted) for each in plan.strata] == [(("return", "chat"), 3)]
    assert plan.strata[0].label == "Возврат · Чат"
    assert "месяц" in plan.text


def test_all_replies_together_are_one_stratum(desk: Desk) -> None:
    """A plan per nothing has one line and still draws."""
    stored(desk, {"anna": 2, "igor": 2})
    plan = desk.as_("lead").save_plan("Вместе", each=3, per=())

    assert [(each.label, each.wanted) for each in plan.strata] == [("все ответы", 3)]
    assert len(desk.as_("lead").draw_plan(plan.id).items) == 3


def test_nobody_reviews_the_same_reply_twice_even_at_once(any_desk: Desk) -> None:
    """Eight reviewers press the button together: one is recorded, seven are told who was first."""
    (card,) = stored(any_desk, {"anna": 1})
    who = ["lead", "admin"] * 4

    def press(name: str) -> int:
        try:
            any_desk.as_(name).reviewed(card, "none")
        except ApiProblem as problem:
            return problem.status
        return 200

    with ThreadPoolExecutor(len(who)) as pool:
        found = sorted(pool.map(press, who))

    assert found == [200, *[409] * 7]


def test_two_reviewers_begin_at_different_ends(desk: Desk) -> None:
    """Of many replies the lead and the admin are not handed the same first ones."""
    stored(desk, {"anna": 30})
    plan = desk.as_("lead").save_plan("Анна", each=30)
    first, second = ([item.id for item in desk.as_(who).draw_plan(plan.id, 5).items] for who in ("lead", "admin"))

    assert first != second


def test_an_ended_plan_asks_for_nothing(desk: Desk) -> None:
    """It leaves the list; ending it twice is 404."""
    lead = desk.as_("lead")
    plan = lead.save_plan("Разовый", each=1)
    lead.end_plan(plan.id)

    assert lead.sampling_plans().items == ()
    assert run(audited(desk, "sampling.")) == ["sampling.ended", "sampling.saved"]
    for call in (lambda: lead.end_plan(plan.id), lambda: lead.draw_plan(plan.id)):
        with pytest.raises(ApiProblem) as refused:
            call()
        assert refused.value.status == 404


def test_bad_plans_are_refused_with_what_is_allowed(desk: Desk) -> None:
    """Unknown strata, channels, topics and people, numbers out of range, another team's operator, an operator's key."""
    lead = desk.as_("lead")
    for call in (
        lambda: lead.save_plan("x", each=0),
        lambda: lead.save_plan("", each=1),
        lambda: lead.save_plan("x", each=1, per=("mood",)),
        lambda: lead.save_plan("x", each=1, channels=["pigeon"]),
        lambda: lead.save_plan("x", each=1, topics=["weather"]),
        lambda: lead.save_plan("x", each=1, operators=["nobody"]),
        lambda: lead.save_plan("x", each=1, goals={"lead": 0}),
        lambda: desk.as_("other-lead").save_plan("x", each=1, operators=["anna"]),
        lambda: desk.as_("igor").sampling_plans(),
    ):
        with pytest.raises(ApiProblem) as refused:
            call()
        assert refused.value.status in {400, 403, 422}
        assert refused.value.detail
