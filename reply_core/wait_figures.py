"""Figures over many waits that do not forget the customers who are still waiting.

A median over answered waits alone gets better the more questions are left lying. Here an open wait counts for as long
as it has lasted (Kaplan-Meier), and one past its target is a miss already.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reply_core.waits import Wait


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


def quantile(lengths: Sequence[Waited], share: float = 0.5) -> float | None:
    """The time by which ``share`` of the customers had their answer (Kaplan-Meier), in seconds.

    None when so many are still waiting that it is not known yet. Without open waits it is the usual quantile (the
    smallest length that at least ``share`` of the waits do not exceed).

    Raises:
        ValueError: ``share`` is not between 0 and 1.

    >>> quantile([Waited(60, True), Waited(120, True), Waited(900, False)])
    120
    """
    if not 0.0 < share < 1.0:
        msg = f"a share lies between 0 and 1, not {share!r}"
        raise ValueError(msg)
    answered = Counter(each.seconds for each in lengths if each.answered)
    ended = Counter(each.seconds for each in lengths)
    waiting, at_risk = 1.0, len(lengths)
    for moment in sorted(ended):
        if done := answered[moment]:
            waiting *= 1.0 - done / at_risk
            if waiting <= 1.0 - share + 1e-12:
                return moment
        at_risk -= ended[moment]
    return None


def in_target(waits: Iterable[Wait]) -> InTarget:
    """Waits answered in time, of those that can be judged: open ones past their target are misses now."""
    judged = [wait.met for wait in waits if wait.met is not None]
    return InTarget(met=sum(judged), judged=len(judged))
