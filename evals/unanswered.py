"""The two-question protocol: is a missed question found when the reply has the same length and the same topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from evals.cases import answered, card_of, scorebook
from evals.coverage_fit import fitted_inside
from evals.coverage_sets import Case
from evals.curves import calibration, coverage_curve, criterion
from evals.metrics import Metric, auc, coverage_at_error, mean, ratio
from evals.runner import Setting
from knowledge_base.articles import Article
from qa_scoring.scorecard import Scorecard, Unscored
from reply_core.text import stems, words

DRAWS = 5
LENGTH = 0.2
KINDS = (("random", False), ("same_topic", True))


@dataclass(slots=True)
class Missed:
    """What the protocol gives: figures, those of simple baselines, and what the report draws."""

    metrics: dict[str, Metric] = field(default_factory=dict)
    baseline: dict[str, Metric] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=lambda: {"calibration": [], "curve": [], "criteria": []})


class Seen(NamedTuple):
    """The scorer's word on the question asked about."""

    value: float
    """p(answered), whatever the verdict."""
    decided: bool | None
    """Answered or missed by its verdict; None while it is left open."""


def unanswered(setting: Setting, rows: Sequence[dict[str, Any]], articles: Sequence[Article]) -> Missed:
    """p(answered) of question B, and its verdict: the reply answers A and B, or A and something else of B's length."""
    book = scorebook(setting, "ru", articles)
    found = Missed()
    for key, same_topic in KINDS:
        cases = drawn(rows, same_topic=same_topic)
        seen = [_seen(card_of(case.message, case.reply, book), case) for case in cases]
        _report(found, key, cases, seen)
        inside = fitted_inside(cases, book.index, setting.embedder)
        groups = [case.group for case in cases]
        found.metrics[f"unanswered_auc_{key}_cv"] = auc(inside, [case.answered for case in cases], groups)
    return found


def drawn(rows: Sequence[dict[str, Any]], *, same_topic: bool) -> tuple[Case, ...]:
    """The cases, covered and not, in pairs: ``DRAWS`` for each row, seed 0."""
    random = np.random.default_rng(0)
    found: list[Case] = []
    for row in rows:
        for _ in range(DRAWS):
            pair = _draw(row, rows, random, same_topic=same_topic)
            if pair is None:
                continue
            other, stranger = pair
            first = bool(random.integers(2))
            question, start, end = _joined(str(row["question"]), str(other["question"]), first=first)
            for second, truth in ((other, True), (stranger, False)):
                found.append(
                    Case(
                        set="rutube_support",
                        group=str(row["group"]),
                        message=question,
                        start=start,
                        end=end,
                        reply=f"{row['operator_reply']}\n{second['operator_reply']}",
                        answered=truth,
                        kind="topic.two" if same_topic else "random.two",
                    )
                )
    return tuple(found)


def _seen(card: Scorecard | Unscored, case: Case) -> Seen:
    value = answered(card, case.start, case.end)
    if isinstance(card, Unscored):
        return Seen(value, None)
    given = [each.credit for each in card.asks if each.ask.span.end > case.start and each.ask.span.start < case.end]
    if any(credit == 0 for credit in given):
        return Seen(value, False)
    return Seen(value, None if not given or None in given else True)


def _report(found: Missed, key: str, cases: Sequence[Case], seen: Sequence[Seen]) -> None:
    values, truth = [each.value for each in seen], [case.answered for case in cases]
    groups = [case.group for case in cases]
    right = [(value >= 0.5) == label for value, label in zip(values, truth, strict=True)]
    confidence = [abs(value - 0.5) for value in values]
    decided = [each.decided is not None for each in seen]
    wrong = [float(each.decided is not None and each.decided != label) for each, label in zip(seen, truth, strict=True)]
    found.metrics |= {
        f"unanswered_auc_{key}": auc(values, truth, groups),
        f"unanswered_accuracy_{key}": mean([float(each) for each in right], groups),
        f"unanswered_coverage_at_error_10_{key}": coverage_at_error(confidence, right, groups),
        f"unanswered_decided_{key}": mean([float(each) for each in decided], groups),
        f"unanswered_wrong_among_decided_{key}": ratio(wrong, [float(each) for each in decided], groups),
    }
    found.baseline |= {
        f"unanswered_auc_{key}_length": auc([float(len(words(case.reply))) for case in cases], truth, groups),
        f"unanswered_auc_{key}_overlap": auc([_overlap(case) for case in cases], truth, groups),
    }
    name = f"p(answered), {key.replace('_', ' ')}"
    found.details["calibration"].append(calibration(name, values, truth))
    found.details["curve"].append(coverage_curve(name, confidence, right))
    missed = [None if each.decided is None else not each.decided for each in seen]
    found.details["criteria"].append(
        criterion(
            f"asks_covered, {key.replace('_', ' ')}",
            missed,
            [not label for label in truth],
            groups,
            value=[1 - value for value in values],
            positive="missed",
        )
    )


def _overlap(case: Case) -> float:
    """Share of the question's stems in the reply."""
    wanted, said = set(stems(case.message[case.start : case.end])), set(stems(case.reply))
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _draw(
    row: Mapping[str, Any], rows: Sequence[dict[str, Any]], random: np.random.Generator, *, same_topic: bool
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """(B, C): B has another gold than A; C another than both, and a reply about as long as B's."""
    fits = [one for one in rows if _apart(one, row) and (not same_topic or one["class1"] == row["class1"])]
    for _ in range(20):
        if not fits:
            return None
        other = fits[int(random.integers(len(fits)))]
        length = len(str(other["operator_reply"]))
        strangers = [
            one
            for one in fits
            if _apart(one, other) and abs(len(str(one["operator_reply"])) - length) <= LENGTH * length
        ]
        if strangers:
            return other, strangers[int(random.integers(len(strangers)))]
    return None


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return not set(one["gold"]) & set(other["gold"])


def _joined(question: str, asked: str, *, first: bool) -> tuple[str, int, int]:
    """The message of two questions and the place of the one asked about."""
    if first:
        return f"{asked}\n{question}", 0, len(asked)
    return f"{question}\n{asked}", len(question) + 1, len(question) + 1 + len(asked)
