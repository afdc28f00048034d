"""How drafts serve, and what operators change in them."""

from datetime import timedelta

from litestar import Router, get

from api.group_names import ByQuery, ChannelQuery, TopicQuery, Weeks, teams_of
from api.handling import Speaks, TheServices, Who
from api.show_assist import show_assist, show_edits
from api.views.assist import AssistView, EditsView
from human_review import assist_sums
from human_review.assist import assist as read_assist
from human_review.day_sums import Only
from human_review.edit_kinds import edit_figures
from human_review.growth import topic_growth
from human_review.kb_coverage import coverage
from human_review.model_cost import model_cost
from human_review.slices import Slice, midnight


@get("/trends/assist", opt={"action": "read_trends"}, summary="How drafts serve")
async def assist(
    services: TheServices,
    principal: Who,
    language: Speaks,
    weeks: Weeks = 12,
    by: ByQuery = "operator",
    channel: ChannelQuery = "",
    topic: TopicQuery = "",
) -> AssistView:
    """Drafts shown, accepted, edited (how), rejected (why), not used; time to send; by tenure and level; the share of
    inquiries the knowledge base answers; the model's cost; growing topics. With n and interval. An operator sees his
    own only, and not the shop's costs."""
    shop, now = services.shop, services.clock.now()
    zone = shop.calendar.zone
    await assist_sums.catch_up(services.sessions, zone=zone, clock=services.clock, readers=services.readers)
    async with services.reading() as session:
        people = await services.people(session)
        cut = Slice(by=by, channel=channel, topic=topic, operators=principal.sees, teams=teams_of(people))
        hired = {person.id: person.hired_on for person in people}
        found = await read_assist(session, cut, weeks=weeks, now=now, zone=zone, hired=hired)
        since = midnight(found.since, zone)
        covered = await coverage(session, since, cut.only)
        cost = None if principal.role == "operator" else await model_cost(session, since, brand=shop.brand)
        topics = await topic_growth(session, now, cut.only, brand=shop.brand)
    names = {person.id: person.name for person in people}
    return show_assist(found, cut, people=names, covered=covered, cost=cost, topics=topics, language=language)


@get("/trends/edits", opt={"action": "read_trends"}, summary="What operators change in drafts")
async def edits(
    services: TheServices,
    principal: Who,
    language: Speaks,
    weeks: Weeks = 12,
    channel: ChannelQuery = "",
    topic: TopicQuery = "",
) -> EditsView:
    """By article, version of the prompt and rule of the voice: how often a fact was fixed, a sentence taken out, the
    tone mended. With n and interval. An operator sees his own only."""
    only = Only(channel=channel, topic=topic, operators=principal.sees)
    async with services.reading() as session:
        found = await edit_figures(session, services.clock.now() - timedelta(weeks=weeks), only)
    return show_edits(found, language)


router = Router("/v1", route_handlers=[assist, edits], tags=["trends"])
