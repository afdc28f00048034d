"""The house itself: keys, the ledger, the audit trail, long work."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from reply_core.tables.columns import json_object, long_text, new_id, time_of


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
    at: datetime = time_of(index=True)


class ApiKey(SQLModel, table=True):
    __tablename__ = "api_key"
    id: str = Field(primary_key=True, default_factory=new_id)
    key_hash: str = Field(unique=True, index=True)
    name: str
    role: str
    operator_id: str = ""
    team: str = ""
    created_at: datetime = time_of()
    revoked_at: datetime | None = time_of(optional=True)


class AuditEvent(SQLModel, table=True):
    __tablename__ = "audit_event"
    id: str = Field(primary_key=True, default_factory=new_id)
    actor: str
    action: str = Field(index=True)
    target: str = Field(default="", index=True)
    details: dict[str, Any] = json_object()
    at: datetime = time_of(index=True)


class Progress(SQLModel, table=True):
    """Long work as people see it: done out of total."""

    name: str = Field(primary_key=True)
    done: int = 0
    total: int = 0
    note: str = ""
    updated_at: datetime = time_of()


class Person(SQLModel, table=True):
    """Somebody who signs in by the company's own identity provider (OIDC)."""

    __table_args__ = (UniqueConstraint("issuer", "subject", name="uq_person_issuer_subject"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    issuer: str = ""
    subject: str = ""
    email: str = Field(default="", index=True)
    name: str = ""
    role: str
    operator_id: str = ""
    team: str = ""
    active: bool = True
    created_at: datetime = time_of()


class SignIn(SQLModel, table=True):
    """An open session of a person or a key: only the hash of its token is kept."""

    __tablename__ = "sign_in"
    id: str = Field(primary_key=True, default_factory=new_id)
    token_hash: str = Field(unique=True, index=True)
    key_id: str = Field(default="", index=True)
    person_id: str = Field(default="", index=True)
    created_at: datetime = time_of()
    expires_at: datetime = time_of(index=True)
    seen_at: datetime = time_of()
    """When it was last used, to the minute."""
    revoked_at: datetime | None = time_of(optional=True)


class DigestTarget(SQLModel, table=True):
    """Where the weekly digest goes: an e-mail address or a webhook."""

    __tablename__ = "digest_target"
    id: str = Field(primary_key=True, default_factory=new_id)
    kind: str
    address: str
    shape: str = "plain"
    language: str = "ru"
    team: str = ""
    active: bool = True
    author: str = ""
    created_at: datetime = time_of()
    last_sent_at: datetime | None = time_of(optional=True)
    sending_for: datetime | None = time_of(optional=True)
    """The week's moment whose digest is being handed over; left behind when the process dies meanwhile."""
    last_error: str = long_text()
