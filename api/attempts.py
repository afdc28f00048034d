"""Failed sign-ins by address: after some the address waits. Counted in the audit trail, so all processes share it.

Keys and tokens are 32 random bytes and looked up by their hash, so guessing is hopeless and the time of the look-up
says nothing about them; this keeps chosen (demo) keys, the log and the database out of reach of whoever tries. An
address that waits is written down no more: at most ``limit`` rows in ``window``, and one for each guess under way.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar.connection import ASGIConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core import audit
from reply_core.errors import TactError

REFUSED, FORGIVEN = "sign_in.refused", "sign_in.forgiven"


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

    async def failed(self, session: AsyncSession, address: str, now: datetime, *, way: str, why: str) -> None:
        """Note a failure in the audit trail."""
        details = {"way": way, "why": why}
        await audit.record(session, actor="", action=REFUSED, target=_target(address), details=details, at=now)

    async def succeeded(self, session: AsyncSession, address: str, now: datetime) -> None:
        """Forget the failures of an address; writes nothing when there are none."""
        if await self._times(session, address, now):
            await audit.record(session, actor="", action=FORGIVEN, target=_target(address), details={}, at=now)

    async def seconds_to_wait(self, session: AsyncSession, address: str, now: datetime) -> int:
        """How long the address has to wait; 0: not at all."""
        times = await self._times(session, address, now)
        if len(times) < self.limit:
            return 0
        return max(0, int((times[self.limit - 1] + self.window - now).total_seconds()))

    async def _times(self, session: AsyncSession, address: str, now: datetime) -> list[datetime]:
        """When the address failed within the window and since it was forgiven, the latest first."""
        found = await audit.events(session, _target(address), self.limit + 1)
        since = max((event.at for event in found if event.action == FORGIVEN), default=now - self.window)
        return [event.at for event in found if event.action == REFUSED and event.at > max(since, now - self.window)]


def _target(address: str) -> str:
    return f"address:{address}"


def address_of(connection: ASGIConnection[Any, Any, Any, Any], trusted: Collection[str]) -> str:
    """Whose request it is: the peer's address, or what a trusted proxy says of it."""
    peer = connection.client.host if connection.client else ""
    if peer in trusted and (forwarded := connection.headers.get("x-forwarded-for", "")):
        return forwarded.rsplit(",", 1)[-1].strip()[:64] or peer
    return peer
