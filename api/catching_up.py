"""Sums brought up to date before a page reads them: little at once, much in the background, and the page says so."""

from collections.abc import Awaitable, Callable
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from api.services import Services
from human_review import contact_sums, sums, wait_sums
from human_review.sum_jobs import SUMS


async def catch_up_cards(services: Services) -> None:
    """Sum up the days of new cards, edits and reviews; what is too much for a request is ordered as background work."""
    shop = services.shop
    await sums.catch_up(
        services.sessions, zone=shop.calendar.zone, clock=services.clock, standard_of=shop.standard_of,
        readers=services.readers, at_most=sums.AT_ONCE,
    )  # fmt: skip
    await _order_the_rest(services, sums.days_left)


async def catch_up_waits(services: Services) -> None:
    """The same for the days of waits in conversations with new messages."""
    zone, clock = services.shop.calendar.zone, services.clock
    await wait_sums.catch_up(
        services.sessions, zone=zone, clock=clock, readers=services.readers, at_most=wait_sums.AT_ONCE
    )
    await _order_the_rest(services, wait_sums.days_left)


async def catch_up_contacts(services: Services) -> None:
    """The same for the days whose first contacts and ratings have settled."""
    zone, clock = services.shop.calendar.zone, services.clock
    await contact_sums.catch_up(
        services.sessions, zone=zone, clock=clock, readers=services.readers, at_most=contact_sums.AT_ONCE
    )
    await _order_the_rest(services, contact_sums.days_left)


async def _order_the_rest(services: Services, days_left: Callable[[AsyncSession], Awaitable[tuple[date, ...]]]) -> None:
    async with services.reading() as session:
        left = await days_left(session)
    if left:
        await services.order_sums(SUMS)
