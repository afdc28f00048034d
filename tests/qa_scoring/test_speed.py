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

    def test_nothing_promised(self) -> None:
        """Without a promise there is nothing to keep."""
        assert isinstance(promise_kept(a_view("Где заказ?", "В пути.")), NotApplicable)
