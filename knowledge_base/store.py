"""All SQL of the knowledge base: articles with their revisions, passages, cached vectors. Nothing here commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.articles import Article, text_hash
from knowledge_base.importers import Imported, RowProblem
from knowledge_base.passages import cut
from model_gateway.embedder import Vectors
from reply_core.clock import Clock
from reply_core.database import insert_new
from reply_core.tables import ArticleRecord, ArticleRevision, PassageRecord, VectorRecord, new_id

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import changed; ``problems`` are the rows that were left out."""

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    problems: tuple[RowProblem, ...] = ()


async def import_articles(
    session: AsyncSession,
    imported: Imported,
    *,
    clock: Clock,
    author: str = "",
    brand: str = "",
    remove_missing: bool = False,
) -> ImportReport:
    """Store articles: a changed text makes a new revision, the same import again changes nothing. A new article
    begins at the revision it came with.

    Args:
        remove_missing: mark articles of the brand that are not in ``imported`` as deleted; they and their revisions
            stay readable.
    """
    known = {record.id: record for record in (await session.exec(_of_brand(brand))).all()}
    texts = await _newest_hashes(session, list(known))
    counts = {"new": 0, "changed": 0, "same": 0}
    for article in imported.articles:
        record = known.get(article.id)
        if record is None:
            counts["new"] += 1
            session.add(_record(article, brand, article.revision, clock.now()))
            await session.flush()
            await _revise(session, article, author, clock.now())
        elif texts.get(article.id) != text_hash(article.text) or record.deleted:
            counts["changed"] += 1
            _take_over(record, article, clock.now())
            record.revision += texts.get(article.id) != text_hash(article.text)
            if texts.get(article.id) != text_hash(article.text):
                await _revise(session, replace(article, revision=record.revision), author, clock.now())
        elif _heads_differ(record, article):
            counts["changed"] += 1
            _take_over(record, article, clock.now())
        else:
            counts["same"] += 1
    removed = _remove(known, {article.id for article in imported.articles}, clock.now()) if remove_missing else 0
    await session.flush()
    return ImportReport(**counts, removed=removed, problems=imported.problems)


async def load_articles(session: AsyncSession, brand: str = "") -> tuple[Article, ...]:
    """The brand's articles that are in force, at their newest revision, by id."""
    statement = (
        select(ArticleRecord, ArticleRevision.text)
        .join(
            ArticleRevision,
            (col(ArticleRevision.article_id) == col(ArticleRecord.id))
            & (col(ArticleRevision.revision) == col(ArticleRecord.revision)),
        )
        .where(col(ArticleRecord.brand_id) == brand, col(ArticleRecord.deleted).is_(False))
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
    return None if record is None or found is None else replace(_article(record, found.text), revision=revision)


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


def _of_brand(brand: str) -> Any:
    return select(ArticleRecord).where(ArticleRecord.brand_id == brand)


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


def _record(article: Article, brand: str, revision: int, at: datetime) -> ArticleRecord:
    return ArticleRecord(
        id=article.id,
        brand_id=brand,
        title=article.title,
        topic=article.topic,
        question=article.question,
        audience=article.audience,
        source=article.source,
        revision=revision,
        updated_at=at,
    )


def _take_over(record: ArticleRecord, article: Article, at: datetime) -> None:
    record.title, record.topic, record.question = article.title, article.topic, article.question
    record.audience, record.source, record.deleted, record.updated_at = article.audience, article.source, False, at


def _heads_differ(record: ArticleRecord, article: Article) -> bool:
    mine = (record.title, record.topic, record.question, record.audience)
    return mine != (article.title, article.topic, article.question, article.audience)


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
    )
