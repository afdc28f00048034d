"""What each conversation of a history is to be: topic, channel, customer, operator, time. Nothing is written yet."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from examples.engine.model import Habit, Operator, Person, Plant, Product, Question, Shop
from examples.engine.moments import arrival, local_day
from examples.engine.orders import suits
from reply_core.types import Channel

T = TypeVar("T")

_NEWCOMER_SPAN = (timedelta(days=26), timedelta(days=2))
_NEWCOMER_BEFORE = (timedelta(days=33), timedelta(days=29))
_LETTERS = ("email", "webform", "review")
_SPECIAL = {"outbound": 0.015, "attachment": 0.015}
_UNANSWERED = 0.003


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one conversation is to be; the rest is drawn from its own seeded chance."""

    id: str
    seed: str
    arrival: datetime
    channel: Channel
    question: Question
    second: Question | None
    operator: Operator
    coached: bool
    person: Person
    product: Product
    number: str
    variant: int
    plant: Plant | None = None
    special: str = ""
    """Empty or one of: unanswered, outbound, attachment."""

    @property
    def habit(self) -> Habit:
        """How the operator works at that time."""
        return self.operator.coached if self.coached and self.operator.coached else self.operator.habit

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked, in order."""
        return (self.question, self.second) if self.second else (self.question,)


def plans(shop: Shop, now: datetime, seed: int) -> list[Plan]:
    """The plans of a whole history that ends at ``now``, in order of arrival."""
    return Planner(shop, now, seed).all()


class Planner:
    """Draws plans one after another from one seeded chance."""

    def __init__(self, shop: Shop, now: datetime, seed: int) -> None:
        self.shop, self.now, self.seed = shop, now, seed
        self.rng = random.Random(f"{shop.id}:{seed}:plans")
        self.days = shop.volume.weeks * 7
        self.first = local_day(now, shop.calendar.zone) - timedelta(days=self.days - 1)
        self.used: Counter[str] = Counter()
        self.numbers: set[str] = set()
        self.by_topic = _by_topic(shop.questions.values())

    def all(self) -> list[Plan]:
        """Every plan: the ordinary ones, the planted errors, the cases nobody answered."""
        planted = [(plant, place) for plant in self.shop.plants for place in range(len(plant.texts))]
        ordinary = self.shop.volume.conversations - len(planted)
        drawn = [self._ordinary() for _ in range(ordinary)]
        drawn += [self._planted(plant, place) for plant, place in planted]
        drawn = self._newcomers(sorted(drawn, key=lambda plan: plan.arrival))
        drawn = self._unanswered(drawn)
        return [
            replace(plan, id=f"{self.shop.id}-{place:05d}", seed=f"{self.shop.id}:{self.seed}:{place}")
            for place, plan in enumerate(drawn, 1)
        ]

    def number(self, day: date) -> str:
        """An order number nobody has yet; they grow with time."""
        volume = self.shop.volume
        base = volume.first_order + volume.orders_per_day * (day - self.first).days
        while True:
            number = str(base + self.rng.randint(0, volume.orders_per_day - 1))
            if number not in self.numbers:
                self.numbers.add(number)
                return number
            base -= 7

    def _ordinary(self) -> Plan:
        volume, rng = self.shop.volume, self.rng
        topic = _weighted(volume.topics, rng)
        question = _weighted({each: each.weight for each in self.by_topic[topic]}, rng)
        second = self._second(question) if rng.random() < volume.second_ask else None
        channel = _weighted(question.channels or volume.channels, rng)
        moment = self._moment(channel)
        return self._plan(question, second, channel, moment, self._operator(channel), special=self._special(question))

    def _plan(
        self,
        question: Question,
        second: Question | None,
        channel: Channel,
        moment: datetime,
        operator: Operator,
        *,
        special: str = "",
        plant: Plant | None = None,
        variant: int | None = None,
    ) -> Plan:
        rng = self.rng
        both = [question, second] if second else [question]
        products = [product for product in self.shop.products if all(suits(product, each) for each in both)]
        self.used[question.id] += 1
        return Plan(
            id="",
            seed="",
            arrival=moment,
            channel=channel,
            question=question,
            second=second,
            operator=operator,
            coached=self._coached(operator, moment),
            person=rng.choice(self.shop.people),
            product=rng.choice(products),
            number=self.number(local_day(moment, self.shop.calendar.zone)),
            variant=self.used[question.id] if variant is None else variant,
            plant=plant,
            special=special,
        )

    def _moment(self, channel: Channel) -> datetime:
        while True:
            moment = arrival(self.first, self.days, channel, self.shop.calendar.zone, self.rng)
            if moment < self.now - timedelta(minutes=30):
                return moment

    def _operator(self, channel: Channel) -> Operator:
        usual = "letters" if channel in _LETTERS else "chats"
        shares = {each: each.share * (1.7 if each.team == usual else 1.0) for each in self.shop.operators if each.share}
        return _weighted(shares, self.rng)

    def _coached(self, operator: Operator, moment: datetime) -> bool:
        """From the coached week on; half of the time in its first week."""
        week = (local_day(moment, self.shop.calendar.zone) - self.first).days // 7 + 1
        return bool(operator.coached) and (
            week > operator.coached_week or (week == operator.coached_week and self.rng.random() < 0.3)
        )

    def _special(self, question: Question) -> str:
        if question.no_ask or question.topic == "negative_review":
            return ""
        roll = self.rng.random()
        for name, share in _SPECIAL.items():
            if roll < share:
                return name
            roll -= share
        return ""

    def _second(self, question: Question) -> Question | None:
        """An afterthought that fits the same order and the same thing, preferably of a kindred topic."""
        if question.no_ask or question.alone or question.topic in ("negative_review", "conflict"):
            return None
        fitting = {
            other: other.weight * (2.0 if other.order == question.order != "none" else 1.0)
            for other in self.shop.questions.values()
            if other.also and other.id != question.id and self._compatible(question, other)
        }
        return _weighted(fitting, self.rng) if fitting else None

    def _compatible(self, one: Question, other: Question) -> bool:
        same_order = one.order == other.order or other.order == "none" or one.order == "none"
        if not same_order or (one.days and other.days):
            return False
        return any(suits(product, one) and suits(product, other) for product in self.shop.products)

    def _planted(self, plant: Plant, place: int) -> Plan:
        question = self.shop.questions[plant.question]
        operator = self.shop.operator(plant.operators[place % len(plant.operators)])
        channel = _weighted(question.channels or self.shop.volume.channels, self.rng)
        return self._plan(question, None, channel, self._moment(channel), operator, plant=plant, variant=place)

    def _newcomers(self, drawn: Sequence[Plan]) -> list[Plan]:
        """Gives each newcomer exactly so many recent conversations, and two of the week before."""
        found = list(drawn)
        for operator in self.shop.operators:
            if not operator.recent_only:
                continue
            planted = [plan for plan in found if plan.operator.id == operator.id]
            for place, plan in enumerate(found):
                if plan in planted:
                    early = self.now - _NEWCOMER_SPAN[0] + timedelta(days=self.rng.randint(2, 20))
                    found[place] = replace(plan, arrival=early.replace(second=self.rng.randint(0, 59)))
            wanted = operator.recent_only - len(planted)
            for span, number in ((_NEWCOMER_SPAN, wanted), (_NEWCOMER_BEFORE, 2)):
                begin, end = self.now - span[0], self.now - span[1]
                free = [n for n, plan in enumerate(found) if begin < plan.arrival < end and _simple(plan)]
                for place in self.rng.sample(free, min(number, len(free))):
                    found[place] = replace(found[place], operator=operator, coached=False)
        return sorted(found, key=lambda plan: plan.arrival)

    def _unanswered(self, drawn: Sequence[Plan]) -> list[Plan]:
        """A few cases in other hands were closed without an answer."""
        found = list(drawn)
        free = [place for place, plan in enumerate(found) if _simple(plan) and plan.operator.share]
        wanted = max(1, round(len(drawn) * _UNANSWERED))
        for place in self.rng.sample(free, min(wanted, len(free))):
            found[place] = replace(found[place], special="unanswered")
        return found


def _simple(plan: Plan) -> bool:
    return plan.plant is None and not plan.special and plan.channel == "email" and not plan.question.no_ask


def _by_topic(questions: Iterable[Question]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in questions:
        found.setdefault(question.topic, []).append(question)
    return found


def _weighted(weights: Mapping[T, float], rng: random.Random) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]
