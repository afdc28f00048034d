"""Accepted replies as wording: good ones only, nothing of a customer, withdrawn when they turn bad."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.edits import Edit
from human_review.exemplar_jobs import gather
from human_review.exemplar_search import ExemplarIndex
from human_review.exemplars import exemplars_of, withdraw
from human_review.store import add_edit
from qa_scoring.scorecard import Critical
from reply_core.clock import FixedClock
from reply_core.database import Sessions
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
    Review,
    new_id,
)
from tests.human_review.made_cards import NOW, STANDARD, rule, store_reply

ARTICLE = "Баллы начисляем через 14 дней после получения заказа. Они действуют 90 дней, потом сгорают."
GOOD = "Баллы придут через 14 дней после получения заказа, они действуют 90 дней."
SENT = (
    f"Здравствуйте, Ольга! {GOOD} Кардигана «Тишь» это тоже касается. Ваш заказ 51077 на 3 490 ₽ уже у курьера. "
    "Пишите на olga@example.com!"
)
CLOCK = FixedClock(NOW + timedelta(hours=1))
pytestmark = pytest.mark.anyio


async def _article(session: AsyncSession, text: str = ARTICLE, revision: int = 1) -> None:
    if revision == 1:
        session.add(ArticleRecord(id="points", brand_id="demo", title="Баллы", updated_at=NOW))
        await session.flush()
    session.add(ArticleRevision(article_id="points", revision=revision, text=text, created_at=NOW))
    await session.flush()


async def _sent(session: AsyncSession, name: str, text: str = SENT, *, value: float = 1.0, **more: Any) -> str:
    """A draft that rests on the article, sent with this text, and the card of its reply; gives the card's id."""
    criteria = {"correctness": rule(value), "respect": rule(1.0), "asks_covered": rule(1.0)}
    card = await store_reply(session, name, criteria, reply=text, question="Сколько действуют баллы?", **more)
    talk = await session.get(ConversationRecord, f"c-{name}")
    message = (
        await session.exec(
            select(MessageRecord).where(MessageRecord.conversation_id == f"c-{name}", MessageRecord.direction == "out")
        )
    ).one()
    assert talk is not None
    talk.brand_id, talk.order_fields = "demo", {"сумма": "3 490 ₽", "товар": "Кардиган «Тишь»"}
    body = {"version": 1, "kind": "draft", "asks": [{"text": "Сколько действуют баллы?"}], "sentences": []}
    session.add(
        DraftRecord(
            id=name, conversation_id=talk.id, kind="draft", topic="points", body=body, text=text, level="rules",
            created_at=NOW, operator_id="igor",
        )
    )  # fmt: skip
    await session.flush()
    session.add(DraftDecisionRecord(draft_id=name, decision="accepted", final_text=text, message_id=message.id, at=NOW))
    for begin, end in ((0, 53), (54, len(ARTICLE))):
        session.add(DraftSource(id=new_id(), draft_id=name, article_id="points", revision=1, start=begin, end=end))
    await session.flush()
    return card


async def _gathered(sessions: Sessions) -> tuple[Exemplar, ...]:
    await gather(sessions, clock=CLOCK, standard_of=lambda _version: STANDARD)
    async with sessions() as session:
        return await exemplars_of(session, "demo")


async def test_nothing_of_the_customer_is_kept(sessions: Sessions) -> None:
    """Greeting by name, order number, sum and e-mail go with their sentences; the wording stays, once."""
    async with sessions.begin() as session:
        await _article(session)
        await _sent(session, "a")
    (kept,) = await _gathered(sessions)
    (again,) = await _gathered(sessions)

    assert kept.reply == GOOD
    assert (kept.topic, kept.decision, kept.question) == ("points", "accepted", "Сколько действуют баллы?")
    assert again.id == kept.id
    async with sessions() as session:
        assert await exemplars_of(session, "other") == (), "another brand gets none"


@pytest.mark.parametrize(
    "more",
    [
        {"value": 0.0},
        {"critical": (Critical(code="wrong_policy", state="candidate", source="rule", reason="нет"),)},
        {"text": "Ваш заказ 51077 на 3 490 ₽ уже у курьера, он приедет завтра."},
        {"text": "Баллы действуют 120 дней, а потом они сгорают без следа."},
    ],
)
async def test_bad_or_bare_replies_are_not_taken(sessions: Sessions, more: dict[str, Any]) -> None:
    """A missed fact, a critical candidate, only the order's data, a value no article holds: none of them is kept."""
    async with sessions.begin() as session:
        await _article(session)
        await _sent(session, "a", **more)

    assert await _gathered(sessions) == ()


async def test_replies_below_the_median_are_not_taken(sessions: Sessions) -> None:
    """Of three replies, the one with the lowest total stays out."""
    async with sessions.begin() as session:
        await _article(session)
        await _sent(session, "a")
        await _sent(session, "b", f"{GOOD} Спасибо за вопрос!")
        await _sent(session, "c", f"{GOOD} Напишите, если останутся вопросы.", value=0.5)

    assert {row.draft_id for row in await _gathered(sessions)} == {"a", "b"}


@pytest.mark.parametrize("why", ["edit", "review", "article", "rejected"])
async def test_an_exemplar_that_turns_out_bad_is_withdrawn(sessions: Sessions, why: str) -> None:
    """A lead's fail, a cause in the template, a changed article, an overruled decision: gone at the next look."""
    async with sessions.begin() as session:
        await _article(session)
        card = await _sent(session, "a")
    assert len(await _gathered(sessions)) == 1
    later = CLOCK.now()
    async with sessions.begin() as session:
        if why == "edit":
            await add_edit(
                session,
                Edit(
                    id=new_id(), scorecard_id=card, criterion="correctness", action="overrule", verdict="fail",
                    reason="не тот срок", author="lead", at=later,
                ),
            )  # fmt: skip
        elif why == "review":
            session.add(Review(scorecard_id=card, root_cause="template_wrong", at=later))
        elif why == "article":
            await _article(session, ARTICLE.replace("90", "60"), revision=2)
            row = await session.get(ArticleRecord, "points")
            assert row is not None
            row.revision, row.updated_at = 2, later
        else:
            made = await session.get(DraftDecisionRecord, "a")
            assert made is not None
            made.decision = "rejected"

    assert await _gathered(sessions) == ()


async def test_what_a_person_takes_away_stays_away(sessions: Sessions) -> None:
    """Its texts are gone, a second time it is not found, and the job does not bring it back."""
    async with sessions.begin() as session:
        await _article(session)
        await _sent(session, "a")
    (kept,) = await _gathered(sessions)
    async with sessions.begin() as session:
        row = await withdraw(session, kept.id)
    async with sessions.begin() as session:
        with pytest.raises(NotFound):
            await withdraw(session, kept.id)

    assert (row.reply, row.question) == ("", "")
    assert await _gathered(sessions) == ()


def _row(number: int, question: str, reply: str) -> Exemplar:
    return Exemplar(id=str(number), message_id=str(number), question=question, reply=reply, at=NOW)


async def test_found_by_question_the_nearest_first() -> None:
    """The same question in other words first, the same reply once, nothing for what nobody asked."""
    index = ExemplarIndex(
        [
            _row(1, "Сколько действуют баллы?", "Баллы действуют 90 дней."),
            _row(2, "Как долго живут мои баллы за заказ?", "Баллы действуют 90 дней."),
            _row(3, "Можно ли вернуть товар без упаковки?", "Да, упаковка не нужна."),
        ]
    )
    found = index.search("Подскажите, сколько дней действуют мои баллы")

    assert [each.exemplar.id for each in found] == ["1"]
    assert [each.id for each in index.find("Вернуть без упаковки можно?")] == ["3"]
    assert index.search("Где ваш офис в Казани?") == ()
    assert index.search("") == ExemplarIndex(()).search("баллы") == ()
