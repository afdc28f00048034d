"""rucola: acceptability of sentences, a hard set for rules. Rows: `text, acceptable: 1|0, part`."""

from evals.cases import card_of, scorebook
from evals.metrics import matthews
from evals.runner import Outcome, Setting, evaluates
from qa_scoring.scorecard import Scorecard, Scored


@evaluates("rucola")
def acceptable(setting: Setting) -> Outcome:
    """Matthews correlation of "literacy is met" with "acceptable"."""
    rows = setting.rows()
    book = scorebook(setting, "ru")
    groups = [str(row["group"]) for row in rows]
    truth = [row["acceptable"] == 1 for row in rows]
    found = []
    for row in rows:
        card = card_of("Подскажите, пожалуйста.", str(row["text"]), book)
        literacy = card.criteria.get("literacy") if isinstance(card, Scorecard) else None
        found.append(not (isinstance(literacy, Scored) and literacy.verdict != "pass"))
    return Outcome(
        metrics={"mcc": matthews(found, truth, groups)},
        baseline={"mcc_always": matthews([True] * len(rows), truth, groups)},
    )
