"""Figures over many waits that do not forget the customers who are still waiting.

A median over answered waits alone gets better the more questions are left lying. Here an open wait counts for as long
as it has lasted (Kaplan-Meier), and one past its target is a miss already.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp, log, sqrt
from typing import NamedTuple

from reply_core.waits import Wait

_Z = 1.959964


class Waited(NamedTuple):
    """One wait: how long, in seconds, and whether it ended with an answer (else it lasted at least so long)."""

    seconds: float
    answered: bool


class InTarget(NamedTuple):
    """How many of the waits that can be judged met their target."""

    met: int
    judged: int

    @property
    def share(self) -> float | None:
        """The share met, 0-1; None when nothing can be judged."""
        return self.met / self.judged if self.judged else None


def waited(waits: Iterable[Wait], *, calendar_time: bool = False) -> tuple[Waited, ...]:
    """The lengths of waits in working seconds (or calendar seconds); those closed without an answer were cut short.

    What a bot closed is nobody's wait and is left out.
    """
    return tuple(
        Waited(wait.calendar_seconds if calendar_time else wait.working_seconds, wait.closed_by is not None)
        for wait in waits
        if "bot_closed" not in wait.flags
    )


class Quantile(NamedTuple):
    """The time by which a share of the customers had their answer, in seconds, with its 95 % interval; None: not known
    yet, for so many are still waiting."""

    seconds: float | None
    low: float | None
    high: float | None


def quantile(lengths: Sequence[Waited], share: float = 0.5) -> float | None:
    """The time by which ``share`` of the customers had their answer (Kaplan-Meier), in seconds.

    None when so many are still waiting that it is not known yet. Without open waits it is the usual quantile (the
    smallest length that at least ``share`` of the waits do not exceed).

    Raises:
        ValueError: ``share`` is not between 0 and 1.

    >>> quantile([Waited(60, True), Waited(120, True), Waited(900, False)])
    120
    """
    answered = Counter(each.seconds for each in lengths if each.answered)
    cut_short = Counter(each.seconds for each in lengths if not each.answered)
    return counted_quantile(answered, cut_short, share).seconds


def counted_quantile(answered: Mapping[float, int], cut_short: Mapping[float, int], share: float = 0.5) -> Quantile:
    """The same from counts: length in seconds → how many waits ended so, with an answer or without one.

    The interval holds every time whose share may be ``share`` by Greenwood's variance on the log-log scale (Brookmeyer
    and Crowley, 1982).

    Raises:
        ValueError: ``share`` is not between 0 and 1.
    """
    if not 0.0 < share < 1.0:
        msg = f"a share lies between 0 and 1, not {share!r}"
        raise ValueError(msg)
    left = 1.0 - share
    found, low, high = None, None, None
    for step in _curve(answered, cut_short):
        if found is None and step.waiting <= left + 1e-12:
            found = step.seconds
        if low is None and step.low <= left:
            low = step.seconds
        if high is None and step.high <= left:
            high = step.seconds
    return Quantile(found, low, high)


class _Step(NamedTuple):
    seconds: float
    waiting: float
    low: float
    high: float


def _curve(answered: Mapping[float, int], cut_short: Mapping[float, int]) -> Iterator[_Step]:
    """The share still waiting after each moment with an answer, with its pointwise 95 % bounds."""
    at_risk = sum(answered.values()) + sum(cut_short.values())
    waiting, spread = 1.0, 0.0
    for moment in sorted({*answered, *cut_short}):
        if done := answered.get(moment, 0):
            waiting *= 1.0 - done / at_risk
            if at_risk > done:
                spread += done / (at_risk * (at_risk - done))
            yield _Step(moment, waiting, *_bounds(waiting, spread))
        at_risk -= done + cut_short.get(moment, 0)


def _bounds(waiting: float, spread: float) -> tuple[float, float]:
    if waiting >= 1.0 or waiting <= 1e-12:
        return waiting, waiting
    bent = _Z * sqrt(spread) / abs(log(waiting))
    return waiting ** exp(bent), waiting ** exp(-bent)


def in_target(waits: Iterable[Wait]) -> InTarget:
    """Waits answered in time, of those that can be judged: open ones past their target are misses now."""
    judged = [wait.met for wait in waits if wait.met is not None]
    return InTarget(met=sum(judged), judged=len(judged))
