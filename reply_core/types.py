"""The words every package shares: messages, conversations, asks, spans and provenance.

All are immutable values; tables (`reply_core.tables`) and HTTP views never cross a floor, these do.
Spans count characters of the exact text they belong to, half-open: ``text[start:end]``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from reply_core.value import Value

Direction = Literal["in", "out"]
AuthorKind = Literal["customer", "operator", "bot", "rule", "system"]
Channel = Literal["email", "chat", "messenger", "social", "review", "webform"]
Visibility = Literal["public", "private"]
Event = Literal["message", "assigned", "pending", "resolved", "reopened", "merged", "deleted", "call"]
Level = Literal["rules", "local", "model"]
Language = Literal["ru", "en"]
AskKind = Literal["question", "request", "complaint", "statement"]
Payload = dict[str, Any]
"""A JSON object: what a durable job takes and what a versioned column holds."""


class Span(Value, frozen=True, kw_only=True):
    """A stretch of one text, in characters, half-open."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


class Message(Value, frozen=True, kw_only=True):
    """One message (or event) of a conversation, as stored; ``at`` is UTC-aware or None when unknown."""

    id: str
    text: str
    direction: Direction
    author_kind: AuthorKind
    at: datetime | None = None
    author_id: str = ""
    visibility: Visibility = "public"
    in_reply_to: str | None = None
    attachments: int = 0
    event: Event = "message"
    channel: Channel | None = None
    """None: the conversation's channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the shop knows of the order: ``fields`` (status, received_at, item, total, payment …) and/or free text."""

    number: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    def as_text(self) -> str:
        """The order as one text, a source like any other: «номер: 48213; статус: получен; …»."""
        parts = [f"{key}: {value}" for key, value in self.fields.items() if value]
        if self.number and "number" not in self.fields:
            parts.insert(0, f"number: {self.number}")
        return "; ".join([*parts, self.text] if self.text else parts)


class Conversation(Value, frozen=True, kw_only=True):
    """A conversation with its messages in order of time."""

    id: str
    channel: Channel
    messages: tuple[Message, ...]
    brand: str = ""
    customer_id: str = ""
    customer_name: str = ""
    order: Order | None = None
    assigned_to: str = ""
    assigned_at: datetime | None = None
    closed_at: datetime | None = None
    csat: float | None = None


class Turn(Value, frozen=True, kw_only=True):
    """Consecutive public messages of human operators, up to the next customer message. The unit of scoring."""

    messages: tuple[Message, ...]

    @property
    def id(self) -> str:
        """The last message's id names the turn."""
        return self.messages[-1].id

    @property
    def author_id(self) -> str:
        """Who wrote the turn (the author of its last message)."""
        return self.messages[-1].author_id

    @property
    def text(self) -> str:
        """The turn's messages joined by a newline."""
        return "\n".join(message.text for message in self.messages)


class Ask(Value, frozen=True, kw_only=True):
    """One thing the customer wants answered; ``span`` lies in the text of message ``message_id``."""

    text: str
    span: Span
    kind: AskKind
    implicit: bool = False
    message_id: str = ""


class Topic(Value, frozen=True, kw_only=True):
    """What an inquiry is about: a stable code (`reply_core.asks.TOPICS`) and the words that show it."""

    code: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What waits for an answer: the customer's unanswered messages joined, with what is known around them."""

    conversation_id: str
    text: str
    channel: Channel
    language: Language
    asks: tuple[Ask, ...]
    """Spans lie in ``text``."""
    topic: Topic
    message_ids: tuple[str, ...] = ()
    at: datetime | None = None
    customer_name: str = ""
    order: Order | None = None
    thread: tuple[Message, ...] = ()
    """Earlier messages, oldest first."""
    first_turn: bool = True
    """No operator has answered in this case yet."""
    typed: str = ""
    """The text as it was typed, when it was typed with the wrong keyboard layout; of the same length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a draft or verdict came about; shown with it and stored with it."""

    level: Level
    prompt: str = ""
    """Prompt id and version, such as ``draft_reply/v1.ru``."""
    prompt_hash: str = ""
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    ms: int = 0
    cost: float | None = None
    """In the currency of the configured price; None when no price is configured."""
    note: str = ""
    """Said to the reader, such as "the model did not answer: made without it"."""
