"""Cards to review: conversations with one reply each, scored as a test wants."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring.card_hands import mark_surroundings
from qa_scoring.card_marks import marks_of
from qa_scoring.scorecard import Critical, NotApplicable, Pins, Scorecard, Verdict, scored, tally, to_dict
from qa_scoring.standard import Standard, default_standard
from reply_core.clock import FixedClock
from reply_core.conversations import receive_many
from reply_core.inbound import InboundMessage
from reply_core.tables import CardMark, CriterionScore, ScorecardRecord, new_id
from reply_core.types import Level, Order

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
STANDARD: Standard = default_standard("ru")


def make_card(
    conversation: str, message: str, criteria: Mapping[str, Verdict], *, author: str = "igor", level: Level = "local"
) -> Scorecard:
    """A card with these verdicts; every other criterion is not applicable."""
    whole = {code: criteria.get(code, NotApplicable(reason="")) for code in STANDARD.weights}
    sums = tally(whole, STANDARD.weights, STANDARD.pillars)
    return Scorecard(
        conversation_id=conversation,
        message_id=message,
        message_ids=(message,),
        author_id=author,
        criteria=whole,
        critical=(),
        flags=(),
        asks=(),
        pillars=sums.pillars,
        total=sums.total,
        no_total=sums.no_total,
        decided_share=sums.decided_share,
        level=level,
        pins=Pins(standard=STANDARD.version, profile="p"),
    )


def rule(value: float) -> Verdict:
    """A verdict decided by a rule."""
    return scored(value, source="rule", reason="так решило правило")


async def store_reply(
    session: AsyncSession,
    name: str,
    criteria: Mapping[str, Verdict],
    *,
    at: datetime = NOW,
    author: str = "igor",
    level: Level = "local",
    topic: str = "delivery",
    question: str = "Где мой заказ 51077? Ольга",
    reply: str = "Заказ 51077 передан в доставку, ожидайте",
    critical: tuple[Critical, ...] = (),
    standard: str = "",
    conversation: str = "",
    scorer: str = "",
) -> str:
    """Store a conversation of two messages and the card of its reply; gives the card's id."""
    conversation = conversation or f"c-{name}"
    shared: dict[str, Any] = {"source": "test", "conversation_id": conversation, "channel": "chat", "at": at}
    inbounds = [
        InboundMessage(
            **shared, external_id=f"{name}-in", direction="in", author_kind="customer", text=question,
            customer_name="Ольга", order=Order(number="51077"),
        ),
        InboundMessage(
            **shared, external_id=f"{name}-out", direction="out", author_kind="operator", author_id=author, text=reply
        ),
    ]  # fmt: skip
    received = await receive_many(session, inbounds, clock=FixedClock(at))
    card = replace(
        make_card(conversation, received[1].message_id, criteria, author=author, level=level), critical=critical
    )
    if standard:
        card = replace(card, pins=replace(card.pins, standard=standard))
    if scorer:
        card = replace(card, pins=replace(card.pins, scorer=scorer))
    return await store_card(session, card, at=at, topic=topic)


async def store_card(session: AsyncSession, card: Scorecard, *, at: datetime, topic: str = "delivery") -> str:
    """Store a card as the scorer's job does."""
    card_id = new_id()
    session.add(
        ScorecardRecord(
            id=card_id,
            conversation_id=card.conversation_id,
            message_id=card.message_id,
            operator_id=card.author_id,
            channel="chat",
            topic=topic,
            replied_at=at,
            level=card.level,
            standard_version=card.pins.standard,
            profile_version="p",
            scorer_version=card.pins.scorer,
            input_hash=new_id(),
            total=card.total,
            decided_share=card.decided_share,
            critical=[{"code": each.code, "state": each.state} for each in card.critical],
            verdicts=to_dict(card),
            created_at=at,
        )
    )
    await session.flush()
    session.add_all(CardMark(scorecard_id=card_id, mark=mark, replied_at=at) for mark in marks_of(card))
    await session.flush()
    await mark_surroundings(session, card.conversation_id, at)
    for code, verdict in card.criteria.items():
        word = getattr(verdict, "verdict", "unsure" if hasattr(verdict, "why") else "na")
        if word in {"fail", "partial", "unsure"}:
            session.add(
                CriterionScore(
                    id=new_id(),
                    scorecard_id=card_id,
                    operator_id=card.author_id,
                    criterion=code,
                    verdict=word,
                    value=getattr(verdict, "value", None),
                    replied_at=at,
                )
            )
    await session.flush()
    return card_id
