"""Yes or no: permission, price, payer, bounds and negated words of a sentence, and whether two sentences clash."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reply_core.text import stem

_WHOLE = r"(?<![^\W_])(?:{0})(?![^\W_])"
_SIGNS = re.compile(
    _WHOLE.format(
        r"(?P<deny>нельзя|невозможн\w*|запрещ\w*|недоступ\w+|не (?:имеет|имеют|имеете) прав\w*|не вправе|нет прав\w*|"
        r"не (?:мож(?:ет|ете|ем|но|ешь)|могут|могу|удастся|получится|подлеж\w+|доступ(?:ен|н\w+)|разреш\w*|"
        r"предусмотрен\w*|допуска\w*)|"
        r"нет (?:такой |данной )?(?:возможност\w*|функци\w*)|"
        r"(?:возможност\w+|функци\w+) (?:пока |действительно |сейчас |к сожалению )?(?:нет|отсутству\w+)|"
        r"cannot|can't|can not|not (?:possible|allowed|able|available|permitted)|impossible|unable|may not|"
        r"unavailable|forbidden|prohibited)"
        r"|(?P<allow>можно|мож(?:ет|ете|ем|ешь)|могут|могу|возможн[оаы]?|доступ(?:ен|н\w+)|разреш\w*|допуска\w*|"
        r"есть (?:такая )?возможность|возможность есть|вправе|имеете право|подлеж\w+|"
        r"предусмотрен\w*|can|may|possible|allowed|able|available|permitted)"
        r"|(?P<paid>платн\w*|не бесплатн\w*|за (?:ваш|свой|собственный) счет|not free|for a fee)"
        r"|(?P<free>бесплатн\w*|за наш счет|за счет (?:магазина|продавца|компании)|без доплат\w*|free|"
        r"at no (?:extra )?c(?:ost|harge))"
        r"|(?P<more>не менее|более|минимум|не раньше|at least|more than|no less than|no fewer than|minimum)"
        r"|(?P<less>менее|не более|максимум|не позднее|не позже|at most|less than|fewer than|no more than|maximum)"
    )
)
_PAYS = r"(?:оплач|возмеща|компенсир)\w+"
_SHOP, _BUYER = r"(?:магазин|продавец|компания|мы)", r"(?:покупатель|клиент|заказчик|вы)"
_SHOP_PAYS = re.compile(
    _WHOLE.format(
        rf"{_PAYS} {_SHOP}|{_SHOP} (?:сам\w* |полностью )?{_PAYS}|за наш счет|за счет (?:магазина|продавца|компании)|"
        r"(?:we|the (?:shop|store|seller)) (?:will )?(?:pays?|covers?)|paid by (?:us|the (?:shop|store|seller))"
    )
)
_BUYER_PAYS = re.compile(
    _WHOLE.format(
        rf"{_PAYS} {_BUYER}|{_BUYER} (?:сам\w* |полностью )?{_PAYS}|за (?:ваш|свой|собственный) счет|"
        r"за счет (?:покупателя|клиента|заказчика)|"
        r"(?:you|the (?:customer|buyer)) (?:will |must |have to )?(?:pays?|covers?)|"
        r"paid by (?:you|the (?:customer|buyer))|at your (?:own )?expense"
    )
)
_NEGATED = re.compile(r"(?<![^\W_])(?:не|not|never|без|without) ([^\W\d_]{3,})|n't ([^\W\d_]{3,})")
_MODAL = re.compile(
    r"мож\w+|подлеж\w+|могу\w*|мог\w*|име\w+|доступн\w*|разреш\w*|предусмотр\w*|допуска\w*|удастся|получится|менее|более|раньше|позже|"
    r"позднее|только|все|всех|всегда|просто|так|это|этого|нем|него|нее|них|очень|сможе\w+|able|available|possible|allowed|permitted|only|just|free|all|always|every|very|the|this|that|yet"
)
_DENIED_WORD = re.compile(
    r"(?<![^\W_])(?:нельзя|невозможно|не (?:мож(?:ет|ете|ем|но|ешь)|могут|могу|удастся|получится)|cannot|can't|can not|"
    r"unable to|impossible to) (?:also |now |yet |пока |также |сейчас )?([^\W\d_]{4,})"
)
_ANY_NO = re.compile(
    r"(?<![^\W_])(?:не|нет|ни|без|никак|только|лишь|кроме|отсутств\w+|увы|исключен\w*|отказ\w*|not|no|never|without|only"
    r"|except|unless|neither|exclud\w+)(?![^\W_])|n't(?![^\W_])"
)
_PREFIX = 5
_UNLESS = re.compile(_WHOLE.format(r"исключени\w*|кроме|за исключением|except|unless|other than"))
_CONDITION = re.compile(r"(?<![^\W_])(?:если|когда|пока|if|when|while|in case)(?![^\W_])[^,;]*")
DENIED = "@denied"
_ASPECTS = ("permission", "free", "payer", "bound")


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of one sentence: +1 yes, −1 no, 0 unsaid or both."""

    permission: int
    free: int
    payer: int
    """+1 the shop, −1 the customer."""
    bound: int
    """+1 at least, −1 at most."""
    negated: frozenset[str]
    """Stems right after «не»."""
    conditions: frozenset[str] | None
    """The same within its conditions («если …»); None when it has none."""
    unless: bool
    """Whether it names an exception."""
    denied: frozenset[str] = frozenset()
    """Beginnings of what it says is not possible («нельзя скачать»)."""


@lru_cache(maxsize=4_096)
def signs_of(folded: str) -> Signs:
    """The signs of a folded sentence; of its conditions only what they negate."""
    clauses = _CONDITION.findall(folded)
    conditions = " ".join(clauses)
    main = _CONDITION.sub(" ", folded) if conditions else folded
    seen = {found.lastgroup for found in _SIGNS.finditer(main)}
    return Signs(
        permission=("allow" in seen) - ("deny" in seen),
        free=("free" in seen) - ("paid" in seen),
        payer=bool(_SHOP_PAYS.search(main)) - bool(_BUYER_PAYS.search(main)),
        bound=("more" in seen) - ("less" in seen),
        negated=_negated(main),
        conditions=_negated(conditions) | _denied(clauses) if clauses else None,
        denied=frozenset([f"^{found[1][:_PREFIX]}" for found in _DENIED_WORD.finditer(main)]),
        unless=bool(_UNLESS.search(folded)),
    )


def _negated(folded: str) -> frozenset[str]:
    plain = _SIGNS.sub(" ", folded)  # "can't return" says no once, not twice
    words = [found[1] or found[2] for found in _NEGATED.finditer(plain)]
    return frozenset([stem(word) for word in words if not _MODAL.fullmatch(word)])


def _denied(clauses: Sequence[str]) -> frozenset[str]:
    """`DENIED` when the one condition says that something is not possible («если карту нельзя привязать»)."""
    if len(clauses) > 1 or not clauses[0].startswith(("если", "if ")):
        return frozenset()
    seen = {found.lastgroup for found in _SIGNS.finditer(clauses[0])}
    return frozenset({DENIED} if "deny" in seen and "allow" not in seen else ())


def first_sign(folded: str) -> tuple[int, int]:
    """The place of the first sign or negation in a folded sentence; its whole length when there is none."""
    found = _SIGNS.search(folded) or _SHOP_PAYS.search(folded) or _BUYER_PAYS.search(folded) or _NEGATED.search(folded)
    return found.span() if found else (0, len(folded))


def says_no(folded: str) -> bool:
    """Whether a folded sentence says no in any way: a denial, a negation, a limit («только»)."""
    return bool(_ANY_NO.search(folded)) or signs_of(folded).permission < 0


def clash(one: Signs, other: Signs, shared: frozenset[str]) -> bool:
    """Whether two sentences on the same matter say the opposite: an odd number of their signs differ.

    «Нельзя, если пользовались» and «можно, если не пользовались» differ twice and agree.

    Args:
        one: signs of the sentence checked.
        other: signs of the source's sentence.
        shared: content stems both have.
    """
    flips = len(differing(one, other)) + len((one.negated ^ other.negated) & shared)
    if one.permission * other.permission == 0:
        flips += _denies(one, other, shared) or _denies(other, one, shared)
    if one.conditions is not None and other.conditions is not None:
        flips += len((one.conditions ^ other.conditions) & (shared | {DENIED}))
    return flips % 2 == 1


def _denies(one: Signs, other: Signs, shared: frozenset[str]) -> bool:
    """Whether one says it is not possible to do what the other plainly says is done («не могут …» – «…ются»)."""
    plain = not other.permission and not other.negated and not other.denied and not other.unless
    return plain and one.permission < 0 and bool(one.denied & shared)


def may_clash(one: Signs, other: Signs) -> bool:
    """Whether two sentences differ in any sign, on whatever matter (cheap)."""
    return (
        one.negated != other.negated
        or one.denied != other.denied
        or one.conditions != other.conditions
        or bool(differing(one, other))
    )


def differing(one: Signs, other: Signs) -> tuple[str, ...]:
    """The aspects in which two sentences say the opposite; «бесплатно» and «за ваш счёт» differ in one."""
    found = [name for name in _ASPECTS if getattr(one, name) * getattr(other, name) < 0]
    if "free" in found and "payer" in found:
        found.remove("free")
    return tuple(found)
