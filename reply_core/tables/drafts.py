"""Drafts and what became of them."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from reply_core.tables.columns import json_list, json_object, long_text, new_id, time_of


class DraftRecord(SQLModel, table=True):
    __tablename__ = "draft"
    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    kind: str
    topic: str = "other"
    body: dict[str, Any] = json_object()
    text: str = long_text()
    level: str
    provenance: dict[str, Any] = json_object()
    created_at: datetime = time_of(index=True)
    operator_id: str = ""
    variant_of: str = Field(default="", index=True)
    """The draft this one was asked for beside; empty for the first."""
    shown_at: datetime | None = time_of(optional=True)


class DraftDecisionRecord(SQLModel, table=True):
    __tablename__ = "draft_decision"
    draft_id: str = Field(primary_key=True, foreign_key="draft.id")
    decision: str
    reason: str = ""
    final_text: str = long_text()
    similarity: float | None = None
    changes: dict[str, Any] = json_object()
    edit_kinds: list[Any] = json_list()
    """``fact_fixed``, ``tone``, ``shortened``, ``added``, ``rewritten``: what the operator did to the text."""
    seconds: float | None = None
    """From showing the draft to deciding on it."""
    operator_id: str = Field(default="", index=True)
    message_id: str | None = None
    at: datetime = time_of(index=True)


class DraftSource(SQLModel, table=True):
    """A stretch of an article's revision that a draft rests on: which drafts to look at when it changes."""

    __tablename__ = "draft_source"
    id: str = Field(primary_key=True, default_factory=new_id)
    draft_id: str = Field(foreign_key="draft.id", index=True)
    article_id: str = Field(index=True)
    revision: int
    start: int
    end: int
    text_hash: str = Field(default="", index=True)


class ShadowDraft(SQLModel, table=True):
    """What another version of a prompt wrote for the same inquiry; never shown to an operator."""

    __tablename__ = "shadow_draft"
    id: str = Field(primary_key=True, default_factory=new_id)
    draft_id: str = Field(foreign_key="draft.id", index=True)
    prompt: str = Field(index=True)
    model: str = ""
    kind: str = ""
    text: str = long_text()
    body: dict[str, Any] = json_object()
    tokens_in: int = 0
    tokens_out: int = 0
    ms: int = 0
    outcome: str = "ok"
    at: datetime = time_of(index=True)


class Exemplar(SQLModel, table=True):
    """A reply that worked, without a customer's data: a source of wording, never of facts."""

    __tablename__ = "exemplar"
    id: str = Field(primary_key=True, default_factory=new_id)
    brand_id: str = Field(default="", index=True)
    topic: str = Field(default="other", index=True)
    conversation_id: str = Field(default="", index=True)
    message_id: str = Field(unique=True, index=True)
    draft_id: str = ""
    decision: str = ""
    question: str = long_text()
    reply: str = long_text()
    text_hash: str = Field(default="", index=True)
    total: float | None = None
    withdrawn: bool = False
    at: datetime = time_of(index=True)
