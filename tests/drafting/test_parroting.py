"""A weak model that gives back what it was told: nothing of that is shown to a customer."""

import json

import pytest

from drafting.outcome import Draft
from drafting.propose import propose
from model_gateway.scripted import ScriptedGateway
from tests.drafting.desks import FRIDAY, desk, inquiry

pytestmark = pytest.mark.anyio
QUESTION = "Можно вернуть чайник, если я его уже распаковала? Верните деньги"


def answer(*texts: str) -> str:
    """A model's answer that cites the first source for everything."""
    sentences = [{"ask": 1, "cites": [1], "text": text} for text in texts]
    return json.dumps({"sentences": sentences, "unanswered": []}, ensure_ascii=False)


@pytest.mark.parametrize(
    "parroted",
    [
        "Можно вернуть чайник, если я его уже распаковала?",
        "Вернуть можно за 90 дней. — not_verifiable",
        "— contradicted: вернуть можно за 90 дней",
    ],
)
async def test_what_was_said_to_the_model_is_no_answer(parroted: str) -> None:
    """The customer's question and the check's verdicts, as the whole answer or beside a true sentence."""
    true = "Вернуть товар можно в течение 14 дней после получения, если он не использовался."
    alone = await propose(inquiry(QUESTION), desk(gateway=ScriptedGateway([answer(parroted)] * 2)), now=FRIDAY)
    beside = await propose(inquiry(QUESTION), desk(gateway=ScriptedGateway([answer(parroted, true)] * 2)), now=FRIDAY)

    for made in (alone, beside):
        text = str(getattr(made, "text", ""))
        assert "распаковала" not in text
        assert "not_verifiable" not in text
        assert "contradicted" not in text
    assert isinstance(beside, Draft)
    assert "14 дней" in beside.text
