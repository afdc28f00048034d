"""The board of disputes in figures: open, decided, how long decisions take, and how often each criterion was wrong."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from human_review.disputes import StoredDispute
from human_review.statistics import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionDisputes:
    """How disputes about one criterion ended."""

    criterion: str
    accepted: int
    decided: int
    low: float
    high: float
    """Bounds of the share accepted, 0 to 1 (Wilson, 95 %)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFigures:
    """The board in figures."""

    open: int
    decided: int
    median_hours: float | None
    """From opening to decision; None when nothing is decided."""
    criteria: tuple[CriterionDisputes, ...]


def figures(found: Sequence[StoredDispute]) -> DisputeFigures:
    """How many are open and decided, how long decisions took, and the share accepted per criterion."""
    decided = [each for each in found if each.state != "open"]
    by_criterion: dict[str, list[bool]] = defaultdict(list)
    for each in decided:
        by_criterion[each.criterion].append(each.state == "accepted")
    hours = [(each.decided_at - each.opened_at).total_seconds() / 3600 for each in decided if each.decided_at]
    criteria = []
    for criterion, ends in sorted(by_criterion.items()):
        low, high = wilson(sum(ends), len(ends))
        criteria.append(
            CriterionDisputes(criterion=criterion, accepted=sum(ends), decided=len(ends), low=low, high=high)
        )
    return DisputeFigures(
        open=len(found) - len(decided),
        decided=len(decided),
        median_hours=median(hours) if hours else None,
        criteria=tuple(criteria),
    )
