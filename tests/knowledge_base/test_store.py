"""Articles are stored with their revisions; importing again changes nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime

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


async def test_kind_audience_and_dates_are_kept(session: AsyncSession) -> None:
    """What search filters by comes back as it was stored."""
    macro = replace(
        article("Здравствуйте, {имя}!"),
        kind="macro",
        audience="internal",
        valid_from=date(2026, 11, 1),
        valid_until=date(2026, 11, 30),
    )

    await import_articles(session, Imported(articles=(macro,)), clock=CLOCK, brand="rosa")

    assert await load_articles(session, "rosa") == (replace(macro, brand="rosa"),)


async def test_a_change_of_dates_is_a_revision_that_keeps_the_old_ones(session: AsyncSession) -> None:
    """Who made an article end, and when it would have ended before, stays on record."""
    until = replace(article("А."), valid_until=date(2026, 11, 30))
    await import_articles(session, Imported(articles=(until,)), clock=CLOCK)

    report = await import_articles(
        session, Imported(articles=(replace(until, title="Возврат товара", valid_until=None),)), clock=CLOCK
    )

    old = await load_revision(session, "vozvrat", 1)
    newest = await load_revision(session, "vozvrat", 2)
    assert [(step.before, step.after) for step in report.steps] == [(1, 2)]
    assert old is not None
    assert newest is not None
    assert (old.title, old.valid_until) == ("Возврат", date(2026, 11, 30))
    assert (newest.title, newest.valid_until) == ("Возврат товара", None)


async def test_what_a_file_is_silent_about_stays_as_people_set_it(session: AsyncSession) -> None:
    """An article made internal does not become public because its file has no such column."""
    await import_articles(session, Imported(articles=(replace(article("А."), audience="internal"),)), clock=CLOCK)

    silent = replace(article("Б."), silent=frozenset({"audience", "valid_until"}))
    await import_articles(session, Imported(articles=(silent,)), clock=CLOCK)

    (stored,) = await load_articles(session)
    assert (stored.text, stored.audience) == ("Б.", "internal")


async def test_an_article_for_all_brands_is_read_in_each(session: AsyncSession) -> None:
    """A brand named in the file is where the row goes; «*» is everywhere."""
    rows = (
        replace(article("Общая.", "common"), brand="*"),
        replace(article("Роза.", "own"), brand="rosa"),
        article("Гавань.", "own"),
    )

    await import_articles(session, Imported(articles=rows), clock=CLOCK, brand="harbor")
    again = await import_articles(session, Imported(articles=rows), clock=CLOCK, brand="harbor")

    rosa = {one.text for one in await load_articles(session, "rosa")}
    harbor = {one.text for one in await load_articles(session, "harbor")}
    assert rosa == {"Общая.", "Роза."}
    assert harbor == {"Общая.", "Гавань."}
    assert again.same == 3


async def test_vectors_come_back_as_they_were(session: AsyncSession) -> None:
    """Cached by text and embedder; the same again is not stored twice."""
    vector = np.linspace(-1, 1, 8, dtype=np.float32)

    saved = [await save_vectors(session, "e5", {"h": vector}) for _ in range(2)]

    found = await load_vectors(session, "e5")
    assert saved == [1, 0]
    assert np.array_equal(found["h"], vector)
    assert await load_vectors(session, "other") == {}
