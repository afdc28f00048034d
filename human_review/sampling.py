"""Sampling plans: how many replies of whom, of what channel and topic are to be reviewed, and by whom.

A plan names strata (per operator, channel, topic), how many replies of each are wanted in a week or month, and how many
each reviewer is to review. The next reply comes from the stratum that lacks most; within a stratum replies come in the
order of their random ids, which begins elsewhere for each reviewer, so that two of them seldom hold the same one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from hashlib import sha256
from typing import Any, Literal, cast, get_args

from sqlalchemy import case, func, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.queue import untouched
from human_review.store import Operators, in_force
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import NotFound
from reply_core.tables import Review, SamplingPlan, ScorecardRecord, new_id

Per = Literal["operator", "channel", "topic"]
PERS: tuple[Per, ...] = get_args(Per)
Period = Literal["week", "month"]
_COLUMNS: Mapping[Per, Any] = {
    "operator": col(ScorecardRecord.operator_id),
    "channel": col(ScorecardRecord.channel),
    "topic": col(ScorecardRecord.topic),
}
_REACH = {"week": timedelta(days=14), "month": timedelta(days=62)}
"""How far back replies are drawn from: the first day of a period would have none otherwise."""
_select = cast("Any", select)
Stratum = tuple[str, ...]
"""One value for each of the plan's ``per``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be reviewed."""

    id: str
    name: str
    brand: str
    per: tuple[Per, ...]
    each: int
    """Replies of every stratum in one period."""
    period: Period
    operators: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    goals: Mapping[str, int]
    """Reviewer → replies in one period; empty: no goals."""
    author: str = ""
    created_at: datetime | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumProgress:
    """One stratum in the running period."""

    stratum: Stratum
    reviewed: int
    waiting: int
    """Replies that nobody has reviewed yet."""
    wanted: int
    """What the plan asks for; fewer where there are not that many replies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A plan in the running period."""

    since: datetime
    strata: tuple[StratumProgress, ...]
    reviewers: Mapping[str, int]
    """Reviewer → replies of the plan reviewed."""


async def save_plan(session: AsyncSession, plan: Plan, *, clock: Clock) -> Plan:
    """Store a new plan."""
    body = {
        "brand": plan.brand, "per": list(plan.per), "each": plan.each, "period": plan.period,
        "operators": list(plan.operators), "channels": list(plan.channels), "topics": list(plan.topics),
        "goals": dict(plan.goals),
    }  # fmt: skip
    row = SamplingPlan(id=new_id(), name=plan.name, body=body, author=plan.author, created_at=clock.now())
    session.add(row)
    await session.flush()
    await _note(session, row, "saved", plan.author, row.created_at)
    return _plan(row)


async def end_plan(session: AsyncSession, plan_id: str, *, author: str, clock: Clock) -> None:
    """Nothing is asked for by this plan any more; what was reviewed stays. Raises NotFound."""
    row = await session.get(SamplingPlan, plan_id)
    if row is None or not row.active:
        raise NotFound("there is no such sampling plan", where=plan_id)
    row.active = False
    session.add(row)
    await session.flush()
    await _note(session, row, "ended", author, clock.now())


async def plans(session: AsyncSession, brand: str) -> tuple[Plan, ...]:
    """The plans in force, the newest first."""
    wanted = select(SamplingPlan).where(col(SamplingPlan.active).is_(True))
    rows = (await session.exec(wanted.order_by(col(SamplingPlan.created_at).desc(), SamplingPlan.id))).all()
    return tuple(plan for plan in map(_plan, rows) if plan.brand == brand)


async def plan_of(session: AsyncSession, plan_id: str) -> Plan:
    """A plan in force. Raises NotFound."""
    row = await session.get(SamplingPlan, plan_id)
    if row is None or not row.active:
        raise NotFound("there is no such sampling plan", where=plan_id)
    return _plan(row)


def period_start(now: datetime, zone: tzinfo, period: Period) -> datetime:
    """The Monday or the first of the month, at midnight of the shop."""
    today = now.astimezone(zone).date()
    first = today - timedelta(days=today.weekday()) if period == "week" else today.replace(day=1)
    return datetime.combine(first, time(), zone)


async def progress(
    session: AsyncSession, plan: Plan, *, now: datetime, zone: tzinfo, operators: Operators = None
) -> Progress:
    """Reviewed against wanted in the running period, per stratum and per reviewer."""
    since = period_start(now, zone, plan.period)
    keys = [_COLUMNS[each] for each in plan.per]
    card = ScorecardRecord
    count = func.count(func.distinct(col(card.message_id)))
    joined = col(Review.scorecard_id) == col(card.id)
    done_where = [col(Review.at) >= since, *_of(plan, operators)]
    done_query = _select(*keys, literal(1), count).select_from(card).join(Review, joined).where(*done_where)
    left_query = _select(*keys, literal(1), count).select_from(card).where(*_open(plan, now, operators))
    done = {tuple(row[:-2]): int(row[-1]) for row in (await session.exec(_grouped(done_query, keys))).all()}
    left = {tuple(row[:-2]): int(row[-1]) for row in (await session.exec(_grouped(left_query, keys))).all()}
    by_person = _select(Review.reviewer, count).select_from(card).join(Review, joined).where(*done_where)
    people = (await session.exec(by_person.group_by(Review.reviewer))).all()
    strata = [_stratum(plan, key, done.get(key, 0), left.get(key, 0)) for key in sorted({*done, *left})]
    counted = {str(name): int(n) for name, n in people}
    return Progress(
        since=since,
        strata=tuple(strata),
        reviewers={name: counted.get(name, 0) for name in sorted({*plan.goals, *counted})},
    )


async def draw(
    session: AsyncSession,
    plan: Plan,
    found: Progress,
    *,
    reviewer: str,
    now: datetime,
    operators: Operators = None,
    limit: int = 20,
) -> tuple[str, ...]:
    """Ids of the cards to review next, from the strata that lack most; nobody has reviewed any of these replies."""
    card = ScorecardRecord
    point = sha256(reviewer.encode()).hexdigest()[:32]
    order = (case((col(card.message_id) >= point, 0), else_=1), col(card.message_id))
    drawn: list[tuple[float, str]] = []
    lacking = sorted((each for each in found.strata if _lacks(each)), key=lambda each: each.reviewed / each.wanted)
    for each in lacking[:limit]:
        same = [column == value for column, value in zip(_columns(plan), each.stratum, strict=True)]
        wanted = select(card.id).where(*_open(plan, now, operators), *same).order_by(*order)
        rows = (await session.exec(wanted.limit(min(limit, each.wanted - each.reviewed)))).all()
        drawn += [((each.reviewed + place) / each.wanted, card_id) for place, card_id in enumerate(rows)]
    return tuple(card_id for _, card_id in sorted(drawn, key=lambda pair: pair[0])[:limit])


def _stratum(plan: Plan, key: Stratum, done: int, left: int) -> StratumProgress:
    return StratumProgress(stratum=key, reviewed=done, waiting=left, wanted=min(plan.each, done + left))


def _lacks(each: StratumProgress) -> bool:
    return each.reviewed < each.wanted


def _columns(plan: Plan) -> list[Any]:
    return [_COLUMNS[each] for each in plan.per]


def _grouped(query: Any, keys: Sequence[Any]) -> Any:
    return query.group_by(*keys) if keys else query


def _of(plan: Plan, operators: Operators) -> list[Any]:
    """Conditions on cards: the plan is about them, and the reader may see them."""
    card = ScorecardRecord
    chosen: list[Any] = [card.unscored_reason == ""]
    narrowed = ((card.operator_id, plan.operators), (card.channel, plan.channels), (card.topic, plan.topics))
    chosen += [col(column).in_(sorted(values)) for column, values in narrowed if values]
    if operators is not None:
        chosen.append(col(card.operator_id).in_(sorted(operators)))
    return chosen


def _open(plan: Plan, now: datetime, operators: Operators) -> list[Any]:
    """Conditions on cards: current ones of the plan that nobody has looked at."""
    recent = col(ScorecardRecord.replied_at) >= now - _REACH[plan.period]
    return [*in_force(), *_of(plan, operators), recent, *untouched()]


def _plan(row: SamplingPlan) -> Plan:
    body = row.body
    return Plan(
        id=row.id,
        name=row.name,
        brand=body.get("brand", ""),
        per=tuple(body.get("per", ())),
        each=int(body.get("each", 1)),
        period=body.get("period", "week"),
        operators=tuple(body.get("operators", ())),
        channels=tuple(body.get("channels", ())),
        topics=tuple(body.get("topics", ())),
        goals={str(name): int(goal) for name, goal in body.get("goals", {}).items()},
        author=row.author,
        created_at=row.created_at,
        active=row.active,
    )


async def _note(session: AsyncSession, row: SamplingPlan, what: str, actor: str, at: datetime) -> None:
    await audit.record(
        session, actor=actor, action=f"sampling.{what}", target=f"plan:{row.id}", details={"name": row.name}, at=at
    )
