"""The articles nearest to a question the knowledge base does not answer: the general ones of what is to be done.

When nothing matches, the first hits of a search are noise; the deed asked about («принимаете», «привезти») still says
in which part of the shop's rules a colleague would look first.
"""

from drafting.desk import DraftingDesk
from drafting.outcome import Offer
from drafting.reading import Reading
from drafting.topic_articles import general_article
from drafting.vocabulary import keys
from knowledge_base.articles import Article

_DEEDS: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (
        frozenset({"принимать", "принять", "сдать", "сдавать", "забирать", "забрать", "отдать", "утилизация", "trade"}),
        ("return", "exchange"),
    ),
    (frozenset({"поменять", "менять", "обменять", "заменить", "swap", "exchang"}), ("exchange", "return")),
    (frozenset({"привезти", "доставить", "доставлять", "отправлять", "отправить", "deliv", "ship"}), ("delivery",)),
    (frozenset({"оплатить", "платить", "заплатить", "рассрочка", "кредит", "pay"}), ("payment",)),
    (
        frozenset({"купить", "продавать", "наличие", "заказать", "buy", "sell", "stock"}),
        ("product_choice", "shop_info"),
    ),
    (frozenset({"починить", "ремонт", "ремонтировать", "сломаться", "repair"}), ("defect",)),
)


def nearest(reading: Reading, desk: DraftingDesk, limit: int = 2) -> tuple[Offer, ...]:
    """At most ``limit`` articles, those for customers first."""
    found: dict[str, Offer] = {}
    for topic in _topics(reading):
        article = general_article(topic, desk)
        if article is not None:
            found.setdefault(article.id, _offer(article))
    offers = reading.offers()
    public = [offer for offer in offers if not offer.internal]
    for offer in public or offers:
        found.setdefault(offer.article_id, offer)
    return tuple(found.values())[:limit]


def _topics(reading: Reading) -> list[str]:
    topics = [item.topic for item in reading.asks if item.topic != "other"]
    for item in reading.asks:
        said = keys(item.question)
        topics += [topic for words, of in _DEEDS if words & said for topic in of]
    return list(dict.fromkeys(topics))


def _offer(article: Article) -> Offer:
    return Offer(
        article_id=article.id,
        title=article.title,
        revision=article.revision,
        start=0,
        end=len(article.text),
        quote=article.text,
        score=0.0,
    )
