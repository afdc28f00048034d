"""`make demo`: a shop, its help centre, twelve weeks of conversations, the API and the dashboard, in one command."""

import asyncio
import os
import shutil
import signal
import subprocess
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from api.services import Services
from qa_scoring.jobs import in_bulk
from reply_core import keys
from reply_core.database import make_engine, session_factory, upgrade
from reply_core.directory import OperatorInfo, operators
from reply_core.inbound import InboundMessage
from reply_core.settings import Settings, load_settings
from reply_core.tables import Brand
from tact.demo_drafts import answer_talks, drafted_talks, note_loading, unloaded_since, without
from tact.demo_operators import load_plan
from tact.demo_rutube import load_rutube, rutube_messages
from tact.history import score_history
from tact.serving import (
    api_address,
    api_server,
    check_free,
    dashboard_address,
    dashboard_command,
    dashboard_environment,
)
from tact.shop import DemoShop, find_demo_shop, load_history, load_people, load_shop_articles
from tact.wiring import running

KEY = "tact-demo-{who}"
"""Keys of the demo only: it listens on this machine and holds nothing real."""
ROLES = ("lead", "trainer", "admin", "service")
CONSOLE = Console(highlight=False)
_STOP_SECONDS = 5


def run(data: str, *, fresh: bool) -> None:
    """Load what is not loaded, start everything, and stop cleanly on Ctrl-C."""
    settings = _settings(data)
    check_free(settings.host, settings.port, "TACT_PORT")
    check_free(settings.host, settings.dashboard_port, "TACT_DASHBOARD_PORT")
    if fresh and settings.data_dir.exists():
        shutil.rmtree(settings.data_dir)
    asyncio.run(_run(settings, data))


def _settings(data: str) -> Settings:
    overrides: dict[str, object] = {"brand": data}
    if "TACT_DATA_DIR" not in os.environ:
        overrides["data_dir"] = Path("var") / f"demo-{data}"
    if data == "harbor_goods" and "TACT_LANGUAGE" not in os.environ:
        overrides["language"] = "en"
    return load_settings(**overrides)


async def _run(settings: Settings, data: str) -> None:
    with _bars() as bars:
        shop = await prepare(settings, data, bars)
    with ExitStack() as bulk:
        bulk.enter_context(in_bulk())  # until the history is scored, nothing else orders its scores
        await _serve(settings, shop, bulk)
    CONSOLE.print("Stopped. Everything is kept; make demo goes on from here.")


async def _serve(settings: Settings, shop: DemoShop | None, bulk: ExitStack) -> None:
    async with running(settings) as services, _dashboard(settings):
        server = api_server(settings, services)
        serving = asyncio.create_task(server.serve())
        _say_where(settings, services, await _people(services))
        history = asyncio.create_task(_history(services, shop))
        history.add_done_callback(_say_failure)
        history.add_done_callback(lambda _: bulk.close())
        await serving
        history.cancel()
        await asyncio.wait([history])


async def prepare(settings: Settings, data: str, bars: Progress) -> DemoShop | None:
    """Brand, people, articles and keys, in a second or two; the history comes when the doors are open."""
    await upgrade(settings.database_url)
    engine = make_engine(settings.database_url)
    sessions = session_factory(engine)
    clock = settings.clock
    shop = find_demo_shop(data) if data != "rutube_support" else None
    try:
        async with sessions() as session, session.begin():
            known = (await session.exec(select(Brand.id).where(Brand.id == settings.brand))).first()
        if known is None:
            step = bars.add_task("articles", total=1)
            async with sessions() as session, session.begin():
                if shop is None:
                    await load_rutube(session, settings)
                else:
                    await load_people(session, shop, clock)
                    await load_shop_articles(session, shop, clock)
                await _make_keys(session, await operators(session))
            bars.update(step, completed=1)
    finally:
        await engine.dispose()
    return shop


async def _make_keys(session: AsyncSession, people: tuple[OperatorInfo, ...]) -> None:
    for role in ROLES:
        await keys.create_key(session, name=f"demo {role}", role=role, key=KEY.format(who=role))
    for person in people:
        key = KEY.format(who=person.id)
        await keys.create_key(session, name=person.name, role="operator", operator_id=person.id, key=key)


async def _history(services: Services, shop: DemoShop | None) -> None:
    """Load the history, score it by rules at once, then by meaning, newest first; each part says how far it is."""
    with _bars() as bars:
        moment = await unloaded_since(services)
        if moment is not None:
            await _load(services, shop, moment, bars)
        await services.shop.freshen(now=True)
        task = bars.add_task("scored by rules", total=None)
        await score_history(services, "rules", _follow(bars, task))
        bars.update(task, completed=1, total=1)
        if services.shop.embedder is not None:
            task = bars.add_task("scored by meaning", total=None)
            await score_history(services, "local", _follow(bars, task))
            bars.update(task, completed=1, total=1)


async def _load(services: Services, shop: DemoShop | None, moment: datetime, bars: Progress) -> None:
    """The messages up to ``moment``, and the drafts of the last weeks with what became of them."""
    task = bars.add_task("messages", total=None)
    await note_loading(services, moment, done=False)
    messages = await asyncio.to_thread(_messages, services, shop, moment)
    plan = load_plan(shop.folder) if shop is not None else None
    leave = await asyncio.to_thread(shop.harmful, moment) if shop is not None and plan is not None else ()
    talks = drafted_talks(messages, plan, moment, leave)
    await load_history(services.sessions, without(messages, talks), services.clock, _follow(bars, task))
    if plan is not None and talks:
        await services.shop.freshen(now=True)
        await answer_talks(services, talks, plan, _follow(bars, bars.add_task("drafts", total=None)))
    await note_loading(services, moment, done=True)


def _messages(services: Services, shop: DemoShop | None, moment: datetime) -> list[InboundMessage]:
    return rutube_messages(services.settings, moment) if shop is None else shop.messages(moment)


def _say_failure(history: asyncio.Task[None]) -> None:
    """A history that could not be loaded is said at once; the doors stay open, and the next start goes on."""
    if not history.cancelled() and (error := history.exception()) is not None:
        trace = "".join(traceback.format_exception(error))
        CONSOLE.print(f"[bold red]The history was not loaded whole:[/] {error}", soft_wrap=True)
        CONSOLE.print(trace, markup=False, soft_wrap=True)


async def _people(services: Services) -> tuple[OperatorInfo, ...]:
    async with services.reading() as session:
        return await operators(session)


def _follow(bars: Progress, task: object) -> Callable[[int, int], None]:
    def step(done: int, total: int) -> None:
        bars.update(task, completed=done, total=total)  # type: ignore[arg-type]

    return step


def _bars() -> Progress:
    return Progress(
        TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=CONSOLE
    )


def _say_where(settings: Settings, services: Services, people: tuple[OperatorInfo, ...]) -> None:
    names = ", ".join(KEY.format(who=person.id) for person in people[:8])
    CONSOLE.print(
        f"\n  Dashboard  [bold]{dashboard_address(settings)}[/]\n"
        f"  API        {api_address(settings)} (docs: {api_address(settings)}/schema)\n"
        f"  Sign in    [bold]{KEY.format(who='lead')}[/] · {KEY.format(who='trainer')} · {KEY.format(who='admin')}\n"
        f"             operators: {names}\n"
        f"  Level      {services.shop.level}\n"
        "  Stop       Ctrl-C\n",
        soft_wrap=True,
    )


@asynccontextmanager
async def _dashboard(settings: Settings) -> AsyncIterator[None]:
    """The dashboard as a child that ends with us."""
    log = settings.data_dir / "dashboard.log"
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: ASYNC220 - started once, waited for at the end
            dashboard_command(settings),
            env=dashboard_environment(settings),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(process.wait, _STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
