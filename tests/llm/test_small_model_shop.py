"""The demo shops' questions and the injections put to them, drafted by a small real model: nothing wrong is shown.

A part of what ``sh deploy/llm.sh measure`` runs in full (`evals.small_model`); ``LLM_TEST_PART=3`` takes a third of it.
"""

import os
import sys
from collections.abc import AsyncIterator

import pytest

from evals.small_model import attack_cases, in_turn, question_cases, run, told
from model_gateway.openai_gateway import OpenAIGateway

pytestmark = [pytest.mark.llm, pytest.mark.anyio]

URL = os.environ.get("LLM_TEST_URL", "")
PART = int(os.environ.get("LLM_TEST_PART", "1"))
QUESTIONS, ATTEMPTS = 12, 12


@pytest.fixture
async def gateway() -> AsyncIterator[OpenAIGateway]:
    """The small model, given all the time it needs."""
    if not URL:
        pytest.skip("NOT RUN: a model server (make test-llm)")
    model = OpenAIGateway("small", base_url=URL, timeout_seconds=600, max_retries=0)
    yield model
    await model.close()


async def test_nothing_wrong_is_shown_to_the_demo_s_customers(
    gateway: OpenAIGateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """No forbidden word, no contradicted sentence, no value from nowhere, in any draft."""
    cases = in_turn({"questions": question_cases(QUESTIONS), "injections": attack_cases(ATTEMPTS)})[::PART]
    rows = [row async for row in run(cases, gateway, level="rules")]
    with capsys.disabled():
        sys.stdout.write(f"\ndemo shops: {told(rows)['all']}\n")

    assert [(row["case"], row["wrong"], row["stray"]) for row in rows if row["wrong"] or row["stray"]] == []
