"""Points of a trend: from single cards with an interval by bootstrap over conversations, or from daily sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from math import sqrt
from typing import Any, NamedTuple

from human_review import measured
from human_review.card_figures import Figure
from human_review.day_sums import DaySum
from human_review.slices import Slice
from human_review.statistics import MIN_CONVERSATIONS, Point, mean_point, share_point

_Z = 1.959964


class Course(NamedTuple):
    """The whole period, and each day, week or month by its first day."""

    period: Point
    starts: Mapping[date, Point]


NOTHING = Course(Point(n=0, conversations=0), {})


@dataclass(frozen=True, slots=True)
class _Value:
    conversation_id: str
    start: date
    value: float | None
    """None: undecided."""


def from_cards(
    name: str, taken: Sequence[Figure], changed: Mapping[str, Any], cut: Slice, zone: tzinfo
) -> tuple[dict[str, Course], Course]:
    """Group → its course, and that of everybody together.

    Args:
        name: the figure.
        taken: cards of one measure, with the figure's part as the body.
        changed: card id → the part as people see it, where that is another.
        cut: how to group, and the length of a step.
        zone: whose days.
    """
    alone: dict[str, list[_Value]] = defaultdict(list)
    together: list[_Value] = []
    for figure in taken:
        part = changed.get(figure.card_id, figure.body)
        start = cut.start(figure.replied_at.astimezone(zone).date())
        group = cut.group(figure.operator_id, figure.channel, figure.topic)
        for team, into in ((cut.by != "operator", alone[group]), (True, together)):
            value, unsure = measured.value_of(name, part, team=team)
            if value is not None or unsure:
                into.append(_Value(figure.conversation_id, start, value))
    return {each: _course(name, values) for each, values in alone.items()}, _course(name, together)


def _course(name: str, values: Sequence[_Value]) -> Course:
    by_start: dict[date, list[_Value]] = defaultdict(list)
    for each in values:
        by_start[each.start].append(each)
    return Course(_point(name, values), {start: _point(name, each) for start, each in sorted(by_start.items())})


def _point(name: str, values: Sequence[_Value]) -> Point:
    clusters: dict[str, list[float]] = defaultdict(list)
    for each in values:
        if each.value is not None:
            clusters[each.conversation_id].append(each.value)
    unsure = sum(each.value is None for each in values)
    if name == measured.CRITICAL_FREE:
        good = sum(min(each) > 0 for each in clusters.values())
        replies = sum(len(each) for each in clusters.values())
        return share_point(good, len(clusters), replies=replies, unsure=unsure)
    return mean_point(clusters, unsure=unsure)


def from_sums(rows: Sequence[DaySum], cut: Slice) -> tuple[dict[str, Course], Course]:
    """The same from daily sums by the slice's key; how much was undecided is not in them."""
    alone: dict[str, list[DaySum]] = defaultdict(list)
    for row in rows:
        alone[cut.named(row.key)].append(row)
    return {each: _summed(own, cut) for each, own in alone.items()}, _summed(rows, cut)


def _summed(rows: Sequence[DaySum], cut: Slice) -> Course:
    by_start: dict[date, list[DaySum]] = defaultdict(list)
    for row in rows:
        by_start[cut.start(row.day)].append(row)
    return Course(sum_point(rows), {start: sum_point(each) for start, each in sorted(by_start.items())})


def sum_point(rows: Iterable[DaySum]) -> Point:
    """Mean and normal interval from sums; replies of one conversation and day count as one observation."""
    n = conversations = 0
    total = squares = 0.0
    for row in rows:
        n += row.replies
        conversations += row.conversations
        total += row.total
        squares += row.squares
    if conversations < MIN_CONVERSATIONS:
        return Point(n=n, conversations=conversations)
    mean = total / n
    half = _Z * sqrt(max(0.0, squares / n - mean * mean) / conversations)
    return Point(n=n, conversations=conversations, mean=mean, low=max(0.0, mean - half), high=min(100.0, mean + half))
