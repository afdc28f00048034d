"""Trains the judge of "does the knowledge base answer": knowledge_base/models/supported.json.

    python -m evals.train_supported DATA

Sets: xquad.ru, xquad.en (CC BY-SA 4.0), wixqa (MIT), hint3 (ODbL), the demo shops (ours). Cases are made by halving the
knowledge base at random (seeded): questions whose article stayed are answered, the others are not. Features are those
the product computes. Figures are from leave-one-set-out cross-validation: each set judged by a model that
has not seen it.
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from evals.shop_questions import shop_sets
from knowledge_base.articles import Article, article_of
from knowledge_base.logistic import MODELS
from knowledge_base.search import KnowledgeIndex
from knowledge_base.supported import features
from model_gateway.embedder import Embedder
from model_gateway.local_embedder import LocalEmbedder
from model_gateway.remembering_embedder import RememberingEmbedder

SEED = 20_261
SIZES = (12, 40, 120)
"""Articles of the small knowledge bases drawn from each set."""
DRAWS = {12: 24, 40: 10, 120: 4}
RULES = ("recall_best", "heading_covered", "lexical_top", "lexical_gap", "russian")
LOCAL = (
    "likeness",
    "likeness_gap",
    "fused_sharpness",
    "fused_top",
    "fused_gap",
    "fused_lead",
    "same_first",
    "recall_best",
    "heading_covered",
    "lexical_gap",
    "russian",
)
FREE = frozenset({"russian"})
"""The one sign that may speak either way; more of any other never makes an answer less likely."""
STRENGTHS = (0.01, 0.1, 1.0, 10.0)
SURE, HARDLY = 0.8, 0.95
"""Where every second question has an answer, «supported» is right in 4 of 5 cases (in 16 of 17 where 4 of 5 questions
have one); «nothing» is said of at most 5 in 100 answered questions."""
LEAST = 1 / 3
"""A bar must leave this share of the answered questions above it, however sure it would be."""

Matrix = NDArray[np.float64]


@dataclass
class Cases:
    """Features and truth of the cases of one set."""

    rows: list[dict[str, float]] = field(default_factory=list)
    answered: list[bool] = field(default_factory=list)

    def add(self, index: KnowledgeIndex, question: str, *, answered: bool) -> None:
        """One case: the product's own features for a question."""
        self.rows.append(features(index.evidence(question)))
        self.answered.append(answered)

    def matrix(self, names: Sequence[str]) -> Matrix:
        """Shape (cases, names)."""
        return np.array([[row[name] for name in names] for row in self.rows])

    def truth(self) -> NDArray[np.bool_]:
        """Shape (cases,)."""
        return np.array(self.answered)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def retrieval_sets(data: Path) -> Iterator[tuple[str, list[Article], list[tuple[str, set[str]]]]]:
    """Name, articles, questions with the ids of their articles."""
    yield from shop_sets()
    for name, knowledge, queries in (
        ("xquad.ru", "passages.ru.jsonl", "queries.ru.jsonl"),
        ("xquad.en", "passages.en.jsonl", "queries.en.jsonl"),
        ("wixqa", "kb.jsonl", "queries.jsonl"),
    ):
        articles = [article_of(row) for row in _rows(data / name / knowledge)]
        yield name, articles, [(row["question"], set(row["gold"])) for row in _rows(data / name / queries)]


def halved(
    articles: Sequence[Article],
    questions: Sequence[tuple[str, set[str]]],
    embedder: Embedder,
    draw: np.random.Generator,
) -> Cases:
    """Knowledge bases of several sizes drawn at random; up to 60 questions of each kind for every one of them."""
    cases = Cases()
    vectors = dict(KnowledgeIndex.build(articles, embedder).vectors)
    sizes = [size for size in (*SIZES, len(articles) * 2 // 3) if size < len(articles)]
    for size in sizes:
        for _ in range(DRAWS.get(size, 4)):
            kept = [articles[place] for place in draw.permutation(len(articles))[:size]]
            index = KnowledgeIndex.build(kept, embedder, vectors)
            ids = {article.id for article in kept}
            for answered in (True, False):
                fitting = [question for question, gold in questions if bool(gold & ids) is answered]
                for place in draw.permutation(len(fitting))[: max(6, 240 // DRAWS.get(size, 4))]:
                    cases.add(index, fitting[place], answered=answered)
    return cases


def bots(data: Path, embedder: Embedder) -> Iterator[tuple[str, Cases]]:
    """hint3: what a bot was taught is its knowledge base, once as one article per phrase, once per intent.

    Beside the whole base, halves of it: a question whose intent was taken out has no answer any more.
    """
    by_bot: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(data / "hint3" / "data.jsonl"):
        by_bot[row["bot"]].append(row)
    for bot, rows in by_bot.items():
        draw = np.random.default_rng(SEED)
        cases = Cases()
        tests = [(row["text"], row["label"]) for row in rows if row["part"] == "test"]
        for by_label in _shapes([row for row in rows if row["part"] == "train"]):
            labels = sorted(by_label)
            halves = [set(draw.permutation(labels)[: len(labels) // 2].tolist()) for _ in range(4)]
            for kept in (set(labels), *halves):
                index = KnowledgeIndex.build(
                    [a for label in labels if label in kept for a in by_label[label]], embedder
                )
                for text, label in tests:
                    if len(kept) == len(labels) or label in labels:
                        cases.add(index, text, answered=label in kept)
        yield f"hint3.{bot}", cases


def _shapes(taught: Sequence[dict[str, Any]]) -> list[dict[str, list[Article]]]:
    phrases: dict[str, list[Article]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    for row in taught:
        phrases[row["label"]].append(Article(id=row["id"], title="", question=row["text"], text=row["text"]))
        texts[row["label"]].append(row["text"])
    intents = {
        label: [Article(id=label, title="", question=said[0], text="\n".join(said[1:6]) or said[0])]
        for label, said in texts.items()
    }
    return [phrases, intents]


@dataclass(frozen=True)
class Fit:
    """A standardised logistic model."""

    means: Matrix
    scales: Matrix
    weights: Matrix
    intercept: float

    def probabilities(self, matrix: Matrix) -> Matrix:
        """p(answered), shape (cases,)."""
        found: Matrix = expit((matrix - self.means) / self.scales @ self.weights + self.intercept)
        return found


def fit(sets: Sequence[Cases], names: Sequence[str], strength: float) -> Fit:
    """Every set weighs the same, and so do answered and unanswered cases within it; weights but `FREE` are ≥ 0."""
    matrix = np.concatenate([cases.matrix(names) for cases in sets])
    truth = np.concatenate([cases.truth() for cases in sets]).astype(np.float64)
    weights = np.concatenate([_weights(cases.truth()) for cases in sets])
    weights *= len(truth) / weights.sum() / 1_000
    means, scales = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    scaled = (matrix - means) / scales

    def loss(point: Matrix) -> tuple[float, Matrix]:
        slopes, reached = point[:-1], scaled @ point[:-1] + point[-1]
        cost = weights @ (np.logaddexp(0, reached) - truth * reached) + slopes @ slopes / strength / 200
        off = weights * (expit(reached) - truth)
        return float(cost), np.append(scaled.T @ off + slopes / strength / 100, off.sum())

    bounds = [(None if name in FREE else 0.0, None) for name in names]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B").x
    return Fit(means, scales, found[:-1], float(found[-1]))


def _weights(truth: NDArray[np.bool_]) -> Matrix:
    found: Matrix = np.where(truth, 0.5 / max(1, truth.sum()), 0.5 / max(1, (~truth).sum()))
    return found


def left_out(sets: dict[str, Cases], names: Sequence[str], strength: float) -> dict[str, Matrix]:
    """Each family's cases judged by a model of the other families (xquad in two languages is one family)."""
    found = {}
    for name, cases in sets.items():
        family = name.split(".")[0]
        others = [other for key, other in sets.items() if key.split(".")[0] != family]
        found[name] = fit(others, names, strength).probabilities(cases.matrix(names))
    return found


def thresholds(sets: dict[str, Cases], judged: dict[str, Matrix]) -> dict[str, float]:
    """The lowest bar that is right in `SURE` of the cases above it (or the surest); the bar few answered cases miss."""
    values = np.concatenate(list(judged.values()))
    truth = np.concatenate([cases.truth() for cases in sets.values()])
    weights = np.concatenate([_weights(cases.truth()) for cases in sets.values()])
    order = np.argsort(-values)
    right = np.cumsum((weights * truth)[order]) / np.cumsum(weights[order])
    reached = np.cumsum((weights * truth)[order]) / (weights * truth).sum()
    allowed = reached >= LEAST
    above = np.flatnonzero(allowed & (right >= min(SURE, float(right[allowed].max()))))
    supported = float(values[order][above[-1]])
    weak = float(values[order][np.searchsorted(reached, HARDLY)])
    return {"supported": round(supported, 4), "weak": round(min(weak, supported), 4)}


def trained(sets: dict[str, Cases], names: Sequence[str]) -> dict[str, Any]:
    """The model as JSON: the strength with the best mean left-out AUROC, then fitted on everything."""

    def score(strength: float) -> float:
        judged = left_out(sets, names, strength)
        return float(np.mean([roc_auc_score(cases.truth(), judged[key]) for key, cases in sets.items()]))

    strength = max(STRENGTHS, key=score)
    judged = left_out(sets, names, strength)
    final = fit(list(sets.values()), names, strength)
    return {
        "features": [
            {"name": name, "mean": round(float(mean), 5), "scale": round(float(scale), 5), "weight": round(float(w), 5)}
            for name, mean, scale, w in zip(names, final.means, final.scales, final.weights, strict=True)
        ],
        "intercept": round(final.intercept, 5),
        "thresholds": thresholds(sets, judged),
        "strength": strength,
        "auroc_left_out": {
            key: round(float(roc_auc_score(cases.truth(), judged[key])), 4) for key, cases in sets.items()
        },
    }


def collect(data: Path, embedder: Embedder) -> dict[str, Cases]:
    """All cases by set, the same on every run."""
    sets = {
        name: halved(articles, questions, embedder, np.random.default_rng(SEED))
        for name, articles, questions in retrieval_sets(data)
    }
    sets.update(bots(data, embedder))
    return sets


def main(data: Path, out: Path = MODELS / "supported.json") -> None:
    """Collect, train both levels, write the coefficients."""
    kept = os.environ.get("TACT_VECTOR_FILE")
    inner = LocalEmbedder(cache_size=100_000)
    sets = collect(data, RememberingEmbedder(inner, Path(kept)) if kept else inner)
    models = {"rules": trained(sets, RULES), "local": trained(sets, LOCAL)}
    body = {
        "what": "probability that the knowledge base holds the answer to a question",
        "how": "evals/train_supported.py",
        "seed": SEED,
        "sets": {key: {"cases": len(cases.answered), "answered": sum(cases.answered)} for key, cases in sets.items()},
        "licences": {"xquad": "CC BY-SA 4.0", "wixqa": "MIT", "hint3": "ODbL 1.0", "shop": "ours"},
        "models": models,
    }
    out.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({key: model["auroc_left_out"] for key, model in models.items()}, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
