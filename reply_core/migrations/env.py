"""Alembic's environment: runs on the connection that `reply_core.database` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from reply_core.tables import UtcDateTime


def _plain_types(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write plain types into migrations, so that old ones never depend on today's code."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AutoString):
        return "sa.String()"
    return "_JSON" if isinstance(item, JSON) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_plain_types,
        transactional_ddl=True,  # also on SQLite: the engine begins its transactions itself
    )
    with context.begin_transaction():
        context.run_migrations()


_run(context.config.attributes["connection"])
