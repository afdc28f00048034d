"""Which drafts and sent replies rest on what an article no longer says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rapidfuzz import fuzz
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.changes import touched
from reply_core.tables import ArticleRevision, DraftDecisionRecord, DraftRecord, DraftSource
from reply_core.text import fold
from reply_core.types import Span

State = Literal["sent", "open"]
Weight = Literal["gone", "near"]
_AT_ONCE = 500
_KEPT = 85.0
"""A sentence of a draft is still in the reply that was sent from this likeness (rapidfuzz, 0–100) on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A draft that rests on a stretch an article no longer holds."""

    draft_id: str
    conversation_id: str
    article_id: str
    revision: int
    """The revision it was written from."""
    state: State
    """``open``: nobody has decided on it yet."""
    weight: Weight
    """``gone``: the very sentence changed; ``near``: another of its paragraph did."""
    quote: str
    """What the article said."""
    sentence: str
    """What the draft or the reply says with it."""
    message_id: str | None
    operator_id: str
    at: datetime
    """When it was sent, or drafted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Drafts that rest on what changed, the newest first; counts are of all of them."""

    sent: int = 0
    open: int = 0
    items: tuple[Resting, ...] = ()


async def affected(
    session: AsyncSession, steps: Iterable[tuple[str, int, int]], *, limit: int = 50, near: bool = True
) -> Affected:
    """Drafts and sent replies that rest on what the steps (article id, revision before, revision after) changed.

    A draft of an older revision counts when its stretch still stood in the revision before. A sent reply counts when
    the sentence is still in the text that was sent; rejected drafts do not.

    Args:
        limit: how many are given; all are counted.
        near: count drafts whose own sentence stands while another of its paragraph changed.
    """
    wanted = {article_id: (before, after) for article_id, before, after in steps if before != after}
    sources = await _sources(session, list(wanted))
    texts = await _texts(session, sources, wanted)
    hit: dict[str, tuple[DraftSource, Weight, str]] = {}
    for source in sources:
        weight, quote = _weight(source, texts, *wanted[source.article_id])
        known = hit.get(source.draft_id)
        if weight == "gone" or (weight == "near" and near and known is None):
            hit[source.draft_id] = (source, weight, quote)
    items = await _resting(session, hit)
    return Affected(
        sent=sum(item.state == "sent" for item in items),
        open=sum(item.state == "open" for item in items),
        items=tuple(items[:limit]),
    )


async def resting_on(session: AsyncSession, article_id: str, span: Span, revision: int, limit: int = 50) -> Affected:
    """Drafts and sent replies that rest on a stretch of an article's revision, whatever became of it since."""
    sources = [
        source
        for source in await _sources(session, [article_id])
        if source.revision == revision and span.overlaps(Span(start=source.start, end=source.end))
    ]
    texts = await _texts(session, sources, {})
    hit: dict[str, tuple[DraftSource, Weight, str]] = {
        source.draft_id: (source, "gone", texts.get((article_id, revision), "")[source.start : source.end])
        for source in sources
    }
    items = await _resting(session, hit)
    sent = sum(item.state == "sent" for item in items)
    return Affected(sent=sent, open=len(items) - sent, items=tuple(items[:limit]))


async def _sources(session: AsyncSession, articles: Sequence[str]) -> list[DraftSource]:
    found: list[DraftSource] = []
    for start in range(0, len(articles), _AT_ONCE):
        chosen = col(DraftSource.article_id).in_(articles[start : start + _AT_ONCE])
        found += (await session.exec(select(DraftSource).where(chosen))).all()
    return found


async def _texts(
    session: AsyncSession, sources: Sequence[DraftSource], wanted: Mapping[str, tuple[int, int]]
) -> dict[tuple[str, int], str]:
    """(article id, revision) → its text, for all that are compared."""
    keys = {(source.article_id, source.revision) for source in sources}
    keys |= {(source.article_id, number) for source in sources for number in wanted.get(source.article_id, ())}
    articles = sorted({article_id for article_id, _ in keys})
    texts: dict[tuple[str, int], str] = {}
    for start in range(0, len(articles), _AT_ONCE):
        rows = await session.exec(
            select(ArticleRevision.article_id, ArticleRevision.revision, ArticleRevision.text).where(
                col(ArticleRevision.article_id).in_(articles[start : start + _AT_ONCE])
            )
        )
        texts.update(((name, number), text) for name, number, text in rows.all() if (name, number) in keys)
    return texts


def _weight(
    source: DraftSource, texts: Mapping[tuple[str, int], str], before: int, after: int
) -> tuple[Weight | None, str]:
    """What the step did to a stretch, and its words; None when it stands, or went in an earlier step."""
    name = source.article_id
    text, old, new = (texts.get((name, number)) for number in (source.revision, before, after))
    if text is None or old is None or new is None or source.revision > before:
        return None, ""
    span = Span(start=source.start, end=source.end)
    quote = span.of(text)
    if source.revision != before and any(span.overlaps(gone) for gone in touched(text, old).gone):
        return None, ""
    change = touched(text, new)
    if any(span.overlaps(gone) for gone in change.gone):
        return "gone", quote
    return ("near" if any(span.overlaps(other) for other in change.near) else None), quote


async def _resting(session: AsyncSession, hit: Mapping[str, tuple[DraftSource, Weight, str]]) -> list[Resting]:
    drafts = list(hit)
    found: list[Resting] = []
    for start in range(0, len(drafts), _AT_ONCE):
        rows = await session.exec(
            select(DraftRecord, DraftDecisionRecord)
            .join(DraftDecisionRecord, col(DraftDecisionRecord.draft_id) == col(DraftRecord.id), isouter=True)
            .where(col(DraftRecord.id).in_(drafts[start : start + _AT_ONCE]))
        )
        for record, decision in rows.all():
            item = _item(record, decision, *hit[record.id])
            if item is not None:
                found.append(item)
    return sorted(found, key=lambda item: (item.weight != "gone", -item.at.timestamp(), item.draft_id))


def _item(
    record: DraftRecord, decision: DraftDecisionRecord | None, source: DraftSource, weight: Weight, quote: str
) -> Resting | None:
    sentence = _sentence(record, source)
    if decision is not None:
        if decision.decision == "rejected":
            return None
        sent = decision.final_text or record.text
        if sentence and fuzz.partial_ratio(fold(sentence), fold(sent)) < _KEPT:
            return None  # the operator took the sentence out
    return Resting(
        draft_id=record.id,
        conversation_id=record.conversation_id,
        article_id=source.article_id,
        revision=source.revision,
        state="open" if decision is None else "sent",
        weight=weight,
        quote=quote,
        sentence=sentence,
        message_id=decision.message_id if decision else None,
        operator_id=(decision.operator_id if decision else "") or record.operator_id,
        at=decision.at if decision else record.created_at,
    )


def _sentence(record: DraftRecord, source: DraftSource) -> str:
    """What the draft says with the stretch; bodies of any version are read."""
    place = (source.article_id, source.start, source.end)
    for sentence in record.body.get("sentences", ()):
        cited = sentence.get("citations", ())
        if any((each.get("article_id"), each.get("start"), each.get("end")) == place for each in cited):
            return str(sentence.get("text") or "")
    return ""
