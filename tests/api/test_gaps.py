"""From a question nobody wrote an article about to an article that drafts rest on."""

from datetime import timedelta

import pytest

from api.client import ApiProblem
from reply_core.tables import Gap
from tests.api.conftest import NOW, Desk, run
from tests.api.test_conversations import ask
from tests.api.test_shop import make_live

ASK = "Принимаете ли вы старые люльки на переработку?"


def test_an_approved_answer_becomes_knowledge(desk: Desk) -> None:
    """Hand-over, gap, the operator's own answer, an approved article, and then a draft that cites it."""
    make_live(desk)
    anna, lead = desk.as_("anna"), desk.as_("lead")
    ask(desk, "c1", text=ASK)
    made = anna.draft("c1")
    assert made.kind == "hand_over"
    assert made.holding
    anna.decide(made.id, "edited", text="Здравствуйте! Старые люльки не принимаем, их берут городские пункты приёма.")

    (gap,) = [item for item in lead.gaps().items if "люльки" in item.ask]
    proposal = lead.article_for_gap(gap.id)
    assert [answer.text for answer in proposal.answers] == [
        "Старые люльки не принимаем, их берут городские пункты приёма."
    ]
    added = lead.add_article(proposal.answers[0].text, question=proposal.question)
    assert added.revision == 1

    ask(desk, "c2", text=ASK, message_id="m-2")
    again = anna.draft("c2")
    assert again.kind == "draft"
    assert again.sources[0].article_id == added.id
    assert lead.add_article("Теперь принимаем.", question=proposal.question).revision == 2


def test_coverage_is_said_with_its_n(desk: Desk) -> None:
    """Below ten conversations there is no share, in both languages."""
    assert "нужно 10" in desk.as_("lead").gaps().coverage.text
    assert desk.as_("lead", "en").gaps().coverage.share is None


def test_operators_approve_no_articles_and_unknown_gaps_are_named(desk: Desk) -> None:
    """What the shop says is decided by leads."""
    with pytest.raises(ApiProblem) as refused:
        desk.as_("anna").add_article("Принимаем всё.")
    with pytest.raises(ApiProblem) as unknown:
        desk.as_("lead").article_for_gap("none")

    assert refused.value.status == 403
    assert unknown.value.status == 404


def noted(desk: Desk, gaps: list[tuple[str, int]]) -> None:
    """Unanswered questions, each in its conversation, so many days ago."""

    async def store() -> None:
        async with desk.sessions.begin() as session:
            for number, (name, days) in enumerate(gaps):
                at = NOW - timedelta(days=days, hours=1)
                ask_of = ASK if name.startswith("rising") else "Можно ли прийти с собакой?"
                session.add(Gap(id=f"gap-{number}", conversation_id=name, ask=ask_of, at=at))

    run(store())


def test_questions_that_grow_are_told_with_their_counts(desk: Desk) -> None:
    """Twenty conversations in four weeks after two in the four before: it grows, in both languages, and is listed."""
    rising = [(f"rising-{n}", n) for n in range(20)] + [("rising-a", 35), ("rising-b", 45)]
    noted(desk, [*rising, ("dog", 3), ("dog-before", 70)])

    found = desk.as_("lead").gaps()
    (grows,) = found.growing
    dog = next(each for each in found.items if "собакой" in each.ask)

    assert grows == found.items[0]
    assert grows.growth is not None
    assert (grows.growth.recent, grows.growth.before, grows.growth.before_weeks) == (20, 2, 4)
    assert (grows.growth.low or 0) > 1
    assert grows.growth.text.startswith("растёт: ×")
    assert "20 in 4 weeks, 2 in the 4 before" in str(desk.as_("lead", "en").gaps().growing[0].growth)
    assert dog.growth is not None
    assert (dog.growth.trend, dog.growth.ratio) == ("not enough data", None)


def test_a_team_s_lead_has_the_questions_of_the_team(desk: Desk) -> None:
    """Day's questions are not shown to night's lead, nor articles proposed from them; nobody's are."""
    ask(desk, "day", message_id="1", assigned_to="anna")
    ask(desk, "rising-night", message_id="2", assigned_to="nina")
    ask(desk, "rising-nobody", message_id="3")
    noted(desk, [("day", 1), ("rising-night", 2), ("rising-nobody", 3)])

    everybody, night = desk.as_("lead").gaps(), desk.as_("other-lead").gaps()

    assert {each.ask for each in everybody.items} == {ASK, "Можно ли прийти с собакой?"}
    (gap,) = night.items
    assert set(gap.conversation_ids) == {"rising-night", "rising-nobody"}
    days = next(each for each in everybody.items if each.conversation_ids == ("day",))
    with pytest.raises(ApiProblem) as problem:
        desk.as_("other-lead").article_for_gap(days.id)
    assert problem.value.status == 404
