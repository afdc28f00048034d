"""Every table of Tact. Rows never leave the package's ``store.py`` that reads them: values do.

SQLModel ``table=True`` classes do not validate; validation is done by the values before they come here.
Times are stored as UTC and read back UTC-aware on every database. JSON columns are versioned by their writer.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Column, DateTime, Dialect, Index, LargeBinary, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {  # migrations can only change what has a name
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A UTC-aware time; SQLite keeps no zone, so it is put back on reading. Naive times are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a time without a zone cannot be stored: {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """A random id of 32 hexadecimal characters."""
    return uuid4().hex


def _now() -> datetime:
    return datetime.now(UTC)


def _json() -> Any:
    return Field(default_factory=dict, sa_type=JSON().with_variant(JSONB(), "postgresql"))


def _json_list() -> Any:
    return Field(default_factory=list, sa_type=JSON().with_variant(JSONB(), "postgresql"))


def _text() -> Any:
    return Field(default="", sa_type=Text)


def _time(*, index: bool = False, optional: bool = False) -> Any:
    if optional:
        return Field(default=None, sa_type=UtcDateTime, index=index, nullable=True)
    return Field(default_factory=_now, sa_type=UtcDateTime, index=index)


def _bytes() -> Any:
    return Field(default=None, sa_column=Column(LargeBinary, nullable=True))


class Brand(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    language: str = "ru"
    time_zone: str = "Europe/Moscow"
    calendar: dict[str, Any] = _json()
    allowed_links: list[str] = _json_list()


class ChannelSetting(SQLModel, table=True):
    __tablename__ = "channel"
    id: str = Field(primary_key=True)
    brand_id: str = Field(foreign_key="brand.id", index=True)
    kind: str
    target_minutes: int | None = None


class Operator(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str
    team: str = ""
    hired_on: date | None = None
    active: bool = True


class Customer(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str = ""
    vip: bool = False
    points: int | None = None
    facts: dict[str, Any] = _json()


class OrderRecord(SQLModel, table=True):
    __tablename__ = "order_record"
    brand_id: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    customer_id: str = Field(default="", index=True)
    fields: dict[str, Any] = _json()
    text: str = _text()
    updated_at: datetime = _time()


class ConversationRecord(SQLModel, table=True):
    __tablename__ = "conversation"
    id: str = Field(primary_key=True)
    brand_id: str = Field(default="", index=True)
    channel: str
    source: str = "api"
    customer_id: str = Field(default="", index=True)
    customer_name: str = ""
    order_number: str = ""
    order_text: str = _text()
    order_fields: dict[str, Any] = _json()
    """``order_text`` and ``order_fields`` hold an order that came without a number; with one it is an `OrderRecord`."""
    assigned_to: str = Field(default="", index=True)
    assigned_at: datetime | None = _time(optional=True)
    opened_at: datetime = _time(index=True)
    closed_at: datetime | None = _time(optional=True)
    csat: float | None = None
    topic: str = Field(default="other", index=True)
    topic_evidence: list[Any] = _json_list()
    waiting_since: datetime | None = _time(optional=True, index=True)
    due_at: datetime | None = _time(optional=True, index=True)


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
    at: datetime | None = _time(optional=True)
    stored_at: datetime = _time()
    channel: str = ""
    direction: str
    author_kind: str
    author_id: str = Field(default="", index=True)
    visibility: str = "public"
    in_reply_to: str | None = None
    attachments: int = 0
    event: str = "message"
    text: str = _text()
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
    opened_at: datetime = _time(index=True)
    closed_by: str | None = None
    closed_at: datetime | None = _time(optional=True)
    target_minutes: int | None = None
    due_at: datetime | None = _time(optional=True)
    working_seconds: int | None = None


class PromiseRecord(SQLModel, table=True):
    __tablename__ = "promise"
    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    message_id: str
    operator_id: str = ""
    start: int
    end: int
    due_at: datetime | None = _time(optional=True, index=True)
    owner: str = "operator"
    kept: bool | None = None


class ArticleRecord(SQLModel, table=True):
    __tablename__ = "article"
    id: str = Field(primary_key=True)
    brand_id: str = Field(default="", index=True)
    title: str
    topic: str = ""
    question: str = _text()
    audience: str = "public"
    source: str = ""
    revision: int = 1
    deleted: bool = False
    updated_at: datetime = _time()


class ArticleRevision(SQLModel, table=True):
    __tablename__ = "article_revision"
    __table_args__ = (UniqueConstraint("article_id", "revision", name="uq_article_revision"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    article_id: str = Field(foreign_key="article.id", index=True)
    revision: int
    text: str = _text()
    text_hash: str = ""
    created_at: datetime = _time()
    author: str = ""


class PassageRecord(SQLModel, table=True):
    __tablename__ = "passage"
    id: str = Field(primary_key=True)
    article_id: str = Field(foreign_key="article.id", index=True)
    revision: int
    start: int
    end: int
    text: str = _text()
    text_hash: str = Field(default="", index=True)


class VectorRecord(SQLModel, table=True):
    """Embeddings by text hash and embedder: float32 bytes, little-endian."""

    __tablename__ = "vector"
    text_hash: str = Field(primary_key=True)
    embedder: str = Field(primary_key=True)
    vector: bytes | None = _bytes()


class ToneProfileRevision(SQLModel, table=True):
    __tablename__ = "tone_profile_revision"
    __table_args__ = (UniqueConstraint("brand_id", "version", name="uq_profile_version"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    brand_id: str = Field(default="", index=True)
    version: str
    body: dict[str, Any] = _json()
    author: str = ""
    created_at: datetime = _time()


class StandardRevision(SQLModel, table=True):
    __tablename__ = "standard_revision"
    __table_args__ = (UniqueConstraint("brand_id", "version", name="uq_standard_version"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    brand_id: str = Field(default="", index=True)
    version: str
    body: dict[str, Any] = _json()
    author: str = ""
    created_at: datetime = _time()


class DraftRecord(SQLModel, table=True):
    __tablename__ = "draft"
    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    kind: str
    topic: str = "other"
    body: dict[str, Any] = _json()
    text: str = _text()
    level: str
    provenance: dict[str, Any] = _json()
    created_at: datetime = _time(index=True)
    operator_id: str = ""


class DraftDecisionRecord(SQLModel, table=True):
    __tablename__ = "draft_decision"
    draft_id: str = Field(primary_key=True, foreign_key="draft.id")
    decision: str
    reason: str = ""
    final_text: str = _text()
    similarity: float | None = None
    changes: dict[str, Any] = _json()
    operator_id: str = Field(default="", index=True)
    message_id: str | None = None
    at: datetime = _time(index=True)


class ScorecardRecord(SQLModel, table=True):
    __tablename__ = "scorecard"
    __table_args__ = (
        UniqueConstraint(
            "message_id",
            "standard_version",
            "profile_version",
            "scorer_version",
            "level",
            "input_hash",
            name="uq_scorecard_pins",
        ),
    )
    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    message_id: str = Field(index=True)
    operator_id: str = Field(default="", index=True)
    channel: str = ""
    topic: str = "other"
    replied_at: datetime | None = _time(optional=True, index=True)
    level: str
    standard_version: str
    profile_version: str
    scorer_version: str
    input_hash: str
    total: float | None = None
    decided_share: float | None = None
    critical: list[Any] = _json_list()
    unscored_reason: str = ""
    verdicts: dict[str, Any] = _json()
    current: bool = Field(default=True, index=True)
    created_at: datetime = _time()


class CriterionScore(SQLModel, table=True):
    """Only failed, partial, unsure and edited criteria: what people look for."""

    __tablename__ = "criterion_score"
    __table_args__ = (Index("ix_criterion_verdict", "criterion", "verdict"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    operator_id: str = Field(default="", index=True)
    criterion: str
    verdict: str
    value: float | None = None
    replied_at: datetime | None = _time(optional=True)


class ScoreEdit(SQLModel, table=True):
    __tablename__ = "score_edit"
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    criterion: str
    verdict: str
    action: str = "overrule"
    reason: str = _text()
    author: str = ""
    at: datetime = _time()


class Review(SQLModel, table=True):
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    reviewer: str = ""
    state: str = "open"
    root_cause: str = ""
    note: str = _text()
    at: datetime = _time()


class Dispute(SQLModel, table=True):
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    criterion: str
    operator_id: str = ""
    comment: str = _text()
    state: str = "open"
    decision: str = _text()
    decided_by: str = ""
    opened_at: datetime = _time()
    decided_at: datetime | None = _time(optional=True)


class CalibrationRound(SQLModel, table=True):
    __tablename__ = "calibration_round"
    id: str = Field(primary_key=True, default_factory=new_id)
    name: str
    body: dict[str, Any] = _json()
    created_at: datetime = _time()


class CoachingCase(SQLModel, table=True):
    __tablename__ = "coaching_case"
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    criterion: str
    operator_id: str = Field(default="", index=True)
    trainer: str = ""
    note: str = _text()
    opened_at: datetime = _time()


class PracticeAnswer(SQLModel, table=True):
    __tablename__ = "practice_answer"
    id: str = Field(primary_key=True, default_factory=new_id)
    case_id: str = Field(foreign_key="coaching_case.id", index=True)
    operator_id: str = ""
    text: str = _text()
    verdicts: dict[str, Any] = _json()
    at: datetime = _time()


class Gap(SQLModel, table=True):
    """A question the knowledge base did not answer."""

    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(default="", index=True)
    ask: str = _text()
    topic: str = "other"
    nearest: list[Any] = _json_list()
    at: datetime = _time(index=True)


class ModelCall(SQLModel, table=True):
    """The ledger of model calls; no text of any person in it."""

    __tablename__ = "model_call"
    id: str = Field(primary_key=True, default_factory=new_id)
    purpose: str
    model: str = ""
    prompt: str = ""
    prompt_hash: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    ms: int = 0
    cost: float | None = None
    outcome: str = "ok"
    at: datetime = _time(index=True)


class ApiKey(SQLModel, table=True):
    __tablename__ = "api_key"
    id: str = Field(primary_key=True, default_factory=new_id)
    key_hash: str = Field(unique=True, index=True)
    name: str
    role: str
    operator_id: str = ""
    team: str = ""
    created_at: datetime = _time()
    revoked_at: datetime | None = _time(optional=True)


class AuditEvent(SQLModel, table=True):
    __tablename__ = "audit_event"
    id: str = Field(primary_key=True, default_factory=new_id)
    actor: str
    action: str = Field(index=True)
    target: str = Field(default="", index=True)
    details: dict[str, Any] = _json()
    at: datetime = _time(index=True)


class DailyRollup(SQLModel, table=True):
    """Sums per operator, day, topic, channel, measure, level, standard and scorer; rebuildable from the cards."""

    __tablename__ = "daily_rollup"
    day: date = Field(primary_key=True)
    operator_id: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    standard_version: str = Field(primary_key=True)
    scorer_version: str = Field(primary_key=True)
    replies: int = 0
    conversations: int = 0
    total: float = 0.0
    total_squared: float = 0.0


class Progress(SQLModel, table=True):
    """Long work as people see it: done out of total."""

    name: str = Field(primary_key=True)
    done: int = 0
    total: int = 0
    note: str = ""
    updated_at: datetime = _time()
