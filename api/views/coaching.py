"""Shapes of coaching: groups of low cases, practice tasks and answers, sessions, the library, and what helped."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.views.base import Id, Input, OptionalId, View, shown_with
from api.views.people import CaseView
from api.views.scorecards import CardView
from reply_core.storable import storable

Note = Annotated[str, AfterValidator(storable), Field(max_length=10_000)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]


class GoodReplyView(View):
    """A good reply on the same topic: the criterion is met and nothing is wrong."""

    scorecard_id: str
    customer_text: str = ""
    reply_text: str = ""


class CoachCaseView(CaseView):
    """A low case with its root cause and a good reply beside it."""

    cause: str = ""
    """The root cause a reviewer gave; empty: nobody has reviewed the reply."""
    cause_label: str = ""
    counts: bool = True
    """False: the cause is not the operator's."""
    good: GoodReplyView | None = None
    no_task: str = ""
    """Why it cannot be given as a practice task; empty: it can."""


class CoachCaseList(View):
    criterion: str
    label: str
    items: tuple[CoachCaseView, ...] = ()


class CaseGroupView(View):
    """Low cases of one criterion and root cause."""

    criterion: str
    label: str
    cause: str = ""
    cause_label: str
    counts: bool = True
    n: int
    more: bool = False
    """There are more than were counted."""


class CaseGroupList(View):
    items: tuple[CaseGroupView, ...] = ()
    n: int = 0


class SaidView(View):
    who: str
    who_label: str
    text: str


class TaskIn(Input):
    """A low case to be answered anew by an operator; without ``operator`` by whoever wrote the reply."""

    model_config = shown_with({"scorecard": "8f0a4a529a435d2f", "criterion": "timeframe", "due_on": "2026-11-20"})

    scorecard: Id
    criterion: Id
    operator: OptionalId = ""
    due_on: Day | None = None
    note: Note = ""


class AnswerIn(Input):
    """A new answer to a practice task."""

    model_config = shown_with({"text": "Здравствуйте! Заказ привезём завтра с 10 до 14."})

    text: Annotated[str, AfterValidator(storable), Field(max_length=20_000)]


class AttemptView(View):
    """One answer and its card."""

    id: str
    at: datetime
    text: str
    verdict: str
    verdict_label: str
    reason: str = ""
    card: CardView


class TaskView(View):
    """A practice task; nothing in it is personal data."""

    id: str
    scorecard_id: str = ""
    """The original card; only trainers and leads see it."""
    operator_id: str
    operator_name: str
    criterion: str
    label: str
    standard_line: str = ""
    state: str
    state_label: str
    author: str = ""
    created_at: datetime
    due_on: date | None = None
    overdue: bool = False
    note: str = ""
    topic_label: str = ""
    channel: str = ""
    thread: tuple[SaidView, ...] = ()
    order: dict[str, str] = Field(default_factory=dict)
    original: str = ""
    reason: str = ""
    attempts: tuple[AttemptView, ...] = ()


class TaskList(View):
    items: tuple[TaskView, ...] = ()


class ActionIn(Input):
    """What was agreed."""

    text: Annotated[str, AfterValidator(storable), Field(min_length=1, max_length=1000)]
    due_on: Day | None = None
    done: bool = False


class SessionCaseIn(Input):
    scorecard: Id
    criterion: Id


class SessionIn(Input):
    """A coaching session that was held; without ``held_on`` today."""

    model_config = shown_with(
        {
            "operator": "igor",
            "held_on": "2026-11-16",
            "criteria": ["timeframe"],
            "cases": [{"scorecard": "8f0a4a529a435d2f", "criterion": "timeframe"}],
            "notes": "Разобрали три ответа без срока",
            "actions": [{"text": "Называть срок в каждом ответе", "due_on": "2026-11-23"}],
        }
    )

    operator: Id
    held_on: Day | None = None
    criteria: tuple[Id, ...] = Field(default=(), max_length=10)
    cases: tuple[SessionCaseIn, ...] = Field(default=(), max_length=30)
    notes: Note = ""
    actions: tuple[ActionIn, ...] = Field(default=(), max_length=30)


class SessionEditIn(Input):
    """New notes or agreed actions; what is left out stays."""

    model_config = shown_with({"actions": [{"text": "Называть срок", "done": True}]})

    notes: Note | None = None
    actions: tuple[ActionIn, ...] | None = Field(default=None, max_length=30)


class ActionView(View):
    text: str
    due_on: date | None = None
    done: bool = False


class SideView(View):
    """Replies before or after; no mean below the minimum."""

    n: int = 0
    conversations: int = 0
    weeks: int = 0
    mean: float | None = None


class EffectView(View):
    """Did it help: the change on one criterion against uncoached colleagues, in points out of 100."""

    criterion: str
    label: str
    verdict: Literal["better", "worse", "cannot_tell"]
    verdict_label: str
    text: str
    notes: tuple[str, ...] = ()
    change: float | None = None
    low: float | None = None
    high: float | None = None
    before: SideView = SideView()
    after: SideView = SideView()
    peers_before: SideView = SideView()
    peers_after: SideView = SideView()
    peers: int = 0


class SessionCaseView(View):
    """A case of a session, without personal data."""

    scorecard_id: str
    criterion: str
    label: str
    topic_label: str = ""
    verdict: str = ""
    verdict_label: str = ""
    reason: str = ""
    customer_text: str = ""
    reply_text: str = ""


class SessionView(View):
    """A session; cases only when it is opened alone, effects then and in a list that asks for them."""

    id: str
    operator_id: str
    operator_name: str
    trainer: str = ""
    held_on: date
    criteria: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    notes: str = ""
    actions: tuple[ActionView, ...] = ()
    case_count: int = 0
    cases: tuple[SessionCaseView, ...] = ()
    helped: tuple[EffectView, ...] = ()


class SessionList(View):
    items: tuple[SessionView, ...] = ()


class PinIn(Input):
    """A reply to keep as a good or bad example of a criterion."""

    model_config = shown_with({"scorecard": "8f0a4a529a435d2f", "criterion": "timeframe", "kind": "good", "note": ""})

    scorecard: Id
    criterion: Id
    kind: Literal["good", "bad"]
    note: Note = ""


class PinView(View):
    """An example of the library; personal data is removed."""

    id: str
    scorecard_id: str = ""
    """The card; only trainers and leads see it."""
    criterion: str
    label: str
    kind: str
    kind_label: str
    note: str = ""
    author: str = ""
    at: datetime
    topic_label: str = ""
    verdict: str = ""
    verdict_label: str = ""
    reason: str = ""
    customer_text: str = ""
    reply_text: str = ""
    standard_line: str = ""


class PinList(View):
    items: tuple[PinView, ...] = ()
