"""What the order says, as sentences of a reply: where it is, and what the customer asks of it, each with its place."""

import re
from collections.abc import Sequence

from drafting import words as say
from drafting.facts import Fact, OrderFacts
from drafting.layout import Piece
from drafting.order_answers import said_of
from drafting.outcome import Citation
from drafting.reading import Reading
from reply_core.types import Language

ORDER = "order"


def order_pieces(reading: Reading) -> list[Piece]:
    """What the order says, for the asks after it; once, however many asks."""
    order = reading.order
    asked = [item for item in reading.asks if item.status]
    if order is None:
        return []
    own = _own_pieces(order, reading)
    if not asked:
        return own
    facts = asked[0].status
    number = order.get("number")
    said = _status_words(facts, reading.inquiry.language)
    text = say.order_status(number.text if number else "", said, reading.inquiry.language)
    used = [*([number] if number else []), *facts]
    return [
        Piece(
            text=text,
            role="order",
            citations=tuple(order_citation(order, fact) for fact in used),
            ask=asked[0].number,
            asks=tuple(item.question for item in asked),
            original=said,
        ),
        *own,
    ]


def _own_pieces(order: OrderFacts, reading: Reading) -> list[Piece]:
    """What the customer asks of his order's sum, payment, receipt, points, a sentence each."""
    number = order.get("number")
    found: dict[str, Piece] = {}
    for item in reading.asks:
        for fact in item.own:
            if fact.kind == "refund_due" and fact.day is not None and fact.day < reading.now.date():
                continue  # the day is over: it would be a promise broken already
            text = said_of(fact, number.text if number else "", reading.inquiry.language)
            cited = tuple(order_citation(order, one) for one in (*([number] if number else []), fact))
            found.setdefault(
                text,
                Piece(text=text, role="order", citations=cited, ask=item.number, asks=(item.question,), original=text),
            )
    return list(found.values())


_METHODS: tuple[tuple[str, str], ...] = (
    (r"курьер(?:ом)?(?=,|\s|$)", "доставка курьером"),
    (r"постамат(?=,|\s|$)", "доставка в постамат"),
    (r"(?:пункт выдачи|пвз)(?=,|\s|$)", "доставка в пункт выдачи"),
    (r"почт(?:а|ой)(?=,|\s|$)", "доставка почтой"),
    (
        r"(?P<how>standard|express|expedited|overnight|economy)(?=,|\s|$)(?! delivery| shipping)",
        r"\g<how> delivery",
    ),
)


def _way(text: str) -> str:
    """«курьер, 05.10» → «доставка курьером, 05.10»; other words stay."""
    for pattern, said in _METHODS:
        if re.match(pattern, text, re.IGNORECASE):
            return re.sub(f"^{pattern}", said, text, count=1, flags=re.IGNORECASE)
    return text


def _held(text: str, said: Sequence[str]) -> bool:
    """Whether all the dates and times of a delivery were said already."""
    numbers = set(re.findall(r"\d+", text))
    return bool(numbers) and numbers <= set(re.findall(r"\d+", " ".join(said)))


def _status_words(facts: Sequence[Fact], language: Language) -> str:
    lead = (
        {"delivery": "доставка", "pickup": "пункт выдачи", "track": "трек-номер"}
        if language == "ru"
        else {"delivery": "delivery", "pickup": "pick-up point", "track": "tracking number"}
    )
    said: list[str] = []
    for fact in facts:
        text = re.sub(r"^(?:заказ|order)\s*№?\s*\S*\d\S*\s*:\s*", "", fact.text, flags=re.IGNORECASE)
        text = _way(text) if fact.kind == "delivery" else text
        if said and _held(text, said):
            continue  # «доставка перенесена на 18.11» and the delivery's own «18.11» say one thing
        needs_lead = fact.kind in {"pickup", "track"} or (fact.kind == "delivery" and text[:1].isdigit())
        said.append(f"{lead[fact.kind]} {text}" if needs_lead else text[:1].lower() + text[1:])
    return ", ".join(dict.fromkeys(said))


def order_citation(order: OrderFacts, fact: Fact) -> Citation:
    """The order's own words for a fact."""
    return Citation(
        source_id=ORDER, kind="order", start=fact.span.start, end=fact.span.end, quote=fact.span.of(order.text)
    )
