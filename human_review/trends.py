"""How people, teams, channels and topics are doing: n, mean and interval, or "not enough data"; one measure a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import measured
from human_review.card_figures import Figure, Measure, figures, made_last
from human_review.causes import not_counted
from human_review.day_sums import MeasureSpan, measure_spans
from human_review.machine_agreement import HumanSide, human_side
from human_review.slices import Slice, midnight, monday
from human_review.standing import TEAM, Standing, read_sums, standings
from human_review.statistics import Point
from human_review.store import DraftUse, draft_use, edits_of
from human_review.sums import StandardOf, days_left, effective_body
from human_review.trend_points import NOTHING, Course, from_cards, from_sums
from human_review.trust import affecting, people_only

EXACT_UP_TO = 5_000
"""Up to this many cards the interval is a bootstrap over conversations; above, it comes from the daily sums."""
_LEVELS = ("rules", "local", "model")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTrend:
    """One operator, team, channel or topic ("" = all together): the period, its steps, and the use of drafts."""

    key: str
    period: Point
    starts: Mapping[date, Point]
    """By the first day of each day, week or month."""
    drafts: DraftUse = field(default_factory=DraftUse)
    """Of operators and of all together."""
    standing: Standing = field(default_factory=Standing)
    not_counted: int = 0
    """Replies that missed for a cause that is not the operator's: part of no figure here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Everybody's trend in one figure; ``measure`` is the level, standard and scorer it is measured with (None: no
    cards)."""

    name: str
    cut: Slice
    since: datetime
    measure: Measure | None
    spans: Mapping[Measure, MeasureSpan]
    """Every measure in the period; those but ``measure`` are left out."""
    groups: tuple[GroupTrend, ...]
    together: GroupTrend
    people_only: bool = False
    """The machine's verdicts on this criterion do not count: people's alone do (`trust`)."""
    human: HumanSide = field(default_factory=HumanSide)
    """What people judged of it in the period, and how often the machine agreed."""
    days_left: tuple[date, ...] = ()
    """Days of the period whose sums are still to be made: missing here, or as they were before."""


async def trends(
    session: AsyncSession, name: str, cut: Slice, *, weeks: int, now: datetime, zone: tzinfo, standard_of: StandardOf
) -> Trends:
    """The trend of one figure over the last ``weeks`` ISO weeks, this one included (whole months, by months).

    Cards of one level and one version of standard and scorer only: the measure most cards were made with (on a tie the
    higher level, then the one used last). `sums.catch_up` comes first.

    Raises:
        InvalidInput: there is no such figure.
    """
    measured.check(name)
    first = cut.since(now, zone, weeks)
    since = midnight(first, zone)
    spans = await measure_spans(session, since=first, only=cut.only)
    chosen = await _most_used(session, spans)
    left = await people_only(session)
    alone, together, stand = dict[str, Course](), NOTHING, dict[str, Standing]()
    human = HumanSide()
    if chosen is not None:
        this_week = monday(now.astimezone(zone).date())
        summed = await read_sums(session, chosen, name, cut, since=first, this_week=this_week)
        stand = dict(await standings(session, chosen, name, cut, summed, since=first, this_week=this_week))
        human = await human_side(session, name, chosen, since=since, only=cut.only)
        if spans[chosen].cards > EXACT_UP_TO:
            alone, together = from_sums(summed.period, cut)
        else:
            alone, together = await _exact(session, name, chosen, cut, since, zone, standard_of, left & affecting(name))
    use = await draft_use(session, since=since, operators=cut.operators) if cut.by == "operator" else {}
    aside = await not_counted(session, since, cut.operators)
    shown_aside = aside if cut.by == "operator" else {}
    return Trends(
        name=name,
        cut=cut,
        since=since,
        measure=chosen,
        spans=spans,
        groups=tuple(
            _group(each, alone.get(each, NOTHING), use.get(each, DraftUse()), stand, shown_aside.get(each, 0))
            for each in sorted({*alone, *use, *shown_aside} - {""})
        ),
        together=_group(TEAM, together, _added(use), stand, sum(aside.values())),
        people_only=name in left,
        human=human,
        days_left=await days_left(session, first),
    )


async def _most_used(session: AsyncSession, found: Mapping[Measure, MeasureSpan]) -> Measure | None:
    """The measure most cards were made with; on a tie the higher level, then the one used last."""
    if not found:
        return None
    best = max((span.cards, _LEVELS.index(each.level)) for each, span in found.items())
    tied = [each for each, span in found.items() if (span.cards, _LEVELS.index(each.level)) == best]
    if len(tied) == 1:
        return tied[0]
    made = {each: await made_last(session, each) for each in tied}
    return max(tied, key=lambda each: (made[each] is not None, made[each], each))


async def _exact(
    session: AsyncSession,
    name: str,
    chosen: Measure,
    cut: Slice,
    since: datetime,
    zone: tzinfo,
    standard_of: StandardOf,
    left: frozenset[str],
) -> tuple[dict[str, Course], Course]:
    """From single cards, people's verdicts counted; ``left``: criteria that only people judge."""
    path = () if left else measured.path_of(name)
    taken = await figures(session, since=since, measure=chosen, operators=cut.operators, path=path)
    seen = [each for each in taken if cut.channel in {"", each.channel} and cut.topic in {"", each.topic}]
    changed = await _edited_parts(session, name, seen, since, standard_of, left)
    return from_cards(name, seen, changed, cut, zone)


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


def _added(use: Mapping[str, DraftUse]) -> DraftUse:
    return DraftUse(*(sum(each[place] for each in use.values()) for place in range(len(DraftUse._fields))))


def _group(key: str, course: Course, use: DraftUse, stand: Mapping[str, Standing], aside: int) -> GroupTrend:
    standing = stand.get(key, Standing())
    return GroupTrend(
        key=key, period=course.period, starts=course.starts, drafts=use, standing=standing, not_counted=aside
    )
