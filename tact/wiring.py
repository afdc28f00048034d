"""The composition root: settings in, collaborators of every floor out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from anyio import to_thread

import drafting.shadow as shadow_jobs
import human_review.digest_jobs as digest_jobs
import human_review.exemplar_jobs as exemplar_jobs
import human_review.sum_jobs as sum_jobs
import qa_scoring.jobs as scoring_jobs
import qa_scoring.promise_jobs as promise_jobs
import qa_scoring.rescore_jobs as rescoring_jobs
from api.services import Services
from api.shop import ShopState
from api.shop_loading import ShopLoader
from drafting.desk import DraftingDesk
from drafting.model_text import DRAFT
from human_review.digest import Shop
from integrations.files import read_exports
from model_gateway.embedder import Embedder
from model_gateway.gateway import ModelGateway
from model_gateway.ledger import DatabaseLedger, Prices
from qa_scoring.jobs import ScoreDesk
from reply_core import jobs
from reply_core.database import Sessions, make_engine, session_factory, upgrade
from reply_core.settings import Settings
from reply_core.types import Level
from tact.powers import chosen_level, make_embedder, make_gateway

JOB_PACKAGES = (scoring_jobs, promise_jobs, rescoring_jobs, shadow_jobs, digest_jobs, exemplar_jobs, sum_jobs)
"""Imported here so that every job is registered before the engine starts: recovery needs them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What this installation works with, shared by the doors and the durable work."""

    level: Level
    embedder: Embedder | None
    gateway: ModelGateway | None
    prices: Prices


def powers(settings: Settings) -> Powers:
    """The collaborators of the level the settings allow."""
    level = chosen_level(settings)
    return Powers(
        level=level,
        embedder=make_embedder(settings, level),
        gateway=make_gateway(settings, level),
        prices=Prices(per_million_in=settings.price_in, per_million_out=settings.price_out),
    )


@asynccontextmanager
async def running(settings: Settings, *, worker: bool = True) -> AsyncIterator[Services]:
    """Everything the API needs, for as long as the block lasts: database, shop, durable work.

    Args:
        worker: also do the durable work here (always on SQLite).
    """
    await upgrade(settings.database_url)
    engine = make_engine(settings.database_url)
    sessions, readers = session_factory(engine), session_factory(engine, read_only=True)
    have = powers(settings)
    loader = shop_loader(settings, sessions, have, readers)
    try:
        shop = await loader.load()
        prepare_jobs(settings, have)
        await to_thread.run_sync(lambda: jobs.launch(settings, worker=worker))
        try:
            yield Services(
                sessions=sessions,
                readers=readers,
                clock=settings.clock,
                settings=settings,
                shop=shop,
                enqueue=jobs.enqueue,
                read_exports=read_exports,
                version=program_version(),
            )
        finally:
            await to_thread.run_sync(jobs.shutdown)
    finally:
        await loader.close()
        await engine.dispose()


def prepare_jobs(settings: Settings, have: Powers) -> None:
    """Tell the scoring jobs what to score by; their state is loaded on the engine's own loop, at the first job."""
    states: list[ShopState] = []
    loading = asyncio.Lock()

    async def desk_for(brand: str) -> ScoreDesk:
        del brand  # one installation, one brand's desk
        async with loading:  # jobs begin together at the start: one of them loads, the others wait
            if not states:
                states.append(await shop_loader(settings, jobs.sessions(), have).load())
        (shop,) = states
        await shop.freshen()
        return ScoreDesk(book=shop.scorebook(), gateway=shop.gateway, ledger=shop.ledger)

    async def drafting_desk() -> DraftingDesk:
        await desk_for("")
        return states[0].desk()

    async def digest_shop() -> Shop:
        await desk_for("")
        shop = states[0]
        return Shop(brand=shop.brand, zone=shop.calendar.zone, calendar=shop.calendar, standard_of=shop.standard_of)

    digest_jobs.use(digest_shop, settings, settings.clock)
    sum_jobs.use(digest_shop, settings.clock)
    scoring_jobs.use(desk_for, settings.clock)
    shadow_jobs.use(drafting_desk, settings.clock)


def shop_loader(settings: Settings, sessions: Sessions, have: Powers, readers: Sessions | None = None) -> ShopLoader:
    """Reads the state of the brand's desk through these sessions; ``readers`` wait for no writer."""
    return ShopLoader(
        sessions=sessions,
        readers=readers,
        time_zone=settings.time_zone,
        clock=settings.clock,
        brand=settings.brand,
        language=settings.language,
        embedder=have.embedder,
        vector_index=settings.vector_index,
        database_url=settings.database_url,
        gateway=have.gateway,
        ledger=DatabaseLedger(sessions.begin),
        prices=have.prices,
        prompt_versions={DRAFT: settings.draft_prompt} if settings.draft_prompt else {},
    )


def program_version() -> str:
    """The version of the installed distribution."""
    try:
        return version("tact-desk")
    except PackageNotFoundError:
        return "unknown"
