"""Messages are stored once, waits keep the target they were opened with, and a reply told twice is one reply."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core import conversations, directory
from reply_core.clock import FixedClock
from reply_core.conversations import Received
from reply_core.database import Sessions
from reply_core.errors import InvalidInput, NotFound
from reply_core.inbound import InboundMessage, message_id
from reply_core.matching import said
from reply_core.tables import (
    ConversationRecord,
    DraftDecisionRecord,
    DraftRecord,
    MessageAlias,
    MessageRecord,
    ScorecardRecord,
    WaitRecord,
)
from reply_core.types import Order
from reply_core.working_time import Calendar

pytestmark = pytest.mark.anyio

_FRIDAY = datetime(2026, 11, 13, 17, 40, tzinfo=ZoneInfo("Europe/Moscow"))
_CLOCK = FixedClock(_FRIDAY.astimezone(UTC))
_WEEK = Calendar.weekly("09:00-18:00", days="Mon-Fri", tz="Europe/Moscow", country="RU")
_QUESTION = "Добрый день! Заказ 48213: чайник пришёл, но цвет не тот. Можно вернуть?"
_ANSWER = "Здравствуйте! Чайник можно вернуть в течение 14 дней после получения."


def _week(_brand: str) -> Calendar:
    return _WEEK


def _customer(number: int = 1, text: str = _QUESTION, **more: Any) -> InboundMessage:
    base: Mapping[str, Any] = {
        "source": "mail",
        "external_id": f"in-{number}",
        "conversation_id": "c1",
        "at": _FRIDAY,
        "channel": "email",
        "direction": "in",
        "author_kind": "customer",
        "text": text,
        "customer_id": "olga",
        "customer_name": "Ольга",
        "brand": "rosa",
    }
    return InboundMessage(**{**base, **more})


def _reply(number: int = 1, text: str = _ANSWER, **more: Any) -> InboundMessage:
    base: Mapping[str, Any] = {
        "source": "mail",
        "external_id": f"out-{number}",
        "conversation_id": "c1",
        "at": _FRIDAY + timedelta(days=2, hours=16, minutes=35),
        "channel": "email",
        "direction": "out",
        "author_kind": "operator",
        "author_id": "anna",
        "text": text,
        "brand": "rosa",
    }
    return InboundMessage(**{**base, **more})


async def _target(session: AsyncSession, minutes: int) -> None:
    await directory.save_brands(session, [directory.BrandInfo(id="rosa", name="Роса")])
    await directory.save_targets(session, "rosa", {"email": minutes})


async def _receive(session: AsyncSession, *inbounds: InboundMessage) -> list[Received]:
    return [await conversations.receive(session, inbound, clock=_CLOCK, calendar_for=_week) for inbound in inbounds]


async def _count(session: AsyncSession, table: Any) -> int:
    return (await session.exec(select(func.count()).select_from(table))).one()


async def _decide(session: AsyncSession, text: str, at: datetime = _FRIDAY, decision: str = "edited") -> str:
    draft = DraftRecord(conversation_id="c1", kind="draft", level="rules", text="Проект ответа.")
    session.add(draft)
    await session.flush()
    session.add(DraftDecisionRecord(draft_id=draft.id, decision=decision, final_text=text, at=at))
    await session.flush()
    return draft.id


class TestReceive:
    """A message comes in."""

    async def test_message_is_stored_with_its_conversation(self, session: AsyncSession) -> None:
        """The first message makes the conversation; both are read back as they came."""
        (received,) = await _receive(session, _customer(order=Order(number="48213", fields={"статус": "получен"})))
        conversation = await conversations.load(session, "c1")

        assert received == Received(message_id=message_id("mail", "in-1"), conversation_id="c1", duplicate=False)
        assert (conversation.channel, conversation.brand, conversation.customer_name) == ("email", "rosa", "Ольга")
        assert conversation.order == Order(number="48213", fields={"статус": "получен"})
        (message,) = conversation.messages
        assert (message.id, message.text, message.at) == (received.message_id, _QUESTION, _FRIDAY)

    async def test_same_message_twice_is_one(self, session: AsyncSession) -> None:
        """The second delivery of a message is a duplicate and changes nothing."""
        first, second = await _receive(session, _customer(), _customer(text="иначе"))

        assert not first.duplicate
        assert second.duplicate
        assert second.message_id == first.message_id
        assert (await conversations.load(session, "c1")).messages[0].text == _QUESTION

    async def test_sources_do_not_mix(self, session: AsyncSession) -> None:
        """Two helpdesks may number their messages alike."""
        first, second = await _receive(session, _customer(), _customer(source="chatwoot"))

        assert not second.duplicate
        assert first.message_id != second.message_id

    async def test_two_deliveries_at_once_make_one_row(self, sessions: Sessions) -> None:
        """Deliveries of one message that race each other store it once, and exactly one is told it was new."""

        async def deliver(conversation_id: str) -> Received:
            async with sessions.begin() as session:
                inbound = _customer(conversation_id=conversation_id)
                return await conversations.receive(session, inbound, clock=_CLOCK, calendar_for=_week)

        received = await asyncio.gather(*(deliver("c1") for _ in range(4)), *(deliver("c2") for _ in range(2)))
        async with sessions() as session:
            assert await _count(session, MessageRecord) == 1
            assert await _count(session, WaitRecord) == 1

        assert sorted(one.duplicate for one in received) == [False, True, True, True, True, True]

    async def test_question_and_answer_at_once_leave_no_open_wait(self, sessions: Sessions) -> None:
        """A question and its answer that arrive together in two processes see each other."""

        async def deliver(inbound: InboundMessage) -> None:
            async with sessions.begin() as session:
                await conversations.receive(session, inbound, clock=_CLOCK, calendar_for=_week)

        later = _reply(at=_FRIDAY + timedelta(minutes=1))
        for number in range(3):
            name = f"c{number}"
            await asyncio.gather(
                deliver(_customer(number, conversation_id=name)),
                deliver(replace(later, external_id=f"out-{number}", conversation_id=name)),
            )
        async with sessions() as session:
            assert await conversations.waiting(session, brand="rosa") == ()

    async def test_facts_of_the_conversation_follow(self, session: AsyncSession) -> None:
        """Later messages add what they know; what they leave empty stays."""
        given_at = _FRIDAY + timedelta(minutes=5)
        await _receive(
            session,
            _customer(),
            _customer(2, event="assigned", text="", author_kind="system", assigned_to="anna", at=given_at),
            _customer(3, event="resolved", text="", author_kind="system", at=given_at + timedelta(hours=1), csat=4.0),
        )
        conversation = await conversations.load(session, "c1")

        assert (conversation.assigned_to, conversation.assigned_at) == ("anna", given_at)
        assert (conversation.closed_at, conversation.csat) == (given_at + timedelta(hours=1), 4.0)
        assert conversation.customer_id == "olga"

        await _receive(session, _customer(4, event="reopened", text="", author_kind="system"))
        assert (await conversations.load(session, "c1")).closed_at is None

    async def test_unknown_operator_becomes_known(self, session: AsyncSession) -> None:
        """Who answers is listed among the operators, without overwriting what is known of him."""
        await directory.save_operators(session, [directory.OperatorInfo(id="anna", name="Анна", team="почта")])
        await _receive(session, _reply(1), _reply(2, author_id="igor"), _reply(3, author_id="bot", author_kind="bot"))

        found = await conversations.operators(session)
        assert [(one.id, one.name, one.team) for one in found] == [("igor", "igor", ""), ("anna", "Анна", "почта")]

    async def test_only_public_replies_of_people_are_to_be_scored(self, session: AsyncSession) -> None:
        """Notes, bots, events and customers leave nothing to score."""
        received = await _receive(
            session,
            _customer(),
            _reply(1),
            _reply(2, visibility="private"),
            _reply(3, author_kind="bot"),
            _reply(4, event="assigned", text=""),
        )

        assert [one.reply_stored for one in received] == [False, True, False, False, False]

    async def test_answer_names_what_it_answers(self, session: AsyncSession) -> None:
        """in_reply_to is read back as our own id of the answered message."""
        question, _ = await _receive(session, _customer(), _reply(in_reply_to="in-1"))

        assert (await conversations.load(session, "c1")).messages[1].in_reply_to == question.message_id

    async def test_texts_no_database_takes_are_taken(self, session: AsyncSession) -> None:
        """NUL and half a surrogate pair in texts, names and orders are replaced, not refused."""
        order = Order(number="1\x00", fields={"a\ud800": "b\x00"})
        await _receive(session, _customer(text="Где\x00 заказ\ud83d?", customer_name="Ол\x00ьга", order=order))
        conversation = await conversations.load(session, "c1")

        assert conversation.messages[0].text == "Где\ufffd заказ\ufffd?"
        assert conversation.order == Order(number="1\ufffd", fields={"a\ufffd": "b\ufffd"})

    @pytest.mark.parametrize(
        "wrong",
        [{"source": ""}, {"external_id": ""}, {"conversation_id": "x" * 501}, {"at": datetime(2026, 1, 1)}],  # noqa: DTZ001
    )
    def test_what_could_not_be_found_again_is_refused(self, wrong: dict[str, Any]) -> None:
        """A message without ids, or with a time that means nothing, is refused with the field's name."""
        with pytest.raises(InvalidInput, match=next(iter(wrong))):
            _customer(**wrong)

    def test_repr_shows_no_personal_data(self) -> None:
        """An inbound message that ends up in a log line or trace shows no text, name or order."""
        shown = repr(_customer(order=Order(number="48213")))

        assert "in-1" in shown
        for personal in ("чайник", "Ольга", "48213"):
            assert personal not in shown


class TestWaits:
    """A customer waits."""

    async def test_wait_opens_and_closes(self, session: AsyncSession) -> None:
        """A question opens a wait due in working time; the answer closes it with the working time it took."""
        await _receive(session, _customer())
        (waiting,) = await conversations.waiting(session, brand="rosa")

        assert waiting.waiting_since == _FRIDAY
        assert waiting.due_at == datetime(2026, 11, 16, 10, 40, tzinfo=ZoneInfo("Europe/Moscow"))
        assert (waiting.customer_name, waiting.channel, waiting.snippet) == ("Ольга", "email", _QUESTION)

        await _receive(session, _reply())
        assert await conversations.waiting(session, brand="rosa") == ()
        (wait,) = (await session.exec(select(WaitRecord))).all()
        assert (wait.closed_by, wait.target_minutes) == (message_id("mail", "out-1"), 120)
        assert wait.working_seconds == 95 * 60

    async def test_thanks_open_no_wait(self, session: AsyncSession) -> None:
        """A thank-you needs no answer."""
        await _receive(session, _customer(text="Спасибо, всё пришло!"))

        assert await conversations.waiting(session, brand="rosa") == ()

    async def test_target_is_frozen_when_the_wait_opens(self, session: AsyncSession) -> None:
        """A changed target holds for new waits; those that are open or over keep theirs."""
        await _target(session, 60)
        await _receive(session, _customer())
        await _target(session, 240)
        await _receive(session, _reply(), _customer(2, at=_FRIDAY + timedelta(days=4), text="А когда вернёте деньги?"))
        conversation = await conversations.load(session, "c1")
        first, second = await conversations.waits_of(session, conversation, clock=_CLOCK, calendar_for=_week)

        assert (first.target_minutes, second.target_minutes) == (60, 240)
        assert first.due_at == datetime(2026, 11, 16, 9, 40, tzinfo=ZoneInfo("Europe/Moscow"))
        assert first.met is False

    async def test_late_message_does_not_change_the_target(self, session: AsyncSession) -> None:
        """When an earlier message of the customer arrives later, the wait begins earlier with the target it had."""
        await _target(session, 60)
        await _receive(session, _customer(2, at=_FRIDAY + timedelta(minutes=5), text="И кто платит за доставку?"))
        await _target(session, 240)
        await _receive(session, _customer(1))
        (wait,) = (await session.exec(select(WaitRecord))).all()

        assert (wait.opened_by, wait.opened_at, wait.target_minutes) == (message_id("mail", "in-1"), _FRIDAY, 60)

    async def test_default_target_comes_back(self, session: AsyncSession) -> None:
        """Setting a target to None goes back to the default."""
        await _target(session, 60)
        await directory.save_targets(session, "rosa", {"chat": 2})
        await directory.save_targets(session, "rosa", {"email": None})

        targets = await directory.targets(session, "rosa")
        assert (targets["email"], targets["chat"], targets["review"]) == (120, 2, 1440)
        with pytest.raises(NotFound):
            await directory.save_targets(session, "none", {"email": 60})

    async def test_brands_calendar_is_used_without_another(self, session: AsyncSession) -> None:
        """Without calendar_for the brand's own calendar counts; an unknown brand is open round the clock."""
        from reply_core.working_time import calendar_to_dict

        brand = directory.BrandInfo(id="rosa", name="Роса", calendar=calendar_to_dict(_WEEK))
        await directory.save_brands(session, [brand])
        other = _customer(2, conversation_id="c2", brand="elsewhere")
        await conversations.receive_many(session, [_customer(), other], clock=_CLOCK)
        rows = {row.conversation_id: row.due_at for row in await conversations.waiting(session, brand="")}

        assert rows["c1"] == datetime(2026, 11, 16, 10, 40, tzinfo=ZoneInfo("Europe/Moscow"))
        assert rows["c2"] == _FRIDAY + timedelta(minutes=120)

    async def test_waits_are_read_again_after_a_change(self, session: AsyncSession) -> None:
        """After a change of the calendar the deadlines can be worked out anew."""
        await _receive(session, _customer())
        await conversations.read_again(
            session, ["c1", "none"], clock=_CLOCK, calendar_for=lambda _: Calendar.always("UTC")
        )
        (row,) = await conversations.waiting(session, brand="rosa")

        assert row.due_at == _FRIDAY + timedelta(minutes=120)

    async def test_most_urgent_first_and_own_only(self, session: AsyncSession) -> None:
        """The queue is ordered by deadline; an operator sees his own and nobody's."""
        await _receive(
            session,
            _customer(1, conversation_id="mail", assigned_to="anna"),
            _customer(2, conversation_id="chat", channel="chat"),
            _customer(3, conversation_id="igors", channel="messenger", assigned_to="igor"),
            _customer(4, conversation_id="other", brand="other"),
        )

        every = [row.conversation_id for row in await conversations.waiting(session, brand="rosa")]
        annas = [row.conversation_id for row in await conversations.waiting(session, brand="rosa", operator_id="anna")]
        assert every == ["chat", "igors", "mail"]
        assert annas == ["chat", "mail"]
        assert len(await conversations.waiting(session, brand="", limit=2)) == 2

    async def test_snippet_is_one_short_line(self, session: AsyncSession) -> None:
        """A long question is shown as one line of at most 200 characters."""
        await _receive(session, _customer(text="Где\n\n заказ?  " + "очень " * 200))
        (row,) = await conversations.waiting(session, brand="rosa")

        assert row.snippet.startswith("Где заказ? очень")
        assert len(row.snippet) <= 200
        assert row.snippet.endswith("…")


class TestTopic:
    """What a conversation is about."""

    async def test_topic_follows_the_latest_question(self, session: AsyncSession) -> None:
        """The topic and its evidence come from the latest message that needs an answer; thanks change nothing."""
        await _receive(session, _customer(text="Можно вернуть товар?"))
        first = await conversations.topic(session, "c1")
        await _receive(
            session,
            _reply(),
            _customer(2, text="Спасибо!", at=_FRIDAY + timedelta(days=4)),
        )
        second = await conversations.topic(session, "c1")

        assert first.code == "return"
        assert second == first
        (name, span), *_ = first.evidence
        assert name == message_id("mail", "in-1")
        assert "верн" in span.of("Можно вернуть товар?")

    async def test_topic_of_nothing_is_other(self, session: AsyncSession) -> None:
        """A conversation without a customer's words is about nothing; one that is not there is an error."""
        await _receive(session, _reply())

        assert (await conversations.topic(session, "c1")).code == "other"
        with pytest.raises(NotFound):
            await conversations.topic(session, "none")


class TestMatchedReply:
    """One reply, told twice."""

    async def test_webhook_after_the_decision_is_the_same_reply(self, session: AsyncSession) -> None:
        """The desk stores the decided text; the webhook's copy, spaced and spelled otherwise, only adds its name."""
        await _receive(session, _customer())
        draft = await _decide(session, "Чайник ещё можно вернуть.\nЖдём!")
        (sent,) = await _receive(session, _reply(source="desk", text="Чайник ещё можно вернуть.\nЖдём!"))
        (echo,) = await _receive(session, _reply(text="чайник  еще можно вернуть. Ждём!"))
        (again,) = await _receive(session, _reply(text="чайник  еще можно вернуть. Ждём!"))

        assert sent.reply_stored
        assert (sent.matched_draft_id, echo.matched_draft_id) == (draft, draft)
        assert (echo.duplicate, echo.reply_stored, echo.message_id) == (True, False, sent.message_id)
        assert (again.duplicate, again.message_id) == (True, sent.message_id)
        assert await _count(session, MessageRecord) == 2
        assert await _count(session, MessageAlias) == 1
        decision = await session.get_one(DraftDecisionRecord, draft)
        assert decision.message_id == sent.message_id

    async def test_webhook_before_the_decision_is_the_same_reply(self, session: AsyncSession) -> None:
        """When the webhook was quicker than the desk, the desk's copy becomes the alias."""
        await _receive(session, _customer())
        (echo,) = await _receive(session, _reply())
        draft = await _decide(session, _ANSWER)
        (sent,) = await _receive(session, _reply(source="desk"))

        assert echo.reply_stored
        assert (sent.duplicate, sent.message_id, sent.matched_draft_id) == (True, echo.message_id, draft)
        stored = await session.get_one(MessageRecord, echo.message_id, populate_existing=True)
        assert stored.draft_id == draft

    async def test_only_the_webhook_tells(self, session: AsyncSession) -> None:
        """When the desk only records the decision, the webhook's message is stored as the draft's reply."""
        await _receive(session, _customer())
        draft = await _decide(session, _ANSWER)
        (sent,) = await _receive(session, _reply())

        assert sent.reply_stored
        assert sent.matched_draft_id == draft
        assert (await session.get_one(MessageRecord, sent.message_id)).draft_id == draft

    async def test_second_identical_reply_is_another_reply(self, session: AsyncSession) -> None:
        """An operator who sends the same words again has sent two replies."""
        await _receive(session, _customer())
        await _decide(session, _ANSWER)
        first, second, third = await _receive(session, _reply(1), _reply(1, source="desk"), _reply(2))

        assert (first.reply_stored, second.duplicate, third.reply_stored) == (True, True, True)
        assert third.matched_draft_id is None
        assert await _count(session, MessageRecord) == 3

    @pytest.mark.parametrize(
        "different",
        [
            {"text": "Чайник нельзя вернуть."},
            {"at": _FRIDAY + timedelta(days=8)},
            {"conversation_id": "c2"},
            {"visibility": "private"},
        ],
    )
    async def test_other_messages_do_not_match(self, session: AsyncSession, different: dict[str, Any]) -> None:
        """Other words, a week later, another conversation or a note: that is not the draft's reply."""
        await _receive(session, _customer())
        await _decide(session, _ANSWER)
        (sent,) = await _receive(session, _reply(**different))

        assert sent.matched_draft_id is None
        assert not sent.duplicate

    async def test_rejected_draft_matches_nothing(self, session: AsyncSession) -> None:
        """A draft that was rejected has no reply, whatever is sent."""
        await _receive(session, _customer())
        await _decide(session, _ANSWER, decision="rejected")

        assert (await _receive(session, _reply()))[0].matched_draft_id is None

    async def test_both_tellings_in_one_delivery(self, session: AsyncSession) -> None:
        """A file that holds both copies stores one."""
        await _receive(session, _customer())
        draft = await _decide(session, _ANSWER)
        told = [_reply(source="desk"), _reply()]
        first, second = await conversations.receive_many(session, told, clock=_CLOCK, calendar_for=_week)

        assert (first.matched_draft_id, second.matched_draft_id) == (draft, draft)
        assert (first.duplicate, second.duplicate) == (False, True)
        assert await _count(session, MessageRecord) == 2

    @given(st.text(max_size=40))
    def test_spaces_and_capitals_do_not_count(self, text: str) -> None:
        """What is said does not depend on spaces and on capitals that have one small form."""
        assert said(f"  {text} \n") == said(text)
        assert said(said(text)) == said(text)


class TestMany:
    """Many messages at once."""

    async def test_thousands_of_messages_in_seconds(self, sessions: Sessions) -> None:
        """Three thousand messages are stored in seconds, and loading the file again stores nothing."""
        inbounds = [
            message
            for number in range(1000)
            for message in (
                _customer(number, conversation_id=f"c{number}"),
                _customer(number + 5000, conversation_id=f"c{number}", at=_FRIDAY + timedelta(minutes=2)),
                _reply(number, conversation_id=f"c{number}"),
            )
        ]
        async with asyncio.timeout(40), sessions.begin() as session:
            first = await conversations.receive_many(session, inbounds, clock=_CLOCK, calendar_for=_week)
        async with sessions.begin() as session:
            second = await conversations.receive_many(session, inbounds, clock=_CLOCK, calendar_for=_week)
            assert await _count(session, MessageRecord) == 3000
            assert await _count(session, WaitRecord) == 1000

        assert [one.message_id for one in first] == [inbound.message_id for inbound in inbounds]
        assert not any(one.duplicate for one in first)
        assert all(one.duplicate for one in second)

    async def test_order_of_rows_does_not_matter(self, sessions: Sessions) -> None:
        """Messages with times may come in any order: waits and turns are the same."""
        rows = [_customer(), _reply(), _customer(2, at=_FRIDAY + timedelta(days=4), text="А деньги когда?")]
        outcomes = []
        for name, order in (("c1", rows), ("c2", rows[::-1])):
            named = [replace(row, conversation_id=name, external_id=f"{name}-{row.external_id}") for row in order]
            async with sessions.begin() as session:
                await conversations.receive_many(session, named, clock=_CLOCK, calendar_for=_week)
                waits = await session.exec(
                    select(WaitRecord.opened_at, WaitRecord.closed_at, WaitRecord.due_at)
                    .where(WaitRecord.conversation_id == name)
                    .order_by(col(WaitRecord.opened_at))
                )
                outcomes.append(waits.all())

        assert outcomes[0] == outcomes[1]
        assert len(outcomes[0]) == 2

    async def test_messages_without_times_keep_their_place(self, session: AsyncSession) -> None:
        """A file without times keeps its order; a message without a time stays behind the one before it."""
        rows = [
            _customer(1, text="первое", at=None),
            _reply(1, text="второе", at=None),
            _customer(2, text="третье", at=_FRIDAY),
            _reply(2, text="четвёртое", at=None),
            _customer(3, text="раньше", at=_FRIDAY - timedelta(hours=1)),
        ]
        await conversations.receive_many(session, rows, clock=_CLOCK)
        texts = [message.text for message in (await conversations.load(session, "c1")).messages]

        assert texts == ["первое", "второе", "раньше", "третье", "четвёртое"]

    async def test_same_message_twice_in_one_file(self, session: AsyncSession) -> None:
        """A row that appears twice is stored once, and the second is told so."""
        first, second = await conversations.receive_many(session, [_customer(), _customer()], clock=_CLOCK)

        assert (first.duplicate, second.duplicate) == (False, True)

    async def test_nothing_is_nothing(self, session: AsyncSession) -> None:
        """An empty file is no error."""
        assert await conversations.receive_many(session, [], clock=_CLOCK) == ()


class TestReading:
    """Conversations are read."""

    async def test_missing_conversation_is_said(self, session: AsyncSession) -> None:
        """A conversation that is not there is an error by name."""
        with pytest.raises(NotFound, match="'none'"):
            await conversations.load(session, "none")

    async def test_many_come_in_the_order_asked_for(self, session: AsyncSession) -> None:
        """Several conversations come in the order of their ids as given; missing ones are left out."""
        await _receive(session, _customer(1), _customer(2, conversation_id="c2"))

        found = await conversations.load_many(session, ["c2", "none", "c1", "c2"])
        assert [conversation.id for conversation in found] == ["c2", "c1"]

    async def test_order_is_as_known_now(self, session: AsyncSession) -> None:
        """An order that changed later is read as it is now; a bare number does not wipe it out; brands do not mix."""
        await _receive(
            session,
            _customer(1, order=Order(number="7", fields={"статус": "в пути"})),
            _customer(2, conversation_id="c2", brand="other", order=Order(number="7", fields={"статус": "отменён"})),
            _customer(3, order=Order(number="7")),
        )
        await directory.save_orders(session, "rosa", [Order(number="7", fields={"статус": "получен"})], clock=_CLOCK)
        mine, other = await conversations.load_many(session, ["c1", "c2"])

        assert mine.order is not None
        assert other.order is not None
        assert (mine.order.fields["статус"], other.order.fields["статус"]) == ("получен", "отменён")

    async def test_order_without_a_number_stays_with_its_conversation(self, session: AsyncSession) -> None:
        """An order told in words or fields only is kept where it was told."""
        order = Order(fields={"товар": "чайник"}, text="доставка перенесена на 18.11")
        await _receive(session, _customer(order=order))

        assert (await conversations.load(session, "c1")).order == order

    async def test_recent_conversations(self, session: AsyncSession) -> None:
        """The list shows the latest opened first, by topic if asked, with the customer's latest words."""
        await _receive(
            session,
            _customer(1, text="Можно вернуть товар?"),
            _customer(2, text="Ау, можно вернуть?", at=_FRIDAY + timedelta(minutes=9)),
            _customer(3, conversation_id="c2", at=_FRIDAY + timedelta(hours=1), text="Спасибо!"),
        )
        rows = await conversations.recent(session, brand="rosa")

        assert [(row.conversation_id, row.snippet) for row in rows] == [
            ("c2", "Спасибо!"),
            ("c1", "Ау, можно вернуть?"),
        ]
        (only,) = await conversations.recent(session, brand="rosa", topic="return")
        assert only.conversation_id == "c1"

    async def test_rows_of_lists_show_no_texts_in_repr(self, session: AsyncSession) -> None:
        """A row in a log line or trace shows neither name nor words."""
        await _receive(session, _customer())
        (row,) = await conversations.waiting(session, brand="rosa")

        assert "Ольга" not in repr(row)
        assert "чайник" not in repr(row)


class TestUnscored:
    """Replies without a scorecard."""

    async def test_turns_not_messages_are_scored(self, session: AsyncSession) -> None:
        """Messages in a row are one turn, named by its last; notes and bots are none; newest first."""
        await _receive(
            session,
            _customer(1),
            _reply(1, at=_FRIDAY + timedelta(minutes=1)),
            _reply(2, at=_FRIDAY + timedelta(minutes=2), text="И ещё: обратную доставку оплачиваем мы."),
            _customer(2, at=_FRIDAY + timedelta(minutes=3), text="А когда вернёте деньги?"),
            _reply(3, at=_FRIDAY + timedelta(minutes=4), text="В течение 10 дней."),
            _reply(4, at=_FRIDAY + timedelta(minutes=5), visibility="private"),
            _reply(5, conversation_id="c2", author_kind="bot"),
        )
        turns = await conversations.unscored_turns(session, "s1", "rules", 10)

        assert turns == (("c1", message_id("mail", "out-3")), ("c1", message_id("mail", "out-2")))

    async def test_turn_moves_to_its_new_end(self, session: AsyncSession) -> None:
        """When the operator adds to his reply, the turn is named by the new last message."""
        await _receive(session, _customer(), _reply(1))
        await _receive(session, _reply(2, at=_FRIDAY + timedelta(days=2, hours=17), text="И ещё одно."))

        ((_, turn),) = await conversations.unscored_turns(session, "s1", "rules", 10)
        assert turn == message_id("mail", "out-2")

    async def test_scored_turns_are_left_out_per_standard_and_level(self, session: AsyncSession) -> None:
        """A card counts for its own version of the standard and its own level only."""
        _, (received) = await _receive(session, _customer(), _reply())
        session.add(_card(received.message_id))
        await session.flush()

        assert await conversations.unscored_turns(session, "s1", "rules", 10) == ()
        assert len(await conversations.unscored_turns(session, "s2", "rules", 10)) == 1
        assert len(await conversations.unscored_turns(session, "s1", "local", 10)) == 1

    async def test_limit_and_since(self, session: AsyncSession) -> None:
        """Only so many are given, and only those sent since a moment if asked."""
        for number in range(3):
            sent = _FRIDAY + timedelta(days=number)
            await _receive(session, _reply(number, conversation_id=f"c{number}", at=sent))

        assert len(await conversations.unscored_turns(session, "s1", "rules", 2)) == 2
        since = _FRIDAY + timedelta(days=2)
        ((name, _),) = await conversations.unscored_turns(session, "s1", "rules", 10, since=since)
        assert name == "c2"


class TestDirectory:
    """Brands, customers and operators."""

    async def test_brands_are_overwritten(self, session: AsyncSession) -> None:
        """Saving a brand again replaces it; one that is not there is an error."""
        await directory.save_brands(session, [directory.BrandInfo(id="rosa", name="Роса")])
        changed = directory.BrandInfo(id="rosa", name="Роса 2", language="en", allowed_links=("rosa.example",))
        assert (await directory.brand(session, "rosa")).name == "Роса"
        await directory.save_brands(session, [changed, directory.BrandInfo(id="b", name="Б")])

        assert await directory.brand(session, "rosa") == changed
        assert [brand.id for brand in await directory.brands(session)] == ["b", "rosa"]
        with pytest.raises(NotFound):
            await directory.brand(session, "none")

    async def test_customers_are_overwritten(self, session: AsyncSession) -> None:
        """What is known of a customer is replaced as a whole; a message does not wipe it out."""
        known = directory.CustomerInfo(id="olga", name="Ольга", vip=True, points=300, facts={"город": "Уфа"})
        await directory.save_customers(session, [known])
        await _receive(session, _customer(customer_name="Оля"))

        assert await directory.customer(session, "olga") == known
        assert await directory.customer(session, "none") is None


def _card(name: str) -> ScorecardRecord:
    return ScorecardRecord(
        conversation_id="c1",
        message_id=name,
        level="rules",
        standard_version="s1",
        profile_version="p1",
        scorer_version="1",
        input_hash="x",
    )


async def test_empty_conversations_do_not_disturb(session: AsyncSession) -> None:
    """A conversation without messages is read as one."""
    session.add(ConversationRecord(id="empty", channel="chat"))
    await session.flush()

    assert (await conversations.load(session, "empty")).messages == ()
