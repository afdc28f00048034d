"""Daily sums of cards, kept up as cards and edits come in, and rebuilt from the cards at any time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import measured
from human_review.card_figures import (
    Figure,
    changed_days,
    figures,
    forget_sums,
    note_caught_up,
)
from human_review.day_sums import CARDS, replace_day, replace_week
from human_review.edits import Edit, with_edits
from human_review.slices import monday
from human_review.store import edits_of
from human_review.trust import left_to_people, people_only
from qa_scoring.scorecard import Scorecard, from_dict, to_dict
from qa_scoring.standard import Standard
from reply_core.clock import Clock
from reply_core.database import Sessions

StandardOf = Callable[[str], Standard]
"""Version → that revision of the standard (or the one in force when it is not kept)."""


async def catch_up(
    sessions: Sessions, *, zone: tzinfo, clock: Clock, standard_of: StandardOf, readers: Sessions | None = None
) -> int:
    """Sum up the days whose cards or edits are new; gives how many days that were. Each day is its own transaction,
    the weeks follow; when nothing is new, only ``readers`` are used."""
    async with (readers or sessions)() as session:
        changes = await changed_days(session, zone)
    for day in sorted(changes.days):
        async with sessions.begin() as session:
            await sum_day(session, day, zone=zone, standard_of=standard_of)
    for first in sorted({monday(day) for day in changes.days}):
        async with sessions.begin() as session:
            await replace_week(session, first)
    if changes.upto is not None:
        async with sessions.begin() as session:
            await note_caught_up(session, changes.upto, clock.now())
    return len(changes.days)


async def rebuild(sessions: Sessions, *, zone: tzinfo, clock: Clock, standard_of: StandardOf) -> int:
    """Drop all sums and build them again from the cards."""
    async with sessions.begin() as session:
        await forget_sums(session)
    return await catch_up(sessions, zone=zone, clock=clock, standard_of=standard_of)


async def sum_day(session: AsyncSession, day: date, *, zone: tzinfo, standard_of: StandardOf) -> None:
    """Sum up one local day anew, with people's edits laid over the machine's verdicts."""
    since = datetime.combine(day, time(), zone)
    cards = await figures(session, since=since, until=since + timedelta(days=1))
    edits = await edits_of(session, [card.card_id for card in cards])
    people = await people_only(session)
    bodies = {
        card.card_id: effective_body(card.body, edits.get(card.card_id, ()), standard_of, people) for card in cards
    }
    await replace_day(session, day, *_rows(day, cards, bodies))


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
