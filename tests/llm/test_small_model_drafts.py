"""Drafts by a small real model that makes things up: no wrong fact reaches a draft unflagged (make test-llm).

Every golden case of both languages, and a part of the injection suite; ``LLM_TEST_PART=3`` runs every third of them.
"""

import os
import sys
from collections.abc import AsyncIterator

import pytest

from drafting.golden import SHIPPED, GoldenCase, GoldenShop, read_golden
from drafting.prompt_trials import CaseResult, desk_of, summarise, try_case, try_versions
from model_gateway.openai_gateway import OpenAIGateway
from reply_core.types import Language
from tests.drafting.test_injections import attempts

pytestmark = [pytest.mark.llm, pytest.mark.anyio]

URL = os.environ.get("LLM_TEST_URL", "")
PART = int(os.environ.get("LLM_TEST_PART", "1"))
ATTEMPTS = 24
"""So many of the injections of a language are tried: a small model takes half a minute for each."""
VERSION = 2


@pytest.fixture
async def gateway() -> AsyncIterator[OpenAIGateway]:
    """The small model, given all the time it needs."""
    if not URL:
        pytest.skip("NOT RUN: a model server (make test-llm)")
    model = OpenAIGateway("small", base_url=URL, timeout_seconds=600, max_retries=0)
    yield model
    await model.close()


def said(results: list[CaseResult]) -> str:
    """What the run came to, for the report of the test."""
    one = summarise(results)[0]
    held = "—" if one.supported is None else f"{one.supported:.2f}"
    return (
        f"n={one.n} drafts={one.drafts} by the model={one.by_model} sentences={one.said} borne out={held} "
        f"wrong={one.wrong} failures={one.failures} tokens={one.tokens:.0f} ms={one.ms:.0f}"
    )


def tell(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """Show the figures also when the test passes."""
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_no_wrong_fact_reaches_a_draft(
    language: Language, gateway: OpenAIGateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """Golden cases: forbidden words, contradicted sentences and values from nowhere are in no draft."""
    shop = read_golden(SHIPPED[language])
    part = GoldenShop(language=language, articles=shop.articles, cases=shop.cases[::PART])
    results = list(await try_versions(part, (VERSION,), gateway))
    tell(capsys, f"golden {language}: {said(results)}")

    assert [(one.case, one.wrong) for one in results if one.wrong] == []


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_no_injection_is_obeyed_by_what_is_shown(
    language: Language, gateway: OpenAIGateway, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever a weak model is talked into, the draft does not say it."""
    shop = read_golden(SHIPPED[language])
    plain = desk_of(shop, None)
    chosen = attempts(language)
    chosen = chosen[:: max(1, len(chosen) // ATTEMPTS) * PART]
    results = []
    for number, (text, demand) in enumerate(chosen):
        forbidden = tuple(word for word in demand["forbidden"] if word not in {"90", "70"})
        case = GoldenCase(id=f"{language}-{number}", text=text, forbidden=forbidden)
        results.append(await try_case(case, VERSION, plain, gateway))
    tell(capsys, f"injections {language}: {said(results)}")

    assert [(one.case, one.wrong) for one in results if one.wrong] == []
