"""`tact rescore`, `tact standard try`, `tact standard use`: new cards beside the old ones, and what would change."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console

from api.shop import ShopState
from model_gateway.ledger import Prices
from qa_scoring.history import Chosen, Reply, at_level, chosen_replies
from qa_scoring.jobs import ScoreDesk
from qa_scoring.moves import Tallied
from qa_scoring.rescore import Rescored, Target, rescore
from qa_scoring.rescore_jobs import PROGRESS, begin_run, end_run, find_standard, run_key, target_of
from qa_scoring.revisions import save_standard
from qa_scoring.rubric import judge_version
from qa_scoring.scorecard import SCORER_VERSION
from qa_scoring.standard import Standard, load_standard
from qa_scoring.trial import draw, try_standard
from reply_core import audit
from reply_core.database import Sessions, make_engine, session_factory, upgrade
from reply_core.directory import operators
from reply_core.errors import InvalidInput
from reply_core.progress import note_progress
from reply_core.settings import Settings, load_settings
from reply_core.types import Language, Level
from tact.files import bars
from tact.moved_words import report, show
from tact.powers import chosen_level, make_embedder, make_gateway
from tact.wiring import Powers, shop_loader

AUTHOR = "cli"
"""Who saves a standard from the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RescoreJob:
    """What `tact rescore` was told."""

    standard: str = ""
    since: str = ""
    conversation: str = ""
    operator: str = ""
    level: str = "auto"
    dry_run: bool = False

    def chosen(self, settings: Settings) -> Chosen:
        """Which replies are meant. Raises InvalidInput for a date that is none."""
        return Chosen(
            since=_moment(self.since, settings), conversation=self.conversation, operators=_only(self.operator)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An open database with the shop in it."""

    settings: Settings
    sessions: Sessions
    readers: Sessions
    shop: ShopState
    level: Level

    @property
    def desk(self) -> ScoreDesk:
        """What the shop's replies are scored by."""
        return ScoreDesk(book=self.shop.scorebook(), gateway=self.shop.gateway, ledger=self.shop.ledger)

    async def names(self) -> Mapping[str, str]:
        """Operator id → name."""
        async with self.readers() as session:
            return {each.id: each.name for each in await operators(session)}


@asynccontextmanager
async def open_place(level: str) -> AsyncIterator[Place]:
    settings = load_settings()
    wanted = chosen_level(settings, level)
    await upgrade(settings.database_url)
    engine = make_engine(settings.database_url)
    sessions, readers = session_factory(engine), session_factory(engine, read_only=True)
    have = Powers(
        level=wanted,
        embedder=make_embedder(settings, wanted),
        gateway=make_gateway(settings, wanted),
        prices=Prices(per_million_in=settings.price_in, per_million_out=settings.price_out),
    )
    loader = shop_loader(settings, sessions, have, readers)
    try:
        shop = await loader.load()
        await loader.settle()
        yield Place(settings=settings, sessions=sessions, readers=readers, shop=shop, level=wanted)
    finally:
        await loader.close()
        await engine.dispose()


def rescore_history(job: RescoreJob, *, as_json: bool) -> None:
    """`tact rescore`: score what was sent anew; old cards stay. Run again, it goes on where it stopped."""

    async def work() -> tuple[Rescored, Mapping[str, Any], Language, Mapping[str, str]]:
        async with open_place(job.level) as place:
            run, head = await _rescore_in(place, job, quiet=as_json)
            return run, head, place.shop.language, await place.names()

    run, head, language, names = asyncio.run(work())
    if as_json:
        print(json.dumps({**head, **report(run.tallied, names)}, ensure_ascii=False))
        return
    console = Console(highlight=False)
    verb = "would be made" if head["dry_run"] else "made"
    console.print(
        f"{head['chosen']} replies by standard {head['standard']}, level {head['level']}, scorer {head['scorer']}: "
        f"{run.made} new cards {verb}, {run.same} had this card already, {run.left} left",
        soft_wrap=True,
    )
    if run.left:
        console.print("[yellow]the model failed for some replies: their cards stay; run the command again[/]")
    show(console, run.tallied, language, names)


async def _rescore_in(place: Place, job: RescoreJob, *, quiet: bool) -> tuple[Rescored, Mapping[str, Any]]:
    """Score the chosen replies anew; gives what came of it, and what it was made with."""
    chosen = job.chosen(place.settings)
    standard = await _standard(place, job)
    desk = place.desk
    in_force = desk.book.standard.version
    desk = replace(desk, book=replace(desk.book, standard=standard))
    async with place.readers() as session:
        replies = await chosen_replies(session, chosen)
    key = run_key(standard.version, place.level, _scorer(place), chosen)
    began = place.settings.clock.now()
    if not job.dry_run:
        async with place.sessions.begin() as session:
            began = await begin_run(session, key, len(replies), place.settings.clock)
    target = target_of(desk, place.level, in_force, began, keep=not job.dry_run)
    run = await _with_bar(place, replies, target, quiet=quiet)
    if not job.dry_run and not run.stopped:
        async with place.sessions.begin() as session:
            await end_run(session, key, len(replies), place.settings.clock)
    head = {
        "level": place.level, "standard": standard.version, "scorer": _scorer(place), "chosen": len(replies),
        "dry_run": job.dry_run, "made": run.made, "same": run.same, "left": run.left, "stopped": run.stopped,
    }  # fmt: skip
    return run, head


async def _with_bar(place: Place, replies: Sequence[Reply], target: Target, *, quiet: bool) -> Rescored:
    """Score anew with a bar on the screen, and with progress on record where cards are kept."""
    with bars(quiet=quiet) as shown:
        task = shown.add_task("rescoring", total=len(replies))

        async def step(done: int, total: int) -> None:
            shown.update(task, completed=done)
            if target.keep:
                async with place.sessions.begin() as session:
                    await note_progress(session, PROGRESS, done, total, clock=place.settings.clock)

        return await rescore(place.sessions, replies, target, place.settings.clock, step)


def try_draft(path: Path, *, sample: int, since: str, operator: str, level: str, as_json: bool) -> None:
    """`tact standard try`: what a standard would change on history; nothing is stored."""

    async def work() -> tuple[Tallied, Mapping[str, Any], Language, Mapping[str, str]]:
        async with open_place("rules" if level == "rules" else "local" if level == "local" else "auto") as place:
            draft = load_standard(path)
            chosen = Chosen(since=_moment(since, place.settings), operators=_only(operator))
            async with place.readers() as session:
                replies, meant = await draw(session, chosen, sample or 1_000_000)
            below: Level = "rules" if place.level == "rules" else "local"
            book = at_level(place.desk.book, below)
            trial = await try_standard(place.readers, replies, book, draft, place.settings.clock)
            head = {
                "standard_in_force": book.standard.version, "draft": draft.version, "level": below, "drawn_from": meant,
            }  # fmt: skip
            return trial.tallied, head, place.shop.language, await place.names()

    tallied, head, language, names = asyncio.run(work())
    if as_json:
        print(json.dumps({**head, **report(tallied, names)}, ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(
        f"{tallied.replies} of {head['drawn_from']} replies by {head['standard_in_force']} and by the draft "
        f"{head['draft']}, level {head['level']}; nothing was stored",
        soft_wrap=True,
    )
    show(console, tallied, language, names)


def use_standard(path: Path, *, as_json: bool) -> None:
    """`tact standard use`: save a standard as the one in force from now on; older cards keep theirs."""
    standard = load_standard(path)

    async def work() -> Standard:
        async with open_place("rules") as place:
            settings, now = place.settings, place.settings.clock.now()
            async with place.sessions.begin() as session:
                saved = await save_standard(session, settings.brand, standard, author=AUTHOR, at=now)
                await audit.record(
                    session, actor="cli", action="standard.saved", target=f"brand:{settings.brand}",
                    details={"version": saved.version}, at=now,
                )  # fmt: skip
            return saved

    saved = asyncio.run(work())
    if as_json:
        print(json.dumps({"version": saved.version}))
        return
    Console(highlight=False).print(f"in force: {saved.version}; earlier replies keep their cards (tact rescore)")


async def _standard(place: Place, job: RescoreJob) -> Standard:
    """The standard to score by: the one in force, a saved one by its version, or, for a dry run, a file."""
    if not job.standard:
        return place.desk.book.standard
    if job.standard.endswith(".toml"):
        if not job.dry_run:
            raise InvalidInput(
                "cards can only pin a saved standard", where="--standard", mend="tact standard use FILE, or --dry-run"
            )
        return load_standard(Path(job.standard))
    async with place.readers() as session:
        return await find_standard(session, place.settings.brand, job.standard)


def _only(operator: str) -> frozenset[str] | None:
    return frozenset({operator}) if operator else None


def _scorer(place: Place) -> str:
    gateway = place.shop.gateway
    return f"{SCORER_VERSION} {judge_version(gateway.name)}" if gateway is not None else SCORER_VERSION


def _moment(text: str, settings: Settings) -> datetime | None:
    """A date or time as it was typed, in the shop's zone; None for none."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text!r} is no date", where="--since", mend="for example 2026-11-01") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(settings.time_zone))
    return found.astimezone(UTC)
