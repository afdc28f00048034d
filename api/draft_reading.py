"""Drafts as views: with the texts they rest on, at the revision they were made from, and the decision about them."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from api.assist_words import NAMES
from api.auth import Principal
from api.services import Services
from api.show_draft import show_draft
from api.views import DecisionView, DraftView
from drafting.facts import read_order
from drafting.outcome import Citation, Draft, Outcome
from drafting.store import StoredDecision, StoredDraft, drafts_for, has_unseen, mark_shown
from human_review.draft_fates import REASONS, coded_reason
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from knowledge_base.store import load_revision
from reply_core.errors import NotFound
from reply_core.types import Conversation, Language, Order

_SHOWN = 10


async def drafts_of_conversation(
    session: AsyncSession, services: Services, conversation: Conversation, language: Language
) -> tuple[DraftView, ...]:
    """The newest drafts of a conversation, the newest first."""
    stored = await drafts_for(session, conversation.id)
    return await draft_views(session, services, stored[:_SHOWN], conversation, language)


async def draft_views(
    session: AsyncSession,
    services: Services,
    stored: Sequence[StoredDraft],
    conversation: Conversation,
    language: Language,
) -> tuple[DraftView, ...]:
    """Stored drafts of one conversation."""
    cited = [citation for each in stored for citation in _citations(each.outcome)]
    articles = await cited_articles(session, services.shop.index, cited)
    return tuple(
        show_draft(
            each.outcome,
            language,
            articles=articles,
            texts=source_texts(each.outcome, conversation.order, services),
            draft_id=each.id,
            conversation_id=each.conversation_id,
            created_at=each.created_at,
            decision=show_decision(each.decision, language) if each.decision else None,
        ).model_copy(update={"variant_of": each.variant_of})
        for each in stored
    )


async def note_shown(services: Services, principal: Principal, conversation_id: str) -> None:
    """Keep when an operator is first given the drafts that were made for nobody in particular."""
    if principal.role != "operator":
        return
    async with services.reading() as session:
        unseen = await has_unseen(session, conversation_id)
    if unseen:
        async with services.writing() as session:
            await mark_shown(session, conversation_id, principal.operator_id, at=services.clock.now())


def stateless_view(
    outcome: Outcome, index: KnowledgeIndex, order: Order | None, services: Services, language: Language
) -> DraftView:
    """A draft that is stored nowhere."""
    articles = {(article.id, article.revision): article for article in index.articles}
    return show_draft(outcome, language, articles=articles, texts=source_texts(outcome, order, services))


async def cited_articles(
    session: AsyncSession, index: KnowledgeIndex, citations: Sequence[Citation]
) -> dict[tuple[str, int], Article]:
    """Cited articles by id and revision: from the index where that revision is in force, else from the archive."""
    found: dict[tuple[str, int], Article] = {}
    for citation in citations:
        key = (citation.article_id, citation.revision)
        if citation.kind != "article" or key in found:
            continue
        article = _in_force(index, *key) or await load_revision(session, *key)
        if article is not None:
            found[key] = article
    return found


def _in_force(index: KnowledgeIndex, article_id: str, revision: int) -> Article | None:
    try:
        article = index.article(article_id)
    except NotFound:
        return None
    return article if article.revision == revision else None


def _citations(outcome: Outcome) -> list[Citation]:
    if not isinstance(outcome, Draft):
        return []
    return [citation for sentence in outcome.sentences for citation in sentence.citations]


def source_texts(outcome: Outcome, order: Order | None, services: Services) -> dict[str, str]:
    """The text of the order as the draft cites it; left out when the order says something else by now."""
    citations = [citation for citation in _citations(outcome) if citation.kind == "order"]
    if not citations:
        return {}
    facts = read_order(order, outcome.language, services.clock.now().astimezone(services.shop.calendar.zone).date())
    if facts is None:
        return {}
    text = facts.source_text
    return {citation.source_id: text for citation in citations if text[citation.start : citation.end] == citation.quote}


def _reason(stored: str, language: Language) -> str:
    """«Не наш тон: слишком сухо»; rows of before, stored as the words of a button, are read too."""
    code, _, more = coded_reason(stored).partition(":")
    if code not in REASONS:
        return stored
    label = NAMES[f"reason_{code}"][language]
    return f"{label[:1].upper()}{label[1:]}" + (f": {more.strip()}" if more.strip() else "")


def show_decision(made: StoredDecision, language: Language) -> DecisionView:
    """What the operator did with a draft; the reason of a rejection in the reader's words."""
    changes = made.changes
    return DecisionView(
        decision=made.decision,
        reason=_reason(made.reason, language),
        final_text=made.final_text,
        similarity=changes.similarity if changes else None,
        added=changes.added if changes else (),
        removed=changes.removed if changes else (),
        kinds=changes.kinds if changes else (),
        seconds=made.seconds,
        operator_id=made.operator_id,
        message_id=made.message_id,
        at=made.at,
    )
