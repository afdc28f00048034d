"""Revisions of an article: told apart by sentence, edited by one person at a time, and brought back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.articles import Article
from knowledge_base.changes import compare, touched
from knowledge_base.importers import Imported
from knowledge_base.store import import_articles, load_articles
from knowledge_base.versions import article_at, edit, remove, restore, versions
from reply_core.clock import FixedClock
from reply_core.errors import Conflict, InvalidInput, NotFound

CLOCK = FixedClock(datetime(2026, 11, 16, tzinfo=UTC))
BEFORE = "Вернуть можно за 14 дней. Доставку оплачиваем мы.\n\nДеньги вернём за 10 дней. Чек не нужен."
AFTER = "Вернуть можно за 30 дней. Доставку оплачиваем мы.\n\nДеньги вернём за 10 дней. Нужен паспорт."


def shown(before: str, after: str) -> list[tuple[str, str, str]]:
    """Kind, words before and words after of each change."""
    return [
        (change.kind, change.before.of(before) if change.before else "", change.after.of(after) if change.after else "")
        for change in compare(before, after)
    ]


def test_changes_are_told_by_sentence() -> None:
    """A changed term stands beside the old one; another sentence in its place came and went."""
    assert shown(BEFORE, AFTER) == [
        ("changed", "Вернуть можно за 14 дней.", "Вернуть можно за 30 дней."),
        ("same", "Доставку оплачиваем мы.", "Доставку оплачиваем мы."),
        ("same", "Деньги вернём за 10 дней.", "Деньги вернём за 10 дней."),
        ("removed", "Чек не нужен.", ""),
        ("added", "", "Нужен паспорт."),
    ]


def test_what_no_longer_stands_and_what_is_beside_it() -> None:
    """A sentence added to a paragraph touches its neighbours: «кроме белья» may turn what they mean."""
    added = "Вернуть можно за 14 дней. Кроме белья.\n\nДеньги вернём за 10 дней."
    before = "Вернуть можно за 14 дней.\n\nДеньги вернём за 10 дней."

    changed, grown = touched(BEFORE, AFTER), touched(before, added)

    assert [span.of(BEFORE) for span in changed.gone] == ["Вернуть можно за 14 дней.", "Чек не нужен."]
    assert [span.of(BEFORE) for span in changed.near] == ["Доставку оплачиваем мы.", "Деньги вернём за 10 дней."]
    assert grown.gone == ()
    assert [span.of(before) for span in grown.near] == ["Вернуть можно за 14 дней."]


@given(st.text(alphabet="аб. \n", max_size=60), st.text(alphabet="аб. \n", max_size=60))
def test_a_comparison_tells_every_sentence_once(before: str, after: str) -> None:
    """Nothing is lost, nothing is said twice, and a text does not differ from itself."""
    changes = compare(before, after)

    ours = [change.before.start for change in changes if change.before]
    theirs = [change.after.start for change in changes if change.after]
    assert ours == sorted(set(ours))
    assert theirs == sorted(set(theirs))
    assert {change.kind for change in compare(before, before)} <= {"same"}
    assert touched(before, before).gone == ()


@pytest.mark.anyio
async def test_an_edit_is_a_revision_with_its_author(session: AsyncSession) -> None:
    """Who changed what is in the list; the same again is no revision."""
    await stored(session)

    first = await edit(session, "a", {"text": AFTER}, base=1, author="lead", clock=CLOCK)
    await edit(
        session, "a", {"valid_until": date(2026, 12, 31), "audience": "internal"}, base=2, author="admin", clock=CLOCK
    )
    same = await edit(session, "a", {"text": AFTER}, base=3, author="lead", clock=CLOCK)

    listed = await versions(session, "a")
    assert (first.before, first.article.revision) == (1, 2)
    assert same.article.revision == same.before == 3
    assert [(one.revision, one.author, one.changed) for one in listed] == [
        (3, "admin", ("audience", "valid_until")),
        (2, "lead", ("text",)),
        (1, "import", ()),
    ]


@pytest.mark.anyio
async def test_an_old_revision_comes_back_as_a_new_one(session: AsyncSession) -> None:
    """History is only ever added to."""
    await stored(session)
    await edit(session, "a", {"text": AFTER, "title": "Другое"}, base=1, author="lead", clock=CLOCK)

    saved = await restore(session, "a", 1, author="lead", clock=CLOCK)

    (article,) = await load_articles(session)
    assert (saved.before, article.revision, article.text, article.title) == (2, 3, BEFORE, "Возврат")
    assert (await article_at(session, "a", 2)).title == "Другое"


@pytest.mark.anyio
async def test_two_people_do_not_overwrite_each_other(session: AsyncSession) -> None:
    """The second one is told, in words."""
    await stored(session)
    await edit(session, "a", {"text": AFTER}, base=1, author="anna", clock=CLOCK)

    with pytest.raises(Conflict, match="теперь это редакция 2, а не 1"):
        await edit(session, "a", {"text": "Другое."}, base=1, author="igor", clock=CLOCK)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"text": "  "}, "without a text"),
        ({"text": "Hello, {name}!"}, "slots"),
        ({"valid_from": date(2026, 12, 2), "valid_until": date(2026, 12, 1)}, "before it begins"),
    ],
)
async def test_a_bad_edit_is_refused(session: AsyncSession, fields: dict[str, object], cause: str) -> None:
    """Nothing empty, contradictory or with open slots goes in."""
    await stored(session)

    with pytest.raises(InvalidInput, match=cause):
        await edit(session, "a", fields, base=1, author="lead", clock=CLOCK, language="en")


@pytest.mark.anyio
async def test_a_removed_article_is_out_of_force_and_keeps_its_history(session: AsyncSession) -> None:
    """Drafts that rest on it can still show it; there is nothing to remove twice."""
    await stored(session)

    await remove(session, "a", clock=CLOCK)

    assert await load_articles(session) == ()
    assert (await article_at(session, "a", 1)).text == BEFORE
    with pytest.raises(NotFound):
        await remove(session, "a", clock=CLOCK)


@pytest.mark.anyio
async def test_what_is_not_there_is_said(session: AsyncSession) -> None:
    """An unknown article and an unknown revision are told apart."""
    await stored(session)

    with pytest.raises(NotFound, match="Такой редакции нет: 9"):
        await article_at(session, "a", 9)
    with pytest.raises(NotFound, match="Такой статьи нет"):
        await versions(session, "b")


async def stored(session: AsyncSession) -> None:
    """An article «Возврат», imported."""
    article = Article(id="a", title="Возврат", text=BEFORE, topic="return")
    await import_articles(session, Imported(articles=(replace(article),)), clock=CLOCK, author="import")
