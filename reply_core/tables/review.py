"""People beside the machine: reviews, disputes, calibration."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from reply_core.tables.columns import json_object, long_text, new_id, time_of


class Review(SQLModel, table=True):
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    reviewer: str = ""
    state: str = "open"
    root_cause: str = ""
    note: str = long_text()
    at: datetime = time_of(index=True)


class Dispute(SQLModel, table=True):
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    criterion: str
    operator_id: str = ""
    comment: str = long_text()
    state: str = "open"
    decision: str = long_text()
    decided_by: str = ""
    opened_at: datetime = time_of(index=True)
    decided_at: datetime | None = time_of(optional=True)


class CalibrationRound(SQLModel, table=True):
    __tablename__ = "calibration_round"
    id: str = Field(primary_key=True, default_factory=new_id)
    name: str
    body: dict[str, Any] = json_object()
    state: str = "open"
    author: str = ""
    created_at: datetime = time_of()
    closed_at: datetime | None = time_of(optional=True)


class CalibrationJudgement(SQLModel, table=True):
    """What one person judged of one reply in a round."""

    __tablename__ = "calibration_judgement"
    __table_args__ = (UniqueConstraint("round_id", "scorecard_id", "reviewer", name="uq_calibration_judgement"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    round_id: str = Field(foreign_key="calibration_round.id", index=True)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    reviewer: str
    verdicts: dict[str, Any] = json_object()
    at: datetime = time_of()


class CriterionTrust(SQLModel, table=True):
    """Whether the machine's verdicts on a criterion count, by its agreement with people."""

    __tablename__ = "criterion_trust"
    brand_id: str = Field(primary_key=True)
    criterion: str = Field(primary_key=True)
    judged_by: str = "machine"
    """``machine`` or ``people``: below the bar a criterion goes back to people only."""
    figures: dict[str, Any] = json_object()
    round_id: str = ""
    author: str = ""
    at: datetime = time_of()


class SamplingPlan(SQLModel, table=True):
    """How many replies of whom, of what channel and topic are to be reviewed, and by whom."""

    __tablename__ = "sampling_plan"
    id: str = Field(primary_key=True, default_factory=new_id)
    name: str
    body: dict[str, Any] = json_object()
    active: bool = True
    author: str = ""
    created_at: datetime = time_of()


class Spotlight(SQLModel, table=True):
    """A saved filter over replies."""

    id: str = Field(primary_key=True, default_factory=new_id)
    name: str
    filters: dict[str, Any] = json_object()
    author: str = ""
    created_at: datetime = time_of()
