"""Reads the state of a brand's desk from the database, and again when any process has changed it.

The stamp of what is stored (articles, voice, standard) is three small queries; the index is rebuilt only when it
differs. Vectors of texts seen before come from the database; missing ones are made in a thread and kept. When many are
missing the desk works by words at once, and by meaning as soon as they are there.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from anyio import to_thread
from sqlalchemy import case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.shop import ShopState
from human_review.exemplar_search import ExemplarIndex
from human_review.exemplars import exemplars_of
from knowledge_base.articles import ALL_BRANDS, Article
from knowledge_base.pg_vectors import VectorIndex, kept_in_postgres
from knowledge_base.search import KnowledgeIndex
from knowledge_base.store import load_articles, load_vectors, save_vectors
from model_gateway.embedder import Embedder, Vectors
from model_gateway.gateway import ModelGateway
from model_gateway.ledger import Ledger, Prices
from qa_scoring.revisions import standards
from qa_scoring.standard import default_standard
from reply_core.clock import Clock
from reply_core.database import Sessions
from reply_core.directory import calendar
from reply_core.progress import note_progress
from reply_core.tables import ArticleRecord, Brand, Exemplar, StandardRevision, ToneProfileRevision
from reply_core.types import Language
from reply_core.working_time import Calendar
from tone_of_voice.profile import default_profile
from tone_of_voice.store import newest_profile

AT_ONCE = 64
"""Texts embedded between two notes of progress."""
WAIT_FOR = 40
"""More new articles than this are embedded behind the desk's back."""
PROGRESS = "embeddings"
_log = logging.getLogger(__name__)
Stamp = tuple[Any, ...]


@dataclass(slots=True, kw_only=True)
class ShopLoader:
    """Loads and renews a `ShopState`; `close` it when the process ends."""

    sessions: Sessions
    clock: Clock
    brand: str
    language: Language = "ru"
    time_zone: str = "Europe/Moscow"
    """Of a brand nothing is stored about yet."""
    readers: Sessions | None = None
    """Sessions that only read and wait for no writer; None: the same as ``sessions``."""
    embedder: Embedder | None = None
    vector_index: VectorIndex = "memory"
    """Where vectors are compared: see `kept_in_postgres`."""
    database_url: str = ""
    gateway: ModelGateway | None = None
    ledger: Ledger | None = None
    prices: Prices | None = None
    prompt_versions: Mapping[str, int] = field(default_factory=dict)
    _stamp: Stamp = ()
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _behind: asyncio.Task[None] | None = None

    async def load(self) -> ShopState:
        """The state as it is stored now."""
        state = ShopState(
            brand=self.brand,
            index=KnowledgeIndex.build([]),
            language=self.language,
            gateway=self.gateway,
            embedder=self.embedder,
            ledger=self.ledger,
            prices=self.prices,
            prompt_versions=self.prompt_versions,
            renew=self.renew,
        )
        self._stamp = ()
        await self.renew(state)
        return state

    async def renew(self, state: ShopState) -> None:
        """Bring ``state`` up to what is stored; does nothing when nothing has changed."""
        async with self._lock:
            async with (self.readers or self.sessions)() as session:
                stamp = await _stamp_of(session, self.brand)
                if stamp == self._stamp:
                    return
                await self._read_rules(session, state)
                accepted = await exemplars_of(session, self.brand)
                articles = await load_articles(session, self.brand)
            if articles != state.index.articles:
                await self._take_articles(state, articles)
            if [row.text_hash for row in accepted] != [row.text_hash for row in state.exemplars.rows]:
                state.exemplars = await to_thread.run_sync(ExemplarIndex, accepted, self.embedder)
            self._stamp = stamp

    async def close(self) -> None:
        """Stop embedding; what is done is kept."""
        if self._behind is not None:
            self._behind.cancel()
            with suppress(asyncio.CancelledError):
                await self._behind
            self._behind = None

    async def settle(self) -> None:
        """Wait until what is embedded behind the desk's back is there."""
        if self._behind is not None:
            await self._behind

    async def _read_rules(self, session: AsyncSession, state: ShopState) -> None:
        revision = await newest_profile(session, self.brand)
        state.profile = revision.profile if revision else default_profile(self.language)
        state.profile_author = revision.author if revision else ""
        state.profile_at = revision.created_at if revision else None
        kept = await standards(session, self.brand)
        state.standard = kept[0] if kept else default_standard(self.language)
        known = (default_standard("ru"), default_standard("en"), *kept)
        state.standards = {each.version: each for each in known}
        known_brand = await session.get(Brand, self.brand) is not None
        state.calendar = await calendar(session, self.brand) if known_brand else Calendar.always(self.time_zone)

    async def _take_articles(self, state: ShopState, articles: Sequence[Article]) -> None:
        await self.close()
        if self.embedder is None:
            state.index, state.vectors = await to_thread.run_sync(KnowledgeIndex.build, articles), "none"
            return
        async with (self.readers or self.sessions)() as session:
            vectors = await load_vectors(session, self.embedder.name)
        new = len(set(articles) - set(state.index.articles))
        if new <= WAIT_FOR or vectors:
            index = await self._with_meaning(self.embedder, articles, vectors)
            state.index, state.vectors = index, await self._kept(index)
            return
        state.index, state.vectors = await to_thread.run_sync(KnowledgeIndex.build, articles), "none yet"
        self._behind = asyncio.create_task(self._later(state, self.embedder, articles))

    async def _later(self, state: ShopState, embedder: Embedder, articles: Sequence[Article]) -> None:
        index = await self._with_meaning(embedder, articles, {})
        if state.index.articles == index.articles:
            state.index, state.vectors = index, await self._kept(index)

    async def _kept(self, index: KnowledgeIndex) -> str:
        """Have vectors compared where the settings want it; where that is, and why not elsewhere."""

        def keep() -> str:
            return kept_in_postgres(index, self.database_url, choice=self.vector_index, owner=f"brand {self.brand}")

        why = await to_thread.run_sync(keep)
        if why and self.vector_index == "pgvector":
            _log.warning("TACT_VECTOR_INDEX is pgvector, but vectors are compared in memory: %s", why)
        return f"memory: {why}" if why else "pgvector"

    async def _with_meaning(
        self, embedder: Embedder, articles: Sequence[Article], vectors: dict[str, Vectors]
    ) -> KnowledgeIndex:
        """The index with vectors; texts that were never embedded are embedded in a thread and their vectors kept."""
        telling = _Telling(embedder, asyncio.get_running_loop(), self._note)
        index = await to_thread.run_sync(KnowledgeIndex.build, articles, telling, vectors)
        new = {key: vector for key, vector in index.vectors.items() if key not in vectors}
        if new:
            async with self.sessions.begin() as session:
                await save_vectors(session, embedder.name, new)
        return index

    async def _note(self, done: int, total: int) -> None:
        async with self.sessions.begin() as session:
            await note_progress(session, PROGRESS, done, total, clock=self.clock)


class _Telling:
    """An embedder that does long work in parts and tells how far it is; used inside a thread."""

    def __init__(
        self,
        embedder: Embedder,
        loop: asyncio.AbstractEventLoop,
        tell: Callable[[int, int], Coroutine[Any, Any, None]],
    ) -> None:
        self._embedder, self._loop, self._tell = embedder, loop, tell

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dim(self) -> int:
        return self._embedder.dim

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        if threading.current_thread() is threading.main_thread() or len(texts) <= AT_ONCE:
            return self._embedder.passages(texts)
        parts = []
        for begin in range(0, len(texts), AT_ONCE):
            parts.append(self._embedder.passages(texts[begin : begin + AT_ONCE]))
            done = min(begin + AT_ONCE, len(texts))
            asyncio.run_coroutine_threadsafe(self._tell(done, len(texts)), self._loop).result()
        return np.concatenate(parts)


async def _stamp_of(session: AsyncSession, brand: str) -> Stamp:
    """What changes whenever an article, the voice, the standard or the brand's hours do."""
    gone = func.count(case((col(ArticleRecord.deleted).is_(True), 1)))
    newest, revisions = func.max(ArticleRecord.updated_at), func.sum(ArticleRecord.revision)
    articles = select(func.count(), gone, newest, revisions).where(col(ArticleRecord.brand_id).in_((brand, ALL_BRANDS)))
    voice = select(func.count(), func.max(ToneProfileRevision.created_at)).where(ToneProfileRevision.brand_id == brand)
    rules = select(func.count(), func.max(StandardRevision.created_at)).where(StandardRevision.brand_id == brand)
    told = select(func.count(), func.max(Exemplar.text_hash), func.sum(func.length(Exemplar.reply))).where(
        Exemplar.brand_id == brand, col(Exemplar.withdrawn).is_(False)
    )
    hours = select(Brand.calendar, Brand.time_zone).where(Brand.id == brand)
    found = [tuple((await session.exec(query)).one()) for query in (articles, voice, rules, told)]
    return (*found, str((await session.exec(hours)).first()), brand)
