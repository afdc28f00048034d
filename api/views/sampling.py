"""Sampling plans of the review queue: what is asked for, how far it is, what comes next."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.views.base import Id, Input, Short, View, shown_with
from api.views.scorecards import CardItem

Goal = Annotated[int, Field(ge=1, le=10_000)]


class PlanIn(Input):
    """How many replies of whom are to be reviewed in a week or month, and by whom."""

    model_config = shown_with(
        {"name": "По пять каждого", "per": ["operator"], "each": 5, "period": "week", "goals": {"Светлана": 20}}
    )

    name: Short = Field(min_length=1)
    per: tuple[Literal["operator", "channel", "topic"], ...] = Field(default=("operator",), max_length=3)
    """What makes a stratum; empty: all replies together."""
    each: int = Field(ge=1, le=1000)
    """Replies of every stratum in one period."""
    period: Literal["week", "month"] = "week"
    operators: tuple[Id, ...] = Field(default=(), max_length=500)
    channels: tuple[Id, ...] = Field(default=(), max_length=20)
    topics: tuple[Id, ...] = Field(default=(), max_length=100)
    goals: dict[Id, Goal] = Field(default_factory=dict, max_length=100)
    """Reviewer → replies in one period."""


class StratumView(View):
    """One stratum of a plan in the running period."""

    keys: tuple[str, ...]
    label: str
    reviewed: int
    wanted: int
    """What the plan asks for; fewer where there are not that many replies."""
    waiting: int


class GoalView(View):
    """One reviewer in the running period."""

    reviewer: str
    reviewed: int
    goal: int | None = None


class PlanView(View):
    """A plan and how far it is."""

    id: str
    name: str
    per: tuple[str, ...]
    each: int
    period: Literal["week", "month"]
    period_label: str
    operators: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    author: str = ""
    created_at: datetime | None = None
    since: datetime
    """When the running period began."""
    reviewed: int
    wanted: int
    strata: tuple[StratumView, ...] = ()
    goals: tuple[GoalView, ...] = ()
    text: str = ""
    """«За эту неделю проверено 12 из 20»."""


class PlanList(View):
    items: tuple[PlanView, ...] = ()


class PlanDraw(View):
    """What comes next by a plan; each reply stays until somebody has reviewed it."""

    plan: PlanView
    items: tuple[CardItem, ...] = ()


class EndedView(View):
    """Something is no longer in force."""

    id: str
