"""Keys open the door for whom they were made, are kept only as a hash, and stop working when revoked."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core import keys
from reply_core.clock import FixedClock
from reply_core.errors import InvalidInput, NotFound
from reply_core.tables import ApiKey

pytestmark = pytest.mark.anyio
_NOON = FixedClock(datetime(2026, 11, 13, 12, tzinfo=UTC))


async def test_key_is_found_again(session: AsyncSession) -> None:
    """A new key tells whose it is, with role, operator and team."""
    plain = await keys.create_key(session, name="Игорь", role="operator", operator_id="igor", team="чат", clock=_NOON)
    found = await keys.find_key(session, plain)

    assert found is not None
    assert (found.name, found.role, found.operator_id, found.team) == ("Игорь", "operator", "igor", "чат")
    assert found.created_at == _NOON.now()


async def test_plain_key_is_not_stored(session: AsyncSession) -> None:
    """The database holds a hash; the key itself is nowhere in it."""
    plain = await keys.create_key(session, name="shop", role="service")
    (row,) = (await session.exec(select(ApiKey))).all()

    assert plain not in str(row.model_dump())
    assert len(row.key_hash) == 64


async def test_keys_differ(session: AsyncSession) -> None:
    """Every key is new, long and recognisable in a secret scanner."""
    made = {await keys.create_key(session, name="shop", role="service") for _ in range(5)}

    assert len(made) == 5
    assert all(key.startswith("tact_") and len(key) > 40 for key in made)


@pytest.mark.parametrize("wrong", ["", "tact_", "tact_nonsense", "\ud800"])
async def test_unknown_key_is_nobody(session: AsyncSession, wrong: str) -> None:
    """What is no key opens nothing, and does not fail either."""
    await keys.create_key(session, name="shop", role="service")

    assert await keys.find_key(session, wrong) is None


async def test_revoked_key_opens_nothing(session: AsyncSession) -> None:
    """A revoked key is nobody's, stays in the list, and revoking it again keeps the first time."""
    plain = await keys.create_key(session, name="shop", role="service")
    (listed,) = await keys.list_keys(session)
    revoked = await keys.revoke_key(session, listed.id, clock=_NOON)
    again = await keys.revoke_key(session, listed.id)

    assert await keys.find_key(session, plain) is None
    assert await keys.list_keys(session) == (revoked,)
    assert revoked.revoked_at == again.revoked_at == _NOON.now()


async def test_revoking_nothing_is_said(session: AsyncSession) -> None:
    """Revoking a key that does not exist is an error, not silence."""
    with pytest.raises(NotFound):
        await keys.revoke_key(session, "none")


@pytest.mark.parametrize(
    ("name", "role", "told"),
    [("x", "boss", "operator, lead, trainer, admin, service"), (" ", "lead", "name"), ("x", "operator", "operator_id")],
)
async def test_impossible_keys_are_refused(session: AsyncSession, name: str, role: str, told: str) -> None:
    """An unknown role, an empty name and an operator's key without an operator are refused with the cure."""
    with pytest.raises(InvalidInput, match=told):
        await keys.create_key(session, name=name, role=role)


@given(st.text())
def test_hash_takes_any_text(key: str) -> None:
    """Whatever arrives in a header can be looked up."""
    assert len(keys._hash(key)) == 64
