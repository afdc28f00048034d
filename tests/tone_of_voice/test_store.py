"""Revisions of a brand's voice: only added, the newest in force, found by the version cards pin."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from tone_of_voice.profile import Term, default_profile
from tone_of_voice.store import newest_profile, profile_of_version, save_profile

pytestmark = pytest.mark.anyio
_AT = datetime(2026, 11, 16, tzinfo=UTC)


async def test_each_change_is_kept_under_a_version_of_its_own(session: AsyncSession) -> None:
    """Banning a word makes a new revision; both stay readable by their versions."""
    first = await save_profile(session, "demo", default_profile("ru"), author="lead", at=_AT)
    changed = replace(first.profile, banned=(Term(text="к сожалению"),))
    second = await save_profile(session, "demo", changed, author="admin", at=_AT + timedelta(hours=1))

    newest = await newest_profile(session, "demo")
    assert newest == second
    assert second.profile.version != first.profile.version
    assert await profile_of_version(session, "demo", first.profile.version) == first
    assert await profile_of_version(session, "demo", "none") is None
    assert await newest_profile(session, "other") is None


async def test_the_same_voice_again_is_no_new_revision(session: AsyncSession) -> None:
    """Saving what is in force keeps its version, author and time."""
    first = await save_profile(session, "demo", default_profile("ru"), author="lead", at=_AT)
    again = await save_profile(session, "demo", default_profile("ru"), author="admin", at=_AT + timedelta(hours=1))

    assert again == first


async def test_of_two_saved_at_one_moment_the_later_saved_is_in_force(session: AsyncSession) -> None:
    """Two changes within a tick of the clock: order does not hang on a random id."""
    profile = default_profile("ru")
    for word in ("один", "два", "три", "четыре"):
        saved = await save_profile(session, "demo", replace(profile, banned=(Term(text=word),)), author="x", at=_AT)
        profile = saved.profile

        assert await newest_profile(session, "demo") == saved
