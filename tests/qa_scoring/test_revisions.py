"""Revisions of the standard: only added, the newest in force, each under a version of its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring.revisions import newest_standard, save_standard, standards
from qa_scoring.standard import default_standard

pytestmark = pytest.mark.anyio
_AT = datetime(2026, 11, 16, tzinfo=UTC)


async def test_a_brand_without_a_standard_of_its_own_has_none(session: AsyncSession) -> None:
    """Nothing saved: none in force, and other brands' revisions do not count."""
    await save_standard(session, "other", default_standard("ru"), author="lead", at=_AT)

    assert await newest_standard(session, "demo") is None


async def test_each_change_is_a_revision_with_a_version_of_its_own(session: AsyncSession) -> None:
    """A changed default gets a new version, so that cards of the two are never joined; the newest is in force."""
    default = default_standard("ru")
    first = await save_standard(session, "demo", replace(default, allowed_links=("a.example",)), author="x", at=_AT)
    later = _AT + timedelta(hours=1)
    second = await save_standard(session, "demo", replace(first, allowed_links=("b.example",)), author="x", at=later)

    assert len({default.version, first.version, second.version}) == 3
    assert await newest_standard(session, "demo") == second
    assert [each.version for each in await standards(session, "demo")] == [second.version, first.version]


async def test_the_same_standard_again_is_no_new_revision(session: AsyncSession) -> None:
    """Saving what is in force changes nothing; an unchanged default keeps its own version."""
    saved = await save_standard(session, "demo", default_standard("en"), author="x", at=_AT)
    again = await save_standard(session, "demo", default_standard("en"), author="x", at=_AT)

    assert saved == again == default_standard("en")
    assert len(await standards(session, "demo")) == 1


async def test_of_two_saved_at_one_moment_the_later_saved_is_in_force(session: AsyncSession) -> None:
    """Two changes within a tick of the clock: order does not hang on a random id."""
    standard = default_standard("ru")
    for link in ("a.example", "b.example", "c.example", "d.example"):
        standard = await save_standard(session, "demo", replace(standard, allowed_links=(link,)), author="x", at=_AT)

        assert await newest_standard(session, "demo") == standard
