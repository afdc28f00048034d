"""The lead's queue: reasons in order, each card once, nobody twice, causes counted."""

from datetime import timedelta

import pytest
from sqlmodel import col, update

from api.client import ApiProblem
from qa_scoring.card_marks import marks_of
from qa_scoring.scorecard import Critical, Unsure, from_dict
from reply_core.tables import CardMark, MessageRecord, ScorecardRecord
from tests.api.conftest import NOW, Desk, run
from tests.human_review.made_cards import rule, store_reply

CANDIDATE = (Critical(code="wrong_policy", state="candidate", source="rule", evidence=(), reason="?"),)


def store(
    desk: Desk, name: str, *, random: bool = False, author: str = "igor", days_ago: int = 1, **more: object
) -> str:
    """A scored reply; ``random`` gives its message an id of the random share."""

    async def made() -> str:
        async with desk.sessions.begin() as session:
            verdicts = {"asks_covered": Unsure(why="?")} if more.get("unsure") else {"respect": rule(1.0)}
            card = await store_reply(
                session,
                name,
                verdicts,
                at=NOW - timedelta(days=days_ago),
                author="igor",
                critical=CANDIDATE if more.get("candidate") else (),
            )
            row = await session.get(ScorecardRecord, card)
            assert row is not None
            new = ("000" if random else "fff") + name.rjust(29, "0")
            message = update(MessageRecord).where(col(MessageRecord.id) == row.message_id).values(id=new)
            await session.exec(message)
            row.message_id = new
            session.add(row)
            return card

    return run(made())


@pytest.mark.parametrize("flag", ["harsh_words", "colder_than_usual"])
def test_a_reply_whose_tone_was_noticed_waits_for_a_person(any_desk: Desk, flag: str) -> None:
    """Rules find nothing and the ear does: the machine's parts differ, and a person is told what was heard."""
    card = store(any_desk, "1")
    store(any_desk, "2")

    async def noticed() -> None:
        async with any_desk.sessions.begin() as session:
            row = await session.get(ScorecardRecord, card)
            assert row is not None
            row.verdicts = {**row.verdicts, "flags": [{"code": flag, "note": "", "evidence": []}]}
            session.add(row)
            marks = marks_of(from_dict(row.verdicts))
            session.add_all(CardMark(scorecard_id=card, mark=mark, replied_at=row.replied_at) for mark in marks)

    run(noticed())

    found = any_desk.as_("lead").review_queue()
    assert [(item.card.id, item.why) for item in found.items] == [(card, "differ")]
    assert "прочтите сами" in found.items[0].why_detail
    assert found.counts == {"candidate": 0, "random": 0, "differ": 1, "unsure": 0}


def test_candidates_then_the_random_share_then_what_is_open(any_desk: Desk) -> None:
    """A card stands once, under its first reason; what is decided and not drawn is not in the queue."""
    both = store(any_desk, "1", candidate=True, unsure=True, random=True)
    drawn = store(any_desk, "2", random=True)
    open_ = store(any_desk, "3", unsure=True)
    store(any_desk, "4")
    found = any_desk.as_("lead").review_queue()

    assert [(item.card.id, item.why) for item in found.items] == [
        (both, "candidate"),
        (drawn, "random"),
        (open_, "unsure"),
    ]
    assert found.counts == {"candidate": 1, "random": 1, "differ": 0, "unsure": 1}
    assert [item.card.id for item in any_desk.as_("lead").review_queue("unsure").items] == [open_]


def test_a_reviewed_card_leaves_the_queue_once(any_desk: Desk) -> None:
    """The first reviewer's cause counts; the second is told who was first."""
    card = store(any_desk, "1", candidate=True)
    lead = any_desk.as_("lead")
    cause = lead.reviewed(card, "knowledge_missing", "статьи нет")
    assert (cause.label, cause.own) == ("нет статьи в базе", False)

    found = lead.review_queue()
    assert found.items == ()
    assert {item.cause: item.count for item in found.causes if item.count} == {"knowledge_missing": 1}
    with pytest.raises(ApiProblem) as again:
        any_desk.as_("admin").reviewed(card, "tone")
    assert again.value.status == 409
    assert "lead" in again.value.detail


def test_what_the_operator_did_not_cause_is_not_in_his_trend(any_desk: Desk) -> None:
    """Of two replies one missed for want of an article: one counts, and the other is said to be left out."""
    store(any_desk, "1")
    aside = store(any_desk, "2")
    lead = any_desk.as_("lead")
    before = next(each for each in lead.trends(weeks=4, criterion="respect").operators if each.operator_id == "igor")
    lead.reviewed(aside, "knowledge_missing")

    after = next(each for each in lead.trends(weeks=4, criterion="respect").operators if each.operator_id == "igor")

    assert (before.period.n, before.not_counted, before.not_counted_text) == (2, 0, "")
    assert (after.period.n, after.not_counted) == (1, 1)
    assert after.not_counted_text == "не в счёт оператора: 1 ответ — причина не в нём"


def test_an_overruled_card_has_left_the_queue(desk: Desk) -> None:
    """Who overrules has looked at it."""
    card = store(desk, "1", unsure=True)
    desk.as_("lead").edit_score(card, "asks_covered", "overrule", verdict="pass", reason="ответ есть")

    assert desk.as_("lead").review_queue().items == ()


def test_a_card_in_order_has_no_cause(desk: Desk) -> None:
    """«Всё в порядке» takes the card off the queue and adds to no cause."""
    card = store(desk, "1", random=True)
    desk.as_("lead").reviewed(card, "none")

    assert all(item.count == 0 for item in desk.as_("lead").review_queue().causes)


def test_the_queue_is_the_leads_own_team_and_time(desk: Desk) -> None:
    """Another team's lead, an older reply, an operator's key, an unknown reason and cause."""
    card = store(desk, "1", candidate=True)
    store(desk, "2", candidate=True, days_ago=100)

    assert len(desk.as_("lead").review_queue().items) == 1
    assert desk.as_("other-lead").review_queue().items == ()
    assert len(desk.as_("lead").review_queue(days=200).items) == 2
    for call in (
        lambda: desk.as_("igor").review_queue(),
        lambda: desk.as_("other-lead").reviewed(card, "tone"),
        lambda: desk.as_("lead").review_queue("whim"),
        lambda: desk.as_("lead").reviewed(card, "whim"),
        lambda: desk.as_("lead").reviewed("none", "tone"),
    ):
        with pytest.raises(ApiProblem) as refused:
            call()
        assert refused.value.status in {400, 403, 404}
        assert refused.value.detail
