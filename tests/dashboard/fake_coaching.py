"""Canned answers about coaching, for the stand-in of the API's client."""

from datetime import UTC, date, datetime
from typing import Any

from api import views as v
from api.client import ApiProblem
from api.views import coaching as c

_AT = datetime(2026, 11, 16, 7, 15, tzinfo=UTC)
ANSWER = "Привезём завтра, 17 ноября, с 10 до 14."


def attempt(number: int) -> c.AttemptView:
    """The first one misses the criterion, the second meets it."""
    met = number > 1
    text = ANSWER if met else "Ожидайте, пожалуйста."
    quote = "завтра, 17 ноября" if met else "Ожидайте"
    start = text.index(quote)
    item = v.EvidenceView(message_id="answer", role="reply", start=start, end=start + len(quote), quote=quote)
    verdict, label = ("pass", "выполнено") if met else ("fail", "не выполнено")
    card = v.CardView(
        id="", conversation_id="practice", message_id="answer", level="rules",
        pins=v.PinsView(standard="default-ru-1", profile="p", scorer="1"),
        criteria=(
            v.CriterionView(
                criterion="timeframe", label="Срок", verdict=verdict, verdict_label=label, evidence=(item,), weight=5
            ),
        ),
    )  # fmt: skip
    return c.AttemptView(
        id=f"at-{number}", at=_AT, text=text, verdict=verdict, verdict_label=label, reason="срок", card=card
    )


def task(tried: int, state: str = "open") -> c.TaskView:
    """A task of igor's."""
    return c.TaskView(
        id="t1", scorecard_id="card-1", operator_id="igor", operator_name="Игорь", criterion="timeframe", label="Срок",
        standard_line="Называем срок.", state=state, state_label="ждёт ответа", author="trainer", created_at=_AT,
        due_on=date(2026, 11, 20), note="Назовите *дату*", topic_label="доставка", channel="chat",
        thread=(c.SaidView(who="customer", who_label="Покупатель", text="Где мой заказ [номер]?"),),
        order={"status": "в пути"}, original="Ожидайте.", reason="срок не назван",
        attempts=tuple(attempt(number) for number in range(1, tried + 1)),
    )  # fmt: skip


class FakeCoaching:
    """The coaching part of the stand-in."""

    calls: list[tuple[str, Any]]
    refuse: ApiProblem | None
    empty: bool = False
    tried: int = 0
    task_state: str = "open"
    no_task: str = ""

    def case_groups(self, operator: str, days: int) -> c.CaseGroupList:
        groups = (
            c.CaseGroupView(criterion="timeframe", label="Срок", cause="", cause_label="причина не указана", n=3),
            c.CaseGroupView(
                criterion="timeframe", label="Срок", cause="queue", cause_label="очередь", counts=False, n=1
            ),
        )
        return c.CaseGroupList(items=groups, n=4)

    def coach_cases(self, criterion: str, operator: str, days: int, *, cause: str = "") -> c.CoachCaseList:
        self.calls.append(("coach_cases", (criterion, operator, days, cause)))
        case = c.CoachCaseView(
            scorecard_id="card-1", conversation_id="c1", message_id="m2", operator_id="igor", operator_name="Игорь",
            replied_at=_AT, criterion=criterion, label="Срок", verdict="fail", verdict_label="не выполнено",
            customer_text="Чайник пришёл, но цвет не тот.", reply_text="Ожидайте.", standard_line="Называем срок.",
            no_task=self.no_task,
            good=c.GoodReplyView(scorecard_id="card-9", customer_text="Где заказ?", reply_text=ANSWER),
        )  # fmt: skip
        return c.CoachCaseList(criterion=criterion, label="Срок", items=() if self.empty else (case,))

    def give_task(self, scorecard: str, criterion: str, **more: Any) -> c.TaskView:
        self.calls.append(("give_task", (scorecard, criterion, more["operator"], more["note"])))
        return task(0)

    def keep_example(self, scorecard: str, criterion: str, kind: str, note: str) -> c.PinView:
        self.calls.append(("keep_example", (scorecard, criterion, kind, note)))
        return self.library("", "").items[0]

    def tasks(self, operator: str = "", state: str = "") -> c.TaskList:
        return c.TaskList(items=() if self.empty else (task(self.tried, self.task_state),))

    def answer_task(self, task_id: str, text: str) -> c.TaskView:
        self.calls.append(("answer_task", (task_id, text)))
        if self.refuse:
            raise self.refuse
        self.tried += 1
        return task(self.tried)

    def close_task(self, task_id: str) -> c.TaskView:
        self.calls.append(("close_task", task_id))
        return task(0, "closed")

    def sessions(self, operator: str = "", *, effects: bool = False) -> c.SessionList:
        return c.SessionList(items=() if self.empty else (self.coaching_session("s1"),))

    def coaching_session(self, session_id: str) -> c.SessionView:
        effect = c.EffectView(
            criterion="timeframe", label="Срок", verdict="cannot_tell", verdict_label="пока нельзя сказать",
            text="Мало ответов после встречи: нужно 10 диалогов за 3 недели.",
            notes=("До: 52 (60 ответов, 8 недель), после: 12 ответов, 1 неделя.",),
        )  # fmt: skip
        return c.SessionView(
            id="s1", operator_id="igor", operator_name="Игорь", trainer="trainer", held_on=date(2026, 11, 16),
            criteria=("timeframe",), labels=("Срок",), notes="Разобрали срок", case_count=1,
            actions=(c.ActionView(text="Называть *срок*"),), helped=(effect,),
            cases=(
                c.SessionCaseView(
                    scorecard_id="card-1", criterion="timeframe", label="Срок", verdict="fail",
                    verdict_label="не выполнено", customer_text="Где заказ [номер]?", reply_text="Ожидайте.",
                ),
            ),
        )  # fmt: skip

    def hold_session(self, held: Any) -> c.SessionView:
        self.calls.append(("hold_session", held))
        if self.refuse:
            raise self.refuse
        return self.coaching_session("s1")

    def revise_session(self, session_id: str, *, notes: str, actions: list[dict[str, Any]]) -> c.SessionView:
        self.calls.append(("revise_session", (session_id, notes, actions)))
        return self.coaching_session("s1")

    def session_file(self, session_id: str, file_format: str) -> bytes:
        return b"%PDF-"

    def library(self, criterion: str, kind: str) -> c.PinList:
        pin = c.PinView(
            id="p1", scorecard_id="card-1", criterion="timeframe", label="Срок", kind="bad",
            kind_label="плохой пример", note="Срок не назван", at=_AT, customer_text="Где заказ [номер]?",
            reply_text="Ожидайте.", verdict="fail", verdict_label="не выполнено", standard_line="Называем срок.",
        )  # fmt: skip
        return c.PinList(items=() if self.empty else (pin,))

    def drop_example(self, pin_id: str) -> None:
        self.calls.append(("drop_example", pin_id))
