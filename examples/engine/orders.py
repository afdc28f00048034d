"""An order in the state a question needs, with dates that fit the day it is asked and the day it is answered."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from examples.engine.model import Product, Question, Shop
from examples.engine.moments import counted, spoken, working_days_after
from examples.engine.template import Genders, fill

Dates = dict[str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known around one question: the thing, the order if there is one, the dates that matter."""

    product: Product
    number: str
    """Empty when there is no order."""
    dates: Mapping[str, date]
    days: int
    slot: tuple[int, int]
    option: str
    bigger: str
    payment: str
    state: str
    extra: Mapping[str, str] = field(default_factory=dict)
    """Facts of the place and the customer."""

    def facts(self, shop: Shop, today: date) -> dict[str, str]:
        """Every slot a line may use, for somebody who speaks on ``today``."""
        start, end = self.slot
        price = money(shop, self.product.price)
        points = round(self.product.price * shop.terms.points_share)
        facts = {
            "item_full": self.product.name,
            "item": self.product.cases["nom"],
            "item_gen": self.product.cases["gen"],
            "item_acc": self.product.cases["acc"],
            "item_prep": self.product.cases["pre"],
            "total": price,
            "points": str(points),
            "points_n": counted(points, shop.words["points"].split("|"), shop.language),
            "option": self.option,
            "bigger": self.bigger,
            "slot": f"{start}–{end}",
            "slot_long": f"{start}:00–{end}:00",
            "slot_w": fill(
                shop.words["slot_spoken"], {"start": str(start), "end": str(end)}, Genders(), random.Random(0)
            ),
            **self.extra,
        }
        if shop.language == "en":
            facts["a_item"], facts["the_item"] = self.product.cases["gen"], self.product.cases["acc"]
        for name, day in self.dates.items():
            facts.update(spoken(name, day, today, shop.language))
        if self.number:
            facts["number"] = self.number
            facts["track"] = f"RN{int(self.number) * 17 % 1_000_000:06d}"
        if self.dates:
            facts["days"] = str(self.days)
            facts["days_n"] = counted(self.days, shop.words["days"].split("|"), shop.language)
        return facts

    def card(self, shop: Shop, today: date) -> dict[str, str]:
        """The order as the shop's system shows it on ``today``; empty when there is none."""
        if not self.number:
            return {}
        facts = self.facts(shop, today)

        def written(key: str) -> str:
            return fill(shop.words[key], facts, Genders(), random.Random(0))

        name = self.product.name + (f", {self.option}" if self.option else "")
        card = {
            "number": self.number,
            "status": written(f"status.{self.state}"),
            "item": name,
            "total": money(shop, self.product.price),
            "payment": self.payment,
            "ordered_at": card_date(shop, self.dates["ordered"]),
            "delivery": written(f"delivery.{self.state}"),
        }
        if "received" in self.dates:
            card["received_at"] = card_date(shop, self.dates["received"])
        if "stock" in self.dates:
            card["returned_to_stock_at"] = card_date(shop, self.dates["stock"])
        return card


def money(shop: Shop, amount: int) -> str:
    """An amount as the shop writes it: «3 490 ₽»."""
    return shop.currency.format(f"{amount:,}".replace(",", shop.thousands))


def card_date(shop: Shop, day: date) -> str:
    """A date on an order card: 10.11.2026, or Nov 10, 2026."""
    return day.strftime("%d.%m.%Y") if shop.language == "ru" else f"{day:%b} {day.day}, {day.year}"


def suits(product: Product, question: Question) -> bool:
    """Whether the question can be asked about this thing."""
    right_kind = not question.goods or product.category in question.goods
    return right_kind and (not question.sized or len(product.options) > 1)


def situation(
    shop: Shop,
    question: Question,
    product: Product,
    *,
    number: str,
    asked: date,
    answered: date,
    extra: Mapping[str, str],
    rng: random.Random,
) -> Situation:
    """What is known around ``question`` asked and answered on these days; ``number`` is used when there is an order."""
    state = question.order
    dates: Dates = {}
    days = 0
    if state != "none":
        dates, days = _STATES[state](shop, question, asked, answered, rng)
        if "ordered" not in dates:
            first = min(dates.values())
            dates["ordered"] = first - timedelta(days=rng.randint(2, 4))
    place = rng.randrange(len(product.options) - 1) if len(product.options) > 1 else 0
    return Situation(
        product=product,
        number=number if state != "none" else "",
        dates=dates,
        days=days,
        slot=rng.choice(shop.slots[:-1] if question.early_slot else shop.slots),
        option=product.options[place] if product.options else "",
        bigger=product.options[place + 1] if len(product.options) > 1 else "",
        payment=rng.choice(shop.payments),
        state=state,
        extra=extra,
    )


def _ago(question: Question, usual: tuple[int, int], asked: date, rng: random.Random) -> tuple[date, int]:
    days = rng.randint(*(question.days or usual))
    return asked - timedelta(days=days), days


def _processing(shop: Shop, q: Question, asked: date, answered: date, rng: random.Random) -> tuple[Dates, int]:
    ordered, days = _ago(q, (1, 2), asked, rng)
    release = max(working_days_after(ordered, shop.terms.money_working_days, shop.calendar), answered)
    return {"ordered": ordered, "due": answered + timedelta(days=rng.randint(2, 4)), "release": release}, max(days, 1)


def _shipped(shop: Shop, q: Question, asked: date, answered: date, rng: random.Random) -> tuple[Dates, int]:
    ordered, days = _ago(q, (2, 5), asked, rng)
    return {"ordered": ordered, "due": answered + timedelta(days=rng.randint(1, 2))}, days


def _late(shop: Shop, q: Question, asked: date, answered: date, rng: random.Random) -> tuple[Dates, int]:
    ordered, days = _ago(q, (4, 7), asked, rng)
    due = answered + timedelta(days=rng.randint(1, 2))
    return {"ordered": ordered, "was": asked - timedelta(days=1), "due": due}, days


def _pickup(shop: Shop, q: Question, asked: date, answered: date, rng: random.Random) -> tuple[Dates, int]:
    arrived = min(asked - timedelta(days=1), answered - timedelta(days=rng.randint(3, 5)))
    return {"arrived": arrived, "until": arrived + timedelta(days=shop.terms.store_days)}, (asked - arrived).days


def _received(shop: Shop, q: Question, asked: date, answered: date, rng: random.Random) -> tuple[Dates, int]:
    most = max(1, shop.terms.return_days - 1 - (answered - asked).days)
    low, high = q.days or (1, 10)
    days = rng.randint(min(low, most), min(high, most))
    received = asked - timedelta(days=days)
    return {
        "received": received,
        "until": received + timedelta(days=shop.terms.return_days),
        "due_next": answered + timedelta(days=2),
    }, days


def _old(shop: Shop, q: Question, asked: date, answered: date, rng: random.Random) -> tuple[Dates, int]:
    received, days = _ago(q, (17, 48), asked, rng)
    sent = asked - timedelta(days=rng.randint(10, 15))
    return {"received": received, "until": received + timedelta(days=shop.terms.return_days), "sent": sent}, days


def _returning(shop: Shop, q: Question, asked: date, answered: date, rng: random.Random) -> tuple[Dates, int]:
    stock = asked - timedelta(days=rng.randint(*(q.days or (1, 5))))
    sent = stock - timedelta(days=rng.randint(2, 3))
    return {"sent": sent, "stock": stock, "until": stock + timedelta(days=shop.terms.refund_days)}, (asked - sent).days


def _returning_late(shop: Shop, q: Question, asked: date, answered: date, rng: random.Random) -> tuple[Dates, int]:
    stock = asked - timedelta(days=rng.randint(*(q.days or (12, 16))))
    dates = {"sent": stock - timedelta(days=3), "stock": stock, "until": stock + timedelta(days=shop.terms.refund_days)}
    return dates, (asked - stock).days


def _cancelled(shop: Shop, q: Question, asked: date, answered: date, rng: random.Random) -> tuple[Dates, int]:
    cancelled, days = _ago(q, (1, 2), asked, rng)
    until = max(working_days_after(cancelled, shop.terms.money_working_days, shop.calendar), answered)
    return {"ordered": cancelled - timedelta(days=1), "cancelled": cancelled, "until": until}, days


_STATES: Mapping[str, Callable[[Shop, Question, date, date, random.Random], tuple[Dates, int]]] = {
    "processing": _processing,
    "shipped": _shipped,
    "late": _late,
    "pickup": _pickup,
    "received": _received,
    "old": _old,
    "returning": _returning,
    "returning_late": _returning_late,
    "cancelled": _cancelled,
}
