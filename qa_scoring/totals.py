"""From verdicts to numbers: pillars with their interval and coverage, and the total where one is honest.

``P_j = Σ w·s / Σ w`` over decided criteria of pillar j. Not applicable leaves both sums; unsure widens the interval
``[unsure = 0, unsure = 1]``; a defect counted under another criterion is paid for there only. A polite, fast and wrong
non-answer must never total 100: without a decided completeness there is no total. Pillars and totals are 0-100;
verdict values, coverage and shares are 0-1.
"""

from collections.abc import Iterable, Mapping

from qa_scoring.verdicts import PILLARS, NotApplicable, Scored, Unsure, Verdict
from reply_core.value import Value

MIN_COVERAGE = 0.6
_Charged = tuple[float, Verdict]
"""A weight above 0 and a verdict that counts in the sums."""


class Pillar(Value, frozen=True, kw_only=True):
    """One pillar, 0-100. ``value`` is None when there is not enough evidence or nothing was asked for."""

    value: float | None
    low: float
    high: float
    coverage: float
    """Decided weight over applicable weight; 0 when nothing applies."""
    applicable: bool = True


class Tally(Value, frozen=True, kw_only=True):
    """The numbers of one card."""

    pillars: Mapping[str, Pillar]
    total: float | None
    """0-100, or None where a number would mislead."""
    no_total: str
    """Why there is no total: "" | completeness_hidden | asks_undecided."""
    decided_share: float


def _charged(verdict: Verdict) -> bool:
    if isinstance(verdict, Scored):
        return not verdict.counted_under
    return not isinstance(verdict, NotApplicable)


def pillar_of(pairs: Iterable[tuple[float, Verdict]], *, min_coverage: float = MIN_COVERAGE) -> Pillar:
    """One pillar from (weight, verdict) pairs; weights of 0 are advice and leave the sums.

    >>> pillar_of([]).applicable
    False
    """
    return _pillar([pair for pair in pairs if pair[0] > 0 and _charged(pair[1])], min_coverage)


def _pillar(charged: Iterable[_Charged], min_coverage: float) -> Pillar:
    decided = earned = unsure = 0.0
    for weight, verdict in charged:
        if isinstance(verdict, Scored):
            decided += weight
            earned += weight * verdict.value
        else:
            unsure += weight
    applicable = decided + unsure
    if applicable == 0:
        return Pillar(value=None, low=0.0, high=100.0, coverage=0.0, applicable=False)
    coverage = decided / applicable
    return Pillar(
        value=100.0 * earned / decided if decided and coverage >= min_coverage else None,
        low=100.0 * earned / applicable,
        high=100.0 * (earned + unsure) / applicable,
        coverage=coverage,
    )


def tally(
    criteria: Mapping[str, Verdict],
    weights: Mapping[str, float],
    pillar_weights: Mapping[str, float],
    *,
    min_coverage: float = MIN_COVERAGE,
) -> Tally:
    """Pillars, total and the decided share of one card.

    Args:
        criteria: verdicts by criterion code; a missing code counts as not applicable.
        weights: weight of each criterion, 0 or more.
        pillar_weights: weight of each pillar in the total.
        min_coverage: below this share of decided weight a pillar is "not enough evidence".
    """
    charged = _charged_of(criteria, weights)
    pillars = {
        name: _pillar([charged[code] for code in codes if code in charged], min_coverage)
        for name, codes in PILLARS.items()
    }
    no_total = _why_no_total(criteria, pillars["completeness"])
    shown = {name: pillar.value for name, pillar in pillars.items() if pillar.value is not None}
    weight = sum(pillar_weights.get(name, 0.0) for name in shown)
    total = None
    if not no_total and weight > 0:
        total = sum(pillar_weights.get(name, 0.0) * value for name, value in shown.items()) / weight
    return Tally(pillars=pillars, total=total, no_total=no_total, decided_share=_share(charged.values()))


def _why_no_total(criteria: Mapping[str, Verdict], completeness: Pillar) -> str:
    if completeness.value is None:
        return "completeness_hidden"
    return "asks_undecided" if isinstance(criteria.get("asks_covered"), Unsure) else ""


def decided_share(criteria: Mapping[str, Verdict], weights: Mapping[str, float]) -> float:
    """Σ weights decided / Σ weights applicable over all criteria; 0 when nothing applies."""
    return _share(_charged_of(criteria, weights).values())


def _charged_of(criteria: Mapping[str, Verdict], weights: Mapping[str, float]) -> dict[str, _Charged]:
    """What of a card counts in its sums: the weight and the verdict of each criterion."""
    return {
        code: (weight, verdict)
        for code, verdict in criteria.items()
        if (weight := weights.get(code, 0.0)) > 0 and _charged(verdict)
    }


def _share(charged: Iterable[_Charged]) -> float:
    decided = applicable = 0.0
    for weight, verdict in charged:
        applicable += weight
        decided += weight if isinstance(verdict, Scored) else 0.0
    return decided / applicable if applicable else 0.0
