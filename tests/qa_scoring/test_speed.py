"""Speed: two clocks, the formula, and promises kept."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scoring.case import build_case
from qa_scoring.scorecard import NotApplicable, Scored, Unsure, Verdict, verdict_word
from qa_scoring.speed import in_target, promise_kept, speed_value
from qa_scoring.view import View
from reply_core.types import Conversation, Message
from reply_core.waits import read_turns
from reply_core.working_time import Calendar
from tests.qa_scoring.made_cases import ASKED, OFFICE, WALK_A, a_book, a_view, customer, moscow, operator


def of(conversation: Conversation, turn: int = -1, *, calendar: Calendar | None = None) -> View:
    """The view of one turn of a conversation."""
    book = a_book(calendar=calendar)
    turns = read_turns(conversation)
    return View(build_case(conversation, turns[turn], book, turns=turns), book)


class TestFormula:
    @pytest.mark.parametrize(("minutes", "value"), [(0, 1), (30, 1), (60, 0.5), (90, 0), (500, 0)])
    def test_known_points(self, minutes: float, value: float) -> None:
        """1 within the target, .5 at twice, 0 at three times the target and beyond."""
        assert speed_value(minutes * 60, 30) == pytest.approx(value)

    @given(st.floats(0, 1e6), st.floats(0, 1e5), st.integers(1, 2000))
    def test_slower_is_never_better(self, seconds: float, more: float, target: int) -> None:
        """Waiting longer never raises the value, which stays in [0, 1]."""
        assert 0 <= speed_value(seconds + more, target) <= speed_value(seconds, target) <= 1


class TestInTarget:
    def test_working_minutes_over_a_weekend(self) -> None:
        """Friday 17:40 to Monday 10:15 is 95 of 120 working minutes, and only the team's clock is known."""
        verdict = in_target(of(WALK_A, calendar=OFFICE))

        assert isinstance(verdict, Scored)
        assert verdict.verdict == "pass"
        assert verdict.code == "team"
        assert verdict.reason == "95 из 120 рабочих минут; время назначения неизвестно — только по команде"

    def test_operators_own_clock(self) -> None:
        """With the time of assignment the operator answers for his own part only."""
        assigned = replace(WALK_A, assigned_to="anna", assigned_at=moscow(2026, 11, 16, 10, 5))
        verdict = in_target(of(assigned, calendar=OFFICE))

        assert isinstance(verdict, Scored)
        assert verdict.code == "operator"
        assert verdict.reason == "10 из 120 рабочих минут"

    @pytest.mark.parametrize(("minutes", "word"), [(5, "pass"), (6, "partial"), (15, "fail"), (100, "fail")])
    def test_pass_means_met(self, minutes: float, word: str) -> None:
        """Late is partial while the formula gives something, and never a pass."""
        assert verdict_word(in_target(a_view("Где заказ?", "В пути.", minutes=minutes))) == word

    def test_evidence_is_the_answer_or_the_words_that_waited(self) -> None:
        """In time: what answered. Late: the customer's words that had to wait."""
        met = in_target(a_view("Где заказ?", "В пути.", minutes=2))
        late = in_target(a_view("Где заказ?", "В пути.", minutes=20))

        assert isinstance(met, Scored)
        assert [(each.role, each.quote) for each in met.evidence] == [("reply", "В пути.")]
        assert isinstance(late, Scored)
        assert [(each.role, each.quote) for each in late.evidence] == [("customer", "Где заказ?")]

    def test_thanks_opened_no_wait(self) -> None:
        """A reply to thanks closes no wait and has no speed."""
        assert isinstance(in_target(a_view("Спасибо, всё пришло!", "Пожалуйста!")), NotApplicable)

    def test_reaction_does_not_stop_the_clock(self) -> None:
        """A thumb is no reply: the wait goes on and the speed of the thumb is not judged."""
        assert isinstance(in_target(a_view("Работаете 8 марта?", "👍")), NotApplicable)

    def test_unknown_times_are_not_judged(self) -> None:
        """A file without times says that speed could not be judged."""
        conversation = Conversation(
            id="c", channel="chat", messages=(customer("Где заказ?", at=None), operator("В пути.", at=None))
        )

        assert isinstance(in_target(of(conversation)), Unsure)


class TestPromise:
    def kept(self, answered_at: datetime, author: str = "igor") -> Verdict:
        messages = (
            customer("Где заказ?", at=moscow(2026, 11, 17, 12, 0)),
            operator("Проверю и напишу сегодня до 15:00.", "r1", at=moscow(2026, 11, 17, 12, 2)),
            customer("Хорошо", "q2", at=moscow(2026, 11, 17, 12, 3)),
            operator("Заказ на складе, приедет завтра.", "r2", at=answered_at, author_id=author),
        )
        return promise_kept(of(Conversation(id="c", channel="chat", messages=messages)))

    def test_in_time(self) -> None:
        """Coming back before the promised hour keeps the promise, with its words."""
        verdict = self.kept(moscow(2026, 11, 17, 14, 30))

        assert isinstance(verdict, Scored)
        assert verdict.value == 1
        assert "до 15:00" in verdict.evidence[0].quote
        assert verdict.evidence[0].message_id == "r1"

    def test_too_late(self) -> None:
        """Coming back after the promised hour does not."""
        verdict = self.kept(moscow(2026, 11, 17, 16, 0))

        assert verdict_word(verdict) == "fail"

    def test_colleague_keeps_it_for_the_team(self) -> None:
        """When another operator comes back, the promise is the team's."""
        verdict = self.kept(moscow(2026, 11, 17, 16, 0), author="anna")

        assert isinstance(verdict, Scored)
        assert verdict.code == "team"

    def test_delivery_is_no_promise_of_the_operator(self) -> None:
        """«Заказ приедет завтра» binds the shop, not the operator."""
        messages = (
            customer("Где заказ?"),
            operator("Курьер привезёт заказ завтра до 14:00.", "r1"),
            Message(id="q2", text="Не привезли!", direction="in", author_kind="customer", at=ASKED + timedelta(days=3)),
            operator("Перенесли на сегодня.", "r2", at=ASKED + timedelta(days=3, minutes=3)),
        )

        assert isinstance(promise_kept(of(Conversation(id="c", channel="chat", messages=messages))), NotApplicable)

    def told(
        self, *more: Message, first: str = "Проверю и напишу сегодня до 15:00.", now: datetime | None = None
    ) -> Verdict:
        """The verdict on the last reply of a talk that began with a promise at 12:02."""
        messages = (
            customer("Где заказ?", at=moscow(2026, 11, 17, 12, 0)),
            operator(first, "r1", at=moscow(2026, 11, 17, 12, 2)),
            *more,
        )
        conversation = Conversation(id="c", channel="chat", messages=messages)
        book = a_book()
        turns = read_turns(conversation)
        return promise_kept(View(build_case(conversation, turns[-1], book, turns=turns, now=now), book))

    def test_silence_past_the_hour_breaks_it(self) -> None:
        """Nothing came by 15:00: seen from later that is a miss on the reply that promised, with its words."""
        verdict = self.told(now=moscow(2026, 11, 17, 15, 1))

        assert isinstance(verdict, Scored)
        assert (verdict.verdict, verdict.code) == ("fail", "operator")
        assert verdict.evidence[0].quote == "Проверю и напишу сегодня до 15:00"
        assert "срок прошёл" in verdict.reason
        assert isinstance(self.told(now=moscow(2026, 11, 17, 14, 59)), NotApplicable)
        assert isinstance(self.told(), NotApplicable)

    def test_a_call_in_time_keeps_it(self) -> None:
        """«Перезвоню до 15:00» and a call at 14:30: kept, whenever the next message is written."""
        call = Message(
            id="call", text="", direction="out", author_kind="operator", event="call", at=moscow(2026, 11, 17, 14, 30)
        )
        later = operator("Как договорились, оформил.", "r2", at=moscow(2026, 11, 17, 17, 0))
        again = customer("Спасибо за звонок, оформляйте", "q2", at=moscow(2026, 11, 17, 16, 0))
        first = "Перезвоню вам сегодня до 15:00."

        assert verdict_word(self.told(call, again, later, first=first)) == "pass"
        assert isinstance(self.told(call, first=first, now=moscow(2026, 11, 18, 9)), NotApplicable)

    def test_a_mere_courtesy_keeps_nothing(self) -> None:
        """«Пожалуйста!» before the hour is not the answer: the promise is still owed and judged by the next reply."""
        welcome = (
            customer("Спасибо", "q2", at=moscow(2026, 11, 17, 12, 3)),
            operator("Пожалуйста!", "r2", at=moscow(2026, 11, 17, 12, 4)),
        )
        nudge = customer("Ну что там?", "q3", at=moscow(2026, 11, 17, 16, 0))

        assert isinstance(self.told(*welcome), NotApplicable)
        late = self.told(*welcome, nudge, operator("Заказ на складе.", "r3", at=moscow(2026, 11, 17, 16, 5)))
        assert verdict_word(late) == "fail"
        timely = operator("Заказ на складе.", "r3", at=moscow(2026, 11, 17, 14, 5))
        assert verdict_word(self.told(*welcome, customer("И?", "q3", at=moscow(2026, 11, 17, 14)), timely)) == "pass"

    @pytest.mark.parametrize("words", ["Уже не нужно, спасибо", "Сам нашёл", "Never mind, sorted it"])
    def test_a_request_taken_back_ends_it(self, words: str) -> None:
        """Who needs it no more is owed nothing."""
        verdict = self.told(customer(words, "q2", at=moscow(2026, 11, 17, 13)), now=moscow(2026, 11, 18, 9))

        assert isinstance(verdict, NotApplicable)

    def test_the_last_minute_is_in_time(self) -> None:
        """A reply at 15:00:40 came by 15:00; one at 15:01 did not."""
        asked = customer("И?", "q2", at=moscow(2026, 11, 17, 14))
        sharp = moscow(2026, 11, 17, 15) + timedelta(seconds=40)

        assert verdict_word(self.told(asked, operator("Заказ найден.", "r2", at=sharp))) == "pass"
        late = operator("Заказ найден.", "r2", at=moscow(2026, 11, 17, 15, 1))
        assert verdict_word(self.told(asked, late)) == "fail"

    def test_a_deed_may_be_done_in_silence(self) -> None:
        """«Оформлю сегодня до 15:00» and no word: nobody can tell; a word in time shows it was kept."""
        deed = "Оформлю возврат сегодня до 15:00."
        asked = customer("И?", "q2", at=moscow(2026, 11, 17, 14))
        told = operator("Оформил возврат.", "r2", at=moscow(2026, 11, 17, 14, 30))

        assert isinstance(self.told(first=deed, now=moscow(2026, 11, 18, 9)), NotApplicable)
        assert verdict_word(self.told(asked, told, first=deed)) == "pass"

    def test_a_later_message_of_the_same_turn_keeps_it(self) -> None:
        """The operator comes back unasked before the hour: kept; after it: broken."""
        timely = operator("Проверил: заказ у курьера.", "r2", at=moscow(2026, 11, 17, 14, 40))
        late = operator("Проверил: заказ у курьера.", "r2", at=moscow(2026, 11, 17, 16))

        assert verdict_word(self.told(timely)) == "pass"
        verdict = self.told(late, now=moscow(2026, 11, 18, 9))
        assert isinstance(verdict, Scored)
        assert verdict.value == 0
        assert "вышло позже" in verdict.reason

    def test_any_message_of_the_turn_may_promise(self) -> None:
        """A promise in the first of two messages is one, and its words are found in that message."""
        more = operator("И оформлю возврат.", "r1b", at=moscow(2026, 11, 17, 12, 3))
        verdict = self.told(more, now=moscow(2026, 11, 17, 16))

        assert isinstance(verdict, Scored)
        assert verdict.value == 0
        assert (verdict.evidence[0].message_id, verdict.evidence[0].start) == ("r1", 0)

    def test_broken_outweighs_kept(self) -> None:
        """One promise kept does not hide another broken by the same reply."""
        asked = customer("И?", "q2", at=moscow(2026, 11, 17, 14))
        first = "Напишу сегодня до 15:00. Перезвоню завтра до 12:00."
        verdict = self.told(asked, operator("Заказ найден.", "r2", at=moscow(2026, 11, 17, 16)), first=first)

        assert isinstance(verdict, Scored)
        assert verdict.value == 0
        assert verdict.evidence[0].quote == "Напишу сегодня до 15:00"
        assert verdict.evidence[1].quote == "Заказ найден."

    def test_nothing_promised(self) -> None:
        """Without a promise there is nothing to keep."""
        assert isinstance(promise_kept(a_view("Где заказ?", "В пути.")), NotApplicable)
