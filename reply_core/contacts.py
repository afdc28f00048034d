"""One customer over all channels: who else is he, what he wrote and ordered before; read only.

People are one when the shop's id of the customer is the same, or when they write of the same order.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.tables import ConversationRecord, Customer, MessageRecord, OrderRecord
from reply_core.types import Order

Outcome = Literal["waiting", "answered", "closed", "unanswered"]
_TEXT = 2_000
"""Characters of a message that are read here."""
_AT_ONCE = 400
"""Ids in one query."""


class Owner(NamedTuple):
    """Whose a conversation is: the shop's id of the customer and the order, both may be empty."""

    customer_id: str = ""
    order_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What else is known of waiting conversations: everything a list needs besides their rows."""

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Conversation → the customer's messages since he waits."""
    totals: Mapping[str, str] = field(default_factory=dict)
    """Order number → its sum as the shop writes it."""
    contacts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Customer → his conversations opened since the time asked for."""
    vips: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Another conversation of the same customer."""

    conversation_id: str
    channel: str
    topic: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: Outcome
    assigned_to: str
    order_number: str
    csat: float | None
    text: str = field(repr=False)
    """What he wrote, his messages joined."""
    by_order: bool = False
    """Joined by the order, not by the shop's id of the customer."""


async def around(
    session: AsyncSession,
    brand: str,
    waiting: Mapping[str, datetime],
    owners: Collection[Owner],
    *,
    since: datetime,
) -> Around:
    """What a list of waiting conversations needs to be put in order.

    Args:
        session: reads.
        brand: whose orders.
        waiting: conversation → since when the customer waits.
        owners: of those conversations.
        since: from when contacts are counted.
    """
    customers = sorted({owner.customer_id for owner in owners} - {""})
    numbers = sorted({owner.order_number for owner in owners} - {""})
    texts: dict[str, list[str]] = defaultdict(list)
    for ids in _portions(sorted(waiting)):
        wanted = select(MessageRecord.conversation_id, MessageRecord.text, MessageRecord.at).where(
            col(MessageRecord.conversation_id).in_(ids),
            MessageRecord.author_kind == "customer",
            or_(col(MessageRecord.at) >= min(waiting[each] for each in ids), col(MessageRecord.at).is_(None)),
        )
        for name, text, at in (await session.exec(wanted.order_by(col(MessageRecord.position)))).all():
            if at is None or at >= waiting[name]:
                texts[name].append(text[:_TEXT])
    contacts: dict[str, set[str]] = defaultdict(set)
    vips: set[str] = set()
    for ids in _portions(customers):
        opened = select(ConversationRecord.customer_id, ConversationRecord.id).where(
            col(ConversationRecord.customer_id).in_(ids), col(ConversationRecord.opened_at) >= since
        )
        for name, conversation in (await session.exec(opened)).all():
            contacts[name].add(conversation)
        special = select(Customer.id).where(col(Customer.id).in_(ids), col(Customer.vip).is_(True))
        vips.update((await session.exec(special)).all())
    return Around(
        texts={name: tuple(each) for name, each in texts.items()},
        totals=await _totals(session, brand, numbers),
        contacts={name: frozenset(each) for name, each in contacts.items()},
        vips=frozenset(vips),
    )


async def _totals(session: AsyncSession, brand: str, numbers: Sequence[str]) -> dict[str, str]:
    """Order number → its sum, as the order says it."""
    totals: dict[str, str] = {}
    for some in _portions(numbers):
        known = select(OrderRecord.number, OrderRecord.fields).where(
            OrderRecord.brand_id == brand, col(OrderRecord.number).in_(some)
        )
        totals |= {number: total_of(fields) for number, fields in (await session.exec(known)).all()}
    return totals


async def contacts_of(
    session: AsyncSession,
    brand: str,
    owner: Owner,
    *,
    besides: str = "",
    days: int = 365,
    now: datetime,
    limit: int = 50,
) -> tuple[Contact, ...]:
    """The customer's other conversations on any channel, the newest first."""
    same = _same(owner)
    if same is None:
        return ()
    wanted = select(ConversationRecord).where(
        same, col(ConversationRecord.id) != besides, col(ConversationRecord.opened_at) >= now - timedelta(days=days)
    )
    if brand:
        wanted = wanted.where(ConversationRecord.brand_id == brand)
    newest = wanted.order_by(col(ConversationRecord.opened_at).desc(), col(ConversationRecord.id)).limit(limit)
    records = (await session.exec(newest)).all()
    written, answered = await _said(session, [record.id for record in records])
    return tuple(
        Contact(
            conversation_id=record.id,
            channel=record.channel,
            topic=record.topic,
            opened_at=record.opened_at,
            closed_at=record.closed_at,
            outcome=_outcome(record, answered=record.id in answered),
            assigned_to=record.assigned_to,
            order_number=record.order_number,
            csat=record.csat,
            text="\n".join(written[record.id])[:_TEXT],
            by_order=not owner.customer_id or record.customer_id != owner.customer_id,
        )
        for record in records
    )


async def orders_of(
    session: AsyncSession, brand: str, owner: Owner, contacts: Sequence[Contact] = (), *, limit: int = 20
) -> tuple[Order, ...]:
    """The customer's orders, the last changed first: those under his id, and those he wrote about."""
    numbers = {owner.order_number, *(each.order_number for each in contacts)} - {""}
    mine: list[Any] = [col(OrderRecord.number).in_(sorted(numbers))] if numbers else []
    if owner.customer_id:
        mine.append(OrderRecord.customer_id == owner.customer_id)
    if not mine:
        return ()
    wanted = select(OrderRecord).where(or_(*mine), OrderRecord.brand_id == brand)
    newest = wanted.order_by(col(OrderRecord.updated_at).desc(), col(OrderRecord.number).desc()).limit(limit)
    records = (await session.exec(newest)).all()
    return tuple(Order(number=record.number, fields=record.fields, text=record.text) for record in records)


def total_of(fields: Mapping[str, Any]) -> str:
    """The sum of an order as the shop writes it; empty when it names none.

    >>> total_of({"Сумма": "3 490 ₽"})
    '3 490 ₽'
    """
    for key, value in fields.items():
        if value and str(key).casefold() in {"total", "sum", "amount", "price", "сумма", "итого", "стоимость"}:
            return str(value)
    return ""


async def _said(session: AsyncSession, ids: Sequence[str]) -> tuple[Mapping[str, list[str]], set[str]]:
    """Conversation → the customer's texts; and those with an operator's or a bot's public answer."""
    written: dict[str, list[str]] = defaultdict(list)
    answered: set[str] = set()
    columns = (MessageRecord.conversation_id, MessageRecord.author_kind, MessageRecord.text)
    wanted = select(*columns).where(
        col(MessageRecord.conversation_id).in_(ids),
        MessageRecord.event == "message",
        MessageRecord.visibility == "public",
    )
    for name, kind, text in (await session.exec(wanted.order_by(col(MessageRecord.position)))).all():
        if kind == "customer":
            written[name].append(text)
        elif kind == "operator":
            answered.add(name)
    return written, answered


def _outcome(record: ConversationRecord, *, answered: bool) -> Outcome:
    if record.waiting_since is not None:
        return "waiting"
    if record.closed_at is not None:
        return "closed"
    return "answered" if answered else "unanswered"


def _same(owner: Owner) -> ColumnElement[bool] | None:
    ways: list[Any] = []
    if owner.customer_id:
        ways.append(ConversationRecord.customer_id == owner.customer_id)
    if owner.order_number:
        ways.append(and_(ConversationRecord.order_number == owner.order_number))
    return or_(*ways) if ways else None


def _portions(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[begin : begin + _AT_ONCE] for begin in range(0, len(ids), _AT_ONCE)]
