"""The revisions of an article: who made them when, editing by a person, and bringing an old one back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.articles import Article
from knowledge_base.fields import check_days
from knowledge_base.importers import Imported
from knowledge_base.macros import has_slots
from knowledge_base.store import ImportReport, import_articles, load_newest, load_revision
from reply_core.clock import Clock
from reply_core.errors import Conflict, InvalidInput, NotFound
from reply_core.tables import ArticleRecord, ArticleRevision
from reply_core.types import Language

EDITABLE = ("title", "question", "topic", "text", "audience", "kind", "valid_from", "valid_until")
_SAID: Mapping[str, Mapping[Language, str]] = {
    "none": {"ru": "Такой статьи нет", "en": "There is no such article"},
    "none_mend": {"ru": "обновите список статей", "en": "reload the list of articles"},
    "no_revision": {"ru": "Такой редакции нет: {revision}", "en": "There is no revision {revision}"},
    "no_revision_mend": {"ru": "выберите из списка редакций", "en": "choose one of the list"},
    "stale": {
        "ru": "Пока вы правили, статью изменили: теперь это редакция {newest}, а не {base}",
        "en": "The article changed while you were editing: it is revision {newest} now, not {base}",
    },
    "stale_mend": {"ru": "обновите страницу и внесите правку снова", "en": "reload the page and make the change again"},
    "empty": {"ru": "Статья без текста", "en": "An article without a text"},
    "empty_mend": {"ru": "напишите текст или удалите статью", "en": "write the text, or remove the article"},
    "slots": {
        "ru": "В тексте есть поля для подстановки ({{…}}), а у статьи их быть не может",
        "en": "The text has slots ({{…}}), and an article may have none",
    },
    "slots_mend": {
        "ru": "сделайте её шаблоном ответа или уберите поля",
        "en": "make it a macro, or take the slots out",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One revision in the list."""

    revision: int
    author: str
    at: datetime
    title: str
    changed: tuple[str, ...] = ()
    """Fields that differ from the revision before: ``text``, ``title``, ``audience`` …; empty for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What an edit led to: the article as it stands, and the revision before (the same when nothing changed)."""

    article: Article
    before: int


async def versions(session: AsyncSession, article_id: str, language: Language = "ru") -> tuple[Version, ...]:
    """The revisions of an article, newest first.

    Raises:
        NotFound: there is no such article.
    """
    record = await session.get(ArticleRecord, article_id)
    if record is None:
        raise _no_article(article_id, language)
    wanted = (
        select(ArticleRevision).where(ArticleRevision.article_id == article_id).order_by(col(ArticleRevision.revision))
    )
    found: list[Version] = []
    last: ArticleRevision | None = None
    for row in (await session.exec(wanted)).all():
        found.append(
            Version(
                revision=row.revision,
                author=row.author,
                at=row.created_at,
                title=str(row.head.get("title") or record.title),
                changed=_changed(last, row) if last is not None else (),
            )
        )
        last = row
    return tuple(reversed(found))


async def article_at(session: AsyncSession, article_id: str, revision: int, language: Language = "ru") -> Article:
    """An article as it stood at a revision.

    Raises:
        NotFound: there is no such article or revision.
    """
    found = await load_revision(session, article_id, revision)
    if found is None:
        if await session.get(ArticleRecord, article_id) is None:
            raise _no_article(article_id, language)
        raise NotFound(
            _SAID["no_revision"][language].format(revision=revision),
            where=article_id,
            mend=_SAID["no_revision_mend"][language],
        )
    return found


async def edit(
    session: AsyncSession,
    article_id: str,
    fields: Mapping[str, Any],
    *,
    base: int,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> Saved:
    """Change an article: a new revision, unless nothing is changed.

    Args:
        fields: some of `EDITABLE`; a day may be None.
        base: the revision the person was looking at.

    Raises:
        NotFound: there is no such article.
        Conflict: somebody has made a newer revision.
        InvalidInput: no text, days in the wrong order, or slots in an article.
    """
    article = await load_newest(session, article_id)
    if article is None:
        raise _no_article(article_id, language)
    if article.revision != base:
        said = _SAID["stale"][language].format(newest=article.revision, base=base)
        raise Conflict(said, where=article_id, mend=_SAID["stale_mend"][language])
    edited = replace(article, **{name: value for name, value in fields.items() if name in EDITABLE})
    _refuse_bad(edited, language)
    report: ImportReport = await import_articles(
        session, Imported(articles=(edited,)), clock=clock, author=author, brand=article.brand
    )
    after = report.steps[0].after if report.steps else article.revision
    return Saved(article=replace(edited, revision=after), before=article.revision)


async def restore(
    session: AsyncSession, article_id: str, revision: int, *, author: str, clock: Clock, language: Language = "ru"
) -> Saved:
    """Bring an old revision back, as a new one. Raises `NotFound` when there is no such article or revision."""
    old = await article_at(session, article_id, revision, language)
    newest = await load_newest(session, article_id)
    base = newest.revision if newest is not None else revision
    fields = {name: getattr(old, name) for name in EDITABLE}
    return await edit(session, article_id, fields, base=base, author=author, clock=clock, language=language)


async def remove(session: AsyncSession, article_id: str, *, clock: Clock, language: Language = "ru") -> Article:
    """Take an article out of force; its revisions stay, and the next import of its file brings it back.

    Raises:
        NotFound: there is no such article.
    """
    record = await session.get(ArticleRecord, article_id)
    article = await load_newest(session, article_id)
    if record is None or article is None or record.deleted:
        raise _no_article(article_id, language)
    record.deleted, record.updated_at = True, clock.now()
    await session.flush()
    return article


def _refuse_bad(article: Article, language: Language) -> None:
    if not article.text.strip():
        raise InvalidInput(_SAID["empty"][language], where="text", mend=_SAID["empty_mend"][language])
    if article.kind != "macro" and has_slots(article.text):
        raise InvalidInput(_SAID["slots"][language].format(), where="text", mend=_SAID["slots_mend"][language])
    check_days(article.valid_from, article.valid_until, language)


def _changed(before: ArticleRevision, after: ArticleRevision) -> tuple[str, ...]:
    text = ("text",) if before.text_hash != after.text_hash else ()
    if not before.head:
        return text
    return (*text, *(name for name, value in after.head.items() if before.head.get(name) != value))


def _no_article(article_id: str, language: Language) -> NotFound:
    return NotFound(_SAID["none"][language], where=article_id, mend=_SAID["none_mend"][language])
