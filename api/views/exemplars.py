"""Accepted replies as a source of wording."""

from datetime import datetime

from api.views.base import View


class ExemplarView(View):
    """A sent draft that was never scored badly, without anything personal: wording, never facts."""

    id: str
    question: str
    reply: str
    topic: str
    topic_label: str
    decision: str
    """accepted or edited."""
    decision_label: str
    total: float | None = None
    """Of its card, 0 to 100; None: undecided."""
    nearness: float
    """How near its question is to the one asked, 0 to 1."""
    at: datetime


class ExemplarList(View):
    items: tuple[ExemplarView, ...] = ()
    """The nearest question first."""
    total: int = 0
    """How many accepted replies the shop has."""
