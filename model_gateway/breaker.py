"""After a few failures in a row the model is left alone for a while, so that no operator waits for a dead one."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from model_gateway.gateway import ModelFailure, ModelGateway, ModelReply, ModelRequest, TextStream
from reply_core.clock import Clock, SystemClock


class Breaker:
    """Opens after ``failures`` in a row; after ``reset_seconds`` lets one call through to try.

    Args:
        failures: how many in a row open it (at least 1).
        reset_seconds: how long it then stays open.
        clock: tells the time.
    """

    def __init__(self, failures: int = 3, reset_seconds: float = 60.0, clock: Clock | None = None) -> None:
        if failures < 1:
            msg = f"a breaker needs at least one failure to open, not {failures}"
            raise ValueError(msg)
        self._limit, self._rest = failures, timedelta(seconds=reset_seconds)
        self._clock = clock or SystemClock()
        self._failed = 0
        self._opened_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are refused right now."""
        return self._opened_at is not None and self._clock.now() - self._opened_at < self._rest

    def check(self) -> None:
        """Refuse a call while open; when the rest is over, let this one through and hold back the others.

        Raises:
            ModelFailure: ``resting``.
        """
        if self.is_open:
            raise ModelFailure("resting")
        if self._opened_at is not None:
            self._opened_at = self._clock.now()

    def succeeded(self) -> None:
        """The model answered: close."""
        self._failed, self._opened_at = 0, None

    def failed(self) -> None:
        """The model failed once more."""
        self._failed += 1
        if self._failed >= self._limit:
            self._opened_at = self._clock.now()


_OURS = frozenset({"not_json", "cut_off", "bad_request", "withheld", "empty", "endless", "wrong_language"})
"""Failures that say nothing about the endpoint's health: another question may well be answered."""


class GuardedGateway:
    """A gateway behind a breaker."""

    def __init__(self, gateway: ModelGateway, breaker: Breaker) -> None:
        self._gateway, self._breaker = gateway, breaker

    @property
    def name(self) -> str:
        return self._gateway.name

    async def close(self) -> None:
        """Let the connections of the gateway behind go, if it holds any."""
        close = getattr(self._gateway, "close", None)
        if close is not None:
            await close()

    async def complete(self, request: ModelRequest) -> ModelReply:
        self._breaker.check()
        try:
            reply = await self._gateway.complete(request)
        except ModelFailure as failure:
            self._count(failure)
            raise
        self._breaker.succeeded()
        return reply

    def stream(self, request: ModelRequest) -> TextStream:
        return TextStream(self._pieces(request))

    async def _pieces(self, request: ModelRequest) -> AsyncIterator[str | ModelReply]:
        self._breaker.check()
        stream = self._gateway.stream(request)
        try:
            async for piece in stream:
                yield piece
        except ModelFailure as failure:
            self._count(failure)
            raise
        finally:
            await stream.aclose()
        self._breaker.succeeded()
        if stream.reply is not None:
            yield stream.reply

    def _count(self, failure: ModelFailure) -> None:
        if failure.cause not in _OURS:
            self._breaker.failed()
