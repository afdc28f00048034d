"""Keys to the machines' door: made once, shown once, stored only as a hash.

A key is 32 random bytes, so a plain SHA-256 is enough: there is nothing to guess.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.clock import Clock, SystemClock
from reply_core.errors import InvalidInput, NotFound
from reply_core.tables import ApiKey, new_id

Role = Literal["operator", "lead", "trainer", "admin", "service"]
ROLES: tuple[Role, ...] = get_args(Role)

_MARK = "tact_"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """Who a key belongs to; never the key itself."""

    id: str
    name: str
    role: Role
    operator_id: str = ""
    """The operator this person is: set for the role operator."""
    team: str = ""
    """The team a lead or trainer sees; empty: every team."""
    created_at: datetime
    revoked_at: datetime | None = None


async def create_key(
    session: AsyncSession,
    *,
    name: str,
    role: str,
    operator_id: str = "",
    team: str = "",
    clock: Clock | None = None,
    key: str | None = None,
) -> str:
    """Make a key and give it in plain: it cannot be shown again. ``key`` sets a given one, for demos.

    Raises:
        InvalidInput: the role is unknown, the name is empty, or an operator's key names no operator.
    """
    if role not in ROLES:
        raise InvalidInput(f"unknown role {role!r}", where="role", mend=f"one of {', '.join(ROLES)}")
    if not name.strip():
        raise InvalidInput("a key needs a name", where="name", mend="name the person or machine that uses it")
    if role == "operator" and not operator_id:
        raise InvalidInput("an operator's key needs the operator's id", where="operator_id", mend="give operator_id")
    plain = key or _MARK + secrets.token_urlsafe(32)
    created_at = (clock or SystemClock()).now()
    session.add(
        ApiKey(
            id=new_id(),
            key_hash=_hash(plain),
            name=name,
            role=role,
            operator_id=operator_id,
            team=team,
            created_at=created_at,
        )
    )
    await session.flush()
    return plain


async def find_key(session: AsyncSession, key: str) -> KeyRecord | None:
    """Whose key it is; None when it is unknown or revoked."""
    found = select(ApiKey).where(ApiKey.key_hash == _hash(key), col(ApiKey.revoked_at).is_(None))
    record = (await session.exec(found)).one_or_none()
    return None if record is None else _record(record)


async def list_keys(session: AsyncSession) -> tuple[KeyRecord, ...]:
    """All keys, revoked ones too, in the order they were made."""
    records = (await session.exec(select(ApiKey).order_by(col(ApiKey.created_at), ApiKey.id))).all()
    return tuple(_record(record) for record in records)


async def revoke_key(session: AsyncSession, key_id: str, *, clock: Clock | None = None) -> KeyRecord:
    """Make a key useless from now on; doing it again changes nothing.

    Raises:
        NotFound: there is no key of that id.
    """
    record = await session.get(ApiKey, key_id)
    if record is None:
        raise NotFound(f"there is no key {key_id!r}", where="key")
    if record.revoked_at is None:
        record.revoked_at = (clock or SystemClock()).now()
        await session.flush()
    return _record(record)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _record(record: ApiKey) -> KeyRecord:
    return KeyRecord(**record.model_dump(exclude={"key_hash"}))
