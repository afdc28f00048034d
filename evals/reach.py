"""What each figure should reach at least, and whether it does: said either way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["met", "met, interval reaches below", "not met, interval reaches it", "not met", "not measured"]


@dataclass(frozen=True, slots=True)
class Reach:
    """A bound on a figure; ``levels`` are the levels of power it is asked of."""

    bound: float
    at_most: bool = False
    levels: tuple[str, ...] = ("rules", "local", "model")

    def said(self) -> str:
        """The bound as shown: "≥ 0.80"."""
        return f"{'≤' if self.at_most else '≥'} {self.bound:g}"

    def state(self, metric: Mapping[str, Any]) -> State:
        """Whether a metric, as JSON, reaches the bound; the interval is said beside it."""
        value, low, high = metric.get("value"), metric.get("low"), metric.get("high")
        if value is None:
            return "not measured"
        worst, best = (high, low) if self.at_most else (low, high)
        if self._holds(float(value)):
            return "met" if worst is None or self._holds(float(worst)) else "met, interval reaches below"
        return "not met" if best is None or not self._holds(float(best)) else "not met, interval reaches it"

    def _holds(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound


MEANING = ("local", "model")


def _zero() -> Reach:
    return Reach(0, at_most=True)


PERSONAL = ("PHONE", "EMAIL", "CARD", "PASSPORT", "SNILS", "INN", "ADDRESS", "PERSON", "BIRTHDATE")

REACH: Mapping[str, Mapping[str, Reach]] = {
    "tydip": {
        "ru_accuracy": Reach(0.80, levels=MEANING),
        "ru_auc": Reach(0.88, levels=MEANING),
        "en_accuracy": Reach(0.88, levels=MEANING),
    },
    "cocoa_formality_ru": {"accuracy": Reach(0.985), "wrong_share": Reach(0.01, at_most=True)},
    "russe_detox": {"pair_accuracy": Reach(0.95)},
    "ru_distorted_toxicity": {"recall_distorted": Reach(0.45)},
    "rutube_support": {
        "recall_at_1": Reach(0.60, levels=MEANING),
        "recall_at_5": Reach(0.85, levels=MEANING),
        "draft_token_f1": Reach(0.48, levels=MEANING),
        "shown_gold_share": Reach(0.80, levels=MEANING),
        "not_in_kb_auroc": Reach(0.75, levels=MEANING),
        "unanswered_auc_random": Reach(0.90, levels=MEANING),
        "unanswered_auc_same_topic": Reach(0.85, levels=MEANING),
        "violation_false_alarms": Reach(0.0034, at_most=True),
        "numbers_caught": Reach(0.90),
        "numbers_false_alarms": Reach(0.05, at_most=True),
    },
    "wixqa": {"recall_at_1": Reach(0.76, levels=MEANING), "recall_at_5": Reach(0.92, levels=MEANING)},
    "xquad.ru": {"recall_at_5": Reach(0.99, levels=MEANING)},
    "haluquestqa": {"auc": Reach(0.68, levels=MEANING)},
    "qa_feedback": {"spearman": Reach(0.42, levels=MEANING)},
    "saf_short_answers": {"spearman": Reach(0.65)},
    "begin": {"auc": Reach(0.93, levels=MEANING)},
    "hint3": {"auroc": Reach(0.80, levels=MEANING)},
    "pii_ru_semisynth": {f"recall_{kind}": Reach(0.95) for kind in PERSONAL},
    "tricky_cases": {
        "wrong_fail": _zero(),
        "false_critical": _zero(),
        "missed_critical": _zero(),
        "decided_right": Reach(0.85, levels=MEANING),
    },
    "counterfactual": {
        "flip_rate": Reach(0.02, at_most=True, levels=("model",)),
        "flips": Reach(0, at_most=True, levels=("rules", "local")),
    },
}
"""By set and metric. 0.0034 is one alarm among 295 replies. Sources: the issues that set out the work."""


def reach_of(name: str, metric: str, level: str) -> Reach | None:
    """The bound asked of a figure at a level, if there is one."""
    found = REACH.get(name, {}).get(metric)
    return found if found is not None and level in found.levels else None
