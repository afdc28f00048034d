"""haluquestqa, qa_feedback, saf_short_answers: does p(answered) follow what people said about completeness. English.

haluquestqa rows: `question, answer, incomplete: 0|1` (author and overall are not read). qa_feedback rows: `question,
passages, prediction, n_missing`. saf rows: `part, question, reference, answer, score`; the parts unseen_* are reported.
"""

from evals.cases import answered, as_sources, card_of, scorebook
from evals.metrics import auc, spearman
from evals.runner import Outcome, Setting, evaluates
from reply_core.text import stems, words


@evaluates("haluquestqa")
def incomplete(setting: Setting) -> Outcome:
    """AUC of 1 − p(answered) for "incomplete", without any source."""
    rows = setting.rows()
    book = scorebook(setting, "en")
    groups = [str(row["group"]) for row in rows]
    truth = [row["incomplete"] == 1 for row in rows]
    values = [1 - answered(card_of(str(row["question"]), str(row["answer"]), book)) for row in rows]
    short = [-float(len(words(str(row["answer"])))) for row in rows]
    return Outcome(metrics={"auc": auc(values, truth, groups)}, baseline={"auc_shortness": auc(short, truth, groups)})


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
    length = [float(len(words(str(row["prediction"])))) for row in rows]
    return Outcome(
        metrics={"spearman": spearman(values, truth, groups)},
        baseline={"spearman_length": spearman(length, truth, groups)},
    )


@evaluates("saf_short_answers")
def partial_answers(setting: Setting) -> Outcome:
    """Rank correlation of p(answered) with the graders' score on unseen answers and questions, given the reference."""
    rows = [row for row in setting.rows() if str(row["part"]).startswith("unseen")]
    book = scorebook(setting, "en")
    groups = [str(row["group"]) for row in rows]
    truth = [float(row["score"]) for row in rows]
    values = [
        answered(card_of(str(row["question"]), str(row["answer"]), book, as_sources([str(row["reference"])])))
        for row in rows
    ]
    overlap = [_recall(str(row["reference"]), str(row["answer"])) for row in rows]
    return Outcome(
        metrics={"spearman": spearman(values, truth, groups)},
        baseline={"spearman_stem_recall": spearman(overlap, truth, groups)},
    )


def _recall(reference: str, answer: str) -> float:
    wanted, said = set(stems(reference)), set(stems(answer))
    return len(wanted & said) / len(wanted) if wanted else 0.0
