"""A conversation being written: its lines so far, its times, its people, and the ways to add to it."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from examples.engine import customers
from examples.engine.lines import Line
from examples.engine.model import FollowUp, Shop
from examples.engine.moments import later, local_day
from examples.engine.orders import situation
from examples.engine.plan import Plan
from examples.engine.template import Genders, fill
from examples.engine.voices import Reply, Voice
from reply_core.types import Event
from reply_core.working_time import working_time

_MORNING_UNTIL = 11


class Stage:
    """The lines of one plan, written one after another; the same plan is written the same."""

    def __init__(self, shop: Shop, plan: Plan) -> None:
        self.shop, self.plan = shop, plan
        self.rng = random.Random(plan.seed)
        self.zone = shop.calendar.zone
        self.lines: list[Line] = []
        self.genders = Genders(item=plan.product.gender, customer=plan.person.gender, operator=plan.operator.gender)
        queue = self.rng.uniform(0.1, 0.8) if plan.channel == "chat" else self.rng.uniform(0.5, 14)
        self.assigned_at = later(plan.arrival, queue, shop.calendar, self.rng)
        self.replied_at = self.reply_time(self.assigned_at)
        asks = plan.question if plan.question.order != "none" or not plan.second else plan.second
        self.known = situation(
            shop,
            asks,
            plan.product,
            number=plan.number,
            asked=self.day(plan.arrival),
            answered=self.day(self.replied_at),
            extra=self._extra(),
            rng=self.rng,
        )
        self.closed_at: datetime | None = None
        self.tags: dict[str, str] = {}

    def _extra(self) -> dict[str, str]:
        person = self.plan.person
        city = next((city for city in self.shop.cities if city.name == person.city), self.shop.cities[0])
        return {
            "city": city.name,
            "city_to": city.to,
            "city_in": city.inside,
            "shop": self.rng.choice(self.shop.shops),
            "point": self.rng.choice(self.shop.points),
            "customer": person.name,
            "customer_first": person.first_name,
            "operator": self.plan.operator.name.split()[0],
        }

    def day(self, moment: datetime) -> date:
        """The shop's date at ``moment``."""
        return local_day(moment, self.zone)

    def chance(self, share: float) -> bool:
        """True in ``share`` of the cases."""
        return self.rng.random() < share

    def is_closed(self, moment: datetime) -> bool:
        """Whether nobody works at ``moment``."""
        return working_time(moment, moment + timedelta(minutes=1), self.shop.calendar) == timedelta(0)

    def reply_time(self, start: datetime) -> datetime:
        """When this operator answers what waits from ``start``, by his pace and the channel's."""
        habit, channel = self.plan.habit, self.plan.channel
        minutes = self.shop.volume.minutes.get(channel, 60) * habit.pace * self.rng.lognormvariate(0, 0.5)
        morning = self.is_closed(start) or start.astimezone(self.zone).hour < _MORNING_UNTIL
        if channel == "email" and morning:
            minutes *= habit.morning_mail_pace
        return later(start, minutes, self.shop.calendar, self.rng)

    def facts(self, moment: datetime) -> dict[str, str]:
        """Every slot for somebody who speaks at ``moment``."""
        return self.known.facts(self.shop, self.day(moment))

    def fill(self, line: str, moment: datetime) -> str:
        """A line filled for somebody who speaks at ``moment``."""
        return fill(line, self.facts(moment), self.genders, self.rng)

    def phrase(self, pool: str, moment: datetime, *, rough: bool = False) -> str:
        """One line of a pool; ``rough``: as this customer would type it."""
        person = self.plan.person if rough else replace(self.plan.person, sloppy=0.0)
        return customers.line(self.shop, pool, self.facts(moment), self.genders, person, self.rng)

    def voice(self, moment: datetime) -> Voice:
        """The operator at work at ``moment``."""
        plan = self.plan
        return Voice(
            shop=self.shop,
            operator=plan.operator,
            habit=plan.habit,
            facts=self.facts(moment),
            genders=self.genders,
            channel=plan.channel,
            name="" if plan.channel == "review" else plan.person.first_name,
            hour=moment.astimezone(self.zone).hour,
            rng=self.rng,
        )

    def customer(self, moment: datetime, text: str, attachments: int = 0) -> None:
        """Adds a message of the customer."""
        self.lines.append(Line(at=moment, text=text, direction="in", author_kind="customer", attachments=attachments))

    def event(self, name: Event, moment: datetime, author: str = "") -> None:
        """Adds an event of the helpdesk."""
        self.lines.append(Line(at=moment, author_kind="system", author_id=author, visibility="private", event=name))

    def send(self, moment: datetime, reply: Reply) -> datetime:
        """Adds a reply, in the messages it is sent in; gives the time of the last."""
        sent = moment
        for place, part in enumerate(reply.parts, 1):
            planted = reply.planted if place == len(reply.parts) else ()
            line = Line(at=moment, text=part, author_id=self.plan.operator.id, planted=planted, style=reply.style)
            self.lines.append(line)
            sent, moment = moment, moment + timedelta(seconds=self.rng.randint(15, 50))
        return sent

    def step(self, asked: datetime, step: FollowUp) -> tuple[datetime, str]:
        """The customer goes on as a follow-up says and is answered; gives the time and the style of the answer."""
        text = self.fill(self.rng.choice(step.say), asked)
        self.customer(asked, customers.roughened(text, self.plan.person.sloppy, self.shop, self.rng), step.attach)
        answered = self.reply_time(asked)
        reply = self.voice(answered).follow(step)
        return self.send(answered, reply), reply.style

    def close(self, minutes: float) -> None:
        """The case is resolved ``minutes`` of working time after its last line."""
        self.lines.sort(key=lambda line: line.at)
        self.closed_at = later(self.lines[-1].at, minutes, self.shop.calendar, self.rng)
        self.event("resolved", self.closed_at)
