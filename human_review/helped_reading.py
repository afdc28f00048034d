"""What `helped` needs, from the daily sums: weeks around a session, of the operator and of uncoached colleagues."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta, tzinfo

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import measured
from human_review.card_figures import Measure
from human_review.cards import StoredCard, cards_by_id
from human_review.day_sums import DaySum, Only, measure_spans, sums_by_step
from human_review.helped import Cell, Effect, effect, enough_before
from human_review.sessions import Session, coached_days
from human_review.store import Operators, edits_of
from human_review.sums import StandardOf, effective_body
from qa_scoring.scorecard import to_dict

WEEKS_BEFORE, WEEKS_AFTER = 26, 12
_WEEK = 7
_Picks = Sequence[tuple[StoredCard, date]]


async def helped(
    session: AsyncSession,
    held: Session,
    criterion: str,
    *,
    today: date,
    zone: tzinfo,
    standard_of: StandardOf,
    visible: Operators = None,
) -> Effect:
    """The effect of a session on one coached criterion; `sums.catch_up` comes first.

    Replies count from the operator's earlier session on the criterion (at most half a year) to his next one (at most
    twelve weeks). Cards of one level, standard and scorer only. Colleagues coached on it in that time do not count.
    """
    days = await coached_days(session, criterion)
    first, last = _window(held, days.get(held.operator_id, ()), today)
    busy = {each for each, on in days.items() if any(first <= day <= last for day in on)}
    best, best_side = Effect(), -1
    joined = [0, 0]
    for measure in await measure_spans(session, since=first, only=Only(operators=frozenset({held.operator_id}))):
        rows = await sums_by_step(session, measure, criterion, since=first, by="operator", only=Only(operators=visible))
        rows = tuple(
            row for row in rows
            if first <= row.day <= last and row.day != held.held_on
            and (row.key == held.operator_id or row.key not in busy)
        )  # fmt: skip
        picks = await _picks(session, held, criterion, measure, first, zone)
        found = await _effect(session, held, criterion, rows, picks, standard_of)
        own = [row for row in rows if row.key == held.operator_id]
        sides = [sum(row.replies for row in own if (row.day > held.held_on) == later) for later in (False, True)]
        joined = [one + more for one, more in zip(joined, sides, strict=True)]
        if min(sides) > best_side:
            best, best_side = found, min(sides)
    if best_side == 0 and min(joined) > 0:
        return Effect(reason="standard_changed", before=best.before, after=best.after)
    return best


def _window(held: Session, coached: Sequence[date], today: date) -> tuple[date, date]:
    """The first and the last day whose replies count."""
    first = held.held_on - timedelta(days=_WEEK * WEEKS_BEFORE)
    last = min(today, held.held_on + timedelta(days=_WEEK * WEEKS_AFTER))
    earlier = [day for day in coached if day < held.held_on]
    later = [day for day in coached if day > held.held_on]
    if earlier:
        first = max(first, earlier[-1] + timedelta(days=1))
    if later:
        last = min(last, later[0] - timedelta(days=1))
    return first, last


def week_of(day: date, held_on: date) -> int:
    """The number of a day's week: 0 begins the day after the session, -1 ends the day before it.

    >>> [week_of(date(2026, 11, day), date(2026, 11, 16)) for day in (8, 9, 15, 17, 23, 24)]
    [-2, -1, -1, 0, 0, 1]
    """
    after = (day - held_on).days
    return (after - 1) // _WEEK if after > 0 else -((-after - 1) // _WEEK) - 1


async def _effect(
    session: AsyncSession,
    held: Session,
    criterion: str,
    rows: Sequence[DaySum],
    picks: _Picks,
    standard_of: StandardOf,
) -> Effect:
    cells = _cells(rows, held.held_on)
    if not picks:
        return effect(cells, held.operator_id)
    since = min(week_of(day, held.held_on) for _, day in picks)
    if enough_before(cells, held.operator_id, since):
        return effect(cells, held.operator_id, picked_since=since)
    taken = await _values(session, criterion, picks, standard_of)
    cells = _cells([*rows, *_taken(taken, held)], held.held_on)
    return effect(cells, held.operator_id, picked_replies=len(taken))


def _cells(rows: Sequence[DaySum], held_on: date) -> list[Cell]:
    sums: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in rows:
        each = sums[row.key, week_of(row.day, held_on)]
        for place, value in enumerate((row.replies, row.conversations, row.total)):
            each[place] += value
    return [
        Cell(operator_id=name, week=week, n=int(n), conversations=int(conversations), mean=total / n)
        for (name, week), (n, conversations, total) in sorted(sums.items())
        if n > 0
    ]


async def _picks(
    session: AsyncSession, held: Session, criterion: str, measure: Measure, first: date, zone: tzinfo
) -> _Picks:
    """The session's cases of this criterion that lie in its base, with their days."""
    wanted = [each.scorecard_id for each in held.cases if each.criterion == criterion]
    found = []
    for stored in (await cards_by_id(session, wanted)).values():
        pins = stored.card.pins
        sent = stored.replied_at.astimezone(zone).date() if stored.replied_at else None
        made = Measure(stored.card.level, pins.standard, pins.scorer)
        if sent is not None and first <= sent < held.held_on and made == measure:
            found.append((stored, sent))
    return found


async def _values(
    session: AsyncSession, criterion: str, picks: _Picks, standard_of: StandardOf
) -> list[tuple[date, float]]:
    edits = await edits_of(session, [stored.id for stored, _ in picks])
    found = []
    for stored, day in picks:
        body = effective_body(to_dict(stored.card), edits.get(stored.id, ()), standard_of)
        value, _ = measured.value_of(criterion, measured.parts_of(body)[criterion])
        if value is not None:
            found.append((day, value))
    return found


def _taken(values: Sequence[tuple[date, float]], held: Session) -> list[DaySum]:
    """Sums that take replies out again."""
    return [
        DaySum(key=held.operator_id, day=day, replies=-1, conversations=-1, total=-value, squares=-value * value)
        for day, value in values
    ]
