"""What each model call cost: purpose, model, prompt, tokens, time, money. No person's text ever."""

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from model_gateway.gateway import ModelFailure, ModelGateway, ModelReply, ModelRequest
from reply_core.clock import Clock, SystemClock
from reply_core.tables import ModelCall


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One call; ``outcome`` is ``ok`` or the cause of the failure."""

    purpose: str
    model: str
    at: datetime
    prompt: str = ""
    prompt_hash: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    ms: int = 0
    cost: float | None = None
    outcome: str = "ok"


class Ledger(Protocol):
    """Keeps call records."""

    async def record(self, call: CallRecord) -> None: ...


class MemoryLedger:
    """Keeps them in a list: for tests and one-off commands."""

    def __init__(self) -> None:
        self.calls: list[CallRecord] = []

    async def record(self, call: CallRecord) -> None:
        self.calls.append(call)


Sessions = Callable[[], AbstractAsyncContextManager[AsyncSession]]


class DatabaseLedger:
    """Keeps them in the table of model calls, each in its own short transaction.

    Args:
        sessions: opens a session that commits when its block ends (``async_sessionmaker.begin``).
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def record(self, call: CallRecord) -> None:
        async with self._sessions() as session:
            session.add(
                ModelCall(
                    purpose=call.purpose,
                    model=call.model,
                    prompt=call.prompt,
                    prompt_hash=call.prompt_hash,
                    tokens_in=call.tokens_in,
                    tokens_out=call.tokens_out,
                    ms=call.ms,
                    cost=call.cost,
                    outcome=call.outcome,
                    at=call.at,
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Money per million tokens; None when nobody said."""

    per_million_in: float | None = None
    per_million_out: float | None = None

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        """What a call cost, or None when a price is missing."""
        if self.per_million_in is None or self.per_million_out is None:
            return None
        return (tokens_in * self.per_million_in + tokens_out * self.per_million_out) / 1_000_000


def record_of(
    request: ModelRequest,
    reply: ModelReply | None,
    *,
    at: datetime,
    model: str,
    prices: Prices | None = None,
    outcome: str = "ok",
    ms: int = 0,
) -> CallRecord:
    """The ledger's line for a request and its reply (None: it failed, ``outcome`` says why)."""
    line = CallRecord(
        purpose=request.purpose,
        model=model,
        at=at,
        prompt=request.prompt,
        prompt_hash=request.prompt_hash,
        outcome=outcome,
        ms=ms,
    )
    if reply is None:
        return line
    cost = prices.cost(reply.tokens_in, reply.tokens_out) if prices else None
    return replace(
        line, model=reply.model, tokens_in=reply.tokens_in, tokens_out=reply.tokens_out, ms=reply.ms, cost=cost
    )


async def ask(
    gateway: ModelGateway,
    request: ModelRequest,
    *,
    ledger: Ledger | None = None,
    prices: Prices | None = None,
    clock: Clock | None = None,
) -> ModelReply:
    """`gateway.complete` with the call written into the ledger, failed calls too.

    Raises:
        ModelFailure: as the gateway raised it.
    """
    at, began = (clock or SystemClock()).now(), time.monotonic()
    try:
        reply = await gateway.complete(request)
    except ModelFailure as failure:
        if ledger is not None:
            spent = round((time.monotonic() - began) * 1000)
            await ledger.record(record_of(request, None, at=at, model=gateway.name, outcome=failure.cause, ms=spent))
        raise
    if ledger is not None:
        await ledger.record(record_of(request, reply, at=at, model=gateway.name, prices=prices))
    return reply
