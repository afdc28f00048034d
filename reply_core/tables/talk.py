"""Conversations: messages, waits, promises."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from reply_core.tables.columns import json_list, json_object, long_text, new_id, time_of


class ConversationRecord(SQLModel, table=True):
    __tablename__ = "conversation"
    id: str = Field(primary_key=True)
    brand_id: str = Field(default="", index=True)
    channel: str
    source: str = "api"
    customer_id: str = Field(default="", index=True)
    customer_name: str = ""
    order_number: str = Field(default="", index=True)
    order_text: str = long_text()
    order_fields: dict[str, Any] = json_object()
    """``order_text`` and ``order_fields`` hold an order that came without a number; with one it is an `OrderRecord`."""
    assigned_to: str = Field(default="", index=True)
    assigned_at: datetime | None = time_of(optional=True)
    opened_at: datetime = time_of(index=True)
    closed_at: datetime | None = time_of(optional=True)
    csat: float | None = None
    topic: str = Field(default="other", index=True)
    topic_evidence: list[Any] = json_list()
    waiting_since: datetime | None = time_of(optional=True, index=True)
    due_at: datetime | None = time_of(optional=True, index=True)


class MessageRecord(SQLModel, table=True):
    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("source", "external_id", name="uq_message_source_external"),
        Index("ix_message_conversation_id_position", "conversation_id", "position"),
        Index("ix_message_turn_end_at", "turn_end", "at"),
    )
    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(foreign_key="conversation.id")
    source: str = "api"
    external_id: str
    at: datetime | None = time_of(optional=True)
    stored_at: datetime = time_of(index=True)
    channel: str = ""
    direction: str
    author_kind: str
    author_id: str = Field(default="", index=True)
    visibility: str = "public"
    in_reply_to: str | None = None
    attachments: int = 0
    event: str = "message"
    text: str = long_text()
    draft_id: str | None = None
    position: int = 0
    """In which order the messages of a conversation came in: messages without a time keep their place by it."""
    turn_end: bool = False
    """The last message of an operator's turn: what a scorecard belongs to."""


class MessageAlias(SQLModel, table=True):
    """Another name of a stored message: a reply sent from a draft that came back through the helpdesk's webhook."""

    __tablename__ = "message_alias"
    id: str = Field(primary_key=True)
    message_id: str = Field(foreign_key="message.id", index=True)
    source: str
    external_id: str


class WaitRecord(SQLModel, table=True):
    __tablename__ = "wait"
    __table_args__ = (UniqueConstraint("conversation_id", "opened_by", name="uq_wait_opened_by"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    opened_by: str
    opened_at: datetime = time_of(index=True)
    closed_by: str | None = None
    closed_at: datetime | None = time_of(optional=True)
    target_minutes: int | None = None
    due_at: datetime | None = time_of(optional=True)
    working_seconds: int | None = None


class PromiseRecord(SQLModel, table=True):
    __tablename__ = "promise"
    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    message_id: str
    operator_id: str = ""
    start: int
    end: int
    due_at: datetime | None = time_of(optional=True, index=True)
    owner: str = "operator"
    kept: bool | None = None
