"""`tact people …`."""

import json

from rich.console import Console
from rich.table import Table
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core import people
from reply_core.settings import load_settings
from tact.on_database import on_database

_AUTHOR = "tact people"


def add_somebody(email: str, *, name: str, role: str, operator: str, team: str, as_json: bool) -> None:
    """Put somebody on the list."""
    settings = load_settings()

    async def work(session: AsyncSession) -> people.PersonRecord:
        return await people.add_person(
            session, email=email, name=name, role=role, operator_id=operator, team=team, author=_AUTHOR,
            clock=settings.clock,
        )  # fmt: skip

    made = on_database(settings, work)
    if as_json:
        print(json.dumps(_plain(made), ensure_ascii=False))
    else:
        Console().print(f"{made.name} ({made.email}) may sign in as {made.role}.", markup=False)


def list_everybody(*, as_json: bool) -> None:
    """Print the list."""
    found = on_database(load_settings(), people.list_people)
    if as_json:
        print(json.dumps([_plain(one) for one in found], ensure_ascii=False))
        return
    table = Table("e-mail", "name", "role", "operator", "team", "state")
    for one in found:
        state = "removed" if not one.active else "has signed in" if one.tied else "has not signed in yet"
        table.add_row(one.email, one.name, one.role, one.operator_id, one.team, state)
    Console().print(table)


def remove_somebody(email: str) -> None:
    """Take somebody off the list."""
    settings = load_settings()

    async def work(session: AsyncSession) -> people.PersonRecord:
        return await people.remove_person(session, email, author=_AUTHOR, clock=settings.clock)

    gone = on_database(settings, work)
    Console().print(f"{gone.name} ({gone.email}) may sign in no more.", markup=False)


def _plain(one: people.PersonRecord) -> dict[str, object]:
    return {
        "email": one.email, "name": one.name, "role": one.role, "operator": one.operator_id, "team": one.team,
        "active": one.active, "tied": one.tied,
    }  # fmt: skip
