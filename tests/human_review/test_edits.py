"""A person's verdict is laid over the machine's; the machine's card stays as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.cards import card_of
from human_review.edits import Edit, EditVerdict, decided_verdict, with_edits
from human_review.reviews import review
from human_review.store import edits_of
from qa_scoring.scorecard import Critical, NotApplicable, Scored, Unscored, Unsure, from_dict, to_dict
from reply_core import audit
from reply_core.clock import FixedClock
from reply_core.errors import Conflict, InvalidInput, NotFound
from tests.human_review.made_cards import NOW, STANDARD, make_card, rule, store_reply


def _edit(criterion: str, verdict: EditVerdict, *, minutes: int = 0, action: str = "overrule") -> Edit:
    return Edit(
        id=f"{criterion}-{minutes}",
        scorecard_id="card",
        criterion=criterion,
        action="confirm" if action == "confirm" else "overrule",
        verdict=verdict,
        reason="вопрос про вечер пропущен",
        author="lead",
        at=NOW + timedelta(minutes=minutes),
    )


def test_the_newest_edit_counts_and_the_numbers_follow() -> None:
    """Of two edits the later one holds; pillars and total are worked out again."""
    card = make_card("c", "m", {"asks_covered": rule(1.0), "respect": rule(1.0)})

    once = with_edits(card, [_edit("asks_covered", "fail")], STANDARD)
    twice = with_edits(card, [_edit("asks_covered", "pass", minutes=5), _edit("asks_covered", "fail")], STANDARD)

    assert card.total == 100
    assert once.total is not None
    assert once.total < 60
    assert twice.total == 100


def test_an_edit_keeps_the_evidence_and_says_it_is_a_persons() -> None:
    """The verdict's source is "human", its reason the lead's, its evidence the machine's."""
    card = make_card("c", "m", {"asks_covered": Unsure(why="нужна модель", possible="fail")})

    edited = with_edits(card, [_edit("asks_covered", "fail")], STANDARD).criteria["asks_covered"]

    assert isinstance(edited, Scored)
    assert (edited.source, edited.reason) == ("human", "вопрос про вечер пропущен")


def test_deciding_what_hid_the_total_shows_it() -> None:
    """A card without a total gets one when a person decides the asks."""
    card = make_card("c", "m", {"asks_covered": Unsure(why="нужна модель"), "respect": rule(1.0)})

    assert card.total is None
    assert with_edits(card, [_edit("asks_covered", "pass")], STANDARD).total == 100


def test_a_criterion_found_not_required_leaves_the_sums() -> None:
    """«Не требовалось» by a person takes the criterion out of its pillar."""
    card = make_card("c", "m", {"asks_covered": rule(1.0), "timeframe": rule(0.0)})

    assert isinstance(with_edits(card, [_edit("timeframe", "na")], STANDARD).criteria["timeframe"], NotApplicable)
    assert with_edits(card, [_edit("timeframe", "na")], STANDARD).total == 100


def test_a_critical_candidate_is_confirmed_or_dismissed() -> None:
    """fail confirms a candidate, pass takes it away; an untouched one stays a candidate."""
    candidate = Critical(code="wrong_policy", state="candidate", source="rule")
    card = replace(make_card("c", "m", {"respect": rule(1.0)}), critical=(candidate,))

    assert with_edits(card, [_edit("critical.wrong_policy", "fail")], STANDARD).critical[0].state == "confirmed"
    assert with_edits(card, [_edit("critical.wrong_policy", "pass")], STANDARD).critical == ()
    assert with_edits(card, [], STANDARD).critical == (candidate,)


@given(
    st.dictionaries(st.sampled_from(sorted(STANDARD.weights)), st.sampled_from(["pass", "partial", "fail", "na"])),
    st.floats(0, 1),
)
def test_edits_never_leave_the_range_and_never_touch_the_stored_card(
    edits: dict[str, EditVerdict], value: float
) -> None:
    """Whatever is edited, totals stay in 0–100 and the machine's card is what it was."""
    card = make_card("c", "m", dict.fromkeys(STANDARD.weights, rule(value)))
    before = to_dict(card)

    edited = with_edits(card, [_edit(code, verdict) for code, verdict in edits.items()], STANDARD)

    assert edited.total is None or 0 <= edited.total <= 100
    assert to_dict(card) == before
    assert from_dict(to_dict(edited)) == edited


@pytest.mark.parametrize(
    ("criterion", "action", "verdict", "error"),
    [
        ("asks_covered", "overrule", None, InvalidInput),
        ("empathy", "confirm", None, InvalidInput),
        ("colour", "confirm", None, NotFound),
        ("critical.insult", "confirm", None, NotFound),
    ],
)
def test_impossible_edits_are_refused_in_words(
    criterion: str, action: str, verdict: EditVerdict | None, error: type[Exception]
) -> None:
    """No verdict to overrule with, nothing to confirm, no such criterion: each refusal says how to mend it."""
    card = make_card("c", "m", {"asks_covered": rule(0.0), "empathy": Unsure(why="?")})

    with pytest.raises(error) as refusal:
        decided_verdict(card, criterion, "confirm" if action == "confirm" else "overrule", verdict)

    assert getattr(refusal.value, "mend", "")


@pytest.mark.anyio
async def test_a_review_is_kept_with_name_time_and_an_audit_event(session: AsyncSession) -> None:
    """Confirming appends an edit with the machine's own verdict and leaves a trace in the audit trail."""
    card_id = await store_reply(session, "1", {"asks_covered": rule(0.0)})
    stored = await card_of(session, card_id)

    edit = await review(
        session, stored, criterion="asks_covered", action="confirm", verdict=None, reason="", author="lead",
        clock=FixedClock(NOW),
    )  # fmt: skip

    assert edit.verdict == "fail"
    assert (await edits_of(session, [card_id, "none"])) == {card_id: (edit,)}
    (event,) = await audit.events(session, f"scorecard:{card_id}")
    assert (event.actor, event.action, event.at) == ("lead", "score.confirm", NOW)
    assert (await card_of(session, card_id)).card == stored.card


@pytest.mark.anyio
async def test_a_review_needs_a_reason_and_a_score(session: AsyncSession) -> None:
    """Overruling without a reason and reviewing an unscored reply are refused; nothing is stored."""
    card_id = await store_reply(session, "1", {"asks_covered": rule(0.0)})
    stored = await card_of(session, card_id)
    unscored = replace(stored, card=Unscored(conversation_id="c-1", message_id="m", reason="bot"))

    for card, error in ((stored, InvalidInput), (unscored, Conflict)):
        with pytest.raises(error):
            await review(
                session, card, criterion="asks_covered", action="overrule", verdict="pass", reason=" ", author="lead",
                clock=FixedClock(NOW),
            )  # fmt: skip
    assert await edits_of(session, [card_id]) == {}
