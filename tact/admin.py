"""`tact keys …` and `tact db upgrade`."""

import asyncio
import json

from rich.console import Console
from rich.table import Table
from sqlmodel.ext.asyncio.session import AsyncSession

from reply_core import keys
from reply_core.database import upgrade as upgrade_database
from reply_core.errors import NotFound
from reply_core.settings import load_settings
from tact.on_database import on_database


def create_key(name: str, *, role: str, operator: str, team: str, as_json: bool) -> None:
    """Make a key and print it once."""

    async def work(session: AsyncSession) -> str:
        return await keys.create_key(session, name=name, role=role, operator_id=operator, team=team)

    key = on_database(load_settings(), work)
    if as_json:
        print(json.dumps({"name": name, "role": role, "key": key}, ensure_ascii=False))
    else:
        Console().print(f"Key of {name} ({role}), shown once:\n[bold]{key}[/]")


def list_keys(*, as_json: bool) -> None:
    """Print the keys without their secrets."""

    found = on_database(load_settings(), keys.list_keys)
    if as_json:
        print(json.dumps([{"name": one.name, "role": one.role, "operator": one.operator_id} for one in found]))
        return
    table = Table("name", "role", "operator", "team")
    for one in found:
        table.add_row(one.name, one.role, one.operator_id, one.team)
    Console().print(table)


def revoke_key(name: str) -> None:
    """Revoke every key of this name."""

    async def work(session: AsyncSession) -> int:
        chosen = [one for one in await keys.list_keys(session) if one.name == name and not one.revoked_at]
        for one in chosen:
            await keys.revoke_key(session, one.id)
        return len(chosen)

    if not on_database(load_settings(), work):
        raise NotFound(f"no key is called {name!r}", mend="tact keys list shows the names")
    Console().print(f"Revoked: {name}")


def upgrade(*, as_json: bool) -> None:
    """Bring the database to the newest revision."""
    settings = load_settings()
    asyncio.run(upgrade_database(settings.database_url))
    print(json.dumps({"upgraded": True}) if as_json else "The database is up to date.")
