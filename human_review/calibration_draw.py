"""The replies of a calibration round: picked by hand, or drawn at random from a period."""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.calibration_words import refusal
from human_review.store import Operators, in_force
from reply_core.errors import NotFound
from reply_core.tables import ScorecardRecord
from reply_core.types import Language

MOST = 300
"""Replies of one round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a new round is to be over: cards picked by hand, or ``sample`` random ones of a period."""

    name: str
    brand: str
    cards: tuple[str, ...] = ()
    sample: int = 0
    since: datetime | None = None
    operators: Operators = None
    channel: str = ""
    topic: str = ""
    criteria: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()


async def drawn(session: AsyncSession, wanted: Wanted, seed: str) -> tuple[str, ...]:
    """Random current cards of the period, all of the measure most of them were made with."""
    row = ScorecardRecord
    conditions: list[Any] = [*in_force(), row.unscored_reason == ""]
    if wanted.since is not None:
        conditions.append(col(row.replied_at) >= wanted.since)
    if wanted.operators is not None:
        conditions.append(col(row.operator_id).in_(sorted(wanted.operators)))
    conditions += [getattr(row, name) == value for name in ("channel", "topic") if (value := getattr(wanted, name))]
    ways = select(row.level, row.scorer_version, func.count()).where(*conditions)
    counts = (await session.exec(ways.group_by(row.level, row.scorer_version))).all()
    if not counts:
        return ()
    level, scorer, _ = max(counts, key=lambda each: (each[2], each[0], each[1]))
    ids = select(row.id).where(*conditions, row.level == level, row.scorer_version == scorer).order_by(row.id)
    known = list((await session.exec(ids)).all())
    return tuple(random.Random(seed).sample(known, min(wanted.sample, len(known))))


async def same_way(
    session: AsyncSession, cards: tuple[str, ...], operators: Operators, language: Language
) -> list[ScorecardRecord]:
    """The cards, if they exist, may be seen, and were made at one level by one scorer.

    Raises:
        InvalidInput: none, too many, an unscored one, or cards made in different ways. NotFound: there is no such card.
    """
    if not cards:
        raise refusal("none", language, where="cards, sample")
    if len(cards) > MOST:
        raise refusal("many", language, where="cards, sample", code=str(len(cards)), known=str(MOST))
    wanted = select(ScorecardRecord).where(col(ScorecardRecord.id).in_(cards))
    rows = {row.id: row for row in (await session.exec(wanted)).all()}
    missing = [card for card in cards if card not in rows or not _visible(rows[card], operators)]
    if missing:
        raise refusal("no_card", language, where="cards", kind=NotFound, code=missing[0])
    if any(row.unscored_reason for row in rows.values()):
        raise refusal("unscored", language, where="cards")
    if len({(row.level, row.scorer_version) for row in rows.values()}) > 1:
        raise refusal("mixed", language, where="cards")
    return [rows[card] for card in cards]


def _visible(row: ScorecardRecord, operators: Operators) -> bool:
    return operators is None or row.operator_id in operators
