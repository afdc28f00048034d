"""Scorecards and their sums."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from reply_core.tables.columns import json_list, json_object, long_text, new_id, time_of


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
        Index("ix_scorecard_operator_id_replied_at", "operator_id", "replied_at"),
        Index("ix_scorecard_topic_replied_at", "topic", "replied_at"),
        Index("ix_scorecard_channel_replied_at", "channel", "replied_at"),
    )
    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    message_id: str = Field(index=True)
    operator_id: str = ""
    channel: str = ""
    topic: str = "other"
    replied_at: datetime | None = time_of(optional=True, index=True)
    level: str
    standard_version: str
    profile_version: str
    scorer_version: str
    input_hash: str
    total: float | None = None
    decided_share: float | None = None
    critical: list[Any] = json_list()
    unscored_reason: str = ""
    verdicts: dict[str, Any] = json_object()
    current: bool = True
    created_at: datetime = time_of(index=True)


class CardMark(SQLModel, table=True):
    """What lists and queues look for in cards, so that none has to read whole ones: `qa_scoring.card_marks`."""

    __tablename__ = "card_mark"
    __table_args__ = (Index("ix_card_mark_mark_replied_at", "mark", "replied_at"),)
    scorecard_id: str = Field(primary_key=True, foreign_key="scorecard.id")
    mark: str = Field(primary_key=True)
    replied_at: datetime | None = time_of(optional=True)


class CriterionScore(SQLModel, table=True):
    """Only failed, partial, unsure and edited criteria: what people look for."""

    __tablename__ = "criterion_score"
    __table_args__ = (
        Index("ix_criterion_verdict", "criterion", "verdict", "replied_at"),
        Index("ix_criterion_score_operator_id_criterion_replied_at", "operator_id", "criterion", "replied_at"),
    )
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    operator_id: str = ""
    criterion: str
    verdict: str
    value: float | None = None
    replied_at: datetime | None = time_of(optional=True)


class ScoreEdit(SQLModel, table=True):
    __tablename__ = "score_edit"
    id: str = Field(primary_key=True, default_factory=new_id)
    scorecard_id: str = Field(foreign_key="scorecard.id", index=True)
    criterion: str
    verdict: str
    action: str = "overrule"
    reason: str = long_text()
    author: str = ""
    at: datetime = time_of(index=True)


class DailyRollup(SQLModel, table=True):
    """Sums per operator, day, topic, channel, measure, level, standard and scorer; rebuildable from the cards."""

    __tablename__ = "daily_rollup"
    __table_args__ = (
        Index("ix_daily_rollup_measure", "measure", "level", "standard_version", "scorer_version", "day"),
    )
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


class OperatorDay(SQLModel, table=True):
    """The same sums per operator and day over all topics and channels: what trends of people read."""

    __tablename__ = "operator_day"
    __table_args__ = (Index("ix_operator_day_day", "day"),)
    measure: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    standard_version: str = Field(primary_key=True)
    scorer_version: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    operator_id: str = Field(primary_key=True)
    replies: int = 0
    conversations: int = 0
    total: float = 0.0
    total_squared: float = 0.0


class WeeklyRollup(SQLModel, table=True):
    """`DailyRollup` summed up by ISO week: a year of it is read in a moment. ``day`` is the week's Monday."""

    __tablename__ = "weekly_rollup"
    __table_args__ = (Index("ix_weekly_rollup_day", "day"),)
    measure: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    standard_version: str = Field(primary_key=True)
    scorer_version: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    operator_id: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    replies: int = 0
    conversations: int = 0
    total: float = 0.0
    total_squared: float = 0.0


class OperatorWeek(SQLModel, table=True):
    """`OperatorDay` summed up by ISO week; ``day`` is the week's Monday."""

    __tablename__ = "operator_week"
    __table_args__ = (Index("ix_operator_week_day", "day"),)
    measure: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    standard_version: str = Field(primary_key=True)
    scorer_version: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    operator_id: str = Field(primary_key=True)
    replies: int = 0
    conversations: int = 0
    total: float = 0.0
    total_squared: float = 0.0


class DailyWait(SQLModel, table=True):
    """Waits per operator, day, topic, channel and stretch of working time; rebuildable from the waits."""

    __tablename__ = "daily_wait"
    __table_args__ = (Index("ix_daily_wait_operator_id_day", "operator_id", "day"),)
    day: date = Field(primary_key=True)
    operator_id: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    bucket: int = Field(primary_key=True)
    """The number of the stretch of working seconds; the stretches are the reader's."""
    answered: int = 0
    in_target: int = 0
    with_target: int = 0
    still_open: int = 0


class TopicWaitDay(SQLModel, table=True):
    """`DailyWait` summed up over operators: what response times of everybody, of topics and channels read."""

    __tablename__ = "topic_wait_day"
    day: date = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    bucket: int = Field(primary_key=True)
    answered: int = 0
    in_target: int = 0
    with_target: int = 0
    still_open: int = 0


class OperatorWaitWeek(SQLModel, table=True):
    """`DailyWait` summed up by operator and ISO week over all topics and channels; ``day`` is the week's Monday."""

    __tablename__ = "operator_wait_week"
    day: date = Field(primary_key=True)
    operator_id: str = Field(primary_key=True)
    bucket: int = Field(primary_key=True)
    answered: int = 0
    in_target: int = 0
    with_target: int = 0
    still_open: int = 0


class DailyContact(SQLModel, table=True):
    """First contacts and ratings of the conversations opened on a day, by operator, topic and channel; rebuildable.

    Only of days whose contacts nobody can come back to any more: a week has passed since.
    """

    __tablename__ = "daily_contact"
    day: date = Field(primary_key=True)
    operator_id: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    contacts: int = 0
    came_back: int = 0
    rated: int = 0
    rating: float = 0.0
    rating_squared: float = 0.0


class DailyAssist(SQLModel, table=True):
    """What became of drafts, per operator, day, topic, channel, level and outcome; rebuildable from the drafts."""

    __tablename__ = "daily_assist"
    day: date = Field(primary_key=True)
    operator_id: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    drafts: int = 0
    timed: int = 0
    seconds: float = 0.0


class Rating(SQLModel, table=True):
    """What a customer said of a conversation, by a survey or an import."""

    __table_args__ = (UniqueConstraint("source", "external_id", name="uq_rating_source_external"),)
    id: str = Field(primary_key=True, default_factory=new_id)
    conversation_id: str = Field(index=True)
    source: str = "import"
    external_id: str
    share: float
    """0 (worst) to 1 (best), on whatever scale it was given."""
    given: str = ""
    comment: str = long_text()
    at: datetime | None = time_of(optional=True, index=True)
