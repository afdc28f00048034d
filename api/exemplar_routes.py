"""Accepted replies as a source of wording: searched by question, and taken away by a lead."""

from typing import Annotated

from anyio import to_thread
from litestar import Router, delete, get
from litestar.params import FromPath, QueryParameter

from api.handling import Speaks, TheServices, Who, record_id
from api.show_card import topic_label
from api.views.exemplars import ExemplarList, ExemplarView
from api.words import say
from human_review.exemplar_search import Found
from human_review.exemplars import withdraw
from reply_core import audit
from reply_core.types import Language


@get("/exemplars", opt={"action": "read_knowledge"}, summary="Accepted replies to questions like this one")
async def search_exemplars(
    services: TheServices,
    language: Speaks,
    q: Annotated[str, QueryParameter(min_length=1, max_length=2_000, description="A customer's question")],
    topic: Annotated[str, QueryParameter(max_length=80, description="Only this topic")] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 10,
) -> ExemplarList:
    """Sent drafts that were never scored badly, without anything personal: a source of wording, never of facts. The
    nearest question first."""
    await services.shop.freshen()
    index = services.shop.exemplars
    found = await to_thread.run_sync(lambda: index.search(q, limit=50))
    chosen = [each for each in found if topic in {"", each.exemplar.topic}][:limit]
    return ExemplarList(items=tuple(_show(each, language) for each in chosen), total=len(index.rows))


@delete("/exemplars/{exemplar_id:str}", opt={"action": "edit_knowledge"}, summary="Take an accepted reply away")
async def drop_exemplar(exemplar_id: FromPath[str], services: TheServices, principal: Who, language: Speaks) -> None:
    """Its texts are deleted and it lends no words any more; the reply itself and its card stay."""
    del language
    async with services.writing() as session:
        row = await withdraw(session, record_id(exemplar_id))
        await audit.record(
            session, actor=principal.actor, action="exemplar.withdrawn", target=f"exemplar:{row.id}",
            details={"draft": row.draft_id, "conversation": row.conversation_id}, at=services.clock.now(),
        )  # fmt: skip
    await services.shop.freshen(now=True)


def _show(each: Found, language: Language) -> ExemplarView:
    row = each.exemplar
    return ExemplarView(
        id=row.id,
        question=row.question,
        reply=row.reply,
        topic=row.topic,
        topic_label=topic_label(row.topic, language),
        decision=row.decision,
        decision_label=say(row.decision, language),
        total=row.total,
        nearness=each.nearness,
        at=row.at,
    )


router = Router("/v1", route_handlers=[search_exemplars, drop_exemplar], tags=["drafts"])
