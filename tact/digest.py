"""`tact digest …`."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Literal

from rich.console import Console

from human_review.digest import Digest, Shop
from human_review.digest_files import Said, as_html, as_slack, as_telegram, as_text, say_digest
from human_review.digest_jobs import digest_of
from human_review.digest_sending import send
from human_review.digest_targets import note_error, targets
from reply_core.database import Sessions, make_engine, session_factory, upgrade
from reply_core.errors import NotFound, TactError
from reply_core.settings import Settings, load_settings
from tact.wiring import powers, shop_loader

_SHAPES: Mapping[str, Callable[[Said], str]] = {
    "text": as_text,
    "html": as_html,
    "slack": lambda said: json.dumps(as_slack(said), ensure_ascii=False, indent=2),
    "telegram": lambda said: json.dumps(as_telegram(said, "CHAT"), ensure_ascii=False, indent=2),
}


def show(*, team: str, language: Literal["", "ru", "en"], shape: str) -> None:
    """Print the last full week."""
    settings = load_settings(level="rules")

    async def work() -> Digest:
        async with _house(settings) as (sessions, shop):
            return await digest_of(sessions, None, shop, team, settings.clock)

    print(_SHAPES[shape](say_digest(asyncio.run(work()), language or settings.language)))


def send_now(target: str, *, as_json: bool) -> None:
    """Send to all targets, or to one; ends with 1 when one was not reached."""
    settings = load_settings(level="rules")

    async def work() -> dict[str, str]:
        ended: dict[str, str] = {}
        async with _house(settings) as (sessions, shop):
            async with sessions() as session:
                chosen = [each for each in await targets(session) if target in {"", each.id, each.to.address}]
            if not chosen:
                raise NotFound("there is no such target", where="target", mend="add one on the digest's page")
            for each in chosen:
                digest = await digest_of(sessions, None, shop, each.team, settings.clock)
                error = ""
                try:
                    await send(each.to, say_digest(digest, each.language), settings, settings.clock)
                except TactError as problem:
                    error = str(problem)
                async with sessions.begin() as session:
                    await note_error(session, each.id, error)
                ended[f"{each.shown} ({each.id})"] = error
        return ended

    ended = asyncio.run(work())
    if as_json:
        print(json.dumps(ended, ensure_ascii=False))
    else:
        for name, error in ended.items():
            Console().print(f"{name}: {error or 'taken'}", markup=False)
    if any(ended.values()):
        sys.exit(1)


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[tuple[Sessions, Shop]]:
    await upgrade(settings.database_url)
    engine = make_engine(settings.database_url)
    sessions = session_factory(engine)
    loader = shop_loader(settings, sessions, powers(settings))
    try:
        shop = await loader.load()
        yield (
            sessions,
            Shop(brand=shop.brand, zone=shop.calendar.zone, calendar=shop.calendar, standard_of=shop.standard_of),
        )
    finally:
        await loader.close()
        await engine.dispose()
