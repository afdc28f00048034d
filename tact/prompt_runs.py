"""`tact prompts`: versions of a prompt tried on golden cases, and what one in shadow came to."""

import asyncio
import json
import re
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from drafting.golden import SHIPPED, GoldenShop, read_golden
from drafting.model_text import DRAFT
from drafting.prompt_trials import CaseResult, summarise, try_versions
from drafting.shadow_figures import ENOUGH, ShadowFigures, compare
from drafting.shadow_store import shadow_pairs
from model_gateway.gateway import ModelGateway
from prompts import load
from prompts.loader import ROOT
from reply_core.database import make_engine, session_factory, upgrade
from reply_core.errors import InvalidInput
from reply_core.settings import load_settings
from reply_core.types import Language
from tact.powers import make_embedder, make_gateway
from tact.prompt_report import html_of, table_of

_VERSION = re.compile(r"v?(\d+)")
_LANGUAGES: tuple[Language, ...] = ("ru", "en")


def list_prompts() -> None:
    """All prompts with their versions, languages and hashes."""
    console = Console(highlight=False)
    for folder in sorted(path for path in ROOT.iterdir() if path.is_dir()):
        for path in sorted(folder.glob("v*.md")):
            number, language = path.stem.removeprefix("v").split(".")
            prompt = load(folder.name, "ru" if language == "ru" else "en", int(number))
            console.print(f"{prompt.name}  {prompt.hash}")


def try_prompt(
    name: str, against: tuple[str, str], cases: Path | None, html: Path | None, *, language: str, as_json: bool
) -> None:
    """Run golden cases over versions of a prompt with the configured model, and report side by side.

    Raises:
        InvalidInput: another prompt than the drafting one, or something that is no version.
        BadSettings: no model is configured.
    """
    settings = load_settings()
    gateway = make_gateway(settings, "model") if settings.model else None
    if gateway is None:
        mend = "set TACT_MODEL and OPENAI_BASE_URL; `sh deploy/llm.sh serve` runs a small one here"
        raise InvalidInput("there is no model to try the prompt with", where="TACT_MODEL", mend=mend)
    wanted = versions_of(name, against)
    shops = shops_of(cases, language)
    embedder = make_embedder(settings, "model")

    async def work() -> tuple[CaseResult, ...]:
        try:
            found: list[CaseResult] = []
            for shop in shops:
                found += await try_versions(shop, wanted, gateway, embedder)
            return tuple(found)
        finally:
            await _close(gateway)

    report(name, gateway.name, asyncio.run(work()), html, as_json=as_json)


def report(name: str, model: str, results: tuple[CaseResult, ...], html: Path | None, *, as_json: bool) -> None:
    """Say what came of it: on the console, as JSON, and as a page."""
    found = summarise(results)
    if html is not None:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(html_of(name, model, found, results), encoding="utf-8")
    if as_json:
        told = {"prompt": name, "model": model, "versions": [asdict(one) for one in found]}
        print(json.dumps({**told, "cases": [asdict(one) for one in results]}, ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(table_of(name, found))
    for one in results:
        for wrong in one.wrong:
            console.print(f"[bold]wrong[/] v{one.version} {one.case}: {wrong}", soft_wrap=True)
    if html is not None:
        console.print(f"→ {html}")


def versions_of(name: str, against: tuple[str, ...]) -> tuple[int, ...]:
    """«v1», «2» as numbers; raises `InvalidInput` and `NotFound`."""
    if name != DRAFT:
        raise InvalidInput(f"golden cases are there for {DRAFT} only", where=name, mend=f"tact prompts test {DRAFT}")
    found = [_VERSION.fullmatch(each.strip()) for each in against]
    if not all(found) or not found:
        raise InvalidInput(f"no versions: {' '.join(against)}", where="--against", mend="as in --against v1 v2")
    numbers = tuple(dict.fromkeys(int(match[1]) for match in found if match))
    for number in numbers:
        for language in _LANGUAGES:
            load(name, language, number)
    return numbers


def shops_of(cases: Path | None, language: str) -> tuple[GoldenShop, ...]:
    """The cases of a file, or the shipped ones in one language or both."""
    if cases is not None:
        return (read_golden(cases),)
    return tuple(read_golden(SHIPPED[each]) for each in _LANGUAGES if language in {each, "both"})


def shadow(*, as_json: bool) -> None:
    """Versions tried in shadow, compared with the one in use."""
    settings = load_settings()

    async def work() -> tuple[ShadowFigures, ...]:
        await upgrade(settings.database_url)
        engine = make_engine(settings.database_url)
        try:
            async with session_factory(engine, read_only=True)() as session:
                return compare(await shadow_pairs(session))
        finally:
            await engine.dispose()

    found = asyncio.run(work())
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    console = Console(highlight=False)
    tried = f"v{settings.shadow_prompt} on {settings.shadow_share:.0%} of drafts" if settings.shadow_prompt else "none"
    console.print(f"in shadow now: {tried} (TACT_SHADOW_PROMPT, TACT_SHADOW_SHARE)")
    for one in found:
        console.print(f"{one.prompt} beside {one.live_prompt}: n = {one.n}, failures {one.failures or 'none'}")
        if not one.enough:
            console.print(f"  too few for means: {ENOUGH} are needed")
            continue
        for label in ("similarity", "same_kind", "removed", "to_sent", "tokens"):
            figure = getattr(one, label)
            if figure.value is not None:
                console.print(f"  {label} {figure.value:.3f} [{figure.low:.3f}–{figure.high:.3f}], n = {figure.n}")
        console.print(f"  median ms {one.ms:.0f} beside {one.live_ms:.0f}")


async def _close(gateway: ModelGateway) -> None:
    close = getattr(gateway, "close", None)
    if close is not None:
        await close()
