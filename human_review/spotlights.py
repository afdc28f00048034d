"""Spotlights: what a lead wants to see at once — unhappy customers, broken promises, late replies, exceptional ones.

A built-in spotlight is a condition on cards; a saved one narrows a built-in one, or everything, by whom and what. Each
is a count out of all scored replies of the period, and leads to these replies. None of them is a verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from math import sqrt
from typing import Any, Literal, get_args

from sqlalchemy import and_, false, func, or_, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.card_figures import Measure
from human_review.counting import COUNTED, Counted, count_up_to
from human_review.day_sums import CARDS, Only, totals_since
from human_review.measured import TOTAL
from human_review.store import Operators, in_force, marked
from qa_scoring.card_marks import UNHAPPY
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import NotFound
from reply_core.tables import (
    CardMark,
    CriterionScore,
    PromiseRecord,
    ScorecardRecord,
    Spotlight,
    new_id,
)

Light = Literal[
    "unhappy", "broken_promise", "long_wait", "unsafe_link", "escalation", "critical", "outlier", "exceptional"
]
LIGHTS: tuple[Light, ...] = get_args(Light)
HIGH_TOTAL, HIGH_SHARE = 95.0, 0.8
ENOUGH = 30
"""Replies of one measure below which nothing is called an outlier."""
EXACT_UP_TO = 5_000
"""Up to this many replies the spread is read from single cards; above, from the daily sums."""
_FAR = 2.0
_ANGRY_TOPICS = ("staff_complaint", "complaint")
_select: Any = select


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a spotlight shows; empty fields do not narrow."""

    light: str = ""
    operator: str = ""
    channel: str = ""
    topic: str = ""
    criterion: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A filter somebody saved."""

    id: str
    name: str
    brand: str
    filters: Filters
    author: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Whose replies, since when; and how low a total is rare among cards made the same way."""

    since: datetime
    operators: Operators = None
    rare: Mapping[Measure, float] = field(default_factory=dict)
    """Totals below this stand out."""
    of: int = 0
    """All scored replies of the window."""


async def window(session: AsyncSession, *, since: datetime, operators: Operators = None, zone: tzinfo = UTC) -> Window:
    """The window with its thresholds of outliers: two standard deviations below the mean of cards made the same way.

    Of many replies how many there are and how they spread comes from the daily sums (`sums.catch_up` comes first).
    """
    row = ScorecardRecord
    plain = Window(since=since, operators=operators)
    some = await count_up_to(session, select(row.id).where(*_conditions(plain, Filters())), EXACT_UP_TO)
    if some.more:
        only, first = Only(operators=operators), since.astimezone(zone).date()
        spread = await totals_since(session, since=first, name=TOTAL, only=only)
        of = sum(each.replies for each in (await totals_since(session, since=first, name=CARDS, only=only)).values())
        rare = {
            measure: each.total / each.replies
            - _FAR * sqrt(max(0.0, each.squares / each.replies - (each.total / each.replies) ** 2))
            for measure, each in spread.items()
            if each.replies >= ENOUGH
        }
        return Window(since=since, operators=operators, rare=rare, of=max(of, some.n))
    total = col(row.total)
    wanted = _select(
        row.level, row.standard_version, row.scorer_version, func.count(), func.avg(total), func.avg(total * total)
    ).where(*_conditions(plain, Filters()), total.is_not(None))
    rows = (await session.exec(wanted.group_by(row.level, row.standard_version, row.scorer_version))).all()
    rare = {
        Measure(level, standard, scorer): float(mean) - _FAR * sqrt(max(0.0, float(square) - float(mean) ** 2))
        for level, standard, scorer, n, mean, square in rows
        if n >= ENOUGH
    }
    return Window(since=since, operators=operators, rare=rare, of=some.n)


async def count(session: AsyncSession, seen: Window, filters: Filters, *, beyond: int = 0) -> Counted:
    """How many replies of the window fit, counted up to a thousand beyond a place in the list."""
    wanted = select(ScorecardRecord.id).where(*_conditions(seen, filters))
    return await count_up_to(session, wanted, COUNTED + beyond)


async def cards(
    session: AsyncSession, seen: Window, filters: Filters, *, limit: int = 20, offset: int = 0
) -> tuple[str, ...]:
    """Ids of the cards that fit, the newest reply first; the lowest total first for outliers."""
    row = ScorecardRecord
    newest = (col(row.replied_at).desc(), col(row.id))
    order = (col(row.total), *newest) if filters.light == "outlier" else newest
    wanted = select(row.id).where(*_conditions(seen, filters)).order_by(*order).limit(limit).offset(offset)
    return tuple((await session.exec(wanted)).all())


async def save(session: AsyncSession, name: str, filters: Filters, *, brand: str, author: str, clock: Clock) -> Saved:
    """Store a filter under a name; everybody who reviews sees it."""
    body = {**_body(filters), "brand": brand}
    row = Spotlight(id=new_id(), name=name.strip(), filters=body, author=author, created_at=clock.now())
    session.add(row)
    await session.flush()
    await _note(session, row, "saved", author, row.created_at)
    return _saved(row)


async def remove(session: AsyncSession, light_id: str, *, author: str, clock: Clock) -> None:
    """Forget a saved filter. Raises NotFound."""
    row = await session.get(Spotlight, light_id)
    if row is None:
        raise NotFound("there is no such spotlight", where=light_id)
    await session.delete(row)
    await session.flush()
    await _note(session, row, "removed", author, clock.now())


async def saved(session: AsyncSession, brand: str) -> tuple[Saved, ...]:
    """The saved filters of a brand, by name."""
    rows = (await session.exec(select(Spotlight).order_by(col(Spotlight.name), col(Spotlight.id)))).all()
    return tuple(each for each in map(_saved, rows) if each.brand == brand)


async def filters_of(session: AsyncSession, light_id: str, brand: str) -> Filters:
    """Of a built-in or a saved spotlight. Raises NotFound."""
    if light_id in LIGHTS:
        return Filters(light=light_id)
    row = await session.get(Spotlight, light_id)
    if row is None or _saved(row).brand != brand:
        raise NotFound("there is no such spotlight", where=light_id)
    return _saved(row).filters


def _conditions(seen: Window, filters: Filters) -> list[Any]:
    row = ScorecardRecord
    chosen: list[Any] = [*in_force(), row.unscored_reason == "", col(row.replied_at) >= seen.since]
    if seen.operators is not None:
        chosen.append(col(row.operator_id).in_(sorted(seen.operators)))
    for name, column in (("operator", row.operator_id), ("channel", row.channel), ("topic", row.topic)):
        if value := getattr(filters, name):
            chosen.append(column == value)
    if filters.criterion or filters.verdict:
        chosen.append(_scored(filters.criterion, (filters.verdict,) if filters.verdict else (), seen.since))
    if filters.light:
        chosen.append(_light(filters.light, seen))
    return chosen


def _light(light: str, seen: Window) -> Any:
    """The condition of a built-in spotlight."""
    row = ScorecardRecord
    if light in {"unhappy", "broken_promise"}:
        return col(row.id).in_(union_all(*(_unhappy(seen.since) if light == "unhappy" else _broken(seen.since))))
    if light == "long_wait":
        return _scored("in_target", ("fail",), seen.since)
    if light in {"unsafe_link", "critical"}:
        return marked("unsafe_link" if light == "unsafe_link" else "critical", seen.since)
    if light == "escalation":
        return col(row.id).in_(union_all(*_passed_on(seen.since)))
    if light == "exceptional":
        clean = ~marked("critical", seen.since)
        return and_(col(row.total) >= HIGH_TOTAL, col(row.decided_share) >= HIGH_SHARE, clean)
    return or_(
        false(),
        *(
            and_(
                col(row.level) == level,
                col(row.standard_version) == standard,
                col(row.scorer_version) == scorer,
                col(row.total) < low,
            )
            for (level, standard, scorer), low in sorted(seen.rare.items())
        ),
    )


def _unhappy(since: datetime) -> list[Any]:
    """Queries of cards' ids, each by an index of its own; joined by "or" they would be one walk over everything."""
    card, mark = aliased(ScorecardRecord), CardMark
    return [
        select(mark.scorecard_id).where(mark.mark == "complaint", col(mark.replied_at) >= since),
        select(mark.scorecard_id).where(mark.mark == UNHAPPY, col(mark.replied_at) >= since),
        select(card.id).where(col(card.topic).in_(_ANGRY_TOPICS), col(card.replied_at) >= since),
    ]


def _passed_on(since: datetime) -> list[Any]:
    mark = CardMark
    return [
        select(mark.scorecard_id).where(mark.mark == name, col(mark.replied_at) >= since)
        for name in ("redirected", "several_hands")
    ]


def _broken(since: datetime) -> list[Any]:
    card, score, promise = aliased(ScorecardRecord), CriterionScore, PromiseRecord
    failed = select(score.scorecard_id).where(score.criterion == "promise_kept", score.verdict == "fail")
    promised = select(card.id).join(promise, col(promise.message_id) == col(card.message_id))
    return [
        failed.where(col(score.replied_at) >= since),
        promised.where(col(promise.kept).is_(False), col(card.replied_at) >= since),
    ]


def _scored(criterion: str, verdicts: Sequence[str], since: datetime) -> Any:
    score = CriterionScore
    wanted = select(score.scorecard_id).where(col(score.replied_at) >= since)
    if criterion:
        wanted = wanted.where(score.criterion == criterion)
    if verdicts:
        wanted = wanted.where(col(score.verdict).in_(verdicts))
    return col(ScorecardRecord.id).in_(wanted)


def _body(filters: Filters) -> dict[str, str]:
    return {name: value for name in Filters.__dataclass_fields__ if (value := getattr(filters, name))}


def _saved(row: Spotlight) -> Saved:
    known = {name: str(row.filters.get(name, "")) for name in Filters.__dataclass_fields__}
    return Saved(
        id=row.id,
        name=row.name,
        brand=str(row.filters.get("brand", "")),
        filters=Filters(**known),
        author=row.author,
        created_at=row.created_at,
    )


async def _note(session: AsyncSession, row: Spotlight, what: str, actor: str, at: datetime) -> None:
    target, details = f"spotlight:{row.id}", {"name": row.name}
    await audit.record(session, actor=actor, action=f"spotlight.{what}", target=target, details=details, at=at)
