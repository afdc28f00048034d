"""When an article changes, the drafts and sent replies that rest on what it said are named."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from drafting.layout import Piece, lay_out
from drafting.outcome import Citation, Draft, to_dict
from drafting.store import DecisionKind, record_decision, save_draft
from human_review.citing import affected, resting_on
from knowledge_base.articles import Article
from knowledge_base.importers import Imported
from knowledge_base.store import import_articles
from reply_core.clock import FixedClock
from reply_core.database import downgrade, make_engine, session_factory, upgrade
from reply_core.tables import ConversationRecord, DraftRecord, DraftSource
from reply_core.types import Provenance, Span, Topic

AT = datetime(2026, 11, 16, 7, 15, tzinfo=UTC)
TERM, PAYS, MONEY = "Вернуть можно за 14 дней.", "Доставку оплачиваем мы.", "Деньги вернём за 10 дней."
FIRST = f"{TERM} {PAYS}\n\n{MONEY}"
SECOND = FIRST.replace("14", "30")


def draft(*quotes: str, revision: int = 1) -> Draft:
    """A draft of these sentences of the article."""
    pieces = [
        Piece(
            text=quote,
            role="answer",
            citations=(
                Citation(
                    source_id="a", kind="article", start=FIRST.index(quote), end=FIRST.index(quote) + len(quote),
                    quote=quote, article_id="a", title="Возврат", revision=revision,
                ),
            ),
        )
        for quote in quotes
    ]  # fmt: skip
    said, sentences = lay_out(pieces)
    return Draft(
        text=said, sentences=sentences, topic=Topic(code="return"), language="ru", provenance=Provenance(level="rules")
    )


async def write(session: AsyncSession, text: str) -> None:
    """The article with this text: a new revision when it differs."""
    article = Article(id="a", title="Возврат", text=text)
    await import_articles(session, Imported(articles=(article,)), clock=FixedClock(AT))


async def drafted(session: AsyncSession, *quotes: str, decision: DecisionKind | None = None, final: str = "") -> str:
    """A stored draft, decided on when a decision is given."""
    if await session.get(ConversationRecord, "c1") is None:
        session.add(ConversationRecord(id="c1", channel="chat", opened_at=AT))
        await session.flush()
    name = await save_draft(session, "c1", draft(*quotes), at=AT, operator_id="anna")
    if decision:
        reason = "нет" if decision == "rejected" else ""
        await record_decision(
            session,
            name,
            decision=decision,
            final_text=final,
            reason=reason,
            at=AT + timedelta(minutes=3),
        )
    return name


@pytest.mark.anyio
async def test_a_changed_term_names_the_replies_that_gave_it(session: AsyncSession) -> None:
    """Sent and open drafts are told apart; a rejected one and one about something else are not named."""
    await write(session, FIRST)
    sent = await drafted(session, TERM, decision="accepted")
    waiting = await drafted(session, TERM)
    await drafted(session, TERM, decision="rejected")
    await drafted(session, MONEY, decision="accepted")
    await write(session, SECOND)

    found = await affected(session, [("a", 1, 2)])

    assert (found.sent, found.open) == (1, 1)
    assert {item.draft_id: (item.state, item.weight, item.quote) for item in found.items} == {
        sent: ("sent", "gone", TERM),
        waiting: ("open", "gone", TERM),
    }


@pytest.mark.anyio
async def test_a_neighbour_of_the_paragraph_is_named_as_such(session: AsyncSession) -> None:
    """The sentence stands, but the paragraph around it changed; it can be left out."""
    await write(session, FIRST)
    await drafted(session, PAYS, decision="accepted")
    await write(session, SECOND)

    beside = await affected(session, [("a", 1, 2)])
    without = await affected(session, [("a", 1, 2)], near=False)

    assert [item.weight for item in beside.items] == ["near"]
    assert without.items == ()


@pytest.mark.anyio
async def test_a_sentence_the_operator_took_out_was_not_sent(session: AsyncSession) -> None:
    """What counts is the text the customer got."""
    await write(session, FIRST)
    await drafted(session, TERM, MONEY, decision="edited", final=f"Добрый день! {MONEY}")
    await write(session, SECOND)

    assert (await affected(session, [("a", 1, 2)])).items == ()


@pytest.mark.anyio
async def test_a_reply_is_named_once_when_its_stretch_goes(session: AsyncSession) -> None:
    """Later changes of the article do not name it again; earlier ones that left its stretch alone do not lose it."""
    await write(session, FIRST)
    early = await drafted(session, TERM, decision="accepted")
    await write(session, FIRST.replace("10", "12"))
    await write(session, FIRST.replace("10", "12").replace("14", "30"))
    await write(session, FIRST.replace("10", "12").replace("14", "60"))

    steps = [await affected(session, [("a", before, before + 1)], near=False) for before in (1, 2, 3)]

    assert [[item.draft_id for item in step.items] for step in steps] == [[], [early], []]


@pytest.mark.anyio
async def test_a_paragraph_tells_who_rests_on_it(session: AsyncSession) -> None:
    """Before anything is changed one may ask."""
    await write(session, FIRST)
    name = await drafted(session, MONEY, decision="accepted")

    there = await resting_on(session, "a", Span(start=FIRST.index(MONEY), end=len(FIRST)), 1)
    elsewhere = await resting_on(session, "a", Span(start=0, end=len(TERM)), 1)

    assert [item.draft_id for item in there.items] == [name]
    assert (elsewhere.sent, elsewhere.items) == (0, ())


@pytest.mark.anyio
async def test_nothing_changed_names_nothing(session: AsyncSession) -> None:
    """No steps, no answer to look for."""
    assert (await affected(session, [])).items == ()


def test_drafts_from_before_are_read_when_the_database_is_brought_up(tmp_path: Path) -> None:
    """The migration fills what older drafts rest on from their stored bodies."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"

    async def work() -> list[DraftSource]:
        await upgrade(url)
        engine = make_engine(url)
        async with session_factory(engine).begin() as session:
            session.add(ConversationRecord(id="c1", channel="chat", opened_at=AT))
            await session.flush()
            body = to_dict(draft(TERM, MONEY))
            session.add(DraftRecord(id="d1", conversation_id="c1", kind="draft", body=body, level="rules"))
        await engine.dispose()
        await downgrade(url, "0002")
        await upgrade(url)
        engine = make_engine(url)
        async with session_factory(engine)() as session:
            found = list((await session.exec(select(DraftSource).order_by(sql("start")))).all())
        await engine.dispose()
        return found

    rows = asyncio.run(work())

    assert [(row.draft_id, row.article_id, FIRST[row.start : row.end]) for row in rows] == [
        ("d1", "a", TERM),
        ("d1", "a", MONEY),
    ]
