"""Trains the judge of "do the sources bear this sentence out": knowledge_base/models/support_rules.json, …_local.json.

    python -m evals.train_support DATA

Set: begin (wow and cmu-dog CC BY 4.0, topicalchat CDLA-Sharing-1.0). Only its parts ``begin_dev_*`` are learned from;
``begin_test_wow`` is kept for testing. Signs are those the product computes; besides, figures of a cross-validation by
group over all parts are recorded.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from evals.grounding import ATTRIBUTABLE, LOW_OVERLAP
from knowledge_base.logistic import MODELS
from knowledge_base.support import Source, signs
from model_gateway.embedder import Embedder
from model_gateway.local_embedder import LocalEmbedder
from reply_core.text import fold, words

RULES = ("best", "pairs", "novel", "first_person", "question")
LOCAL = (*RULES, "likeness")
AGAINST = frozenset({"novel", "first_person", "question"})
"""More of these never makes a sentence better supported; more of any other never makes it worse."""
LEARNED = "begin_dev_"
FOLDS = 5
STRENGTH = 1.0
SURE = 0.85

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A standardised logistic model."""

    means: Matrix
    scales: Matrix
    weights: Matrix
    intercept: float

    def probabilities(self, matrix: Matrix) -> Matrix:
        """p(supported), shape (cases,)."""
        found: Matrix = expit((matrix - self.means) / self.scales @ self.weights + self.intercept)
        return found


def fit(matrix: Matrix, truth: NDArray[np.bool_], names: Sequence[str]) -> Fit:
    """Supported and unsupported cases weigh the same; every weight has the sign it must have."""
    means, scales = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    scaled = (matrix - means) / scales
    weights = np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum()) * len(truth)

    def loss(point: Matrix) -> tuple[float, Matrix]:
        slopes, reached = point[:-1], scaled @ point[:-1] + point[-1]
        cost = weights @ (np.logaddexp(0, reached) - truth * reached) + slopes @ slopes / STRENGTH / 2
        off = weights * (expit(reached) - truth)
        return float(cost), np.append(scaled.T @ off + slopes / STRENGTH, off.sum())

    bounds = [(None, 0.0) if name in AGAINST else (0.0, None) for name in names]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B").x
    return Fit(means, scales, found[:-1], float(found[-1]))


def rows_of(data: Path) -> list[dict[str, Any]]:
    """The rows of begin."""
    lines = (data / "begin" / "data.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def measured(rows: Sequence[dict[str, Any]], embedder: Embedder | None) -> list[dict[str, float]]:
    """The product's own signs of every row."""
    return [
        signs(row["response"], (Source(id="k", kind="article", title="", text=row["knowledge"]),), embedder)
        for row in rows
    ]


def share_inside(response: str, knowledge: str) -> float:
    """Share of the response's words that stand in the knowledge."""
    inside = {word.text for word in words(fold(knowledge))}
    mine = [word.text for word in words(fold(response))]
    return sum(word in inside for word in mine) / len(mine) if mine else 0.0


def bar(values: Matrix, truth: NDArray[np.bool_]) -> float:
    """The lowest p above which `SURE` would be right if half of all sentences were supported."""
    for value in np.arange(0.2, 0.9, 0.01):
        right, wrong = (values[truth] >= value).mean(), (values[~truth] >= value).mean()
        if right >= SURE * (right + wrong):
            return round(float(value), 2)
    return 0.9


def trained(rows: Sequence[dict[str, Any]], cases: Sequence[dict[str, float]], names: Sequence[str]) -> dict[str, Any]:
    """The model as JSON, with its figures on the kept part and by cross-validation."""
    matrix = np.array([[case[name] for name in names] for case in cases])
    truth = np.array([row["label"] == ATTRIBUTABLE for row in rows])
    learned = np.array([str(row["part"]).startswith(LEARNED) for row in rows])
    low = np.array([share_inside(row["response"], row["knowledge"]) < LOW_OVERLAP for row in rows])
    crossed = np.zeros(len(rows))
    for taught, asked in GroupKFold(FOLDS).split(matrix, truth, [row["group"] for row in rows]):
        crossed[asked] = fit(matrix[taught], truth[taught], names).probabilities(matrix[asked])
    final = fit(matrix[learned], truth[learned], names)
    judged = final.probabilities(matrix)

    def auc(values: Matrix, among: NDArray[np.bool_]) -> dict[str, float]:
        return {"value": round(float(roc_auc_score(truth[among], values[among])), 4), "n": int(among.sum())}

    return {
        "features": [
            {"name": name, "mean": round(float(mean), 5), "scale": round(float(scale), 5), "weight": round(float(w), 5)}
            for name, mean, scale, w in zip(names, final.means, final.scales, final.weights, strict=True)
        ],
        "intercept": round(final.intercept, 5),
        "thresholds": {"supported": bar(crossed, truth)},
        "auc_kept": auc(judged, ~learned),
        "auc_kept_low_overlap": auc(judged, ~learned & low),
        "auc_cv": auc(crossed, np.ones(len(rows), dtype=bool)),
        "auc_cv_low_overlap": auc(crossed, low),
    }


def main(data: Path, out: Path = MODELS) -> None:
    """Measure, train both levels, write the coefficients."""
    rows = rows_of(data)
    for level, names, embedder in (("rules", RULES, None), ("local", LOCAL, LocalEmbedder(cache_size=20_000))):
        model = trained(rows, measured(rows, embedder), names)
        body = {
            "what": "probability that the sources bear a sentence out",
            "how": "evals/train_support.py",
            "sets": {"begin": {"learned": sum(str(row["part"]).startswith(LEARNED) for row in rows), "all": len(rows)}},
            "licences": {"begin wow, cmu-dog": "CC BY 4.0", "begin topicalchat": "CDLA-Sharing-1.0"},
            "models": {level: model},
        }
        path = out / f"support_{level}.json"
        path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(level, json.dumps({key: value for key, value in model.items() if key.startswith("auc")}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
