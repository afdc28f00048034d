"""From what waits for an answer to a draft, candidates, a hand-over or nothing: the one door of drafting.

With a model the reply is written by it; whenever the model fails, or what it says does not stand up to the sources, the
reply is composed without it and says so.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from drafting import words as say
from drafting.compose import compose, compose_reading, without_draft
from drafting.desk import DraftingDesk
from drafting.layout import Piece
from drafting.outcome import Check, Citation, Draft, Outcome, SentenceRole
from drafting.reading import Reading, read
from drafting.write import NothingStands, Writing, stream_reading, write_reading
from model_gateway.gateway import ModelFailure
from reply_core.asks import in_right_keyboard
from reply_core.clock import SystemClock
from reply_core.timeline import is_greeting, needs_answer
from reply_core.types import Inquiry, Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEvent:
    """One event of a streamed draft.

    ``text``: a verified sentence with its sources; ``piece``: a bit of a sentence being written, not checked yet (only
    where asked for); ``restart``: forget the text so far, it is made anew (``text`` says why); ``draft``: the finished
    outcome, whose text wins over what was streamed.
    """

    kind: Literal["text", "piece", "restart", "draft"]
    text: str = ""
    outcome: Outcome | None = None
    citations: tuple[Citation, ...] = ()
    """Of a ``text``: where it rests."""
    check: Check | None = None
    role: SentenceRole | None = None


async def propose(inquiry: Inquiry, desk: DraftingDesk, *, now: datetime | None = None) -> Outcome:
    """Propose a reply to ``inquiry``.

    Args:
        inquiry: what waits for an answer (`reply_core.asks.read_inquiry`).
        desk: the shop's knowledge, voice and, perhaps, its model.
        now: UTC-aware; None asks the clock.
    """
    began, now = time.monotonic(), now or SystemClock().now()
    inquiry = in_right_keyboard(inquiry)
    desk = await asyncio.to_thread(desk.on, now)
    if desk.gateway is None or is_small(inquiry):
        return await asyncio.to_thread(compose, inquiry, desk, now=now)
    reading = await asyncio.to_thread(read, inquiry, desk, now=now)
    if not has_sources(reading):
        return await asyncio.to_thread(_nothing, reading, desk, began)
    try:
        return await write_reading(reading, desk, now=now, began=began)
    except (ModelFailure, NothingStands) as failure:
        note = _why(failure, desk, inquiry)
    return await asyncio.to_thread(compose_reading, reading, desk, now=now, note=note, began=began)


async def propose_stream(
    inquiry: Inquiry, desk: DraftingDesk, *, now: datetime | None = None, pieces: bool = False
) -> AsyncGenerator[DraftEvent, None]:
    """`propose`, sentence by sentence: ``text`` events, then one ``draft``.

    Args:
        inquiry: what waits for an answer.
        desk: as for `propose`.
        now: UTC-aware; None asks the clock.
        pieces: also tell what the model is writing before it is checked.
    """
    began, now = time.monotonic(), now or SystemClock().now()
    inquiry = in_right_keyboard(inquiry)
    desk = await asyncio.to_thread(desk.on, now)
    if desk.gateway is None or is_small(inquiry):
        outcome = await asyncio.to_thread(compose, inquiry, desk, now=now)
        for event in _events(outcome):
            yield event
        return
    reading = await asyncio.to_thread(read, inquiry, desk, now=now)
    if not has_sources(reading):
        yield DraftEvent(kind="draft", outcome=await asyncio.to_thread(_nothing, reading, desk, began))
        return
    try:
        async with aclosing(stream_reading(reading, desk, now=now, began=began)) as steps:
            async for step in steps:
                if pieces or not isinstance(step, Writing):
                    yield _event(step)
    except (ModelFailure, NothingStands) as failure:
        note = _why(failure, desk, inquiry)
    else:
        return
    yield DraftEvent(kind="restart", text=note)
    outcome = await asyncio.to_thread(compose_reading, reading, desk, now=now, note=note, began=began)
    for event in _events(outcome):
        yield event


def has_sources(reading: Reading) -> bool:
    """Whether there is anything for a model to write from."""
    return any(item.status or item.decision != "nothing" for item in reading.asks)


def _event(step: Writing | Piece | Outcome) -> DraftEvent:
    if isinstance(step, Writing):
        return DraftEvent(kind="piece", text=step.text)
    if isinstance(step, Piece):
        return DraftEvent(kind="text", text=step.text, citations=step.citations, check=step.check, role=step.role)
    return DraftEvent(kind="draft", text=step.text if isinstance(step, Draft) else "", outcome=step)


def _events(outcome: Outcome) -> list[DraftEvent]:
    if not isinstance(outcome, Draft):
        return [DraftEvent(kind="draft", outcome=outcome)]
    told = [
        DraftEvent(kind="text", text=each.text, citations=each.citations, check=each.check, role=each.role)
        for each in outcome.sentences
    ]
    return [*told, DraftEvent(kind="draft", text=outcome.text, outcome=outcome)]


def is_small(inquiry: Inquiry) -> bool:
    """Thanks and bare greetings: no model is asked about them."""
    return not inquiry.asks and (is_greeting(inquiry.text) or not needs_answer(inquiry.text, inquiry.language))


def _nothing(reading: Reading, desk: DraftingDesk, began: float) -> Outcome:
    level = desk.index.level
    return without_draft(reading, desk, Provenance(level=level, ms=round((time.monotonic() - began) * 1000)))


def _why(failure: Exception, desk: DraftingDesk, inquiry: Inquiry) -> str:
    shown = desk.language or inquiry.language
    if isinstance(failure, ModelFailure):
        return say.made_without_model(failure.said(shown), shown)
    return say.model_draft_refused(shown)


__all__ = ["DraftEvent", "propose", "propose_stream"]
