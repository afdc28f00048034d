"""A draft written by a model from numbered sources, every sentence verified as if it were anybody's.

What does not stand up to its sources goes back to the model once; what still does not stand is left out, and the draft
says so. When the model fails, or nothing it said stands, the caller composes without it.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from datetime import datetime

from drafting import model_words as say
from drafting.checking import voiced
from drafting.compose import assemble, without_draft
from drafting.desk import DraftingDesk
from drafting.judging import Round, judged
from drafting.layout import Piece
from drafting.model_answer import SentenceScanner, TextTail, read_sentences
from drafting.model_text import Prepared, prepare, repair
from drafting.outcome import Note, Outcome
from drafting.premises import premises
from drafting.reading import Reading
from model_gateway.gateway import ModelFailure, ModelReply
from model_gateway.ledger import ask, record_of
from reply_core.clock import SystemClock
from reply_core.types import Provenance

_FACTUAL = frozenset({"answer", "order"})


class NothingStands(Exception):
    """The model answered, but nothing it said is borne out by the sources."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A bit of a sentence the model is writing at this moment: not checked yet, for the operator's eyes only."""

    text: str


@dataclass(slots=True)
class _Work:
    """One draft being written, and what all its calls cost together."""

    reading: Reading
    desk: DraftingDesk
    prepared: Prepared
    now: datetime
    began: float
    replies: list[ModelReply] = field(default_factory=list)

    def provenance(self) -> Provenance:
        tokens_in = sum(reply.tokens_in for reply in self.replies)
        tokens_out = sum(reply.tokens_out for reply in self.replies)
        return Provenance(
            level="model",
            prompt=self.prepared.request.prompt,
            prompt_hash=self.prepared.request.prompt_hash,
            model=self.replies[-1].model if self.replies else "",
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            ms=round((time.monotonic() - self.began) * 1000),
            cost=self.desk.prices.cost(tokens_in, tokens_out) if self.desk.prices else None,
        )


async def write_reading(
    reading: Reading, desk: DraftingDesk, *, now: datetime, began: float, second: bool = False
) -> Outcome:
    """Have the model write a reply to an inquiry that has sources.

    Args:
        reading: the inquiry, read.
        desk: with a model.
        now: UTC-aware.
        began: when drafting began (`time.monotonic`).
        second: a second variant, shorter and warmer.

    Raises:
        ModelFailure: the model failed.
        NothingStands: no sentence of it is borne out.
    """
    work = await asyncio.to_thread(_begin, reading, desk, now, began, second)
    assert desk.gateway is not None  # noqa: S101  (the caller chose this path)
    reply = await ask(desk.gateway, work.prepared.request, ledger=desk.ledger, prices=desk.prices)
    work.replies.append(reply)
    sentences = read_sentences(reply.text, where=desk.gateway.name)
    first = await asyncio.to_thread(judged, sentences, work.prepared, reading, desk)
    return await _finished(first, reply.text, work)


async def stream_reading(
    reading: Reading, desk: DraftingDesk, *, now: datetime, began: float
) -> AsyncGenerator[Writing | Piece | Outcome, None]:
    """`write_reading` as it is written: unchecked bits, verified pieces, then the outcome; raises the same."""
    work = await asyncio.to_thread(_begin, reading, desk, now, began, False)
    scanner, tail, first = SentenceScanner(), TextTail(work.prepared.mapping), Round()
    assert desk.gateway is not None  # noqa: S101
    at, outcome = SystemClock().now(), "left"  # the reader may go away at any piece
    stream = desk.gateway.stream(work.prepared.request)
    try:
        async for piece in stream:
            found = scanner.feed(piece)
            if bit := tail.feed(scanner):
                yield Writing(bit)
            for sentence in found:
                step = await asyncio.to_thread(judged, (sentence,), work.prepared, reading, desk, said=first.said)
                first.add(step)
                for shown in step.pieces:
                    yield shown
        outcome = "ok"
    except ModelFailure as failure:
        outcome = failure.cause
        raise
    finally:
        await stream.aclose()
        if desk.ledger is not None:
            line = record_of(
                work.prepared.request,
                stream.reply,
                at=at,
                model=desk.gateway.name,
                prices=desk.prices,
                outcome=outcome,
                ms=round((time.monotonic() - began) * 1000),
            )
            await desk.ledger.record(line)
    if stream.reply is not None:
        work.replies.append(stream.reply)
    read_sentences(scanner.text, where=desk.gateway.name)
    yield await _finished(first, scanner.text, work)


def _begin(reading: Reading, desk: DraftingDesk, now: datetime, began: float, second: bool) -> _Work:
    prepared = prepare(reading, desk, now=now, second=second)
    return _Work(reading=reading, desk=desk, prepared=prepared, now=now, began=began)


async def _finished(first: Round, said: str, work: _Work) -> Outcome:
    """The outcome of an answer: mended once where it needs it, then put together with what was left out said."""
    reading, desk = work.reading, work.desk
    done = await _repaired(first, said, work) if first.problems else first
    pieces = await asyncio.to_thread(voiced, done.pieces, reading, desk)
    if any(piece.role in _FACTUAL for piece in pieces):
        made: Outcome = await asyncio.to_thread(
            assemble, pieces, reading, desk, now=work.now, provenance=work.provenance()
        )
        shown = desk.language or reading.inquiry.language
        removed = (Note(kind="removed", text=say.removed(len(done.problems), shown)),) if done.problems else ()
        return await asyncio.to_thread(_noted, made, removed, work)
    if done.foreign and done.foreign == len(done.problems):
        raise ModelFailure("wrong_language", where=desk.gateway.name if desk.gateway else "")
    if first.problems:
        raise NothingStands
    made = await asyncio.to_thread(without_draft, reading, desk, work.provenance())
    return await asyncio.to_thread(_noted, made, (), work)


def _noted(made: Outcome, more: tuple[Note, ...], work: _Work) -> Outcome:
    """The outcome with what the operator should know about the model's part in it."""
    known = [note.kind for note in made.notes]
    told = premises(work.reading, work.prepared.numbered, work.desk) if "premise" not in known else ()
    return replace(made, notes=(*told, *made.notes, *more, *work.prepared.cuts))


async def _repaired(first: Round, said: str, work: _Work) -> Round:
    """One round of mending; when it fails or comes to less, what stood in the first answer is kept."""
    gateway = work.desk.gateway
    assert gateway is not None  # noqa: S101
    request = repair(work.prepared, said, first.problems, work.reading, work.desk)
    try:
        reply = await ask(gateway, request, ledger=work.desk.ledger, prices=work.desk.prices)
        work.replies.append(reply)
        sentences = read_sentences(reply.text, where=gateway.name)
    except ModelFailure:
        return first
    second = await asyncio.to_thread(judged, sentences, work.prepared, work.reading, work.desk)
    return second if second.factual >= first.factual else first
