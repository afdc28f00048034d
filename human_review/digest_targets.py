"""Where digests go: kept, shown without their secrets, and handed over once per week and target."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.digest_sending import Destination, check_destination
from human_review.slices import monday
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import Conflict, NotFound
from reply_core.settings import Settings
from reply_core.tables import DigestTarget, new_id
from reply_core.types import Language

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LATE = timedelta(days=3)
"""A digest that could not be sent on its day is sent up to so much later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a digest goes, of which team, in which language."""

    id: str
    to: Destination
    language: Language
    team: str
    author: str
    created_at: datetime
    last_sent_at: datetime | None = None
    last_error: str = ""

    @property
    def shown(self) -> str:
        """The address as people may see it: webhooks carry their secret in the path."""
        if self.to.kind == "email":
            return self.to.address
        return f"{urlsplit(self.to.address).hostname}/…{self.to.address[-4:]}"


async def add_target(
    session: AsyncSession, to: Destination, *, language: Language, team: str, author: str, clock: Clock,
    settings: Settings,
) -> Target:  # fmt: skip
    """Send digests there from the next one on.

    Raises:
        InvalidInput: the address will not do.
        Conflict: it is there already, for this team.
    """
    check_destination(to, settings)
    same = select(DigestTarget.id).where(DigestTarget.address == to.address, DigestTarget.team == team)
    if (await session.exec(same)).first() is not None:
        raise Conflict("this target is there already", where="address", mend="remove the other one first")
    row = DigestTarget(
        id=new_id(), kind=to.kind, address=to.address, shape=to.shape, language=language, team=team, author=author,
        created_at=clock.now(), last_error="",
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await _note(session, row, "added", author, clock.now())
    return _target(row)


async def remove_target(session: AsyncSession, target_id: str, *, author: str, clock: Clock) -> None:
    """Send no more there. Raises NotFound."""
    row = await _row(session, target_id)
    await session.delete(row)
    await session.flush()
    await _note(session, row, "removed", author, clock.now())


async def target_of(session: AsyncSession, target_id: str) -> Target:
    """The target. Raises NotFound."""
    return _target(await _row(session, target_id))


async def targets(session: AsyncSession, team: str | None = None) -> tuple[Target, ...]:
    """All targets, or those of one team, the first one first."""
    wanted = select(DigestTarget).order_by(col(DigestTarget.created_at), col(DigestTarget.id))
    if team is not None:
        wanted = wanted.where(DigestTarget.team == team)
    return tuple(_target(row) for row in (await session.exec(wanted)).all())


def due_moment(now: datetime, at: str, zone: tzinfo) -> datetime | None:
    """The moment of this week's digest if it has come and is not long past; None otherwise.

    Args:
        now: any zone.
        at: such as ``mon 09:00``.
        zone: whose day and hour that is.
    """
    day, _, clock_time = at.partition(" ")
    hour, minute = (int(part) for part in clock_time.split(":"))
    local = now.astimezone(zone)
    first = monday(local.date())
    for week in (first, first - timedelta(days=7)):
        date = week + timedelta(days=_DAYS.index(day))
        moment = datetime(date.year, date.month, date.day, hour, minute, tzinfo=zone)
        if moment <= now < moment + LATE:
            return moment
    return None


async def begin_sending(session: AsyncSession, target_id: str, due: datetime) -> Target | None:
    """Take the week's digest of a target upon oneself; None when it is sent already, or its target is gone.

    Raises:
        Conflict: somebody took it and never said how it ended; it may have arrived, so it is not sent twice.
    """
    row = await session.get(DigestTarget, target_id, with_for_update=True, populate_existing=True)
    if row is None or (row.last_sent_at is not None and row.last_sent_at >= due):
        return None
    if row.sending_for is not None and row.sending_for >= due:
        raise Conflict("the process ended while the digest was on its way", where=target_id, mend="send a test")
    row.sending_for = due
    session.add(row)
    await session.flush()
    return _target(row)


async def end_sending(session: AsyncSession, target_id: str, *, now: datetime, error: str = "") -> None:
    """Note how handing over ended; with an error it may be tried again."""
    row = await session.get(DigestTarget, target_id)
    if row is None:
        return
    row.sending_for, row.last_error = None, error
    if not error:
        row.last_sent_at = now
    session.add(row)
    await session.flush()
    await _note(session, row, "failed" if error else "sent", "", now)


async def note_error(session: AsyncSession, target_id: str, error: str) -> None:
    """Show why nothing arrived."""
    row = await session.get(DigestTarget, target_id)
    if row is not None:
        row.last_error = error
        session.add(row)
        await session.flush()


async def _row(session: AsyncSession, target_id: str) -> DigestTarget:
    row = await session.get(DigestTarget, target_id)
    if row is None:
        raise NotFound("there is no such target", where=target_id)
    return row


async def _note(session: AsyncSession, row: DigestTarget, what: str, author: str, at: datetime) -> None:
    details = {"kind": row.kind, "shape": row.shape, "team": row.team}
    target = f"digest_target:{row.id}"
    await audit.record(session, actor=author, action=f"digest.{what}", target=target, details=details, at=at)


def _target(row: DigestTarget) -> Target:
    return Target(
        id=row.id,
        to=Destination(kind=row.kind, address=row.address, shape=row.shape),
        language="en" if row.language == "en" else "ru",
        team=row.team,
        author=row.author,
        created_at=row.created_at,
        last_sent_at=row.last_sent_at,
        last_error=row.last_error,
    )
