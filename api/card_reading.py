"""Cards from the database as views: with edits, names, and what the reader's role may see."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Principal, not_yours
from api.handling import record_id
from api.services import Services
from api.show_card import CardFacts, show_card, show_item
from api.views import CardItem, CardView
from human_review.cards import StoredCard, card_of, cards_in
from human_review.coaching import around, text_of
from human_review.edits import Edit
from human_review.store import edits_of
from human_review.trust import NO_TRUST, Trust, read_trust
from reply_core import conversations
from reply_core.types import Conversation, Language


async def open_card(session: AsyncSession, card_id: str, principal: Principal, language: Language) -> StoredCard:
    """The card of that id, if this principal may see whose it is.

    Raises:
        InvalidInput: an id no record has. NotFound: there is no such card. NotAllowed: it is a colleague's.
    """
    stored = await card_of(session, record_id(card_id))
    if not principal.may_see(stored.operator_id):
        raise not_yours(language)
    return stored


def card_view(
    services: Services,
    stored: StoredCard,
    edits: Sequence[Edit],
    names: Mapping[str, str],
    principal: Principal,
    language: Language,
    trust: Trust = NO_TRUST,
) -> CardView:
    """A stored card as this principal may see it: operators do not see the machine's confidence. Criteria that
    ``trust`` leaves to people show no verdict of the machine."""
    standard = services.shop.standard_of(stored.card.pins.standard)
    facts = CardFacts(
        id=stored.id,
        channel=stored.channel,
        topic=stored.topic,
        replied_at=stored.replied_at,
        created_at=stored.created_at,
        operator_name=names.get(stored.operator_id, stored.operator_id),
        edits=tuple(edits),
        names=names,
        trust=trust,
    )
    return show_card(stored.card, standard, language, facts, confidence=principal.role != "operator")


async def cards_of_conversation(
    session: AsyncSession,
    services: Services,
    conversation: Conversation,
    principal: Principal,
    names: Mapping[str, str],
    language: Language,
) -> tuple[CardView, ...]:
    """The current cards of a conversation that this principal may see, the oldest reply first."""
    found = await cards_in(session, conversation.id, principal.sees)
    edits = await edits_of(session, [each.id for each in found])
    trust = await read_trust(session, services.shop.brand)
    return tuple(card_view(services, each, edits.get(each.id, ()), names, principal, language, trust) for each in found)


async def card_items(
    session: AsyncSession,
    services: Services,
    found: Sequence[StoredCard],
    names: Mapping[str, str],
    principal: Principal,
    language: Language,
) -> tuple[CardItem, ...]:
    """Cards as rows of a list, with the beginnings of what was asked and answered."""
    edits = await edits_of(session, [each.id for each in found])
    trust = await read_trust(session, services.shop.brand)
    threads = await threads_of(session, {each.card.conversation_id for each in found})
    items = []
    for each in found:
        view = card_view(services, each, edits.get(each.id, ()), names, principal, language, trust)
        thread = threads.get(view.conversation_id)
        asked, answered = around(thread, view.message_ids or (view.message_id,)) if thread else ((), ())
        items.append(show_item(view, text_of(asked), text_of(answered)))
    return tuple(items)


async def threads_of(session: AsyncSession, conversation_ids: Collection[str]) -> Mapping[str, Conversation]:
    """Conversations by id."""
    found = await conversations.load_many(session, sorted(conversation_ids))
    return {thread.id: thread for thread in found}
