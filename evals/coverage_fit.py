"""Logistic regression over the product's features of asks; used to train what ships and to fit inside a set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from evals.coverage_measured import measured, per_case
from evals.coverage_sets import Case
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from qa_scoring.coverage import FEATURE_NAMES, MANY, WORD_NAMES

FOLDS = 5
STRENGTH = 0.3
EITHER_WAY = frozenset({"length"})
"""More of any other feature never makes an answer less likely, but for `AGAINST`, where it never makes one likelier."""
TABLES = ("rules", "rules_given", "rules_bare", "local", "local_given", "local_bare")
"""With a knowledge base, with articles given beside the case, with neither."""
PARTS = tuple(f"{table}{asks}" for table in TABLES for asks in ("", MANY))
"""Each for an ask that stands alone and for one of several."""
ONLY: Mapping[str, frozenset[str]] = {
    "bare": frozenset(),
    "given": frozenset({"kb_recall", "left_out"}),
    "": frozenset({"kb_recall", "rare_reply", "home", "home_rival", "bridge_margin", "kb_expected"}),
}
"""Which features of sources a part may use; the others are known everywhere."""
AGAINST = frozenset({"left_out"})

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A standardised logistic model over the named features."""

    names: tuple[str, ...]
    means: Floats
    scales: Floats
    weights: Floats
    intercept: float

    def logits(self, features: Floats) -> Floats:
        """Shape (rows,); what is not known counts as average."""
        chosen = features[:, [FEATURE_NAMES.index(name) for name in self.names]]
        filled = np.where(np.isnan(chosen), self.means, chosen)
        return np.asarray((filled - self.means) / self.scales @ self.weights + self.intercept, dtype=np.float64)

    def scaled(self, slope: float, shift: float) -> "Fit":
        """The model after Platt scaling."""
        return Fit(self.names, self.means, self.scales, self.weights * slope, self.intercept * slope + shift)


def fit(features: Floats, truth: NDArray[np.bool_], weights: Floats, names: Sequence[str]) -> Fit:
    """Logistic regression; features that point the wrong way are left out, the worst first."""
    kept = [name for name in names if not np.isnan(features[:, FEATURE_NAMES.index(name)]).all()]
    while True:
        chosen = features[:, [FEATURE_NAMES.index(name) for name in kept]]
        means = np.nanmean(chosen, axis=0)
        filled = np.where(np.isnan(chosen), means, chosen)
        scales = filled.std(axis=0) + 1e-9
        model = LogisticRegression(C=STRENGTH, max_iter=2_000)
        model.fit((filled - means) / scales, truth, sample_weight=weights)
        slopes = model.coef_[0]
        wrong = {name: abs(slope) for slope, name in zip(slopes, kept, strict=True) if _points_wrong(name, slope)}
        if not wrong:
            return Fit(tuple(kept), means, scales, slopes, float(model.intercept_[0]))
        kept.remove(max(wrong, key=lambda name: wrong[name]))


def _points_wrong(name: str, slope: float) -> bool:
    return name not in EITHER_WAY and (slope > 0 if name in AGAINST else slope < 0)


def names_of(part: str) -> tuple[str, ...]:
    """The features a part may use."""
    names = WORD_NAMES if part.startswith("rules") else FEATURE_NAMES
    of_sources = frozenset().union(*ONLY.values())
    known = ONLY[part.removesuffix(MANY).partition("_")[2]]
    return tuple(name for name in names if name not in of_sources or name in known)


def fitted_inside(cases: Sequence[Case], index: KnowledgeIndex | None, embedder: Embedder | None) -> list[float]:
    """p(answered) of each case by a model learned from the other groups of the same cases: never shipped."""
    rows = measured(cases, index, embedder)
    part = ("rules" if embedder is None else "local") + ("" if index is not None else "_bare")
    truth = np.array([cases[place].answered for place in rows.case])
    groups = np.array([cases[place].group for place in rows.case])
    values = np.full(len(truth), 0.5)
    folds = min(FOLDS, len(set(groups.tolist())))
    for taught, asked in GroupKFold(folds).split(rows.features, truth, groups) if folds > 1 else ():
        if truth[taught].all() or not truth[taught].any():
            continue
        model = fit(rows.features[taught], truth[taught], np.ones(len(taught)), names_of(part))
        values[asked] = expit(model.logits(rows.features[asked]))
    return [float(value) for value in per_case(values, rows.case, len(cases))]
