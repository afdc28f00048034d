"""`tact demo --data rutube_support`: real articles, real questions, and the real operators' replies, scored.

The set is read from TACT_EVAL_DATA and never copied: it belongs to others and is for measuring only.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from knowledge_base.importers import read_named
from knowledge_base.store import import_articles
from reply_core.directory import BrandInfo, OperatorInfo, save_brands, save_operators
from reply_core.errors import BadFile, InvalidInput
from reply_core.inbound import InboundMessage
from reply_core.settings import Settings

BRAND = "rutube_support"
OPERATOR = "support"
_MINUTES_APART = 40
_ANSWERED_AFTER = 25


def folder_of(settings: Settings) -> Path:
    """The folder of the set. Raises InvalidInput when nobody said where it is."""
    if settings.eval_data is None:
        raise InvalidInput(
            "where is the set rutube_support?",
            where="TACT_EVAL_DATA",
            mend="get it from its source (docs/evals.md) and set TACT_EVAL_DATA to the folder above it",
        )
    return settings.eval_data / BRAND


async def load_rutube(session: AsyncSession, settings: Settings) -> None:
    """The brand, one operator and the articles; times are 24/7."""
    path = folder_of(settings) / "kb.jsonl"
    imported = read_named([(path.name, _read(path))], settings.language)
    await save_brands(session, [BrandInfo(id=BRAND, name="RUTUBE: открытый набор", calendar={"hours": "24/7"})])
    await save_operators(session, [OperatorInfo(id=OPERATOR, name="Поддержка")])
    await import_articles(session, imported, clock=settings.clock, author="demo", brand=BRAND)


def rutube_messages(settings: Settings, now: datetime) -> list[InboundMessage]:
    """Each question twice: answered by the real operator (to be scored), and waiting (to be drafted)."""
    rows = [json.loads(line) for line in _read(folder_of(settings) / "cases.jsonl").decode().splitlines() if line]
    found: list[InboundMessage] = []
    for number, row in enumerate(rows):
        asked = now - timedelta(minutes=_MINUTES_APART * (number + 2))
        answered = asked + timedelta(minutes=_ANSWERED_AFTER)
        found.append(_message(row, "answered", "in", asked, row["question"]))
        found.append(_message(row, "answered", "out", answered, row["operator_reply"]))
        found.append(_message(row, "waiting", "in", now - timedelta(minutes=1 + number % 90), row["question"]))
    return found


def _message(row: dict[str, Any], kind: str, direction: Any, at: datetime, text: str) -> InboundMessage:
    operator = direction == "out"
    return InboundMessage(
        source="rutube_support",
        external_id=f"{row['id']}-{kind}-{direction}",
        conversation_id=f"{row['id']}-{kind}",
        channel="email",
        direction=direction,
        author_kind="operator" if operator else "customer",
        author_id=OPERATOR if operator else "",
        text=text,
        at=at,
        brand=BRAND,
        assigned_to=OPERATOR if kind == "answered" else "",
    )


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise BadFile("the file is not there", where=str(path), mend="see docs/evals.md for the source of the set")
    return path.read_bytes()
