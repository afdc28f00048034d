"""tydip, cocoa_formality_ru, russe_detox, ru_distorted_toxicity: politeness, ты / вы, rudeness, disguised swearing.

tydip rows: `lang, part: train|test, text, score, binary: 1|0|null`. cocoa rows: `text, label: formal|informal`.
russe_detox rows: `toxic, neutral: [..]`. ru_distorted_toxicity rows: `text, toxicity, distortion, corrected`.
"""

from evals.metrics import Metric, auc, f1, mean, spearman
from evals.runner import Outcome, Setting, evaluates
from qa_scoring.politeness import politeness_value, rudeness_value
from reply_core.types import Language
from tone_of_voice.register import register_of
from tone_of_voice.swearing import find_swearing

POLITE = 0.5
RUDE = 0.5
_COURTESY = {
    "ru": ("пожалуйста", "спасибо", "здравствуйте", "могли бы"),
    "en": ("please", "thank", "hello", "could you"),
}


@evaluates("tydip")
def politeness(setting: Setting) -> Outcome:
    """Accuracy and AUC on the binary rows of the test parts, Spearman on all; no Russian labels were used."""
    metrics: dict[str, Metric] = {}
    baseline: dict[str, Metric] = {}
    rows = setting.rows()
    for language in ("ru", "en"):
        part = [row for row in rows if row["lang"] == language and row["part"] == "test"]
        _politeness_of(part, language, setting, metrics, baseline)
    return Outcome(metrics=metrics, baseline=baseline)


def _politeness_of(
    part: list[dict[str, object]],
    language: Language,
    setting: Setting,
    metrics: dict[str, Metric],
    baseline: dict[str, Metric],
) -> None:
    values = [politeness_value(str(row["text"]), language, setting.embedder) for row in part]
    groups = [str(row["group"]) for row in part]
    chosen = [index for index, row in enumerate(part) if row["binary"] is not None]
    truth = [part[index]["binary"] == 1 for index in chosen]
    some, some_groups = [values[index] for index in chosen], [groups[index] for index in chosen]
    right = [float((value >= POLITE) == label) for value, label in zip(some, truth, strict=True)]
    metrics[f"{language}_auc"] = auc(some, truth, some_groups)
    metrics[f"{language}_accuracy"] = mean(right, some_groups)
    metrics[f"{language}_spearman"] = spearman(values, [float(str(row["score"])) for row in part], groups)
    simple = [float(sum(word in str(part[i]["text"]).lower() for word in _COURTESY[language])) for i in chosen]
    baseline[f"{language}_auc_courtesy_words"] = auc(simple, truth, some_groups)


@evaluates("cocoa_formality_ru")
def register(setting: Setting) -> Outcome:
    """Share of texts with the right register, and the share with the wrong one (no register found is neither)."""
    rows = setting.rows()
    groups = [str(row["group"]) for row in rows]
    found = [register_of(str(row["text"])).value for row in rows]
    labels = [str(row["label"]) for row in rows]
    simple = ["informal" if f" {row['text']}".lower().find(" ты ") >= 0 else "formal" for row in rows]
    opposite = {"formal": "informal", "informal": "formal"}
    return Outcome(
        metrics={
            "accuracy": mean([float(one == label) for one, label in zip(found, labels, strict=True)], groups),
            "wrong_share": mean(
                [float(one == opposite[label]) for one, label in zip(found, labels, strict=True)], groups
            ),
        },
        baseline={
            "accuracy_pronoun_only": mean([float(a == b) for a, b in zip(simple, labels, strict=True)], groups),
        },
    )


@evaluates("russe_detox")
def rudeness(setting: Setting) -> Outcome:
    """How often the toxic text ranks above its neutral rewrite, recall, and false positives on the rewrites."""
    pairs: list[float] = []
    groups: list[str] = []
    flagged: list[float] = []
    flagged_groups: list[str] = []
    false: list[float] = []
    false_groups: list[str] = []
    simple: list[float] = []
    for row in setting.rows():
        toxic, group = str(row["toxic"]), str(row["group"])
        value = rudeness_value(toxic, "ru", setting.embedder)
        flagged.append(float(value >= RUDE))
        flagged_groups.append(group)
        for neutral in row["neutral"]:
            other = rudeness_value(str(neutral), "ru", setting.embedder)
            pairs.append(_wins(value, other))
            simple.append(_wins(float(bool(find_swearing(toxic))), float(bool(find_swearing(str(neutral))))))
            groups.append(group)
            false.append(float(other >= RUDE))
            false_groups.append(group)
    return Outcome(
        metrics={
            "pair_accuracy": mean(pairs, groups),
            "recall": mean(flagged, flagged_groups),
            "false_positive_rate": mean(false, false_groups),
        },
        baseline={"pair_accuracy_word_list": mean(simple, groups)},
    )


def _wins(one: float, other: float) -> float:
    return 1.0 if one > other else 0.5 if one == other else 0.0


@evaluates("ru_distorted_toxicity")
def distorted(setting: Setting) -> Outcome:
    """Recall of swearing among all distorted rows, and F1 of toxicity over all rows."""
    rows = setting.rows()
    found = [
        bool(find_swearing(str(row["text"]))) or rudeness_value(str(row["text"]), "ru", None) >= RUDE for row in rows
    ]
    groups = [str(row["group"]) for row in rows]
    twisted = [index for index, row in enumerate(rows) if row["distortion"]]
    toxic = [bool(row["toxicity"]) for row in rows]
    return Outcome(
        metrics={
            "recall_distorted": mean([float(found[i]) for i in twisted], [groups[i] for i in twisted]),
            "f1": f1(found, toxic, groups),
        },
        baseline={"f1_all_toxic": f1([True] * len(rows), toxic, groups)},
    )
