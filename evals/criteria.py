"""Every criterion of the scorecard in one table: what people expect of it, what the scorer says, and how sure it is.

Labels: `tricky_cases` (the expected verdict of each criterion) and our own dialogues (`hard_dialogues.toml` of the
tests, where "a|b" lists every acceptable verdict). A label is used where it tells met from not met; where both, or
neither, are acceptable, it is not. A criterion nobody has labelled has a row that says so.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.cases import pair, scorebook
from evals.curves import calibration, coverage_curve, criterion, wrong
from evals.metrics import Metric, count, kappa, mean
from evals.runner import Outcome, SetMissing, Setting, evaluates
from evals.tricky import KEYS, card_of_row
from knowledge_base.articles import Article
from knowledge_base.support import Source
from qa_scoring.case import build_case
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Scorecard, Unscored
from qa_scoring.verdicts import CRITERIA, NotApplicable, Scored, Verdict
from reply_core.text import language
from reply_core.types import Order

DIALOGUES = Path(__file__).parents[1] / "tests" / "qa_scoring" / "hard_dialogues.toml"
NO_LABELS = "no public labels: n = 0"
ELSEWHERE = {
    "asks_covered": "rutube_support, haluquestqa, qa_feedback, saf_short_answers",
    "correctness": "begin, danetqa, rutube_support (numbers)",
    "respect": "russe_detox, ru_distorted_toxicity, tydip, rutube_support (false alarms)",
    "register": "cocoa_formality_ru",
    "literacy": "rucola",
    "in_target": "star_timed, twitter_care_timed (waits; no labels)",
}
"""Criterion → the sets of public labels for what it rests on, each reported in a section of its own."""
_MET = frozenset({"pass"})
_MISSED = frozenset({"fail", "partial"})
_ENOUGH = 10
"""Drawings of fewer rows show nothing."""
_NOTES = (
    "Our own dialogues were written beside the rules: they show that nothing has slipped, no more than that.",
    "How rules fare on texts they have not seen is in the sections of the sets of public labels, named below.",
    "AUC and the coverage at an error of at most 10 % rank by the value a verdict leans to; 0.5 where there is none.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One criterion of one reply, as people expect it and as it was judged."""

    id: str
    origin: str
    criterion: str
    missed: bool
    """What people expect: True: not met, or met in part."""
    verdict: Verdict | None

    @property
    def said(self) -> bool | None:
        """What was decided: True for not met; None where nothing was."""
        return self.verdict.value < 1 if isinstance(self.verdict, Scored) else None

    @property
    def leaning(self) -> float:
        """How likely it is not met, by the value of the verdict; 0.5 where it has none."""
        if self.verdict is None or isinstance(self.verdict, NotApplicable) or self.verdict.value is None:
            return 0.5
        return 1.0 - self.verdict.value


@evaluates("criteria")
def criteria(setting: Setting) -> Outcome:
    """Per criterion: n, precision, recall, κ, AUC and coverage with intervals; calibration where rows are enough."""
    rows = [*_dialogues(setting), *_tricky(setting)]
    decided = [row for row in rows if row.said is not None]
    ids, chosen = [row.id for row in rows], [row.id for row in decided]
    metrics: dict[str, Metric] = {
        "criteria_with_labels": count(len({row.criterion for row in rows}), len(CRITERIA)),
        "decided_share": mean([float(row.said is not None) for row in rows], ids),
        "right_of_decided": mean([float(row.said == row.missed) for row in decided], chosen),
        "kappa": kappa([bool(row.said) for row in decided], [row.missed for row in decided], chosen),
    }
    return Outcome(metrics=metrics, details=_details(rows))


def _details(rows: Sequence[Labelled]) -> dict[str, Any]:
    entries, drawn, curves, wrongs = [], [], [], []
    for code in CRITERIA:
        mine = [row for row in rows if row.criterion == code]
        origins = dict.fromkeys(row.origin for row in mine)
        entries += [_entry(f"{code} · {name}", [row for row in mine if row.origin == name]) for name in origins]
        if not mine:
            entries.append({"name": code, "positive": NO_LABELS, "n": 0})
        if len(mine) >= _ENOUGH:
            said, truth = [row.leaning for row in mine], [row.missed for row in mine]
            drawn.append(calibration(f"{code}: not met", said, truth))
            sure = [abs(one - 0.5) for one in said]
            right = [(one >= 0.5) == label for one, label in zip(said, truth, strict=True)]
            curves.append(coverage_curve(code, sure, right))
        if bad := [row.id for row in mine if row.said is not None and row.said != row.missed]:
            wrongs.append(wrong(code, bad))
    return {
        "criteria": entries,
        "calibration": drawn,
        "curve": curves,
        "wrong_ids": wrongs,
        "labels_elsewhere": ELSEWHERE,
        "notes": _NOTES,
    }


def _entry(name: str, rows: Sequence[Labelled]) -> dict[str, Any]:
    return criterion(
        name,
        [row.said for row in rows],
        [row.missed for row in rows],
        [row.id for row in rows],
        value=[row.leaning for row in rows],
    )


def missed_by(acceptable: str) -> bool | None:
    """Whether the acceptable verdicts ("fail|unsure") say that it is not met; None where they do not tell.

    >>> missed_by("fail|unsure"), missed_by("pass"), missed_by("pass|fail"), missed_by("na")
    (True, False, None, None)
    """
    words = set(acceptable.split("|"))
    if (words & _MET and words & _MISSED) or not words & (_MET | _MISSED):
        return None
    return bool(words & _MISSED)


def _dialogues(setting: Setting) -> Iterator[Labelled]:
    """Our own dialogues, where the tests are there; none of them in an installation without."""
    if not DIALOGUES.is_file():
        return
    for case in tomllib.loads(DIALOGUES.read_text("utf-8"))["case"]:
        labels = {code: missed for code in CRITERIA if (missed := missed_by(str(case.get(code, "")))) is not None}
        if labels:
            yield from _labelled(str(case["id"]), "our dialogues", labels, _card(case, setting))


def _card(case: dict[str, Any], setting: Setting) -> Scorecard | Unscored:
    articles = [Article(id="kb", title="", text=case["kb"])] if "kb" in case else []
    book = scorebook(setting, language(case["customer"]), articles)
    conversation, turn = pair(case["customer"], case["reply"], case.get("minutes", 2))
    order = Order(text=case["order"]) if "order" in case else None
    conversation = replace(conversation, channel=case["channel"], order=order)
    sources = tuple(Source(id="kb", kind="article", title="", text=one.text) for one in articles)
    return score_reply(build_case(conversation, turn, book, sources), book)


def _tricky(setting: Setting) -> Iterator[Labelled]:
    """The labels of tricky_cases, where the set is there."""
    if setting.root is None:
        return
    try:
        rows = replace(setting, folder=setting.root / "tricky_cases").rows()
    except SetMissing:
        return
    for row in rows:
        labels: dict[str, bool] = {}
        for key, expected in row["expectation"].items():
            code = KEYS.get(key, key)
            if code in CRITERIA and isinstance(expected, dict):
                missed = missed_by(str(expected.get("verdict", "")))
                if missed is not None:
                    labels[code] = labels.get(code, False) or missed
        yield from _labelled(str(row["id"]), "tricky_cases", labels, card_of_row(row, setting))


def _labelled(name: str, origin: str, labels: dict[str, bool], card: Scorecard | Unscored | None) -> Iterator[Labelled]:
    verdicts = card.criteria if isinstance(card, Scorecard) else {}
    for code, missed in labels.items():
        yield Labelled(id=name, origin=origin, criterion=code, missed=missed, verdict=verdicts.get(code))
