"""How drafts serve: shown, sent as they are, edited (how), refused (why), left lying; how long until sent; by tenure.

Shares are of the drafts that somebody answered with or without: accepted, edited, rejected or unused. One replaced by
another draft before anybody answered, and one still open, are counted beside them. No share below ten.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, TypeVar, get_args

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.assist_sums import EDITED, REJECTED, TIMED, TOOK, UNREAD, AssistSum, Key, assist_sums
from human_review.customers import Share
from human_review.draft_fates import REASONS
from human_review.slices import Slice
from human_review.statistics import MIN_CONVERSATIONS, wilson
from human_review.wait_sums import bucket_seconds
from reply_core.wait_figures import Quantile, counted_quantile

KINDS = ("fact_fixed", "tone", "shortened", "added", "rewritten")
Tenure = Literal["new", "settled", "seasoned", "unknown"]
TENURES: tuple[Tenure, ...] = get_args(Tenure)
"""Under three months, three to twelve, over twelve; unknown where no day of hiring is kept."""
UNREAD_BAR = 0.1
"""More than this share of accepted drafts unread, for certain, is a warning."""
_Name = TypeVar("_Name", bound=str)
_NEW, _SETTLED = timedelta(days=91), timedelta(days=365)
_UNKNOWN = Quantile(None, None, None)
_KEY: Mapping[str, Key] = {"operator": "operator_id", "team": "operator_id", "channel": "channel", "topic": "topic"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistFigures:
    """What became of one group's drafts."""

    shown: int = 0
    """All: answered, replaced and open."""
    answered: int = 0
    """Accepted, edited, rejected or unused: what shares are of."""
    replaced: int = 0
    still_open: int = 0
    accepted: Share
    edited: Share
    rejected: Share
    unused: Share
    kinds: Mapping[str, Share]
    """Kind of edit → its share of the edited drafts; one edit may be of several kinds."""
    reasons: Mapping[str, Share]
    """Reason → its share of the rejected drafts."""
    time_to_send: Quantile = _UNKNOWN
    """Median from showing to sending, in seconds, with its interval; at most 5 % too long."""
    timed: int = 0
    """Drafts it rests on."""
    unread: Share
    """Of accepted drafts with a time: accepted faster than anybody reads them."""

    @property
    def accepted_unread(self) -> bool:
        """Whether to warn: the whole interval lies above the bar."""
        return self.unread.low is not None and self.unread.low > UNREAD_BAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Assist:
    """How drafts served in a period."""

    since: date
    together: AssistFigures
    groups: Mapping[str, AssistFigures]
    """By operator, team, channel or topic."""
    tenures: Mapping[Tenure, AssistFigures]
    levels: Mapping[str, AssistFigures]
    """By the level that made the drafts: rules, local, model."""


async def assist(
    session: AsyncSession,
    cut: Slice,
    *,
    weeks: int,
    now: datetime,
    zone: tzinfo,
    hired: Mapping[str, date | None],
) -> Assist:
    """The figures of the last ``weeks`` ISO weeks; `assist_sums.catch_up` comes first.

    Args:
        hired: operator id → the day he was hired, if known.
    """
    since = cut.since(now, zone, weeks)
    by_level = await assist_sums(session, since=since, keys=(_KEY[cut.by], "level"), only=cut.only)
    tenures = await _by_tenure(session, cut, since, now.astimezone(zone).date(), hired)
    return Assist(
        since=since,
        together=figures(by_level),
        groups=_grouped(by_level, lambda each: cut.named(each.keys[0])),
        tenures=_grouped(tenures, lambda each: tenure_of(hired.get(each.keys[0]), each.keys[1])),
        levels=_grouped(by_level, lambda each: str(each.keys[1])),
    )


async def _by_tenure(
    session: AsyncSession, cut: Slice, since: date, today: date, hired: Mapping[str, date | None]
) -> list[AssistSum]:
    """Sums by operator and a day of the tenure he had: single days only of those whose tenure changed meanwhile."""
    whole = await assist_sums(session, since=since, keys=("operator_id",), only=cut.only)
    names = {each.keys[0] for each in whole}
    moved = frozenset(
        name for name in names if tenure_of(hired.get(name), since) != tenure_of(hired.get(name), max(since, today))
    )
    found = [each._replace(keys=(*each.keys, since)) for each in whole if each.keys[0] not in moved]
    if moved:
        only = replace(cut.only, operators=moved)
        found += await assist_sums(session, since=since, keys=("operator_id", "day"), only=only)
    return found


def tenure_of(hired_on: date | None, day: date) -> Tenure:
    """How long somebody had been there on a day.

    >>> tenure_of(date(2026, 9, 1), date(2026, 11, 1)), tenure_of(None, date(2026, 11, 1))
    ('new', 'unknown')
    """
    if hired_on is None:
        return "unknown"
    served = day - hired_on
    return "new" if served < _NEW else "settled" if served <= _SETTLED else "seasoned"


def _grouped(sums: Iterable[AssistSum], name: Callable[[AssistSum], _Name]) -> Mapping[_Name, AssistFigures]:
    groups: dict[_Name, list[AssistSum]] = defaultdict(list)
    for each in sums:
        groups[name(each)].append(each)
    return {key: figures(own) for key, own in sorted(groups.items()) if key}


def figures(sums: Iterable[AssistSum]) -> AssistFigures:
    """The figures of sums put together."""
    drafts: Counter[str] = Counter()
    took: Counter[float] = Counter()
    for each in sums:
        drafts[each.outcome] += each.drafts
        if each.outcome.startswith(TOOK):
            took[bucket_seconds(int(each.outcome.removeprefix(TOOK)))] += each.drafts
    answered = sum(drafts[name] for name in ("accepted", "edited", "rejected", "unused"))
    return AssistFigures(
        shown=answered + drafts["replaced"] + drafts["open"],
        answered=answered,
        replaced=drafts["replaced"],
        still_open=drafts["open"],
        accepted=share_of(drafts["accepted"], answered),
        edited=share_of(drafts["edited"], answered),
        rejected=share_of(drafts["rejected"], answered),
        unused=share_of(drafts["unused"], answered),
        kinds={kind: share_of(drafts[f"{EDITED}{kind}"], drafts["edited"]) for kind in KINDS},
        reasons={reason: share_of(drafts[f"{REJECTED}{reason}"], drafts["rejected"]) for reason in REASONS},
        time_to_send=counted_quantile(took, {}) if took.total() >= MIN_CONVERSATIONS else _UNKNOWN,
        timed=took.total(),
        unread=share_of(drafts[UNREAD], drafts[TIMED]),
    )


def share_of(good: int, n: int) -> Share:
    """A share with its Wilson interval; without both below ten."""
    if n < MIN_CONVERSATIONS:
        return Share(good=good, n=n)
    low, high = wilson(good, n)
    return Share(good=good, n=n, share=good / n, low=low, high=high)
