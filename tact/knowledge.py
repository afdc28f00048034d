"""`tact kb`: articles and macros in, and a report on those that repeat or contradict each other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.citing import Affected, affected
from knowledge_base.importers import Told, read_files
from knowledge_base.store import ImportReport, import_articles, load_articles
from knowledge_base.twins import find_twins
from reply_core.directory import brands
from reply_core.settings import load_settings
from reply_core.text import fold
from tact.on_database import on_database


def import_files(paths: Sequence[Path], *, told: Mapping[str, str], brand: str, as_json: bool) -> None:
    """`tact kb import`: store articles, say what became of each row and what rests on what changed."""
    settings = load_settings()
    home = brand or settings.brand

    async def work(session: AsyncSession) -> tuple[ImportReport, Affected]:
        known = {fold(home): home}
        for each in await brands(session):
            known |= {fold(each.id): each.id, fold(each.name): each.id}
        imported = read_files(paths, settings.language, Told(fields=told, brands=known))
        report = await import_articles(session, imported, clock=settings.clock, author="tact kb", brand=home)
        changed = [(step.article_id, step.before, step.after) for step in report.steps if step.before is not None]
        return report, await affected(session, changed)

    report, found = on_database(settings, work)
    problems = [asdict(one) for one in report.problems]
    if as_json:
        counts = {"new": report.new, "changed": report.changed, "same": report.same}
        print(json.dumps({**counts, "problems": problems, "affected": {"sent": found.sent, "open": found.open}}))
        return
    console = Console(highlight=False)
    console.print(f"new {report.new}, changed {report.changed}, unchanged {report.same}")
    for one in report.problems:
        where = f"{one.file}:{one.line}" if one.line else one.file
        console.print(f"[yellow]left out[/] {where}: {one.cause}", soft_wrap=True)
    if found.sent + found.open:
        console.print(f"[yellow]resting on what changed[/] sent replies {found.sent}, undecided drafts {found.open}")


def show_twins(*, brand: str, as_json: bool) -> None:
    """`tact kb twins`: near-duplicates and contradictions of the brand's articles in force."""
    settings = load_settings()
    today = settings.clock.now().astimezone(ZoneInfo(settings.time_zone)).date()
    articles = on_database(settings, lambda session: load_articles(session, brand or settings.brand))
    report = find_twins([one for one in articles if one.holds_on(today)], language=settings.language)
    if as_json:
        print(json.dumps(asdict(report), ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(
        f"articles {len(articles)}, near-duplicates {len(report.duplicates)}, "
        f"possible contradictions {len(report.contradictions)}, {report.ms} ms"
    )
    for pair in (*report.contradictions, *report.duplicates):
        console.print(f"\n{pair.kind} {pair.share:.2f} {' / '.join(value for value in pair.values if value)}")
        for quote in (pair.one, pair.two):
            console.print(f"  {quote.article_id} (rev. {quote.revision}): {quote.text}", markup=False, soft_wrap=True)
