"""Trains p(answered): `qa_scoring/models/coverage.json`, a part for each level with and without a knowledge base.

    python -m evals.train_coverage DATA [--out FILE]

DATA is the folder above the public sets (xquad.ru, xquad.en, wixqa); the demo shops come from `examples`. Logistic
regression on the product's own features; a feature whose weight would point the wrong way is left out. Platt scaling on
predictions for groups not learned from; thresholds on all groups, checked by those of each half on the other. Seeded.
An ask that stands alone and one of several have parts of their own. ``answered_topic``: the threshold at which one in
ten is wrong even where all that is answered instead belongs to the same topic. ``answered_one``, of single asks: what
at most one in ten replies of support to something else reaches, half of them of the same topic, when the reply has
something definite in it; the share wrong among the decided then follows from how many asks are answered.

Tried without gain (AUC on groups not learned from, one ask / several): one part for both (.915 / .851 with `home` of
both, .911 / .837 with that of single asks; `home` of several looks good here and is worst elsewhere, for a reply to two
asks is at home with the longer answer); how far stretches of one to three sentences are at home; the ask's articles'
share of the reply beyond its rivals'; whether a wanted date, sum or number is given or missing (± .001); whether a
request meets a deed. Answers to another question of the topic stay the hardest: a threshold for one wrong in ten
overall is wrong in one of six of those.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from evals.coverage_fit import FOLDS, TABLES, fit, names_of
from evals.coverage_measured import measured, per_case
from evals.coverage_sets import Case, Trove, cases, graded_cases, troves
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from qa_scoring.abstention import ALLOWED, STRICT, Abstention, calibrate
from qa_scoring.coverage import FEATURE_NAMES, MANY, MODELS
from qa_scoring.reading import read_text
from qa_scoring.reply_parts import ReplyParts

SEED = 0
SHARES: Mapping[str, float] = {
    "rosnitsa": 0.4, "harbor_goods": 0.15, "wixqa": 0.15, "xquad.ru": 0.15, "xquad.en": 0.15, "saf_short_answers": 0.3,
}  # fmt: skip
"""How much each set counts, whatever its size: conversations of shops before paragraphs of an encyclopedia."""
SUPPORT = frozenset({"rosnitsa", "harbor_goods", "wixqa"})
"""Sets of questions to a company with its answers."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Rows to learn from: one per ask, with the case it belongs to."""

    features: Floats
    case: NDArray[np.intp]
    cases: tuple[Case, ...]

    @property
    def truth(self) -> NDArray[np.bool_]:
        """Whether each row's ask is answered, shape (rows,)."""
        return np.array([self.cases[place].answered for place in self.case])

    @property
    def groups(self) -> NDArray[np.str_]:
        """The group of each row."""
        return np.array([self.cases[place].group for place in self.case])

    @property
    def weights(self) -> Floats:
        """Each set counts by `SHARES`, each of its cases alike."""
        sets = np.array([self.cases[place].set for place in self.case])
        found = np.zeros(len(sets))
        for name in set(sets.tolist()):
            mine = sets == name
            found[mine] = SHARES[name] / mine.sum()
        return np.asarray(found / found.mean(), dtype=np.float64)

    def of(self, *, many: bool) -> "Table":
        """The rows of asks beside others, or of those that stand alone."""
        chosen = np.isnan(self.features[:, FEATURE_NAMES.index("margin")]) != many
        return Table(self.features[chosen], self.case[chosen], self.cases)


def platt(logits: Floats, truth: NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Slope and shift that make the logits say what share is answered."""
    model = LogisticRegression(C=1e6).fit(logits[:, None], truth, sample_weight=weights)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def crossed(table: Table, names: Sequence[str]) -> Floats:
    """Logits of every row by models that have seen none of its group."""
    truth, weights = table.truth, table.weights
    found = np.zeros(len(truth))
    for taught, asked in GroupKFold(FOLDS).split(table.features, truth, table.groups):
        model = fit(table.features[taught], truth[taught], weights[taught], names)
        found[asked] = model.logits(table.features[asked])
    return found


def trained(table: Table, part: str) -> dict[str, Any]:
    """One part of the file: coefficients, thresholds and the figures of the cross-validation."""
    names = names_of(part)
    truth, weights = table.truth, table.weights
    held_out = crossed(table, names)
    slope, shift = platt(held_out, truth, weights)
    final = fit(table.features, truth, weights, names).scaled(slope, shift)
    values = expit(held_out * slope + shift)
    half = _second_half(table.groups)
    thresholds, checked = _thresholds(values, truth, table.groups, half)
    same = np.array([table.cases[place].kind.startswith("topic") for place in table.case])
    strict = _calibrated(values[same], truth[same], table.groups[same], ALLOWED)
    if strict is not None and strict.answered_from is not None:
        thresholds["answered_topic"] = round(strict.answered_from, 4)
    if not part.endswith(MANY):
        thresholds["answered_one"] = round(_seldom_passed(values, table), 4)
    return {
        "features": [
            {"name": name, "mean": round(float(mean), 5), "scale": round(float(scale), 5), "weight": round(float(w), 5)}
            for name, mean, scale, w in zip(final.names, final.means, final.scales, final.weights, strict=True)
        ],
        "intercept": round(final.intercept, 5),
        "thresholds": thresholds,
        "n": len(truth),
        "groups": len(set(table.groups.tolist())),
        "platt": {"slope": round(slope, 4), "shift": round(shift, 4)},
        "auc_cv": aucs(values, table),
        "abstention": checked,
    }


def _seldom_passed(values: Floats, table: Table) -> float:
    """The value that at most one in ten definite replies of support to something else reaches (conformal quantile)."""
    support = [each.set in SUPPORT and not each.answered and is_definite(each.reply) for each in table.cases]
    other = np.sort(values[np.array(support)[table.case]])
    place = int(np.ceil((len(other) + 1) * (1 - ALLOWED))) - 1
    return float(np.nextafter(other[place], 1)) if place < len(other) else 1.0


@lru_cache(maxsize=4096)
def is_definite(reply: str) -> bool:
    """`ReplyParts.definite` of a text."""
    return ReplyParts(read_text(reply)).definite


def _second_half(groups: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Half of the groups, by chance."""
    distinct = np.unique(groups)
    chosen = np.random.default_rng(SEED).permutation(distinct)[: len(distinct) // 2]
    return np.isin(groups, chosen)


def _thresholds(
    values: Floats, truth: NDArray[np.bool_], groups: NDArray[np.str_], half: NDArray[np.bool_]
) -> tuple[dict[str, float], dict[str, Any]]:
    """The thresholds of all groups; and what those of each half of the groups do on the other half.

    A side on which more were wrong there than allowed gets no threshold.
    """
    thresholds: dict[str, float] = {}
    checked: dict[str, Any] = {}
    for error in (ALLOWED, STRICT):
        found = _calibrated(values, truth, groups, error)
        if found is None:
            continue
        key = f"{round(error * 100):02d}"
        done = checked[f"error_{key}"] = _reported(
            [
                (_calibrated(values[~part], truth[~part], groups[~part], error), values[part], truth[part])
                for part in (half, ~half)
            ]
        )
        for side, threshold in (("answered", found.answered_from), ("unanswered", found.unanswered_to)):
            if threshold is not None and done[f"wrong_among_{side}"] <= error:
                thresholds[f"{side}_{key}"] = round(threshold, 4)
    return thresholds, checked


def _calibrated(values: Floats, truth: NDArray[np.bool_], groups: NDArray[np.str_], error: float) -> Abstention | None:
    found = calibrate(list(zip(values.tolist(), truth.tolist(), strict=True)), groups.tolist(), error=error)
    return found if isinstance(found, Abstention) else None


def _reported(folds: Sequence[tuple[Abstention | None, Floats, NDArray[np.bool_]]]) -> dict[str, Any]:
    """What thresholds do on groups that did not choose them: (thresholds, values, truth) of each fold."""
    high, low, right = (
        np.concatenate(each)
        for each in zip(
            *(
                (
                    values >= (np.inf if found is None or found.answered_from is None else found.answered_from),
                    values <= (-np.inf if found is None or found.unanswered_to is None else found.unanswered_to),
                    truth,
                )
                for found, values, truth in folds
            ),
            strict=True,
        )
    )
    decided = high | low
    return {
        "n": len(right),
        "decided": round(float(decided.mean()), 4),
        "decided_answered": round(float(high.mean()), 4),
        "wrong_among_answered": round(float((high & ~right).sum() / max(high.sum(), 1)), 4),
        "wrong_among_unanswered": round(float((low & right).sum() / max(low.sum(), 1)), 4),
    }


def aucs(values: Floats, table: Table) -> dict[str, dict[str, float]]:
    """AUC per set and kind of case (a case is the mean of its asks)."""
    by_case = per_case(values, table.case, len(table.cases))
    found: dict[str, dict[str, float]] = {}
    asked = np.isin(np.arange(len(table.cases)), table.case)
    keys = sorted({f"{case.set} {case.kind}" for case in table.cases if not case.kind.startswith("empty")})
    for key in keys:
        mine = np.array([f"{case.set} {case.kind}" == key for case in table.cases]) & asked
        truth = np.array([case.answered for case in table.cases])[mine]
        if truth.any() and not truth.all():
            found[key] = {"value": round(float(roc_auc_score(truth, by_case[mine])), 4), "n": int(mine.sum())}
    return found


def tables(found: Sequence[Trove], graded: tuple[Case, ...], embedder: Embedder) -> dict[str, Table]:
    """The rows of each of `TABLES`; ``graded`` come with sources of their own."""
    made: dict[str, list[tuple[Floats, NDArray[np.intp], tuple[Case, ...]]]] = {part: [] for part in TABLES}
    for trove in found:
        drawn = tuple(cases(trove, SEED))
        for level, power in (("rules", None), ("local", embedder)):
            index = KnowledgeIndex.build(list(trove.articles), power)
            for part, knowledge, given in (
                (level, index, None),
                (f"{level}_given", None, index),
                (f"{level}_bare", None, None),
            ):
                rows = measured(drawn, knowledge, power, given=given)
                made[part].append((rows.features, rows.case, drawn))
        print(trove.name, len(drawn), flush=True)
    for part, power in (("rules_given", None), ("local_given", embedder)):
        rows = measured(graded, None, power)
        made[part].append((rows.features, rows.case, graded))
    return {part: joined(each) for part, each in made.items()}


def joined(parts: Sequence[tuple[Floats, NDArray[np.intp], tuple[Case, ...]]]) -> Table:
    """Several sets as one table."""
    offsets = np.cumsum([0, *(len(drawn) for _, _, drawn in parts)])
    return Table(
        features=np.vstack([features for features, _, _ in parts]),
        case=np.concatenate([case + offset for (_, case, _), offset in zip(parts, offsets, strict=False)]),
        cases=tuple(case for _, _, drawn in parts for case in drawn),
    )


def main(data: Path, out: Path, embedder: Embedder) -> None:
    """Draw the cases, measure them, train every part, write the file."""
    found, graded = troves(data), graded_cases(data / "saf_short_answers")
    body = {
        "what": "probability that an ask is answered by a reply",
        "how": "evals/train_coverage.py: logistic regression, Platt scaling on groups not learned from",
        "calibrated_for": "cases in which every second ask is answered; where more are, fewer of the decided are wrong",
        "seed": SEED,
        "date": datetime.now(UTC).date().isoformat(),
        "sets": {trove.name: {"questions": len(trove.items), "share": SHARES[trove.name]} for trove in found},
        "sets_given": {"saf_short_answers": {"answers": len(graded), "part": "training"}},
        "licences": {**{trove.name: trove.licence for trove in found}, "saf_short_answers": "MIT"},
        "models": {
            f"{name}{MANY if many else ''}": trained(table.of(many=many), f"{name}{MANY if many else ''}")
            for name, table in tables(found, graded, embedder).items()
            for many in (False, True)
        },
    }
    out.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    from reply_core.settings import load_settings
    from tact.powers import make_embedder

    power = make_embedder(load_settings(), "local")
    assert power is not None
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else MODELS / "coverage.json", power)
