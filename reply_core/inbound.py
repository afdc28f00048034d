"""The one shape in which messages and events enter Tact, whatever the helpdesk, file or form they come from."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from uuid import UUID, uuid5

from reply_core.errors import InvalidInput
from reply_core.storable import storable
from reply_core.types import AuthorKind, Channel, Direction, Event, Order, Visibility

_LONGEST_ID = 500
_NAMESPACE = UUID("6f9b6c5e-8f0a-4a52-9a43-5d2f7b1f4c11")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """One message or event of a conversation, as an integration hands it over.

    ``source`` and ``external_id`` together name it for ever: the same pair twice is the same message. ``in_reply_to``
    is the ``external_id`` of another message of the same source. Times are UTC-aware or None when unknown; the fields
    from ``order`` on describe the conversation and overwrite what is known when they are given. Personal data stays out
    of ``repr``.
    """

    source: str
    external_id: str
    conversation_id: str
    channel: Channel
    direction: Direction
    author_kind: AuthorKind
    text: str = field(default="", repr=False)
    at: datetime | None = None
    author_id: str = ""
    visibility: Visibility = "public"
    in_reply_to: str | None = None
    attachments: int = 0
    event: Event = "message"
    order: Order | None = field(default=None, repr=False)
    customer_id: str = ""
    customer_name: str = field(default="", repr=False)
    assigned_to: str = ""
    assigned_at: datetime | None = None
    closed_at: datetime | None = None
    csat: float | None = None
    brand: str = ""

    def __post_init__(self) -> None:
        """Replace characters no database takes (NUL, half a surrogate pair); refuse what could not be found again.

        Raises:
            InvalidInput: an id is empty or too long, or a time has no zone.
        """
        for name in (item.name for item in fields(self)):
            value = getattr(self, name)
            if isinstance(value, str):
                object.__setattr__(self, name, storable(value))
            if isinstance(value, datetime) and value.tzinfo is None:
                raise InvalidInput("a time without a zone is ambiguous", where=name, mend="give the zone, as in +03:00")
        for name in ("source", "external_id", "conversation_id"):
            if not 0 < len(getattr(self, name)) <= _LONGEST_ID:
                raise InvalidInput(f"{name} should have 1 to {_LONGEST_ID} characters", where=name, mend="correct it")
        if self.order is not None:
            object.__setattr__(self, "order", _storable_order(self.order))

    @property
    def message_id(self) -> str:
        """The id this message is stored under."""
        return message_id(self.source, self.external_id)


def message_id(source: str, external_id: str) -> str:
    """The id of the message known to ``source`` as ``external_id``: the same on every machine and at every loading."""
    return uuid5(_NAMESPACE, f"{source}\n{external_id}").hex


def _storable_order(order: Order) -> Order:
    return Order(
        number=storable(order.number)[:_LONGEST_ID],
        fields={storable(str(key)): storable(str(value)) for key, value in order.fields.items()},
        text=storable(order.text),
    )
