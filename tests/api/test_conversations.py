"""Messages come in once, conversations are seen by whom they concern."""

from datetime import timedelta
from typing import Any

import pytest

from api.client import ApiProblem
from reply_core.clock import FixedClock
from tests.api.conftest import Desk

QUESTION: dict[str, Any] = {
    "message_id": "m-1",
    "at": "2026-11-13T17:40:00+03:00",
    "channel": "email",
    "direction": "in",
    "author_kind": "customer",
    "customer_name": "Ольга",
    "text": "Добрый день! Заказ 48213: чайник пришёл, но цвет не тот, что на фото. Можно вернуть? И кто платит за "
    "обратную доставку?",
    "order": {
        "number": "48213", "status": "получен", "received_at": "10.11.2026", "item": "Чайник Роса, 1,7 л",
        "total": "3 490 ₽", "payment": "карта",
    },
}  # fmt: skip


def ask(desk: Desk, conversation: str = "a-1", **changes: Any) -> None:
    """Olga's question comes in."""
    desk.as_("service").receive(conversation, {**QUESTION, **changes})


def test_a_message_is_stored_once(any_desk: Desk) -> None:
    """The same source and message id again is a duplicate; another one is not."""
    service = any_desk.as_("service")

    first, again = service.receive("a-1", QUESTION), service.receive("a-1", QUESTION)
    other = service.receive("a-1", {**QUESTION, "source": "chatwoot"})

    assert (first.duplicate, again.duplicate, other.duplicate) == (False, True, False)
    assert first.message_id == again.message_id
    assert len(any_desk.as_("lead").conversation("a-1").messages) == 2


def test_the_deadline_is_shown_in_working_time(any_desk: Desk) -> None:
    """Friday 17:40 with 120 working minutes is due on Monday at 10:40; at 10:15 there are 25 minutes left."""
    ask(any_desk)

    (row,) = any_desk.as_("anna").conversations().items
    view = any_desk.as_("anna").conversation("a-1")

    assert row.due_text == "до пн 16.11, 10:40"
    assert row.minutes_left == pytest.approx(25)
    assert not row.overdue
    assert (row.topic, row.order_number) == ("return", "48213")
    assert view.waits[0].spent_text == "95 из 120 рабочих минут"
    assert view.order is not None
    assert view.order.fields["total"] == "3 490 ₽"
    assert view.waiting


def test_a_missed_deadline_counts_below_zero(desk: Desk, clock: FixedClock) -> None:
    """After the deadline the minutes left are negative and the row says so."""
    ask(desk)
    clock.advance(timedelta(hours=1))

    (row,) = desk.as_("anna").conversations().items

    assert row.overdue
    assert row.minutes_left == pytest.approx(-35)


def test_english_readers_get_english_words(desk: Desk) -> None:
    """Labels and deadlines follow Accept-Language."""
    ask(desk)

    (row,) = desk.as_("anna", "en").conversations().items

    assert row.due_text == "by Mon 16 Nov, 10:40"
    assert desk.as_("anna", "en").conversation("a-1").waits[0].spent_text == "95 of 120 working minutes"


def test_operators_see_their_own_and_the_unassigned_waiting_ones(any_desk: Desk) -> None:
    """Anna's: Igor neither finds nor opens it. Nobody's and waiting: both do. Nobody's and answered: neither does."""
    ask(any_desk, "annas", message_id="1", assigned_to="anna")
    ask(any_desk, "nobodys", message_id="2")
    ask(any_desk, "thanks", message_id="3", text="Спасибо, всё пришло!")

    seen = {
        who: {row.conversation_id for row in any_desk.as_(who).conversations("all").items} for who in ("anna", "igor")
    }

    assert seen == {"anna": {"annas", "nobodys"}, "igor": {"nobodys"}}
    assert {row.conversation_id for row in any_desk.as_("lead").conversations("all").items} == {
        "annas", "nobodys", "thanks"
    }  # fmt: skip
    for conversation in ("annas", "thanks"):
        with pytest.raises(ApiProblem) as problem:
            any_desk.as_("igor").conversation(conversation)
        assert problem.value.status == 403


def test_a_lead_of_another_team_sees_only_his_own(desk: Desk) -> None:
    """Night's lead does not open day's conversations, but the unassigned ones."""
    ask(desk, "day", message_id="1", assigned_to="anna")
    ask(desk, "night", message_id="2", assigned_to="nina")
    ask(desk, "nobody", message_id="3")

    rows = {row.conversation_id for row in desk.as_("other-lead").conversations("all").items}

    assert rows == {"night", "nobody"}
    with pytest.raises(ApiProblem):
        desk.as_("other-lead").conversation("day")


def test_a_reply_from_the_helpdesk_is_ordered_for_scoring(desk: Desk) -> None:
    """An operator's public reply is scored; a note, a bot and a customer's message are not."""
    ask(desk)
    out = {"channel": "email", "direction": "out", "author_kind": "operator", "author_id": "igor", "text": "Да, можно."}

    reply = desk.as_("service").receive("a-1", {**out, "message_id": "m-2"})
    note = desk.as_("service").receive("a-1", {**out, "message_id": "m-3", "visibility": "private"})
    bot = desk.as_("service").receive("a-1", {**out, "message_id": "m-4", "author_kind": "bot"})

    assert (reply.scoring, note.scoring, bot.scoring) == (True, False, False)
    assert [payload for _, _, payload in desk.enqueued] == [{"conversation_id": "a-1", "message_id": reply.message_id}]


def test_identifiers_of_any_shape_open_their_conversation(desk: Desk) -> None:
    """Slashes, tildes, dots, spaces and Cyrillic in an identifier come back as they went in."""
    for number, name in enumerate(("a/b", "~1", "..", "чат № 5?", "50 %")):
        ask(desk, name, message_id=f"n-{number}")

        assert desk.as_("admin").conversation(name).id == name


def test_times_and_texts_no_database_keeps_are_handled(any_desk: Desk) -> None:
    """NUL in a text is replaced, an order's too; an absurd year and an endless text are refused with their field."""
    ask(any_desk, text="а\x00б", order={"number": "1", "note": "x\x00"})
    (message,) = any_desk.as_("lead").conversation("a-1").messages

    assert message.text == "а\ufffdб"
    for field, value in (("at", "0001-01-01T00:00:00Z"), ("text", "я" * 100_001), ("message_id", "a\x00b")):
        answer = any_desk.web.post(
            "/v1/conversations/b/messages", json={**QUESTION, field: value}, headers=any_desk.headers("service")
        )
        assert answer.status_code == 400
        assert [error["where"] for error in answer.json()["errors"]] == [field]


def test_a_conversation_that_is_not_there_is_404(desk: Desk) -> None:
    """An unknown conversation is a problem of its own."""
    with pytest.raises(ApiProblem) as problem:
        desk.as_("lead").conversation("none")

    assert problem.value.status == 404
