"""Operators, trends with their uncertainty, and coaching cases."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.views.base import Id, Input, View, shown_with
from api.views.scorecards import EvidenceView


class MeView(View):
    """Who this key is and what the desk runs on."""

    name: str
    role: str
    role_label: str = ""
    operator_id: str = ""
    operator_name: str = ""
    team: str = ""
    brand: str = ""
    language: str = "ru"
    time_zone: str = "Europe/Moscow"
    level: str = "rules"
    level_label: str = ""
    allowed: tuple[str, ...] = ()
    """Names of the actions this role may do, such as ``edit_scores``."""


class OperatorView(View):
    id: str
    name: str
    team: str = ""
    active: bool = True


class OperatorList(View):
    items: tuple[OperatorView, ...]


class TrendPointView(View):
    """A mean with its 95 % interval, and never without n; 0 to 100."""

    start: date | None = None
    """Monday of the week; None for the whole period."""
    n: int
    """Replies counted."""
    conversations: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    state: Literal["enough", "not enough data"] = "not enough data"
    unsure: int = 0
    """Replies where this was not decided; they are in no mean."""
    text: str = ""
    """«52 [38–66], 34 ответа, 28 диалогов» or «7 диалогов — мало данных, показываем случаи»."""


class DraftUseView(View):
    accepted: int = 0
    edited: int = 0
    rejected: int = 0


class ComparisonView(View):
    """One operator beside the others on the same mix of topics and channels; points of 0 to 100."""

    verdict: Literal["above", "below", "no difference shown", "not enough data"]
    """Over many people at once: at most one in twenty of those shown as different may be so by chance."""
    n: int
    """The operator's conversations that could be compared."""
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""


class OperatorTrendView(View):
    """One operator, or one team, channel or topic when trends are asked for by these."""

    operator_id: str
    """The key of the group; an operator's id."""
    operator_name: str
    """The name of the group."""
    team: str = ""
    period: TrendPointView
    points: tuple[TrendPointView, ...] = ()
    """One for each day, week or month asked for, oldest first."""
    state: Literal["stable", "improving", "declining", "not enough data"] = "not enough data"
    """The last four weeks against the operator's own eight before them (EWMA)."""
    state_text: str = ""
    comparison: ComparisonView | None = None
    """None for everybody together and where nobody else is visible."""
    shrunken: float | None = None
    """The mean drawn to the common one: for sorting, not a result to show."""
    drafts: DraftUseView = DraftUseView()
    load: int = 0
    """Open conversations assigned to this operator now."""
    not_counted: int = 0
    """Replies whose root cause is not the operator's: in none of these figures."""
    not_counted_text: str = ""
    """«не в счёт оператора: 3 ответа (причина не в нём)»; empty when there are none."""
    text: str = ""
    """«Игорь · срок ответа клиенту · 4 недели: 52 [38–66], 34 ответа, 28 диалогов»."""


class HumanSideView(View):
    """People's verdicts beside the machine's, on the reviewed random share only."""

    reviewed: int = 0
    agreed: int = 0
    share: float | None = None
    """0 to 100; None below ten."""
    low: float | None = None
    high: float | None = None
    judged: TrendPointView
    """What people judged of these replies."""
    text: str = ""


class MeasureView(View):
    """A level, standard and scorer that cards were made with; different measures are never joined."""

    level: str
    level_label: str = ""
    standard_version: str
    scorer_version: str = ""
    """Version of the scorer; at the level of a model also the judge's prompts, rubric and model."""
    cards: int
    first: date | None = None
    """Day of the first reply scored so in the period."""
    last: date | None = None


class TrendsView(View):
    criterion: str
    label: str
    by: str = "operator"
    unit: str = "week"
    channel: str = ""
    topic: str = ""
    weeks: int
    since: datetime
    measure: MeasureView | None = None
    """What these figures are measured with: the one with most cards."""
    left_out: tuple[MeasureView, ...] = ()
    operators: tuple[OperatorTrendView, ...] = ()
    """Sorted by name, never by score."""
    team: OperatorTrendView | None = None
    """Everybody visible together."""
    drafts: DraftUseView = DraftUseView()
    people_only: bool = False
    """The machine's verdicts on this criterion are not counted: only people's are."""
    notes: tuple[str, ...] = ()
    human: HumanSideView | None = None
    """None for totals and pillars."""
    criteria: dict[str, str] = Field(default_factory=dict)
    """Everything that can be asked for: code → label."""


class CaseView(View):
    """A reply where one criterion is low, worst first."""

    scorecard_id: str
    conversation_id: str
    message_id: str
    operator_id: str = ""
    operator_name: str = ""
    replied_at: datetime | None = None
    topic: str = "other"
    topic_label: str = ""
    channel: str = ""
    criterion: str
    label: str
    verdict: str
    verdict_label: str = ""
    value: float | None = None
    reason: str = ""
    customer_text: str = ""
    reply_text: str = ""
    evidence: tuple[EvidenceView, ...] = ()
    customer_message_ids: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    standard_line: str = ""


class CaseList(View):
    criterion: str
    label: str
    items: tuple[CaseView, ...] = ()


class SheetIn(Input):
    """Cards to put on one practice sheet."""

    model_config = shown_with({"scorecards": ["8f0a4a529a435d2f"], "criterion": "timeframe", "format": "md"})

    scorecards: tuple[Id, ...] = Field(min_length=1, max_length=50)
    criterion: Id
    format: Literal["md", "csv"] = "md"


class SheetView(View):
    """A practice sheet with personal data removed."""

    format: str
    filename: str
    text: str
    cases: int
    removed: int = 0
    """Names, numbers and addresses taken out."""
