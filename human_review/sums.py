"""Daily sums of cards, kept up as cards and edits come in, and rebuilt from the cards at any time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import backlog, measured
from human_review.card_figures import BACKLOG, Figure, cards_between, changed_days, figures, forget_sums, note_seen
from human_review.day_sums import CARDS, replace_day, replace_week
from human_review.edits import Edit, with_edits
from human_review.slices import midnight
from human_review.store import edits_of
from human_review.trust import left_to_people, people_only
from qa_scoring.scorecard import Scorecard, from_dict, to_dict
from qa_scoring.standard import Standard
from reply_core.clock import Clock
from reply_core.database import Sessions

AT_ONCE = 2_000
"""Cards that a request sums up itself; more are left to the background."""
StandardOf = Callable[[str], Standard]
"""Version → that revision of the standard (or the one in force when it is not kept)."""


async def catch_up(
    sessions: Sessions,
    *,
    zone: tzinfo,
    clock: Clock,
    standard_of: StandardOf,
    readers: Sessions | None = None,
    at_most: int | None = None,
) -> int:
    """Sum up the days whose cards, edits or reviews are new; gives how many days that were. Each day is its own
    transaction, the newest first, each week follows its days; when nothing is new, only ``readers`` are used.

    Args:
        at_most: do no more than about so many cards; further days stay on the list (`days_left`), for the background.
    """
    reading = readers or sessions
    async with reading() as session:
        changes = await changed_days(session, zone)
        orders = await backlog.waiting(session, BACKLOG)
    if changes.upto is not None:
        async with sessions.begin() as session:
            found = await backlog.order(session, BACKLOG, changes.days, clock.now(), patient=at_most is None)
            if found is not None:
                await note_seen(session, changes, clock.now())
        orders = found or orders
    done = 0
    for first, own in backlog.by_week(orders):
        if at_most is not None:
            async with reading() as session:
                at_most -= await _weight(session, own, zone, at_most + 1)
            if at_most < 0:
                break
        for day in sorted(own, reverse=True):
            async with reading() as session:
                rows = await _day_rows(session, day, zone=zone, standard_of=standard_of)
            async with sessions.begin() as session:
                if await backlog.still_ordered(session, BACKLOG, {day: own[day]}):
                    await replace_day(session, day, *rows)
        async with sessions.begin() as session:
            await replace_week(session, first)
            await backlog.settle(session, BACKLOG, own, clock.now())
        done += len(own)
    return done


async def days_left(session: AsyncSession, since: date = date.min) -> tuple[date, ...]:
    """Days from ``since`` on whose sums are still to be made; until then they are missing or those of before."""
    return await backlog.days(session, BACKLOG, since)


async def rebuild(sessions: Sessions, *, zone: tzinfo, clock: Clock, standard_of: StandardOf) -> int:
    """Drop all sums and build them again from the cards."""
    async with sessions.begin() as session:
        await forget_sums(session)
    return await catch_up(sessions, zone=zone, clock=clock, standard_of=standard_of)


async def _weight(session: AsyncSession, days: Iterable[date], zone: tzinfo, most: int) -> int:
    """How many cards the days have, counted up to ``most``."""
    counted = 0
    for day in days:
        if counted < most:
            counted += (await cards_between(session, *_bounds(day, zone), most - counted)).n
    return counted


def _bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


async def _day_rows(
    session: AsyncSession, day: date, *, zone: tzinfo, standard_of: StandardOf
) -> tuple["_Rows", "_Rows"]:
    """The sums of one local day, with people's edits laid over the machine's verdicts."""
    since, until = _bounds(day, zone)
    cards = await figures(session, since=since, until=until)
    edits = await edits_of(session, [card.card_id for card in cards])
    people = await people_only(session)
    bodies = {
        card.card_id: effective_body(card.body, edits.get(card.card_id, ()), standard_of, people) for card in cards
    }
    return _rows(day, cards, bodies)


def effective_body(
    body: Mapping[str, Any],
    edits: tuple[Edit, ...],
    standard_of: StandardOf,
    people: frozenset[str] = frozenset(),
) -> Mapping[str, Any]:
    """The stored card with people's edits laid over it; untouched when there are none.

    ``people``: criteria left to people alone, on which the machine's verdict does not count (`trust`).
    """
    card = from_dict(body) if edits or people else None
    if not isinstance(card, Scorecard):
        return body
    standard = standard_of(card.pins.standard)
    return to_dict(with_edits(left_to_people(card, people, standard), edits, standard))


class _Sum:
    """Replies, conversations, total and squares of one figure."""

    __slots__ = ("conversations", "replies", "squares", "total")

    def __init__(self) -> None:
        self.replies, self.total, self.squares = 0, 0.0, 0.0
        self.conversations: set[str] = set()

    def add(self, value: float, conversation: str) -> None:
        self.replies += 1
        self.total += value
        self.squares += value * value
        self.conversations.add(conversation)


_MEASURED = ("level", "standard_version", "scorer_version", "measure")
_Rows = list[dict[str, Any]]


def _rows(day: date, cards: Iterable[Figure], bodies: Mapping[str, Mapping[str, Any]]) -> tuple[_Rows, _Rows]:
    """Sums by operator, topic and channel, and by operator alone."""
    mixed: dict[tuple[str, ...], _Sum] = defaultdict(_Sum)
    people: dict[tuple[str, ...], _Sum] = defaultdict(_Sum)
    for card in cards:
        measure = (card.level, card.standard_version, card.scorer_version)
        for name, value in _values(bodies[card.card_id]):
            for into, key in ((mixed, (card.operator_id, card.topic, card.channel)), (people, (card.operator_id,))):
                into[(*key, *measure, name)].add(value, card.conversation_id)
    return (
        _as_rows(day, ("operator_id", "topic", "channel", *_MEASURED), mixed),
        _as_rows(day, ("operator_id", *_MEASURED), people),
    )


def _values(body: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    yield CARDS, 0.0
    for name, part in measured.parts_of(body).items():
        value, _ = measured.value_of(name, part)
        if value is not None:
            yield name, value


def _as_rows(day: date, names: tuple[str, ...], sums: Mapping[tuple[str, ...], _Sum]) -> _Rows:
    return [
        {
            "day": day,
            **dict(zip(names, key, strict=True)),
            "replies": each.replies,
            "conversations": len(each.conversations),
            "total": each.total,
            "total_squared": each.squares,
        }
        for key, each in sums.items()
    ]
