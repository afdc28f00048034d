"""What the customer asks of his own order, answered from it: its sum, the day of receipt, the payment, the points."""

import re
from collections.abc import Mapping
from typing import Literal

from drafting import words as say
from drafting.facts import Fact, FactKind, OrderFacts
from reply_core.text import fold
from reply_core.types import Language

OwnKind = Literal["total", "received", "payment", "points", "track", "refund_due"]
_ASKED: Mapping[OwnKind, str] = {
    "total": r"""
        (?:на )?как(?:ая|ую) (?:была |у меня )?сумм\w+ (?:\w+ )?заказ; сколько (?:я |мы )?(?:за)?платил
        сколько (?:я |мы )?(?:за него |за нее )?отдал; во сколько (?:мне )?обошелся; how much did i (?:pay|spend)
        what (?:was|is) (?:my|the) (?:order )?total
    """,
    "received": r"""
        когда я (?:его |ее |их )?(?:получил|забрал); когда (?:мне )?(?:его |ее |их )?(?:вручили|доставили)
        какого числа я (?:получил|забрал); when did i (?:get|receive|pick); what day did i (?:get|receive)
    """,
    "payment": r"""
        (?:чем|как|каким способом) я (?:за него |за нее )?(?:о|за)?платил; how did i pay; what did i pay with
    """,
    "points": r"""
        сколько (?:\w+ ){0,3}балл\w* (?:\w+ ){0,3}за (?:этот |мой )?заказ; сколько у меня (?:\w+ )?балл
        сколько (?:мне )?начисл\w+ балл; сколько балл\w+ (?:мне )?(?:начисл|приш)
        how many points (?:did i|do i have|are|were|for this)
    """,
    "refund_due": r"""
        (?:где|когда|сколько|как долго|как скоро|до какого) (?:\w+ ){0,4}(?:деньг|денег|возврат|верн|оплат|средств)
        назовите (?:\w+ ){0,2}(?:число|дат|срок|день); жду (?:\w+ ){0,2}(?:деньг|денег|возврат)
        (?:деньги|денег|средств\w*|возврат\w*) (?:\w+ ){0,4}(?:не(?!\w)|нет(?!\w)|когда|вернут); срок возврата денег
        (?:where|when)(?:'s| is| are| will| do| can|'ll)? (?:\w+ ){0,4}(?:refund|money|payment back)
        (?:refund|money) (?:\w+ ){0,3}(?:not|yet|still|hasn't|isn't|never); still no refund; no refund
        how (?:long|soon) (?:\w+ ){0,5}(?:refund|money)
    """,
    "track": r"""
        трек(?:-| )?(?:номер|код)?; номер (?:для )?отслеживания; tracking (?:number|code)
    """,
}  # fmt: skip
_ASKED_RE = {
    kind: re.compile("(?<!\\w)(?:" + "|".join(part.strip() for part in re.split(r"[;\n]", cues) if part.strip()) + ")")
    for kind, cues in _ASKED.items()
}


def own_facts(ask: str, order: OrderFacts | None) -> tuple[Fact, ...]:
    """The facts of the order that an ask is after; empty when it asks of something else or the order is silent."""
    if order is None:
        return ()
    folded = fold(ask)
    kinds: list[FactKind] = [kind for kind, pattern in _ASKED_RE.items() if pattern.search(folded)]
    return tuple(fact for kind in kinds if (fact := order.get(kind)) is not None)


def said_of(fact: Fact, number: str, language: Language) -> str:
    """One fact as a sentence: «Сумма заказа 48213 — 3 490 ₽.»"""
    return say.own_fact(fact.kind, number, fact.text, language)
