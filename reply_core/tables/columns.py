"""Kinds of columns, alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Column, DateTime, Dialect, LargeBinary, Text, TypeDecorator
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


def json_object() -> Any:
    return Field(default_factory=dict, sa_type=JSON().with_variant(JSONB(), "postgresql"))


def json_list() -> Any:
    return Field(default_factory=list, sa_type=JSON().with_variant(JSONB(), "postgresql"))


def long_text() -> Any:
    return Field(default="", sa_type=Text)


def time_of(*, index: bool = False, optional: bool = False) -> Any:
    if optional:
        return Field(default=None, sa_type=UtcDateTime, index=index, nullable=True)
    return Field(default_factory=_now, sa_type=UtcDateTime, index=index)


def raw_bytes() -> Any:
    return Field(default=None, sa_column=Column(LargeBinary, nullable=True))
