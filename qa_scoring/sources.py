"""What a reply is checked against: passages of the knowledge base, the order, the thread before the reply."""

from collections.abc import Sequence
from typing import NamedTuple

from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source
from qa_scoring.case import ReplyCase
from reply_core.types import Ask, Message, Order

ORDER_ID = "order"
_ARTICLES = 5


class FoundArticles(NamedTuple):
    """Articles that may answer: all of them, best first, each whole and once; and texts for each ask, best first."""

    sources: tuple[Source, ...]
    by_ask: tuple[tuple[str, ...], ...]


def find_articles(
    index: KnowledgeIndex, inquiry_text: str, asks: Sequence[Ask], limit: int = _ARTICLES
) -> FoundArticles:
    """Search the knowledge base once for a message and its asks."""
    found: dict[str, Source] = {}
    by_ask: list[tuple[str, ...]] = []
    for result in index.search_asks(inquiry_text, asks, limit):
        names = tuple(dict.fromkeys(hit.passage.article_id for hit in result.hits))
        for name in names:
            if name not in found:
                article = index.article(name)
                found[name] = Source(
                    id=name, kind="article", title=article.title, text=article.text, revision=article.revision
                )
        by_ask.append(tuple(found[name].text for name in names))
    return FoundArticles(tuple(found.values()), tuple(by_ask) if asks else ())


def order_source(order: Order | None) -> tuple[Source, ...]:
    """The order as a source; empty when nothing is known of it."""
    if order is None or not order.as_text():
        return ()
    return (Source(id=ORDER_ID, kind="order", title=order.number, text=order.as_text()),)


def thread_sources(messages: Sequence[Message]) -> tuple[Source, ...]:
    """Earlier messages, each a source of its own: what was said before may be said back."""
    return tuple(
        Source(id=message.id, kind="thread", title="", text=message.text)
        for message in messages
        if message.text.strip()
    )


def all_sources(case: ReplyCase, before: Sequence[Message]) -> tuple[Source, ...]:
    """Articles given with the case, order and thread."""
    return (*case.sources, *order_source(case.order), *thread_sources(before))
