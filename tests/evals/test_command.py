"""`tact eval`: tables, JSON lines and the report, and how the command ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evals import runner
from evals.runner import Outcome, Setting, names_of
from tact.measure import evaluate
from tests.evals.made_sets import write_sets


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two sets, set as the folder of all."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TACT_EVAL_DATA", str(tmp_path / "sets"))
    monkeypatch.delenv("TACT_VECTOR_FILE", raising=False)
    return write_sets(tmp_path / "sets", ["cocoa_formality_ru", "tricky_cases"])


def test_json_lines_and_the_report_say_the_same(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object a set on the screen; the page holds every set of the group, the missing ones with their source."""
    file = root.parent / "report.html"
    evaluate("tone", data=None, level="rules", as_json=True, html=file)
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    made = file.read_text("utf-8")

    assert [result["name"] for result in printed] == [
        "tydip",
        "cocoa_formality_ru",
        "russe_detox",
        "ru_distorted_toxicity",
    ]
    assert [("missing" in result) for result in printed] == [True, False, True, True]
    assert "1 of 4 sets were run. Missing: tydip, russe_detox, ru_distorted_toxicity." in made
    assert "s-nlp/russe_detox_2022" in made
    assert str(root) not in made
    assert "<h2>cocoa_formality_ru</h2>" in made


def test_a_table_for_people(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json figures stand in a table, with the baseline marked."""
    evaluate("cocoa", data=None, level="rules", as_json=False)
    shown = capsys.readouterr().out

    assert "cocoa_formality_ru" in shown
    assert "accuracy" in shown
    assert "(baseline)" in shown
    assert "1.000" in shown


def test_a_crash_ends_with_one(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The report is written all the same and names the error."""

    def fails(_: Setting) -> Outcome:
        raise RuntimeError("lost [a] bracket")

    names_of("all")
    monkeypatch.setattr(runner, "_EVALS", {**runner._EVALS, "tydip": fails})
    with pytest.raises(SystemExit) as ended:
        evaluate("tone", data=None, level="rules", as_json=False, html=root.parent / "r.html")

    assert ended.value.code == 1
    assert "lost [a] bracket" in capsys.readouterr().out
    assert "RuntimeError: lost [a] bracket" in (root.parent / "r.html").read_text("utf-8")


def test_nothing_to_run_ends_with_one(root: Path) -> None:
    """Where every set of a group is missing, nothing was measured."""
    with pytest.raises(SystemExit) as ended:
        evaluate("speed", data=None, level="rules", as_json=True)

    assert ended.value.code == 1


@pytest.mark.slow
def test_from_the_command_line(root: Path) -> None:
    """The option --html of the command, with a group that needs no set."""
    done = subprocess.run(
        [sys.executable, "-m", "tact", "eval", "cocoa", "--level", "rules", "--json", "--html", "page.html"],
        cwd=root.parent,
        env={"TACT_EVAL_DATA": str(root), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["metrics"]["accuracy"]["value"] == 1
    assert (root.parent / "page.html").read_text("utf-8").startswith("<!doctype html>")
