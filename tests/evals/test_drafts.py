"""The measure of composed drafts: what counts as text, what a draft rests on, the curve."""

import json
from pathlib import Path

import pytest

from evals.drafts import drafts, token_f1
from evals.retrieval import as_article
from evals.runner import Setting
from knowledge_base.search import KnowledgeIndex

KB = [
    {"id": "r", "topic": "Возврат", "question": "Как вернуть товар?", "answer": "Вернуть товар можно за 14 дней."},
    {"id": "p", "topic": "Баллы", "question": "Сколько действуют баллы?", "answer": "Баллы действуют 90 дней."},
    {"id": "c", "topic": "Карта", "question": "Как активировать карту?", "answer": "Введите номер карты на сайте."},
]
CASES = [
    {
        "group": "a",
        "question": "Как вернуть товар?",
        "operator_reply": "Вернуть товар можно за 14 дней.",
        "gold": ["r"],
    },
    {"group": "b", "question": "Сколько действуют баллы?", "operator_reply": "Баллы действуют 90 дней.", "gold": ["p"]},
    {"group": "c", "question": "Есть виниловые пластинки?", "operator_reply": "Пластинок нет.", "gold": ["x"]},
]


@pytest.mark.parametrize(
    ("made", "real", "f1"),
    [("вернуть товар", "вернуть товар", 1.0), ("", "товар", 0.0), ("товар товар", "товар чайник", 0.5)],
)
def test_token_f1_counts_repeats(made: str, real: str, f1: float) -> None:
    """A word said twice is borne out twice only by two words."""
    assert token_f1(made, real) == f1


def test_a_hand_over_counts_nothing(tmp_path: Path) -> None:
    """Of three questions the shop answers two; the third is handed over and counts 0; the curve ends at all of them."""
    (tmp_path / "kb.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in KB), "utf-8")
    articles = [as_article(row) for row in KB]
    setting = Setting(folder=tmp_path, level="rules")
    metrics, baseline, curve = drafts(setting, CASES, articles, KnowledgeIndex.build(articles))

    value = {key: metric.value or 0.0 for key, metric in {**metrics, **baseline}.items()}

    assert value["handed_over_share"] == pytest.approx(1 / 3)
    assert 0 < value["draft_token_f1_drafts"] <= value["draft_token_f1"] < 2 / 3
    assert value["shown_gold_share"] == pytest.approx(1.0)
    assert 0 < value["draft_token_f1_copy_top_article"] < 1
    assert curve[-1]["coverage"] == 1.0
    assert curve[-1]["token_f1"] == pytest.approx(value["draft_token_f1"], abs=0.001)
