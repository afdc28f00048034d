"""Drafts with their sources, the check before sending, and the one decision (walks A and B)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from litestar.testing import AsyncTestClient
from sqlmodel import select

from api.app import create_app
from api.client import ApiProblem
from api.draft_streaming import stream_draft
from api.views import DraftView
from drafting import propose as proposing
from drafting.propose import DraftEvent
from model_gateway.scripted import ScriptedGateway
from reply_core import conversations
from reply_core.errors import Unavailable
from reply_core.tables import DraftDecisionRecord
from tests.api.conftest import Desk, run
from tests.api.test_conversations import ask

_WORKED_OUT = "Вы получили заказ 10 ноября, значит, вернуть можно до 24 ноября."


def _draft(desk: Desk, who: str = "anna") -> DraftView:
    ask(desk)
    return desk.as_(who).draft("a-1")


def test_a_draft_shows_what_each_sentence_rests_on(desk: Desk) -> None:
    """Sentences cite the article's own sentences; sources carry their texts, quotes stand where they say."""
    draft = _draft(desk)

    assert draft.kind == "draft"
    assert "14 дней после получения, если он не использовался [1]" in draft.marked
    assert "[1, заказ]" in draft.marked
    texts = {source.source_id: source for source in draft.sources}
    assert texts["return"].revision == 3
    for sentence in draft.sentences:
        assert draft.text[sentence.start : sentence.end] == sentence.text
        for citation in sentence.citations:
            assert texts[citation.source_id].text[citation.start : citation.end] == citation.quote
            assert texts[citation.source_id].mark == citation.mark


def test_a_stored_draft_is_read_back_as_it_was(desk: Desk) -> None:
    """The draft by its id, and the drafts of the conversation, are what was shown."""
    draft = _draft(desk)

    assert desk.as_("anna").get_draft(draft.id) == draft
    assert desk.as_("anna").conversation("a-1").drafts == (draft,)


def test_a_worked_out_date_is_noted_and_a_made_up_one_warned_of(desk: Desk) -> None:
    """10 November + 14 days = 24 November is checked and fine; 30 November and a promo code are in no source."""
    anna, draft = desk.as_("anna"), _draft(desk)

    right = anna.check_draft(draft.id, f"{draft.text} {_WORKED_OUT}")
    wrong = anna.check_draft(draft.id, f"{draft.text} Вернуть можно до 30 ноября.")
    invented = anna.check_draft(draft.id, "Да, скидка 15 % по коду ЛЮЛЬКА.")

    assert [(each.level, each.text) for each in right.warnings] == [("note", "проверка: 10.11 + 14 дней = 24.11")]
    assert [each.match for each in wrong.warnings] == ["30 ноября"]
    assert "15 %, ЛЮЛЬКА: нет ни в базе, ни в заказе" in invented.warnings[0].text


def test_a_contradiction_asks_for_a_second_look(desk: Desk) -> None:
    """30 days where the article says 14 is an error that blocks, with what the source says."""
    check = desk.as_("anna").check_draft(_draft(desk).id, "Вернуть можно в течение 30 дней после получения.")

    (warning,) = [each for each in check.warnings if each.kind == "contradicted"]
    assert check.blocked
    assert (warning.level, warning.match, warning.expected) == ("error", "30 дней", "14 дней")


def test_a_check_shows_the_score_and_what_would_raise_it(desk: Desk) -> None:
    """A reply that skips a question has a preview that says so, with its own words, and the speed it would have."""
    check = desk.as_("anna").check_draft(_draft(desk).id, "Здравствуйте! Обратную доставку оплачивает магазин.")

    assert check.preview is not None
    speed = {each.criterion: each for each in check.preview.criteria}["in_target"]
    assert "95 из 120" in speed.reason
    assert any(each.criterion == "asks_covered" for each in check.improvements) or check.preview.total is not None
    assert desk.as_("lead").conversation("a-1").cards == ()
    assert len(desk.as_("lead").conversation("a-1").messages) == 1


def test_an_edited_draft_is_recorded_once_and_its_reply_scored_once(any_desk: Desk) -> None:
    """Accepting with a change is "edited", with similarity and the added sentence; the second click is 409 in words."""
    anna, draft = any_desk.as_("anna"), _draft(any_desk)

    decided = anna.decide(draft.id, "accepted", text=f"{draft.text}\n{_WORKED_OUT}").decision
    with pytest.raises(ApiProblem) as again:
        anna.decide(draft.id, "accepted")

    assert decided is not None
    assert (decided.decision, decided.added, decided.operator_id) == ("edited", (_WORKED_OUT,), "anna")
    assert decided.similarity is not None
    assert 0.5 < decided.similarity < 1
    assert again.value.status == 409
    assert "уже принято: принят с правкой, пн 16.11, 10:15" in again.value.detail
    view = anna.conversation("a-1")
    assert [message.author_id for message in view.messages] == ["", "anna"]
    assert view.waits[0].met
    assert not view.waiting
    assert [name for name, _, _ in any_desk.enqueued] == ["qa.score_reply"]


def test_the_helpdesks_own_telling_of_the_reply_is_the_same_reply(any_desk: Desk) -> None:
    """The webhook that brings the accepted text back is matched to the draft: stored once, not scored again."""
    anna, draft = any_desk.as_("anna"), _draft(any_desk)
    decided = anna.decide(draft.id, "accepted").decision
    assert decided is not None

    told = any_desk.as_("service").receive(
        "a-1",
        {
            "source": "helpdesk", "message_id": "h-9", "channel": "email", "direction": "out",
            "author_kind": "operator", "author_id": "anna", "text": f"  {draft.text.replace(' ', chr(160), 1)} ",
        },
    )  # fmt: skip

    assert (told.duplicate, told.matched_draft, told.scoring) == (True, draft.id, False)
    assert told.message_id == decided.message_id
    assert len(any_desk.enqueued) == 1


@pytest.mark.parametrize(
    ("said", "stored", "russian", "english"),
    [
        ("tone", "tone", "Не наш тон", "Not our tone"),
        ("tone: сухо", "tone: сухо", "Не наш тон: сухо", "Not our tone: сухо"),
        ("Статья устарела: цены", "outdated: цены", "Статья устарела: цены", "The article is outdated: цены"),
        ("цены старые", "цены старые", "цены старые", "цены старые"),
    ],
)
def test_a_reason_is_kept_as_a_code_and_shown_in_words(
    desk: Desk, said: str, stored: str, russian: str, english: str
) -> None:
    """Codes in the record, words on the page, in the reader's language; free words stay as they are."""
    anna, draft = desk.as_("anna"), _draft(desk)

    decided = anna.decide(draft.id, "rejected", reason=said).decision

    async def kept() -> str:
        async with desk.sessions() as session:
            return (await session.exec(select(DraftDecisionRecord.reason))).one()

    assert decided is not None
    assert run(kept()) == stored
    assert decided.reason == russian
    told = desk.as_("anna", "en").conversation("a-1").drafts[0].decision
    assert told is not None
    assert told.reason == english


def test_a_rejection_needs_a_reason_and_sends_nothing(desk: Desk) -> None:
    """Without a reason it is refused; with one it is kept, and the customer still waits."""
    anna, draft = desk.as_("anna"), _draft(desk)

    with pytest.raises(ApiProblem) as refusal:
        anna.decide(draft.id, "rejected")
    decided = anna.decide(draft.id, "rejected", reason="не та статья").decision

    assert (refusal.value.status, refusal.value.where) == (400, "reason")
    assert decided is not None
    assert (decided.decision, decided.reason) == ("rejected", "не та статья")
    assert anna.conversation("a-1").waiting
    assert desk.enqueued == []


def test_only_one_of_two_decisions_at_once_is_recorded(any_desk: Desk) -> None:
    """Two clicks at the same moment: one reply, one decision, the other is 409."""
    draft = _draft(any_desk)

    async def click_twice() -> list[int]:
        async with AsyncTestClient(create_app(any_desk.services)) as web:
            path, body = f"/v1/drafts/{draft.id}/decision", {"decision": "accepted"}
            clicks = [web.post(path, json=body, headers=any_desk.headers("anna")) for _ in range(2)]
            return sorted(answer.status_code for answer in await asyncio.gather(*clicks))

    assert run(click_twice()) == [200, 409]
    assert len(any_desk.as_("anna").conversation("a-1").messages) == 2


def test_a_colleagues_draft_stays_his(desk: Desk) -> None:
    """Igor can neither read, check nor decide a draft of a conversation assigned to Anna."""
    ask(desk, assigned_to="anna")
    draft, igor = desk.as_("anna").draft("a-1"), desk.as_("igor")

    for act in (
        lambda: igor.get_draft(draft.id),
        lambda: igor.check_draft(draft.id, "a"),
        lambda: igor.decide(draft.id, "accepted"),
        lambda: igor.draft("a-1"),
        lambda: list(igor.stream_draft("a-1")),
    ):
        with pytest.raises(ApiProblem) as problem:
            act()
        assert problem.value.status == 403


def test_what_the_knowledge_base_lacks_is_handed_over_and_counted(any_desk: Desk) -> None:
    """No draft: what is missing is said, the nearest articles are offered, the question is a gap."""
    ask(any_desk, text="Принимаете ли вы старые люльки на переработку?", order=None)

    draft = any_desk.as_("anna").draft("a-1")
    (gap,) = any_desk.as_("lead").gaps().items

    assert draft.kind == "hand_over"
    assert "переработк" in draft.reason
    assert (gap.ask, gap.count, gap.conversation_ids) == ("Принимаете ли вы старые люльки на переработку?", 1, ("a-1",))
    with pytest.raises(ApiProblem) as refusal:
        any_desk.as_("anna").decide(draft.id, "accepted")
    assert refusal.value.where == "text"
    own = any_desk.as_("anna").decide(draft.id, "edited", text="Уточню и напишу сегодня до 18:00.").decision
    assert own is not None


def test_thanks_need_no_draft(desk: Desk) -> None:
    """«Спасибо, всё пришло!» opens no wait and gets no draft."""
    ask(desk, text="Спасибо, всё пришло!", assigned_to="anna")

    assert desk.as_("anna").draft("a-1").kind == "no_reply_needed"
    assert desk.as_("anna").conversations().items == ()


def test_a_stream_gives_sentences_and_then_the_stored_draft(desk: Desk) -> None:
    """Verified sentences come one by one; the last event is the draft as it is stored."""
    ask(desk)

    *told, last = desk.as_("anna").stream_draft("a-1")

    assert [event.event for event in told] == ["text", "sentence"] * (len(told) // 2)
    assert last.draft is not None
    assert desk.as_("anna").get_draft(last.draft.id) == last.draft
    assert all(event.text in last.draft.text for event in told if event.event == "text")
    shown = [event.sentence for event in told if event.sentence is not None]
    sources = {source.source_id: source for sentence in shown for source in sentence.sources}
    for sentence in shown:
        for citation in sentence.citations:
            source = sources[citation.source_id]
            assert citation.number == source.number
            assert citation.kind != "article" or source.text[citation.start : citation.end] == citation.quote
    assert {source.source_id for source in last.draft.sources} == set(sources)


def test_a_failure_in_the_middle_of_a_stream_is_said_in_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """When making the draft fails half-way, the stream ends with a problem event."""

    async def failing(*_: Any, **__: Any) -> AsyncIterator[DraftEvent]:
        yield DraftEvent(kind="text", text="Здравствуйте!")
        raise Unavailable("the index is gone", mend="try again")

    monkeypatch.setattr("api.draft_making.propose_stream", failing)
    ask(desk)

    events = list(desk.as_("anna").stream_draft("a-1"))

    assert [event.event for event in events] == ["text", "sentence", "problem"]
    assert events[2].problem is not None
    assert (events[2].problem.status, events[2].problem.mend) == (503, "try again")


def test_a_reader_who_goes_away_stops_the_drafting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing the stream closes the drafting behind it, and nothing is stored."""
    stopped: list[str] = []

    async def endless(*_: Any, **__: Any) -> AsyncIterator[DraftEvent]:
        try:
            while True:
                yield DraftEvent(kind="text", text="ещё")
                await asyncio.sleep(0)
        finally:
            stopped.append("stopped")

    monkeypatch.setattr("api.draft_making.propose_stream", endless)
    ask(desk)

    async def read_one() -> None:
        from api.auth import Principal

        async with desk.sessions() as session:
            conversation = await conversations.load(session, "a-1")
        principal = Principal(name="anna", role="operator", operator_id="anna", sees=frozenset({"anna"}))
        stream = stream_draft(desk.services, conversation, principal, "ru")
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]

    run(read_one())

    assert stopped == ["stopped"]
    assert desk.as_("anna").conversation("a-1").drafts == ()


def test_a_model_that_fails_leaves_a_draft_that_says_so(make_desk: Callable[..., Desk], sqlite_url: str) -> None:
    """When the model's script runs out, the draft is made without it and its provenance tells."""
    desk = make_desk(sqlite_url, gateway=ScriptedGateway(["no json at all"]))
    ask(desk)

    draft = desk.as_("anna").draft("a-1")

    assert draft.kind == "draft"
    assert draft.provenance.level != "model"
    assert draft.provenance.note


def test_a_pasted_message_is_drafted_from_the_shops_or_given_articles(desk: Desk) -> None:
    """Nothing is stored; given articles replace the shop's own."""
    trier = desk.as_("trainer")
    card = {
        "title": "Карта",
        "text": 'Введите номер карты и PIN под защитным слоем в разделе "Моя карта".',
        "question": "Как активировать карту?",
    }

    own = trier.draft_text({"text": "Можно вернуть товар, если он не подошёл?"})
    given = trier.draft_text({"text": "Как активировать карту?", "articles": [card]})

    assert (own.id, own.kind) == ("", "draft")
    assert own.sources[0].article_id == "return"
    assert 'PIN под защитным слоем в разделе "Моя карта"' in given.text
    assert trier.draft_text({"text": "Спасибо!"}).kind == "no_reply_needed"
    assert desk.as_("lead").conversations("all").items == ()


def test_the_real_propose_is_what_the_routes_use() -> None:
    """The names patched above are the ones drafting exports."""
    assert proposing.propose_stream.__name__ == "propose_stream"
