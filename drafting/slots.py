"""Order facts put into the shop's own sentences, where the sentence speaks of just that thing.

Few rules, each narrow: the thing bought for the word «товар», the sum for the word «деньги». When a rule is not sure
(several things bought, an exception named, another way of payment, grammar unknown) the article's sentence stays.
"""

import re
from dataclasses import dataclass

from drafting.facts import Fact, OrderFacts
from drafting.grammar import ItemName, agree, item_name
from reply_core.text import fold, lemma, words
from reply_core.types import Language

_THING = r"(?:товар|вещь|покупку|изделие|заказ)"
_ACT = r"(?:вернуть|обменять|возвратить|сдать|поменять|заменить)"
_ITEM_FIRST = re.compile(rf"^{_ACT}\s+{_THING}\s+можно(?!\w)")
_THING_FIRST = re.compile(rf"^{_THING}\s+можно\s+(?P<act>{_ACT})(?!\w)")
_YOU_CAN = re.compile(
    rf"(?<!\w)(?:можете|можно|вправе)\s+{_ACT}\s+(?P<thing>{_THING})"
    r"(?=\s*[,.;!]|\s+(?:в течение|до|не позднее|если|в любой)(?!\w))"
)
_RULE_OUT = re.compile(
    r"кроме|за исключением|нельзя|не подлеж|некоторы|люб(?:ой|ые|ого)|надлежащ|ненадлежащ|категори|"
    r"except|some items|any item"
)
_REFUND = re.compile(
    rf"^(?P<money>деньги|сумму|средства|оплату)(?:\s+за\s+{_THING})?(?=\s+(?:мы\s+)?(?:верн|возвращ|отправ|зачисл|поступ|прид|перечисл))"
)
_REFUND_EN = re.compile(
    r"(?<!\w)(?P<verb>refund|return)\s+(?P<money>(?:the|your)\s+(?:money|payment|full amount))(?!\w)", re.IGNORECASE
)
_YOU_CAN_EN = re.compile(
    r"(?<!\w)(?:can|may)\s+(?:return|exchange)\s+(?P<thing>(?:an?|the|your)\s+(?:item|product|purchase|order))"
    r"(?=\s*[,.;]|\s+(?:within|in|up to|if|for|until)(?!\w))",
    re.IGNORECASE,
)
_METHODS = {
    "card": re.compile(r"карт|card"),
    "sbp": re.compile(r"сбп|быстрых платеж"),
    "cash": re.compile(r"наличн|cash"),
    "paypal": re.compile(r"paypal"),
}
_GIFT = re.compile(r"подарочн\w+ карт\w*|gift card\w*|карт\w+ лояльности")
_ELISION = re.compile(
    r"(?<!\w)(?P<event>(?:после|с момента|со дня|до)\s+"
    r"(?:поступления|получения|возврата|при[её]мки|отправки|доставки))"
    r"\s+товара(?=\s+(?:на|в|к|от)\s|\s*(?:[.;!?]|,(?!\s*котор))|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A sentence with facts put in, and the facts used (none: the sentence is unchanged)."""

    text: str
    facts: tuple[Fact, ...] = ()


def fill(sentence: str, order: OrderFacts | None, *, language: Language, inquiry: str = "") -> Filled:
    """``sentence`` of an article with the order's item and sum put in where it speaks of them.

    Args:
        sentence: as the article has it.
        order: None leaves the sentence as it is.
        language: of the sentence.
        inquiry: the customer's words, to tell which of several things he means.
    """
    if order is None:
        return Filled(text=sentence)
    rules = (_fill_item, _fill_sum) if language == "ru" else (_fill_item_en, _fill_sum_en)
    text, facts = sentence, []
    for rule in rules:
        done = rule(text, order, inquiry)
        if done is not None:
            text, fact = done
            facts.append(fact)
    return Filled(text=text, facts=tuple(facts))


def elide_thing(sentence: str) -> str:
    """«после поступления товара на склад» → «после поступления на склад», once the thing has been named."""
    return _ELISION.sub(lambda match: match["event"], sentence)


def the_item(order: OrderFacts, inquiry: str) -> Fact | None:
    """The thing the customer writes about: the only one ordered, or the only one he names."""
    items = order.all("item")
    if len(items) == 1:
        return items[0]
    said = {lemma(word.text) for word in words(fold(inquiry))}
    named = [item for item in items if (name := item_name(item.text)) and name.head in said]
    return named[0] if len(named) == 1 else None


def _fill_item(sentence: str, order: OrderFacts, inquiry: str) -> tuple[str, Fact] | None:
    fact = the_item(order, inquiry)
    name = item_name(fact.text) if fact else None
    folded = fold(sentence)
    if fact is None or name is None or _RULE_OUT.search(folded):
        return None
    if match := _ITEM_FIRST.match(folded):
        act, rest = match.group().split()[0], sentence[match.end() :]
        return _joined(f"{_capital(name.accusative)} можно {act}", rest, name, fact)
    if match := _THING_FIRST.match(folded):
        return _joined(f"{_capital(name.accusative)} можно {match['act']}", sentence[match.end() :], name, fact)
    if match := _YOU_CAN.search(folded):
        begin = sentence[: match.start("thing")] + name.accusative
        return _joined(begin, sentence[match.end("thing") :], name, fact)
    return None


def _joined(begin: str, rest: str, name: ItemName, fact: Fact) -> tuple[str, Fact] | None:
    agreed = agree(rest, name.gender)
    return (begin + agreed, fact) if agreed is not None else None


def _fill_sum(sentence: str, order: OrderFacts, _: str) -> tuple[str, Fact] | None:
    match = _REFUND.match(fold(sentence))
    total = _refundable(sentence, order)
    if match is None or total is None:
        return None
    return total.text + sentence[match.end() :], total


def _fill_item_en(sentence: str, order: OrderFacts, inquiry: str) -> tuple[str, Fact] | None:
    fact, match = the_item(order, inquiry), _YOU_CAN_EN.search(sentence)
    if fact is None or match is None or not fact.text.isascii() or _RULE_OUT.search(fold(sentence)):
        return None
    short = re.split(r"\s*[,(;]|\s[-—–]\s", fact.text)[0].strip()
    return f"{sentence[: match.start('thing')]}the {short}{sentence[match.end('thing') :]}", fact


def _fill_sum_en(sentence: str, order: OrderFacts, _: str) -> tuple[str, Fact] | None:
    match, total = _REFUND_EN.search(sentence), _refundable(sentence, order)
    if match is None or total is None:
        return None
    return sentence[: match.start("money")] + total.text + sentence[match.end("money") :], total


def _refundable(sentence: str, order: OrderFacts) -> Fact | None:
    """The sum paid, where the whole of it is what comes back, the way the sentence says."""
    total = order.get("total")
    if total is None or len(order.all("item")) > 1 or order.get("delivery_price") or order.get("points"):
        return None
    named = {method for method, pattern in _METHODS.items() if pattern.search(_GIFT.sub("", fold(sentence)))}
    payment = order.get("payment")
    paid = {method for method, pattern in _METHODS.items() if payment and pattern.search(fold(payment.text))}
    if _GIFT.search(fold(sentence)) and not named:
        return None
    return None if named and paid and not named & paid else total


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
