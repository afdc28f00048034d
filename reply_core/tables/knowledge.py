"""What the shop knows and how it speaks: articles, passages, vectors, revisions of voice and standard."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from reply_core.tables.columns import json_list, json_object, long_text, new_id, raw_bytes, time_of


class ArticleRecord(SQLModel, table=True):
    __tablename__ = "article"
    id: str = Field(primary_key=True)
    brand_id: str = Field(default="", index=True)
    title: str
    topic: str = ""
    question: str = long_text()
    audience: str = "public"
    kind: str = "article"
    """``article`` or ``macro`` (a canned answer with slots)."""
    valid_from: date | None = None
    valid_until: date | None = None
    """Both days count; none means without an end."""
    source: str = ""
    revision: int = 1
    deleted: bool = False
    updated_at: datetime = time_of()


class ArticleRevision(SQLModel, table=True):
    __tablename__ = "article_revision"
    __table_args__ = (UniqueConstraint("article_id", "revision", name="uq_article_revision"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    article_id: str = Field(foreign_key="article.id", index=True)
    revision: int
    text: str = long_text()
    text_hash: str = ""
    head: dict[str, Any] = json_object()
    """Title, question, topic, audience, kind and dates as they stood; empty for revisions older than this column."""
    created_at: datetime = time_of()
    author: str = ""


class PassageRecord(SQLModel, table=True):
    __tablename__ = "passage"
    id: str = Field(primary_key=True)
    article_id: str = Field(foreign_key="article.id", index=True)
    revision: int
    start: int
    end: int
    text: str = long_text()
    text_hash: str = Field(default="", index=True)


class VectorRecord(SQLModel, table=True):
    """Embeddings by text hash and embedder: float32 bytes, little-endian."""

    __tablename__ = "vector"
    text_hash: str = Field(primary_key=True)
    embedder: str = Field(primary_key=True)
    vector: bytes | None = raw_bytes()


class ToneProfileRevision(SQLModel, table=True):
    __tablename__ = "tone_profile_revision"
    __table_args__ = (UniqueConstraint("brand_id", "version", name="uq_profile_version"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    brand_id: str = Field(default="", index=True)
    version: str
    body: dict[str, Any] = json_object()
    author: str = ""
    created_at: datetime = time_of()


class StandardRevision(SQLModel, table=True):
    __tablename__ = "standard_revision"
    __table_args__ = (UniqueConstraint("brand_id", "version", name="uq_standard_version"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    brand_id: str = Field(default="", index=True)
    version: str
    body: dict[str, Any] = json_object()
    author: str = ""
    created_at: datetime = time_of()


class Gap(SQLModel, table=True):
    """A question the knowledge base did not answer."""

    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(default="", index=True)
    ask: str = long_text()
    topic: str = "other"
    nearest: list[Any] = json_list()
    at: datetime = time_of(index=True)
