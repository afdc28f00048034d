"""Trains the ranking value of politeness: qa_scoring/models/politeness.json.

    python -m evals.train_politeness DATA

Set: tydip, part train, English only (CC BY 4.0). No Russian label is read. Markers have the same names in both
languages; embeddings and markers are centred per language. The Russian centre is the English one moved by the mean
difference of our own translated pairs (`evals/politeness_pairs.tsv`): a sentence and its translation score alike.

Two ridge regressions of the score: "rules" from markers alone, "local" from markers and the bundled embedding. English
has a third one from words, marks and pairs of neighbours that stand in at least `LEAST` requests, mixed in by a fixed
share. All strengths and shares are chosen by five-fold cross-validation by group inside the training part, and the
mapping to (0, 1) is Platt's, fitted on the held-out predictions of the rows people agree on.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from model_gateway.embedder import Embedder
from qa_scoring.markers import MARKER_NAMES, marker_values
from qa_scoring.politeness_value import MODEL_FILE, terms_of
from reply_core.settings import load_settings
from tact.powers import make_embedder

SEED = 20_262
FOLDS = 5
STRENGTHS = (0.3, 1.0, 3.0)
NGRAM_STRENGTHS = (1.0, 2.0, 4.0)
SHARES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
MARKER_SCALE = 0.15
"""Markers beside embeddings: a marker's step weighs about as much as a typical difference of vectors."""
LEAST = 6
PAIRS = Path(__file__).parent / "politeness_pairs.tsv"

Matrix = NDArray[np.float64]
Predict = Callable[[NDArray[np.intp], NDArray[np.intp]], Matrix]


class _Rows:
    """The training part: texts, mean scores, agreed labels (-1: none) and folds that keep a group together."""

    def __init__(self, folder: Path) -> None:
        rows = [json.loads(line) for line in (folder / "data.jsonl").read_text("utf-8").splitlines()]
        rows = [row for row in rows if row["part"] == "train" and row["lang"] == "en"]
        self.texts = [str(row["text"]) for row in rows]
        self.scores: Matrix = np.array([row["score"] for row in rows], dtype=np.float64)
        self.labels = np.array([-1 if row["binary"] is None else row["binary"] for row in rows])
        groups = [row["group"] for row in rows]
        self.folds = list(GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(self.texts, groups=groups))

    def held_out(self, predict: Predict) -> Matrix:
        """Every row as the other folds see it."""
        found: Matrix = np.zeros(len(self.texts))
        for train, test in self.folds:
            found[test] = predict(train, test)
        return found

    def quality(self, held_out: Matrix) -> dict[str, float]:
        """AUC and accuracy on agreed rows (threshold by Platt), Spearman on all."""
        agreed = self.labels >= 0
        slope, offset = self.platt(held_out)
        right = ((slope * held_out[agreed] + offset >= 0) == (self.labels[agreed] == 1)).mean()
        return {
            "auc": round(float(roc_auc_score(self.labels[agreed], held_out[agreed])), 4),
            "accuracy": round(float(right), 4),
            "spearman": round(float(spearmanr(self.scores, held_out).statistic), 4),
            "n": len(held_out),
            "n_agreed": int(agreed.sum()),
        }

    def platt(self, held_out: Matrix) -> tuple[float, float]:
        """Slope and offset of the logistic curve through the agreed rows."""
        agreed = self.labels >= 0
        fitted = LogisticRegression(C=1e6).fit(held_out[agreed].reshape(-1, 1), self.labels[agreed])
        return round(float(fitted.coef_[0, 0]), 5), round(float(fitted.intercept_[0]), 5)


def main(data: Path) -> None:
    """Train on ``DATA/tydip`` or ``DATA`` itself, write the file, print the cross-validated figures."""
    rows = _Rows(data / "tydip" if (data / "tydip").is_dir() else data)
    embedder = make_embedder(load_settings(), "local")
    assert embedder is not None
    markers: Matrix = np.array([marker_values(text, "en") for text in rows.texts])
    vectors = _embed(embedder, rows.texts)
    moves = _moves(embedder)
    words, word_held_out = _words(rows)
    both = np.hstack([vectors, markers * MARKER_SCALE])
    moved = np.concatenate([moves["vectors"], moves["markers"] * MARKER_SCALE])
    models = {
        "rules": _train(rows, markers, moves["markers"], word_held_out),
        "local": _train(rows, both, moved, word_held_out),
    }
    body = {
        "what": "ranking value of politeness: 0.5 is the middle of English requests, never a verdict by itself",
        "how": "evals/train_politeness.py",
        "date": datetime.now(UTC).date().isoformat(),
        "seed": SEED,
        "sets": {"tydip": {"part": "train", "language": "en", "rows": len(rows.texts)}},
        "licences": {"tydip": "CC BY 4.0"},
        "pairs": len(_pairs()),
        "cross_validated": {
            **{name: model.pop("cross_validated") for name, model in models.items()},
            "words": rows.quality(word_held_out),
        },
        "markers": list(MARKER_NAMES),
        "marker_scale": MARKER_SCALE,
        "embedder": embedder.name,
        "models": models,
        "ngrams": words,
    }
    MODEL_FILE.write_text(_compact(body), "utf-8")
    print(json.dumps(body["cross_validated"], indent=1))


def _compact(body: dict[str, Any]) -> str:
    lines = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in body.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _embed(embedder: Embedder, texts: Sequence[str], size: int = 64) -> Matrix:
    parts = [embedder.queries(texts[at : at + size]) for at in range(0, len(texts), size)]
    return np.concatenate(parts).astype(np.float64)


def _pairs() -> list[list[str]]:
    return [line.split("\t") for line in PAIRS.read_text("utf-8").splitlines() if line]


def _moves(embedder: Embedder) -> dict[str, Matrix]:
    """How far Russian lies from English, from translated pairs."""
    russian, english = [pair[0] for pair in _pairs()], [pair[1] for pair in _pairs()]
    vectors = _embed(embedder, russian).mean(axis=0) - _embed(embedder, english).mean(axis=0)
    markers = np.array([marker_values(text, "ru") for text in russian]).mean(axis=0)
    return {
        "vectors": vectors,
        "markers": markers - np.array([marker_values(text, "en") for text in english]).mean(axis=0),
    }


def _train(rows: _Rows, features: Matrix, move: Matrix, word_held_out: Matrix) -> dict[str, Any]:
    def predict(strength: float) -> Predict:
        def fitted(train: NDArray[np.intp], test: NDArray[np.intp]) -> Matrix:
            centre = features[train].mean(axis=0)
            model = Ridge(alpha=strength).fit(features[train] - centre, rows.scores[train])
            return np.asarray(model.predict(features[test] - centre), dtype=np.float64)

        return fitted

    found = {strength: rows.held_out(predict(strength)) for strength in STRENGTHS}
    strength = max(found, key=lambda each: rows.quality(found[each])["auc"])
    alone = found[strength]
    mixed = {share: (1 - share) * alone + share * word_held_out for share in SHARES}
    share = max(mixed, key=lambda each: rows.quality(mixed[each])["auc"])
    centre = features.mean(axis=0)
    model = Ridge(alpha=strength).fit(features - centre, rows.scores)
    return {
        "weights": _rounded(model.coef_),
        "intercept": round(float(model.intercept_), 6),
        "centre": {"en": _rounded(centre), "ru": _rounded(centre + move)},
        "calibration": {"en": rows.platt(mixed[share]), "ru": rows.platt(alone)},
        "ngram_share": share,
        "strength": strength,
        "cross_validated": {"without_words": rows.quality(alone), "with_words": rows.quality(mixed[share])},
    }


def _words(rows: _Rows) -> tuple[dict[str, Any], Matrix]:
    """The regression from words: what ships, and its held-out predictions."""
    terms = [terms_of(text) for text in rows.texts]

    def fit(train: Sequence[int] | NDArray[np.intp], strength: float) -> tuple[dict[str, int], Ridge]:
        counts = Counter(term for row in train for term in terms[row])
        index = {term: place for place, term in enumerate(sorted(term for term in counts if counts[term] >= LEAST))}
        return index, Ridge(alpha=strength).fit(_matrix([terms[row] for row in train], index), rows.scores[train])

    def predict(strength: float) -> Predict:
        def fitted(train: NDArray[np.intp], test: NDArray[np.intp]) -> Matrix:
            index, model = fit(train, strength)
            return np.asarray(model.predict(_matrix([terms[row] for row in test], index)), dtype=np.float64)

        return fitted

    found = {strength: rows.held_out(predict(strength)) for strength in NGRAM_STRENGTHS}
    strength = max(found, key=lambda each: rows.quality(found[each])["auc"])
    index, model = fit(list(range(len(terms))), strength)
    weights = {term: round(float(model.coef_[place]), 4) for term, place in index.items()}
    shipped = {"intercept": round(float(model.intercept_), 6), "least": LEAST, "strength": strength}
    return {**shipped, "weights": weights}, found[strength]


def _matrix(rows: Sequence[frozenset[str]], index: dict[str, int]) -> csr_matrix:
    """Known terms of each row, weighted so that a row has length one."""
    values: list[float] = []
    columns: list[int] = []
    starts = [0]
    for terms in rows:
        places = sorted(index[term] for term in terms if term in index)
        values.extend(1.0 / np.sqrt(len(places)) for _ in places)
        columns.extend(places)
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(rows), len(index)))


def _rounded(values: Matrix) -> list[float]:
    return [round(float(value), 5) for value in values]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
