"""A second draft beside the first: written anew by the model, else a shorter one of the same verified sentences.

It is checked like every draft. When there is none, a word says why.
"""

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import datetime

from drafting import model_words as say
from drafting.checking import Voice
from drafting.desk import DraftingDesk
from drafting.layout import Piece, lay_out
from drafting.outcome import Draft, Note, Outcome
from drafting.propose import has_sources, is_small
from drafting.reading import read
from drafting.write import NothingStands, write_reading
from model_gateway.gateway import ModelFailure
from reply_core.asks import in_right_keyboard
from reply_core.clock import SystemClock
from reply_core.text import fold
from reply_core.types import Inquiry

_FACTUAL = frozenset({"answer", "order"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A second draft, or None and why there is none."""

    draft: Draft | None = None
    note: str = ""


async def second_variant(
    inquiry: Inquiry, desk: DraftingDesk, first: Outcome, *, now: datetime | None = None
) -> Variant:
    """Another draft of the same reply: shorter and warmer by the model, else the first one shortened.

    Args:
        inquiry: what waits for an answer, as for the first.
        desk: as for the first.
        first: what was proposed.
        now: UTC-aware; None asks the clock.
    """
    shown = desk.language or inquiry.language
    if not isinstance(first, Draft):
        return Variant(note=say.no_variant_of(first.kind, shown))
    why = ""
    inquiry = in_right_keyboard(inquiry)
    if desk.gateway is not None and not is_small(inquiry):
        try:
            made = await _written(inquiry, desk, now or SystemClock().now())
        except ModelFailure as failure:
            why = failure.said(shown)
        else:
            if made is not None and fold(made.text) != fold(first.text):
                return Variant(draft=made)
    shorter = await asyncio.to_thread(shortened, first, desk, inquiry, why)
    return Variant(draft=shorter) if shorter is not None else Variant(note=say.no_variant(shown))


async def _written(inquiry: Inquiry, desk: DraftingDesk, now: datetime) -> Draft | None:
    began = time.monotonic()
    desk = await asyncio.to_thread(desk.on, now)
    reading = await asyncio.to_thread(read, inquiry, desk, now=now)
    if not has_sources(reading):
        return None
    try:
        made = await write_reading(reading, desk, now=now, began=began, second=True)
    except NothingStands:
        return None
    return made if isinstance(made, Draft) else None


def shortened(first: Draft, desk: DraftingDesk, inquiry: Inquiry, why: str = "") -> Draft | None:
    """The first draft with one sentence for each ask, what the order says, and the courtesies; None when that is all
    it has."""
    began = time.monotonic()
    kept: list[Piece] = []
    answered: set[int | None] = set()
    for sentence in first.sentences:
        if sentence.role == "answer":
            if sentence.ask in answered:
                continue
            answered.add(sentence.ask)
        kept.append(
            Piece(
                text=sentence.text,
                role=sentence.role,
                citations=sentence.citations,
                ask=sentence.ask,
                check=sentence.check,
            )
        )
    if len(kept) == len(first.sentences) or not any(piece.role in _FACTUAL for piece in kept):
        return None
    shown = desk.language or inquiry.language
    text, sentences = lay_out(kept)
    voice = Voice(profile=desk.profile, language=inquiry.language, channel=inquiry.channel)
    ms = round((time.monotonic() - began) * 1000)
    return replace(
        first,
        text=text,
        sentences=sentences,
        alerts=voice.alerts(text),
        notes=(*first.notes, Note(kind="variant", text=say.shorter_variant(why, shown))),
        provenance=replace(first.provenance, tokens_in=0, tokens_out=0, ms=ms, cost=None),
    )
