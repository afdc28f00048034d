"""Failed sign-ins by address: after some the address waits. In memory of one process, forgotten with it.

Keys and tokens are 32 random bytes and looked up by their hash, so guessing is hopeless and the time of the look-up
says nothing about them; this keeps chosen (demo) keys, the log and the database out of reach of whoever tries.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from litestar.connection import ASGIConnection

from reply_core.errors import TactError

_ADDRESSES = 10_000


class TooOften(TactError):
    """Too many failed sign-ins from one address; HTTP 429."""

    status, code = 429, "too_often"

    def __init__(self, what: str, *, seconds: int, where: str = "", mend: str = "") -> None:
        super().__init__(what, where=where, mend=mend)
        self.headers = {"Retry-After": str(seconds)}


@dataclass(slots=True)
class Attempts:
    """Counts failures per address within ``window``; from ``limit`` on the address waits."""

    limit: int = 10
    window: timedelta = timedelta(minutes=5)
    delay_seconds: float = 1.0
    """How long a wrong key waits for its refusal once the address has failed too often."""
    _failed: dict[str, deque[datetime]] = field(default_factory=dict)

    def failed(self, address: str, now: datetime) -> None:
        """Note a failure."""
        if address not in self._failed and len(self._failed) >= _ADDRESSES:
            self._failed.pop(next(iter(self._failed)))
        times = self._failed.setdefault(address, deque(maxlen=self.limit))
        times.append(now)

    def succeeded(self, address: str) -> None:
        """Forget the failures of an address."""
        self._failed.pop(address, None)

    def seconds_to_wait(self, address: str, now: datetime) -> int:
        """How long the address has to wait; 0: not at all."""
        times = self._failed.get(address)
        if times is None or len(times) < self.limit:
            return 0
        return max(0, int((times[0] + self.window - now).total_seconds()))


def address_of(connection: ASGIConnection[Any, Any, Any, Any], trusted: Collection[str]) -> str:
    """Whose request it is: the peer's address, or what a trusted proxy says of it."""
    peer = connection.client.host if connection.client else ""
    if peer in trusted and (forwarded := connection.headers.get("x-forwarded-for", "")):
        return forwarded.rsplit(",", 1)[-1].strip()[:64] or peer
    return peer
