"""The last day of a term, worked out for this order: «… поэтому вернуть покупку можно до 24 ноября».

Said only where the article's term runs from the receipt without a condition (or with one that the order meets), the
order says when it was received, the day is not over, and the sum stands up to both sources; else it stays a note.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from babel.dates import format_date

from drafting import words as say
from drafting.checking import verified
from drafting.desk import DraftingDesk
from drafting.facts import Fact, OrderFacts
from drafting.layout import Piece
from drafting.order_pieces import order_citation
from drafting.reading import Reading
from reply_core.text import fold
from reply_core.types import Language

TERM_AFTER_RECEIPT = re.compile(
    r"(?P<days>\d{1,3})\s+(?:календарн\w+\s+)?(?:дн(?:ей|я)|день|days?)\s+(?:после|с момента|со дня|of|after|from)\s+"
    r"(?:получения|вручения|доставки|(?:the\s+)?(?:receipt|delivery)|receiving|delivery)"
)
_ACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("return", re.compile(r"верн|возвра|return")),
    ("exchange", re.compile(r"обмен|замен|exchang")),
)
_CONDITION = re.compile(
    r"(?<!\w)(?:если|при условии|только|кроме|за исключением|некоторы\w+|не более|"
    r"if|unless|only|except|provided|unworn|unused|unopened|as long as|with (?:its|the|their) tags)(?!\w)"
)
_MET = re.compile(r"(?:если|при условии|if)\W+(?P<what>[^,.;]+)")
_PAID = (
    (re.compile(r"карт|card"), re.compile(r"карт|card")),
    (re.compile(r"сбп|быстрых платеж"), re.compile(r"сбп|быстрых платеж")),
    (re.compile(r"paypal"), re.compile(r"paypal")),
    (re.compile(r"при получении|наличн|cash"), re.compile(r"при получении|наличн|cash")),
)
_MONTH_FIRST = re.compile(r"[A-Za-z]{3,9}\.?\s+\d{1,2}(?!\d)")


def last_day_piece(pieces: Sequence[Piece], reading: Reading, desk: DraftingDesk) -> Piece | None:
    """The sentence that names the last day, with the order and the article as its sources; None when it is not sure."""
    order = reading.order
    received = order.get("received") if order else None
    if order is None or received is None or received.day is None:
        return None
    for piece in pieces:
        said = _said(piece, received, order, reading, desk)
        if said is None:
            continue
        article = tuple(one for one in piece.citations if one.kind == "article")[:1]
        whole = replace(
            piece,
            text=said,
            citations=(*article, order_citation(order, received)),
            original="",
            begins_line=False,
            named=False,
        )
        stands = verified([whole], reading, desk)
        if stands and stands[0].text == said and stands[0].check.verdict == "supported":
            return stands[0]
    return None


def worked_out(text: str, day: date) -> tuple[int, date] | None:
    """The term after the receipt that ``text`` names, in days, and its last day."""
    match = TERM_AFTER_RECEIPT.search(fold(text))
    return (int(match["days"]), day + timedelta(days=int(match["days"]))) if match else None


def _said(piece: Piece, received: Fact, order: OrderFacts, reading: Reading, desk: DraftingDesk) -> str | None:
    found = worked_out(piece.text, received.day) if piece.role == "answer" and received.day else None
    if found is None or received.day is None:
        return None
    folded = fold(piece.original or piece.text)
    act = next((name for name, pattern in _ACTS if pattern.search(folded)), "")
    if not act or not _holds(folded, order) or found[1] < desk.local(reading.now).date():
        return None
    language = reading.inquiry.language
    month_first = bool(_MONTH_FIRST.search(received.text))
    return say.last_day(
        act, day_text(found[1], language, month_first), day_text(received.day, language, month_first), language
    )


def _holds(folded: str, order: OrderFacts) -> bool:
    """Whether the sentence sets no condition, or one only, on the way of payment, that the order meets."""
    if not _CONDITION.search(folded):
        return True
    conditions = [match["what"] for match in _MET.finditer(folded)]
    payment = order.get("payment")
    if payment is None or len(conditions) != 1 or len(_CONDITION.findall(folded)) != 1:
        return False
    paid = fold(payment.text)
    return any(asked.search(conditions[0]) and had.search(paid) for asked, had in _PAID)


def day_text(day: date, language: Language, month_first: bool = False) -> str:
    """«24 ноября», "24 November", or "November 24" where the shop writes the month first."""
    return format_date(day, "MMMM d" if month_first and language == "en" else "d MMMM", locale=language)
