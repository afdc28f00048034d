"""Messages in; conversations, waits and customers out."""

from datetime import datetime

from pydantic import Field

from api.views.base import Id, Input, JsonIn, OptionalId, OptionalMoment, Short, Text, View, shown_with
from api.views.drafts import DraftView
from api.views.scorecards import CardView, DisputeView
from reply_core.types import AuthorKind, Channel, Direction, Event, Visibility

OrderIn = JsonIn | Text | None
"""The order as the shop knows it: an object (``number``, ``status``, ``received_at`` …), or plain text."""


class MessageIn(Input):
    """One message or event of a conversation, as a helpdesk, a file or a form gives it."""

    message_id: Id
    text: Text = ""
    direction: Direction
    author_kind: AuthorKind
    channel: Channel
    at: OptionalMoment = None
    author_id: OptionalId = ""
    brand: OptionalId = ""
    visibility: Visibility = "public"
    in_reply_to: OptionalId | None = None
    attachments: int = Field(default=0, ge=0, le=1000)
    event: Event = "message"
    order: OrderIn = None
    customer_id: OptionalId = ""
    customer_name: Short = ""
    assigned_to: OptionalId = ""
    assigned_at: OptionalMoment = None
    closed_at: OptionalMoment = None
    csat: float | None = Field(default=None, allow_inf_nan=False)


class LiveMessageIn(MessageIn):
    """A message sent to the live desk; ``source`` names the system it comes from."""

    source: Id = "api"
    model_config = shown_with(
        {
            "message_id": "m-1",
            "at": "2026-11-13T17:40:00+03:00",
            "channel": "email",
            "direction": "in",
            "author_kind": "customer",
            "customer_name": "Ольга",
            "text": "Добрый день! Чайник пришёл, но цвет не тот. Можно вернуть?",
            "order": {"number": "1001", "status": "получен", "item": "Чайник", "total": "3 490 ₽"},
        }
    )


class MessageStored(View):
    """What became of a message: the same ``source`` and ``message_id`` again is a duplicate, stored once."""

    message_id: str
    """Our own id of the message."""
    conversation_id: str
    duplicate: bool
    matched_draft: str | None = None
    """The draft whose accepted text this reply is."""
    scoring: bool = False
    """A score of this reply has been ordered."""


class MessageView(View):
    id: str
    at: datetime | None
    direction: str
    author_kind: str
    author_id: str = ""
    author_name: str = ""
    text: str
    visibility: str = "public"
    event: str = "message"
    attachments: int = 0
    channel: str = ""


class WaitView(View):
    """A customer's wait for an answer, in working and calendar minutes."""

    opened_by: str
    opened_at: datetime
    closed_by: str | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    due_text: str = ""
    """«до пн 16.11, 10:40», in the brand's time zone."""
    target_minutes: int | None = None
    working_minutes: float | None = None
    calendar_minutes: float | None = None
    operator_minutes: float | None = None
    """The operator's own share of the wait; None when the time of assignment is not known."""
    met: bool | None = None
    open: bool = False
    spent_text: str = ""
    """«95 из 120 рабочих минут»."""
    flags: tuple[str, ...] = ()


class OrderView(View):
    number: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    text: str = ""


class CustomerView(View):
    id: str = ""
    name: str = ""


class PriorityReasonView(View):
    """Why a conversation stands where it stands in the list."""

    code: str
    """deadline, overdue, complaint, repeated, again, money or vip."""
    text: str
    """«до 10:40», «жалоба», «второй раз за неделю», «VIP»."""
    points: float = 0.0
    """How much of 100 it added."""


class ConversationItem(View):
    """One row of the list of conversations."""

    conversation_id: str
    customer_name: str = ""
    channel: str
    topic: str = "other"
    topic_label: str = ""
    waiting_since: datetime | None = None
    due_at: datetime | None = None
    due_text: str = ""
    overdue: bool = False
    minutes_left: float | None = None
    """Working minutes until the deadline, negative when it has passed; None when nothing waits."""
    snippet: str = ""
    order_number: str = ""
    assigned_to: str = ""
    assigned_name: str = ""
    priority: float | None = None
    """0 to 100; None where the list is not by priority."""
    reasons: tuple[PriorityReasonView, ...] = ()
    """The deadline first, then the weightier."""


class ConversationList(View):
    items: tuple[ConversationItem, ...]
    total: int = 0
    """How many there are in all that this key may see (of waiting ones at most the 1,000 nearest deadlines)."""
    offset: int = 0


class ContactView(View):
    """Another conversation of the same customer: what it was about and how it ended."""

    conversation_id: str
    channel: str
    topic: str = "other"
    topic_label: str = ""
    opened_at: datetime
    closed_at: datetime | None = None
    outcome: str
    """waiting, answered, closed or unanswered."""
    outcome_label: str = ""
    assigned_name: str = ""
    order_number: str = ""
    csat: float | None = None
    snippet: str = ""
    """What the customer wrote."""
    by_order: bool = False
    """Joined by the same order, not by the shop's id of the customer."""
    may_open: bool = False


class RepeatView(View):
    """A question asked here that the customer asked elsewhere not long ago."""

    contact: ContactView
    ask: str
    earlier: str
    other_channel: bool = False
    by_meaning: bool = False
    """Alike by meaning; else by its words."""


class CustomerProfileView(View):
    """One customer over all channels."""

    id: str = ""
    name: str = ""
    vip: bool = False
    points: int | None = None
    facts: dict[str, str] = Field(default_factory=dict)
    orders: tuple[OrderView, ...] = ()
    contacts: tuple[ContactView, ...] = ()
    """Other conversations of a year, the newest first."""
    recent: int = 0
    """Those of the last ``recent_days`` days."""
    recent_days: int = 14
    repeats: tuple[RepeatView, ...] = ()


class ConversationView(View):
    """A conversation with everything around it."""

    id: str
    channel: str
    brand: str = ""
    customer: CustomerView = CustomerView()
    order: OrderView | None = None
    assigned_to: str = ""
    assigned_name: str = ""
    assigned_at: datetime | None = None
    closed_at: datetime | None = None
    csat: float | None = None
    topic: str = "other"
    topic_label: str = ""
    messages: tuple[MessageView, ...] = ()
    waits: tuple[WaitView, ...] = ()
    waiting: bool = False
    """Somebody waits for an answer now."""
    drafts: tuple[DraftView, ...] = ()
    """Newest first."""
    cards: tuple[CardView, ...] = ()
    """Current cards, oldest reply first; an operator sees his own."""


class CardDetail(View):
    """A card with the conversation it belongs to, so that the evidence can be marked in its texts."""

    card: CardView
    conversation: ConversationView
    disputes: tuple[DisputeView, ...] = ()
