"""Every eval from file to figure on made-up rows, and the runner around them."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals import metrics, runner
from evals.curves import wrong
from evals.metrics import count
from evals.reach import REACH
from evals.runner import GROUPS, Outcome, SetMissing, Setting, names_of, run
from evals.sources import SOURCES
from reply_core.errors import BadFile, InvalidInput, NotFound
from tests.evals.made_sets import SETS, write_rows, write_sets

KEYS = {
    "rutube_support": (
        "recall_at_1", "recall_at_5", "ndcg_at_10", "draft_token_f1", "handed_over_share", "not_in_kb_auroc",
        "unanswered_auc_random", "unanswered_auc_same_topic", "violation_false_alarms", "numbers_caught",
        "numbers_false_alarms",
    ),
    "wixqa": ("recall_at_1", "recall_at_5", "ndcg_at_10"),
    "xquad.ru": ("recall_at_1", "recall_at_5", "ndcg_at_10"),
    "xquad.en": ("recall_at_1", "recall_at_5", "ndcg_at_10"),
    "tydip": ("ru_auc", "ru_accuracy", "ru_spearman", "en_auc", "en_accuracy", "en_spearman"),
    "cocoa_formality_ru": ("accuracy", "wrong_share"),
    "russe_detox": ("pair_accuracy", "recall", "false_positive_rate"),
    "ru_distorted_toxicity": ("recall_distorted", "f1"),
    "haluquestqa": ("auc",),
    "qa_feedback": ("spearman",),
    "saf_short_answers": ("spearman",),
    "tricky_cases": (
        "wrong_fail", "wrong_pass", "false_critical", "missed_critical", "decided_right", "decided_share",
    ),
    "begin": ("auc", "auc_low_overlap"),
    "danetqa": ("auc", "balanced_accuracy"),
    "hint3": ("in_scope_accuracy", "auroc"),
    "pii_ru_semisynth": ("recall_PHONE", "precision_PHONE", "false_masks_per_100"),
    "presidio_synth_en": ("recall_EMAIL", "precision_EMAIL", "false_masks_per_100"),
    "factrueval": ("recall_PHONE", "false_masks_per_100"),
    "rucola": ("mcc",),
    "star_timed": ("median_reply_seconds", "p90_reply_seconds", "open_waits"),
    "twitter_care_timed": ("median_reply_seconds", "p90_reply_seconds", "open_waits"),
}  # fmt: skip
"""What others measure through: these keys stay."""
PLAIN = ("pair_accuracy", "accuracy", "recall_at_5", "recall_PHONE", "recall_EMAIL")
"""Figures that are perfect on rows as plain as these."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every set."""
    return write_sets(tmp_path_factory.mktemp("sets"))


@pytest.fixture(autouse=True)
def fewer_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred draws show the shape of an interval."""
    monkeypatch.setattr(metrics, "DRAWS", 100)


def one(name: str, root: Path | None, **more: Any) -> dict[str, Any]:
    """The only result of an eval at the level of rules."""
    (result,) = run(name, data=more.pop("data", None), level="rules", embedder=None, root=root)
    return result


@pytest.mark.parametrize("name", list(KEYS))
def test_an_eval_gives_its_figures(name: str, root: Path) -> None:
    """The keys others read are there, each with n and an ordered interval; what is plain is right; no text is told."""
    result = one(name, root)

    assert "crashed" not in result
    assert set(KEYS[name]) <= set(result["metrics"])
    assert (result["name"], result["data"], result["level"]) == (name, name, "rules")
    assert result["n"] > 0
    for metric in [*result["metrics"].values(), *result["baseline"].values()]:
        assert set(metric) == {"value", "low", "high", "n"}
        if metric["low"] is not None and metric["value"] is not None:
            assert metric["low"] <= metric["high"]
    for key in set(PLAIN) & set(result["metrics"]):
        assert result["metrics"][key]["value"] == 1.0
    said = json.dumps(result, allow_nan=False, ensure_ascii=False)
    assert not [text for text in texts_of(name) if text in said]


def texts_of(name: str) -> set[str]:
    """The texts of a set that are long enough to be known again."""
    told = {"text", "reply", "operator_reply", "answer", "toxic", "response", "customer"}
    rows = [row for rows in SETS[name].values() for row in rows]
    return {str(row[key]) for row in rows for key in told & set(row) if len(str(row[key])) > 12}


def test_an_eval_repeats_itself(root: Path) -> None:
    """The same rows give the same figures and the same intervals."""
    first, second = one("tydip", root), one("tydip", root)

    assert first["metrics"] == second["metrics"]


def test_reply_times_are_those_of_the_messages(root: Path) -> None:
    """Seconds from question to answer, nothing left open."""
    metrics = one("star_timed", root)["metrics"]

    assert metrics["median_reply_seconds"]["value"] == 20
    assert metrics["p90_reply_seconds"]["value"] == pytest.approx(76)
    assert metrics["open_waits"]["value"] == 0


def test_masks_on_ordinary_words_are_counted(tmp_path: Path) -> None:
    """A text without entities that holds a phone number counts as a false mask, per hundred texts."""
    rows = [
        {"id": "a", "group": "a", "lang": "ru", "text": "Где мой заказ?", "entities": []},
        {"id": "b", "group": "b", "lang": "ru", "text": "Звоните +7 916 123-45-67", "entities": []},
    ]
    write_rows(tmp_path / "pii_ru_semisynth", rows)
    result = one("pii_ru_semisynth", tmp_path)

    assert result["metrics"]["false_masks_per_100"]["value"] == 50
    assert result["details"]["wrong_ids"] == [{"name": "false masks", "ids": ["b"], "n": 1}]


def test_every_set_is_named_with_its_source() -> None:
    """A stranger finds out where each set comes from, and no aim stands for a set that is not there."""
    known = names_of("all")

    assert set(known) == set(KEYS) | {"counterfactual", "criteria"}
    assert set(SOURCES) == set(known)
    assert set(REACH) <= set(known)


def test_the_docs_name_the_same_sources() -> None:
    """The table of docs/evals.md and the code say the same of every set that is not ours."""
    page = (Path(__file__).parents[2] / "docs" / "evals.md").read_text("utf-8")

    for name, source in SOURCES.items():
        if source.origin.startswith("GitHub"):
            assert f"`{name}`" in page
            assert source.origin in page
            assert source.licence in page


def test_groups_hold_sets_and_short_names_work() -> None:
    """Every group is a list of evals; a short name is its set; an unknown one is refused with what there is."""
    for group, members in GROUPS.items():
        assert names_of(group) == members
    assert names_of("cocoa") == ("cocoa_formality_ru",)
    with pytest.raises(NotFound, match="tydip"):
        names_of("tidip")


def test_a_missing_set_of_a_group_does_not_stop_the_rest(tmp_path: Path) -> None:
    """What is missing is named with how to get it."""
    write_sets(tmp_path, ["cocoa_formality_ru"])
    results = list(run("tone", data=None, level="rules", embedder=None, root=tmp_path))

    assert [result["name"] for result in results] == list(GROUPS["tone"])
    ran = [result["name"] for result in results if "missing" not in result]
    assert ran == ["cocoa_formality_ru"]
    assert "Genius1237/TyDiP" in results[0]["missing"]["mend"]
    assert results[0]["metrics"] == {}


def test_one_missing_set_is_an_error(tmp_path: Path) -> None:
    """Asked for by name, a set that is not there is refused with its source."""
    with pytest.raises(SetMissing, match="TyDiP"):
        one("tydip", tmp_path)
    with pytest.raises(InvalidInput, match="TACT_EVAL_DATA"):
        one("tydip", None)
    with pytest.raises(InvalidInput, match="one set"):
        list(run("tone", data=tmp_path, level="rules", embedder=None))


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    """File and line of what is no JSON."""
    (tmp_path / "tydip").mkdir()
    (tmp_path / "tydip" / "data.jsonl").write_text('{"id": 1}\n{oops\n', "utf-8")
    setting = Setting(folder=tmp_path / "tydip", level="rules")

    with pytest.raises(BadFile, match=r"data\.jsonl:2"):
        setting.rows()


def test_another_folder_may_hold_a_set(tmp_path: Path) -> None:
    """--data names the folder of that one set, whatever it is called."""
    write_rows(tmp_path / "mine", SETS["cocoa_formality_ru"]["data.jsonl"])
    result = one("cocoa", None, data=tmp_path / "mine")

    assert result["data"] == "mine"
    assert result["metrics"]["accuracy"]["value"] == 1.0


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An eval that fails, beside one that works."""

    def fails(_: Setting) -> Outcome:
        raise ZeroDivisionError("nothing to divide")

    def works(_: Setting) -> Outcome:
        return Outcome(metrics={"rows": count(3, 3)}, details={"wrong_ids": [wrong("rows", [7])]})

    names_of("all")
    monkeypatch.setattr(runner, "_EVALS", {"fails": fails, "works": works})
    monkeypatch.setattr(runner, "GROUPS", {"both": ("fails", "works")})
    return iter([None])


@pytest.mark.usefixtures("crash")
def test_a_crash_is_reported_and_the_rest_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The error stands in the result, its traceback in the log."""
    first, second = run("both", data=None, level="rules", embedder=None, root=tmp_path)

    assert first["crashed"] == "ZeroDivisionError: nothing to divide"
    assert first["metrics"] == {}
    assert second["metrics"]["rows"]["value"] == 3
    assert second["details"]["wrong_ids"] == [{"name": "rows", "ids": ["7"], "n": 1}]
    assert "nothing to divide" in caplog.text


def test_figures_are_finite_or_said_to_be_missing(root: Path) -> None:
    """A figure that cannot be computed is null, never NaN."""
    for name in ("rucola", "qa_feedback", "hint3"):
        for metric in one(name, root)["metrics"].values():
            assert metric["value"] is None or math.isfinite(metric["value"])
