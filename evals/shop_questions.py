"""Customers' questions of the demo shops with the articles that answer them: a set of our own to learn search from.

The conversations come from the shops' generators; which articles answer which question stands in ``shop_gold.toml``.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from evals.coverage_sets import shop_trove
from knowledge_base.articles import Article

GOLD = Path(__file__).parent / "shop_gold.toml"


def shop_sets() -> Iterator[tuple[str, list[Article], list[tuple[str, set[str]]]]]:
    """Name, articles, questions with the ids of their articles."""
    for shop, answers in tomllib.loads(GOLD.read_text(encoding="utf-8")).items():
        trove = shop_trove(shop)
        ids: dict[str, set[str]] = {}
        for article in trove.articles:
            ids.setdefault(article.title, set()).add(article.id)
        yield (
            f"shop.{shop}",
            list(trove.articles),
            [
                (item.question, set().union(*(ids[title] for title in answers[item.key])))
                for item in trove.items
                if item.key in answers
            ],
        )
