"""An operator contests a verdict, the lead decides, both see it; each refusal says why."""

from datetime import timedelta

import pytest

from api.client import ApiProblem
from qa_scoring.scorecard import Critical, Unsure
from tests.api.conftest import NOW, Desk, run
from tests.human_review.made_cards import rule, store_reply


def card_of(desk: Desk, name: str = "one", author: str = "igor", *, days_ago: int = 1) -> str:
    """A scored reply: the term not met, respect met, one question unsure, one candidate of an error."""

    async def store() -> str:
        async with desk.sessions.begin() as session:
            return await store_reply(
                session,
                name,
                {"timeframe": rule(0.0), "respect": rule(1.0), "asks_covered": Unsure(why="?", possible="fail")},
                at=NOW - timedelta(days=days_ago),
                author=author,
                critical=(Critical(code="wrong_policy", state="candidate", source="rule", evidence=(), reason="?"),),
            )

    return run(store())


def refused(call: object, *args: object, **more: object) -> ApiProblem:
    """The refusal of a call."""
    assert callable(call)
    with pytest.raises(ApiProblem) as problem:
        call(*args, **more)
    return problem.value


def test_an_accepted_dispute_puts_the_leads_verdict_on_the_card(any_desk: Desk) -> None:
    """Contested, seen by the lead, accepted with words; the machine's verdict stays, and the operator reads why."""
    card = card_of(any_desk)
    igor, lead = any_desk.as_("igor"), any_desk.as_("lead")
    made = igor.contest(card, "timeframe", "Срок назван в первом сообщении")
    assert (made.state, made.operator_name) == ("open", "Игорь")

    board = lead.disputes()
    assert [item.id for item in board.items] == [made.id]
    assert (board.open, board.decided, board.median_hours) == (1, 0, None)
    decided = lead.decide_dispute(made.id, "accept", "Да, срок был назван", verdict="pass")
    assert decided.state == "accepted"

    detail = igor.scorecard(card)
    (dispute,) = detail.disputes
    assert (dispute.decision, dispute.decided_by) == ("Да, срок был назван", "lead")
    (criterion,) = [item for item in detail.card.criteria if item.criterion == "timeframe"]
    assert criterion.edit is not None
    assert (criterion.edit.machine_verdict, criterion.edit.verdict) == ("fail", "pass")
    assert criterion.edit.reason == "Да, срок был назван"


def test_a_declined_dispute_leaves_the_card_as_it_was(desk: Desk) -> None:
    """The words of the decision are all that changes; the board counts it."""
    card = card_of(desk)
    made = desk.as_("igor").contest(card, "asks_covered", "Я ответил на оба вопроса")
    desk.as_("lead").decide_dispute(made.id, "decline", "На второй вопрос ответа нет")

    assert all(item.edit is None for item in desk.as_("igor").scorecard(card).card.criteria)
    board = desk.as_("igor").disputes()
    assert (board.open, board.decided) == (0, 1)
    (share,) = board.criteria
    assert (share.accepted, share.decided, share.low) == (0, 1, 0.0)
    assert share.high > 0.7


def test_a_candidate_of_an_error_can_be_contested_too(desk: Desk) -> None:
    """The lead may call it none: it leaves the card as people see it."""
    card = card_of(desk)
    made = desk.as_("igor").contest(card, "critical.wrong_policy", "Так написано в статье")
    desk.as_("lead").decide_dispute(made.id, "accept", "Статья верна", verdict="pass")

    assert made.label
    assert desk.as_("igor").scorecard(card).disputes[0].state == "accepted"


def test_what_cannot_be_contested_says_why(desk: Desk) -> None:
    """A colleague's card, a met criterion, an unknown one, no words, a second dispute, and one after the term."""
    card, old = card_of(desk), card_of(desk, "old", days_ago=20)
    igor = desk.as_("igor")

    assert refused(desk.as_("anna").contest, card, "timeframe", "нет").status == 403
    assert refused(desk.as_("lead").contest, card, "timeframe", "нет").status == 403
    assert "не в минус" in refused(igor.contest, card, "respect", "нет").detail
    assert refused(igor.contest, card, "nothing", "нет").status == 404
    assert "с чем вы не согласны" in refused(igor.contest, card, "timeframe", "  ").detail
    assert "14 дней" in refused(igor.contest, old, "timeframe", "нет").detail
    igor.contest(card, "timeframe", "нет")
    assert refused(igor.contest, card, "timeframe", "и ещё раз").status == 409


def test_what_cannot_be_decided_says_why(desk: Desk) -> None:
    """No words, no verdict to accept with, a second decision, a lead of another team, an unknown dispute."""
    made = desk.as_("igor").contest(card_of(desk), "timeframe", "Срок назван")
    lead = desk.as_("lead")

    assert "объяснить" in refused(lead.decide_dispute, made.id, "decline", " ").detail
    assert "поставьте" in refused(lead.decide_dispute, made.id, "accept", "да").detail
    assert refused(desk.as_("other-lead").decide_dispute, made.id, "decline", "нет").status == 403
    assert refused(desk.as_("igor").decide_dispute, made.id, "decline", "нет").status == 403
    assert refused(lead.decide_dispute, "none", "decline", "нет").status == 404
    lead.decide_dispute(made.id, "decline", "нет")
    assert refused(lead.decide_dispute, made.id, "accept", "да", verdict="pass").status == 409


def test_everybody_sees_the_disputes_that_concern_him(desk: Desk) -> None:
    """An operator his own, a lead the team's; a wrong state is refused."""
    desk.as_("igor").contest(card_of(desk), "timeframe", "Срок назван")

    assert len(desk.as_("igor").disputes().items) == 1
    assert len(desk.as_("lead").disputes("open").items) == 1
    assert desk.as_("lead").disputes("declined").items == ()
    assert desk.as_("anna").disputes().items == ()
    assert desk.as_("other-lead").disputes().items == ()
    assert refused(desk.as_("lead").disputes, "gone").status == 400
