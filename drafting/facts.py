"""What the order says, by kind: number, item, sum, payment, dates, status, delivery; each with its place.

Orders come as named fields, as free text, or both, in Russian or English. Only what is plainly there is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from drafting.words import points
from reply_core.text import fold
from reply_core.types import Language, Order, Span

FactKind = Literal[
    "number", "item", "total", "payment", "received", "status",
    "delivery", "track", "pickup", "delivery_price", "points", "refund_due",
]  # fmt: skip

_KEYS: tuple[tuple[FactKind, str], ...] = (
    ("number", r"number|order|order (?:id|number)|номер(?: заказа)?|заказ"),
    ("item", r"items?|products?|goods|состав(?: заказа)?|товары?|наименование|позици[яи]"),
    ("delivery_price", r"(?:delivery|shipping) (?:price|cost|fee)|(?:стоимость|цена) доставки"),
    ("total", r"total|sum|amount|price|paid|сумма(?: заказа)?|итого|стоимость(?: заказа)?|цена|оплачено"),
    ("payment", r"payment(?: method| type)?|paid (?:by|with)|оплата|(?:способ|метод|вид) оплаты"),
    ("received", r"received(?: at| on)?|delivered(?: at| on)|получен|дата (?:получения|вручения)|вручен|доставлен"),
    ("status", r"status|state|статус(?: заказа)?|состояние"),
    ("delivery", r"delivery(?: (?:date|time|slot|interval|status))?|eta|expected(?: at| on)?"),
    ("delivery", r"доставка|(?:дата|время|интервал|срок|статус) доставки"),
    ("track", r"track(?:ing)?(?: number| code)?|трек(?:[ -]номер)?|накладная"),
    ("pickup", r"pickup(?: point)?|пункт выдачи|пвз|самовывоз|постамат"),
    ("points", r"points|bonus(?:es)?|баллы|бонусы"),
)  # fmt: skip
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _KEYS)
_STATUS_WORDS: Mapping[str, str] = {
    "new": "принят",
    "accepted": "принят",
    "processing": "собирается",
    "assembling": "собирается",
    "packed": "собран",
    "paid": "оплачен",
    "shipped": "передан в доставку",
    "sent": "отправлен",
    "in transit": "в пути",
    "in delivery": "у курьера",
    "out for delivery": "у курьера",
    "ready for pickup": "ожидает в пункте выдачи",
    "ready": "готов к выдаче",
    "delivered": "доставлен",
    "received": "получен",
    "cancelled": "отменён",
    "canceled": "отменён",
    "returned": "возвращён",
    "delayed": "задерживается",
}
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ](?P<time>\d{2}:\d{2})(?::\d{2}\S*)?)?")
_DOTTED = re.compile(r"(?<!\d)(?<!\d\.)(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.(?P<year>\d{4}|\d{2}))?(?!\d|\.\d)")
_REFUND_DUE = re.compile(
    r"(?:деньги|оплат\w+|сумм\w+)\s+(?:верн\w+|возврат\w*)\s+(?:до|не позднее)\s+(?P<value>\S.*)"
    r"|возврат (?:денег|средств)\s+(?:до|не позднее)\s+(?P<day>\S.*)|refund(?:ed)? (?:is )?(?:due )?by\s+(?P<by>\S.*)",
    re.IGNORECASE,
)
_MONTHS = ("янв", "февр", "март", "апр", "ма[йя]", "июн", "июл", "авг", "сент", "окт", "нояб", "дек")
_WORDED = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s+(?P<name>{'|'.join(_MONTHS)})[а-яё]*(?:\s+(?P<year>\d{{4}}))?")
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EN_NAME = rf"(?P<name>{'|'.join(_EN_MONTHS)})[a-z]{{0,6}}\.?"
_ENGLISH = re.compile(rf"(?<!\w){_EN_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<year>\d{{4}}))?")
_ENGLISH_DAY_FIRST = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s+{_EN_NAME}(?!\w)(?:,?\s+(?P<year>\d{{4}}))?")
_MONEY = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]?\d{3})*(?:[.,]\d{2})?\s?(?:₽|руб(?:лей|ля|ль|\.)?|р\.|[$€£])"
    r"|[$€£]\s?\d[\d ,.]*\d"
)
_TEXT_RECEIVED = re.compile(
    r"(?:получен[аоы]?|вручен[аоы]?|доставлен[аоы]?|received|delivered)(?:\s+on)?\s*:?\s*(?=\d)"
)
_TEXT_PAYMENT = re.compile(
    r"(?<!\w)(?:(?:банковск\w+ )?карт(?:а|ой|у)|сбп|наличн\w+|при получении|частями|by card|card|cash|paypal)(?!\w)"
)
_TEXT_STATUS = re.compile(
    r"(?<!\w)(?:достав\w+|отправ\w+|передан\w*|в пути|курьер\w*|перенес\w+|прибы\w+|приед\w+|собран\w*|собира\w+|"
    r"ожида\w+|"
    r"задерж\w+|отмен\w+|готов\w*|пункт\w* выдачи|оплач\w+|возвращ\w+|статус\w*|сортиров\w+|"
    r"deliver\w*|ship\w*|dispatch\w*|courier|transit|delay\w*|arriv\w*|cancel\w*|pick ?up|reschedul\w*|status)"
)
_QUOTED = re.compile(r"[«\"“](?P<inside>[^«»\"“”]{3,80})[»\"”]")
_CLAUSE = re.compile(r"[^;\n]+")
_ITEMS_APART = re.compile(r"\s*(?:;|\n|\s\+\s|,\s*(?=[«\"“])|(?<=[»\"”])\s*,|,?\s+и\s+(?=[«\"“А-ЯЁ]))\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing the order says; ``span`` lies in `OrderFacts.text`, ``text`` is how to say it to the customer."""

    kind: FactKind
    text: str
    span: Span
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """The order as one text and the facts found in it."""

    text: str
    facts: tuple[Fact, ...] = ()
    said: str = ""
    """The same in the words used towards the customer (codes and ISO dates translated)."""

    def get(self, kind: FactKind) -> Fact | None:
        """The first fact of a kind."""
        return next((fact for fact in self.facts if fact.kind == kind), None)

    def all(self, kind: FactKind) -> tuple[Fact, ...]:
        """All facts of a kind."""
        return tuple(fact for fact in self.facts if fact.kind == kind)

    @property
    def source_text(self) -> str:
        """What a draft's sentences are checked against: the order as it came and as it is said."""
        return f"{self.text}\n{self.said}" if self.said and self.said != self.text else self.text


def read_order(order: Order | None, language: Language, today: date | None = None) -> OrderFacts | None:
    """The order's facts, or None without an order.

    Args:
        order: as stored.
        language: of the reply; status codes and ISO dates are put into its words.
        today: to give a year to «10.11».
    """
    if order is None:
        return None
    text = order.as_text()
    if not text.strip():
        return None
    facts = _from_fields(order, text, language, today)
    known = {fact.kind for fact in facts}
    begin = len(text) - len(order.text) if order.text else len(text)
    facts += [fact for fact in _from_text(text, begin, today) if fact.kind not in known]
    return OrderFacts(text=text, facts=tuple(facts), said="; ".join(fact.text for fact in facts))


def _from_fields(order: Order, text: str, language: Language, today: date | None) -> list[Fact]:
    found: list[Fact] = []
    at = 0
    fields = dict(order.fields)
    if order.number and "number" not in fields:
        fields = {"number": order.number, **fields}
    for key, value in fields.items():
        if not value:
            continue
        start = text.index(f"{key}: {value}", at) + len(key) + 2
        at = start + len(value)
        kind = _kind_of(key)
        if kind == "item":
            found += _items(text, start, at)
        elif kind == "delivery" and (due := _REFUND_DUE.fullmatch(value.strip())):
            said = _said("delivery", next(part for part in due.groups() if part), language, today)
            found.append(Fact(kind="refund_due", text=said, span=Span(start=start, end=at), day=find_day(value, today)))
        elif kind is not None:
            span = Span(start=start, end=at)
            said = _said(kind, value, language, today)
            found.append(Fact(kind=kind, text=said, span=span, day=find_day(value, today)))
    return found


def _kind_of(key: str) -> FactKind | None:
    folded = fold(key).replace("_", " ").replace("-", " ").strip()
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(folded)), None)


def _said(kind: FactKind, value: str, language: Language, today: date | None) -> str:
    value = value.strip()
    if kind == "status" and language == "ru":
        value = _STATUS_WORDS.get(fold(value).replace("_", " "), value)
    if language == "ru":
        value = _ISO.sub(lambda match: _dotted(match, today), value)
    if kind == "points" and re.fullmatch(r"\d{1,7}", value):
        value = points(int(value), language)
    if kind in {"total", "delivery_price"} and re.fullmatch(r"\d+(?:[.,]0{1,2})?", value):
        whole = re.split(r"[.,]", value)[0]
        value = f"{int(whole):,}".replace(",", " ") + " ₽" if language == "ru" else value
    return value


def _dotted(match: re.Match[str], today: date | None) -> str:
    day = f"{match['day']}.{match['month']}"
    if today is None or int(match["year"]) != today.year:
        day += f".{match['year']}"
    return f"{day}, {match['time']}" if match["time"] and match["time"] != "00:00" else day


def _items(text: str, start: int, end: int) -> list[Fact]:
    found: list[Fact] = []
    at = start
    for piece in _ITEMS_APART.split(text[start:end]):
        if not piece.strip():
            continue
        begin = text.index(piece, at)
        at = begin + len(piece)
        found.append(Fact(kind="item", text=piece.strip(' «»"“”'), span=Span(start=begin, end=at)))
    return found


def _from_text(text: str, begin: int, today: date | None) -> list[Fact]:
    found: list[Fact] = []
    folded = fold(text)
    for match in _QUOTED.finditer(text, begin):
        span = Span(start=match.start("inside"), end=match.end("inside"))
        found.append(Fact(kind="item", text=match["inside"], span=span))
    if money := _MONEY.search(text, begin):
        found.append(Fact(kind="total", text=money.group(), span=Span(start=money.start(), end=money.end())))
    received = _TEXT_RECEIVED.search(folded, begin)
    if received and (day := _day_at(folded, received.end(), today)):
        found.append(Fact(kind="received", text=day[1].of(text), span=day[1], day=day[0]))
    if payment := _TEXT_PAYMENT.search(folded, begin):
        found.append(Fact(kind="payment", text=payment.group(), span=Span(start=payment.start(), end=payment.end())))
    return found + _status_clauses(text, folded, begin)


def _status_clauses(text: str, folded: str, begin: int) -> list[Fact]:
    """Clauses of the free text that tell how the order is getting on, quoted whole: «доставка перенесена на 18.11»."""
    found: list[Fact] = []
    for clause in _CLAUSE.finditer(text, begin):
        start = clause.start()
        for piece in re.split(r"(?<=[.!])\s+(?=[А-ЯЁA-Z])", clause.group()):
            at = text.index(piece, start)
            start = at + len(piece)
            if _TEXT_STATUS.search(folded, at, start) and not _MONEY.search(text, at, start):
                bare = piece.strip(" .,;")
                lead = piece.index(bare)
                span = Span(start=at + lead, end=at + lead + len(bare))
                found.append(Fact(kind="delivery", text=bare, span=span))
    return found


def find_day(text: str, today: date | None) -> date | None:
    """The first date in ``text``; one without a year is the nearest to ``today``."""
    found = _day_at(fold(text), 0, today, anywhere=True)
    return found[0] if found else None


def _day_at(folded: str, at: int, today: date | None, *, anywhere: bool = False) -> tuple[date, Span] | None:
    for pattern in (_ISO, _DOTTED, _WORDED, _ENGLISH, _ENGLISH_DAY_FIRST):
        match = pattern.search(folded, at) if anywhere else pattern.match(folded, at)
        if match and (day := _date_of(match, today)):
            return day, Span(start=match.start(), end=match.end())
    return None


def _date_of(match: re.Match[str], today: date | None) -> date | None:
    named = match.groupdict()
    if named.get("name"):
        names = _EN_MONTHS if named["name"].isascii() else _MONTHS
        month = next(number for number, name in enumerate(names, 1) if re.match(name, named["name"]))
    else:
        month = int(named["month"])
    year = int(named["year"]) if named.get("year") else 0
    try:
        if year:
            return date(year + 2000 if year < 100 else year, month, int(named["day"]))
        if today is None:
            return None
        near = [date(today.year + shift, month, int(named["day"])) for shift in (-1, 0, 1)]
    except ValueError:
        return None
    return min(near, key=lambda day: abs((day - today).days))
