"""A shop's folder → the database: brand, people, articles, voice, standard, history. Loading again changes nothing."""

import csv
import importlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.importers import read_files
from knowledge_base.store import ImportReport
from knowledge_base.store import import_articles as store_articles
from qa_scoring.revisions import save_standard
from qa_scoring.standard import load_standard
from reply_core.clock import Clock
from reply_core.database import Sessions
from reply_core.directory import (
    BrandInfo,
    CustomerInfo,
    OperatorInfo,
    save_brands,
    save_customers,
    save_operators,
    save_targets,
)
from reply_core.errors import NotFound
from reply_core.inbound import InboundMessage
from reply_core.receiving import receive_many
from reply_core.types import Order
from tone_of_voice.profile import load_profile
from tone_of_voice.store import save_profile

SOURCE = "demo"
_AT_ONCE = 1_000
_HABITS = frozenset({"vague", "no_empathy", "curt", "officialese", "typo", "missed"})
Step = Callable[[int, int], None]
"""(done, total)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoShop:
    """A demo shop of `examples/`: its folder and the generator of its history."""

    name: str
    folder: Path
    generator: ModuleType

    @property
    def brand(self) -> dict[str, Any]:
        """The table ``brand`` of its ``shop.toml``."""
        return dict(self.described["brand"])

    @property
    def described(self) -> dict[str, Any]:
        """Its ``shop.toml``."""
        return tomllib.loads((self.folder / "shop.toml").read_text("utf-8"))

    def messages(self, now: datetime) -> list[InboundMessage]:
        """Its history up to ``now``, oldest conversation first."""
        return [as_inbound(row, SOURCE) for row in self.generator.iter_messages(now)]

    def harmful(self, now: datetime) -> frozenset[str]:
        """The messages of its history in which more was planted than their operator's habit: kept as they are."""
        return frozenset(
            turn["message_id"]
            for turn in self.generator.iter_truth(now)
            if any(code.partition(":")[0] not in _HABITS for code in turn["planted"])
        )


def find_demo_shop(name: str) -> DemoShop:
    """The demo shop of that name. Raises NotFound outside a checkout: the examples are not part of the wheel."""
    try:
        generator = importlib.import_module(f"examples.{name}.generate")
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("examples"):
            raise
        raise NotFound(
            f"the demo shop {name!r} is not here", where="examples/", mend="run the demo from a clone of the repository"
        ) from error
    return DemoShop(name=name, folder=Path(str(generator.__file__)).parent, generator=generator)


async def load_people(session: AsyncSession, shop: DemoShop, clock: Clock) -> None:
    """Brand, calendar, targets, operators, customers, voice and standard."""
    described, brand = shop.described, shop.brand
    calendar = dict(described["calendar"])
    await save_brands(
        session,
        [
            BrandInfo(
                id=brand["id"],
                name=brand["name"],
                language=brand["language"],
                time_zone=calendar["time_zone"],
                calendar=calendar,
                allowed_links=tuple(brand["allowed_links"]),
            )
        ],
    )
    await save_targets(session, brand["id"], described["targets"])
    await save_operators(session, [_operator(row, clock) for row in _rows(shop.folder / "operators.csv")])
    for name in ("customers.csv", "waiting_customers.csv"):
        await save_customers(session, [_customer(row) for row in _rows(shop.folder / name)])
    profile = load_profile(shop.folder / "profile.toml")
    await save_profile(session, brand["id"], profile, author=SOURCE, at=clock.now())
    standard = load_standard(shop.folder / "standard.toml")
    await save_standard(session, brand["id"], standard, author=SOURCE, at=clock.now())


async def load_shop_articles(session: AsyncSession, shop: DemoShop, clock: Clock) -> ImportReport:
    """The articles of the shop's help centre."""
    imported = read_files([shop.folder / "articles"], shop.brand["language"])
    return await store_articles(session, imported, clock=clock, author=SOURCE, brand=shop.brand["id"])


async def load_history(sessions: Sessions, messages: Sequence[InboundMessage], clock: Clock, step: Step) -> int:
    """Store the messages in portions; gives how many were new."""
    new = 0
    for start in range(0, len(messages), _AT_ONCE):
        async with sessions() as session, session.begin():
            found = await receive_many(session, messages[start : start + _AT_ONCE], clock=clock)
        new += sum(not one.duplicate for one in found)
        step(min(start + _AT_ONCE, len(messages)), len(messages))
    return new


def as_inbound(row: Mapping[str, Any], source: str) -> InboundMessage:
    """A row in the columns of `tact score` as a message of the live desk."""
    order = row.get("order")
    return InboundMessage(
        source=source,
        external_id=str(row["message_id"]),
        conversation_id=str(row["conversation_id"]),
        channel=row["channel"],
        direction=row["direction"],
        author_kind=row["author_kind"],
        text=row["text"],
        at=_time(row.get("at")),
        author_id=str(row.get("author_id") or ""),
        visibility=row.get("visibility") or "public",
        in_reply_to=row.get("in_reply_to"),
        attachments=int(row.get("attachments") or 0),
        event=row.get("event") or "message",
        order=_order(order),
        customer_id=str(row.get("customer_id") or ""),
        customer_name=str(row.get("customer_name") or ""),
        assigned_to=str(row.get("assigned_to") or ""),
        assigned_at=_time(row.get("assigned_at")),
        closed_at=_time(row.get("closed_at")),
        csat=row.get("csat"),
        brand=str(row.get("brand") or ""),
    )


def _operator(row: Mapping[str, str], clock: Clock) -> OperatorInfo:
    hired = clock.now() - timedelta(weeks=float(row.get("hired_weeks_ago") or 0))
    return OperatorInfo(id=row["id"], name=row["name"], team=row.get("team", ""), hired_on=hired.date())


def _customer(row: Mapping[str, str]) -> CustomerInfo:
    points, vip = row.get("points") or "", row.get("vip") == "1"
    return CustomerInfo(id=row["id"], name=row["name"], vip=vip, points=int(points) if points.isdigit() else None)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _time(value: str | datetime | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else value or None


def _order(value: Any) -> Order | None:
    if not value:
        return None
    if isinstance(value, str):
        return Order(text=value)
    fields = {str(key): str(item) for key, item in value.items() if item}
    return Order(number=fields.pop("number", ""), fields=fields)
