"""Trends: quality by person, team, channel and topic, and response times."""

from collections.abc import Sequence
from typing import Annotated

from litestar import Router, get
from litestar.params import PathParameter, QueryParameter

from api.auth import Principal
from api.catching_up import catch_up_cards, catch_up_waits
from api.group_names import ByQuery, ChannelQuery, TopicQuery, UnitQuery, Weeks, teams_of
from api.handling import Speaks, TheServices, Who
from api.show_response import show_response_times
from api.show_trends import show_trends
from api.views import ResponseTimesView, TrendsView
from human_review import measured
from human_review.response_times import response_times as read_response_times
from human_review.slices import By, Slice, Unit
from human_review.store import open_load
from human_review.trends import trends
from reply_core.directory import OperatorInfo
from reply_core.errors import NotFound

_GROUPS: dict[str, By] = {"operators": "operator", "teams": "team", "channels": "channel", "topics": "topic"}


@get("/trends/{groups:str}", opt={"action": "read_trends"}, summary="Quality over time")
async def quality(
    services: TheServices,
    principal: Who,
    language: Speaks,
    groups: Annotated[str, PathParameter(description="operators, teams, channels or topics")],
    weeks: Weeks = 12,
    criterion: Annotated[str, QueryParameter(description="total, a pillar, a criterion or critical_free")] = "total",
    unit: UnitQuery = "week",
    channel: ChannelQuery = "",
    topic: TopicQuery = "",
) -> TrendsView:
    """n, mean with its 95 % interval, or "not enough data"; one level and one standard only; sorted by name."""
    if groups not in _GROUPS:
        raise NotFound(f"there are no trends of {groups!r}", where="path", mend=f"one of: {', '.join(_GROUPS)}")
    measured.check(criterion)
    shop, clock = services.shop, services.clock
    zone = shop.calendar.zone
    await catch_up_cards(services)
    async with services.reading() as session:
        people = await services.people(session)
        cut = _slice(principal, people, by=_GROUPS[groups], unit=unit, channel=channel, topic=topic)
        found = await trends(
            session, criterion, cut, weeks=weeks, now=clock.now(), zone=zone, standard_of=shop.standard_of
        )
        load = await open_load(session, shop.brand) if cut.by == "operator" else {}
    return show_trends(found, weeks=weeks, people=people, load=load, language=language)


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
    await catch_up_waits(services)
    async with services.reading() as session:
        people = await services.people(session)
        cut = _slice(principal, people, by=by, unit=unit, channel=channel, topic=topic)
        found = await read_response_times(
            session, cut, weeks=weeks, now=clock.now(), zone=zone, calendar=shop.calendar, brand=shop.brand
        )
    names = {person.id: person.name for person in people}
    return show_response_times(found, cut, people=names, language=language)


def _slice(
    principal: Principal, people: Sequence[OperatorInfo], *, by: By, unit: Unit, channel: str, topic: str
) -> Slice:
    return Slice(by=by, unit=unit, channel=channel, topic=topic, operators=principal.sees, teams=teams_of(people))


router = Router("/v1", route_handlers=[quality, response_times], tags=["trends"])
