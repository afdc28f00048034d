"""A draft written by a model from numbered sources, every sentence verified as if it were anybody's.

What does not stand up to its sources goes back to the model once; what still does not stand is left out. When the
model fails, or nothing it said stands, the caller composes without it.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from drafting.checking import check_of, voiced
from drafting.compose import assemble, without_draft
from drafting.desk import DraftingDesk
from drafting.layout import Piece
from drafting.model_text import Prepared, SentenceScanner, Written, prepare, read_sentences, repair
from drafting.outcome import Check, Citation, Outcome
from drafting.pieces import order_citation
from drafting.reading import Reading
from drafting.vocabulary import subjects
from knowledge_base.support import SentenceCheck, check_sentence
from model_gateway.gateway import ModelFailure, ModelReply
from model_gateway.ledger import ask, record_of
from model_gateway.privacy import restore
from reply_core.clock import SystemClock
from reply_core.text import fold
from reply_core.text import sentences as split
from reply_core.types import Provenance

_GREETS = re.compile(
    r"^(?:здравствуй|добр(?:ый|ое|ого) (?:день|утр|вечер)|привет|доброго времени|hello|hi\b|dear |good (?:day|morning))"
)
_SIGNS = re.compile(
    r"^(?:с уважением|всего (?:доброго|хорошего)|ваша? |служба поддержки|best regards|kind regards|sincerely)"
)
_MARK = re.compile(r"\[[A-Z]+_\d+\]")


class NothingStands(Exception):
    """The model answered, but nothing it said is borne out by the sources."""


@dataclass(slots=True)
class _Round:
    """What one answer of the model came to."""

    pieces: list[Piece] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Spent:
    """What all calls of a draft cost together."""

    replies: list[ModelReply] = field(default_factory=list)

    def provenance(self, prepared: Prepared, desk: DraftingDesk, began: float) -> Provenance:
        tokens_in = sum(reply.tokens_in for reply in self.replies)
        tokens_out = sum(reply.tokens_out for reply in self.replies)
        return Provenance(
            level="model",
            prompt=prepared.request.prompt,
            prompt_hash=prepared.request.prompt_hash,
            model=self.replies[-1].model if self.replies else "",
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            ms=round((time.monotonic() - began) * 1000),
            cost=desk.prices.cost(tokens_in, tokens_out) if desk.prices else None,
        )


async def write_reading(reading: Reading, desk: DraftingDesk, *, now: datetime, began: float) -> Outcome:
    """Have the model write a reply to an inquiry that has sources.

    Raises:
        ModelFailure: the model failed.
        NothingStands: no sentence of it is borne out.
    """
    prepared, spent = prepare(reading, desk, now=now), _Spent()
    assert desk.gateway is not None  # noqa: S101  (the caller chose this path)
    reply = await ask(desk.gateway, prepared.request, ledger=desk.ledger, prices=desk.prices)
    spent.replies.append(reply)
    sentences = read_sentences(reply.text, where=desk.gateway.name)
    first = await asyncio.to_thread(_judged, sentences, prepared, reading, desk)
    return await _finished(first, reply.text, prepared, spent, reading, desk, now=now, began=began)


async def stream_reading(
    reading: Reading, desk: DraftingDesk, *, now: datetime, began: float
) -> AsyncIterator[Piece | Outcome]:
    """`write_reading` as it is written: verified pieces one by one, then the outcome; raises the same."""
    prepared, spent, scanner, first = prepare(reading, desk, now=now), _Spent(), SentenceScanner(), _Round()
    assert desk.gateway is not None  # noqa: S101
    at = SystemClock().now()
    stream = desk.gateway.stream(prepared.request)
    try:
        async for piece in stream:
            for sentence in scanner.feed(piece):
                step = await asyncio.to_thread(_judged, (sentence,), prepared, reading, desk)
                first.problems += step.problems
                for shown in step.pieces:
                    first.pieces.append(shown)
                    yield shown
    except ModelFailure as failure:
        if desk.ledger is not None:
            line = record_of(prepared.request, None, at=at, model=desk.gateway.name, outcome=failure.cause)
            await desk.ledger.record(line)
        raise
    finally:
        await stream.aclose()
    if stream.reply is not None:
        spent.replies.append(stream.reply)
        if desk.ledger is not None:
            await desk.ledger.record(
                record_of(prepared.request, stream.reply, at=at, model=desk.gateway.name, prices=desk.prices)
            )
    read_sentences(scanner.text, where=desk.gateway.name)
    yield await _finished(first, scanner.text, prepared, spent, reading, desk, now=now, began=began)


async def _finished(
    first: _Round,
    said: str,
    prepared: Prepared,
    spent: _Spent,
    reading: Reading,
    desk: DraftingDesk,
    *,
    now: datetime,
    began: float,
) -> Outcome:
    done = first
    if first.problems:
        done = await _repaired(first, said, prepared, spent, reading, desk)
    pieces = await asyncio.to_thread(voiced, done.pieces, reading, desk)
    provenance = spent.provenance(prepared, desk, began)
    if any(piece.role in {"answer", "order"} for piece in pieces):
        return await asyncio.to_thread(assemble, pieces, reading, desk, now=now, provenance=provenance)
    if first.problems:
        raise NothingStands
    return await asyncio.to_thread(without_draft, reading, desk, provenance)


async def _repaired(
    first: _Round, said: str, prepared: Prepared, spent: _Spent, reading: Reading, desk: DraftingDesk
) -> _Round:
    """One round of mending; when it fails or comes to less, what stood in the first answer is kept."""
    assert desk.gateway is not None  # noqa: S101
    request = repair(prepared, said, first.problems, reading)
    try:
        reply = await ask(desk.gateway, request, ledger=desk.ledger, prices=desk.prices)
        spent.replies.append(reply)
        sentences = read_sentences(reply.text, where=desk.gateway.name)
    except ModelFailure:
        return first
    second = await asyncio.to_thread(_judged, sentences, prepared, reading, desk)
    return second if len(_factual(second.pieces)) >= len(_factual(first.pieces)) else first


def _factual(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.role in {"answer", "order"}]


def _judged(sentences: Sequence[Written], prepared: Prepared, reading: Reading, desk: DraftingDesk) -> _Round:
    """The sentences that stand, with verified citations, and words about those that do not."""
    out = _Round()
    for sentence in apart(sentences):
        text = restore(sentence.text, prepared.mapping)
        if _GREETS.match(fold(text)) or _SIGNS.match(fold(text)):
            continue
        asked = next((item.question for item in reading.asks if item.number == sentence.ask), reading.clean)
        result = _borne_out(text, sentence, prepared, desk, asked)
        if result.verdict == "no_claim" and not sentence.cites:
            out.pieces.append(Piece(text=text, role="sympathy", check=check_of(result)))
        elif result.verdict == "supported" and not _MARK.search(text):
            piece = _piece(text, sentence, result, prepared, reading)
            if answers(piece, reading):
                out.pieces.append(piece)
        else:
            out.problems.append(_problem(sentence.text, result))
    return out


def apart(sentences: Sequence[Written]) -> list[Written]:
    """Every sentence by itself, also where the model put several into one: each is verified and cited alone."""
    return [replace(item, text=" ".join(span.of(item.text).split())) for item in sentences for span in split(item.text)]


def answers(piece: Piece, reading: Reading) -> bool:
    """Whether a true sentence belongs into this reply: it speaks of what an ask speaks of, or is from its best article.

    A small model likes to retell every source it was given.
    """
    item = next((item for item in reading.asks if item.number == piece.ask), None)
    if item is None:
        return False
    best = item.hits[0].passage.article_id if item.hits else ""
    return (
        piece.role == "order"
        or any(citation.article_id == best for citation in piece.citations)
        or bool(subjects(piece.text) & subjects(item.question))
    )


def _borne_out(text: str, sentence: Written, prepared: Prepared, desk: DraftingDesk, asked: str) -> SentenceCheck:
    """The check against the sources the model named; else against each other one alone, for it may have misnumbered.

    Never against all at once: the term of one rule in the words of another would pass.
    """
    order = [item.source() for item in prepared.numbered if item.kind == "order"]
    articles = {item.number: item.source() for item in prepared.numbered if item.kind != "order"}
    named = [articles[number] for number in sentence.cites if number in articles]
    first = check_sentence(text, [*named, *order], embedder=desk.embedder, asked=asked)
    if first.verdict in {"supported", "no_claim"}:
        return first
    for source in articles.values():
        if source not in named:
            other = check_sentence(text, [source, *order], embedder=desk.embedder, asked=asked)
            if other.verdict == "supported":
                return other
    return first


def _piece(text: str, sentence: Written, result: SentenceCheck, prepared: Prepared, reading: Reading) -> Piece:
    citations = _citations(text, sentence, result, prepared, reading)
    only_order = all(citation.kind == "order" for citation in citations)
    known = {item.number for item in reading.asks}
    return Piece(
        text=text,
        role="order" if only_order else "answer",
        citations=citations,
        ask=sentence.ask if sentence.ask in known else None,
        asks=tuple(item.question for item in reading.asks if item.number == sentence.ask),
        check=Check(verdict="supported", value=round(result.value, 4), notes=check_of(result).notes),
    )


def _citations(
    text: str, sentence: Written, result: SentenceCheck, prepared: Prepared, reading: Reading
) -> tuple[Citation, ...]:
    """The source the check found, then the sources the model named, each with the stretch it rests on."""
    found: dict[str, Citation] = {}
    by_id = {item.source().id: item for item in prepared.numbered}
    if result.source_id in by_id and result.source_span is not None:
        item = by_id[result.source_id]
        if item.kind == "article":
            found[result.source_id] = item.citation(result.source_span.start, result.source_span.end)
    for number in sentence.cites:
        item_named = next((item for item in prepared.numbered if item.number == number), None)
        if item_named is not None and item_named.kind == "article" and item_named.source().id not in found:
            alone = check_sentence(text, [item_named.source()])
            if alone.verdict == "supported" and alone.source_span is not None:
                found[item_named.source().id] = item_named.citation(alone.source_span.start, alone.source_span.end)
    order = reading.order
    if order is not None:
        facts = [fact for fact in order.facts if fold(fact.text) in fold(text)]
        if facts and (not found or any(fact.kind != "number" for fact in facts)):
            return (*found.values(), *(order_citation(order, fact) for fact in facts))
    return tuple(found.values())


def _problem(text: str, result: SentenceCheck) -> str:
    said = "; ".join(dict.fromkeys(finding.note or finding.text for finding in result.findings if finding.text))
    return f"{text} — {result.verdict}" + (f": {said}" if said else "")
