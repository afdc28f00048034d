"""For whom a new scoring moves anything: each operator's n, share of replies that moved, and mean difference."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from human_review.statistics import DRAWS, MIN_CONVERSATIONS, Point, share_point
from qa_scoring.moves import Tallied


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorMoves:
    """One operator ("" = all together); fewer than ten conversations give n and no number."""

    operator_id: str
    moved: Point
    """Share of conversations with a reply whose verdicts changed, 0-100, with its Wilson interval."""
    difference: Point
    """Mean of total after minus before, in points, with a bootstrap interval over conversations."""


def by_operator(tallied: Tallied) -> tuple[OperatorMoves, ...]:
    """Each operator whose replies were compared, by id."""
    every: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for each in tallied.every:
        every[each[0]].append(each)
    return tuple(_of(operator, every[operator], tallied) for operator in sorted(every))


def together(tallied: Tallied) -> OperatorMoves:
    """Everybody in one."""
    return _of("", tallied.every, tallied)


def _of(operator: str, every: Sequence[tuple[str, str, str]], tallied: Tallied) -> OperatorMoves:
    mine = {message for _, _, message in every}
    talks = {conversation for _, conversation, _ in every}
    moved = {each.conversation_id for each in tallied.moves if each.message_id in mine}
    differences: dict[str, list[float]] = defaultdict(list)
    for each in tallied.differences:
        if each.message_id in mine and each.difference is not None:
            differences[each.conversation_id].append(each.difference)
    return OperatorMoves(
        operator_id=operator,
        moved=share_point(len(moved), len(talks), replies=len(every)),
        difference=difference_point(differences),
    )


def difference_point(clusters: Mapping[str, Sequence[float]], *, seed: int = 0) -> Point:
    """The mean difference with a bootstrap interval over conversations; no number below ten of them.

    >>> difference_point({"c": [1.0]}).mean is None
    True
    """
    n = sum(len(each) for each in clusters.values())
    if len(clusters) < MIN_CONVERSATIONS:
        return Point(n=n, conversations=len(clusters))
    ordered = [clusters[name] for name in sorted(clusters)]
    sums, counts = np.array([sum(each) for each in ordered]), np.array([len(each) for each in ordered])
    picks = np.random.default_rng(seed).integers(0, len(ordered), size=(DRAWS, len(ordered)))
    means = sums[picks].sum(axis=1) / counts[picks].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Point(
        n=n, conversations=len(clusters), mean=float(sums.sum() / n), low=float(low), high=float(high)
    )  # fmt: skip
