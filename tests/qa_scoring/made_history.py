"""A little history in a database: replies sent, and the cards they have."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from qa_scoring.case import Scorebook
from qa_scoring.history import Chosen, chosen_replies, load_replies
from qa_scoring.score import score_reply
from qa_scoring.store import save_card
from reply_core.clock import Clock, FixedClock
from reply_core.conversations import receive_many
from reply_core.database import Sessions
from reply_core.inbound import InboundMessage
from tests.qa_scoring.made_cases import ASKED

TALKS = (
    ("anna", "Почему у меня списали дважды?", "Ждите."),
    ("igor", "Курьер не приехал! Почему?", "Склад открыт с 9 до 21."),
    ("anna", "Можно вернуть чайник?", "Да, можно вернуть в течение 14 дней после получения."),
)


def talk(number: int, operator: str, question: str, reply: str) -> list[InboundMessage]:
    """A question and its reply, a day after the talk before."""
    at = ASKED + timedelta(days=number)
    shared: dict[str, Any] = {"source": "test", "conversation_id": f"c{number}", "channel": "chat"}
    return [
        InboundMessage(
            **shared, external_id=f"q{number}", direction="in", author_kind="customer", text=question, at=at,
        ),
        InboundMessage(
            **shared, external_id=f"r{number}", direction="out", author_kind="operator", author_id=operator,
            text=reply, at=at + timedelta(minutes=3),
        ),
    ]  # fmt: skip


async def store_talks(
    sessions: Sessions, clock: FixedClock, talks: Sequence[tuple[str, str, str]] = TALKS
) -> tuple[tuple[str, str], ...]:
    """Store the talks; gives (conversation, message) of the replies, the newest first."""
    async with sessions.begin() as session:
        for number, each in enumerate(talks):
            await receive_many(session, talk(number, *each), clock=clock)
    async with sessions() as session:
        return await chosen_replies(session, Chosen())


async def score_all(sessions: Sessions, book: Scorebook, clock: Clock) -> None:
    """Give every reply its card by this book."""
    async with sessions() as session:
        loaded = await load_replies(session, await chosen_replies(session, Chosen()), clock)
    async with sessions.begin() as session:
        for each in loaded:
            await save_card(
                session, score_reply(each.case(book), book), channel="chat", topic=each.topic,
                replied_at=each.turn.messages[-1].at, at=clock.now(),
            )  # fmt: skip
