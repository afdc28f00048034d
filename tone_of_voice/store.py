"""All SQL of the voice: revisions of a brand's profile, only ever added; the newest is in force."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core.tables import ToneProfileRevision, new_id
from tone_of_voice.profile import ToneProfile, default_profile, profile_from_dict, profile_to_dict

_APART = timedelta(microseconds=1)
"""What is saved at the very moment of the revision before is later by this: the newest is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRevision:
    """A profile as it was saved: by whom and when."""

    profile: ToneProfile
    author: str = ""
    created_at: datetime | None = None


async def newest_profile(session: AsyncSession, brand: str) -> ProfileRevision | None:
    """The profile in force, or None when the brand has saved none.

    Raises:
        BadRule: the stored profile was written by a newer program.
    """
    wanted = (
        select(ToneProfileRevision)
        .where(ToneProfileRevision.brand_id == brand)
        .order_by(col(ToneProfileRevision.created_at).desc(), col(ToneProfileRevision.id))
    )
    row = (await session.exec(wanted.limit(1))).first()
    return None if row is None else _revision(row.body, row.author, row.created_at)


async def saved_profiles(session: AsyncSession, brand: str) -> tuple[ProfileRevision, ...]:
    """Every revision of a brand's profile, the newest (the one in force) first."""
    wanted = (
        select(ToneProfileRevision)
        .where(ToneProfileRevision.brand_id == brand)
        .order_by(col(ToneProfileRevision.created_at).desc(), col(ToneProfileRevision.id))
    )
    return tuple(_revision(row.body, row.author, row.created_at) for row in (await session.exec(wanted)).all())


async def profile_of_version(session: AsyncSession, brand: str, version: str) -> ProfileRevision | None:
    """The profile of that version, as cards pin it; None when it was never saved."""
    wanted = select(ToneProfileRevision).where(
        ToneProfileRevision.brand_id == brand, ToneProfileRevision.version == version
    )
    row = (await session.exec(wanted)).first()
    return None if row is None else _revision(row.body, row.author, row.created_at)


async def save_profile(
    session: AsyncSession, brand: str, profile: ToneProfile, *, author: str, at: datetime
) -> ProfileRevision:
    """Save a profile as the newest revision; it gets a version of its own, which cards pin. The same profile saved
    again is no new revision."""
    newest = await newest_profile(session, brand)
    if newest is not None and replace(profile, version=newest.profile.version) == newest.profile:
        return newest
    version = await _free_version(session, brand, profile)
    at = max(at, newest.created_at + _APART) if newest is not None and newest.created_at is not None else at
    saved = replace(profile, version=version)
    session.add(
        ToneProfileRevision(
            id=new_id(), brand_id=brand, version=version, body=profile_to_dict(saved), author=author, created_at=at
        )
    )
    await session.flush()
    return ProfileRevision(profile=saved, author=author, created_at=at)


async def _free_version(session: AsyncSession, brand: str, profile: ToneProfile) -> str:
    """The profile's own version, or with the next free number behind a plus: ``1``, ``1+2``, ``1+3``. A changed
    default is no longer the default."""
    found = select(ToneProfileRevision.version).where(ToneProfileRevision.brand_id == brand)
    taken = set((await session.exec(found)).all())
    taken |= {known.version for known in (default_profile("ru"), default_profile("en")) if known != profile}
    base, version, number = profile.version.partition("+")[0], profile.version, 2
    while version in taken:
        version = f"{base}+{number}"
        number += 1
    return version


def _revision(body: Mapping[str, Any], author: str, created_at: datetime) -> ProfileRevision:
    return ProfileRevision(profile=profile_from_dict(dict(body)), author=author, created_at=created_at)
