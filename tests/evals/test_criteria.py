"""The table of criteria: every criterion of the scorecard has a row, with figures where somebody labelled it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evals import criteria as criteria_module
from evals import metrics
from evals.criteria import NO_LABELS, missed_by
from evals.report import about, page
from evals.runner import run
from qa_scoring.verdicts import CRITERIA
from tests.evals.made_sets import write_sets

DIALOGUES = """
[[case]]
id = "rude"
channel = "chat"
customer = "Почему списали дважды?"
reply = "Сам тупой."
respect = "fail"
asks_covered = "fail|unsure"

[[case]]
id = "kind"
channel = "email"
customer = "Спасибо, где заказ?"
reply = "Здравствуйте! Заказ в пути, приедет завтра до 18:00."
respect = "pass"
timeframe = "pass|na"
minutes = 9000
in_target = "fail"
"""


@pytest.fixture
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The eval over two dialogues and the made rows of tricky_cases, by rules."""
    monkeypatch.setattr(metrics, "DRAWS", 50)
    (tmp_path / "dialogues.toml").write_text(DIALOGUES, "utf-8")
    monkeypatch.setattr(criteria_module, "DIALOGUES", tmp_path / "dialogues.toml")
    root = write_sets(tmp_path / "sets", ["tricky_cases"])
    (found,) = run("criteria", data=None, level="rules", embedder=None, root=root)
    return found


def test_every_criterion_has_a_row(result: dict[str, Any]) -> None:
    """All criteria are there, in the card's order; one that nobody labelled says so and has n = 0."""
    rows = result["details"]["criteria"]
    named = [row["name"].split(" · ")[0] for row in rows]

    assert "crashed" not in result
    assert tuple(dict.fromkeys(named)) == CRITERIA
    assert all((row["n"] == 0) == (row["positive"] == NO_LABELS) for row in rows)
    assert json.loads(json.dumps(result))["name"] == "criteria"


def test_figures_come_with_n_and_intervals(result: dict[str, Any]) -> None:
    """Respect is labelled in both sets: each has its own row with its n, precision, recall, κ, AUC and coverage."""
    rows = {row["name"]: row for row in result["details"]["criteria"]}
    respect = rows["respect · our dialogues"]

    assert "respect · tricky_cases" in rows
    assert respect["n"] == 2
    assert respect["recall"]["value"] == respect["precision"]["value"] == 1
    assert {"decided", "kappa", "auc", "coverage_at_error_10"} <= set(respect)
    assert rows["in_target · our dialogues"]["recall"]["value"] == 1
    assert rows["terms"]["n"] == 0


def test_the_report_shows_it(result: dict[str, Any]) -> None:
    """The page of `tact eval all --html` holds the table and says what has no labels."""
    made = page([result], about("rules", datetime(2026, 11, 22, tzinfo=UTC)))

    assert NO_LABELS in made
    assert all(code in made for code in CRITERIA)
    assert "coverage at error 10" in made


def test_without_any_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither the dialogues nor the set are there, every row says that nothing is labelled, and nothing fails."""
    monkeypatch.setattr(criteria_module, "DIALOGUES", tmp_path / "none.toml")
    (found,) = run("criteria", data=None, level="rules", embedder=None, root=tmp_path)

    assert "crashed" not in found
    assert len(found["details"]["criteria"]) == len(CRITERIA)
    assert found["metrics"]["criteria_with_labels"]["value"] == 0


@pytest.mark.parametrize(
    ("acceptable", "missed"),
    [
        ("fail", True),
        ("partial|fail|unsure", True),
        ("pass|na", False),
        ("pass|partial", None),
        ("na", None),
        ("", None),
    ],
)
def test_what_counts_as_a_label(acceptable: str, missed: bool | None) -> None:
    """A label tells met from not met; one that accepts both, or neither, is not used."""
    assert missed_by(acceptable) is missed
