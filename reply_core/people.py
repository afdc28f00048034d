"""People who sign in by the company's identity provider: who they are there, and what they may here.

A person is added by e-mail; the first sign-in with that e-mail, verified by the provider, ties the account for good
(issuer and subject). From then on the e-mail may change at the provider without changing who it is.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import Conflict, InvalidInput, NotFound
from reply_core.keys import ROLES
from reply_core.tables import Person, new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """Somebody who may sign in."""

    id: str
    email: str
    name: str
    role: str
    operator_id: str = ""
    team: str = ""
    active: bool = True
    tied: bool = False
    """Has signed in once: issuer and subject are known."""
    created_at: datetime


async def add_person(
    session: AsyncSession,
    *,
    email: str,
    name: str,
    role: str,
    operator_id: str = "",
    team: str = "",
    author: str,
    clock: Clock,
) -> PersonRecord:
    """Let somebody in; one who was removed before comes back with this role.

    Raises:
        InvalidInput: the e-mail, name or role will not do, or an operator is not named.
        Conflict: somebody active has this e-mail.
    """
    address = email.strip().casefold()
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@") or " " in address:
        raise InvalidInput(f"{email!r} is no e-mail address", where="email", mend="as in anna@shop.example")
    if role not in ROLES or role == "service":
        known = ", ".join(each for each in ROLES if each != "service")
        raise InvalidInput(f"a person cannot have the role {role!r}", where="role", mend=f"one of {known}")
    if not name.strip():
        raise InvalidInput("a person needs a name", where="name", mend="give name")
    if role == "operator" and not operator_id:
        raise InvalidInput("an operator needs the operator's id", where="operator_id", mend="give operator_id")
    row = await _by_email(session, address)
    if row is not None and row.active:
        raise Conflict(f"{address} is known already", where="email", mend="remove the person first")
    if row is None:
        row = Person(
            id=new_id(), issuer="", subject=f"new:{new_id()}", email=address, role=role, created_at=clock.now()
        )
    row.name, row.role, row.operator_id, row.team, row.active = name.strip(), role, operator_id, team, True
    session.add(row)
    await session.flush()
    await _note(session, row, "added", author, clock.now())
    return _record(row)


async def remove_person(session: AsyncSession, email: str, *, author: str, clock: Clock) -> PersonRecord:
    """Let somebody in no more; open sessions end at once.

    Raises:
        NotFound: nobody active has this e-mail.
    """
    row = await _by_email(session, email.strip().casefold())
    if row is None or not row.active:
        raise NotFound(f"nobody has the e-mail {email!r}", where="email", mend="tact people list shows them")
    row.active = False
    session.add(row)
    await session.flush()
    await _note(session, row, "removed", author, clock.now())
    return _record(row)


async def list_people(session: AsyncSession) -> tuple[PersonRecord, ...]:
    """Everybody who was ever let in, by name."""
    rows = (await session.exec(select(Person).order_by(col(Person.name), col(Person.id)))).all()
    return tuple(_record(row) for row in rows)


async def recognise(
    session: AsyncSession, *, issuer: str, subject: str, email: str, email_verified: bool
) -> PersonRecord | None:
    """Who this account of the provider is; None: unknown. By issuer and subject; at first by the verified e-mail,
    which ties the account.

    A person tied to another account is not found by e-mail: an address given to somebody new opens nothing.
    """
    known = select(Person).where(Person.issuer == issuer, Person.subject == subject)
    row = (await session.exec(known)).one_or_none()
    if row is None and email and email_verified:
        found = await _by_email(session, email.strip().casefold())
        if found is not None and not found.issuer:
            found.issuer, found.subject = issuer, subject
            session.add(found)
            await session.flush()
            row = found
    return None if row is None else _record(row)


async def _by_email(session: AsyncSession, address: str) -> Person | None:
    return (await session.exec(select(Person).where(func.lower(Person.email) == address))).first()


async def _note(session: AsyncSession, row: Person, what: str, author: str, at: datetime) -> None:
    details = {"role": row.role, "operator": row.operator_id, "team": row.team}
    await audit.record(
        session, actor=author, action=f"person.{what}", target=f"person:{row.id}", details=details, at=at
    )


def _record(row: Person) -> PersonRecord:
    return PersonRecord(
        id=row.id, email=row.email, name=row.name, role=row.role, operator_id=row.operator_id, team=row.team,
        active=row.active, tied=bool(row.issuer), created_at=row.created_at,
    )  # fmt: skip
