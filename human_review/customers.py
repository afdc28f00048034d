"""What customers make of it: helped at first contact, how they rate, and which criteria go with either.

A criterion whose fulfilment goes with neither better ratings nor fewer repeated contacts is shown as such: it may still
be the shop's will, but not because customers notice.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from math import sqrt
from statistics import NormalDist, fmean, variance
from typing import Literal, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review import measured
from human_review.card_figures import Measure, figures
from human_review.comparison import benjamini_hochberg
from human_review.contact_sums import ContactSum, contact_sums, days_left, settled_until
from human_review.customer_voice import Contact, Rated, contacts, newest_since, rated_since
from human_review.day_sums import measure_spans
from human_review.slices import Slice, midnight
from human_review.statistics import MIN_CONVERSATIONS, wilson
from qa_scoring.scorecard import CRITERIA

MIN_SIDE = 30
"""Conversations with and without the criterion met, below which nothing is said of it."""
JUDGED = 20_000
"""Up to this many conversations of the period are read one by one; of more, groups stand on the daily sums."""
MOST_TALKS = 2_000
"""The newest conversations that are read for criteria; more would not change what is said."""
_MET = 99.9
_NORMAL = NormalDist()
_AT_ONCE = 500

Bond = Literal["goes together", "no bond shown", "goes against", "not enough data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with its Wilson interval, 0 to 1; without both below ten."""

    good: int
    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean rating with its 95 % interval, 0 to 1; without both below ten."""

    n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupVoice:
    """One operator, team, channel or topic ("" = all together)."""

    key: str
    first_contact: Share
    rating: Mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Conversations where a criterion was met beside those where it was missed: met minus missed, 0 to 100."""

    bond: Bond
    met: int
    missed: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionVoice:
    """How one criterion goes with ratings, and with customers who did not come back."""

    criterion: str
    rating: Difference
    first_contact: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerVoice:
    """What customers made of the period."""

    groups: tuple[GroupVoice, ...]
    together: GroupVoice
    criteria: tuple[CriterionVoice, ...]
    measure: Measure | None
    """What the criteria were judged with."""
    cards: int = 0
    """Cards of the measure in the period."""
    begun: datetime | None = None
    """From when conversations were read for the criteria, where the period holds too many; None: all of the period."""
    talks: int = 0
    """How many conversations were read for the criteria."""
    days_left: tuple[date, ...] = ()
    """Days of the period whose sums are still to be made: missing here, or as they were before."""


class _Talks(NamedTuple):
    begun: tuple[Contact, ...]
    rated: tuple[Rated, ...]

    @property
    def both(self) -> tuple[Contact | Rated, ...]:
        return (*self.begun, *self.rated)

    @property
    def n(self) -> int:
        return len({each.conversation_id for each in self.begun} | {each.conversation_id for each in self.rated})


async def customer_voice(
    session: AsyncSession, cut: Slice, *, weeks: int, now: datetime, zone: tzinfo
) -> CustomerVoice:
    """First contacts, ratings and criteria of the last ``weeks`` ISO weeks; `sums.catch_up` and
    `contact_sums.catch_up` come first.

    Ratings count to whoever the conversation is assigned to; a customer who wrote again on the topic within seven days
    was not helped at first contact, and conversations younger than that are not judged yet.
    """
    first = cut.since(now, zone, weeks)
    period = midnight(first, zone)
    settled = settled_until(now, zone)
    fresh = midnight(max(first, settled + timedelta(days=1)), zone)
    (begun, rated), late = await _newest(session, cut, period, fresh, now)
    spans = await measure_spans(session, since=first, only=cut.only)
    measure = max(spans, key=lambda each: spans[each].cards) if spans else None
    opened = {each.conversation_id: each.opened_at for each in begun}
    opened |= {each.conversation_id: each.opened_at for each in rated}
    newest = sorted(opened, key=lambda name: (opened[name], name), reverse=True)[:MOST_TALKS]
    values = await _values(session, newest, min((opened[name] for name in newest), default=period), measure)
    stayed = {each.conversation_id: 0.0 if each.came_back else 1.0 for each in begun}
    shares = {each.conversation_id: each.share for each in rated}
    by_rating, by_contact = _differences(values, shares), _differences(values, stayed)
    grouped, left = _grouped((late or _Talks(begun, rated)).both, cut), tuple[date, ...]()
    if late is not None:
        sums = await contact_sums(session, since=first, until=settled, by=cut.sql_key, only=cut.only)
        for key, each in sums.items():
            grouped[cut.named(key)] = grouped[cut.named(key)].plus(each)
        left = await days_left(session, first)
    together = ContactSum()
    for each in grouped.values():
        together = together.plus(each)
    return CustomerVoice(
        groups=tuple(_voice(key, grouped[key]) for key in sorted(grouped) if key),
        together=_voice("", together),
        criteria=tuple(
            CriterionVoice(criterion=code, rating=by_rating[code], first_contact=by_contact[code]) for code in CRITERIA
        ),
        measure=measure,
        cards=spans[measure].cards if measure else 0,
        begun=opened[newest[-1]] if newest and (late is not None or len(newest) < len(opened)) else None,
        talks=len(newest),
        days_left=left,
    )


async def _newest(
    session: AsyncSession, cut: Slice, period: datetime, fresh: datetime, now: datetime
) -> tuple[_Talks, _Talks | None]:
    """First contacts and ratings of the period, and None; of more conversations than `JUDGED`, of as many of the newest
    as criteria need, and those since ``fresh``, from when days have not settled."""
    if await newest_since(session, period, now, JUDGED) == period:
        return await _talks(session, cut, period, now), None
    late = await _talks(session, cut, fresh, now)
    if late.n >= MOST_TALKS:
        return late, late
    for most in (MOST_TALKS, 2 * MOST_TALKS, JUDGED):
        found = await _talks(session, cut, await newest_since(session, period, now, most), now)
        if found.n >= MOST_TALKS:
            break
    return found, late


async def _talks(session: AsyncSession, cut: Slice, since: datetime, now: datetime) -> _Talks:
    begun = await contacts(session, since=since, now=now, only=cut.only)
    return _Talks(begun, await rated_since(session, since, cut.only))


def _grouped(talks: Sequence[Contact | Rated], cut: Slice) -> dict[str, ContactSum]:
    found: dict[str, ContactSum] = defaultdict(ContactSum)
    for each in talks:
        key = cut.group(each.operator_id, each.channel, each.topic)
        found[key] = found[key].plus(ContactSum.of(each))
    return found


def _voice(key: str, each: ContactSum) -> GroupVoice:
    return GroupVoice(key=key, first_contact=_share(each.contacts - each.came_back, each.contacts), rating=_mean(each))


def _share(good: int, n: int) -> Share:
    if n < MIN_CONVERSATIONS:
        return Share(good=good, n=n)
    low, high = wilson(good, n)
    return Share(good=good, n=n, share=good / n, low=low, high=high)


def _mean(each: ContactSum) -> Mean:
    n = each.rated
    if n < MIN_CONVERSATIONS:
        return Mean(n=n)
    mean = each.rating / n
    spread = max(0.0, each.rating_squared - n * mean * mean) / (n - 1)
    half = _NORMAL.inv_cdf(0.975) * sqrt(max(spread, 1 / (12 * n)) / n)
    return Mean(n=n, mean=mean, low=max(0.0, mean - half), high=min(1.0, mean + half))


async def _values(
    session: AsyncSession, talks: Sequence[str], since: datetime, measure: Measure | None
) -> Mapping[str, Mapping[str, bool]]:
    """Criterion → conversation → whether it was met in every reply where it was decided."""
    found: dict[str, dict[str, bool]] = {code: {} for code in CRITERIA}
    if measure is None:
        return found
    for begin in range(0, len(talks), _AT_ONCE):
        chunk = talks[begin : begin + _AT_ONCE]
        for card in await figures(session, since=since, measure=measure, conversations=chunk, path=("criteria",)):
            for code, part in (card.body or {}).items():
                value, _ = measured.value_of(code, part, team=True)
                if value is not None:
                    met = found[code].get(card.conversation_id, True)
                    found[code][card.conversation_id] = met and value >= _MET
    return found


def _differences(values: Mapping[str, Mapping[str, bool]], outcome: Mapping[str, float]) -> Mapping[str, Difference]:
    """Criterion → its difference in the outcome; over all criteria at most 5 % of the bonds shown are chance."""
    sides: dict[str, tuple[list[float], list[float]]] = {}
    for code, talks in values.items():
        met = [outcome[name] for name, fine in talks.items() if fine and name in outcome]
        missed = [outcome[name] for name, fine in talks.items() if not fine and name in outcome]
        sides[code] = met, missed
    enough = {code: _tested(*each) for code, each in sides.items() if min(map(len, each)) >= MIN_SIDE}
    shown = benjamini_hochberg({code: p for code, (_, _, p) in enough.items()})
    found = {}
    for code, (met, missed) in sides.items():
        if code not in enough:
            found[code] = Difference(bond="not enough data", met=len(met), missed=len(missed))
            continue
        mean, half, _ = enough[code]
        bond: Bond = "no bond shown" if code not in shown else "goes together" if mean > 0 else "goes against"
        found[code] = Difference(
            bond=bond, met=len(met), missed=len(missed), difference=100 * mean,
            low=100 * (mean - half), high=100 * (mean + half),
        )  # fmt: skip
    return found


def _tested(met: Sequence[float], missed: Sequence[float]) -> tuple[float, float, float]:
    """The difference of means, half its 95 % interval, and the p-value (Welch, normal)."""
    error = sqrt(sum(max(variance(side), 1 / (12 * len(side))) / len(side) for side in (met, missed)))
    mean = fmean(met) - fmean(missed)
    return mean, _NORMAL.inv_cdf(0.975) * error, 2 * (1 - _NORMAL.cdf(abs(mean) / error))
