"""An article for a gap, proposed from what operators answered themselves; a person reads, mends and approves it.

Nothing is taken from a reply with a critical error or with a question left open, and personal data is taken out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from drafting.rewriting_rules import by_rules
from human_review.masking import clean
from qa_scoring.scorecard import Scorecard, from_dict, verdict_word
from reply_core.tables import ConversationRecord, MessageRecord, ScorecardRecord
from reply_core.text import fold, sentences
from reply_core.types import Language
from tone_of_voice.profile import ToneProfile

_READ = 50
_SHOWN = 3
_LEAST = 20
"""Characters: a shorter answer («Да») makes no article."""
_GREETING = re.compile(
    r"^(?:здравствуй|добр(?:ый|ое|ого) |привет|доброго времени|уважаем|hello|hi\b|dear |good (?:day|morning|evening))"
)
_SIGN_OFF = re.compile(r"^(?:с уважением|всего (?:доброго|хорошего)|до свидания|best regards|kind regards|sincerely)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an operator answered in one conversation, without greeting, sign-off and personal data."""

    conversation_id: str
    message_id: str
    text: str
    at: datetime | None
    removed: int
    """Pieces of personal data taken out."""


async def answers_to(
    session: AsyncSession, conversation_ids: Sequence[str], since: datetime, profile: ToneProfile, language: Language
) -> tuple[Answer, ...]:
    """What operators answered in these conversations after ``since``, the newest first, at most three.

    Args:
        session: reads only.
        conversation_ids: those in which the question was asked.
        since: when it was asked first.
        profile: the shop's voice, for leaving out courtesy.
        language: of the labels put in place of personal data.
    """
    message, conversation = MessageRecord, ConversationRecord
    wanted = (
        select(message, conversation.customer_name)
        .join(conversation, col(conversation.id) == col(message.conversation_id))
        .where(col(message.conversation_id).in_(list(conversation_ids)[:_READ]))
        .where(message.direction == "out", message.author_kind == "operator", message.visibility == "public")
        .where(message.event == "message", col(message.at) >= since)
        .order_by(col(message.at).desc())
    )
    rows = (await session.exec(wanted)).all()
    bad = await _not_good(session, [row.id for row, _ in rows])
    found: dict[str, Answer] = {}
    for row, name in rows:
        if row.id in bad or row.conversation_id in found:
            continue
        done = clean(bare(row.text, profile), language, names=[name] if name else [])
        if len(done.text) >= _LEAST and not any(fold(done.text) == fold(other.text) for other in found.values()):
            found[row.conversation_id] = Answer(
                conversation_id=row.conversation_id,
                message_id=row.id,
                text=done.text,
                at=row.at,
                removed=done.removed,
            )
    return tuple(found.values())[:_SHOWN]


def bare(text: str, profile: ToneProfile) -> str:
    """A reply without greeting, sign-off and empty courtesy.

    >>> from tone_of_voice.profile import default_profile
    >>> bare("Здравствуйте, Анна! Люльки не принимаем. Хорошего дня!", default_profile("ru"))
    'Люльки не принимаем.'
    """
    kept = [
        said
        for span in sentences(text)
        if not _GREETING.match(fold(said := span.of(text).strip())) and not _SIGN_OFF.match(fold(said))
    ]
    return (by_rules(" ".join(kept), "shorter", profile, "email", 0) or "").strip() if kept else ""


async def _not_good(session: AsyncSession, message_ids: Sequence[str]) -> set[str]:
    """Replies whose current card has a critical error, or does not cover what was asked, or contradicts a source."""
    card = ScorecardRecord
    wanted = select(card.message_id, card.verdicts).where(
        col(card.message_id).in_(list(message_ids)), col(card.current).is_(True), card.unscored_reason == ""
    )
    found = set()
    for message_id, body in (await session.exec(wanted)).all():
        read = from_dict(body)
        if isinstance(read, Scorecard) and (
            read.critical or any(_failed(read, name) for name in ("asks_covered", "correctness"))
        ):
            found.add(message_id)
    return found


def _failed(card: Scorecard, name: str) -> bool:
    verdict = card.criteria.get(name)
    return verdict is not None and verdict_word(verdict) == "fail"
