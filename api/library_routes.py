"""The library of good and bad examples: trainers keep them, everybody at the desks reads them without personal data."""

from typing import Annotated

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.auth import not_yours
from api.card_reading import open_card
from api.coaching_routes import check_criterion
from api.handling import Speaks, TheServices, Who, record_id
from api.show_coaching import show_pin
from api.views.coaching import PinIn, PinList, PinView
from human_review.cards import card_of
from human_review.case_reading import cases_of
from human_review.library import KINDS, pin, pin_of, pins, unpin
from reply_core.errors import InvalidInput, NotFound


@post("/coaching/library", opt={"action": "coach"}, summary="Keep a reply as an example")
async def keep_example(data: JSONBody[PinIn], services: TheServices, principal: Who, language: Speaks) -> PinView:
    """A reply that meets the criterion as a good example, one that does not as a bad one; once for each criterion."""
    check_criterion(data.criterion)
    shop = services.shop
    async with services.writing() as session:
        stored = await open_card(session, data.scorecard, principal, language)
        made = await pin(
            session,
            stored,
            criterion=data.criterion,
            kind=data.kind,
            note=data.note,
            author=principal.actor,
            clock=services.clock,
            language=language,
        )
        people = await services.people(session)
        found = await cases_of(session, [stored.id], data.criterion, standard_of=shop.standard_of, people=people)
        if stored.id not in found:
            raise NotFound("The reply has no such criterion", where=data.criterion)
    names = {person.id: person.name for person in people}
    return show_pin(made, found[stored.id], shop.standard, names, language, coach=True)


@get("/coaching/library", opt={"action": "read_library"}, summary="Good and bad examples")
async def list_examples(
    services: TheServices,
    principal: Who,
    language: Speaks,
    criterion: Annotated[str, QueryParameter(description="A criterion's code; empty: all")] = "",
    kind: Annotated[str, QueryParameter(description="good or bad; empty: both")] = "",
) -> PinList:
    """Examples with personal data removed, the newest first."""
    if criterion:
        check_criterion(criterion)
    if kind and kind not in KINDS:
        raise InvalidInput(f"there is no kind {kind!r}", where="kind", mend=f"one of: {', '.join(KINDS)}")
    shop = services.shop
    shown = []
    async with services.reading() as session:
        people = await services.people(session)
        names = {person.id: person.name for person in people}
        for each in await pins(session, criterion=criterion, kind=kind):
            found = await cases_of(
                session, [each.scorecard_id], each.criterion, standard_of=shop.standard_of, people=people
            )
            case = found.get(each.scorecard_id)
            if case is not None:
                coach = principal.role != "operator" and principal.may_see(case.operator_id)
                shown.append(show_pin(each, case, shop.standard, names, language, coach=coach))
    return PinList(items=tuple(shown))


@delete("/coaching/library/{pin_id:str}", opt={"action": "coach"}, summary="Take an example off the library")
async def drop_example(pin_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> None:
    """The reply and its card stay; the audit trail keeps that it was an example."""
    async with services.writing() as session:
        found = await pin_of(session, record_id(pin_id), language)
        stored = await card_of(session, found.scorecard_id)
        if not principal.may_see(stored.operator_id):
            raise not_yours(language)
        await unpin(session, found.id, author=principal.actor, clock=services.clock)


router = Router("/v1", route_handlers=[keep_example, list_examples, drop_example], tags=["coaching"])
