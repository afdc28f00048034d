"""Pages over sums that are still to be made: what is too much for a request is ordered, said, and done by the job."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from human_review import sum_jobs, sums
from human_review import trends as trends_module
from human_review.digest import Shop
from reply_core import jobs
from reply_core.jobs.registry import registry
from reply_core.types import Payload
from tests.api.conftest import NOW, Desk, run
from tests.human_review.made_cards import rule, store_reply

_WEEKS = (1, 8, 15)


def _stored(desk: Desk) -> None:
    async def made() -> None:
        async with desk.sessions.begin() as session:
            for ago in _WEEKS:
                for number in range(4):
                    await store_reply(
                        session, f"{ago}-{number}", {"timeframe": rule(1.0)}, at=NOW - timedelta(days=ago)
                    )

    run(made())


async def _worked() -> Payload:
    return await sum_jobs.sum_up({})


def test_a_page_orders_the_sums_it_leaves_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for four cards: the newest day at once, two days ordered and named; the job makes them, the note goes."""
    monkeypatch.setattr(sums, "AT_ONCE", 4)
    monkeypatch.setattr(trends_module, "EXACT_UP_TO", 0)
    _stored(desk)
    lead = desk.as_("lead", "en")

    first = lead.trends(12, "timeframe")
    assert first.team is not None
    assert first.team.period.n == 4
    assert any(note.startswith("Being summed up: 2 days left") for note in first.notes)
    assert [name for name, _, _ in desk.enqueued] == [sum_jobs.SUMS]

    shop = desk.services.shop

    async def shop_now() -> Shop:
        return Shop(brand=shop.brand, zone=shop.calendar.zone, calendar=shop.calendar, standard_of=shop.standard_of)

    def sessions(**_: Any) -> Any:
        return desk.sessions

    monkeypatch.setattr(jobs, "sessions", sessions)
    sum_jobs.use(shop_now, desk.services.clock)
    assert asyncio.run(_worked())["cards"] == 2

    second = lead.trends(12, "timeframe")
    assert second.team is not None
    assert second.team.period.n == 12
    assert not any("Being summed up" in note for note in second.notes)
    assert len(desk.enqueued) == 1


def test_the_job_is_registered_and_goes_by_the_clock() -> None:
    """It runs at every start and every ten minutes, one at a time."""
    assert sum_jobs.SUMS in jobs.registered()
    assert registry.schedules["review-sums"].at_start
    assert registry.queues["sums"].at_once == 1
