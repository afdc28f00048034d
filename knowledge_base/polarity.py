"""Yes or no: permission, price, payer, inclusion and negated words of a sentence, and whether two sentences clash."""

import re
from dataclasses import dataclass
from functools import lru_cache

from reply_core.text import stem

_SIGNS = re.compile(
    r"(?<![^\W_])(?:"
    r"(?P<deny>нельзя|невозможн\w*|запрещ\w*|недоступн\w*|не (?:мож(?:ет|ете|ем|но|ешь|гут)|могут|удастся|получится|доступн\w*|разреш\w*|"
    r"предусмотрен\w*|допуска\w*|выйдет)|нет (?:такой )?возможност\w*|(?:возможност\w+|так\w+ функци\w+) нет|cannot|can't|can not|"
    r"not (?:possible|allowed|able|available)|impossible|unable|may not|unavailable|forbidden|prohibited)"
    r"|(?P<allow>можно|мож(?:ет|ете|ем)|могут|возможн[оаы]?|доступн\w*|разреш\w*|допуска\w*|есть возможность|can|may|possible|allowed|able|available)"
    r"|(?P<paid>платн\w*|не бесплатн\w*|за (?:ваш|свой|собственный) счет|not free|paid)"
    r"|(?P<free>бесплатн\w*|за наш счет|за счет (?:магазина|продавца|компании)|без доплат\w*|free|at no (?:extra )?c(?:ost|harge))"
    r")(?![^\W_])"
)
_SHOP_PAYS = re.compile(
    r"оплач\w+ (?:магазин|продавец|компания|мы)(?![^\W_])|(?:магазин|продавец|компания|мы) (?:сам\w* )?(?:оплач\w+|возмеща\w+)"
    r"|(?:we|the (?:shop|store|seller)) (?:will )?(?:pays?|covers?)|paid by (?:us|the (?:shop|store|seller))"
)
_BUYER_PAYS = re.compile(
    r"оплач\w+ (?:покупатель|клиент|вы)(?![^\W_])|(?:покупатель|клиент|вы) (?:сам\w* )?оплач\w+|за (?:ваш|свой|собственный) счет"
    r"|за счет (?:покупателя|клиента)|(?:you|the (?:customer|buyer)) (?:will |must |have to )?(?:pays?|covers?)|paid by (?:you|the (?:customer|buyer))"
)
_NEGATED = re.compile(r"(?<![^\W_])(?:не|not|n't|never|без|without) ([^\W\d_]{3,})|(?:n't|n’t) ([^\W\d_]{3,})")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of one sentence: +1 yes, −1 no, 0 unsaid or both."""

    permission: int
    free: int
    payer: int
    """+1 the shop, −1 the customer."""
    negated: frozenset[str]
    """Stems right after «не»."""


def signs_of(folded: str) -> Signs:
    """The signs of a folded sentence."""
    seen = {found.lastgroup for found in _SIGNS.finditer(folded)}
    permission = ("allow" in seen) - ("deny" in seen)
    free = ("free" in seen) - ("paid" in seen)
    payer = bool(_SHOP_PAYS.search(folded)) - bool(_BUYER_PAYS.search(folded)) if _pays(folded) else 0
    negated = (
        frozenset(_stem(found[1] or found[2]) for found in _NEGATED.finditer(folded))
        if _negates(folded)
        else frozenset()
    )
    return Signs(permission, free, payer, negated)


def _pays(folded: str) -> bool:
    return "опла" in folded or "счет" in folded or "pa" in folded or "cover" in folded or "возмещ" in folded


def _negates(folded: str) -> bool:
    return (
        "не " in folded
        or "not " in folded
        or "n't" in folded
        or "без " in folded
        or "never" in folded
        or "without" in folded
    )


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return stem(word)


def clash(one: Signs, other: Signs, shared: frozenset[str]) -> str:
    """How two sentences on the same matter contradict each other: ``permission``, ``free``, ``payer``, a stem, or empty.

    Args:
        one: signs of the sentence checked.
        other: signs of the source's sentence.
        shared: content stems both have.
    """
    for name in ("permission", "free", "payer"):
        if getattr(one, name) * getattr(other, name) < 0:
            return name
    return next((stem for stem in sorted((one.negated ^ other.negated) & shared)), "")
