"""What a reply is checked against: passages of the knowledge base, the order, the thread before the reply."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source
from qa_scoring.case import ReplyCase
from reply_core.types import Ask, Message, Order

ORDER_ID = "order"
_ARTICLES = 5
_NEAR = 3
_LOOKED_UP = 3
"""Sentences of a reply that are looked up: a search costs as much as all the rest of a card."""
_FIGURE = re.compile(r"\d+")


class FoundArticles(NamedTuple):
    """Articles that may answer: all of them, best first, each whole and once; and texts for each ask, best first."""

    sources: tuple[Source, ...]
    by_ask: tuple[tuple[str, ...], ...]


def find_articles(
    index: KnowledgeIndex,
    inquiry_text: str,
    asks: Sequence[Ask],
    limit: int = _ARTICLES,
    before: Sequence[str] = (),
) -> FoundArticles:
    """Search the knowledge base once for a message and its asks; what was said before completes «а сколько стоит?»."""
    found: dict[str, Source] = {}
    by_ask: list[tuple[str, ...]] = []
    text = " ".join(inquiry_text.split())  # blanked commands leave no trace
    for result in index.search_asks(text, asks, limit, before=before):
        names = tuple(dict.fromkeys(hit.passage.article_id for hit in result.hits))
        for name in names:
            if name not in found:
                found[name] = _as_source(index, name)
        by_ask.append(tuple(found[name].text for name in names))
    return FoundArticles(tuple(found.values()), tuple(by_ask) if asks else ())


def find_for_claims(index: KnowledgeIndex, said: Sequence[str], known: Sequence[Source]) -> tuple[Source, ...]:
    """Articles near the sentences of a reply that give a figure no known source has: what they say may stand there.

    Figures are compared as they are written, so a sentence too many is looked up rather than one too few.
    """
    figures = frozenset(_FIGURE.findall(" ".join([source.text for source in known])))
    names = {source.id for source in known}
    found: dict[str, Source] = {}
    unheld = [sentence for sentence in said if any(each not in figures for each in _FIGURE.findall(sentence))]
    for sentence in unheld[:_LOOKED_UP]:
        for hit in index.search(sentence, _ARTICLES).hits:
            name = hit.passage.article_id
            if name not in names and name not in found:
                found[name] = _as_source(index, name)
    return tuple(found.values())


def near_articles(index: KnowledgeIndex, sentence: str, limit: int = _NEAR) -> tuple[Source, ...]:
    """The articles nearest to a sentence of a reply, whole."""
    return tuple(_as_source(index, name) for name, _ in index.rank_articles(sentence, limit))


def _as_source(index: KnowledgeIndex, name: str) -> Source:
    article = index.article(name)
    return Source(id=name, kind="article", title=article.title, text=article.text, revision=article.revision)


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
