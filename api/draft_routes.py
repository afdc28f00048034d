"""Drafts: made, streamed, checked before sending, and decided once."""

from dataclasses import replace
from typing import Annotated

from anyio import to_thread
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import ServerSentEvent

from api.auth import Principal
from api.draft_checking import check_text
from api.draft_making import make_draft, make_variant, nothing_waits, open_conversation
from api.draft_reading import draft_views, note_shown, stateless_view
from api.draft_streaming import stream_draft
from api.handling import Speaks, TheServices, Who, record_id
from api.services import Services
from api.times import moment_text
from api.views import CheckIn, CheckView, DecisionIn, DraftView, RewriteIn, RewriteView, StatelessDraftIn
from api.words import say
from drafting.outcome import Draft
from drafting.propose import propose
from drafting.rewrite import rewrite
from drafting.store import StoredDraft, load_draft, record_decision
from human_review.draft_fates import coded_reason
from knowledge_base.articles import Article, article_of
from knowledge_base.search import KnowledgeIndex
from reply_core import audit, conversations
from reply_core.asks import read_inquiry
from reply_core.errors import Conflict, InvalidInput
from reply_core.inbound import InboundMessage
from reply_core.row_values import order_of
from reply_core.types import Conversation, Language, Message

SOURCE = "tact"
"""The source of replies recorded through a decision; the helpdesk's own telling of them becomes their alias."""


@post("/conversations/{conversation_id:str}/draft", opt={"action": "draft"}, summary="Draft a reply")
async def draft(
    conversation_id: FromPath[str],
    services: TheServices,
    principal: Who,
    language: Speaks,
    variants: Annotated[int, QueryParameter(ge=1, le=2, description="2: a second, shorter and warmer draft too")] = 1,
) -> DraftView:
    """A new draft for what waits in the conversation: a draft with its sources, candidates, a hand-over, or nothing to
    answer. With `variants=2` a second draft is made beside it, or `variant_note` says why there is none."""
    conversation = await open_conversation(services, record_id(conversation_id), principal, language)
    made = await make_draft(services, conversation, principal, language)
    if variants == 1 or made.kind == "no_reply_needed":
        return made
    async with services.reading() as session:
        stored = await load_draft(session, made.id)
    return await make_variant(services, stored, conversation, principal, language)


@get(
    "/conversations/{conversation_id:str}/draft/stream",
    opt={"action": "draft"},
    summary="Draft a reply as it is written",
)
async def draft_stream(
    conversation_id: FromPath[str],
    services: TheServices,
    principal: Who,
    language: Speaks,
    pieces: Annotated[bool, QueryParameter(description="Also `piece`: what is being written, not checked yet")] = False,
) -> ServerSentEvent:
    """Server-sent events: `text` (a JSON string, a verified sentence) and `sentence` (the same with its citations and
    sources resolved), `piece` if asked for, `restart` (forget the text so far), then `draft` (the stored draft) or
    `problem`."""
    conversation = await open_conversation(services, record_id(conversation_id), principal, language)
    return ServerSentEvent(stream_draft(services, conversation, principal, language, pieces=pieces))


@get("/drafts/{draft_id:str}", opt={"action": "draft"}, summary="One draft")
async def read_draft(draft_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> DraftView:
    """A stored draft with its sources and what became of it."""
    stored, conversation = await _open(services, record_id(draft_id), principal, language)
    async with services.reading() as session:
        (view,) = await draft_views(session, services, [stored], conversation, language)
    await note_shown(services, principal, conversation.id)
    return view


@post("/drafts/{draft_id:str}/variants", opt={"action": "draft"}, summary="Another draft beside this one")
async def variant(draft_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> DraftView:
    """This draft with a second one in `variants`, stored and checked like it; or `variant_note` says why there is none.
    A decided draft is 409."""
    stored, conversation = await _open(services, record_id(draft_id), principal, language)
    return await make_variant(services, stored, conversation, principal, language)


@post("/drafts/{draft_id:str}/check", opt={"action": "draft"}, status_code=200, summary="Check a text before sending")
async def check_draft(
    draft_id: FromPath[str], data: JSONBody[CheckIn], services: TheServices, principal: Who, language: Speaks
) -> CheckView:
    """Warnings, tone, the score the text would get and what would raise it. Nothing is stored."""
    stored, conversation = await _open(services, record_id(draft_id), principal, language)
    await services.shop.freshen()
    return await check_text(services, stored, conversation, data.text, principal, language)


@post("/drafts/{draft_id:str}/decision", opt={"action": "decide"}, status_code=200, summary="Decide about a draft")
async def decide(
    draft_id: FromPath[str], data: JSONBody[DecisionIn], services: TheServices, principal: Who, language: Speaks
) -> DraftView:
    """Record once what became of a draft. Accepted or edited, its text is recorded as sent and scored; the helpdesk's
    own telling of the same reply is matched later. A second decision is 409."""
    stored, conversation = await _open(services, record_id(draft_id), principal, language)
    _check(stored, data, services, language)
    text = data.text.strip() or (stored.outcome.text if isinstance(stored.outcome, Draft) else "")
    now, message_id, is_new = services.clock.now(), "", False
    async with services.writing() as session:
        made = await record_decision(
            session,
            stored.id,
            decision=data.decision,
            at=now,
            final_text=text if data.decision != "rejected" else data.text,
            reason=coded_reason(data.reason),
            operator_id=principal.actor,
            profile=services.shop.profile,
            channel=conversation.channel,
        )
        if data.decision != "rejected":
            reply = _reply(stored, conversation, text, services, principal)
            received = await conversations.receive(session, reply, clock=services.clock)
            message_id, is_new = received.message_id, received.reply_stored
        details = {"conversation": conversation.id, "message": message_id}
        await audit.record(
            session,
            actor=principal.actor,
            action=f"draft.{made.decision}",
            target=f"draft:{stored.id}",
            details=details,
            at=now,
        )
    if is_new:
        await services.order_score(conversation.id, message_id)
    async with services.reading() as session:
        decided = await load_draft(session, stored.id)
        (view,) = await draft_views(session, services, [decided], conversation, language)
    return view


def _check(stored: StoredDraft, data: DecisionIn, services: Services, language: Language) -> None:
    """Refuse, in words, a second decision, a rejection without a reason and a reply without a text."""
    if stored.decision is not None:
        when = moment_text(stored.decision.at, services.shop.calendar.zone, language)
        decision = say(stored.decision.decision, language)
        raise Conflict(
            say("decided", language, decision=decision, when=when), where=stored.id, mend=say("mend_decided", language)
        )
    if data.decision == "rejected":
        if not data.reason.strip():
            raise InvalidInput(say("reason_needed", language), where="reason")
    elif not data.text.strip() and (data.decision == "edited" or not isinstance(stored.outcome, Draft)):
        raise InvalidInput(say("text_needed", language), where="text", mend=say("mend_text_needed", language))


def _reply(
    stored: StoredDraft, conversation: Conversation, text: str, services: Services, principal: Principal
) -> InboundMessage:
    return InboundMessage(
        source=SOURCE,
        external_id=f"draft/{stored.id}",
        conversation_id=conversation.id,
        at=services.clock.now(),
        channel=conversation.channel,
        direction="out",
        author_kind="operator",
        author_id=principal.actor,
        text=text,
        brand=conversation.brand,
        assigned_to="" if conversation.assigned_to else principal.operator_id,
    )


async def _open(
    services: Services, draft_id: str, principal: Principal, language: Language
) -> tuple[StoredDraft, Conversation]:
    async with services.reading() as session:
        stored = await load_draft(session, draft_id)
    return stored, await open_conversation(services, stored.conversation_id, principal, language)


@post("/draft", opt={"action": "try"}, status_code=200, summary="Draft an answer to a pasted message")
async def draft_pasted(data: JSONBody[StatelessDraftIn], services: TheServices, language: Speaks) -> DraftView:
    """The same proposal for a text that belongs to no conversation, from the shop's articles or from those given.
    Nothing is stored."""
    await services.shop.freshen()
    order = order_of(data.order)
    talk = Conversation(
        id="pasted",
        channel=data.channel,
        customer_name=data.customer_name,
        order=order,
        messages=(Message(id="pasted", text=data.text, direction="in", author_kind="customer"),),
    )
    index = services.shop.index
    if data.articles is not None:
        index = await to_thread.run_sync(KnowledgeIndex.build, _articles(data), services.shop.embedder)
    now = services.clock.now()
    inquiry = read_inquiry(talk, now)
    if inquiry is None:
        return stateless_view(nothing_waits(services, language), index, order, services, language)
    if data.language is not None:
        inquiry = replace(inquiry, language=data.language)
    outcome = await propose(inquiry, services.shop.desk(index=index), now=now)
    return stateless_view(outcome, index, order, services, language)


@post("/rewrite", opt={"action": "try"}, status_code=200, summary="Rewrite a text")
async def rewrite_text(data: JSONBody[RewriteIn], services: TheServices, language: Speaks) -> RewriteView:
    """Shorter, warmer, more formal, simpler, without mistakes, to the channel's length, or translated; no fact is lost
    or made up. Nothing is stored."""
    await services.shop.freshen()
    made = await rewrite(data.text, data.tool, services.shop.desk(), channel=data.channel, language=language)
    return RewriteView(
        tool=made.tool,
        text=made.text,
        changed=made.changed,
        level=made.level,
        note=made.note,
        lost=made.lost,
        added=made.added,
    )


def _articles(data: StatelessDraftIn) -> list[Article]:
    return [
        article_of({**article.model_dump(), "id": article.id or f"article-{number}"})
        for number, article in enumerate(data.articles or (), 1)
        if article.text.strip()
    ]


router = Router(
    "/v1",
    route_handlers=[draft, draft_stream, read_draft, variant, check_draft, decide, draft_pasted, rewrite_text],
    tags=["drafts"],
)
