"""The table for the docs: levels side by side, aims said."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.markdown import main, table


def a_result(level: str, auc: float, **more: Any) -> dict[str, Any]:
    """One set at one level."""
    return {
        "name": "begin",
        "level": level,
        "metrics": {"auc": {"value": auc, "low": auc - 0.01, "high": auc + 0.01, "n": 9}},
        "baseline": {"auc_word_overlap": {"value": 0.9, "low": 0.8, "high": 0.95, "n": 9}},
        **more,
    }


def test_levels_stand_side_by_side() -> None:
    """One line a figure; the aim is held against the highest level."""
    made = table([a_result("rules", 0.9), a_result("local", 0.95)]).splitlines()

    assert made[0] == "| set | figure | n | rules [95 %] | local [95 %] | baseline | aim | met |"
    assert made[2] == (
        "| begin | auc | 9 | 0.900 [0.890, 0.910] | 0.950 [0.940, 0.960] | 0.900 word overlap | ≥ 0.93 | met |"
    )
    assert all(line.count("|") == made[0].count("|") for line in made)


def test_what_was_not_run_is_a_line() -> None:
    """A crash or a missing set is not left out, and flips by swap are left to the report."""
    crashed = {"name": "begin", "level": "local", "crashed": "ValueError: x"}
    flips = {**a_result("rules", 0.5)["metrics"], "flip_rate_padding": {"value": 0, "low": 0, "high": 0, "n": 1}}
    made = table([a_result("rules", 0.9, metrics=flips), crashed])

    assert "| begin | local: ValueError: x |" in made
    assert "flip_rate_padding" not in made
    assert len({line.count("|") for line in made.splitlines()}) == 1


def test_the_files_of_a_run_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines that are no JSON objects are passed over."""
    file = tmp_path / "run.jsonl"
    file.write_text(json.dumps(a_result("rules", 0.94)) + "\nwarning: slow\n", "utf-8")

    assert main([str(file)]) == 0
    assert "0.940 [0.930, 0.950]" in capsys.readouterr().out
