"""What the model cost per 1,000 conversations, from the ledger; where a price is not known, tokens only."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import numpy as np
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.backlog import hour_of
from human_review.statistics import DRAWS, MIN_CONVERSATIONS
from reply_core.tables import ConversationRecord, ModelCall

PER = 1_000
_MIN_DAYS = 5
"""Days below which nothing is said of how the cost varies."""
_select = cast("Any", select)


@dataclass(frozen=True, slots=True, kw_only=True)
class PerThousand:
    """An amount per 1,000 conversations with its 95 % interval (days drawn anew); without both when little is known."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeCost:
    """Calls for one purpose."""

    purpose: str
    calls: int
    failed: int
    tokens_in: int
    tokens_out: int
    cost: float | None
    """None: the price of some of these calls is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCost:
    """All calls of a period beside the conversations that began in it."""

    conversations: int
    calls: int = 0
    without_price: int = 0
    """Calls with tokens whose price is not known; with any of them there is no sum of money."""
    cost: float | None = None
    tokens: int = 0
    cost_per_thousand: PerThousand = PerThousand()
    tokens_per_thousand: PerThousand = PerThousand()
    purposes: tuple[PurposeCost, ...] = ()


async def model_cost(session: AsyncSession, since: datetime, *, brand: str = "") -> ModelCost:
    """What the model cost since then, over all its uses (drafts, scoring, trials)."""
    talks = await _conversations(session, since, brand)
    purposes: dict[str, list[PurposeCost]] = {}
    money: dict[str, float] = {}
    tokens: dict[str, float] = {}
    without_price = 0
    for day, each, unknown in await _calls(session, since):
        purposes.setdefault(each.purpose, []).append(each)
        money[day] = money.get(day, 0.0) + (each.cost or 0.0)
        tokens[day] = tokens.get(day, 0.0) + each.tokens_in + each.tokens_out
        without_price += unknown
    n = sum(talks.values())
    calls = sum(each.calls for days in purposes.values() for each in days)
    priced = calls > 0 and not without_price
    return ModelCost(
        conversations=n,
        calls=calls,
        without_price=without_price,
        cost=sum(money.values()) if priced else None,
        tokens=round(sum(tokens.values())),
        cost_per_thousand=_per_thousand(money, talks) if priced else PerThousand(),
        tokens_per_thousand=_per_thousand(tokens, talks) if calls else PerThousand(),
        purposes=tuple(_together(days) for _, days in sorted(purposes.items())),
    )


async def _conversations(session: AsyncSession, since: datetime, brand: str) -> Mapping[str, int]:
    talk = ConversationRecord
    hour = hour_of(session, talk.opened_at)
    wanted = _select(hour, func.count()).where(col(talk.opened_at) >= since).group_by(hour)
    if brand:
        wanted = wanted.where(talk.brand_id == brand)
    days: Counter[str] = Counter()
    for moment, n in (await session.exec(wanted)).all():
        days[f"{moment:%Y-%m-%d}"] += n
    return days


async def _calls(session: AsyncSession, since: datetime) -> list[tuple[str, PurposeCost, int]]:
    """Day, what was called for a purpose on it, and how many of these calls have tokens without a price."""
    call = ModelCall
    hour = hour_of(session, call.at)
    used = col(call.tokens_in) + col(call.tokens_out) > 0
    sums = (
        func.count(), func.sum(call.tokens_in), func.sum(call.tokens_out), func.sum(call.cost),
        func.count().filter(col(call.outcome) != "ok"),
        func.count().filter(used, col(call.cost).is_(None)),
    )  # fmt: skip
    wanted = _select(hour, call.purpose, *sums).where(col(call.at) >= since).group_by(hour, call.purpose)
    found = []
    for moment, purpose, calls, tokens_in, tokens_out, cost, failed, unknown in (await session.exec(wanted)).all():
        each = PurposeCost(
            purpose=purpose, calls=calls, failed=failed, tokens_in=tokens_in or 0, tokens_out=tokens_out or 0,
            cost=None if unknown else float(cost or 0.0),
        )  # fmt: skip
        found.append((f"{moment:%Y-%m-%d}", each, int(unknown)))
    return found


def _together(days: list[PurposeCost]) -> PurposeCost:
    costs = [each.cost for each in days]
    return PurposeCost(
        purpose=days[0].purpose,
        calls=sum(each.calls for each in days),
        failed=sum(each.failed for each in days),
        tokens_in=sum(each.tokens_in for each in days),
        tokens_out=sum(each.tokens_out for each in days),
        cost=None if None in costs else sum(cost for cost in costs if cost is not None),
    )


def _per_thousand(amounts: Mapping[str, float], talks: Mapping[str, int]) -> PerThousand:
    days = sorted({*amounts, *talks})
    spent = np.array([amounts.get(day, 0.0) for day in days])
    begun = np.array([talks.get(day, 0) for day in days], dtype=float)
    n = begun.sum()
    if n < MIN_CONVERSATIONS:
        return PerThousand()
    value = float(PER * spent.sum() / n)
    if len(days) < _MIN_DAYS:
        return PerThousand(value=value)
    picks = np.random.default_rng(0).integers(0, len(days), size=(DRAWS, len(days)))
    drawn = begun[picks].sum(axis=1)
    ratios = PER * spent[picks].sum(axis=1)[drawn > 0] / drawn[drawn > 0]
    low, high = np.percentile(ratios, [2.5, 97.5])
    return PerThousand(value=value, low=min(value, float(low)), high=max(value, float(high)))
