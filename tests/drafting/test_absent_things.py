"""What no article of the demo shops speaks of is never answered by a draft from an article about something else."""

import asyncio

import pytest

from drafting.desk import DraftingDesk
from drafting.outcome import Draft
from drafting.propose import propose
from evals.shop_questions import shop_sets
from knowledge_base.search import KnowledgeIndex
from reply_core.asks import read_inquiry
from reply_core.types import Conversation, Language, Message
from tone_of_voice.profile import default_profile

ABSENT = {
    "shop.rosnitsa": (
        "Сколько стоит самолёт?",
        "Можно ли прийти к вам в магазин с собакой?",
        "Вы продаёте живых попугаев?",
        "Есть ли у вас парковка для велосипедов?",
        "Вы чистите ковры на дому?",
        "Можно ли у вас взять чайник напрокат?",
        "Принимаете ли вы старую технику на переработку?",
        "Есть ли в магазине детская комната?",
        "Можно ли заказать гравировку на кружке?",
        "Подскажите рецепт борща.",
        "Ваши свечи веганские?",
        "Можно ли расплатиться биткоинами?",
        "У вас есть кафе в магазине?",
        "Вы страхуете посылки от пожара?",
        "Сдаёте ли вы помещения в аренду?",
        "Сколько весит слон?",
        "Какая завтра погода?",
        "Вы доставляете дроном?",
        "Продаёте ли вы билеты в театр?",
        "Тестируете ли вы косметику на животных?",
        "Как там мой 45477? едет?",
        "Есть ли у вас скидка для пенсионеров?",
        "Можно ли вызвать дизайнера на дом?",
    ),
    "shop.harbor_goods": (
        "Do you take old rain boots for recycling?",
        "Do you sell helicopters?",
        "Is there a cafe in your store?",
        "Can I pay with bitcoin?",
        "Do you offer boat rentals?",
        "Are your sweaters vegan?",
        "Can you engrave a lantern for me?",
        "What's the weather tomorrow?",
        "Do you host weddings?",
        "Do you have a program for veterans?",
        "Do you plant trees for each order?",
        "Is there a bicycle rack at the store?",
        "How do I cook lobster?",
        "Do you ship by drone?",
        "Do you sell theater tickets?",
    ),
}


@pytest.fixture(scope="module")
def desks() -> dict[str, DraftingDesk]:
    """A desk of each demo shop, by words alone."""
    found = {}
    for name, articles, _ in shop_sets():
        language: Language = "ru" if name == "shop.rosnitsa" else "en"
        index = KnowledgeIndex.build(articles)
        found[name] = DraftingDesk(index=index, profile=default_profile(language), language=language)
    return found


@pytest.mark.parametrize(("shop", "question"), [(shop, one) for shop, asked in ABSENT.items() for one in asked])
def test_absent_things_are_handed_over_or_offered(desks: dict[str, DraftingDesk], shop: str, question: str) -> None:
    """Whatever other words the question shares with an article, a person decides."""
    message = Message(id="q", text=question, direction="in", author_kind="customer")
    inquiry = read_inquiry(Conversation(id="c", channel="email", messages=(message,)))

    assert inquiry is not None
    assert not isinstance(asyncio.run(propose(inquiry, desks[shop])), Draft)


@pytest.mark.parametrize("question", ["Сколько стоит доставка курьером?", "Можно вернуть синхрофазотрон без упаковки?"])
def test_what_articles_answer_is_drafted_still(desks: dict[str, DraftingDesk], question: str) -> None:
    """The doubt is about unknown things only."""
    message = Message(id="q", text=question, direction="in", author_kind="customer")
    inquiry = read_inquiry(Conversation(id="c", channel="email", messages=(message,)))

    assert inquiry is not None
    assert isinstance(asyncio.run(propose(inquiry, desks["shop.rosnitsa"])), Draft)
