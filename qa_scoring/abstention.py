"""When p(answered) may decide: thresholds with a bounded error, from cases whose truth people said.

Fixed-sequence testing (Angelopoulos et al. 2021, "Learn then Test"; Jung et al. 2024, "Trust or Escalate"): from the
surest case on, a threshold is loosened as long as the exact upper bound of the error among the decided stays within the
error allowed. The guarantee holds for cases that come from where these come from, and for no others: the shipped
thresholds name their data, and a shop's own calibration replaces them.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from qa_scoring.standard import Standard
from reply_core.types import Language

ALLOWED = 0.10
"""Errors among the decided: for coaching. `STRICT` is offered for what weighs more."""
STRICT = 0.05
DOUBT = 0.10
"""The chance that the bound does not hold, shared by the two sides."""
_STEPS = 60
_AT_FIRST = 2
"""The first threshold tried decides so many times the fewest cases that could ever pass: one slip may not end it."""
_FEWEST = 50
_FEWEST_OF_EACH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """Two thresholds: from ``answered_from`` up an ask counts as answered, from ``unanswered_to`` down as missed.

    None: on that side nothing can be decided within the error allowed.
    """

    answered_from: float | None
    unanswered_to: float | None
    error: float
    """The error allowed among the decided of each side."""
    doubt: float
    n: int
    decided: int
    wrong: int

    @property
    def coverage(self) -> float:
        """Share of the cases that were decided, 0 to 1."""
        return self.decided / self.n if self.n else 0.0

    def guarantee(self, language: Language = "en") -> str:
        """The guarantee in words, with what it was measured on."""
        error, sure = round(self.error * 100), round((1 - self.doubt) * 100)
        share = round(self.coverage * 100)
        if language == "ru":
            return (
                f"На вопросах, похожих на эти {self.n}, из решённых ошибочно не более {error} из 100 (с вероятностью "
                f"{sure} из 100); решается {share} из 100, остальные смотрит человек."
            )
        return (
            f"On asks like these {self.n}, at most {error} of 100 decided are wrong (with a chance of {sure} in 100); "
            f"{share} of 100 are decided, a person sees the rest."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFew:
    """There are too few judged asks to promise anything."""

    n: int
    needed: int

    def say(self, language: Language = "en") -> str:
        """Why there is no calibration, and what would help."""
        if language == "ru":
            return f"Проверено людьми {self.n} вопросов, нужно хотя бы {self.needed}, из них по 10 с ответом и без."
        return (
            f"People have judged {self.n} asks; at least {self.needed} are needed, 10 answered and 10 not among them."
        )


def calibrate(
    pairs: Sequence[tuple[float, bool]],
    groups: Sequence[Hashable] | None = None,
    *,
    error: float = ALLOWED,
    doubt: float = DOUBT,
) -> Abstention | TooFew:
    """Thresholds from ``(p(answered), was it answered)`` pairs, such as people's corrections of asks.

    Args:
        pairs: the scorer's value and the person's word, in any order.
        groups: what belongs together (the conversation, the customer): errors of one group count as fewer
            independent ones. None: every pair stands alone.
        error: the error allowed among the decided, in (0, 1).
        doubt: the chance that it is exceeded nevertheless, in (0, 1).

    Raises:
        ValueError: ``error`` or ``doubt`` lies outside (0, 1), or the groups are not as many as the pairs.
    """
    if not (0 < error < 1 and 0 < doubt < 1):
        msg = f"error and doubt lie between 0 and 1, not {error!r} and {doubt!r}"
        raise ValueError(msg)
    owners = list(range(len(pairs))) if groups is None else list(groups)
    if len(owners) != len(pairs):
        msg = f"{len(owners)} groups for {len(pairs)} pairs"
        raise ValueError(msg)
    answered = sum(truth for _, truth in pairs)
    if len(pairs) < _FEWEST or min(answered, len(pairs) - answered) < _FEWEST_OF_EACH:
        return TooFew(n=len(pairs), needed=_FEWEST)
    high = _loosest(
        [(-value, not truth, owner) for (value, truth), owner in zip(pairs, owners, strict=True)], error, doubt
    )
    low = _loosest([(value, truth, owner) for (value, truth), owner in zip(pairs, owners, strict=True)], error, doubt)
    above, below = (None if high is None else -high), low
    if above is not None and below is not None and below >= above:
        below = None
    decided, wrong = _decided_by(pairs, above, below)
    return Abstention(
        answered_from=above,
        unanswered_to=below,
        error=error,
        doubt=doubt,
        n=len(pairs),
        decided=decided,
        wrong=wrong,
    )


def _decided_by(pairs: Sequence[tuple[float, bool]], above: float | None, below: float | None) -> tuple[int, int]:
    """How many pairs two thresholds decide, and how many of those wrongly."""
    said = [
        (above is not None and value >= above, truth)
        for value, truth in pairs
        if (above is not None and value >= above) or (below is not None and value <= below)
    ]
    return len(said), sum(answered != truth for answered, truth in said)


def with_thresholds(standard: Standard, found: Abstention, version: str) -> Standard:
    """The standard with a shop's own thresholds, under a new version: cards of two versions are never averaged.

    A missed ask is decided (not only shown) when the shop's own cases allow it.
    """
    return replace(
        standard,
        version=version,
        answered_from=1.0 if found.answered_from is None else found.answered_from,
        unanswered_to=0.0 if found.unanswered_to is None else found.unanswered_to,
        decide_unanswered=found.unanswered_to is not None,
    )


def _loosest(cases: list[tuple[float, bool, Hashable]], error: float, doubt: float) -> float | None:
    """The largest value up to which the bound of the share wrong holds all the way; cases are (value, wrong, group)."""
    ordered = sorted(cases, key=lambda case: case[0])
    best: float | None = None
    least = _AT_FIRST * math.ceil(math.log(doubt / 2) / math.log(1 - error))
    places = [at for at in range(len(ordered)) if at + 1 == len(ordered) or ordered[at + 1][0] > ordered[at][0]]
    for at in _tested(places, least):
        decided = ordered[: at + 1]
        if _upper(decided, doubt / 2) > error:
            break
        best = ordered[at][0]
    return best


def _tested(places: Sequence[int], least: int) -> list[int]:
    """The thresholds looked at, fixed beforehand: none of fewer cases than could ever pass, at most some sixty."""
    able = [at for at in places if at + 1 >= least]
    step = max(1, len(able) // _STEPS)
    return able[::step]


def _upper(decided: Sequence[tuple[float, bool, Hashable]], doubt: float) -> float:
    """Clopper-Pearson upper bound of the share wrong, the number of cases cut down by how errors gather in groups."""
    n = len(decided)
    wrong = sum(case[1] for case in decided)
    effect = _design_effect(decided, wrong / n)
    return upper_bound(wrong / effect, n / effect, doubt)


def _design_effect(decided: Sequence[tuple[float, bool, Hashable]], rate: float) -> float:
    """How many times wider than of independent cases the variance of the share wrong is; at least 1."""
    if not 0 < rate < 1:
        return 1.0
    off: dict[Hashable, float] = defaultdict(float)
    for _, wrong, group in decided:
        off[group] += wrong - rate
    gathered = sum(each * each for each in off.values())
    return max(1.0, gathered / (len(decided) * rate * (1 - rate)))


def upper_bound(wrong: float, n: float, doubt: float) -> float:
    """The largest error rate under which ``wrong`` or fewer of ``n`` have a chance of at least ``doubt``.

    The exact (Clopper-Pearson) bound for whole numbers; ``n`` is rounded down and ``wrong`` up for others.
    """
    trials, failures = math.floor(n + 1e-9), math.ceil(wrong - 1e-9)
    if trials <= failures:
        return 1.0
    low, high = failures / trials, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if _at_most(failures, trials, middle) >= doubt:
            low = middle
        else:
            high = middle
    return high


def _at_most(k: int, n: int, p: float) -> float:
    """P(X ≤ k) for a binomial X."""
    if p <= 0:
        return 1.0
    if p >= 1:
        return float(k >= n)
    return sum(
        math.exp(
            math.lgamma(n + 1)
            - math.lgamma(i + 1)
            - math.lgamma(n - i + 1)
            + i * math.log(p)
            + (n - i) * math.log1p(-p)
        )
        for i in range(k + 1)
    )
