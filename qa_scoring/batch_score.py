"""`score_batch`: messages in, one row per operator turn out. Pure, so it runs in a process pool or on Spark alike.

All messages of a conversation must lie in one batch. The book is described by a `BookSpec`, which travels as data and
is built once in each process.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

import msgspec
import pyarrow as pa

from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from model_gateway.local_embedder import LocalEmbedder
from qa_scoring.case import Scorebook
from qa_scoring.language import shop_terms
from qa_scoring.politeness_value import centres_from_json
from qa_scoring.score import score_conversation
from qa_scoring.scorecard import PILLARS, Scorecard, Unscored, verdict_to_dict
from qa_scoring.standard import standard_from_dict
from reply_core.row_values import order_of
from reply_core.types import Conversation, Message, Payload
from reply_core.working_time import Calendar, calendar_from_dict
from tone_of_voice.profile import profile_from_dict

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

SCORES = pa.schema(
    [
        ("conversation_id", pa.string()),
        ("message_id", pa.string()),
        ("message_ids", pa.list_(pa.string())),
        ("author_id", pa.string()),
        ("total", pa.float64()),
        ("politeness", pa.float64()),
        ("completeness", pa.float64()),
        ("speed", pa.float64()),
        ("language", pa.float64()),
        ("level", pa.string()),
        ("decided_share", pa.float64()),
        ("critical", pa.string()),
        ("unscored_reason", pa.string()),
        ("verdicts", pa.string()),
    ]
)
"""One operator turn a row; ``critical`` and ``verdicts`` are JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSpec:
    """A scorebook as data: what a worker process or another machine needs to build it."""

    standard: str
    """The standard as JSON (`standard_to_dict`)."""
    profile: str
    """The tone profile as JSON (`profile_to_dict`)."""
    calendar: str = ""
    """A calendar as JSON; empty: the standard's own, else around the clock."""
    articles: tuple[Article, ...] = ()
    tone: str = ""
    """The tone of the shop's own replies (`centres_to_json`); empty: not known."""
    local: bool = False
    """Score by meaning too, with the bundled embedding model."""
    time_zone: str = "UTC"


def build_book(spec: BookSpec, embedder: Embedder | None = None) -> Scorebook:
    """The scorebook of a spec; ``embedder`` replaces the bundled one."""
    standard = standard_from_dict(json.loads(spec.standard))
    calendar = json.loads(spec.calendar) if spec.calendar else dict(standard.calendar)
    used = embedder if embedder is not None else LocalEmbedder() if spec.local else None
    return Scorebook(
        standard=standard,
        profile=profile_from_dict(json.loads(spec.profile)),
        calendar=calendar_from_dict(calendar) if calendar else Calendar.always(spec.time_zone),
        embedder=used,
        index=KnowledgeIndex.build(spec.articles, used) if spec.articles else None,
        terms=shop_terms([article.text for article in spec.articles]),
        check_facts=bool(spec.articles),
        tone=centres_from_json(spec.tone),
    )


@lru_cache(maxsize=4)
def book_of(spec: BookSpec) -> Scorebook:
    """The scorebook of a spec, built once in each process."""
    return build_book(spec)


def score_batch(batch: pa.RecordBatch, spec: BookSpec) -> pa.RecordBatch:
    """Scores of all operator turns in a batch of messages (`MESSAGES` → `SCORES`)."""
    return score_batch_by(batch, book_of(spec))


def score_batch_by(batch: pa.RecordBatch, book: Scorebook) -> pa.RecordBatch:
    """`score_batch` with a book at hand."""
    rows = [score_row(card) for conversation in conversations(batch) for card in score_conversation(conversation, book)]
    return pa.RecordBatch.from_pylist(rows, schema=SCORES)


def map_batches(batches: Iterable[pa.RecordBatch], spec: BookSpec) -> Iterator[pa.RecordBatch]:
    """`score_batch` over a stream of batches: the shape Spark's ``mapInArrow`` wants."""
    for batch in batches:
        yield score_batch(batch, spec)


def conversations(batch: pa.RecordBatch) -> Iterator[Conversation]:
    """The conversations of a batch in order of their first row, messages in order of time."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in batch.to_pylist():
        grouped.setdefault(row["conversation_id"], []).append(row)
    for name, rows in grouped.items():
        yield _conversation(name, rows)


def _conversation(name: str, rows: list[dict[str, Any]]) -> Conversation:
    ordered = _in_order(rows)

    def last(field: str) -> Any:
        return next((row[field] for row in reversed(ordered) if row.get(field)), None)

    return Conversation(
        id=name,
        channel=ordered[0]["channel"],
        messages=tuple(_message(row) for row in ordered),
        brand=last("brand") or "",
        customer_id=last("customer_id") or "",
        customer_name=last("customer_name") or "",
        order=order_of(last("order")),
        assigned_to=last("assigned_to") or "",
        assigned_at=last("assigned_at"),
        closed_at=last("closed_at"),
        csat=last("csat"),
    )


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By time; a message without one stays behind the row it came after."""
    timed: list[tuple[datetime, dict[str, Any]]] = []
    latest = _LONG_AGO
    for row in sorted(rows, key=lambda each: cast("int", each["position"])):
        latest = row["at"] or latest
        timed.append((latest, row))
    return [row for _, row in sorted(timed, key=lambda pair: pair[0])]


def _message(row: Mapping[str, Any]) -> Message:
    return Message(
        id=row["message_id"],
        text=row["text"],
        direction=row["direction"],
        author_kind=row["author_kind"],
        at=row["at"],
        author_id=row["author_id"],
        visibility=row["visibility"],
        in_reply_to=row["in_reply_to"] or None,
        attachments=row["attachments"],
        event=row["event"],
        channel=row["channel"],
    )


def score_row(card: Scorecard | Unscored) -> Payload:
    """A card as a row of `SCORES`; numbers 0-100, empty where no number is honest."""
    shared = {
        "conversation_id": card.conversation_id,
        "message_id": card.message_id,
        "message_ids": list(card.message_ids),
        "author_id": card.author_id,
        "level": card.level,
    }
    if isinstance(card, Unscored):
        return {**shared, "critical": "[]", "unscored_reason": card.reason, "verdicts": "{}"}
    return {
        **shared,
        "total": card.total,
        **{name: card.pillars[name].value for name in PILLARS},
        "decided_share": card.decided_share,
        "critical": _json([_critical(item) for item in card.critical]),
        "unscored_reason": "",
        "verdicts": _json(verdicts_of(card)),
    }


def verdicts_of(card: Scorecard) -> Payload:
    """Criterion → verdict, value, confidence, source, evidence, reason (and the asks under asks_covered)."""
    found: Payload = {}
    for code, verdict in card.criteria.items():
        body = verdict_to_dict(verdict)
        body.setdefault("value", None)
        body.setdefault("confidence", None)
        body.setdefault("source", None)
        body.setdefault("evidence", [])
        body.setdefault("reason", body.pop("why", ""))
        found[code] = body
    found["asks_covered"]["asks"] = [
        {"text": each.ask.text, "status": each.status, "credit": each.credit, "value": round(each.value, 4)}
        for each in card.asks
    ]
    return found


def _critical(item: Any) -> Payload:
    return {
        "code": item.code,
        "state": item.state,
        "source": item.source,
        "reason": item.reason,
        "evidence": [{"message_id": each.message_id, "quote": each.quote} for each in item.evidence],
    }


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
