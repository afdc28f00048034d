"""Values that name something: links, e-mail addresses, telephones, promo codes, order numbers."""

import re

from knowledge_base.values import patterns
from knowledge_base.values.slate import Slate
from knowledge_base.values.units import unit_of

_LONG_NUMBER = 4
_SHOUTED = 4
_TRAILING = ".,;:!?*…"
_DIGITS = re.compile(r"[0-9]")
_PHONE_DIGITS = 11
_DISCOUNT = ("код", "купон", "промо", "скидк", "акци", "code", "coupon", "promo", "discount", "voucher", "sale", "off")


def read_addresses(slate: Slate) -> None:
    """Links, e-mail addresses and telephone numbers."""
    if "@" in slate.left:
        for found in patterns.EMAIL.finditer(slate.left):
            slate.take("email", found.group().rstrip("."), "", found.start(), found.end())
    if "." in slate.left and ("://" in slate.left or patterns.DOT_INSIDE.search(slate.left)):
        for found in patterns.LINK.finditer(slate.left):
            link = found.group().rstrip(_TRAILING)
            slate.take("link", plain_link(link), "", found.start(), found.start() + len(link))
    if slate.digits and patterns.PHONE_DIGITS.search(slate.left):
        for found in patterns.PHONE.finditer(slate.left):
            digits = "".join(_DIGITS.findall(found.group()))
            if len(digits) == _PHONE_DIGITS and digits[0] == "8":
                digits = "7" + digits[1:]
            slate.take("phone", digits, "", found.start(), found.end())


def plain_link(link: str) -> str:
    """A folded link without scheme, ``www.`` and a closing slash."""
    return link.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def read_codes(slate: Slate) -> None:
    """Promo codes: in capitals or with digits after a word that announces them, or like SALE10 near such a word."""
    if not slate.has(*_DISCOUNT):
        return
    for found in patterns.PROMO.finditer(slate.left):
        begin, end = found.span("code")
        if found["code"] not in patterns.NOT_A_CODE and _is_code(slate.text, found.start(), begin, end):
            slate.take("promo_code", found["code"], "", begin, end)
    if not slate.digits:
        return
    for found in patterns.PROMO_ALONE.finditer(slate.left):
        written = slate.text[found.start() : found.end()]
        if written.isupper() and sum(char.isalpha() for char in written) >= _SHOUTED:
            slate.take("promo_code", found.group(), "", found.start(), found.end())


def _is_code(text: str, lead: int, begin: int, end: int) -> bool:
    written = text[begin:end]
    if not any(char.isalpha() for char in written):
        return False
    quoted = begin > 0 and text[begin - 1] in "\"'«“„‘" and text[end : end + 1] in "\"'»”“’"
    if quoted or any(char.isdigit() for char in written):
        return quoted or written == written.upper() or written[0].isupper()
    shouting = text[lead:begin].strip().isupper()
    return written.isupper() and not shouting


def tells_an_order(slate: Slate) -> bool:
    """Whether a word stands there without which no number is an order's."""
    return slate.has("заказ", "номер", "заявк", "обращени", "посылк", "покупк", "отправлени", "трек", "№", "#",
                     "order", "parcel", "ticket", "number", "no.", "track")  # fmt: skip


def read_orders(slate: Slate) -> None:
    """Order numbers: «заказ 48213», «№77120», "order #3320", with letters too («АБ-1203»)."""
    if not tells_an_order(slate):
        return
    for found in patterns.ORDER.finditer(slate.left):
        number, (begin, end) = found["id"] or found["other"], found.span("id" if found["id"] else "other")
        long = sum([char.isdigit() for char in number]) >= _LONG_NUMBER
        if long and not slate.left[end : end + 1].isalnum() and not _measured(slate.left, end):
            slate.take("order_number", number.upper(), "", begin, end)


def _measured(left: str, end: int) -> bool:
    """Whether a unit or more digits follow: «сумма заказа 3490 ₽» names a sum."""
    if found := patterns.NEXT_WORD.match(left, end):
        return unit_of(found[1]) is not None
    return left[end : end + 2].strip(" .,")[:1].isdigit()
