"""How far people agree with each other and with the machine on one criterion: κ, α, positive and negative agreement.

Every figure comes with its n and a 95 % bootstrap interval over replies. Verdicts that say "not required" or "not
judged" are no opinion and leave the count. A κ of .7 on 50 replies may be anything from .4 to .9: the interval says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import krippendorff
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from human_review.statistics import wilson

DRAWS = 2_000
ALPHA_DRAWS = 500
"""Fewer, as each draw goes through the library."""
BAR = 0.6
"""Below this κ a criterion goes back to people alone."""
ORDER = ("fail", "partial", "pass")
_VALUE = {name: float(place) for place, name in enumerate(ORDER)}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """One figure of agreement with its interval; None where it is not defined (nobody disagrees about anything)."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    """Replies that both (or at least two) judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAgreement:
    """Two raters, or people and the machine, on one criterion."""

    kappa: Agreed
    """Linearly weighted: partial is half a step from both ends."""
    positive: Agreed
    """Of the passes either gave, the share both gave."""
    negative: Agreed
    """Of the fails and partials either gave, the share both gave. A κ near 0 beside a high one of these says "rare"."""


def pair_agreement(first: Sequence[str], second: Sequence[str], seed: int = 0) -> PairAgreement:
    """Agreement of two raters over the same replies, in one order; a verdict that is not in `ORDER` is no opinion."""
    both = [(one, other) for one, other in zip(first, second, strict=True) if one in _VALUE and other in _VALUE]
    table = np.zeros((len(ORDER), len(ORDER)))
    for one, other in both:
        table[ORDER.index(one), ORDER.index(other)] += 1
    draws = (
        np.random.default_rng(seed).multinomial(len(both), (table / max(len(both), 1)).ravel(), DRAWS) if both else None
    )
    tables = None if draws is None else draws.reshape(-1, len(ORDER), len(ORDER)).astype(np.float64)
    kappa = None
    if both and len({verdict for pair in both for verdict in pair}) > 1:
        kappa = float(cohen_kappa_score(*zip(*both, strict=True), labels=list(ORDER), weights="linear"))
    return PairAgreement(
        kappa=_agreed(kappa, tables, _kappas, len(both)),
        positive=_agreed(_one(table, _positive), tables, _positive, len(both)),
        negative=_agreed(_one(table, _negative), tables, _negative, len(both)),
    )


def alpha(ratings: Mapping[str, Mapping[str, str]], seed: int = 0) -> Agreed:
    """Krippendorff's α (ordinal) of any number of raters, some of whom judged only some replies.

    Args:
        ratings: rater → reply → verdict word.
        seed: of the bootstrap.
    """
    replies = sorted({reply for given in ratings.values() for reply in given})
    rows = np.array([[_VALUE.get(given.get(reply, ""), np.nan) for reply in replies] for given in ratings.values()])
    rows = rows.reshape(len(ratings), len(replies))
    known = rows[:, (~np.isnan(rows)).sum(axis=0) >= 2] if rows.size else rows
    n = int(known.shape[1]) if known.size else 0
    if not n or np.unique(known[~np.isnan(known)]).size < 2:
        return Agreed(value=None, low=None, high=None, n=n)
    random = np.random.default_rng(seed)
    drawn = [known[:, random.integers(0, n, n)] for _ in range(ALPHA_DRAWS)]
    found = [_alpha(each) for each in drawn if np.unique(each[~np.isnan(each)]).size > 1]
    low, high = np.percentile(found, [2.5, 97.5]) if found else (None, None)
    return Agreed(value=_alpha(known), low=_plain(low), high=_plain(high), n=n)


def group_agreement(replies: Sequence[Sequence[tuple[str, str]]], seed: int = 0) -> PairAgreement:
    """Agreement over replies that several people judged: each reply is its pairs of verdicts and weighs one.

    The pairs of one reply are not independent, so the bootstrap draws replies. A pair with a verdict that is not in
    `ORDER` is no opinion; a reply without a pair left is not counted. Where one side gives every reply the same verdict
    κ is 0 whatever the other says, and has no interval.
    """
    kept = [pairs for each in replies if (pairs := [pair for pair in each if set(pair) <= set(_VALUE)])]
    size, last = len(ORDER), len(ORDER) - 1
    tables = np.zeros((len(kept), size, size))
    for place, pairs in enumerate(kept):
        for one, other in pairs:
            tables[place, ORDER.index(one), ORDER.index(other)] += 1 / len(pairs)
    whole = tables.sum(axis=0)
    drawn = None
    if kept:
        counts = np.random.default_rng(seed).multinomial(len(kept), np.full(len(kept), 1 / len(kept)), DRAWS)
        drawn = (counts @ tables.reshape(len(kept), -1)).reshape(-1, size, size)
    kappa = _one(whole, _kappas) if kept else None
    constant = 1 in ((whole.sum(axis=0) > 0).sum(), (whole.sum(axis=1) > 0).sum())
    return PairAgreement(
        kappa=_agreed(kappa, None if constant else drawn, _kappas, len(kept)),
        positive=_widened(_agreed(_one(whole, _positive), drawn, _positive, len(kept)), _given(tables, (last,))),
        negative=_widened(_agreed(_one(whole, _negative), drawn, _negative, len(kept)), _given(tables, range(last))),
    )


def _given(tables: Floats, places: Iterable[int]) -> int:
    """Replies on which either side gave one of these verdicts."""
    chosen = list(places)
    return int(((tables[:, chosen, :].sum(axis=(1, 2)) + tables[:, :, chosen].sum(axis=(1, 2))) > 0).sum())


def _widened(found: Agreed, n: int) -> Agreed:
    """Wilson's interval where the bootstrap has no width: five times 0 do not prove "never"."""
    if found.value is None or found.low is None or found.low != found.high or not n:
        return found
    low, high = wilson(round(found.value * n), n)
    return replace(found, low=min(low, found.value), high=max(high, found.value))


def strictness(ratings: Mapping[str, Mapping[str, str]], seed: int = 0) -> Mapping[str, Agreed]:
    """Rater → points above or below what the others gave on the same replies, of 100; n: replies compared.

    Below 0 is stricter than the others; the interval is a bootstrap over replies, None for a single one. A rater who
    shares no reply with anybody is left out.

    Args:
        ratings: rater → reply → verdict word. Several criteria of one reply: name them ``reply criterion``; what stands
            before the first space is the reply that is drawn.
        seed: of the bootstrap.
    """
    found = {}
    for rater, given in ratings.items():
        gaps: dict[str, list[float]] = {}
        for reply, verdict in given.items():
            others = [
                _VALUE[each[reply]] for name, each in ratings.items() if name != rater and each.get(reply) in _VALUE
            ]
            if verdict in _VALUE and others:
                gap = 50 * (_VALUE[verdict] - sum(others) / len(others))
                gaps.setdefault(reply.split(" ", maxsplit=1)[0], []).append(gap)
        if gaps:
            found[rater] = _mean_gap(list(gaps.values()), seed)
    return found


def _mean_gap(gaps: Sequence[Sequence[float]], seed: int) -> Agreed:
    sums, counts = np.array([sum(each) for each in gaps]), np.array([len(each) for each in gaps])
    value = float(sums.sum() / counts.sum())
    if len(gaps) < 2:
        return Agreed(value=value, low=None, high=None, n=len(gaps))
    picks = np.random.default_rng(seed).integers(0, len(gaps), size=(DRAWS, len(gaps)))
    low, high = np.percentile(sums[picks].sum(axis=1) / counts[picks].sum(axis=1), [2.5, 97.5])
    return Agreed(value=value, low=float(low), high=float(high), n=len(gaps))


def _alpha(rows: Floats) -> float:
    return float(krippendorff.alpha(reliability_data=rows, level_of_measurement="ordinal"))


def _one(table: Floats, of: Callable[[Floats], Floats]) -> float | None:
    value = float(of(table[None])[0])
    return None if np.isnan(value) else value


def _agreed(value: float | None, tables: Floats | None, of: Callable[[Floats], Floats], n: int) -> Agreed:
    if value is None or tables is None:
        return Agreed(value=value, low=None, high=None, n=n)
    drawn = of(tables)
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.percentile(drawn, [2.5, 97.5]) if drawn.size else (None, None)
    return Agreed(value=value, low=_plain(low), high=_plain(high), n=n)


def _plain(value: float | None) -> float | None:
    return None if value is None else float(value)


def _kappas(tables: Floats) -> Floats:
    """Linearly weighted κ of each table; NaN where one verdict is all there is."""
    size = len(ORDER)
    weights = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / (size - 1)
    total = tables.sum(axis=(1, 2))
    expected = tables.sum(axis=2)[:, :, None] * tables.sum(axis=1)[:, None, :] / total[:, None, None]
    chance = (weights * expected).sum(axis=(1, 2))
    seen = (weights * tables).sum(axis=(1, 2))
    return np.where(chance > 0, 1 - seen / np.where(chance > 0, chance, 1), np.nan)


def _positive(tables: Floats) -> Floats:
    last = len(ORDER) - 1
    return _share(tables[:, last, last], tables[:, last, :].sum(axis=1) + tables[:, :, last].sum(axis=1))


def _negative(tables: Floats) -> Floats:
    last = len(ORDER) - 1
    both = tables[:, :last, :last].sum(axis=(1, 2))
    return _share(both, tables[:, :last, :].sum(axis=(1, 2)) + tables[:, :, :last].sum(axis=(1, 2)))


def _share(both: Floats, either: Floats) -> Floats:
    """2·both / (given by the first + given by the second): Cicchetti and Feinstein's specific agreement."""
    return np.where(either > 0, 2 * both / np.where(either > 0, either, 1), np.nan)
