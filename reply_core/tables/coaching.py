"""Coaching: cases, practice."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from reply_core.tables.columns import json_list, json_object, long_text, new_id, time_of


class CoachingCase(SQLModel, table=True):
    __tablename__ = "coaching_case"
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    criterion: str
    operator_id: str = Field(default="", index=True)
    trainer: str = ""
    note: str = long_text()
    state: str = "open"
    opened_at: datetime = time_of()


class PracticeAnswer(SQLModel, table=True):
    __tablename__ = "practice_answer"
    id: str = Field(primary_key=True, default_factory=new_id)
    case_id: str = Field(foreign_key="coaching_case.id", index=True)
    task_id: str = Field(default="", index=True)
    operator_id: str = ""
    text: str = long_text()
    verdicts: dict[str, Any] = json_object()
    at: datetime = time_of()


class PracticeTask(SQLModel, table=True):
    """A low case without personal data, to be answered anew."""

    __tablename__ = "practice_task"
    id: str = Field(primary_key=True, default_factory=new_id)
    case_id: str = Field(foreign_key="coaching_case.id", index=True)
    operator_id: str = Field(default="", index=True)
    criterion: str = ""
    thread: list[Any] = json_list()
    state: str = "open"
    author: str = ""
    due_on: date | None = None
    created_at: datetime = time_of()


class CoachingSession(SQLModel, table=True):
    """A talk between a trainer and an operator: what was looked at, what was agreed."""

    __tablename__ = "coaching_session"
    id: str = Field(primary_key=True, default_factory=new_id)
    operator_id: str = Field(index=True)
    trainer: str = ""
    held_on: date
    criteria: list[Any] = json_list()
    cases: list[Any] = json_list()
    notes: str = long_text()
    actions: list[Any] = json_list()
    created_at: datetime = time_of()


class PinnedCase(SQLModel, table=True):
    """A reply kept in the library as a good or a bad example."""

    __tablename__ = "pinned_case"
    __table_args__ = (UniqueConstraint("scorecard_id", "criterion", name="uq_pinned_case"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    criterion: str = ""
    kind: str = "good"
    note: str = long_text()
    author: str = ""
    at: datetime = time_of()
