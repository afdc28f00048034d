"""A small real model as judge: whatever it says, nothing breaks and nothing unproven is believed (make test-llm)."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from model_gateway.ledger import MemoryLedger
from model_gateway.openai_gateway import OpenAIGateway
from qa_scoring.case import build_case, texts_of
from qa_scoring.judge import judge
from qa_scoring.judge_passes import undecided
from qa_scoring.score import judge_without_model, view_of
from qa_scoring.score_model import score_with_model
from qa_scoring.scorecard import Scorecard, Scored
from reply_core.waits import read_turns
from tact.score_files import ScoreJob, score_file
from tests.qa_scoring.made_cases import OFFICE, RETURNS, SLOTS, WALK_C, a_book

pytestmark = [pytest.mark.llm, pytest.mark.anyio]

URL = os.environ.get("LLM_TEST_URL", "")
BOOK = a_book(RETURNS, SLOTS, calendar=OFFICE)


@pytest.fixture
async def gateway() -> AsyncIterator[OpenAIGateway]:
    """The small model, given all the time it needs."""
    if not URL:
        pytest.skip("NOT RUN: a model server (make test-llm)")
    model = OpenAIGateway("small", base_url=URL, timeout_seconds=600, max_retries=0)
    yield model
    await model.close()


async def test_the_answer_has_the_asked_form(gateway: OpenAIGateway) -> None:
    """The schema holds: every ask and criterion asked about is answered with a word that was on offer."""
    view = view_of(build_case(WALK_C, read_turns(WALK_C)[-1], BOOK), BOOK)
    task = undecided(view, judge_without_model(view))
    said = await judge(view, task, gateway)

    assert not said.unreadable
    assert set(said.criteria) <= set(task.criteria)
    assert set(said.asks) <= set(task.asks)
    assert said.criteria or said.asks


async def test_what_it_says_is_proven_or_unsure(gateway: OpenAIGateway) -> None:
    """Every verdict it decides quotes the texts to the letter; tokens are counted."""
    ledger = MemoryLedger()
    case = build_case(WALK_C, read_turns(WALK_C)[-1], BOOK)
    card = await score_with_model(case, BOOK, gateway, ledger)
    texts = texts_of(case)

    assert isinstance(card, Scorecard)
    assert card.level == "model"
    for verdict in card.criteria.values():
        if isinstance(verdict, Scored) and verdict.source == "model":
            assert verdict.evidence
            for each in verdict.evidence:
                assert each.message_id not in texts or each.quote == texts[each.message_id][each.start : each.end]
    assert all(call.tokens_in > 0 and call.tokens_out > 0 for call in ledger.calls)


def test_a_file_is_scored_from_end_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`tact score --level model` over a small file: a row for each reply, at the model's level."""
    if not URL:
        pytest.skip("NOT RUN: a model server (make test-llm)")
    for name, value in {
        "OPENAI_BASE_URL": URL, "OPENAI_API_KEY": "none", "TACT_MODEL": "small", "TACT_DATA_DIR": str(tmp_path),
        "TACT_MODEL_TIMEOUT_SECONDS": "600", "TACT_EMBEDDER": "none",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    source = tmp_path / "in.csv"
    source.write_text(
        "conversation_id,message_id,channel,direction,author_kind,author_id,text\n"
        "c1,1,chat,in,customer,,Где мой заказ?\nc1,2,chat,out,operator,o,Ваш заказ приедет завтра до 18:00.\n"
        "c2,3,chat,in,customer,,Курьер не приехал! Почему?\nc2,4,chat,out,operator,o,Склад открыт с 9 до 21.\n",
        "utf-8",
    )
    out = tmp_path / "out.jsonl"
    score_file(
        ScoreJob(
            source=source, out=out, kb=None, standard=None, profile=None, calendar=None, brand="", level="model",
            tz="", columns=None, workers=1,
        ),
        as_json=True,
    )  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]

    assert told["turns"] == 2
    assert {row["level"] for row in rows} == {"model"}
