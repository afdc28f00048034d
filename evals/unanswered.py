"""The two-question protocol: is a missed question found when the reply has the same length and the same topic."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from evals.cases import answered, card_of, scorebook
from evals.metrics import Metric, auc
from evals.runner import Setting
from knowledge_base.articles import Article

DRAWS = 5
LENGTH = 0.2


def unanswered(setting: Setting, rows: Sequence[dict[str, Any]], articles: Sequence[Article]) -> dict[str, Metric]:
    """AUC of p(answered) of question B: the reply answers A and B, or A and something else of B's length."""
    book = scorebook(setting, "ru", articles)
    metrics = {}
    for key, same_topic in (("unanswered_auc_random", False), ("unanswered_auc_same_topic", True)):
        random = np.random.default_rng(0)
        values: list[float] = []
        covered: list[bool] = []
        groups: list[str] = []
        for row in rows:
            for _ in range(DRAWS):
                drawn = _draw(row, rows, random, same_topic=same_topic)
                if drawn is None:
                    continue
                other, stranger = drawn
                first = bool(random.integers(2))
                question, start, end = _joined(str(row["question"]), str(other["question"]), first=first)
                for second, truth in ((other, True), (stranger, False)):
                    reply = f"{row['operator_reply']}\n{second['operator_reply']}"
                    values.append(answered(card_of(question, reply, book), start, end))
                    covered.append(truth)
                    groups.append(str(row["group"]))
        metrics[key] = auc(values, covered, groups)
    return metrics


def _draw(
    row: dict[str, Any], rows: Sequence[dict[str, Any]], random: np.random.Generator, *, same_topic: bool
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


def _apart(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return not set(one["gold"]) & set(other["gold"])


def _joined(question: str, asked: str, *, first: bool) -> tuple[str, int, int]:
    """The message of two questions and the place of the one asked about."""
    if first:
        return f"{asked}\n{question}", 0, len(asked)
    return f"{question}\n{asked}", len(question) + 1, len(question) + 1 + len(asked)
