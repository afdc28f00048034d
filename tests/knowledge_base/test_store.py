"""Articles are stored with their revisions; importing again changes nothing."""

from datetime import UTC, datetime

import numpy as np
import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.articles import Article
from knowledge_base.importers import Imported
from knowledge_base.store import import_articles, load_articles, load_revision, load_vectors, save_vectors
from reply_core.clock import FixedClock

pytestmark = pytest.mark.anyio
CLOCK = FixedClock(datetime(2026, 11, 16, tzinfo=UTC))


def article(text: str, name: str = "vozvrat") -> Article:
    """An article «Возврат»."""
    return Article(id=name, title="Возврат", text=text, topic="return")


async def test_importing_twice_changes_nothing(session: AsyncSession) -> None:
    """The second import of the same files finds everything the same."""
    imported = Imported(articles=(article("Можно за 14 дней."),))

    first = await import_articles(session, imported, clock=CLOCK)
    second = await import_articles(session, imported, clock=CLOCK)

    assert (first.new, second.new, second.changed, second.same) == (1, 0, 0, 1)


async def test_a_changed_text_is_a_new_revision_and_the_old_stays(session: AsyncSession) -> None:
    """Drafts that rest on the old text can still show it."""
    await import_articles(session, Imported(articles=(article("Можно за 14 дней."),)), clock=CLOCK)

    report = await import_articles(session, Imported(articles=(article("Можно за 30 дней."),)), clock=CLOCK)

    (newest,) = await load_articles(session)
    old = await load_revision(session, "vozvrat", 1)
    assert report.changed == 1
    assert (newest.revision, newest.text) == (2, "Можно за 30 дней.")
    assert old is not None
    assert old.text == "Можно за 14 дней."


async def test_missing_articles_are_removed_only_when_asked(session: AsyncSession) -> None:
    """Uploading three questions must not delete the help centre."""
    both = Imported(articles=(article("А."), article("Б.", "obmen")))
    await import_articles(session, both, clock=CLOCK)

    kept = await import_articles(session, Imported(articles=(article("А."),)), clock=CLOCK)
    removed = await import_articles(session, Imported(articles=(article("А."),)), clock=CLOCK, remove_missing=True)

    assert (kept.removed, removed.removed) == (0, 1)
    assert [one.id for one in await load_articles(session)] == ["vozvrat"]


async def test_a_removed_article_comes_back(session: AsyncSession) -> None:
    """Importing it again puts it in force, at the same revision when its text is the same."""
    await import_articles(session, Imported(articles=(article("А."),)), clock=CLOCK)
    await import_articles(session, Imported(), clock=CLOCK, remove_missing=True)

    await import_articles(session, Imported(articles=(article("А."),)), clock=CLOCK)

    assert [(one.id, one.revision) for one in await load_articles(session)] == [("vozvrat", 1)]


async def test_brands_do_not_see_each_other(session: AsyncSession) -> None:
    """A search in one shop never finds another's article."""
    await import_articles(session, Imported(articles=(article("А."),)), clock=CLOCK, brand="rosa")

    assert await load_articles(session, "harbor") == ()


async def test_vectors_come_back_as_they_were(session: AsyncSession) -> None:
    """Cached by text and embedder; the same again is not stored twice."""
    vector = np.linspace(-1, 1, 8, dtype=np.float32)

    saved = [await save_vectors(session, "e5", {"h": vector}) for _ in range(2)]

    found = await load_vectors(session, "e5")
    assert saved == [1, 0]
    assert np.array_equal(found["h"], vector)
    assert await load_vectors(session, "other") == {}
