"""Sessions of people: opened by a key or by the company's identity provider; ended by time, by leaving, by revoking.

A token is 32 random bytes shown once; only its SHA-256 is kept. A session ends at ``expires_at``, after ``idle``
without a request, when its owner leaves, and when its key is revoked or its person is switched off.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.tables import ApiKey, Person, SignIn, new_id

MARK = "tacts_"
"""Tells a session's token from a key."""
_KEPT = timedelta(days=30)
_NOTED_EVERY = timedelta(minutes=1)
_delete: Any = delete
_update: Any = update


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """Whose session a token opens; never the token itself."""

    id: str
    name: str
    role: str
    operator_id: str = ""
    team: str = ""
    expires_at: datetime
    stale: bool = False
    """Its last use is to be noted (`touch`)."""


async def open_session(
    session: AsyncSession, *, now: datetime, expires_at: datetime, key_id: str = "", person_id: str = ""
) -> str:
    """Open a session of a key or a person; gives its token, which cannot be shown again."""
    await session.exec(_delete(SignIn).where(col(SignIn.expires_at) < now - _KEPT))
    token = MARK + secrets.token_urlsafe(32)
    session.add(
        SignIn(
            id=new_id(), token_hash=_hash(token), key_id=key_id, person_id=person_id, created_at=now,
            expires_at=expires_at, seen_at=now,
        )
    )  # fmt: skip
    await session.flush()
    return token


async def find_session(session: AsyncSession, token: str, *, now: datetime, idle: timedelta) -> OpenSession | None:
    """Whose session it is; None when it is unknown or has ended."""
    row = (await session.exec(select(SignIn).where(SignIn.token_hash == _hash(token)))).one_or_none()
    if row is None or row.revoked_at is not None or row.expires_at <= now or row.seen_at + idle <= now:
        return None
    owner = await _owner(session, row)
    if owner is None:
        return None
    return OpenSession(
        id=row.id,
        name=owner.name,
        role=owner.role,
        operator_id=owner.operator_id,
        team=owner.team,
        expires_at=row.expires_at,
        stale=now - row.seen_at >= _NOTED_EVERY,
    )


async def touch(session: AsyncSession, session_id: str, now: datetime) -> None:
    """Note that the session was used."""
    await session.exec(_update(SignIn).where(col(SignIn.id) == session_id).values(seen_at=now))


async def end_session(session: AsyncSession, session_id: str, now: datetime) -> None:
    """End it now; doing it again changes nothing."""
    open_one = (col(SignIn.id) == session_id, col(SignIn.revoked_at).is_(None))
    await session.exec(_update(SignIn).where(*open_one).values(revoked_at=now))


async def _owner(session: AsyncSession, row: SignIn) -> ApiKey | Person | None:
    if row.key_id:
        key = await session.get(ApiKey, row.key_id)
        return key if key is not None and key.revoked_at is None else None
    person = await session.get(Person, row.person_id)
    return person if person is not None and person.active else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
