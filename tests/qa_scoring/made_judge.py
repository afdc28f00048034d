"""What a scripted judge says, and the card that comes of it."""

import json
from typing import Any

from model_gateway.ledger import Ledger
from model_gateway.scripted import Breaks, ScriptedGateway
from qa_scoring.case import Scorebook, build_case
from qa_scoring.score_model import score_with_model
from qa_scoring.scorecard import Scorecard
from reply_core.types import Conversation
from reply_core.waits import read_turns
from tests.qa_scoring.made_cases import OFFICE, RETURNS, SLOTS, WALK_C, a_book

BOOK = a_book(RETURNS, SLOTS, calendar=OFFICE)


def quote(where: str, text: str) -> dict[str, str]:
    """A quote as the judge gives it."""
    return {"from": where, "text": text}


def said(code: str, verdict: str, *quotes: dict[str, str], reason: str = "потому") -> dict[str, Any]:
    """A verdict on a criterion or an alarm."""
    return {"code": code, "quotes": list(quotes), "reason": reason, "verdict": verdict}


def asked(number: int, status: str, *quotes: dict[str, str]) -> dict[str, Any]:
    """A status of an ask."""
    return {"ask": number, "quotes": list(quotes), "reason": "потому", "status": status}


WALK_C_SAYS = {
    "asks": [
        asked(1, "partial", quote("reply", "Ваш заказ передан в доставку")),
        asked(2, "unanswered", quote("customer", "можно ли привезти завтра после 18?")),
    ],
    "criteria": [
        said(
            "correctness", "fail", quote("reply", "передан в доставку"), quote("source", "доставка перенесена на 18.11")
        ),
        said("next_step", "fail", quote("reply", "Ожидайте")),
        said("protocol", "fail", quote("reply", "Ожидайте")),
        said("empathy", "fail", quote("customer", "курьер не приехал и никто не позвонил!")),
    ],
    "critical": [said("wrong_policy", "no")],
    "influence_attempt": False,
}


async def judged(
    *says: object, conversation: Conversation = WALK_C, book: Scorebook = BOOK, ledger: Ledger | None = None
) -> tuple[Scorecard, ScriptedGateway]:
    """The card of the last turn with a model that says this; the last answer is repeated for further passes."""
    answers: list[str | Breaks] = [
        each if isinstance(each, Breaks | str) else json.dumps(each, ensure_ascii=False) for each in says
    ]
    gateway = ScriptedGateway([*answers, *answers[-1:] * (5 - len(answers))])
    case = build_case(conversation, read_turns(conversation)[-1], book)
    card = await score_with_model(case, book, gateway, ledger)
    assert isinstance(card, Scorecard)
    return card, gateway
