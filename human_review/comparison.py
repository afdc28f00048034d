"""Is somebody different from the others: on the same mix of topics and channels, and over many people at once.

Means of people are never ranked as they are: they answer different things, and a few replies say little. An operator
is compared with what the others reach on that operator's own mix (topic by channel); over all people and with
Benjamini and Hochberg's rule, at most 5 % of the differences shown are expected to be chance. For sorting there is
the shrunken mean (empirical Bayes, DerSimonian and Laird).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

MIN_CONVERSATIONS = 30
FALSE_SHARE = 0.05
_NORMAL = NormalDist()
_TINY = 1e-6

Verdict = Literal["above", "below", "no difference shown", "not enough data"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one operator's conversations on one topic and channel sum up to; values from 0 to 100."""

    n: float
    """Conversations."""
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """The mean of the conversations."""
        return self.total / self.n

    @classmethod
    def of(cls, values: Sequence[float]) -> "Cell":
        """The cell of single conversations."""
        return cls(len(values), sum(values), sum(value * value for value in values))


Cells = Mapping[str, Mapping[str, Cell]]
"""Stratum (topic and channel) → operator → cell; no cell is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One operator beside the others on the same mix; points of 0 to 100."""

    verdict: Verdict
    n: int
    """Conversations of the operator that could be compared."""
    difference: float | None = None
    low: float | None = None
    high: float | None = None


def compare(cells: Cells, minimum: int = MIN_CONVERSATIONS) -> Mapping[str, Comparison]:
    """Every operator beside all the others; fewer conversations than ``minimum`` on either side are not compared."""
    variance = _within(cells)
    people = sorted({person for each in cells.values() for person in each})
    wholes = {
        stratum: (sum(cell.n for cell in each.values()), sum(cell.total for cell in each.values()))
        for stratum, each in cells.items()
    }
    found = {person: _difference(person, cells, wholes, variance) for person in people}
    enough = {
        person: each for person, each in found.items() if each.n >= minimum and each.others >= minimum and each.error
    }
    p_values = {person: 2 * (1 - _NORMAL.cdf(abs(each.mean) / each.error)) for person, each in enough.items()}
    shown = benjamini_hochberg(p_values)
    return {
        person: _shown(each, enough, shown) if person in enough else Comparison(verdict="not enough data", n=each.n)
        for person, each in found.items()
    }


@dataclass(frozen=True, slots=True)
class _Difference:
    person: str
    n: int
    others: int
    mean: float
    error: float


def _difference(person: str, cells: Cells, wholes: Mapping[str, tuple[float, float]], variance: float) -> _Difference:
    """The operator's mean minus the others' on the operator's own mix, over the strata where both have something.

    ``wholes``: stratum → conversations and total of everybody; the others are the whole without one's own.
    """
    own_n = others_n = total = spread = 0.0
    for stratum, people in cells.items():
        own = people.get(person)
        if own is None or len(people) == 1:
            continue
        count = wholes[stratum][0] - own.n
        own_n += own.n
        others_n += count
        total += own.n * (own.mean - (wholes[stratum][1] - own.total) / count)
        spread += own.n**2 * variance * (1 / own.n + 1 / count)
    if not own_n:
        return _Difference(person, 0, 0, 0.0, 0.0)
    return _Difference(person, round(own_n), round(others_n), total / own_n, sqrt(spread) / own_n)


def _within(cells: Cells) -> float:
    """The pooled variance of conversations of one operator on one topic and channel."""
    each = [cell for people in cells.values() for cell in people.values()]
    freedom = sum(max(cell.n - 1, 0) for cell in each)
    return sum(max(cell.squares - cell.n * cell.mean**2, 0.0) for cell in each) / freedom if freedom else 0.0


def _shown(each: _Difference, enough: Mapping[str, _Difference], shown: frozenset[str]) -> Comparison:
    """The interval belongs to the selection: of those shown as different, 5 % may miss the truth, not more."""
    level = FALSE_SHARE * len(shown) / len(enough) if each.person in shown else FALSE_SHARE
    half = _NORMAL.inv_cdf(1 - level / 2) * each.error
    verdict: Verdict = "no difference shown"
    if each.person in shown:
        verdict = "above" if each.mean > 0 else "below"
    return Comparison(verdict=verdict, n=each.n, difference=each.mean, low=each.mean - half, high=each.mean + half)


def benjamini_hochberg(p_values: Mapping[str, float], share: float = FALSE_SHARE) -> frozenset[str]:
    """The names whose null hypotheses are rejected, with at most ``share`` of them expected to be true.

    >>> sorted(benjamini_hochberg({"a": 0.01, "b": 0.02, "c": 0.5}))
    ['a', 'b']
    """
    ordered = sorted(p_values, key=lambda name: p_values[name])
    last = 0
    for rank, name in enumerate(ordered, 1):
        if p_values[name] <= share * rank / len(ordered):
            last = rank
    return frozenset(ordered[:last])


def shrunken(means: Mapping[str, tuple[float, float]]) -> Mapping[str, float]:
    """Means drawn to the common one by how little they rest on; for sorting, never for showing as a result.

    Args:
        means: name → (mean, its standard error); an error of 0 counts as unknown spread and is left as it is.
    """
    known = {name: pair for name, pair in means.items() if pair[1] > _TINY}
    if len(known) < 2:
        return {name: mean for name, (mean, _) in means.items()}
    weights = {name: 1 / error**2 for name, (_, error) in known.items()}
    whole = sum(weights.values())
    centre = sum(weights[name] * known[name][0] for name in known) / whole
    spread = sum(weights[name] * (known[name][0] - centre) ** 2 for name in known)
    scale = whole - sum(weight**2 for weight in weights.values()) / whole
    between = max(0.0, (spread - (len(known) - 1)) / scale) if scale > 0 else 0.0
    drawn = {}
    common = sum(known[name][0] / (known[name][1] ** 2 + between) for name in known) / sum(
        1 / (known[name][1] ** 2 + between) for name in known
    )
    for name, (mean, error) in means.items():
        share = between / (between + error**2) if error > _TINY else 1.0
        drawn[name] = common + share * (mean - common)
    return drawn
