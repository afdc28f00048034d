"""Drafts stored and decided once, on SQLite and PostgreSQL, and the gaps they leave."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from drafting.layout import Piece, lay_out
from drafting.outcome import Candidates, Citation, Draft, HandOver, NoReplyNeeded, Offer, Outcome, from_dict, to_dict
from drafting.store import (
    DecisionKind,
    drafts_for,
    gaps,
    has_unseen,
    load_draft,
    mark_shown,
    record_decision,
    save_draft,
)
from reply_core.database import Sessions
from reply_core.errors import Conflict, InvalidInput, NotFound
from reply_core.tables import ConversationRecord, DraftDecisionRecord
from reply_core.types import Ask, Provenance, Span, Topic

AT = datetime(2026, 11, 16, 7, 15, tzinfo=UTC)
ASK = Ask(text="Берёте ли вы старые пледы?", span=Span(start=0, end=26), kind="question", message_id="m1")
OFFER = Offer(article_id="a", title="Возврат", revision=2, start=0, end=5, quote="Верни", score=1.5)
CITED = Citation(source_id="a", kind="article", start=0, end=9, quote="Плед тёплый"[:9], article_id="a", title="Пледы")
TEXT, SENTENCES = lay_out(
    [
        Piece(text="Здравствуйте!", role="greeting"),
        Piece(text="Плед можно вернуть за 30 дней.", role="answer", citations=(CITED,), ask=1),
    ]
)


def draft(unanswered: tuple[Ask, ...] = ()) -> Draft:
    return Draft(
        text=TEXT,
        sentences=SENTENCES,
        topic=Topic(code="return", evidence=(Span(start=1, end=4),)),
        language="ru",
        provenance=Provenance(level="local", ms=12, cost=0.5, note="проба"),
        asks=(ASK,),
        unanswered=unanswered,
        passages=(OFFER,),
    )


def hand_over() -> HandOver:
    return HandOver(
        reason="В базе знаний нет ответа: плед.",
        missing=("плед",),
        nearest=(OFFER,),
        topic=Topic(code="other"),
        language="ru",
        provenance=Provenance(level="rules"),
        asks=(ASK,),
    )


OUTCOMES: list[Outcome] = [
    draft((ASK,)),
    hand_over(),
    Candidates(
        offers=(OFFER,),
        reason="Посмотрите",
        topic=Topic(code="other"),
        language="en",
        provenance=Provenance(level="rules"),
    ),
    NoReplyNeeded(reason="Спасибо", topic=Topic(code="other"), language="ru", provenance=Provenance(level="rules")),
]


async def conversation(session: AsyncSession, name: str = "c1") -> str:
    session.add(ConversationRecord(id=name, channel="email", opened_at=AT))
    await session.flush()
    return name


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.kind)
def test_an_outcome_survives_its_json(outcome: Outcome) -> None:
    """Every kind reads back equal, spans and provenance included."""
    assert from_dict(to_dict(outcome)) == outcome


@pytest.mark.parametrize("change", [{"version": 2}, {"kind": "poem"}, {"text": 5}, {"version": None}])
def test_an_unknown_stored_shape_is_refused(change: dict[str, object]) -> None:
    """A newer version or a broken body is named, never guessed at."""
    with pytest.raises(InvalidInput):
        from_dict(to_dict(draft()) | change)


@pytest.mark.anyio
async def test_a_draft_is_loaded_as_it_was_saved(session: AsyncSession) -> None:
    """Outcome, time and conversation come back; drafts of a conversation are listed newest first."""
    await conversation(session)
    first = await save_draft(session, "c1", draft(), at=AT, operator_id="olga")
    second = await save_draft(session, "c1", hand_over(), at=AT + timedelta(minutes=1))
    stored = await load_draft(session, first)

    assert (stored.outcome, stored.created_at, stored.operator_id, stored.decision) == (draft(), AT, "olga", None)
    assert [item.id for item in await drafts_for(session, "c1")] == [second, first]


@pytest.mark.anyio
async def test_unknown_drafts_are_not_found(session: AsyncSession) -> None:
    """Loading or deciding one that is not there says so."""
    with pytest.raises(NotFound):
        await load_draft(session, "nope")
    with pytest.raises(NotFound):
        await record_decision(session, "nope", decision="accepted", at=AT)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("decision", "text", "recorded", "similar"),
    [
        ("accepted", "", "accepted", True),
        ("accepted", TEXT + " И бесплатно.", "edited", False),
        ("edited", TEXT, "accepted", True),
        ("edited", TEXT.replace("30", "14"), "edited", False),
    ],
)
async def test_the_decision_says_what_was_really_sent(
    session: AsyncSession, decision: DecisionKind, text: str, recorded: str, similar: bool
) -> None:
    """Accepted means sent as drafted; a changed text is an edit, whatever the button."""
    await conversation(session)
    name = await save_draft(session, "c1", draft(), at=AT)
    made = await record_decision(session, name, decision=decision, final_text=text, at=AT, operator_id="olga")
    stored = (await load_draft(session, name)).decision

    assert stored == made
    assert made.decision == recorded
    assert made.changes is not None
    assert (made.changes.similarity == 1) == similar
    assert made.final_text == (text or TEXT)


@pytest.mark.anyio
async def test_a_second_decision_is_a_conflict(session: AsyncSession) -> None:
    """The first stays; the second is told when and how it was decided."""
    await conversation(session)
    name = await save_draft(session, "c1", draft(), at=AT)
    await record_decision(session, name, decision="accepted", at=AT)
    with pytest.raises(Conflict, match="accepted at 2026-11-16 07:15"):
        await record_decision(session, name, decision="rejected", reason="поздно", at=AT)
    stored = await load_draft(session, name)

    assert stored.decision is not None
    assert stored.decision.decision == "accepted"


@pytest.mark.anyio
async def test_of_two_decisions_at_once_one_wins(sessions: Sessions) -> None:
    """Two operators press at the same moment: one decision, one conflict, no crash."""
    async with sessions() as session:
        await conversation(session)
        name = await save_draft(session, "c1", draft(), at=AT)
        await session.commit()

    async def press(operator: str) -> str:
        async with sessions() as session:
            try:
                await record_decision(session, name, decision="accepted", at=AT, operator_id=operator)
                await session.commit()
            except Conflict:
                return "conflict"
            return operator

    told = await asyncio.gather(*(press(f"operator{number}") for number in range(5)))
    async with sessions() as session:
        stored = (await load_draft(session, name)).decision

    assert told.count("conflict") == 4
    assert stored is not None
    assert stored.operator_id in told


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("decision", "text", "reason"),
    [("rejected", "", ""), ("edited", "", ""), ("thrown", "x", "x"), ("edited", "  ", "")],
)
async def test_decisions_that_say_nothing_are_refused(
    session: AsyncSession, decision: DecisionKind, text: str, reason: str
) -> None:
    """A rejection needs a reason, an edit needs a text, and the word must be known."""
    await conversation(session)
    name = await save_draft(session, "c1", draft(), at=AT)
    with pytest.raises(InvalidInput):
        await record_decision(session, name, decision=decision, final_text=text, reason=reason, at=AT)


@pytest.mark.anyio
async def test_what_was_not_answered_is_a_gap_once(session: AsyncSession) -> None:
    """A hand-over and an unanswered ask are gaps; drafting the same conversation again counts nothing twice."""
    await conversation(session)
    await conversation(session, "c2")
    for _ in range(2):
        await save_draft(session, "c1", hand_over(), at=AT)
    await save_draft(session, "c2", draft((ASK,)), at=AT + timedelta(hours=1))
    await save_draft(session, "c2", draft(), at=AT)
    found = await gaps(session)

    assert [(gap.conversation_id, gap.ask, gap.nearest) for gap in found] == [
        ("c2", ASK.text, ("Возврат",)),
        ("c1", ASK.text, ("Возврат",)),
    ]
    assert [gap.conversation_id for gap in await gaps(session, since=AT + timedelta(minutes=1))] == ["c2"]


def test_markers_stand_before_the_full_stop_and_number_the_sources() -> None:
    """The operator's view has [1] and [1, заказ]; the customer's text has none."""
    order = Citation(source_id="order", kind="order", start=0, end=5, quote="2 190")
    other = Citation(source_id="b", kind="article", start=0, end=3, quote="Раз", article_id="b", title="Раз")
    text, sentences = lay_out(
        [
            Piece(text="Добрый день!", role="greeting"),
            Piece(text="Вернём 2 190 ₽.", role="answer", citations=(CITED, order), ask=1),
            Piece(text="Раз: это два", role="answer", citations=(other, CITED), ask=2),
        ]
    )
    made = Draft(
        text=text,
        sentences=sentences,
        topic=Topic(code="other"),
        language="ru",
        provenance=Provenance(level="rules"),
    )

    assert made.text == "Добрый день! Вернём 2 190 ₽.\nРаз: это два"
    assert made.marked == "Добрый день! Вернём 2 190 ₽ [1, заказ].\nРаз: это два [1, 2]"
    assert all(sentence.span.of(made.text) == sentence.text for sentence in made.sentences)


@pytest.mark.anyio
async def test_the_time_to_decide_runs_from_showing_the_draft(session: AsyncSession) -> None:
    """A draft its operator asked for is shown at once; 40 seconds later the edit is kept with its kinds and seconds."""
    await conversation(session)
    name = await save_draft(session, "c1", draft(), at=AT, operator_id="olga")
    made = await record_decision(
        session, name, decision="edited", final_text=TEXT.replace("30", "14"), at=AT + timedelta(seconds=40)
    )
    row = await session.get(DraftDecisionRecord, name)

    assert row is not None
    assert (row.edit_kinds, row.seconds, made.seconds) == (["fact_fixed"], 40.0, 40.0)


@pytest.mark.anyio
async def test_a_draft_made_for_nobody_is_shown_when_an_operator_gets_it(session: AsyncSession) -> None:
    """Made for a lead, it belongs to the operator who first gets it; later readers change neither name nor time."""
    await conversation(session)
    name = await save_draft(session, "c1", draft(), at=AT)
    before = await has_unseen(session, "c1"), (await load_draft(session, name)).shown_at
    for minutes, operator in ((5, "anna"), (9, "igor")):
        await mark_shown(session, "c1", operator, at=AT + timedelta(minutes=minutes))
    session.expire_all()
    stored = await load_draft(session, name)

    assert before == (True, None)
    assert (stored.operator_id, stored.shown_at) == ("anna", AT + timedelta(minutes=5))
    assert not await has_unseen(session, "c1")
