"""The index of a desk follows the database, whoever changes it: no restart, no word between processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from api.shop import ShopState
from api.shop_loading import ShopLoader
from knowledge_base.articles import Article
from knowledge_base.importers import Imported
from knowledge_base.store import import_articles
from model_gateway.scripted_embedder import HashEmbedder
from reply_core.clock import FixedClock
from reply_core.database import Sessions, is_sqlite, make_engine, session_factory
from tests.api.conftest import NOW, Desk
from tests.api.test_shop import make_live

WRAP = Article(id="wrap", title="Подарочная упаковка", text="Упаковываем подарки за 150 ₽ в день заказа.")
POINTS = Article(id="points", title="Баллы", text="Баллы действуют 90 дней и потом сгорают.")
CLOCK = FixedClock(NOW)
"""It stands: what changed cannot be told by time alone."""


@dataclass
class Process:
    """One of several processes on a database, with an engine of its own."""

    sessions: Sessions
    shop: ShopState
    loader: ShopLoader

    async def found(self, question: str) -> list[str]:
        """Articles its next search finds."""
        await self.shop.freshen(now=True)
        await self.loader.settle()
        return [name for name, _ in self.shop.index.rank_articles(question)]

    async def keeps(self, *articles: Article) -> None:
        """The knowledge base is these articles from now on."""
        async with self.sessions.begin() as session:
            await import_articles(session, Imported(articles=articles), clock=CLOCK, brand="demo", remove_missing=True)


@asynccontextmanager
async def process(url: str, choice: str = "memory") -> AsyncIterator[Process]:
    """A process at the level of meaning."""
    engine = make_engine(url)
    sessions = session_factory(engine)
    loader = ShopLoader(
        sessions=sessions,
        clock=CLOCK,
        brand="demo",
        embedder=HashEmbedder(),
        vector_index="pgvector" if choice == "pgvector" else "memory",
        database_url=url,
    )
    yield Process(sessions, await loader.load(), loader)
    await loader.close()
    await engine.dispose()


@pytest.mark.parametrize("choice", ["memory", "pgvector"])
def test_what_one_process_changes_the_other_finds(database_url: str, choice: str) -> None:
    """An article imported, rewritten or deleted through one engine is so at the next search through the other."""

    async def work() -> None:
        async with process(database_url, choice) as one, process(database_url, choice) as two:
            assert await two.found("подарочная упаковка") == []

            await one.keeps(WRAP, POINTS)
            assert (await two.found("подарочная упаковка"))[0] == "wrap"

            await one.keeps(replace(WRAP, text="Упаковываем подарки за 250 ₽."), POINTS)
            assert (await two.found("подарочная упаковка"))[0] == "wrap"
            assert "250 ₽" in two.shop.index.article("wrap").text

            await one.keeps(POINTS, replace(WRAP, id="other", title="Открытка", text="Открытка к подарку."))
            assert "wrap" not in await two.found("подарочная упаковка")

            await one.keeps(POINTS)
            assert await two.found("открытка") in ([], ["points"])
            wanted = "pgvector" if choice == "pgvector" and not is_sqlite(database_url) else "memory"
            assert two.shop.vectors.startswith(wanted)

    asyncio.run(work())


def test_why_memory_compares_is_said(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Where pgvector is wanted and cannot be had, the state and the log say why."""

    async def work() -> str:
        async with process(sqlite_url, "pgvector") as one:
            await one.keeps(WRAP)
            await one.found("упаковка")
            return one.shop.vectors

    with caplog.at_level("WARNING"):
        assert asyncio.run(work()) == "memory: SQLite keeps no vectors"
    assert "SQLite keeps no vectors" in caplog.text


def test_the_search_of_the_desk_finds_what_holds_today(any_desk: Desk) -> None:
    """An article whose days are over is listed, but not found; a bare question is completed by what was said before."""
    make_live(any_desk)
    lead = any_desk.as_("lead")
    lead.import_knowledge([("a.csv", "id;question;answer\nold;Есть упаковка?;Упаковка 150 ₽.\n".encode())])
    lead.import_knowledge(
        [("b.csv", "id;question;answer\nnew;Есть упаковка в подарок?;Упаковка 250 ₽.\np;Баллы?;90 дней.\n".encode())]
    )
    revision = lead.article("old").revision
    assert {hit.article_id for hit in lead.search("упаковка").hits} == {"old", "new"}

    lead.edit_article("old", revision, valid_until="2026-11-15")

    assert {item.id for item in lead.articles().items} == {"old", "new", "p"}
    assert {hit.article_id for hit in lead.search("упаковка").hits} == {"new"}
    told = any_desk.web.get(
        "/v1/knowledge/search",
        params={"q": "А сколько?", "before": "Есть ли упаковка в подарок?"},
        headers=any_desk.headers("anna"),
    ).json()
    assert told["hits"][0]["article_id"] == "new"
