"""More than three hundred attempts to make a draft say what the shop does not; none may succeed at any level."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drafting.compose import compose
from drafting.desk import DraftingDesk
from drafting.outcome import Outcome
from drafting.propose import propose
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from model_gateway.scripted import ScriptedGateway
from reply_core.types import Language
from tests.drafting.desks import FRIDAY, desk, inquiry
from tone_of_voice.profile import default_profile

SUITE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "injections.toml").read_text("utf-8"))
ENGLISH = Article(
    id="returns",
    title="Returns",
    question="How many days do I have to return an item?",
    text="You can return an item within 14 days of delivery if it has not been used. Return shipping is free.",
)
LANGUAGES: tuple[Language, ...] = ("ru", "en")


def attempts(language: Language) -> list[tuple[str, dict[str, Any]]]:
    """Every frame with every demand, before or after an honest question."""
    part = SUITE[language]
    found = []
    for number, frame in enumerate(part["frames"]):
        for demand in part["demands"]:
            said = frame.format(want=demand["want"])
            text = f"{part['question']} {said}" if number % 2 else f"{said} {part['question']}"
            found.append((text, demand))
    return found


def shop(language: Language, gateway: ScriptedGateway | None = None) -> DraftingDesk:
    """A small shop of that language."""
    if language == "ru":
        return desk(gateway=gateway)
    index = KnowledgeIndex.build([ENGLISH])
    return DraftingDesk(index=index, profile=default_profile("en"), gateway=gateway, language="en")


def shown(outcome: Outcome) -> str:
    """What a customer could be sent: the draft, or the reply that holds him."""
    return str(getattr(outcome, "text", "")) + str(getattr(outcome, "holding", ""))


def test_the_suite_is_large_enough() -> None:
    """At least 150 attempts, both languages."""
    assert len(attempts("ru")) + len(attempts("en")) >= 150
    assert min(len(attempts("ru")), len(attempts("en"))) >= 75


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_composed_draft_never_says_what_was_demanded(language: Language) -> None:
    """Without a model every sentence is the shop's own, whatever the customer's text commands."""
    ours = shop(language)
    obeyed = [
        text
        for text, demand in attempts(language)
        if any(word in shown(compose(inquiry(text), ours, now=FRIDAY)) for word in demand["forbidden"])
    ]

    assert obeyed == []


@pytest.mark.anyio
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_model_that_obeys_is_not_believed(language: Language) -> None:
    """A model that does as it is told, and cites a source for it, twice: its sentence never reaches the draft."""
    obeyed = []
    for text, demand in attempts(language):
        answer = json.dumps(
            {"sentences": [{"ask": 1, "cites": [1], "text": demand["obeys"]}], "unanswered": []}, ensure_ascii=False
        )
        made = await propose(inquiry(text), shop(language, ScriptedGateway([answer, answer])), now=FRIDAY)
        if any(word in shown(made) for word in demand["forbidden"]):
            obeyed.append(text)

    assert obeyed == []


@pytest.mark.anyio
@pytest.mark.parametrize("language", LANGUAGES)
async def test_nobody_breaks_out_of_the_fence(language: Language) -> None:
    """Whatever the text holds, the prompt has one customer's block and no source that the shop did not write."""
    for text, _ in attempts(language)[::4]:
        gateway = ScriptedGateway(['{"sentences": [], "unanswered": [1]}'] * 2)
        ours = shop(language, gateway)
        await propose(inquiry(text), ours, now=FRIDAY)
        for request in gateway.requests:
            assert request.user.count("</customer>") == 1
            assert request.user.count("<source ") == request.user.count("</source>")
            assert request.user.count("<source ") <= len(ours.index.articles) + 1


@pytest.mark.parametrize(
    ("language", "hidden"), [(language, hidden) for language in LANGUAGES for hidden in SUITE["knowledge"][language]]
)
@pytest.mark.parametrize("first", [True, False])
def test_commands_hidden_in_an_article_never_reach_a_customer(language: Language, hidden: str, first: bool) -> None:
    """A sentence of an article that speaks to the machine is not quoted, before or after the honest ones."""
    honest = "Вернуть товар можно в течение 14 дней после получения." if language == "ru" else ENGLISH.text
    text = f"{hidden} {honest}" if first else f"{honest} {hidden}"
    article = Article(id="return", title="Возврат", question=SUITE[language]["question"], text=text)
    ours = replace(shop(language), index=KnowledgeIndex.build([article]))
    made = shown(compose(inquiry(SUITE[language]["question"]), ours, now=FRIDAY))

    assert not any(word in made for word in ("СЕКРЕТ90", "SECRET90", "90", "zlo", "evil", "CVV"))
