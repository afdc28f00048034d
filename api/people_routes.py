"""Who is asking, who answers customers, and how each of them is doing week by week."""

from typing import Annotated

from litestar import Router, get
from litestar.params import QueryParameter

from api.handling import Speaks, TheServices, Who
from api.policy import allowed_actions
from api.show_trends import show_trends
from api.views import MeView, OperatorList, OperatorView, TrendsView
from api.words import level_label, role_label
from human_review import measured
from human_review.store import open_load
from human_review.sums import catch_up
from human_review.trends import trends


@get("/me", opt={"action": "who_am_i"}, summary="Who this key is")
async def me(services: TheServices, principal: Who, language: Speaks) -> MeView:
    """The key's name, role and rights, and what the desk runs on."""
    async with services.reading() as session:
        names = {person.id: person.name for person in await services.people(session)}
    shop = services.shop
    return MeView(
        name=principal.name,
        role=principal.role,
        role_label=role_label(principal.role, language),
        operator_id=principal.operator_id,
        operator_name=names.get(principal.operator_id, ""),
        team=principal.team,
        brand=shop.brand,
        language=shop.language,
        time_zone=shop.calendar.time_zone,
        level=shop.level,
        level_label=level_label(shop.level, language),
        allowed=allowed_actions(principal.role),
    )


@get("/operators", opt={"action": "read_cards"}, summary="Operators")
async def list_operators(services: TheServices, principal: Who) -> OperatorList:
    """The operators whose cards this key may see, by name."""
    async with services.reading() as session:
        people = await services.people(session)
    return OperatorList(
        items=tuple(
            OperatorView(id=person.id, name=person.name, team=person.team, active=person.active)
            for person in people
            if principal.may_see(person.id)
        )
    )


@get("/trends/operators", opt={"action": "read_trends"}, summary="Each operator week by week")
async def operator_trends(
    services: TheServices,
    principal: Who,
    language: Speaks,
    weeks: Annotated[int, QueryParameter(ge=1, le=104)] = 12,
    criterion: Annotated[str, QueryParameter(description="total, a pillar, a criterion or critical_free")] = "total",
) -> TrendsView:
    """n, mean with its 95 % interval, or "not enough data"; one level and one standard only; sorted by name."""
    measured.check(criterion)
    shop, clock = services.shop, services.clock
    zone = shop.calendar.zone
    await catch_up(services.sessions, zone=zone, clock=clock, standard_of=shop.standard_of, readers=services.readers)
    async with services.reading() as session:
        found = await trends(
            session,
            criterion,
            weeks=weeks,
            now=clock.now(),
            zone=zone,
            standard_of=shop.standard_of,
            operators=principal.sees,
        )
        people = await services.people(session)
        load = await open_load(session, shop.brand)
    return show_trends(found, weeks=weeks, people=people, load=load, language=language)


router = Router("/v1", route_handlers=[me, list_operators, operator_trends], tags=["people"])
