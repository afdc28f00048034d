"""Trains the value of disrespect in replies: qa_scoring/models/disrespect.json.

    python -m evals.train_disrespect

All texts are our own: the examples of the tone rules (`should_fail` of those that break respect, `should_pass` of all),
`evals/rude_replies.tsv` (disrespectful replies without a swear word), the ordinary replies of
`qa_scoring/phrases/centre.toml`, and replies of the demo shops in which no rule finds a violation. A logistic
regression of the bundled embedding, centred by language; its strength is chosen by cross-validation by group (a rule's
examples stay together). The threshold is the value that one in a hundred of the held-out ordinary texts reaches.
"""

import json
import random
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from examples.harbor_goods import generate as harbor
from examples.rosnitsa import generate as rosnitsa
from qa_scoring.disrespect_value import MODEL_FILE
from reply_core.settings import load_settings
from reply_core.types import Language
from tact.powers import make_embedder
from tone_of_voice.alerts import RESPECT_CATEGORIES
from tone_of_voice.check import check
from tone_of_voice.pack import load_pack
from tone_of_voice.profile import default_profile

SEED = 20_262
LANGUAGES: tuple[Language, ...] = ("ru", "en")
FOLDS = 5
STRENGTHS = (0.3, 1.0, 3.0, 10.0, 30.0)
FALSE_ALARMS = 0.01
OWN_REPLIES = Path(__file__).parent / "rude_replies.tsv"
CENTRE = MODEL_FILE.parents[1] / "phrases" / "centre.toml"
UNTIL = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHOPS: tuple[tuple[Language, Any, int], ...] = (("ru", rosnitsa, 450), ("en", harbor, 150))

Row = tuple[str, Language, int, str]
"""Text, language, 1 for disrespect, group."""


def rows() -> Iterator[Row]:
    """All examples, without repeats."""
    seen: set[str] = set()
    for text, language, label, group in _all():
        if text not in seen:
            seen.add(text)
            yield text, language, label, group


def _all() -> Iterator[Row]:
    for language in LANGUAGES:
        for rule in load_pack(language).rules:
            spec = rule.spec
            breaks = spec.level == "error" and spec.category in RESPECT_CATEGORIES
            if breaks and spec.kind != "shouting":
                yield from ((text, language, 1, spec.id) for text in spec.should_fail)
            yield from ((text, language, 0, spec.id) for text in spec.should_pass)
    for number, line in enumerate(OWN_REPLIES.read_text("utf-8").splitlines()):
        name, text = line.split("\t")
        yield text, "ru" if name == "ru" else "en", 1, f"own-{number}"
    table = tomllib.loads(CENTRE.read_text("utf-8"))
    for language in LANGUAGES:
        for number, text in enumerate(table[language]["replies"].strip().splitlines()):
            yield text, language, 0, f"ordinary-{number}"
    yield from _demo_replies()


def _demo_replies() -> Iterator[Row]:
    for language, shop, count in SHOPS:
        profile = default_profile(language)
        messages = [each["text"] for each in shop.iter_messages(UNTIL, 1) if each["author_kind"] == "operator"]
        random.Random(SEED).shuffle(messages)
        clean = (text for text in messages if not any(a.category in RESPECT_CATEGORIES for a in check(text, profile)))
        for number, text in zip(range(count), clean, strict=False):
            yield text, language, 0, f"{language}-demo-{number}"


def main() -> None:
    """Train, write the file, print the cross-validated figures."""
    data = list(rows())
    embedder = make_embedder(load_settings(), "local")
    assert embedder is not None
    texts = [row[0] for row in data]
    vectors = np.concatenate([embedder.queries(texts[at : at + 64]) for at in range(0, len(texts), 64)])
    vectors = vectors.astype(np.float64)
    languages, labels = np.array([row[1] for row in data]), np.array([row[2] for row in data])
    centres = {name: _middle(vectors[languages == name], labels[languages == name]) for name in LANGUAGES}
    features = vectors - np.array([centres[name] for name in languages])
    folds = list(GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(texts, groups=[row[3] for row in data]))
    found = {strength: _held_out(features, labels, folds, strength) for strength in STRENGTHS}
    strength = max(found, key=lambda each: float(roc_auc_score(labels, found[each])))
    held_out = found[strength]
    threshold = float(np.quantile(held_out[labels == 0], 1 - FALSE_ALARMS))
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=5_000).fit(features, labels)
    figures = {
        "auc": round(float(roc_auc_score(labels, held_out)), 4),
        "recall_at_threshold": round(float((held_out[labels == 1] >= threshold).mean()), 4),
        "false_alarms": FALSE_ALARMS,
        "n": len(data),
        "n_disrespect": int(labels.sum()),
    }
    body = {
        "what": "value of disrespect in a reply: for triage, never a verdict by itself",
        "how": "evals/train_disrespect.py",
        "date": datetime.now(UTC).date().isoformat(),
        "seed": SEED,
        "sets": {"own": "examples of the tone rules, evals/rude_replies.tsv, ordinary and demo replies"},
        "licences": {"own": "Apache-2.0"},
        "embedder": embedder.name,
        "strength": strength,
        "cross_validated": figures,
        "threshold": round(threshold, 4),
        "intercept": round(float(model.intercept_[0]), 5),
        "weights": [round(float(weight), 4) for weight in model.coef_[0]],
        "centre": {name: [round(float(value), 5) for value in centre] for name, centre in centres.items()},
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in body.items()]
    MODEL_FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(json.dumps({**figures, "threshold": threshold, "strength": strength}, indent=1))


def _middle(vectors: NDArray[np.float64], labels: NDArray[np.int_]) -> NDArray[np.float64]:
    """Half-way between the two kinds, so that no language counts as the ruder one."""
    middle: NDArray[np.float64] = (vectors[labels == 0].mean(axis=0) + vectors[labels == 1].mean(axis=0)) / 2
    return middle


def _held_out(
    features: NDArray[np.float64], labels: NDArray[np.int_], folds: list[Any], strength: float
) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.zeros(len(labels))
    for train, test in folds:
        model = LogisticRegression(C=strength, class_weight="balanced", max_iter=5_000)
        found[test] = model.fit(features[train], labels[train]).decision_function(features[test])
    return found


if __name__ == "__main__":
    main()
