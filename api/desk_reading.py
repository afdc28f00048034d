"""The desk's list in order of priority, and one customer over all channels; both as views with their words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from anyio import to_thread
from sqlmodel.ext.asyncio.session import AsyncSession

from api.access import may_open
from api.auth import Principal
from api.services import Services
from api.show_card import topic_label
from api.show_conversation import minutes_left, show_item, show_order
from api.times import due_short, ordinal
from api.views import ContactView, ConversationItem, CustomerProfileView, PriorityReasonView, RepeatView
from human_review.customer_profile import DAYS as REPEAT_DAYS
from human_review.customer_profile import CustomerProfile, profile_of
from reply_core import conversations
from reply_core.contacts import Around, Contact, Owner, around
from reply_core.conversations import ConversationRow
from reply_core.priority import DAYS, Priority, Reason, Signs, priority
from reply_core.types import Conversation, Language
from reply_core.working_time import Calendar

CONSIDERED = 1_000
"""So many waiting conversations, the nearest deadlines first, are put in order of priority; more are rarely read."""
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "deadline": {"ru": "{due}", "en": "{due}"},
    "overdue": {"ru": "срок прошёл: {due}", "en": "overdue: {due}"},
    "complaint": {"ru": "жалоба", "en": "complaint"},
    "repeated": {"ru": "{nth} раз за неделю", "en": "{nth} time this week"},
    "again": {"ru": "пишет, что не первый раз", "en": "says it is not the first time"},
    "money": {"ru": "деньги", "en": "money"},
    "money_of": {"ru": "деньги: {amount}", "en": "money: {amount}"},
    "vip": {"ru": "VIP", "en": "VIP"},
}
_OUTCOMES: Mapping[str, Mapping[Language, str]] = {
    "waiting": {"ru": "ждёт ответа", "en": "waits for an answer"},
    "answered": {"ru": "отвечено, не закрыто", "en": "answered, not closed"},
    "closed": {"ru": "закрыто", "en": "closed"},
    "unanswered": {"ru": "без ответа оператора", "en": "no operator answered"},
}


async def in_order(
    session: AsyncSession,
    services: Services,
    rows: Sequence[ConversationRow],
    names: Mapping[str, str],
    language: Language,
) -> tuple[ConversationItem, ...]:
    """Waiting rows as views, the most urgent first; of equals the nearer deadline."""
    now = services.clock.now()
    waiting = {row.conversation_id: row.waiting_since or now for row in rows}
    owners = {Owner(row.customer_id, row.order_number) for row in rows}
    since = now - timedelta(days=DAYS)
    known = await around(session, services.shop.brand, waiting, owners, since=since)
    return await to_thread.run_sync(_ranked, rows, known, names, services.shop.calendar, now, language)


def _ranked(
    rows: Sequence[ConversationRow],
    known: Around,
    names: Mapping[str, str],
    calendar: Calendar,
    now: datetime,
    language: Language,
) -> tuple[ConversationItem, ...]:
    items = []
    for row in rows:
        found = priority(_signs(row, known, minutes_left(row.due_at, now, calendar)))
        item = show_item(row, names, calendar, now, language)
        update = {"priority": round(found.value, 1), "reasons": _reasons(found, row, calendar, now, language)}
        items.append(item.model_copy(update=update))
    return tuple(sorted(items, key=lambda item: (-(item.priority or 0), item.due_at or now, item.conversation_id)))


def _signs(row: ConversationRow, known: Around, left: float | None) -> Signs:
    alike = known.contacts.get(row.customer_id, frozenset()) | {row.conversation_id}
    return Signs(
        minutes_left=left,
        topic=row.topic,
        texts=known.texts.get(row.conversation_id, ()),
        order_total=known.totals.get(row.order_number, ""),
        contacts=len(alike),
        vip=row.customer_id in known.vips,
    )


def _reasons(
    found: Priority, row: ConversationRow, calendar: Calendar, now: datetime, language: Language
) -> tuple[PriorityReasonView, ...]:
    due = due_short(row.due_at, now, calendar.zone, language)
    return tuple(
        PriorityReasonView(code=each.code, text=_reason_text(each, due, language), points=round(each.points, 1))
        for each in found.reasons
    )


def _reason_text(reason: Reason, due: str, language: Language) -> str:
    key = "money_of" if reason.code == "money" and reason.amount else reason.code
    return _WORDS[key][language].format(due=due, nth=ordinal(reason.count, language), amount=reason.amount)


async def customer_profile(
    services: Services, conversation: Conversation, principal: Principal, language: Language
) -> CustomerProfileView:
    """The customer of a conversation. Of colleagues' threads only the customer's own words are shown."""
    async with services.reading() as session:
        topic = await conversations.topic(session, conversation.id)
        now, embedder = services.clock.now(), services.shop.embedder
        found = await profile_of(session, conversation, topic.code, now=now, embedder=embedder)
        opened = await conversations.load_many(session, [each.conversation_id for each in found.contacts])
        names = {person.id: person.name for person in await services.people(session)}
    waiting = {each.conversation_id for each in found.contacts if each.outcome == "waiting"}
    may = {each.id: may_open(principal, each, waiting=each.id in waiting) for each in opened}
    return _show(found, conversation, names, may, language)


def _show(
    found: CustomerProfile,
    conversation: Conversation,
    names: Mapping[str, str],
    may: Mapping[str, bool],
    language: Language,
) -> CustomerProfileView:
    known = found.customer
    facts = known.facts if known else {}
    contacts = {
        each.conversation_id: _contact(each, names, language, may_open=may.get(each.conversation_id, False))
        for each in found.contacts
    }
    return CustomerProfileView(
        id=conversation.customer_id,
        name=(known.name if known else "") or conversation.customer_name,
        vip=bool(known and known.vip),
        points=known.points if known else None,
        facts={str(key): str(value) for key, value in facts.items()},
        orders=tuple(view for order in found.orders if (view := show_order(order)) is not None),
        contacts=tuple(contacts.values()),
        recent=found.recent,
        recent_days=REPEAT_DAYS,
        repeats=tuple(
            RepeatView(
                contact=contacts[each.contact.conversation_id],
                ask=each.ask,
                earlier=each.earlier,
                other_channel=each.contact.channel != conversation.channel,
                by_meaning=each.by_meaning,
            )
            for each in found.repeats
        ),
    )


def _contact(each: Contact, names: Mapping[str, str], language: Language, *, may_open: bool) -> ContactView:
    return ContactView(
        conversation_id=each.conversation_id,
        channel=each.channel,
        topic=each.topic,
        topic_label=topic_label(each.topic, language),
        opened_at=each.opened_at,
        closed_at=each.closed_at,
        outcome=each.outcome,
        outcome_label=_OUTCOMES[each.outcome][language],
        assigned_name=names.get(each.assigned_to, each.assigned_to),
        order_number=each.order_number,
        csat=each.csat,
        snippet=each.text,
        by_order=each.by_order,
        may_open=may_open,
    )
