"""Messages in, conversations out."""

from typing import Annotated, Literal

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.access import check_open, lists
from api.auth import Principal
from api.card_reading import cards_of_conversation
from api.desk_reading import CONSIDERED, customer_profile, in_order
from api.draft_reading import drafts_of_conversation, note_shown
from api.handling import Speaks, TheServices, Who, record_id
from api.services import Services
from api.show_conversation import show_conversation, show_item
from api.views import ConversationList, ConversationView, CustomerProfileView, LiveMessageIn, MessageStored
from reply_core import conversations
from reply_core.inbound import InboundMessage
from reply_core.row_values import order_of
from reply_core.types import Language

State = Literal["waiting", "all"]
Sort = Literal["priority", "deadline"]


@post(
    "/{conversation_id:str}/messages",
    opt={"action": "ingest"},
    status_code=202,
    summary="Hand in a message",
    tags=["conversations"],
)
async def hand_in(
    conversation_id: FromPath[str], data: JSONBody[LiveMessageIn], services: TheServices
) -> MessageStored:
    """Store one message or event of a conversation; the same source and message_id again is a duplicate.

    A reply that is the text of an accepted draft is that draft's reply; any other is scored in the background."""
    inbound = inbound_message(record_id(conversation_id), data, services)
    async with services.writing() as session:
        received = await conversations.receive(session, inbound, clock=services.clock)
    scoring = received.reply_stored and await services.order_score(received.conversation_id, received.message_id)
    return MessageStored(
        message_id=received.message_id,
        conversation_id=received.conversation_id,
        duplicate=received.duplicate,
        matched_draft=received.matched_draft_id,
        scoring=scoring,
    )


def inbound_message(conversation_id: str, data: LiveMessageIn, services: Services) -> InboundMessage:
    """The message as the rest of Tact takes it; a message without a time happened now."""
    return InboundMessage(
        source=data.source,
        external_id=data.message_id,
        conversation_id=conversation_id,
        at=data.at or services.clock.now(),
        channel=data.channel,
        direction=data.direction,
        author_kind=data.author_kind,
        author_id=data.author_id,
        text=data.text,
        visibility=data.visibility,
        in_reply_to=data.in_reply_to or None,
        attachments=data.attachments,
        event=data.event,
        order=order_of(data.order),
        customer_id=data.customer_id,
        customer_name=data.customer_name,
        assigned_to=data.assigned_to,
        assigned_at=data.assigned_at,
        closed_at=data.closed_at,
        csat=data.csat,
        brand=data.brand or services.shop.brand,
    )


@get("/", opt={"action": "read_conversations"}, summary="Conversations by priority", tags=["conversations"])
async def list_conversations(
    services: TheServices,
    principal: Who,
    language: Speaks,
    which: Annotated[
        State, QueryParameter(name="state", description="waiting: by priority; all: newest first")
    ] = "waiting",
    sort: Annotated[Sort, QueryParameter(description="Order of waiting ones: priority or deadline")] = "priority",
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 50,
    offset: Annotated[int, QueryParameter(ge=0, le=10_000)] = 0,
) -> ConversationList:
    """Conversations this key may see: waiting ones with the most urgent first and the reasons in words, or all with the
    newest first."""
    own = principal.operator_id if principal.role == "operator" else None
    brand = services.shop.brand
    async with services.reading() as session:
        names = {person.id: person.name for person in await services.people(session)}
        if which == "waiting":
            found = await conversations.waiting(session, brand=brand, operator_id=own, limit=CONSIDERED)
        else:
            wider = limit + offset if principal.sees is None else min(5 * (limit + offset), 2000)
            found = await conversations.recent(session, brand=brand, operator_id=own, limit=wider)
        rows = [row for row in found if lists(principal, row)]
        if which == "waiting" and sort == "priority":
            items = (await in_order(session, services, rows, names, language))[offset : offset + limit]
        else:
            shop, now = services.shop, services.clock.now()
            shown = rows[offset : offset + limit]
            items = tuple(show_item(row, names, shop.calendar, now, language) for row in shown)
    return ConversationList(items=items, total=len(rows), offset=offset)


@get("/{conversation_id:str}", opt={"action": "read_conversations"}, summary="One conversation", tags=["conversations"])
async def read_conversation(
    conversation_id: FromPath[str], services: TheServices, principal: Who, language: Speaks
) -> ConversationView:
    """The thread with its waits, customer, order, drafts and cards."""
    return await conversation_view(services, record_id(conversation_id), principal, language)


@get(
    "/{conversation_id:str}/customer",
    opt={"action": "read_conversations"},
    summary="The customer over all channels",
    tags=["conversations"],
)
async def read_customer(
    conversation_id: FromPath[str], services: TheServices, principal: Who, language: Speaks
) -> CustomerProfileView:
    """Orders, points, VIP, earlier contacts with topic and outcome, and what he asks here once more."""
    async with services.reading() as session:
        conversation = await conversations.load(session, record_id(conversation_id))
        waits = await conversations.waits_of(session, conversation, clock=services.clock)
    check_open(principal, conversation, waiting=any(wait.open for wait in waits), language=language)
    return await customer_profile(services, conversation, principal, language)


async def conversation_view(
    services: Services, conversation_id: str, principal: Principal, language: Language, *, checked: bool = False
) -> ConversationView:
    """The conversation with everything around it.

    Args:
        checked: that this principal may see it has been made sure (he opens his own card in it).

    Raises:
        NotFound: there is none of that id.
        NotAllowed: it is a colleague's.
    """
    async with services.reading() as session:
        conversation = await conversations.load(session, conversation_id)
        waits = await conversations.waits_of(session, conversation, clock=services.clock)
        if not checked:
            check_open(principal, conversation, waiting=any(wait.open for wait in waits), language=language)
        topic = await conversations.topic(session, conversation_id)
        names = {person.id: person.name for person in await services.people(session)}
        drafts = await drafts_of_conversation(session, services, conversation, language)
        cards = await cards_of_conversation(session, services, conversation, principal, names, language)
    await note_shown(services, principal, conversation_id)
    return show_conversation(
        conversation,
        waits=waits,
        names=names,
        calendar=services.shop.calendar,
        topic=topic.code,
        language=language,
        drafts=drafts,
        cards=cards,
    )


router = Router("/v1/conversations", route_handlers=[hand_in, list_conversations, read_conversation, read_customer])
