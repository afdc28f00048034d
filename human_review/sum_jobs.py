"""Sums as background work: what is too much for a request (a first import, a criterion left to people) is made here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from human_review import assist_sums, contact_sums, sums, wait_sums
from human_review.digest import Shop
from reply_core import jobs
from reply_core.clock import Clock
from reply_core.jobs import job, queue, schedule
from reply_core.types import Payload

SUMS = "review.sums"
_QUEUE = "sums"
ShopNow = Callable[[], Awaitable[Shop]]


@dataclass(frozen=True, slots=True)
class _Setup:
    shop: ShopNow
    clock: Clock


_setups: list[_Setup] = []


def use(shop: ShopNow, clock: Clock) -> None:
    """Say whose days and standards count; called once at start, before the jobs are launched."""
    _setups[:] = [_Setup(shop, clock)]


@job(SUMS, _QUEUE, attempts=2)
async def sum_up(payload: Payload) -> Payload:
    """Make all sums that are still to be made; gives how many days that were. Stopped half-way nothing is lost."""
    del payload
    (setup,) = _setups
    shop = await setup.shop()
    sessions, readers = jobs.sessions(), jobs.sessions(read_only=True)
    waits = await wait_sums.catch_up(sessions, zone=shop.zone, clock=setup.clock, readers=readers)
    drafts = await assist_sums.catch_up(sessions, zone=shop.zone, clock=setup.clock, readers=readers)
    contacts = await contact_sums.catch_up(sessions, zone=shop.zone, clock=setup.clock, readers=readers)
    cards = await sums.catch_up(
        sessions, zone=shop.zone, clock=setup.clock, standard_of=shop.standard_of, readers=readers
    )
    return {"cards": cards, "waits": waits, "drafts": drafts, "contacts": contacts}


queue(_QUEUE, at_once=1)
schedule("review-sums", "*/10 * * * *", SUMS, at_start=True)
"""At the start too: pages then find their sums made."""
