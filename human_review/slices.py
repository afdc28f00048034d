"""How trends are cut: by whom or what, in days, weeks or months, over which channel and topic."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from human_review.day_sums import Key, Only
from human_review.store import Operators

By = Literal["operator", "team", "channel", "topic"]
Unit = Literal["day", "week", "month"]
NO_TEAM = ""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a trend is about."""

    by: By = "operator"
    unit: Unit = "week"
    channel: str = ""
    topic: str = ""
    operators: Operators = None
    """Only these are visible; None: all of them."""
    teams: Mapping[str, str] = field(default_factory=dict)
    """Operator id → team."""

    @property
    def only(self) -> Only:
        """What the SQL is narrowed to."""
        return Only(channel=self.channel, topic=self.topic, operators=self.operators)

    @property
    def sql_key(self) -> Key:
        """What the SQL groups by: teams are made of operators afterwards."""
        return "operator" if self.by == "team" else self.by

    def named(self, key: str) -> str:
        """The group of what the SQL grouped by."""
        return self.teams.get(key, NO_TEAM) if self.by == "team" else key

    def group(self, operator_id: str, channel: str, topic: str) -> str:
        """The group of one reply."""
        return self.named({"channel": channel, "topic": topic}.get(self.by, operator_id))

    def start(self, day: date) -> date:
        """The first day of the day's unit: itself, its Monday, or the first of its month."""
        if self.unit == "week":
            return monday(day)
        return day.replace(day=1) if self.unit == "month" else day

    def since(self, now: datetime, zone: tzinfo, weeks: int) -> date:
        """The first day of a period of ``weeks`` ISO weeks that ends now; whole months when months are asked for."""
        first = monday(now.astimezone(zone).date()) - (weeks - 1) * _WEEK
        return first.replace(day=1) if self.unit == "month" else first


def monday(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def midnight(day: date, zone: tzinfo) -> datetime:
    """The moment a local day begins."""
    return datetime.combine(day, time(), zone)
