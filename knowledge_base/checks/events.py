"""What happened on a day: an order received, paid, sent."""

import re

_EVENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "receipt",
        re.compile(r"получ(?:ен|ил)|вруч[её]?н|вручил|доставлен|забрал|received|was delivered|picked up|delivered"),
    ),
    ("purchase", re.compile(r"куплен|купил|оплач[её]?н|оплатил|оформлен|оформил|purchased|bought|paid|placed|ordered")),
    ("shipping", re.compile(r"отправлен|отправил|отгру[жз][её]?н|отгрузил|shipped|sent|dispatched")),
)
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("receipt", re.compile(r"получ|вруч|доставлен|забрал|receiv|receipt|deliver|picked")),
    (
        "purchase",
        re.compile(r"покуп|купл|купил|оплач|оплат|заплат|оформл|purchas|bought|paid|payment|order(?:ed| date)"),
    ),
    ("shipping", re.compile(r"отправ|отгру|shipp|sent|dispatch")),
)


def happened(folded: str) -> str:
    """The event folded words report («получен 10.11»); empty when none."""
    return next((name for name, pattern in _EVENTS if pattern.search(folded)), "")


def starts_from(folded: str) -> str:
    """The event a term runs from («после получения»); empty when none."""
    return next((name for name, pattern in _RULES if pattern.search(folded)), "")
