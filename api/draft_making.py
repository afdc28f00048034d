"""Making drafts: what waits in a conversation goes to drafting, the outcome is stored and shown."""

from api.access import check_open
from api.auth import Principal
from api.draft_reading import draft_views
from api.services import Services
from api.views import DraftView
from api.words import say
from drafting.outcome import NoReplyNeeded, Outcome
from drafting.propose import propose, propose_stream
from drafting.store import StoredDraft, load_draft, save_draft
from drafting.variants import second_variant
from reply_core import conversations
from reply_core.asks import read_inquiry
from reply_core.errors import Conflict
from reply_core.types import Conversation, Language, Provenance, Topic

__all__ = ["keep", "make_draft", "make_variant", "nothing_waits", "open_conversation", "propose_stream"]


async def open_conversation(
    services: Services, conversation_id: str, principal: Principal, language: Language
) -> Conversation:
    """A conversation this principal may answer.

    Raises:
        NotFound: there is none of that id.
        NotAllowed: it is a colleague's.
    """
    async with services.reading() as session:
        conversation = await conversations.load(session, conversation_id)
        waits = await conversations.waits_of(session, conversation, clock=services.clock)
    check_open(principal, conversation, waiting=any(wait.open for wait in waits), language=language)
    return conversation


async def make_draft(
    services: Services, conversation: Conversation, principal: Principal, language: Language
) -> DraftView:
    """A new draft for what waits in the conversation, stored."""
    await services.shop.freshen()
    now = services.clock.now()
    inquiry = read_inquiry(conversation, now)
    outcome = await propose(inquiry, services.shop.desk(), now=now) if inquiry else nothing_waits(services, language)
    return await keep(services, conversation, outcome, principal, language)


async def make_variant(
    services: Services, stored: StoredDraft, conversation: Conversation, principal: Principal, language: Language
) -> DraftView:
    """A second draft beside a stored one, stored too; the first is shown with it, or with a word why there is none.

    Raises:
        Conflict: the first has been decided, or nothing waits in the conversation any more.
    """
    if stored.decision is not None:
        raise Conflict(say("variant_decided", language), where=stored.id)
    await services.shop.freshen()
    now = services.clock.now()
    inquiry = read_inquiry(conversation, now)
    if inquiry is None:
        raise Conflict(say("nothing_waits", language), where=stored.id)
    made = await second_variant(inquiry, services.shop.desk(), stored.outcome, now=now)
    second: tuple[DraftView, ...] = ()
    if made.draft is not None:
        second = (
            await keep(
                services, conversation, made.draft, principal, language, variant_of=stored.variant_of or stored.id
            ),
        )
    async with services.reading() as session:
        (first,) = await draft_views(session, services, [stored], conversation, language)
    return first.model_copy(update={"variants": second, "variant_note": made.note})


async def keep(
    services: Services,
    conversation: Conversation,
    outcome: Outcome,
    principal: Principal,
    language: Language,
    *,
    variant_of: str = "",
) -> DraftView:
    """Store an outcome and show it."""
    async with services.writing() as session:
        draft_id = await save_draft(
            session,
            conversation.id,
            outcome,
            at=services.clock.now(),
            operator_id=principal.operator_id,
            variant_of=variant_of,
        )
        stored = await load_draft(session, draft_id)
        (view,) = await draft_views(session, services, [stored], conversation, language)
    if not variant_of:
        await services.order_shadow(draft_id)
    return view


def nothing_waits(services: Services, language: Language) -> NoReplyNeeded:
    """The outcome for a conversation in which nobody waits."""
    return NoReplyNeeded(
        reason=say("nothing_waits", language),
        topic=Topic(code="other"),
        language=language,
        provenance=Provenance(level=services.shop.index.level),
    )
