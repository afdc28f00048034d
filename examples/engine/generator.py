"""A shop's history up to "now": every conversation, its rows, and the sidecar that says what was planted in them."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from examples.engine.dialogue import make
from examples.engine.lines import Dialogue, Line
from examples.engine.model import Shop
from examples.engine.plan import Plan, plans
from examples.engine.waiting import waiting

SEED = 20261113
_TRIES = 10


class History:
    """All conversations of a shop that began in its last weeks before ``now``; the same seed and now give the same."""

    def __init__(self, shop: Shop, now: datetime, seed: int = SEED) -> None:
        if now.tzinfo is None:
            raise ValueError("now needs a time zone")
        self.shop, self.now, self.seed = shop, now.astimezone(UTC).replace(microsecond=0), seed

    def dialogues(self) -> tuple[Dialogue, ...]:
        """Finished conversations by their beginning, then what waits for an answer now."""
        return _dialogues(self.shop, self.now, self.seed)

    def messages(self) -> Iterator[dict[str, Any]]:
        """One row per message or event, a conversation at a time (the columns of ``tact score``)."""
        for dialogue in self.dialogues():
            yield from dialogue.rows(self.shop.id)

    def truth(self) -> Iterator[dict[str, Any]]:
        """What was planted in each operator turn: message_id, operator, style, planted (only tests read it)."""
        for dialogue in self.dialogues():
            yield from dialogue.turns()

    def orders(self) -> list[dict[str, str]]:
        """Every order of the conversations once, as their cards show them, with ``customer_id``."""
        found: dict[str, dict[str, str]] = {}
        for dialogue in self.dialogues():
            if dialogue.order:
                found[dialogue.order["number"]] = {**dialogue.order, "customer_id": dialogue.customer_id}
        return [found[number] for number in sorted(found)]

    def customers(self) -> list[dict[str, Any]]:
        """Everybody who writes: id, name, city, email, phone, points (those who only wait now have id and name)."""
        found: dict[str, dict[str, Any]] = {
            person.id: {
                "id": person.id,
                "name": person.name,
                "city": person.city,
                "email": person.email,
                "phone": person.phone,
                "points": person.points,
            }
            for person in self.shop.people
        }
        for dialogue in self.dialogues():
            found.setdefault(dialogue.customer_id, {"id": dialogue.customer_id, "name": dialogue.customer_name})
        return list(found.values())

    def operators(self) -> list[dict[str, str]]:
        """The team: id, name, team, hired_on (ISO date), about."""
        return [
            {
                "id": operator.id,
                "name": operator.name,
                "team": operator.team,
                "hired_on": (self.now - timedelta(weeks=operator.hired_weeks_ago)).date().isoformat(),
                "about": operator.about,
            }
            for operator in self.shop.operators
        ]


@lru_cache(maxsize=8)
def _dialogues(shop: Shop, now: datetime, seed: int) -> tuple[Dialogue, ...]:
    made = [found for plan in plans(shop, now, seed) if (found := _fitted(shop, plan, now))]
    made += _spam(shop, now, seed)
    made.sort(key=lambda dialogue: dialogue.lines[0].at)
    return (*made, *waiting(shop, now))


def _fitted(shop: Shop, plan: Plan, now: datetime) -> Dialogue | None:
    """The conversation, begun some days earlier when it would not be over by ``now``; None when nothing helps."""
    for _ in range(_TRIES):
        dialogue = make(shop, plan)
        if dialogue.ends < now - timedelta(minutes=1):
            return dialogue
        plan = replace(plan, arrival=plan.arrival - timedelta(days=1))
    return None


def _spam(shop: Shop, now: datetime, seed: int) -> list[Dialogue]:
    """Advertising that a rule closed without an answer."""
    rng = random.Random(f"{shop.id}:{seed}:spam")
    found = []
    for place, text in enumerate(shop.pool("spam.text"), 1):
        moment = now - timedelta(days=rng.uniform(1, shop.volume.weeks * 7 - 1))
        moment = moment.replace(microsecond=0)
        closed_at = moment + timedelta(minutes=rng.randint(1, 50))
        lines = (
            Line(at=moment, text=text, direction="in", author_kind="customer"),
            Line(at=closed_at, author_kind="rule", author_id="spam-filter", visibility="private", event="resolved"),
        )
        found.append(
            Dialogue(
                id=f"{shop.id}-spam-{place}",
                channel="email",
                lines=lines,
                order={},
                customer_id=f"spam-{place}",
                customer_name="",
                closed_at=closed_at,
            )
        )
    return found
