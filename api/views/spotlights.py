"""Spotlights: saved filters with counts, each leading to its replies."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.views.base import Input, OptionalId, Short, View, shown_with
from api.views.scorecards import CardItem


class SpotlightFilters(Input):
    """What a saved spotlight shows; empty fields do not narrow."""

    light: Literal[
        "",
        "unhappy",
        "broken_promise",
        "long_wait",
        "unsafe_link",
        "escalation",
        "critical",
        "outlier",
        "exceptional",
    ] = ""
    """A built-in spotlight to narrow; empty: all replies."""
    operator: OptionalId = ""
    channel: OptionalId = ""
    topic: OptionalId = ""
    criterion: OptionalId = ""
    verdict: Literal["", "partial", "fail", "unsure"] = ""


class SpotlightIn(Input):
    """A filter to keep under a name."""

    model_config = shown_with({"name": "Возвраты без срока", "filters": {"topic": "return", "criterion": "timeframe"}})

    name: Short = Field(min_length=1)
    filters: SpotlightFilters


class SpotlightView(View):
    """A spotlight with its count out of all scored replies of the period."""

    id: str
    name: str
    text: str = ""
    """What exactly is counted."""
    built_in: bool
    filters: SpotlightFilters
    count: int
    more: bool = False
    """There are more than were counted."""
    of: int
    count_text: str
    """«12 из 340 ответов»."""
    author: str = ""
    created_at: datetime | None = None


class SpotlightList(View):
    days: int
    of: int
    items: tuple[SpotlightView, ...] = ()


class SpotlightPage(View):
    """The replies a spotlight shows."""

    spotlight: SpotlightView
    items: tuple[CardItem, ...] = ()
    total: int
    more: bool = False
    """There are more than ``total``: counting stops a thousand beyond the page."""
    limit: int
    offset: int = 0
