"""What moved, in words and as JSON, for the command line."""

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from human_review.moved import OperatorMoves, by_operator, together
from human_review.statistics import Point
from qa_scoring.labels import criterion_label
from qa_scoring.moves import Tallied, cause_label, changes_in_words, why
from reply_core.types import Language

_LISTED = 20


def report(tallied: Tallied, names: Mapping[str, str]) -> dict[str, Any]:
    """The report as JSON; ``names`` are the operators' by id."""
    return {
        **tallied.as_dict(),
        "everybody": _person(together(tallied), names),
        "operators": [_person(each, names) for each in _by_name(tallied, names)],
    }


def _by_name(tallied: Tallied, names: Mapping[str, str]) -> list[OperatorMoves]:
    return sorted(by_operator(tallied), key=lambda each: (names.get(each.operator_id, each.operator_id)).casefold())


def _person(each: OperatorMoves, names: Mapping[str, str]) -> dict[str, Any]:
    def point(found: Point) -> dict[str, Any]:
        return {
            "n": found.n, "conversations": found.conversations, "mean": found.mean, "low": found.low,
            "high": found.high,
        }  # fmt: skip

    return {
        "operator_id": each.operator_id,
        "name": names.get(each.operator_id, each.operator_id),
        "moved_share": point(each.moved),
        "difference": point(each.difference),
    }


def show(console: Console, tallied: Tallied, language: Language, names: Mapping[str, str]) -> None:
    """Print what moved: totals, causes, criteria, people by name, the first replies."""
    means = tallied.mean_totals()
    console.print(f"{len(tallied.moves)} of {tallied.replies - tallied.first} replies with an earlier card moved")
    if means:
        console.print(f"mean total, {len(tallied.differences)} replies: {means[0]:.1f} → {means[1]:.1f}")
    for cause, count in tallied.causes().items():
        console.print(f"  {cause_label(cause, language)}: {count}")
    changed = [each for each in tallied.criteria() if each.changed]
    if changed:
        table = Table("criterion", "changed", "how")
        for each in sorted(changed, key=lambda one: -one.changed):
            how = ", ".join(f"{old} → {new} {count}" for (old, new), count in sorted(each.changes.items()))
            table.add_row(criterion_label(each.criterion, language), str(each.changed), how)
        console.print(table)
        people = Table("operator", "replies", "conversations moved", "total, points")
        for who in _by_name(tallied, names):
            people.add_row(
                names.get(who.operator_id, who.operator_id), str(who.moved.n), _shown(who.moved, "{:.0f} %"),
                _shown(who.difference, "{:+.1f}"),
            )  # fmt: skip
        console.print(people)
    for move in tallied.moves[:_LISTED]:
        words = changes_in_words(move.changes, language) or ", ".join(move.critical_after)
        console.print(f"  {move.conversation_id} {move.message_id}: {words} · {why(move, language)}", soft_wrap=True)
    if len(tallied.moves) > _LISTED:
        console.print(f"  … and {len(tallied.moves) - _LISTED} more (--json lists them)")


def _shown(point: Point, form: str) -> str:
    """«12 % [5 … 23]», or why there is no number."""
    if point.mean is None or point.low is None or point.high is None:
        return f"{point.conversations} conversations: too few for a number"
    say: Callable[[float], str] = form.format
    return f"{say(point.mean)} [{say(point.low)} … {say(point.high)}]"
