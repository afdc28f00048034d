"""Scorecards: found, opened with the texts their evidence lies in, confirmed or overruled."""

from datetime import timedelta
from typing import Annotated

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.card_reading import card_items, card_view, open_card
from api.conversation_routes import conversation_view
from api.dispute_routes import show_disputes
from api.handling import Speaks, TheServices, Who
from api.views import CardDetail, CardPage, CardView, EditIn
from human_review.cards import CardFilter, find_cards
from human_review.disputes import disputes
from human_review.reviews import review
from human_review.store import edits_of
from human_review.trust import read_trust


@get("/", opt={"action": "read_cards"}, summary="Scored replies, newest first")
async def list_cards(
    services: TheServices,
    principal: Who,
    language: Speaks,
    operator: Annotated[str, QueryParameter(description="An operator's id")] = "",
    criterion: Annotated[str, QueryParameter(description="A criterion's code, such as timeframe")] = "",
    verdict: Annotated[str, QueryParameter(description="partial, fail or unsure")] = "",
    level: Annotated[str, QueryParameter(description="rules, local or model")] = "",
    critical: Annotated[bool | None, QueryParameter(description="With or without critical errors")] = None,
    channel: Annotated[str, QueryParameter(description="email, chat, messenger …")] = "",
    topic: Annotated[str, QueryParameter(description="A topic's code, such as return")] = "",
    days: Annotated[int | None, QueryParameter(ge=1, le=3650, description="Replies of the last days")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    offset: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
) -> CardPage:
    """Current cards that fit every filter given. An operator finds his own, a lead the team's."""
    sought = CardFilter(
        operators=principal.narrowed(operator, language),
        criterion=criterion,
        verdict=verdict,
        level=level,
        critical=critical,
        channel=channel,
        topic=topic,
        since=services.clock.now() - timedelta(days=days) if days else None,
    )
    async with services.reading() as session:
        found, total = await find_cards(session, sought, limit=limit, offset=offset)
        names = {person.id: person.name for person in await services.people(session)}
        items = await card_items(session, services, found, names, principal, language)
    return CardPage(items=items, total=total.n, more=total.more, limit=limit, offset=offset)


@get("/{card_id:str}", opt={"action": "read_cards"}, summary="One card with its conversation")
async def read_card(card_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> CardDetail:
    """The card, its edits, and the conversation its evidence lies in."""
    async with services.reading() as session:
        stored = await open_card(session, card_id, principal, language)
        edits = await edits_of(session, [stored.id])
        contested = await disputes(session, cards=[stored.id])
        trust = await read_trust(session, services.shop.brand)
        names = {person.id: person.name for person in await services.people(session)}
    card = card_view(services, stored, edits.get(stored.id, ()), names, principal, language, trust)
    conversation = await conversation_view(services, card.conversation_id, principal, language, checked=True)
    return CardDetail(card=card, conversation=conversation, disputes=show_disputes(contested, names, language))


@post("/{card_id:str}/edits", opt={"action": "edit_scores"}, summary="Confirm or overrule a criterion")
async def edit_card(
    card_id: FromPath[str], data: JSONBody[EditIn], services: TheServices, principal: Who, language: Speaks
) -> CardView:
    """Append a person's verdict with its reason; the machine's verdict stays, both with name and time."""
    async with services.writing() as session:
        stored = await open_card(session, card_id, principal, language)
        await review(
            session,
            stored,
            criterion=data.criterion,
            action=data.action,
            verdict=data.verdict,
            reason=data.reason,
            author=principal.actor,
            clock=services.clock,
            language=language,
        )
        edits = await edits_of(session, [stored.id])
        trust = await read_trust(session, services.shop.brand)
        names = {person.id: person.name for person in await services.people(session)}
    return card_view(services, stored, edits.get(stored.id, ()), names, principal, language, trust)


router = Router("/v1/scorecards", route_handlers=[list_cards, read_card, edit_card], tags=["scorecards"])
