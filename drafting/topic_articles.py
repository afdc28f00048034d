"""Which article speaks for a topic: its own topic, or its heading's; and the general one of a topic."""

from functools import lru_cache

from drafting.desk import DraftingDesk
from knowledge_base.articles import Article
from knowledge_base.search import Hit
from reply_core.asks import TOPICS, topic_of


def general_hit(topic: str, desk: DraftingDesk) -> list[Hit]:
    """The first passage of the topic's general article, as a hit that no search found; empty without one."""
    article = general_article(topic, desk)
    passages = [passage for passage in desk.index.passages if article and passage.article_id == article.id]
    return [Hit(passage=passage, score=0.0, lexical=0.0, semantic=None, rank=1) for passage in passages[:1]]


def general_article(topic: str, desk: DraftingDesk) -> Article | None:
    """The topic's public article with the shortest title: «Возврат» before «Возврат в магазине»."""
    public = [article for article in desk.index.articles if article.audience == "public"]
    ours = [article for article in public if topic_of_article(article) == topic]
    return min(ours, key=lambda article: (len(article.title), article.id), default=None)


@lru_cache(maxsize=10_000)
def topic_of_article(article: Article) -> str:
    """The topic code of an article: its own when it is one of ours, else what its heading speaks of."""
    if article.topic in TOPICS:
        return article.topic
    return topic_of(f"{article.title}. {article.question}").code
