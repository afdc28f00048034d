"""Replies that worked, kept as a source of wording: taken, checked again, and withdrawn.

A sent draft becomes an exemplar when its reply was never scored badly: its current card, with people's edits laid over
it, has no critical error, misses neither correctness nor respect, and its total is not below the shop's median (or is
undecided). Only sentences that any customer could get are kept: nothing personal, nothing of an order, no value the
cited articles do not hold.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

import numpy as np
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.edits import Edit, with_edits
from human_review.exemplar_text import Sent, wording_of
from human_review.masking import clean
from human_review.store import edits_of, in_force
from knowledge_base.terms import subject_stems
from qa_scoring.scorecard import Scorecard, from_dict, verdict_word
from qa_scoring.standard import Standard
from reply_core.database import upsert
from reply_core.errors import NotFound
from reply_core.tables import (
    ArticleRecord,
    ArticleRevision,
    ConversationRecord,
    DraftDecisionRecord,
    DraftRecord,
    DraftSource,
    Exemplar,
    MessageRecord,
    Operator,
    OrderRecord,
    Review,
    ScorecardRecord,
    ScoreEdit,
    new_id,
)
from reply_core.text import language

StandardOf = Callable[[str], Standard]
Became = Literal["kept", "withdrawn", "not taken", "taken away by a person"]
NEVER_MISSED = ("correctness", "respect")
_MEDIAN_OF = 2_000


async def judge_draft(session: AsyncSession, draft_id: str, *, standard_of: StandardOf, at: datetime) -> Became:
    """Keep the draft's reply as an exemplar, or withdraw it; doing it again changes nothing."""
    sent = await _sent(session, draft_id)
    message_id = (sent.decision.message_id or "") if sent is not None else ""
    known = (await session.exec(select(Exemplar).where(Exemplar.draft_id == draft_id))).first()
    if known is not None and known.withdrawn and not known.text_hash:
        return "taken away by a person"
    good, total = (False, None)
    if sent is not None and message_id and sent.decision.decision in {"accepted", "edited"} and sent.stands:
        good, total = await _good(session, message_id, standard_of)
    reply = wording_of(sent) if sent is not None and good else ""
    if not reply or sent is None:
        if known is None or known.withdrawn:
            return "not taken"
        known.withdrawn = True
        session.add(known)
        await session.flush()
        return "withdrawn"
    question = clean(sent.question, language(sent.question), names=sent.names, numbers=[sent.talk.order_number]).text
    row = {
        "id": known.id if known is not None else new_id(), "brand_id": sent.talk.brand_id, "topic": sent.draft.topic,
        "conversation_id": sent.talk.id, "message_id": message_id, "draft_id": draft_id,
        "decision": sent.decision.decision, "question": question, "reply": reply, "text_hash": _hash(question, reply),
        "total": total, "withdrawn": False, "at": known.at if known is not None else at,
    }  # fmt: skip
    await upsert(session, Exemplar, [row])
    return "kept"


async def withdraw(session: AsyncSession, exemplar_id: str) -> Exemplar:
    """Take an exemplar away for good: its texts go, and no job brings them back.

    Raises:
        NotFound: there is none of that id.
    """
    row = await session.get(Exemplar, exemplar_id)
    if row is None or row.withdrawn:
        raise NotFound("There is no such accepted reply", where=exemplar_id, mend="search again")
    row.withdrawn, row.question, row.reply, row.text_hash = True, "", "", ""
    session.add(row)
    await session.flush()
    return row


async def exemplars_of(session: AsyncSession, brand: str, limit: int = 2_000) -> tuple[Exemplar, ...]:
    """A brand's exemplars in force, the newest first."""
    wanted = (
        select(Exemplar)
        .where(Exemplar.brand_id == brand, col(Exemplar.withdrawn).is_(False))
        .order_by(col(Exemplar.at).desc(), col(Exemplar.id))
        .limit(limit)
    )
    return tuple((await session.exec(wanted)).all())


async def changed_since(session: AsyncSession, since: datetime | None, limit: int = 5_000) -> tuple[str, ...]:
    """Sent drafts whose decision, card, edits, review or articles are newer than ``since``; None: all."""
    made, card = DraftDecisionRecord, ScorecardRecord
    base = select(made.draft_id).where(col(made.decision).in_(("accepted", "edited")))
    if since is None:
        return tuple((await session.exec(base.order_by(col(made.at).desc()).limit(limit))).all())
    by_card = base.join(card, col(card.message_id) == col(made.message_id))
    queries = (
        base.where(col(made.at) >= since),
        by_card.where(col(card.created_at) >= since),
        by_card.join(ScoreEdit, col(ScoreEdit.scorecard_id) == col(card.id)).where(col(ScoreEdit.at) >= since),
        by_card.join(Review, col(Review.scorecard_id) == col(card.id)).where(col(Review.at) >= since),
        select(Exemplar.draft_id)
        .join(DraftSource, col(DraftSource.draft_id) == col(Exemplar.draft_id))
        .join(ArticleRecord, col(ArticleRecord.id) == col(DraftSource.article_id))
        .where(col(ArticleRecord.updated_at) >= since),
        select(Exemplar.draft_id)
        .join(made, col(made.draft_id) == col(Exemplar.draft_id))
        .where(col(Exemplar.withdrawn).is_(False), col(made.decision) == "rejected"),
    )
    found: dict[str, None] = {}
    for query in queries:
        found.update(dict.fromkeys((await session.exec(query.limit(limit))).all()))
    return tuple(found)[:limit]


async def _sent(session: AsyncSession, draft_id: str) -> Sent | None:
    draft = await session.get(DraftRecord, draft_id, populate_existing=True)
    decision = await session.get(DraftDecisionRecord, draft_id, populate_existing=True)
    talk = await session.get(ConversationRecord, draft.conversation_id) if draft is not None else None
    if draft is None or decision is None or talk is None or draft.kind != "draft":
        return None
    asks = [str(ask.get("text") or "") for ask in draft.body.get("asks", ())]
    people = (await session.exec(select(Operator.name))).all()
    quotes, stands = await _sources(session, draft_id)
    return Sent(
        draft=draft,
        decision=decision,
        talk=talk,
        question=" ".join(ask for ask in asks if ask) or await _last_question(session, draft),
        quotes=quotes,
        stands=stands,
        order_words=await _order_words(session, talk),
        names=tuple(name for name in (talk.customer_name, *people) if name),
    )


async def _order_words(session: AsyncSession, talk: ConversationRecord) -> frozenset[str]:
    """Stems of everything the order of a conversation says."""
    order = await session.get(OrderRecord, (talk.brand_id, talk.order_number)) if talk.order_number else None
    said = [talk.order_text, *map(str, talk.order_fields.values())]
    if order is not None:
        said += [order.text, *map(str, order.fields.values())]
    return subject_stems(" ".join(said))


async def _last_question(session: AsyncSession, draft: DraftRecord) -> str:
    message = MessageRecord
    wanted = select(message.text).where(message.conversation_id == draft.conversation_id, message.direction == "in")
    before = wanted.where(col(message.stored_at) <= draft.created_at).order_by(col(message.position).desc())
    return (await session.exec(before)).first() or ""


async def _sources(session: AsyncSession, draft_id: str) -> tuple[tuple[str, ...], bool]:
    """What a draft rests on in the articles' words, and whether all of it still stands; nothing cited: it does not."""
    rows = (await session.exec(select(DraftSource).where(DraftSource.draft_id == draft_id))).all()
    quotes: list[str] = []
    for row in rows:
        now = await session.get(ArticleRecord, row.article_id, populate_existing=True)
        texts = dict(
            (
                await session.exec(
                    select(ArticleRevision.revision, ArticleRevision.text).where(
                        ArticleRevision.article_id == row.article_id,
                        col(ArticleRevision.revision).in_((row.revision, now.revision if now else row.revision)),
                    )
                )
            ).all()
        )
        quote = texts.get(row.revision, "")[row.start : row.end]
        if now is None or now.deleted or not quote or quote not in texts.get(now.revision, ""):
            return (), False
        quotes.append(quote)
    return tuple(quotes), bool(quotes)


async def _good(session: AsyncSession, message_id: str, standard_of: StandardOf) -> tuple[bool, float | None]:
    """Whether the reply's current card is good, people's edits laid over it; without a card it is not (yet)."""
    row = ScorecardRecord
    cards = (await session.exec(select(row).where(row.message_id == message_id, *in_force()))).all()
    card = max(cards, key=lambda each: each.created_at, default=None)
    read = from_dict(card.verdicts) if card is not None and not card.unscored_reason else None
    if card is None or not isinstance(read, Scorecard):
        return False, None
    edits: Sequence[Edit] = (await edits_of(session, [card.id])).get(card.id, ())
    seen = with_edits(read, edits, standard_of(read.pins.standard))
    causes = (await session.exec(select(Review.root_cause).where(Review.scorecard_id == card.id))).all()
    missed = any(cause not in {"", "none"} for cause in causes)
    if missed or seen.critical or any(_fails(seen, name) for name in NEVER_MISSED):
        return False, seen.total
    middle = await median_total(session, card.level)
    return seen.total is None or middle is None or seen.total >= middle, seen.total


def _fails(card: Scorecard, name: str) -> bool:
    verdict = card.criteria.get(name)
    return verdict is not None and verdict_word(verdict) == "fail"


async def median_total(session: AsyncSession, level: str) -> float | None:
    """The median total of the shop's newest current cards of a level; None without any."""
    row = ScorecardRecord
    wanted = (
        select(row.total)
        .where(*in_force(), row.level == level, col(row.total).is_not(None))
        .order_by(col(row.replied_at).desc().nulls_last())
        .limit(_MEDIAN_OF)
    )
    totals: list[Any] = list((await session.exec(wanted)).all())
    return float(np.median(totals)) if totals else None


def _hash(*texts: str) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()[:32]
