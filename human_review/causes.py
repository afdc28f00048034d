"""Why a reply missed, as a reviewer said: only the operator's own causes count to the operator.

A reply that missed because the article was wrong, the rules forbade more or the queue was too long says nothing of who
wrote it: it leaves the operator's figures (`card_figures`), and how many left is shown beside them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.store import Operators
from reply_core.tables import Review, ScorecardRecord
from reply_core.types import Language

Cause = Literal[
    "knowledge_missing", "template_wrong", "did_not_read", "tone", "queue", "operator", "policy", "system", "none"
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
"""Why a reply missed; ``none``: nothing was missed."""
OWN_CAUSES: frozenset[Cause] = frozenset({"did_not_read", "tone", "operator"})
"""The only causes that count to the operator."""
_LABELS: Mapping[Cause, Mapping[Language, str]] = {
    "knowledge_missing": {"ru": "нет статьи в базе", "en": "no article in the knowledge base"},
    "template_wrong": {"ru": "ошибка в статье или шаблоне", "en": "the article or template is wrong"},
    "did_not_read": {"ru": "оператор не дочитал вопрос", "en": "the operator did not read the question"},
    "tone": {"ru": "тон оператора", "en": "the operator's tone"},
    "queue": {"ru": "очередь и нагрузка", "en": "the queue and the load"},
    "operator": {"ru": "другая ошибка оператора", "en": "another mistake of the operator"},
    "policy": {"ru": "ограничение правил магазина", "en": "a limit of the shop's policy"},
    "system": {"ru": "сбой системы", "en": "a failure of a system"},
    "none": {"ru": "всё в порядке", "en": "nothing was missed"},
}


def cause_label(cause: Cause, language: Language) -> str:
    """The name of a root cause for people."""
    return _LABELS[cause][language]


def not_own() -> Any:
    """A query of the ids of replies whose cause is not the operator's; whichever card of the reply was reviewed."""
    return (
        select(ScorecardRecord.message_id)
        .join(Review, col(Review.scorecard_id) == col(ScorecardRecord.id))
        .where(Review.root_cause != "", col(Review.root_cause).not_in(sorted(OWN_CAUSES)))
    )


def counts_to_operator() -> Any:
    """The condition on cards that no review of their reply gave a cause that is not the operator's."""
    same = aliased(ScorecardRecord)
    return ~(
        exists()
        .where(col(same.message_id) == col(ScorecardRecord.message_id), col(Review.scorecard_id) == col(same.id))
        .where(col(Review.root_cause) != "", col(Review.root_cause).not_in(sorted(OWN_CAUSES)))
        .correlate(ScorecardRecord)
    )


async def not_counted(session: AsyncSession, since: datetime, operators: Operators = None) -> Mapping[str, int]:
    """Operator id → replies sent since then that do not count to him, by their root cause."""
    card = ScorecardRecord
    wanted = (
        select(card.operator_id, func.count(func.distinct(col(card.message_id))))
        .where(col(card.message_id).in_(not_own()), col(card.replied_at) >= since, card.unscored_reason == "")
        .group_by(card.operator_id)
    )
    if operators is not None:
        wanted = wanted.where(col(card.operator_id).in_(sorted(operators)))
    return dict((await session.exec(wanted)).all())


async def causes_since(session: AsyncSession, since: datetime, operators: Operators = None) -> Mapping[str, int]:
    """Root cause → reviewed replies that have it."""
    wanted = (
        select(Review.root_cause, func.count())
        .join(ScorecardRecord, col(ScorecardRecord.id) == col(Review.scorecard_id))
        .where(col(Review.at) >= since, Review.root_cause != "")
        .group_by(Review.root_cause)
    )
    if operators is not None:
        wanted = wanted.where(col(ScorecardRecord.operator_id).in_(sorted(operators)))
    return dict((await session.exec(wanted)).all())
