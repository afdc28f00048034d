"""Every table of Tact. Rows never leave the package's ``store.py`` that reads them: values do.

SQLModel ``table=True`` classes do not validate; validation is done by the values before they come here.
Times are stored as UTC and read back UTC-aware on every database. JSON columns are versioned by their writer.
"""

from reply_core.tables.cards import (
    CardMark,
    CriterionScore,
    DailyAssist,
    DailyContact,
    DailyRollup,
    DailyWait,
    OperatorDay,
    OperatorWaitWeek,
    OperatorWeek,
    Rating,
    ScorecardRecord,
    ScoreEdit,
    TopicWaitDay,
    WeeklyRollup,
)
from reply_core.tables.coaching import CoachingCase, CoachingSession, PinnedCase, PracticeAnswer, PracticeTask
from reply_core.tables.columns import UtcDateTime, new_id
from reply_core.tables.drafts import DraftDecisionRecord, DraftRecord, DraftSource, Exemplar, ShadowDraft
from reply_core.tables.house import ApiKey, AuditEvent, DigestTarget, ModelCall, Person, Progress, SignIn
from reply_core.tables.knowledge import (
    ArticleRecord,
    ArticleRevision,
    Gap,
    PassageRecord,
    StandardRevision,
    ToneProfileRevision,
    VectorRecord,
)
from reply_core.tables.review import (
    CalibrationJudgement,
    CalibrationRound,
    CriterionTrust,
    Dispute,
    Review,
    SamplingPlan,
    Spotlight,
)
from reply_core.tables.shop import Brand, ChannelSetting, Customer, Operator, OrderRecord
from reply_core.tables.talk import ConversationRecord, MessageAlias, MessageRecord, PromiseRecord, WaitRecord

__all__ = [
    "ApiKey",
    "ArticleRecord",
    "ArticleRevision",
    "AuditEvent",
    "Brand",
    "CalibrationJudgement",
    "CalibrationRound",
    "CardMark",
    "ChannelSetting",
    "CoachingCase",
    "CoachingSession",
    "ConversationRecord",
    "CriterionScore",
    "CriterionTrust",
    "Customer",
    "DailyAssist",
    "DailyContact",
    "DailyRollup",
    "DailyWait",
    "DigestTarget",
    "Dispute",
    "DraftDecisionRecord",
    "DraftRecord",
    "DraftSource",
    "Exemplar",
    "Gap",
    "MessageAlias",
    "MessageRecord",
    "ModelCall",
    "Operator",
    "OperatorDay",
    "OperatorWaitWeek",
    "OperatorWeek",
    "OrderRecord",
    "PassageRecord",
    "Person",
    "PinnedCase",
    "PracticeAnswer",
    "PracticeTask",
    "Progress",
    "PromiseRecord",
    "Rating",
    "Review",
    "SamplingPlan",
    "ScoreEdit",
    "ScorecardRecord",
    "ShadowDraft",
    "SignIn",
    "Spotlight",
    "StandardRevision",
    "ToneProfileRevision",
    "TopicWaitDay",
    "UtcDateTime",
    "VectorRecord",
    "WaitRecord",
    "WeeklyRollup",
    "new_id",
]
