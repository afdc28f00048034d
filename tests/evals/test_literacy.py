"""Measuring literacy: seeded typos, findings on clean texts, the ceiling on a set of acceptability."""

import json
from pathlib import Path

import pytest

from evals.literacy import acceptable, figures, replies
from evals.runner import Setting, run

CLEAN = [
    "Мы проверили оплату и отправили посылку сегодня утром.",
    "Возврат оформляется в личном кабинете, деньги придут на карту.",
    "Пришлите фотографию упаковки, обменяем товар бесплатно.",
    "Курьер позвонит вам завтра и согласует удобное время.",
] * 5
SPOILT = "Курьер позвонитт вам завтра и согласуует удобное время."


def _rows(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")


def _rutube(folder: Path) -> None:
    cases = [
        {"id": f"case{number}", "operator_reply": text}
        for number, text in enumerate([*CLEAN, SPOILT, "Ваш фламбир готов."])
    ]
    _rows(folder, "cases.jsonl", [{**case, "group": case["id"], "question": "Где?", "gold": []} for case in cases])
    _rows(folder, "kb.jsonl", [{"id": "a", "topic": "t", "question": "Что такое фламбир?", "answer": "Блюдо фламбир."}])


class TestFigures:
    def test_everyday_texts_have_no_findings_and_most_typos_are_found(self) -> None:
        """On clean everyday sentences nothing is found, and four drawn typos in five are."""
        found = figures(CLEAN, frozenset())

        assert found["findings_per_100"].value == 0
        assert found["unknown_words_per_100"].value == 0
        assert (found["typo_recall"].value or 0) > 0.8
        assert found["typo_recall"].n > 50

    def test_drawing_is_repeatable(self) -> None:
        """The same texts give the same figures."""
        assert figures(CLEAN[:6], frozenset()) == figures(CLEAN[:6], frozenset())

    def test_no_texts_give_no_figures(self) -> None:
        """An empty set is no error; its figures are empty."""
        assert all(metric.value is None for metric in figures([], frozenset()).values())


class TestReplies:
    @pytest.mark.parametrize("own_folder", [True, False])
    def test_findings_are_listed_by_id_only(self, tmp_path: Path, own_folder: bool) -> None:
        """The set is found in its folder or above; what is listed are ids, never texts."""
        _rutube(tmp_path / "rutube_support")
        folder = tmp_path / ("rutube_support" if own_folder else "literacy_replies")
        outcome = replies(Setting(folder=folder, level="rules", root=tmp_path))

        assert outcome.details["with_findings"] == ["case20"]
        assert outcome.metrics["findings_per_100"].value == pytest.approx(100 * 2 / 22)
        assert (outcome.metrics["unknown_words_per_100"].value or 0) < (
            outcome.metrics["unknown_words_per_100_without_kb"].value or 0
        )
        assert "посылк" not in json.dumps(dict(outcome.details), ensure_ascii=False)

    def test_it_runs_by_name(self, tmp_path: Path) -> None:
        """`tact eval literacy_replies` needs no folder of its own."""
        _rutube(tmp_path / "rutube_support")
        (result,) = run("literacy_replies", data=None, level="rules", embedder=None, root=tmp_path)

        assert result["metrics"]["typo_recall"]["n"] > 50


class TestAcceptable:
    def test_the_ceiling_is_never_below_what_is_reached(self, tmp_path: Path) -> None:
        """What findings could give at best lies at or above what they give."""
        wrong = {"text": SPOILT, "acceptable": 0}
        alarm = {"text": "Мы непришли вовремя.", "acceptable": 1}
        rows = [
            *({"text": text, "acceptable": 1} for text in CLEAN),
            wrong,
            alarm,
            {"text": "Мне кот.", "acceptable": 0},
        ]
        _rows(tmp_path, "data.jsonl", [{**row, "group": f"g{at}", "id": f"r{at}"} for at, row in enumerate(rows)])
        metrics = acceptable(Setting(folder=tmp_path, level="rules")).metrics

        assert metrics["flagged"].value == 2
        assert 0 < (metrics["mcc"].value or 0) < (metrics["mcc_ceiling"].value or 0) < 1
