"""Making drafts: what waits in a conversation goes to drafting, the outcome is stored and shown."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import cast

from litestar.response.sse import ServerSentEventMessage

from api.access import check_open
from api.auth import Principal
from api.draft_reading import draft_views
from api.services import Services
from api.views import DraftView, Problem
from api.words import say
from drafting.outcome import NoReplyNeeded, Outcome
from drafting.propose import DraftEvent, propose, propose_stream
from drafting.store import load_draft, save_draft
from reply_core import conversations
from reply_core.asks import read_inquiry
from reply_core.errors import TactError
from reply_core.types import Conversation, Language, Provenance, Topic


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


async def stream_draft(
    services: Services, conversation: Conversation, principal: Principal, language: Language
) -> AsyncIterator[ServerSentEventMessage]:
    """The same as it is written; when the reader goes away, drafting stops and nothing is stored."""
    await services.shop.freshen()
    now = services.clock.now()
    inquiry = read_inquiry(conversation, now)
    try:
        outcome: Outcome | None = nothing_waits(services, language) if inquiry is None else None
        if inquiry is not None:
            steps = cast("AsyncGenerator[DraftEvent, None]", propose_stream(inquiry, services.shop.desk(), now=now))
            async with aclosing(steps):
                async for step in steps:
                    outcome = step.outcome or outcome
                    if step.kind != "draft":
                        yield _event(step.kind, json.dumps(step.text, ensure_ascii=False))
        if outcome is not None:
            view = await keep(services, conversation, outcome, principal, language)
            yield _event("draft", view.model_dump_json())
    except TactError as error:
        problem = Problem(title=error.code, status=error.status, detail=error.what, where=error.where, mend=error.mend)
        yield _event("problem", problem.model_dump_json())


async def keep(
    services: Services, conversation: Conversation, outcome: Outcome, principal: Principal, language: Language
) -> DraftView:
    """Store an outcome and show it."""
    async with services.writing() as session:
        draft_id = await save_draft(
            session, conversation.id, outcome, at=services.clock.now(), operator_id=principal.operator_id
        )
        stored = await load_draft(session, draft_id)
        (view,) = await draft_views(session, services, [stored], conversation, language)
    return view


def nothing_waits(services: Services, language: Language) -> NoReplyNeeded:
    """The outcome for a conversation in which nobody waits."""
    return NoReplyNeeded(
        reason=say("nothing_waits", language),
        topic=Topic(code="other"),
        language=language,
        provenance=Provenance(level=services.shop.index.level),
    )


def _event(kind: str, data: str) -> ServerSentEventMessage:
    return ServerSentEventMessage(data=data, event=kind)
