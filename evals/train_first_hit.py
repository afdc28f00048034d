"""Trains the judge of "is the first article found the right one": knowledge_base/models/first_hit.json.

    python -m evals.train_first_hit DATA

Sets: the demo shops (ours), xquad.ru, xquad.en (CC BY-SA 4.0), wixqa (MIT), hint3 (ODbL).
Questions are searched in two thirds of a knowledge
base drawn at random (seeded), so that some have no article any more; hint3 as it is. Right = the first article is a
gold one. Signs are those the product computes. Figures are from leave-one-family-out cross-validation.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from drafting.first_hit import signs
from evals.train_supported import retrieval_sets
from knowledge_base.articles import Article
from knowledge_base.logistic import MODELS
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from model_gateway.local_embedder import LocalEmbedder
from model_gateway.remembering_embedder import RememberingEmbedder

SEED, DRAWS = 20_261, 3
NAMES = ("support", "lead")
SURE = 0.85
"""Where the first article is right for every second question, one drafted from is right in so many cases: above the
four in five that are asked for, as another shop's questions are never quite those of the training."""
SATURATED = "xquad"
"""Nearly every first article is right there: it teaches the signs, but says nothing about where the bar should be."""
_HITS = 10

Matrix = NDArray[np.float64]
Cases = tuple[Matrix, NDArray[np.bool_]]


def cases_of(index: KnowledgeIndex, questions: Sequence[tuple[str, set[str]]]) -> Cases:
    """Signs and truth of questions searched in an index."""
    rows, right = [], []
    for question, gold in questions:
        result = index.search(question, _HITS)
        if result.hits:
            found = signs(result.supported, result.hits)
            rows.append([found[name] for name in NAMES])
            right.append(result.hits[0].passage.article_id in gold)
    return np.array(rows), np.array(right, dtype=np.bool_)


def sets(data: Path, embedder: Embedder) -> Iterator[tuple[str, Cases]]:
    """Name and cases of every set."""
    for name, articles, questions in retrieval_sets(data):
        draw = np.random.default_rng(SEED)
        parts = []
        for _ in range(DRAWS):
            kept = [articles[place] for place in draw.permutation(len(articles))[: len(articles) * 2 // 3]]
            parts.append(cases_of(KnowledgeIndex.build(kept, embedder), questions))
        yield name, (np.concatenate([rows for rows, _ in parts]), np.concatenate([truth for _, truth in parts]))
    yield from bots(data, embedder)


def bots(data: Path, embedder: Embedder) -> Iterator[tuple[str, Cases]]:
    """hint3: one article for each thing a bot was taught; its test questions, most of them out of scope."""
    lines = (data / "hint3" / "data.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    for bot in sorted({row["bot"] for row in rows}):
        taught: dict[str, list[str]] = {}
        for row in rows:
            if row["bot"] == bot and row["part"] == "train":
                taught.setdefault(row["label"], []).append(row["text"])
        articles = [
            Article(id=label, title="", question=said[0], text="\n".join(said[1:6]) or said[0])
            for label, said in taught.items()
        ]
        asked = [(row["text"], {row["label"]}) for row in rows if row["bot"] == bot and row["part"] == "test"]
        yield f"hint3.{bot}", cases_of(KnowledgeIndex.build(articles, embedder), asked)


def fit(parts: Sequence[Cases]) -> tuple[Matrix, Matrix, LogisticRegression]:
    """Means, scales and the model; every set weighs the same, and so do right and wrong cases in it."""
    matrix = np.concatenate([rows for rows, _ in parts])
    truth = np.concatenate([right for _, right in parts])
    weights = np.concatenate([_weights(right) for _, right in parts])
    means, scales = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0).fit(
        (matrix - means) / scales, truth, sample_weight=weights * len(truth) / len(parts)
    )
    return means, scales, model


def _weights(truth: NDArray[np.bool_]) -> Matrix:
    found: Matrix = np.where(truth, 0.5 / max(1, truth.sum()), 0.5 / max(1, (~truth).sum()))
    return found


def trained(parts: dict[str, Cases]) -> dict[str, Any]:
    """The model of one level as JSON, its bar from cases judged by a model that has not seen their family."""
    judged: dict[str, Matrix] = {}
    for name, (rows, _) in parts.items():
        family = name.split(".")[0]
        means, scales, model = fit([cases for key, cases in parts.items() if key.split(".")[0] != family])
        judged[name] = model.predict_proba((rows - means) / scales)[:, 1]
    telling = [name for name in parts if not name.startswith(SATURATED)]
    values = np.concatenate([judged[name] for name in telling])
    truth = np.concatenate([parts[name][1] for name in telling])
    weights = np.concatenate([_weights(parts[name][1]) for name in telling])
    order = np.argsort(-values)
    right = np.cumsum((weights * truth)[order]) / np.cumsum(weights[order])
    above = np.flatnonzero(right >= SURE)
    bar = float(values[order][above[-1]]) if above.size else 1.0
    means, scales, model = fit(list(parts.values()))
    return {
        "features": [
            {"name": name, "mean": round(float(mean), 5), "scale": round(float(scale), 5), "weight": round(float(w), 5)}
            for name, mean, scale, w in zip(NAMES, means, scales, model.coef_[0], strict=True)
        ],
        "intercept": round(float(model.intercept_[0]), 5),
        "thresholds": {"right": round(bar, 4)},
        "auroc_left_out": {key: round(float(roc_auc_score(parts[key][1], judged[key])), 4) for key in parts},
        "kept_left_out": {key: round(float((judged[key] >= bar).mean()), 3) for key in parts},
        "right_left_out": {key: round(float(parts[key][1][judged[key] >= bar].mean()), 3) for key in parts},
    }


def main(data: Path, out: Path = MODELS / "first_hit.json", vectors: Path | None = None) -> None:
    """Collect, train (by words alone the support says it all), write the coefficients."""
    embedder: Embedder = LocalEmbedder(cache_size=100_000)
    if vectors is not None:
        embedder = RememberingEmbedder(embedder, vectors)
    models = {"local": trained(dict(sets(data, embedder)))}
    body = {
        "what": "probability that the first article found is the one that answers",
        "how": "evals/train_first_hit.py",
        "seed": SEED,
        "licences": {"xquad": "CC BY-SA 4.0", "wixqa": "MIT", "hint3": "ODbL 1.0"},
        "models": models,
    }
    out.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({level: model["right_left_out"] for level, model in models.items()}, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), vectors=Path(sys.argv[2]) if len(sys.argv) > 2 else None)
