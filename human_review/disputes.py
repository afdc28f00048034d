"""An operator contests a verdict on his own reply, a lead decides: both with words, names and times; nothing is lost.

An accepted dispute becomes the lead's verdict on the card (`reviews.review`), the machine's stays beside it. How often
disputes are accepted, criterion by criterion, says which criteria the machine judges badly.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.cards import StoredCard
from human_review.edits import EditVerdict, machine_word
from human_review.reviews import review
from human_review.store import Operators
from qa_scoring.scorecard import Scorecard
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import Conflict, InvalidInput, NotFound, TactError
from reply_core.tables import Dispute, ScorecardRecord, new_id
from reply_core.types import Language

State = Literal["open", "accepted", "declined"]
STATES: tuple[State, ...] = ("open", "accepted", "declined")
_REFUSALS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "unscored": {
        "ru": ("Этот ответ не оценён: оспаривать нечего", "оспорить можно вердикт оценённого ответа"),
        "en": (
            "This reply was not scored: there is nothing to contest",
            "only verdicts of scored replies are contested",
        ),
    },
    "no_comment": {
        "ru": ("Напишите, с чем вы не согласны", "хватит одного предложения"),
        "en": ("Say what you do not agree with", "one sentence is enough"),
    },
    "too_late": {
        "ru": ("Срок, чтобы оспорить, прошёл: {days} дней с оценки", "обратитесь к руководителю"),
        "en": ("The time to contest is over: {days} days from the scoring", "speak to your lead"),
    },
    "open": {
        "ru": ("Этот вердикт уже оспорен и ждёт решения", "дождитесь решения"),
        "en": ("This verdict is contested already and waits for a decision", "wait for the decision"),
    },
    "nothing_lost": {
        "ru": ("Этот критерий вам не в минус: оспаривать нечего", "оспорить можно невыполненное и неоценённое"),
        "en": ("This criterion does not count against you", "contest what is not met or not judged"),
    },
    "decided": {
        "ru": ("Спор уже решён", "откройте карточку заново"),
        "en": ("The dispute is decided already", "open the card again"),
    },
    "no_decision_words": {
        "ru": ("Решение нужно объяснить", "напишите оператору, почему"),
        "en": ("A decision needs words", "tell the operator why"),
    },
    "no_verdict": {
        "ru": ("Чтобы согласиться, поставьте свою оценку", "одно из: pass, partial, fail, na"),
        "en": ("To accept, give your verdict", "one of: pass, partial, fail, na"),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDispute:
    """A dispute and what it is about."""

    id: str
    scorecard_id: str
    conversation_id: str
    criterion: str
    operator_id: str
    comment: str
    state: State
    opened_at: datetime
    replied_at: datetime | None = None
    decision: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


async def open_dispute(
    session: AsyncSession,
    stored: StoredCard,
    *,
    criterion: str,
    comment: str,
    operator_id: str,
    days: int,
    clock: Clock,
    language: Language = "ru",
) -> StoredDispute:
    """Contest one verdict.

    Args:
        session: the caller's transaction.
        stored: the operator's own card.
        criterion: its code, or ``critical.CODE``.
        comment: what the operator does not agree with.
        operator_id: who contests.
        days: how long after the scoring a verdict may be contested.
        clock: tells now.
        language: of refusals.

    Raises:
        Conflict: the reply has no score, the time is over, or the verdict is contested already.
        NotFound: the card has no such criterion.
        InvalidInput: no comment, or the verdict counts against nobody.
    """
    now = clock.now()
    await _check_contest(session, stored, criterion, comment, now, days, language)
    row = Dispute(
        id=new_id(),
        scorecard_id=stored.id,
        criterion=criterion,
        operator_id=operator_id,
        comment=comment.strip(),
        opened_at=now,
    )
    session.add(row)
    await session.flush()
    await _note(session, row, "opened", operator_id, now)
    return _stored(row, stored.card.conversation_id, stored.replied_at)


async def decide_dispute(
    session: AsyncSession,
    dispute_id: str,
    stored: StoredCard,
    *,
    accepted: bool,
    words: str,
    verdict: EditVerdict | None,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> StoredDispute:
    """Decide a dispute; accepting puts the lead's verdict on the card.

    Raises:
        NotFound: there is no such dispute.
        Conflict: it is decided already.
        InvalidInput: no words, or no verdict to accept with.
    """
    row = await session.get(Dispute, dispute_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("there is no such dispute", where=dispute_id)
    if row.state != "open":
        raise _refusal("decided", language, where=dispute_id, kind=Conflict)
    if not words.strip():
        raise _refusal("no_decision_words", language, where="words")
    if accepted and verdict is None:
        raise _refusal("no_verdict", language, where="verdict")
    if accepted:
        await review(
            session,
            stored,
            criterion=row.criterion,
            action="overrule",
            verdict=verdict,
            reason=words,
            author=author,
            clock=clock,
            language=language,
        )
    row.state = "accepted" if accepted else "declined"
    row.decision, row.decided_by, row.decided_at = words.strip(), author, clock.now()
    session.add(row)
    await session.flush()
    await _note(session, row, row.state, author, row.decided_at)
    return _stored(row, stored.card.conversation_id, stored.replied_at)


async def _check_contest(
    session: AsyncSession,
    stored: StoredCard,
    criterion: str,
    comment: str,
    now: datetime,
    days: int,
    language: Language,
) -> None:
    """Refuse what cannot be contested."""
    if not isinstance(stored.card, Scorecard):
        raise _refusal("unscored", language, where=stored.id, kind=Conflict)
    if machine_word(stored.card, criterion, language) in {"pass", "na"}:
        raise _refusal("nothing_lost", language, where=criterion)
    if not comment.strip():
        raise _refusal("no_comment", language, where="comment")
    if now - stored.created_at > timedelta(days=days):
        raise _refusal("too_late", language, where=stored.id, kind=Conflict, days=days)
    await session.get(ScorecardRecord, stored.id, with_for_update=True)  # two clicks at once: one waits for the other
    same = select(Dispute.id).where(
        Dispute.scorecard_id == stored.id, Dispute.criterion == criterion, Dispute.state == "open"
    )
    if (await session.exec(same)).first() is not None:
        raise _refusal("open", language, where=criterion, kind=Conflict)


async def _note(session: AsyncSession, row: Dispute, what: str, actor: str, at: datetime) -> None:
    """Into the audit trail of the card."""
    details = {"criterion": row.criterion, "dispute": row.id}
    target = f"scorecard:{row.scorecard_id}"
    await audit.record(session, actor=actor, action=f"dispute.{what}", target=target, details=details, at=at)


async def dispute_card(session: AsyncSession, dispute_id: str) -> str:
    """The id of the card a dispute is about. Raises NotFound."""
    row = await session.get(Dispute, dispute_id)
    if row is None:
        raise NotFound("there is no such dispute", where=dispute_id)
    return row.scorecard_id


async def disputes(
    session: AsyncSession,
    *,
    operators: Operators = None,
    state: str = "",
    cards: Collection[str] | None = None,
    since: datetime | None = None,
    limit: int = 500,
) -> tuple[StoredDispute, ...]:
    """Disputes: open ones first, the longest waiting at the top; then decided ones, the newest first."""
    card = ScorecardRecord
    wanted = (
        select(Dispute, card.conversation_id, card.replied_at)
        .join(card, col(card.id) == col(Dispute.scorecard_id))
        .limit(limit)
    )
    if operators is not None:
        wanted = wanted.where(col(Dispute.operator_id).in_(sorted(operators)))
    if state:
        wanted = wanted.where(Dispute.state == state)
    if cards is not None:
        wanted = wanted.where(col(Dispute.scorecard_id).in_(sorted(cards)))
    if since is not None:
        wanted = wanted.where(col(Dispute.opened_at) >= since)
    found = [_stored(*row) for row in (await session.exec(wanted)).all()]
    waiting = sorted((each for each in found if each.state == "open"), key=lambda each: each.opened_at)
    decided = [each for each in found if each.state != "open"]
    return (*waiting, *sorted(decided, key=lambda each: each.decided_at or each.opened_at, reverse=True))


def _refusal(
    key: str, language: Language, *, where: str, kind: type[TactError] = InvalidInput, days: int = 0
) -> TactError:
    what, mend = _REFUSALS[key][language]
    return kind(what.format(days=days), where=where, mend=mend)


def _stored(row: Dispute, conversation_id: str, replied_at: datetime | None) -> StoredDispute:
    return StoredDispute(
        id=row.id,
        scorecard_id=row.scorecard_id,
        conversation_id=conversation_id,
        criterion=row.criterion,
        operator_id=row.operator_id,
        comment=row.comment,
        state=cast("State", row.state),
        opened_at=row.opened_at,
        replied_at=replied_at,
        decision=row.decision,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
