"""Trains the ranking value of politeness: qa_scoring/models/politeness.json.

    python -m evals.train_politeness DATA

Set: tydip, part train, English only (CC BY 4.0). No Russian label is read. Markers have the same names in both
languages; embeddings and markers are centred per language. The Russian centre is the English one moved by the mean
difference of our own translated pairs (`evals/politeness_pairs.tsv`): a sentence and its translation score alike.
Two models: "rules" from markers alone, "local" from markers and the bundled embedding model. The strength of
regularisation is chosen by five-fold cross-validation inside the training part.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold

from model_gateway.local_embedder import LocalEmbedder
from qa_scoring.markers import MARKER_NAMES, marker_values
from qa_scoring.politeness_value import MODEL_FILE

SEED = 20_262
FOLDS = 5
STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0)
MARKER_SCALE = 0.3
"""Markers beside embeddings: a marker's step weighs about as much as a typical difference of vectors."""
PAIRS = Path(__file__).parent / "politeness_pairs.tsv"

Matrix = NDArray[np.float64]


def main(data: Path) -> None:
    """Train on ``DATA/tydip`` or ``DATA`` itself, write the file, print the cross-validated figures."""
    folder = data / "tydip" if (data / "tydip").is_dir() else data
    rows = [json.loads(line) for line in (folder / "data.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["part"] == "train" and row["lang"] == "en"]
    embedder = LocalEmbedder()
    texts = [row["text"] for row in rows]
    markers = np.array([marker_values(text, "en") for text in texts])
    vectors = _embed(embedder, texts)
    scores = np.array([row["score"] for row in rows], dtype=np.float64)
    binary = np.array([-1 if row["binary"] is None else row["binary"] for row in rows])
    moves = _moves(embedder)
    models = {
        "rules": _train(markers, scores, binary, moves["markers"]),
        "local": _train(
            np.hstack([vectors, markers * MARKER_SCALE]),
            scores,
            binary,
            np.concatenate([moves["vectors"], moves["markers"] * MARKER_SCALE]),
        ),
    }
    body = {
        "what": "ranking value of politeness: 0.5 is the middle of English requests, never a verdict by itself",
        "how": "evals/train_politeness.py",
        "seed": SEED,
        "sets": {"tydip": {"part": "train", "language": "en", "rows": len(rows)}},
        "licences": {"tydip": "CC BY 4.0"},
        "markers": list(MARKER_NAMES),
        "marker_scale": MARKER_SCALE,
        "embedder": embedder.name,
        "models": models,
    }
    MODEL_FILE.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(json.dumps({name: model["cross_validated"] for name, model in models.items()}, indent=1))


def _embed(embedder: LocalEmbedder, texts: list[str], size: int = 64) -> Matrix:
    parts = [embedder.queries(texts[at : at + size]) for at in range(0, len(texts), size)]
    return np.concatenate(parts).astype(np.float64)


def _moves(embedder: LocalEmbedder) -> dict[str, Matrix]:
    """How far Russian lies from English, from translated pairs."""
    pairs = [line.split("\t") for line in PAIRS.read_text("utf-8").splitlines() if line]
    russian, english = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    vectors = _embed(embedder, russian).mean(axis=0) - _embed(embedder, english).mean(axis=0)
    markers = np.array([marker_values(text, "ru") for text in russian]).mean(axis=0)
    return {
        "vectors": vectors,
        "markers": markers - np.array([marker_values(text, "en") for text in english]).mean(axis=0),
    }


def _train(features: Matrix, scores: Matrix, binary: NDArray[np.int_], move: Matrix) -> dict[str, Any]:
    centre = features.mean(axis=0)
    centred = features - centre
    strength, held_out = _choose(centred, scores)
    model = Ridge(alpha=strength, random_state=SEED).fit(centred, scores)
    labelled = binary >= 0
    slope = LogisticRegression(C=1e6).fit(held_out[labelled].reshape(-1, 1), binary[labelled])
    return {
        "weights": [round(float(weight), 5) for weight in model.coef_],
        "intercept": round(float(model.intercept_), 6),
        "slope": round(float(slope.coef_[0, 0]), 5),
        "offset": round(float(slope.intercept_[0]), 5),
        "centre": {"en": _rounded(centre), "ru": _rounded(centre + move)},
        "strength": strength,
        "cross_validated": {
            "auc": round(float(roc_auc_score(binary[labelled], held_out[labelled])), 4),
            "spearman": round(float(spearmanr(scores, held_out).statistic), 4),
            "n": len(scores),
        },
    }


def _choose(features: Matrix, scores: Matrix) -> tuple[float, Matrix]:
    """The strength that ranks best when each fold is judged by the others, and those judgements."""
    best: tuple[float, float, Matrix] | None = None
    for strength in STRENGTHS:
        held_out = np.zeros(len(scores))
        for train, test in KFold(FOLDS, shuffle=True, random_state=SEED).split(features):
            model = Ridge(alpha=strength, random_state=SEED).fit(features[train], scores[train])
            held_out[test] = model.predict(features[test])
        quality = float(spearmanr(scores, held_out).statistic)
        if best is None or quality > best[0]:
            best = (quality, strength, held_out)
    assert best is not None
    return best[1], best[2]


def _rounded(values: Matrix) -> list[float]:
    return [round(float(value), 5) for value in values]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
