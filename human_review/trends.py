"""How each operator is doing, week by week: n, mean and interval, or "not enough data"; one measure at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from math import sqrt
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import measured
from human_review.card_figures import Figure, Measure, daily_sums, figures, made_last, measures
from human_review.causes import not_counted
from human_review.standing import TEAM, Standing, standings
from human_review.statistics import MIN_CONVERSATIONS, Point, mean_point, share_point
from human_review.store import DraftUse, Operators, draft_use, edits_of
from human_review.sums import StandardOf, effective_body
from human_review.trust import affecting, people_only
from reply_core.tables import DailyRollup

EXACT_UP_TO = 20_000
"""Up to this many cards the interval is a bootstrap over conversations; above, it comes from the daily sums."""
_LEVELS = ("rules", "local", "model")
_Z = 1.96
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorTrend:
    """One operator ("" = all together): the whole period, each ISO week by its Monday, and the use of drafts."""

    operator_id: str
    period: Point
    weeks: Mapping[date, Point]
    drafts: DraftUse = field(default_factory=DraftUse)
    standing: Standing = field(default_factory=Standing)
    not_counted: int = 0
    """Replies that missed for a cause that is not the operator's: part of no figure here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Everybody's trend in one figure; ``measure`` is the level, standard and scorer it is measured with (None: no
    cards)."""

    name: str
    since: datetime
    measure: Measure | None
    cards: int
    left_out: Mapping[Measure, int]
    operators: tuple[OperatorTrend, ...]
    team: OperatorTrend
    people_only: bool = False
    """The machine's verdicts on this criterion do not count: people's alone do (`trust`)."""


@dataclass(frozen=True, slots=True)
class _Value:
    operator_id: str
    conversation_id: str
    week: date
    value: float | None
    """None: undecided."""


async def trends(
    session: AsyncSession,
    name: str,
    *,
    weeks: int,
    now: datetime,
    zone: tzinfo,
    standard_of: StandardOf,
    operators: Operators = None,
) -> Trends:
    """The trend of one figure over the last ``weeks`` ISO weeks, this one included.

    Cards of one level and one version of standard and scorer only: the measure most cards were made with (on a tie the
    higher level, then the one used last). `sums.catch_up` comes first.

    Raises:
        InvalidInput: there is no such figure.
    """
    measured.check(name)
    this_week = monday(now.astimezone(zone).date())
    first = this_week - (weeks - 1) * _WEEK
    since = datetime.combine(first, time(), zone)
    found = dict(await measures(session, since=first, operators=operators))
    chosen = await _most_used(session, found)
    cards = found.pop(chosen) if chosen else 0
    use = await draft_use(session, since=since, operators=operators)
    left = await people_only(session)
    aside = await not_counted(session, since, operators)
    people: Mapping[str, _Trend] = {}
    together, stand = _NOBODY, _NO_STANDINGS
    if chosen is not None:
        stand = await standings(session, chosen, name, since=first, this_week=this_week, operators=operators)
    if chosen is not None and cards > EXACT_UP_TO:
        people, together = _from_sums(await daily_sums(session, chosen, name, since=first, operators=operators))
    elif chosen is not None:
        whole = bool(left & affecting(name))
        path = () if whole else measured.path_of(name)
        taken = await figures(session, since=since, measure=chosen, operators=operators, path=path)
        changed = await _edited_parts(session, name, taken, since, standard_of, left if whole else frozenset())
        people, together = _from_cards(name, taken, changed, zone)
    return Trends(
        name=name,
        since=since,
        measure=chosen,
        cards=cards,
        left_out=found,
        operators=tuple(
            _operator_trend(each, people.get(each, _NOBODY), use.get(each, DraftUse()), stand, aside.get(each, 0))
            for each in sorted({*people, *use, *aside} - {""})
        ),
        team=_operator_trend(
            TEAM,
            together,
            DraftUse(*(sum(each[place] for each in use.values()) for place in range(3))),
            stand,
            sum(aside.values()),
        ),
        people_only=name in left,
    )


async def _most_used(session: AsyncSession, found: Mapping[Measure, int]) -> Measure | None:
    """The measure most cards were made with; on a tie the higher level, then the one used last."""
    if not found:
        return None
    best = max((count, _LEVELS.index(each.level)) for each, count in found.items())
    tied = [each for each, count in found.items() if (count, _LEVELS.index(each.level)) == best]
    if len(tied) == 1:
        return tied[0]
    made = {each: await made_last(session, each) for each in tied}
    return max(tied, key=lambda each: (made[each] is not None, made[each], each))


def _operator_trend(
    operator_id: str, trend: "_Trend", use: DraftUse, stand: Mapping[str, Standing], aside: int
) -> OperatorTrend:
    return OperatorTrend(
        operator_id=operator_id,
        period=trend[0],
        weeks=trend[1],
        drafts=use,
        standing=stand.get(operator_id, Standing()),
        not_counted=aside,
    )


def monday(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


_Trend = tuple[Point, Mapping[date, Point]]


_NO_STANDINGS: Mapping[str, Standing] = {}
_NOBODY: _Trend = (Point(n=0, conversations=0), {})


async def _edited_parts(
    session: AsyncSession,
    name: str,
    taken: Sequence[Figure],
    since: datetime,
    standard_of: StandardOf,
    left: frozenset[str],
) -> Mapping[str, Any]:
    """Card id → the figure's part with people's edits laid over it, for the cards that have any; for all cards when
    criteria are left to people (the cards are whole then)."""
    edits = await edits_of(session, [figure.card_id for figure in taken])
    if left:
        cards: Sequence[Figure] = taken
    elif edits:
        cards = await figures(session, since=since, cards=sorted(edits))
    else:
        return {}
    bodies = {each.card_id: effective_body(each.body, edits.get(each.card_id, ()), standard_of, left) for each in cards}
    return {card_id: measured.parts_of(body)[name] for card_id, body in bodies.items()}


def _from_cards(
    name: str, taken: Sequence[Figure], changed: Mapping[str, Any], zone: tzinfo
) -> tuple[dict[str, _Trend], _Trend]:
    alone: dict[str, list[_Value]] = defaultdict(list)
    together: list[_Value] = []
    for figure in taken:
        part = changed.get(figure.card_id, figure.body)
        week = monday(figure.replied_at.astimezone(zone).date())
        for team, into in ((False, alone[figure.operator_id]), (True, together)):
            value, unsure = measured.value_of(name, part, team=team)
            if value is not None or unsure:
                into.append(_Value(figure.operator_id, figure.conversation_id, week, value))
    return {each: _trend(name, values) for each, values in alone.items()}, _trend(name, together)


def _trend(name: str, values: Sequence[_Value]) -> _Trend:
    by_week: dict[date, list[_Value]] = defaultdict(list)
    for each in values:
        by_week[each.week].append(each)
    return _point(name, values), {week: _point(name, each) for week, each in sorted(by_week.items())}


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


def _from_sums(rows: Sequence[DailyRollup]) -> tuple[dict[str, _Trend], _Trend]:
    alone: dict[str, list[DailyRollup]] = defaultdict(list)
    for row in rows:
        alone[row.operator_id].append(row)
    return {each: _summed(own) for each, own in alone.items()}, _summed(rows)


def _summed(rows: Sequence[DailyRollup]) -> _Trend:
    by_week: dict[date, list[DailyRollup]] = defaultdict(list)
    for row in rows:
        by_week[monday(row.day)].append(row)
    return _sum_point(rows), {week: _sum_point(each) for week, each in sorted(by_week.items())}


def _sum_point(rows: Sequence[DailyRollup]) -> Point:
    """Mean and normal interval from sums; replies of one conversation and day count as one observation."""
    n, conversations = sum(row.replies for row in rows), sum(row.conversations for row in rows)
    if conversations < MIN_CONVERSATIONS:
        return Point(n=n, conversations=conversations)
    mean = sum(row.total for row in rows) / n
    variance = max(0.0, sum(row.total_squared for row in rows) / n - mean * mean)
    half = _Z * sqrt(variance / conversations)
    return Point(n=n, conversations=conversations, mean=mean, low=max(0.0, mean - half), high=min(100.0, mean + half))
