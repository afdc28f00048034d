"""pii_ru_semisynth, presidio_synth_en, factrueval: personal data found and ordinary text left alone.

Rows: `id, group, lang, text, entities: [{type, start, end}]`. An entity is found when at least 80 % of its characters
are masked under the same type. `pii_ru_semisynth` is our own: real questions with invented values and hard negatives.
"""

from collections import defaultdict

from evals.curves import wrong
from evals.metrics import Metric, ratio
from evals.runner import Outcome, Setting, evaluates
from model_gateway.privacy import find_personal
from reply_core.types import Span

COVERED = 0.8
"""Share of an entity's characters that must be masked for it to count as found."""
SAME = {
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "CREDIT_CARD": "CARD",
    "STREET_ADDRESS": "ADDRESS",
    "Person": "PERSON",
    "PER": "PERSON",
}
OURS = ("PHONE", "EMAIL", "CARD", "PASSPORT", "SNILS", "INN", "ADDRESS", "PERSON", "BIRTHDATE")


@evaluates("pii_ru_semisynth")
@evaluates("presidio_synth_en")
@evaluates("factrueval")
def personal_data(setting: Setting) -> Outcome:
    """Recall and precision per type, and false masks per 100 texts without entities."""
    hits, wanted = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    right, made = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    groups: list[str] = []
    clean, false_masks, clean_groups = [], [], []
    missed, masked = defaultdict[str, list[object]](list), list[object]()
    for row in setting.rows():
        true = entities_of(row["entities"])
        found = [(item.kind, item.span) for item in find_personal(str(row["text"]), row["lang"])]
        groups.append(str(row["group"]))
        for kind in OURS:
            mine = [span for name, span in found if name == kind]
            theirs = [span for name, span in true if name == kind]
            wanted[kind].append(len(theirs))
            hits[kind].append(sum(_covered(span, mine) >= COVERED for span in theirs))
            made[kind].append(len(mine))
            missed[kind] += [row["id"]] * (hits[kind][-1] < wanted[kind][-1])
            right[kind].append(sum(any(span.overlaps(other) for _, other in true) for span in mine))
        if not row["entities"]:
            clean.append(1.0)
            false_masks.append(100.0 * len(found))
            clean_groups.append(str(row["group"]))
            masked += [row["id"]] * bool(found)
    metrics: dict[str, Metric] = {}
    criteria: list[dict[str, object]] = []
    for kind in OURS:
        if sum(wanted[kind]):
            recall, precision = ratio(hits[kind], wanted[kind], groups), ratio(right[kind], made[kind], groups)
            metrics[f"recall_{kind}"], metrics[f"precision_{kind}"] = recall, precision
            told = {"precision": precision.as_json(), "recall": recall.as_json()}
            criteria.append({"name": kind, "positive": "personal data", "n": int(sum(wanted[kind])), **told})
    metrics["false_masks_per_100"] = ratio(false_masks, clean, clean_groups)
    named = [wrong("false masks", masked), *(wrong(f"missed {kind}", ids) for kind, ids in missed.items())]
    return Outcome(
        metrics=metrics, details={"criteria": criteria, "wrong_ids": [entry for entry in named if entry["n"]]}
    )


def entities_of(entities: list[dict[str, object]]) -> list[tuple[str, Span]]:
    """(kind in our words, place) of the entities of a row."""
    return [
        (SAME.get(str(item["type"]), str(item["type"])), Span(start=int(str(item["start"])), end=int(str(item["end"]))))
        for item in entities
    ]


def _covered(span: Span, masks: list[Span]) -> float:
    characters = {at for mask in masks for at in range(max(mask.start, span.start), min(mask.end, span.end))}
    return len(characters) / max(1, span.end - span.start)
