"""A new version of a prompt on live traffic, never shown: the same inquiry is drafted again in the background.

The settings name the version and the share of drafts. The work is a durable job after the real draft is stored; what it
comes to is kept beside it, and only figures are shown (`drafting.shadow_figures`).
"""

import time
import zlib
from dataclasses import dataclass, replace
from typing import Protocol

from anyio import to_thread

from drafting.desk import DraftingDesk
from drafting.model_text import DRAFT
from drafting.outcome import NoReplyNeeded, Outcome
from drafting.propose import has_sources, is_small
from drafting.reading import read
from drafting.shadow_store import save_shadow
from drafting.store import StoredDraft, load_draft
from drafting.write import NothingStands, write_reading
from model_gateway.gateway import ModelFailure
from model_gateway.ledger import CallRecord, Ledger
from prompts import load
from reply_core import conversations, jobs
from reply_core.asks import in_right_keyboard, read_inquiry
from reply_core.clock import Clock, SystemClock
from reply_core.errors import Unavailable
from reply_core.jobs import job, queue
from reply_core.types import Conversation, Inquiry, Payload

SHADOW = "drafting.shadow"
_SHARES = 10_000
queue("shadow", at_once=1)


class _Apart:
    """A ledger that tells calls in shadow from those people waited for."""

    def __init__(self, inner: Ledger) -> None:
        self._inner = inner

    async def record(self, call: CallRecord) -> None:
        await self._inner.record(replace(call, purpose="shadow"))


class DeskFor(Protocol):
    """Gives what drafts are made with at this moment."""

    async def __call__(self) -> DraftingDesk: ...


@dataclass(frozen=True, slots=True)
class _Setup:
    desk_for: DeskFor
    clock: Clock


_setups: list[_Setup] = []


def use(desk_for: DeskFor, tells: Clock | None = None) -> None:
    """Say what to draft with; called once at start, before the jobs are launched."""
    _setups[:] = [_Setup(desk_for, tells or SystemClock())]


def is_drawn(draft_id: str, share: float) -> bool:
    """Whether this draft is one of the share that is tried; the same draft is always drawn the same."""
    return zlib.crc32(draft_id.encode()) % _SHARES < share * _SHARES


def shadow_key(draft_id: str, version: int) -> str:
    """The key under which an inquiry is tried once with a version."""
    return f"{draft_id}:{version}"


@job(SHADOW, queue="shadow", attempts=2)
async def shadow_job(payload: Payload) -> Payload:
    """Draft the inquiry of a stored draft again with another version; running it again changes nothing.

    Payload: ``draft_id``, ``version``. Gives what came of it.
    """
    if not _setups:
        raise Unavailable("shadow drafts were not set up", where="drafting.shadow", mend="call use at start")
    setup, draft_id, version = _setups[0], str(payload["draft_id"]), int(payload["version"])
    async with jobs.sessions()() as session:
        stored = await load_draft(session, draft_id)
        conversation = await conversations.load(session, stored.conversation_id)
    inquiry = inquiry_of(stored, conversation)
    desk = await setup.desk_for()
    if inquiry is None or desk.gateway is None or isinstance(stored.outcome, NoReplyNeeded) or is_small(inquiry):
        return {"outcome": "nothing to compare"}
    began = time.monotonic()
    tried = await shadow_of(inquiry, desk, stored, version)
    if tried is None:
        return {"outcome": "nothing to compare"}
    made, outcome = tried
    name = load(DRAFT, inquiry.language, version).name
    ms = round((time.monotonic() - began) * 1000)
    async with jobs.sessions().begin() as session:
        await save_shadow(session, draft_id, name, made, outcome=outcome, ms=ms, at=setup.clock.now())
    return {"outcome": outcome}


def inquiry_of(stored: StoredDraft, conversation: Conversation) -> Inquiry | None:
    """What waited for an answer when the draft was made; None when nothing did."""
    known = [message for message in conversation.messages if message.at is None or message.at <= stored.created_at]
    inquiry = read_inquiry(replace(conversation, messages=tuple(known)), stored.created_at)
    return in_right_keyboard(inquiry) if inquiry is not None else None


async def shadow_of(
    inquiry: Inquiry, desk: DraftingDesk, stored: StoredDraft, version: int
) -> tuple[Outcome | None, str] | None:
    """The other version's outcome and ``ok``, or None and why there is none; None when no model would be asked."""
    ledger = _Apart(desk.ledger) if desk.ledger is not None else None
    desk = await to_thread.run_sync(desk.on, stored.created_at)
    ours = replace(desk, ledger=ledger, prompt_versions={**desk.prompt_versions, DRAFT: version})
    reading = await to_thread.run_sync(lambda: read(inquiry, ours, now=stored.created_at))
    if not has_sources(reading):
        return None
    try:
        made = await write_reading(reading, ours, now=stored.created_at, began=time.monotonic())
    except ModelFailure as failure:
        return None, failure.cause
    except NothingStands:
        return None, "nothing_stands"
    return made, "ok"
