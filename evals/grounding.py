"""begin, danetqa, hint3: is the statement borne out, what does the passage say, is the question in scope.

begin rows: `knowledge, response, label`. danetqa rows: `question, passage, label: 1|0`. hint3 rows: `bot, part:
train|test, text, label` with `NO_NODES_DETECTED` for out of scope; hint3's own train part is what the bot knows.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from evals.metrics import Metric, Rows, auc, balanced_accuracy, bootstrap
from evals.runner import Outcome, Setting, evaluates
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source, check_sentence, signs
from reply_core.text import fold, stems, words

ATTRIBUTABLE = "Fully attributable"
OUT_OF_SCOPE = "NO_NODES_DETECTED"
LOW_OVERLAP = 0.7
VOTERS = 15
_FOLDS = 2
_ASKING = re.compile(r"(?<![^\W_])ли (?!\W)", re.IGNORECASE)
_NOES = frozenset({"не", "нет", "ни", "нельзя", "без", "никогда", "никто", "ничего", "однако", "хотя"})


@evaluates("begin")
def attribution(setting: Setting) -> Outcome:
    """AUC of p(supported), over all rows and over those whose words mostly do not stand in the knowledge."""
    rows = setting.rows()
    groups = [str(row["group"]) for row in rows]
    truth = [row["label"] == ATTRIBUTABLE for row in rows]
    values, overlap = [], []
    for row in rows:
        response, knowledge = str(row["response"]), str(row["knowledge"])
        source = Source(id="k", kind="article", title="", text=knowledge)
        values.append(check_sentence(response, (source,), embedder=setting.embedder).value)
        overlap.append(_share_inside(response, knowledge))
    low = [index for index, share in enumerate(overlap) if share < LOW_OVERLAP]
    return Outcome(
        metrics={
            "auc": auc(values, truth, groups),
            "auc_low_overlap": auc([values[i] for i in low], [truth[i] for i in low], [groups[i] for i in low]),
        },
        baseline={
            "auc_word_overlap": auc(overlap, truth, groups),
            "auc_low_overlap_word_overlap": auc(
                [overlap[i] for i in low], [truth[i] for i in low], [groups[i] for i in low]
            ),
        },
    )


def _share_inside(response: str, knowledge: str) -> float:
    inside = {word.text for word in words(fold(knowledge))}
    mine = [word.text for word in words(fold(response))]
    return sum(word in inside for word in mine) / len(mine) if mine else 0.0


@evaluates("danetqa")
def yes_or_no(setting: Setting) -> Outcome:
    """Does p(supported) of the question's statement tell yes from no: a hard set, reported with its ceiling.

    What is shipped says how far a passage bears a statement out; it was not made to read a no between the lines. The
    ``*_cv`` keys show what fitting to this set would give: the same signs with negations, and plain TF-IDF, for which
    the topic of a question gives much of the answer away.
    """
    rows = setting.rows()
    groups = [str(row["group"]) for row in rows]
    truth = [row["label"] == 1 for row in rows]
    values, overlap, measured = [], [], []
    for row in rows:
        source = Source(id="p", kind="article", title="", text=str(row["passage"]))
        statement = _ASKING.sub("", str(row["question"]).rstrip("? ")) + "."
        values.append(check_sentence(statement, (source,), embedder=setting.embedder).value)
        inside = set(stems(str(row["passage"])))
        mine = stems(statement)
        overlap.append(sum(stem in inside for stem in mine) / max(1, len(mine)))
        told = words(fold(str(row["passage"])))
        noes = sum(word.text in _NOES for word in told) / max(1, len(told))
        measured.append([*signs(statement, (source,), setting.embedder).values(), overlap[-1], noes])
    texts = [f"{row['question']} {row['passage']}" for row in rows]
    crossed = _crossed(np.asarray(measured), truth, groups)
    by_words = _crossed(texts, truth, groups)
    return Outcome(
        metrics={
            "auc": auc(values, truth, groups),
            "balanced_accuracy": balanced_accuracy([value >= 0.5 for value in values], truth, groups),
            "auc_cv": auc(crossed, truth, groups),
            "balanced_accuracy_cv": balanced_accuracy([value >= 0.5 for value in crossed], truth, groups),
        },
        baseline={
            "auc_stem_overlap": auc(overlap, truth, groups),
            "auc_tfidf_cv": auc(by_words, truth, groups),
            "balanced_accuracy_tfidf_cv": balanced_accuracy([value >= 0.5 for value in by_words], truth, groups),
        },
    )


def _crossed(cases: Any, truth: Sequence[bool], groups: Sequence[str]) -> list[float]:
    """p(yes) of every case, signs or texts, by a model fitted on other groups; 0.5 for all where there are too few."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # the extra "evals"
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    folds = min(10, len(set(groups)))
    if folds < _FOLDS or min(truth.count(True), truth.count(False)) < folds:
        return [0.5] * len(groups)
    shaped = TfidfVectorizer(ngram_range=(1, 2)) if isinstance(cases, list) else StandardScaler()
    model = make_pipeline(shaped, LogisticRegression(C=0.3, class_weight="balanced", max_iter=1_000))
    found = cross_val_predict(
        model, cases, np.asarray(truth), groups=groups, cv=GroupKFold(folds), method="predict_proba"
    )
    return [float(value) for value in found[:, 1]]


@evaluates("hint3")
def scope(setting: Setting) -> Outcome:
    """Accuracy in scope of the label most of the nearest examples have, and AUROC of search's "supported".

    Each of the best hits votes for its label with exp(score − best score). Means of the bots.
    """
    by_bot: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in setting.rows():
        by_bot[str(row["bot"])].append(row)
    bots: list[int] = []
    right: list[float] = []
    first: list[float] = []
    values: list[float] = []
    lexical: list[float] = []
    inside: list[bool] = []
    groups: list[str] = []
    for number, rows in enumerate(by_bot.values()):
        known = [row for row in rows if row["part"] == "train"]
        labels = {str(row["id"]): str(row["label"]) for row in known}
        index = KnowledgeIndex.build(
            [Article(id=str(row["id"]), title="", text=str(row["text"]), question=str(row["text"])) for row in known],
            setting.embedder,
        )
        for row in (row for row in rows if row["part"] == "test"):
            result = index.search(str(row["text"]), VOTERS)
            votes: dict[str, float] = defaultdict(float)
            for hit in result.hits:
                votes[labels[hit.passage.article_id]] += float(np.exp(hit.score - result.hits[0].score))
            nearest = labels[result.hits[0].passage.article_id] if result.hits else ""
            bots.append(number)
            right.append(float(bool(votes) and max(votes, key=votes.__getitem__) == row["label"]))
            first.append(float(nearest == row["label"]))
            values.append(result.supported)
            lexical.append(result.hits[0].lexical if result.hits else 0.0)
            inside.append(row["label"] != OUT_OF_SCOPE)
            groups.append(str(row["group"]))
    return Outcome(
        metrics={
            "in_scope_accuracy": _macro_accuracy(right, inside, bots, groups),
            "auroc": _macro_auc(values, inside, bots, groups),
        },
        baseline={
            "auroc_lexical_score": _macro_auc(lexical, inside, bots, groups),
            "in_scope_accuracy_nearest": _macro_accuracy(first, inside, bots, groups),
        },
    )


def _macro_accuracy(right: list[float], inside: list[bool], bots: list[int], groups: list[str]) -> Metric:
    hit, scoped, bot = np.asarray(right), np.asarray(inside), np.asarray(bots)

    def statistic(rows: Rows) -> float:
        shares = [hit[rows][(bot[rows] == one) & scoped[rows]] for one in np.unique(bot)]
        means = [share.mean() for share in shares if len(share)]
        return float(np.mean(means)) if means else float("nan")

    return bootstrap(statistic, groups)


def _macro_auc(values: list[float], inside: list[bool], bots: list[int], groups: list[str]) -> Metric:
    score, scoped, bot = np.asarray(values), np.asarray(inside), np.asarray(bots)
    from scipy.stats import rankdata

    def one(scores: Any, yes: Any) -> float:
        up, down = int(yes.sum()), int((~yes).sum())
        if not up or not down:
            return float("nan")
        return float((rankdata(scores)[yes].sum() - up * (up + 1) / 2) / (up * down))

    def statistic(rows: Rows) -> float:
        found = [one(score[rows][bot[rows] == name], scoped[rows][bot[rows] == name]) for name in np.unique(bot)]
        known = [value for value in found if not np.isnan(value)]
        return float(np.mean(known)) if known else float("nan")

    return bootstrap(statistic, groups)
