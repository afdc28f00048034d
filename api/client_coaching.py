"""The part of the client that coaches: groups and cases, practice, sessions, the library."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from api.transport import Transport, path_part
from api.views import coaching as v


class CoachingCalls:
    """Calls about coaching; part of `api.client.TactClient`."""

    _wire: Transport

    def case_groups(self, operator: str = "", days: int | None = None) -> v.CaseGroupList:
        """Low cases counted by criterion and root cause."""
        return self._wire.call(
            "GET", "/v1/coaching/groups", v.CaseGroupList, query={"operator": operator, "days": days}
        )

    def coach_cases(
        self, criterion: str, operator: str = "", days: int | None = None, *, cause: str = "", limit: int = 50
    ) -> v.CoachCaseList:
        """Low cases of one criterion, worst first, each with its cause and a good reply beside it."""
        query = {"criterion": criterion, "operator": operator, "days": days, "cause": cause, "limit": limit}
        return self._wire.call("GET", "/v1/coaching/cases", v.CoachCaseList, query=query)

    def give_task(
        self, scorecard: str, criterion: str, *, operator: str = "", due_on: date | None = None, note: str = ""
    ) -> v.TaskView:
        """A low case to be answered anew, without personal data."""
        body = {"scorecard": scorecard, "criterion": criterion, "operator": operator, "due_on": due_on, "note": note}
        return self._wire.call("POST", "/v1/coaching/tasks", v.TaskView, body=body)

    def tasks(self, operator: str = "", state: str = "") -> v.TaskList:
        """Practice tasks; an operator's own, a trainer's team's."""
        return self._wire.call("GET", "/v1/coaching/tasks", v.TaskList, query={"operator": operator, "state": state})

    def task(self, task_id: str) -> v.TaskView:
        """One task with every attempt."""
        return self._wire.call("GET", f"/v1/coaching/tasks/{path_part(task_id)}", v.TaskView)

    def answer_task(self, task_id: str, text: str) -> v.TaskView:
        """A new answer, scored at once."""
        return self._wire.call(
            "POST", f"/v1/coaching/tasks/{path_part(task_id)}/answers", v.TaskView, body={"text": text}
        )

    def close_task(self, task_id: str) -> v.TaskView:
        """Nothing more is answered."""
        return self._wire.call("POST", f"/v1/coaching/tasks/{path_part(task_id)}/close", v.TaskView)

    def hold_session(self, held: v.SessionIn | Mapping[str, Any]) -> v.SessionView:
        """Note a coaching session."""
        return self._wire.call("POST", "/v1/coaching/sessions", v.SessionView, body=held)

    def sessions(self, operator: str = "", *, effects: bool = False) -> v.SessionList:
        """Coaching sessions, the latest first; with ``effects`` the latest say whether they helped."""
        query = {"operator": operator, "effects": effects or None}
        return self._wire.call("GET", "/v1/coaching/sessions", v.SessionList, query=query)

    def coaching_session(self, session_id: str) -> v.SessionView:
        """One session with its cases, and whether it helped."""
        return self._wire.call("GET", f"/v1/coaching/sessions/{path_part(session_id)}", v.SessionView)

    def revise_session(
        self, session_id: str, *, notes: str | None = None, actions: Sequence[Mapping[str, Any]] | None = None
    ) -> v.SessionView:
        """New notes or agreed actions; None leaves them."""
        given = {"notes": notes, "actions": None if actions is None else [dict(each) for each in actions]}
        body = {name: value for name, value in given.items() if value is not None}
        return self._wire.call("PATCH", f"/v1/coaching/sessions/{path_part(session_id)}", v.SessionView, body=body)

    def session_file(self, session_id: str, file_format: Literal["pdf", "docx"]) -> bytes:
        """A session as a file."""
        return self._wire.file(f"/v1/coaching/sessions/{path_part(session_id)}/file", query={"format": file_format})

    def keep_example(self, scorecard: str, criterion: str, kind: Literal["good", "bad"], note: str = "") -> v.PinView:
        """Keep a reply as a good or bad example."""
        body = {"scorecard": scorecard, "criterion": criterion, "kind": kind, "note": note}
        return self._wire.call("POST", "/v1/coaching/library", v.PinView, body=body)

    def library(self, criterion: str = "", kind: str = "") -> v.PinList:
        """Examples without personal data, the newest first."""
        return self._wire.call("GET", "/v1/coaching/library", v.PinList, query={"criterion": criterion, "kind": kind})

    def drop_example(self, pin_id: str) -> None:
        """Take an example off the library."""
        self._wire.ask("DELETE", f"/v1/coaching/library/{path_part(pin_id)}")
