"""Trains "do two passages say the same in other words": knowledge_base/models/twins.json.

    python -m evals.train_twins [VECTORS]

The demo shops' articles beside ``twin_wordings.toml``: articles said again in other words, and articles on the same
subject that say something else; all ours. Candidates and signs are those the product computes. Every pair that is not
an article and its paraphrase counts against, also where two articles of a shop do overlap. The figures and the bar (at
least nine in ten right) are from cross-validation in eight parts by article.
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from knowledge_base.alike import Vocabulary
from knowledge_base.articles import Article
from knowledge_base.importers import read_files
from knowledge_base.logistic import MODELS
from knowledge_base.said_again import SaidAgain
from knowledge_base.twin_reading import parts_of
from model_gateway.embedder import Embedder
from model_gateway.local_embedder import LocalEmbedder
from model_gateway.remembering_embedder import RememberingEmbedder

NAMES = ("margin", "words", "agree", "differ")
RIGHT = 0.9
PARTS = 8
WORDINGS = Path(__file__).parent / "twin_wordings.toml"
EXAMPLES = Path(__file__).parent.parent / "examples"

Matrix = NDArray[np.float64]


def stock(shop: str) -> list[Article]:
    """A shop's articles with the wordings that belong to it; an id tells kind and file."""
    found = [
        _named(article.title, article.text, article.topic, article.question, f"base {path.stem}")
        for path in sorted((EXAMPLES / shop / "articles").glob("*.md"))
        for article in read_files([path]).articles
    ]
    topics = {article.id.split()[1]: article.topic for article in found}
    wordings = tomllib.loads(WORDINGS.read_text(encoding="utf-8"))
    for kind in ("again", "beside"):
        for number, row in enumerate(wordings[kind]):
            where, name = row["of"].split("/")
            if where == shop:
                found.append(_named(row["title"], row["text"], topics[name], "", f"{kind} {name} {number}"))
    return found


def _named(title: str, text: str, topic: str, question: str, name: str) -> Article:
    return Article(id=name, title=title, text=text, topic=topic, question=question)


def cases(shop: str, embedder: Embedder) -> tuple[Matrix, NDArray[np.bool_], list[str]]:
    """Signs of every candidate of a shop, whether it is an article and its paraphrase, and the part it falls into."""
    vocabulary = Vocabulary()
    parts = [part for article in stock(shop) for part in parts_of(article, vocabulary)]
    texts = [f"{part.article.heading}\n{part.passage.text}".strip() for part in parts]
    vectors = dict(zip([part.key for part in parts], embedder.passages(texts), strict=True))
    rows, truth, groups = [], [], []
    for one, two, signs in SaidAgain().candidates(parts, vectors):
        first, second = (parts[at].article.id.split() for at in (one, two))
        rows.append([signs[name] for name in NAMES])
        truth.append(first[1] == second[1] and {first[0], second[0]} == {"base", "again"})
        groups.append(f"{shop}/{second[1]}")
    return np.array(rows), np.array(truth, dtype=np.bool_), groups


def fit(rows: Matrix, truth: NDArray[np.bool_]) -> tuple[Matrix, Matrix, LogisticRegression]:
    """Means, scales and the model."""
    means, scales = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    return means, scales, LogisticRegression(C=1.0, class_weight="balanced").fit((rows - means) / scales, truth)


def trained(rows: Matrix, truth: NDArray[np.bool_], groups: list[str]) -> dict[str, Any]:
    """The model as JSON."""
    names = sorted(set(groups))
    part = np.array([names.index(group) % PARTS for group in groups])
    said = np.zeros(len(truth))
    for number in range(PARTS):
        means, scales, model = fit(rows[part != number], truth[part != number])
        said[part == number] = model.predict_proba((rows[part == number] - means) / scales)[:, 1]
    order = np.argsort(-said)
    right = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    above = np.flatnonzero(right >= RIGHT)
    bar = float(said[order][above[-1]]) if above.size else 1.0
    means, scales, model = fit(rows, truth)
    return {
        "features": [
            {"name": name, "mean": round(float(mean), 5), "scale": round(float(scale), 5), "weight": round(float(w), 5)}
            for name, mean, scale, w in zip(NAMES, means, scales, model.coef_[0], strict=True)
        ],
        "intercept": round(float(model.intercept_[0]), 5),
        "thresholds": {"again": round(bar, 4)},
        "left_out": {
            "pairs": len(truth),
            "paraphrases": int(truth.sum()),
            "auroc": round(float(roc_auc_score(truth, said)), 4),
            "average_precision": round(float(average_precision_score(truth, said)), 4),
            "found": int(truth[said >= bar].sum()),
            "shown": int((said >= bar).sum()),
        },
    }


def main(vectors: Path | None = None, out: Path = MODELS / "twins.json") -> None:
    """Train and write the coefficients."""
    embedder: Embedder = LocalEmbedder(cache_size=10_000)
    if vectors is not None:
        embedder = RememberingEmbedder(embedder, vectors)
    found = [cases(shop, embedder) for shop in ("rosnitsa", "harbor_goods")]
    rows = np.concatenate([one[0] for one in found])
    truth = np.concatenate([one[1] for one in found])
    body = {
        "what": "probability that two passages near in meaning say the same in other words",
        "how": "evals/train_twins.py",
        "licences": {"shop articles and evals/twin_wordings.toml": "ours"},
        "models": {"local": trained(rows, truth, [group for one in found for group in one[2]])},
    }
    out.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(body["models"], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
