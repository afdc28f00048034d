"""SQL of the standard: revisions of a brand's standard, only ever added; the newest is in force, cards pin theirs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring.standard import Standard, default_standard, standard_from_dict, standard_to_dict
from reply_core.errors import NotFound
from reply_core.tables import StandardRevision, new_id

_APART = timedelta(microseconds=1)
"""What is saved at the very moment of the revision before is later by this: the newest is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStandard:
    """A standard as it was saved: by whom and when."""

    standard: Standard
    author: str
    created_at: datetime


async def saved_standards(session: AsyncSession, brand: str) -> tuple[SavedStandard, ...]:
    """Every revision of a brand's standard with its author, the newest (the one in force) first."""
    wanted = (
        select(StandardRevision)
        .where(StandardRevision.brand_id == brand)
        .order_by(col(StandardRevision.created_at).desc(), col(StandardRevision.id))
    )
    return tuple(
        SavedStandard(
            standard=standard_from_dict(row.body, where=f"standard {row.version}"),
            author=row.author,
            created_at=row.created_at,
        )
        for row in (await session.exec(wanted)).all()
    )


async def standards(session: AsyncSession, brand: str) -> tuple[Standard, ...]:
    """Every revision of a brand's standard, the newest (the one in force) first; none when it has saved none."""
    return tuple(each.standard for each in await saved_standards(session, brand))


async def newest_standard(session: AsyncSession, brand: str) -> Standard | None:
    """The standard in force, or None when the brand has saved none."""
    found = await standards(session, brand)
    return found[0] if found else None


async def find_standard(session: AsyncSession, brand: str, version: str) -> Standard:
    """The saved revision of that version, or a shipped default.

    Raises:
        NotFound: there is none; names those there are.
    """
    kept = await standards(session, brand)
    known = {each.version: each for each in (default_standard("ru"), default_standard("en"), *kept)}
    if version not in known:
        raise NotFound(
            f"there is no standard {version!r}", where="standard", mend=f"one of: {', '.join(sorted(known))}"
        )
    return known[version]


async def save_standard(
    session: AsyncSession, brand: str, standard: Standard, *, author: str, at: datetime
) -> Standard:
    """Save a standard as the newest revision, under a version of its own; the same standard again is no new one,
    and a changed default is no longer the default."""
    kept = await saved_standards(session, brand)
    known = [each.standard for each in kept]
    if known and replace(standard, version=known[0].version) == known[0]:
        return known[0]
    at = max(at, kept[0].created_at + _APART) if kept else at
    defaults = (default_standard("ru"), default_standard("en"))
    taken = {each.version for each in known} | {each.version for each in defaults if each != standard}
    saved = replace(standard, version=_free_version(standard.version, taken))
    session.add(
        StandardRevision(
            id=new_id(),
            brand_id=brand,
            version=saved.version,
            body=standard_to_dict(saved),
            author=author,
            created_at=at,
        )
    )
    await session.flush()
    return saved


def _free_version(wanted: str, taken: set[str]) -> str:
    """``wanted``, or with the next free number behind a plus: ``1``, ``1+2``, ``1+3``."""
    base, number, version = wanted.partition("+")[0], 2, wanted
    while version in taken:
        version = f"{base}+{number}"
        number += 1
    return version
