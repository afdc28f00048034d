"""Drafting goes by the articles that hold today for its brand, and by the thread where a message names nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from drafting.compose import compose
from drafting.desk import DraftingDesk
from drafting.outcome import Candidates, Draft, Outcome
from drafting.reading import read
from knowledge_base.articles import Article
from reply_core.types import Message
from reply_core.working_time import Calendar
from tests.drafting.desks import ARTICLES, FRIDAY, desk, inquiry

ASKED = "Сколько стоит подарочная упаковка?"
OLD = Article(
    id="wrap-old",
    title="Подарочная упаковка",
    question=ASKED,
    text="Подарочная упаковка стоит 150 ₽.",
    valid_until=date(2026, 11, 13),
)
NEW = replace(
    OLD, id="wrap-new", text="Подарочная упаковка стоит 250 ₽.", valid_from=date(2026, 11, 14), valid_until=None
)
SATURDAY = FRIDAY + timedelta(days=1)


def cited(made: Outcome) -> set[str]:
    """Articles an outcome rests on or offers."""
    if isinstance(made, Draft):
        return {citation.article_id or "" for sentence in made.sentences for citation in sentence.citations}
    return {offer.article_id for offer in made.offers} if isinstance(made, Candidates) else set()


def shop(*more: Article, brand: str | None = None) -> DraftingDesk:
    """The small shop with a few articles more."""
    return desk(articles=(*ARTICLES, *more), brand=brand)


@pytest.mark.parametrize(("now", "price", "left_out"), [(FRIDAY, "150", "wrap-new"), (SATURDAY, "250", "wrap-old")])
def test_only_the_article_in_force_is_cited(now: datetime, price: str, left_out: str) -> None:
    """On the last day of one and the first of the next the price changes with the articles, never both."""
    made = compose(inquiry(ASKED), shop(OLD, NEW), now=now)

    assert isinstance(made, Draft)
    assert f"{price} ₽" in made.text
    assert left_out not in cited(made)


def test_the_day_is_that_of_the_shop() -> None:
    """At 22:30 in Greenwich it is tomorrow in Vladivostok: yesterday's price is over there."""
    late = datetime(2026, 11, 13, 22, 30, tzinfo=UTC)
    east = replace(shop(OLD, NEW), calendar=Calendar.always("Asia/Vladivostok"))
    west = replace(shop(OLD, NEW), calendar=Calendar.always("Europe/London"))

    assert "wrap-new" in cited(compose(inquiry(ASKED), east, now=late))
    assert "wrap-old" in cited(compose(inquiry(ASKED), west, now=late))


def test_an_expired_article_alone_leaves_nothing_to_say() -> None:
    """Without a successor the question is not answered from what is over, nor offered from it."""
    made = compose(inquiry(ASKED), shop(OLD), now=SATURDAY)

    assert "wrap-old" not in cited(made)
    assert "150" not in getattr(made, "text", "")


def test_another_brand_answers_nothing_here() -> None:
    """An article of a sister brand is no source; one for all brands is."""
    theirs = replace(OLD, id="theirs", brand="sister")
    everyones = replace(OLD, id="everyones", brand="*")

    assert "theirs" not in cited(compose(inquiry(ASKED), shop(theirs, brand="ours"), now=FRIDAY))
    assert "everyones" in cited(compose(inquiry(ASKED), shop(everyones, brand="ours"), now=FRIDAY))


def test_internal_articles_are_found_but_never_composed_from() -> None:
    """An operator sees that an internal article speaks of it; the customer gets nothing from it."""
    inner = replace(OLD, id="inner", audience="internal", text="Упаковку отдаём за 99 ₽ только постоянным.")
    here = shop(inner)
    reading = read(inquiry(ASKED), here, now=FRIDAY)
    made = compose(inquiry(ASKED), here, now=FRIDAY)

    assert "inner" in {hit.passage.article_id for hit in reading.asks[0].result.hits}
    assert "inner" not in {hit.passage.article_id for hit in reading.asks[0].hits}
    assert "99 ₽" not in getattr(made, "text", "")


def test_a_bare_question_goes_on_from_the_thread() -> None:
    """«А сколько стоит?» after a word about wrapping is about wrapping; without the thread nobody can tell."""
    earlier = Message(
        id="m0",
        text="Бывает ли у вас подарочная упаковка?",
        direction="in",
        author_kind="customer",
        at=FRIDAY - timedelta(hours=2),
    )
    answered = Message(
        id="m0a",
        text="Да, бывает.",
        direction="out",
        author_kind="operator",
        author_id="anna",
        at=FRIDAY - timedelta(hours=1),
    )
    goes_on = inquiry("А сколько стоит?", before=(earlier, answered))
    reading = read(goes_on, shop(OLD), now=FRIDAY)

    assert reading.before == earlier.text
    assert reading.asks[0].hits[0].passage.article_id == "wrap-old"
    assert read(inquiry("А сколько стоит?"), shop(OLD), now=FRIDAY).before == ""


def test_days_between_which_nothing_changes_share_an_index() -> None:
    """An index is made for a set of articles, not for a day."""
    here = shop(OLD, NEW)

    assert here.on(FRIDAY).index is here.on(FRIDAY - timedelta(days=30)).index
    assert here.on(FRIDAY).index is not here.on(SATURDAY).index
    assert desk().on(FRIDAY).index.articles == desk().index.articles
