"""Trends beside quality: response times, the use of drafts, what customers say."""

from litestar import Router, get

from api.group_names import ByQuery, ChannelQuery, TopicQuery, UnitQuery, Weeks, teams_of
from api.handling import Speaks, TheServices, Who
from api.show_response import show_response_times
from api.views.figures import ResponseTimesView
from human_review import wait_sums
from human_review.response_times import response_times as read_response_times
from human_review.slices import Slice


@get("/trends/response-times", opt={"action": "read_trends"}, summary="How long customers wait")
async def response_times(
    services: TheServices,
    principal: Who,
    language: Speaks,
    weeks: Weeks = 12,
    by: ByQuery = "operator",
    unit: UnitQuery = "week",
    channel: ChannelQuery = "",
    topic: TopicQuery = "",
) -> ResponseTimesView:
    """Median and 90th percentile in working time, share in target, open waits past their target; with n and interval.
    An operator sees his own only."""
    shop, clock = services.shop, services.clock
    zone = shop.calendar.zone
    await wait_sums.catch_up(services.sessions, zone=zone, clock=clock, readers=services.readers)
    async with services.reading() as session:
        people = await services.people(session)
        cut = Slice(by=by, unit=unit, channel=channel, topic=topic, operators=principal.sees, teams=teams_of(people))
        found = await read_response_times(
            session, cut, weeks=weeks, now=clock.now(), zone=zone, calendar=shop.calendar, brand=shop.brand
        )
    names = {person.id: person.name for person in people}
    return show_response_times(found, cut, people=names, language=language)


router = Router("/v1", route_handlers=[response_times], tags=["trends"])
