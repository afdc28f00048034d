"""haluquestqa, qa_feedback, saf_short_answers: does p(answered) follow what people said about completeness. English.

haluquestqa rows: `question, answer, incomplete: 0|1` (author and overall are not read). qa_feedback rows: `question,
passages, prediction, n_missing`. saf rows: `part, question, reference, answer, score`; the parts unseen_* are reported.

Figures with the ending `_cv` come from the product's features fitted inside the set by group: never shipped.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from evals.cases import answered, as_sources, card_of, scorebook
from evals.coverage_measured import measured
from evals.coverage_sets import Case
from evals.curves import calibration, coverage_curve
from evals.metrics import Metric, auc, coverage_at_error, mean, spearman
from evals.runner import Outcome, Setting, evaluates
from reply_core.text import stems, words

FOLDS = 5
_FEWEST_FOLDS = 2
CEILING = (
    "What is missing is a matter of knowledge the scorer is not given here: experts of seven fields judged it, "
    "and some fields were far stricter than others. Expect little above .6."
)
Floats = NDArray[np.float64]


@evaluates("haluquestqa")
def incomplete(setting: Setting) -> Outcome:
    """AUC of 1 − p(answered) for "incomplete", without any source."""
    rows = setting.rows()
    book = scorebook(setting, "en")
    groups = [str(row["group"]) for row in rows]
    truth = [row["incomplete"] == 1 for row in rows]
    complete = [not each for each in truth]
    said = [answered(card_of(str(row["question"]), str(row["answer"]), book)) for row in rows]
    values = [1 - value for value in said]
    right = [(value >= 0.5) == label for value, label in zip(said, complete, strict=True)]
    confidence = [abs(value - 0.5) for value in said]
    table = _features(setting, [_case(row, "answer") for row in rows])
    return Outcome(
        metrics={
            "auc": auc(values, truth, groups),
            "accuracy": mean([float(each) for each in right], groups),
            "coverage_at_error_10": coverage_at_error(confidence, right, groups),
            "auc_cv": auc(_inside(table, np.array(truth), groups), truth, groups),
        },
        baseline={
            "auc_shortness": auc([-_length(row["answer"]) for row in rows], truth, groups),
            "auc_overlap": auc([-_recall(str(row["question"]), str(row["answer"])) for row in rows], truth, groups),
            "accuracy_all_complete": mean([float(each) for each in complete], groups),
        },
        details={
            "calibration": [calibration("p(answered), haluquestqa", said, complete)],
            "curve": [coverage_curve("p(answered), haluquestqa", confidence, right)],
            "notes": [CEILING],
        },
    )


@evaluates("qa_feedback")
def missing(setting: Setting) -> Outcome:
    """Rank correlation of p(answered) with minus the number of missing items, given the passages."""
    rows = setting.rows()
    book = scorebook(setting, "en")
    groups = [str(row["group"]) for row in rows]
    truth = [-float(row["n_missing"]) for row in rows]
    values = [
        answered(
            card_of(str(row["question"]), str(row["prediction"]), book, as_sources([str(x) for x in row["passages"]]))
        )
        for row in rows
    ]
    whole = [value == 0 for value in truth]
    table = _features(setting, [_case(row, "prediction", [str(x) for x in row["passages"]]) for row in rows])
    overlap = [_recall(" ".join(str(x) for x in row["passages"]), str(row["prediction"])) for row in rows]
    return Outcome(
        metrics={
            "spearman": spearman(values, truth, groups),
            "auc_nothing_missing": auc(values, whole, groups),
            "spearman_cv": spearman(_inside(table, np.array(truth), groups), truth, groups),
        },
        baseline={
            "spearman_length": spearman([_length(row["prediction"]) for row in rows], truth, groups),
            "spearman_overlap": spearman(overlap, truth, groups),
        },
        details={"calibration": [calibration("p(answered), nothing missing", values, whole)]},
    )


@evaluates("saf_short_answers")
def partial_answers(setting: Setting) -> Outcome:
    """Rank correlation with the graders' score on unseen answers and questions, given the reference.

    ``spearman`` is of the product's features fitted on the part "training", ``spearman_shipped`` of p(answered) as is.
    """
    every = setting.rows()
    rows = [row for row in every if str(row["part"]).startswith("unseen")]
    taught = [row for row in every if row["part"] == "training"]
    book = scorebook(setting, "en")
    groups = [str(row["group"]) for row in rows]
    truth = [float(row["score"]) for row in rows]
    values = [
        answered(card_of(str(row["question"]), str(row["answer"]), book, as_sources([str(row["reference"])])))
        for row in rows
    ]
    right_answer = [value >= 0.5 for value in truth]
    right = [(value >= 0.5) == label for value, label in zip(values, right_answer, strict=True)]
    confidence = [abs(value - 0.5) for value in values]
    return Outcome(
        metrics={
            "spearman_shipped": spearman(values, truth, groups),
            "accuracy": mean([float(each) for each in right], groups),
            "coverage_at_error_10": coverage_at_error(confidence, right, groups),
            **_fitted_on_training(setting, taught, rows, truth, groups),
        },
        baseline={
            "spearman_stem_recall": spearman(
                [_recall(str(row["reference"]), str(row["answer"])) for row in rows], truth, groups
            ),
            "spearman_length": spearman([_length(row["answer"]) for row in rows], truth, groups),
        },
        details={
            "calibration": [calibration("p(answered), score at least half", values, right_answer)],
            "curve": [coverage_curve("p(answered), score at least half", confidence, right)],
        },
    )


def _fitted_on_training(
    setting: Setting,
    taught: Sequence[dict[str, Any]],
    rows: Sequence[dict[str, Any]],
    truth: Sequence[float],
    groups: Sequence[str],
) -> dict[str, Metric]:
    """The product's features fitted on the set's own training part, as its protocol allows; else none."""
    if not taught:
        return {}
    model = make_pipeline(StandardScaler(), Ridge(30.0))
    model.fit(
        _features(setting, [_case(row, "answer", [str(row["reference"])]) for row in taught]),
        np.array([float(row["score"]) for row in taught]),
    )
    values = model.predict(_features(setting, [_case(row, "answer", [str(row["reference"])]) for row in rows]))
    return {"spearman": spearman([float(value) for value in values], truth, groups)}


def _case(row: dict[str, Any], reply: str, articles: Sequence[str] = ()) -> Case:
    question = str(row["question"])
    return Case(
        set="", group=str(row["group"]), message=question, start=0, end=len(question), reply=str(row[reply]),
        answered=True, kind="", articles=tuple(articles),
    )  # fmt: skip


def _features(setting: Setting, cases: Sequence[Case]) -> Floats:
    """The mean of the features of each case's asks, shape (cases, features); what is not known is the column's mean."""
    found = measured(cases, None, setting.embedder)
    total, count = np.zeros((len(cases), found.features.shape[1])), np.zeros((len(cases), 1))
    np.add.at(total, found.case, np.nan_to_num(found.features))
    np.add.at(count, found.case, 1.0)
    return np.asarray(total / np.maximum(count, 1.0), dtype=np.float64)


def _inside(table: Floats, truth: NDArray[Any], groups: Sequence[str]) -> list[float]:
    """Each row by a model learned from the other groups of the same set; the mean where there is nothing to learn."""
    values = np.full(len(truth), float(truth.mean()) if len(truth) else 0.0)
    folds = min(FOLDS, len(set(groups)))
    if folds < _FEWEST_FOLDS:
        return [float(value) for value in values]
    for taught, asked in GroupKFold(folds).split(table, truth, groups):
        if len(np.unique(truth[taught])) == 1:
            continue
        if truth.dtype == np.bool_:
            model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1)).fit(table[taught], truth[taught])
            values[asked] = model.predict_proba(table[asked])[:, 1]
        else:
            model = make_pipeline(StandardScaler(), Ridge(100.0)).fit(table[taught], truth[taught])
            values[asked] = model.predict(table[asked])
    return [float(value) for value in values]


def _length(text: object) -> float:
    return float(len(words(str(text))))


def _recall(reference: str, answer: str) -> float:
    wanted, said = set(stems(reference)), set(stems(answer))
    return len(wanted & said) / len(wanted) if wanted else 0.0
