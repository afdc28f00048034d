"""Chooses what each view of a search counts: knowledge_base/models/ranking.json.

    python -m evals.train_ranking DATA

Sets: the demo shops (ours), wixqa (MIT), xquad.ru, xquad.en (CC BY-SA 4.0), hint3 (ODbL). Candidates: equal weights,
and weights fitted by a listwise softmax over the twenty best articles at several strengths, freely or drawn to the
middle. The candidate with the best mean reciprocal rank wins, each family judged by weights that have not seen it.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from evals.train_supported import retrieval_sets
from knowledge_base.articles import Article, article_of
from knowledge_base.ranking import CHANNELS, MODEL, order, standardised
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from model_gateway.local_embedder import LocalEmbedder
from model_gateway.remembering_embedder import RememberingEmbedder

LISTED = 20
STRENGTHS = (0.003, 0.03, 0.1)
TOGETHER = 3.0
"""Weights add up to this, so that scores keep their scale."""
LIKE_A_DESK = 2.0
"""A shop's questions count so much more than an encyclopaedia's."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Questions:
    """One set: standardised channels of its questions, shape (questions, articles, channels), and which are gold."""

    name: str
    channels: Matrix
    gold: NDArray[np.bool_]

    @property
    def family(self) -> str:
        """Sets of one source are left out together."""
        return self.name.split(".")[0]

    @cached_property
    def listed(self) -> tuple[Matrix, NDArray[np.bool_]]:
        """Channels and gold of the articles that compete: the best by equal weights, the gold ones before others."""
        lead = self.channels.sum(axis=2) + np.where(self.gold, 1e6, 0.0)
        best = np.argsort(-lead, axis=1, kind="stable")[:, :LISTED]
        return np.take_along_axis(self.channels, best[:, :, None], axis=1), np.take_along_axis(self.gold, best, axis=1)


def questions_of(
    name: str, articles: Sequence[Article], rows: Sequence[tuple[str, set[str]]], embedder: Embedder
) -> Questions:
    """What the product's own search sees."""
    index = KnowledgeIndex.build(articles, embedder)
    known = [article.id for article in index.articles]
    channels, gold = [], []
    for question, wanted in rows:
        if wanted & set(known):
            signals = index.ranker.rank(index.mended(question)).signals
            channels.append(np.stack([standardised(getattr(signals, one)) for one in CHANNELS], axis=1))
            gold.append([name in wanted for name in known])
    return Questions(name, np.array(channels, dtype=np.float64), np.array(gold))


def intents(data: Path) -> Iterator[tuple[str, list[Article], list[tuple[str, set[str]]]]]:
    """hint3: an intent with five of its phrases is an article."""
    rows = [
        json.loads(line) for line in (data / "hint3" / "data.jsonl").read_text(encoding="utf-8").splitlines() if line
    ]
    for bot in sorted({row["bot"] for row in rows}):
        taught: dict[str, list[str]] = {}
        for row in rows:
            if row["bot"] == bot and row["part"] == "train":
                taught.setdefault(row["label"], []).append(row["text"])
        articles = [
            article_of({"id": label, "question": said[0], "text": "\n".join(said[1:6]) or said[0]})
            for label, said in taught.items()
        ]
        asked = [
            (row["text"], {row["label"]})
            for row in rows
            if row["bot"] == bot and row["part"] == "test" and row["label"] in taught
        ]
        yield f"hint3.{bot}", articles, asked


def fitted(sets: Sequence[Questions], strength: float, middle: float) -> Matrix:
    """Weights ≥ 0 of a listwise softmax; every set weighs the same, those like a desk `LIKE_A_DESK` times that."""

    def loss(point: Matrix) -> tuple[float, Matrix]:
        cost, slope = 0.0, np.zeros_like(point)
        for one in sets:
            channels, gold = one.listed
            scores = channels @ point
            odds = np.exp(scores - scores.max(axis=1, keepdims=True))
            right = odds * gold
            share = LIKE_A_DESK if one.family in {"shop", "wixqa"} else 1.0
            each = share / len(gold) / len(sets)
            cost -= each * float(np.log(right.sum(axis=1) / odds.sum(axis=1)).sum())
            off = odds / odds.sum(axis=1, keepdims=True) - right / right.sum(axis=1, keepdims=True)
            slope += each * np.einsum("qa,qac->c", off, channels)
        drawn = point - middle
        return cost + strength * float(drawn @ drawn), slope + 2 * strength * drawn

    start = np.full(len(CHANNELS), 0.5)
    found = minimize(loss, start, jac=True, bounds=[(0.0, None)] * len(CHANNELS), method="L-BFGS-B").x
    weights: Matrix = found * TOGETHER / found.sum()
    return weights


def equal(_: Sequence[Questions]) -> Matrix:
    """The same for each channel."""
    return np.full(len(CHANNELS), TOGETHER / len(CHANNELS))


def _drawn(strength: float, middle: float) -> Callable[[Sequence[Questions]], Matrix]:
    return lambda sets: fitted(sets, strength, middle)


def candidates() -> dict[str, Callable[[Sequence[Questions]], Matrix]]:
    """How weights may be found."""
    found: dict[str, Callable[[Sequence[Questions]], Matrix]] = {"equal": equal}
    for strength in STRENGTHS:
        found[f"free, strength {strength}"] = _drawn(strength, 0.0)
        found[f"to the middle, strength {strength}"] = _drawn(strength, 0.5)
    return found


def figures(one: Questions, weights: Matrix) -> dict[str, float]:
    """Recall at 1 and 5 and the mean reciprocal rank of a set."""
    places = [
        int(np.flatnonzero(gold[order(np.asarray(scores, dtype=np.float32))])[0])
        for scores, gold in zip(one.channels @ weights, one.gold, strict=True)
    ]
    ranks = np.array(places) + 1
    return {
        "n": len(ranks),
        "recall_at_1": round(float((ranks <= 1).mean()), 4),
        "recall_at_5": round(float((ranks <= 5).mean()), 4),
        "mrr": round(float((1 / ranks).mean()), 4),
    }


def left_out(sets: Sequence[Questions], find: Callable[[Sequence[Questions]], Matrix]) -> dict[str, dict[str, float]]:
    """Each family judged by weights found on the others."""
    found: dict[str, dict[str, float]] = {}
    for family in dict.fromkeys(one.family for one in sets):
        weights = find([one for one in sets if one.family != family])
        found |= {one.name: figures(one, weights) for one in sets if one.family == family}
    return found


def chosen(sets: Sequence[Questions]) -> dict[str, Any]:
    """The model as JSON."""
    judged = {name: left_out(sets, find) for name, find in candidates().items()}
    means = {name: float(np.mean([each["mrr"] for each in found.values()])) for name, found in judged.items()}
    best = max(means, key=lambda name: means[name])
    weights = candidates()[best](sets)
    return {
        "weights": {name: round(float(value), 4) for name, value in zip(CHANNELS, weights, strict=True)},
        "chosen": best,
        "mean_mrr_left_out": {name: round(value, 4) for name, value in means.items()},
        "left_out": judged[best],
    }


def main(data: Path, out: Path = MODEL) -> None:
    """Collect, choose, write."""
    kept = os.environ.get("TACT_VECTOR_FILE")
    inner = LocalEmbedder(cache_size=100_000)
    embedder = RememberingEmbedder(inner, Path(kept)) if kept else inner
    sets = [questions_of(*one, embedder) for one in (*retrieval_sets(data), *intents(data))]
    body = {
        "what": "what each view of a search counts",
        "how": "evals/train_ranking.py",
        "licences": {"shop": "ours", "wixqa": "MIT", "xquad": "CC BY-SA 4.0", "hint3": "ODbL 1.0"},
        **chosen(sets),
    }
    out.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({key: body[key] for key in ("weights", "chosen", "mean_mrr_left_out")}, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
