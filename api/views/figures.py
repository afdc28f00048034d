"""Figures beside quality: response times, and others that trends show. Never a number without its n."""

from datetime import date
from typing import Literal

from api.views.base import View


class SpanView(View):
    """The time by which a share of the customers had their answer, in working seconds, with its 95 % interval."""

    seconds: float | None = None
    """None: too few waits, or so many still wait that it is not known."""
    low: float | None = None
    high: float | None = None
    text: str = ""
    """«12 мин [9–18]»."""


class ResponseView(View):
    """Waits of one group in one period."""

    start: date | None = None
    """First day of the day, week or month; None for the whole period."""
    waits: int
    answered: int = 0
    closed_unanswered: int = 0
    waiting: int = 0
    past_target: int = 0
    """Of those who wait now: past their target, counted as misses."""
    median: SpanView = SpanView()
    p90: SpanView = SpanView()
    in_target: int = 0
    judged: int = 0
    share: float | None = None
    """0 to 100 of ``judged``; None below ten."""
    low: float | None = None
    high: float | None = None
    state: Literal["enough", "not enough data"] = "not enough data"
    text: str = ""


class GroupResponseView(View):
    """One operator, team, channel or topic."""

    key: str
    name: str
    period: ResponseView


class ResponseTimesView(View):
    """How long customers wait for an answer; whoever still waits counts."""

    by: str
    unit: str
    since: date
    groups: tuple[GroupResponseView, ...] = ()
    """Sorted by name."""
    together: ResponseView
    starts: tuple[ResponseView, ...] = ()
    """Everybody together, by day, week or month."""
    notes: tuple[str, ...] = ()
