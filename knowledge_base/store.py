"""All SQL of the knowledge base: articles with their revisions, passages, cached vectors. Nothing here commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.articles import ALL_BRANDS, DAYS, Article, text_hash
from knowledge_base.importers import Imported, RowProblem
from knowledge_base.passages import cut
from model_gateway.embedder import Vectors
from reply_core.clock import Clock
from reply_core.database import insert_new
from reply_core.tables import ArticleRecord, ArticleRevision, PassageRecord, VectorRecord, new_id

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An article's way from one revision to the next; ``before`` is None for a new one."""

    article_id: str
    title: str
    before: int | None
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import changed; ``problems`` are the rows that were left out, ``steps`` the new revisions."""

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    problems: tuple[RowProblem, ...] = ()
    steps: tuple[Step, ...] = ()


async def import_articles(
    session: AsyncSession,
    imported: Imported,
    *,
    clock: Clock,
    author: str = "",
    brand: str = "",
    remove_missing: bool = False,
) -> ImportReport:
    """Store articles: a change of text or head makes a new revision, the same import again changes nothing. A new
    article begins at the revision it came with.

    Args:
        brand: of articles that name none. An id that another brand has taken is stored as ``brand:id``.
        remove_missing: mark articles of the brand that are not in ``imported`` as deleted; they and their revisions
            stay readable.
    """
    homes = {brand} | {article.brand for article in imported.articles if article.brand}
    known = {record.id: record for record in (await session.exec(_of_brands(homes))).all()}
    articles = await _placed(session, imported.articles, brand, known)
    texts = await _newest_hashes(session, list(known))
    counts = {"new": 0, "changed": 0, "same": 0}
    steps: list[Step] = []
    for given in articles:
        record = known.get(given.id)
        if record is None:
            counts["new"] += 1
            session.add(_record(given, clock.now()))
            await session.flush()
            await _revise(session, given, author, clock.now())
            steps.append(Step(article_id=given.id, title=given.title, before=None, after=given.revision))
            continue
        article = _as_people_set(given, record)
        differs = texts.get(article.id) != text_hash(article.text) or head_of(article) != head_of(record)
        counts["changed" if differs or record.deleted else "same"] += 1
        if differs or record.deleted:
            before = record.revision
            _take_over(record, article, clock.now())
            record.revision += differs
            if differs:
                await _revise(session, replace(article, revision=record.revision), author, clock.now())
                steps.append(Step(article_id=article.id, title=article.title, before=before, after=record.revision))
    kept = {article.id for article in articles}
    own = {name: record for name, record in known.items() if record.brand_id == brand}
    removed = _remove(own, kept, clock.now()) if remove_missing else 0
    await session.flush()
    return ImportReport(**counts, removed=removed, problems=imported.problems, steps=tuple(steps))


async def load_articles(session: AsyncSession, brand: str = "") -> tuple[Article, ...]:
    """The brand's articles and those for all brands, at their newest revision, by id; macros and those whose days are
    over (or to come) as well: see `Article.kind` and `Article.holds_on`."""
    statement = (
        select(ArticleRecord, ArticleRevision.text)
        .join(
            ArticleRevision,
            (col(ArticleRevision.article_id) == col(ArticleRecord.id))
            & (col(ArticleRevision.revision) == col(ArticleRecord.revision)),
        )
        .where(col(ArticleRecord.brand_id).in_((brand, ALL_BRANDS)), col(ArticleRecord.deleted).is_(False))
        .order_by(col(ArticleRecord.id))
    )
    return tuple(_article(record, text) for record, text in (await session.exec(statement)).all())


async def load_revision(session: AsyncSession, article_id: str, revision: int) -> Article | None:
    """An article as it stood at a revision; None when there was none."""
    record = await session.get(ArticleRecord, article_id)
    wanted = select(ArticleRevision).where(
        ArticleRevision.article_id == article_id, ArticleRevision.revision == revision
    )
    found = (await session.exec(wanted)).first()
    if record is None or found is None:
        return None
    return replace(_article(record, found.text), revision=revision, **_head_from(found.head))


async def load_newest(session: AsyncSession, article_id: str) -> Article | None:
    """An article at its newest revision, whatever its brand; None when there is none."""
    record = await session.get(ArticleRecord, article_id)
    return None if record is None else await load_revision(session, article_id, record.revision)


async def load_vectors(session: AsyncSession, embedder: str) -> dict[str, Vectors]:
    """All cached vectors of an embedder by text hash, each of shape (dim,)."""
    rows = await session.exec(
        select(VectorRecord.text_hash, VectorRecord.vector).where(VectorRecord.embedder == embedder)
    )
    return {name: np.frombuffer(data, dtype="<f4").astype(np.float32) for name, data in rows.all() if data}


async def save_vectors(session: AsyncSession, embedder: str, vectors: Mapping[str, Vectors]) -> int:
    """Cache vectors by text hash; those already there stay. Gives how many were new."""
    rows: list[dict[str, Any]] = [
        {"text_hash": name, "embedder": embedder, "vector": np.asarray(vector, dtype="<f4").tobytes()}
        for name, vector in vectors.items()
    ]
    saved = 0
    for start in range(0, len(rows), _AT_ONCE):
        saved += len(await insert_new(session, VectorRecord, rows[start : start + _AT_ONCE]))
    return saved


def head_of(one: Article | ArticleRecord) -> dict[str, Any]:
    """What is kept of a revision beside its text, ready for JSON."""
    return {
        "title": one.title,
        "question": one.question,
        "topic": one.topic,
        "audience": one.audience,
        "kind": one.kind,
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
    }


def _head_from(head: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an article that a kept head speaks of."""
    days = {key: date.fromisoformat(head[key]) if head[key] else None for key in DAYS if key in head}
    return {**head, **days}


def _of_brands(brands: Collection[str]) -> Any:
    return select(ArticleRecord).where(col(ArticleRecord.brand_id).in_(brands))


async def _placed(
    session: AsyncSession, articles: Sequence[Article], brand: str, known: Mapping[str, ArticleRecord]
) -> list[Article]:
    """The articles with their brand, and an id that no article of another brand has."""
    homed = [replace(article, brand=article.brand or brand) for article in articles]
    strange = [article.id for article in homed if article.id not in known]
    owners = {name: record.brand_id for name, record in known.items()}
    for start in range(0, len(strange), _AT_ONCE):
        wanted = select(ArticleRecord.id, ArticleRecord.brand_id).where(
            col(ArticleRecord.id).in_(strange[start : start + _AT_ONCE])
        )
        owners.update((name, owner) for name, owner in (await session.exec(wanted)).all())
    placed: dict[str, Article] = {}
    for article in homed:
        free = owners.setdefault(article.id, article.brand) == article.brand
        own = article if free else replace(article, id=f"{article.brand}:{article.id}")
        placed[own.id] = own
    return list(placed.values())


def _as_people_set(article: Article, record: ArticleRecord) -> Article:
    """The article with what its file is silent about as it is stored."""
    return replace(article, **{name: getattr(record, name) for name in article.silent})


async def _newest_hashes(session: AsyncSession, ids: Sequence[str]) -> dict[str, str]:
    """Article id → hash of its newest text."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        statement = (
            select(ArticleRevision.article_id, ArticleRevision.text_hash)
            .where(col(ArticleRevision.article_id).in_(ids[start : start + _AT_ONCE]))
            .order_by(col(ArticleRevision.revision))
        )
        found.update((name, text) for name, text in (await session.exec(statement)).all())
    return found


async def _revise(session: AsyncSession, article: Article, author: str, at: datetime) -> None:
    session.add(
        ArticleRevision(
            id=new_id(),
            article_id=article.id,
            revision=article.revision,
            text=article.text,
            text_hash=text_hash(article.text),
            head=head_of(article),
            created_at=at,
            author=author,
        )
    )
    await session.exec(delete(PassageRecord).where(col(PassageRecord.article_id) == article.id))
    session.add_all(
        PassageRecord(
            id=passage.id,
            article_id=article.id,
            revision=article.revision,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            text_hash=text_hash(passage.text),
        )
        for passage in cut(article)
    )


def _record(article: Article, at: datetime) -> ArticleRecord:
    record = ArticleRecord(id=article.id, brand_id=article.brand, title=article.title, revision=article.revision)
    _take_over(record, article, at)
    return record


def _take_over(record: ArticleRecord, article: Article, at: datetime) -> None:
    record.title, record.topic, record.question = article.title, article.topic, article.question
    record.audience, record.source, record.deleted, record.updated_at = article.audience, article.source, False, at
    record.kind, record.valid_from, record.valid_until = article.kind, article.valid_from, article.valid_until


def _remove(known: Mapping[str, ArticleRecord], kept: set[str], at: datetime) -> int:
    gone = [record for name, record in known.items() if name not in kept and not record.deleted]
    for record in gone:
        record.deleted, record.updated_at = True, at
    return len(gone)


def _article(record: ArticleRecord, text: str) -> Article:
    return Article(
        id=record.id,
        title=record.title,
        text=text,
        question=record.question,
        topic=record.topic,
        audience=record.audience,
        source=record.source,
        revision=record.revision,
        kind="macro" if record.kind == "macro" else "article",
        brand=record.brand_id,
        valid_from=record.valid_from,
        valid_until=record.valid_until,
    )
