"""Who and what conversations are about: brands, channels, operators, customers and orders, as values in and out.

Saving is an upsert: what is there is overwritten, the rest is added. Nothing here commits; the caller's session does.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.clock import Clock
from reply_core.database import insert_new, upsert
from reply_core.errors import NotFound
from reply_core.tables import Brand, ChannelSetting, Customer, Operator, OrderRecord
from reply_core.types import Channel, Language, Order
from reply_core.waits import DEFAULT_TARGETS
from reply_core.working_time import Calendar, calendar_from_dict

CalendarFor = Callable[[str], Calendar]
"""Brand id → its working calendar."""

_FRESH = {"populate_existing": True}  # an upsert leaves objects loaded before it as they were


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandInfo:
    """A shop; ``calendar`` is `working_time.calendar_to_dict`'s, empty for round the clock."""

    id: str
    name: str
    language: Language = "ru"
    time_zone: str = "Europe/Moscow"
    calendar: Mapping[str, Any] = field(default_factory=dict)
    allowed_links: tuple[str, ...] = ()
    """Hosts that replies may link to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorInfo:
    """Somebody who answers customers."""

    id: str
    name: str
    team: str = ""
    hired_on: date | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerInfo:
    """Somebody who writes; ``facts`` are shown to the operator beside the conversation."""

    id: str
    name: str = field(default="", repr=False)
    vip: bool = False
    points: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)


async def save_brands(session: AsyncSession, brands: Iterable[BrandInfo]) -> None:
    """Add the brands, or overwrite them."""
    rows = [{**asdict(brand), "allowed_links": list(brand.allowed_links)} for brand in brands]
    await upsert(session, Brand, rows)


async def brands(session: AsyncSession) -> tuple[BrandInfo, ...]:
    """All brands, by name."""
    records = (await session.exec(select(Brand).order_by(Brand.name, Brand.id).execution_options(**_FRESH))).all()
    return tuple(_brand(record) for record in records)


async def brand(session: AsyncSession, brand_id: str) -> BrandInfo:
    """The brand.

    Raises:
        NotFound: there is none of that id.
    """
    record = await session.get(Brand, brand_id, populate_existing=True)
    if record is None:
        raise NotFound(f"there is no brand {brand_id!r}", where="brand")
    return _brand(record)


async def save_targets(session: AsyncSession, brand_id: str, targets: Mapping[Channel, int | None]) -> None:
    """Set how many working minutes a first answer may take, per channel; None goes back to the default.

    Waits that are open or over keep the target they began with.

    Raises:
        NotFound: there is no brand of that id.
    """
    await brand(session, brand_id)
    rows = [
        {"id": f"{brand_id}:{channel}", "brand_id": brand_id, "kind": channel, "target_minutes": minutes}
        for channel, minutes in targets.items()
    ]
    await upsert(session, ChannelSetting, rows)


async def targets(session: AsyncSession, brand_id: str) -> dict[Channel, int]:
    """Working minutes a first answer may take, per channel: the brand's setting or `waits.DEFAULT_TARGETS`."""
    chosen = select(ChannelSetting.kind, ChannelSetting.target_minutes).where(ChannelSetting.brand_id == brand_id)
    found: dict[Channel, int] = dict(DEFAULT_TARGETS)
    for kind, minutes in (await session.exec(chosen)).all():
        if minutes is not None and kind in found:
            found[kind] = minutes
    return found


async def calendar(session: AsyncSession, brand_id: str) -> Calendar:
    """The brand's working calendar; round the clock when it has none or is unknown."""
    record = await session.get(Brand, brand_id, populate_existing=True)
    if record is None:
        return Calendar.always("UTC")
    if not record.calendar:
        return Calendar.always(record.time_zone)
    return _calendar(json.dumps(record.calendar, sort_keys=True))


@lru_cache(maxsize=64)
def _calendar(described: str) -> Calendar:
    """One calendar for the same description: it keeps the years it has worked out."""
    return calendar_from_dict(json.loads(described))


async def save_operators(session: AsyncSession, operators: Iterable[OperatorInfo]) -> None:
    """Add the operators, or overwrite them."""
    await upsert(session, Operator, [asdict(operator) for operator in operators])


async def add_operators(session: AsyncSession, ids: Iterable[str]) -> None:
    """Add operators known only by their id, under it as their name; those already there stay as they are."""
    rows = [{"id": operator, "name": operator, "team": "", "hired_on": None, "active": True} for operator in ids]
    await insert_new(session, Operator, rows)


async def operators(session: AsyncSession) -> tuple[OperatorInfo, ...]:
    """All operators, by name."""
    records = (
        await session.exec(select(Operator).order_by(Operator.name, Operator.id).execution_options(**_FRESH))
    ).all()
    return tuple(OperatorInfo(**record.model_dump()) for record in records)


async def save_customers(session: AsyncSession, customers: Iterable[CustomerInfo]) -> None:
    """Add the customers, or overwrite them."""
    rows = [asdict(customer) for customer in customers]
    await upsert(session, Customer, rows)


async def customer(session: AsyncSession, customer_id: str) -> CustomerInfo | None:
    """The customer, or None when nothing is known about him."""
    record = await session.get(Customer, customer_id, populate_existing=True)
    return None if record is None else CustomerInfo(**record.model_dump())


async def save_orders(
    session: AsyncSession, brand_id: str, orders: Sequence[Order], *, clock: Clock, customer_id: str = ""
) -> None:
    """Add the orders of a brand, or overwrite them. Every order needs a number; one that has nothing but a number
    overwrites nothing."""
    known = [_order_row(order, brand_id, customer_id, clock) for order in orders if order.fields or order.text]
    bare = [_order_row(order, brand_id, customer_id, clock) for order in orders if not (order.fields or order.text)]
    await upsert(session, OrderRecord, known)
    await insert_new(session, OrderRecord, bare)


async def orders(session: AsyncSession, brand_id: str, numbers: Iterable[str]) -> dict[str, Order]:
    """Orders of a brand by number; numbers that are not known are left out."""
    wanted = select(OrderRecord).where(OrderRecord.brand_id == brand_id, col(OrderRecord.number).in_(list(numbers)))
    records = (await session.exec(wanted.execution_options(**_FRESH))).all()
    return {record.number: Order(number=record.number, fields=record.fields, text=record.text) for record in records}


def _brand(record: Brand) -> BrandInfo:
    return BrandInfo(**{**record.model_dump(), "allowed_links": tuple(record.allowed_links)})


def _order_row(order: Order, brand_id: str, customer_id: str, clock: Clock) -> dict[str, Any]:
    return {
        "brand_id": brand_id,
        "number": order.number,
        "customer_id": customer_id,
        "fields": dict(order.fields),
        "text": order.text,
        "updated_at": clock.now(),
    }
