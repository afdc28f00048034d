"""A draft told as it is written: server-sent events, each verified sentence with its sources resolved."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing

from litestar.response.sse import ServerSentEventMessage

from api import draft_making
from api.auth import Principal
from api.services import Services
from api.views import CitationView, Problem, SourceView, StreamedSentence
from drafting.outcome import Citation, Outcome
from drafting.propose import DraftEvent
from knowledge_base.search import KnowledgeIndex
from reply_core.asks import read_inquiry
from reply_core.errors import NotFound, TactError
from reply_core.types import Conversation, Language

_MARKS = {"order": {"ru": "заказ", "en": "order"}, "thread": {"ru": "переписка", "en": "thread"}}


async def stream_draft(
    services: Services, conversation: Conversation, principal: Principal, language: Language, *, pieces: bool = False
) -> AsyncIterator[ServerSentEventMessage]:
    """A new draft as it is written; when the reader goes away, drafting stops and nothing is stored."""
    await services.shop.freshen()
    now = services.clock.now()
    inquiry = read_inquiry(conversation, now)
    resolved = Resolved(services.shop.index, conversation.id, language)
    try:
        outcome: Outcome | None = draft_making.nothing_waits(services, language) if inquiry is None else None
        if inquiry is not None:
            begun = draft_making.propose_stream(inquiry, services.shop.desk(), now=now, pieces=pieces)
            async with aclosing(begun) as steps:
                async for step in steps:
                    outcome = step.outcome or outcome
                    for event in _told(step, resolved):
                        yield event
        if outcome is not None:
            view = await draft_making.keep(services, conversation, outcome, principal, language)
            yield _event("draft", view.model_dump_json())
    except TactError as error:
        problem = Problem(title=error.code, status=error.status, detail=error.what, where=error.where, mend=error.mend)
        yield _event("problem", problem.model_dump_json())


class Resolved:
    """The sources of a draft in the making, numbered as they appear.

    Args:
        index: holds the cited articles.
        conversation_id: what is answered, for messages.
        language: of the marks.
    """

    def __init__(self, index: KnowledgeIndex, conversation_id: str, language: Language) -> None:
        self._index, self._where, self._language = index, conversation_id, language
        self._numbers: dict[str, int] = {}
        self._marks: dict[str, str] = {}

    def sentence(self, step: DraftEvent) -> StreamedSentence:
        """A verified sentence with its citations, and in full those sources it is the first to name."""
        new: list[SourceView] = []
        cited: list[CitationView] = []
        for citation in step.citations:
            if citation.source_id not in self._numbers:
                new.append(self._source(citation))
            cited.append(
                CitationView(
                    number=self._numbers[citation.source_id],
                    mark=self._marks[citation.source_id],
                    source_id=citation.source_id,
                    kind=citation.kind,
                    article_id=citation.article_id,
                    title=citation.title,
                    revision=citation.revision,
                    start=citation.start,
                    end=citation.end,
                    quote=citation.quote,
                )
            )
        check = step.check
        return StreamedSentence(
            text=step.text,
            role=step.role or "",
            verdict=check.verdict if check else "",
            notes=check.notes if check else (),
            citations=tuple(cited),
            sources=tuple(new),
        )

    def forget(self) -> None:
        """Begin anew: the text is made again."""
        self._numbers.clear()
        self._marks.clear()

    def _source(self, citation: Citation) -> SourceView:
        articles = sum(mark.isdigit() for mark in self._marks.values())
        mark = str(articles + 1) if citation.kind == "article" else _MARKS[citation.kind][self._language]
        self._numbers[citation.source_id] = number = len(self._numbers) + 1
        self._marks[citation.source_id] = mark
        return SourceView(
            number=number,
            mark=mark,
            source_id=citation.source_id,
            kind=citation.kind,
            article_id=citation.article_id,
            title=citation.title,
            revision=citation.revision,
            text=self._text(citation),
        )

    def _text(self, citation: Citation) -> str:
        """The article's text while that revision is in force; else the stretch that is cited."""
        if citation.kind != "article":
            return citation.quote
        try:
            article = self._index.article(citation.article_id)
        except NotFound:
            return citation.quote
        return article.text if article.revision == citation.revision else citation.quote


def _told(step: DraftEvent, resolved: Resolved) -> list[ServerSentEventMessage]:
    if step.kind == "draft":
        return []
    if step.kind == "restart":
        resolved.forget()
    said = [_event(step.kind, json.dumps(step.text, ensure_ascii=False))]
    if step.kind == "text":
        said.append(_event("sentence", resolved.sentence(step).model_dump_json()))
    return said


def _event(kind: str, data: str) -> ServerSentEventMessage:
    return ServerSentEventMessage(data=data, event=kind)
