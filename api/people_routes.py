"""Who is asking, and who answers customers."""

from litestar import Router, get

from api.handling import Speaks, TheServices, Who
from api.policy import allowed_actions
from api.views import MeView, OperatorList, OperatorView
from api.words import level_label, role_label


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


router = Router("/v1", route_handlers=[me, list_operators], tags=["people"])
