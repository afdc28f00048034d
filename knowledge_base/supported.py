"""Does the knowledge base answer this question at all? Measured signs, joined by a small trained model.

A likeness threshold cannot tell; margins between the first hits, words borne out and likeness against everyday texts
can, better. Coefficients: ``models/supported.json``, trained by ``evals/train_supported.py``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from knowledge_base.bm25 import Rarity, Scores
from knowledge_base.logistic import load_logistic
from knowledge_base.ranking import Signals, standardised
from model_gateway.embedder import Embedder
from reply_core.types import Language

Decision = Literal["supported", "weak", "nothing"]
_NEAR = 10
_PAIR = 2
_TINY = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Likeness of texts that have nothing to do with each other, for one embedder: its mean and deviation."""

    mean: float
    deviation: float


def measured(embedder: Embedder, texts: Sequence[str]) -> Background:
    """The scale of an embedder: likeness of each text as a question to all the others as passages."""
    likeness = embedder.queries(texts) @ embedder.passages(texts).T
    foreign = likeness[~np.eye(len(texts), dtype=bool)]
    return Background(mean=float(foreign.mean()), deviation=max(float(foreign.std()), _TINY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a search saw; the stems of the best articles come best first."""

    query: frozenset[str]
    """Subject stems of the question."""
    rarity: Rarity
    signals: Signals
    fused: Scores
    headings: Sequence[frozenset[str]]
    """Stems of the headings of the best articles."""
    passages: Sequence[frozenset[str]]
    """Stems of heading and best passage of the best articles."""
    language: Language
    background: Background | None = None
    """None without embeddings."""


def features(evidence: Evidence) -> dict[str, float]:
    """The signs by name; those of embeddings only when there are any."""
    found = _lexical(evidence)
    if evidence.background is not None:
        found.update(_semantic(evidence, evidence.background))
    return found


def judge(evidence: Evidence) -> tuple[float, Decision]:
    """Probability that the knowledge base holds the answer, and what to do about it."""
    if not evidence.fused.size or (not evidence.query and evidence.background is None):
        return 0.0, "nothing"
    model = load_logistic("supported", "local" if evidence.background is not None else "rules")
    signs = features(evidence)
    value = model.probability(signs)
    if evidence.background is None and not signs["recall_best"]:
        return min(value, model.thresholds["weak"] / 2), "nothing"  # by words alone, and not one in common
    if value >= model.thresholds["supported"]:
        return value, "supported"
    return value, "weak" if value >= model.thresholds["weak"] else "nothing"


def _lexical(evidence: Evidence) -> dict[str, float]:
    query, rarity, scores = evidence.query, evidence.rarity, evidence.signals.lexical
    heading = evidence.headings[0] if evidence.headings else frozenset()
    best = float(scores.max())
    return {
        "recall_best": max((rarity.recall(query, stems) for stems in evidence.passages), default=0.0),
        "heading_covered": rarity.recall(heading, query),
        "lexical_top": _top(scores),
        "lexical_gap": _gap(scores) / best if best > _TINY else 0.0,
        "russian": float(evidence.language == "ru"),
    }


def _semantic(evidence: Evidence, background: Background) -> dict[str, float]:
    signals, fused = evidence.signals, evidence.fused
    if signals.semantic is None or signals.heading is None:
        return {}
    first = int(np.argmax(fused))
    both = np.asarray((signals.semantic + signals.heading) / 2, dtype=np.float32)
    firsts = [int(np.argmax(ranking)) for ranking in (signals.lexical, signals.semantic, signals.heading)]
    return {
        "likeness": (float(both[first]) - background.mean) / background.deviation,
        "likeness_gap": _gap(both) / background.deviation,
        "fused_sharpness": _sharpness(fused),
        "fused_top": _top(fused),
        "fused_gap": _gap(fused),
        "fused_lead": _lead(fused),
        "same_first": sum(place == first for place in firsts) / len(firsts),
    }


def _top(scores: Scores) -> float:
    """The best standardised score, against what chance gives among so many."""
    return float(standardised(scores).max()) / math.sqrt(2 * math.log(scores.size + 1))


def _gap(scores: Scores) -> float:
    """How far the best score stands above the mean of the next ten."""
    few = scores if scores.size <= _NEAR + 1 else np.partition(scores, -_NEAR - 1)[-_NEAR - 1 :]
    ranked = np.sort(few)[::-1]
    return float(ranked[0] - ranked[1 : _NEAR + 1].mean()) if ranked.size > 1 else 0.0


def _lead(scores: Scores) -> float:
    """How far the best score stands above the second."""
    if scores.size < _PAIR:
        return 0.0
    second, best = np.partition(scores, -_PAIR)[-_PAIR:]
    return float(best - second)


def _sharpness(fused: Scores) -> float:
    """How few articles share the lead: minus the entropy of the scores taken as odds."""
    odds = np.exp(fused - fused.max())
    odds /= odds.sum()
    return float((odds * np.log(odds + _TINY)).sum())
