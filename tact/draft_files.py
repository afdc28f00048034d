"""`tact draft`: a file of inquiries in, a file of drafts out."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet
from rich.console import Console

from drafting.desk import DraftingDesk
from drafting.outcome import Candidates, Draft, HandOver, NoReplyNeeded, Outcome
from drafting.propose import propose
from knowledge_base.search import KnowledgeIndex
from reply_core.asks import read_inquiry
from reply_core.clock import SystemClock
from reply_core.errors import BadFile
from reply_core.settings import Settings, load_settings
from reply_core.sheets import read_sheet
from reply_core.text import language as language_of
from reply_core.types import Channel, Conversation, Message, Order
from reply_core.working_time import Calendar
from tact.files import articles_of, bars, bytes_of
from tact.powers import chosen_level, make_embedder, make_gateway
from tone_of_voice.profile import ToneProfile, default_profile, load_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftJob:
    """What `tact draft` was told."""

    source: Path
    out: Path
    kb: Path
    profile: Path | None
    level: str


def draft_file(job: DraftJob, *, as_json: bool) -> None:
    """Draft a reply to each inquiry of a file."""
    settings = load_settings()
    level = chosen_level(settings, job.level)
    embedder = make_embedder(settings, level)
    own = load_profile(job.profile) if job.profile else None
    articles = articles_of(job.kb)
    desk = DraftingDesk(
        index=KnowledgeIndex.build(articles, embedder),
        brand=settings.brand if any(article.brand == settings.brand for article in articles) else None,
        calendar=Calendar.always(settings.time_zone),
        profile=own or default_profile("ru"),
        embedder=embedder,
        gateway=make_gateway(settings, level),
        language="ru",
    )
    rows = read_sheet(job.source.name, bytes_of(job.source)).rows

    async def work() -> list[dict[str, Any]]:
        made = []
        with bars(quiet=as_json) as shown:
            task = shown.add_task("drafting", total=len(rows))
            for row in rows:
                made.append(await _one(row.cells, _spoken(row.cells, desk, settings, own=own is not None)))
                shown.advance(task)
        return made

    out = asyncio.run(work())
    _write(job.out, out)
    kinds = dict(Counter(row["kind"] for row in out))
    if as_json:
        print(json.dumps({"rows": len(out), "kinds": kinds, "level": level}, ensure_ascii=False))
    else:
        Console(highlight=False).print(f"{len(out)} inquiries → {job.out}: {kinds}")


def _spoken(cells: Mapping[str, Any], desk: DraftingDesk, settings: Settings, *, own: bool) -> DraftingDesk:
    """The desk in the language of the inquiry."""
    spoken = language_of(str(cells.get("text") or ""), settings.language)
    profile: ToneProfile = desk.profile if own else default_profile(spoken)
    return replace(desk, language=spoken, profile=profile)


async def _one(cells: Mapping[str, Any], desk: DraftingDesk) -> dict[str, Any]:
    began, now = time.monotonic(), SystemClock().now()
    desk = desk.on(now)
    text = str(cells.get("text") or "")
    name = str(cells.get("id") or "")
    message = Message(id="q", text=text, direction="in", author_kind="customer")
    channel: Channel = cells.get("channel") or "email"
    conversation = Conversation(
        id=name or "c",
        channel=channel,
        messages=(message,),
        customer_name=str(cells.get("customer") or ""),
        order=_order(cells.get("order")),
    )
    inquiry = read_inquiry(conversation)
    ranked = [{"article_id": one, "score": round(score, 4)} for one, score in desk.index.rank_articles(text, 10)]
    if inquiry is None:
        return _row(name, "no_reply_needed", "", [], ranked, "", desk_level(desk), began)
    outcome = await propose(inquiry, desk, now=now)
    return _outcome_row(name, outcome, ranked, began)


def desk_level(desk: DraftingDesk) -> str:
    """The highest level this desk can reach."""
    return "model" if desk.gateway is not None else "rules" if desk.embedder is None else "local"


def _outcome_row(name: str, outcome: Outcome, ranked: list[dict[str, Any]], began: float) -> dict[str, Any]:
    text, reason = "", ""
    citations: list[dict[str, Any]] = []
    if isinstance(outcome, Draft):
        text = outcome.text
        citations = [
            {"article_id": one.article_id, "start": one.start, "end": one.end}
            for sentence in outcome.sentences
            for one in sentence.citations
            if one.article_id
        ]
    elif isinstance(outcome, Candidates):
        reason = outcome.reason
        first = next((offer for offer in outcome.offers if offer.reply), None)
        if first is not None:  # what the first of the articles would answer, for whoever finds that it fits
            text = first.reply
            citations = [{"article_id": first.article_id, "start": first.start, "end": first.end}]
    elif isinstance(outcome, HandOver | NoReplyNeeded):
        reason = outcome.reason
    return _row(name, outcome.kind, text, citations, ranked, reason, outcome.provenance.level, began)


def _row(
    name: str,
    kind: str,
    text: str,
    citations: list[dict[str, Any]],
    ranked: list[dict[str, Any]],
    reason: str,
    level: str,
    began: float,
) -> dict[str, Any]:
    ms = round(1000 * (time.monotonic() - began), 1)
    return {
        "id": name, "kind": kind, "text": text, "citations": citations, "passages": ranked, "reason": reason,
        "level": level, "ms": ms,
    }  # fmt: skip


def _order(value: Any) -> Order | None:
    if not value:
        return None
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except ValueError:
            return Order(text=str(value))
    if isinstance(value, Mapping):
        fields = {str(key): str(item) for key, item in value.items() if item}
        return Order(number=fields.pop("number", ""), fields=fields)
    return Order(text=str(value))


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    kind = path.suffix.lower()
    if kind == ".jsonl":
        path.write_text("".join(_lines(rows)), "utf-8")
        return
    flat = [{**row, "citations": json.dumps(row["citations"]), "passages": json.dumps(row["passages"])} for row in rows]
    table = pa.Table.from_pylist(flat)
    if kind == ".parquet":
        parquet.write_table(table, path)
    elif kind == ".csv":
        arrow_csv.write_csv(table, path)
    else:
        raise BadFile(
            f"files of kind {kind or 'without a suffix'} are not written",
            where=str(path),
            mend="use .jsonl, .csv or .parquet",
        )


def _lines(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
