"""From a question nobody wrote an article about to an article that drafts rest on."""

import pytest

from api.client import ApiProblem
from tests.api.conftest import Desk
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
