"""A small believable shop for the tests of drafting: its articles, its voice, its conversations."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pytest

from drafting.desk import DraftingDesk
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from model_gateway.embedder import Embedder
from model_gateway.gateway import ModelGateway
from model_gateway.local_embedder import LocalEmbedder
from reply_core.asks import read_inquiry
from reply_core.errors import EmbedderUnavailable
from reply_core.types import Channel, Conversation, Inquiry, Message, Order
from tone_of_voice.profile import ToneProfile, default_profile

FRIDAY = datetime(2026, 11, 13, 14, 40, tzinfo=UTC)

ARTICLES: tuple[Article, ...] = (
    Article(
        id="return",
        title="Возврат",
        text=(
            "Вернуть товар можно в течение 14 дней после получения, если он не использовался. "
            'Оформите заявку: "Мои заказы" → "Возврат". Обратную доставку оплачивает магазин. '
            "Деньги вернём на карту в течение 10 дней после поступления товара на склад."
        ),
        revision=3,
    ),
    Article(
        id="exchange",
        title="Обмен",
        question="Как обменять товар на другой размер или цвет?",
        text=(
            "Обменять вещь можно один раз, если сохранились бирки. "
            'Выберите новый размер: "Мои заказы" → "Обмен". Курьер привезёт замену и заберёт прежнюю вещь.'
        ),
    ),
    Article(
        id="slots",
        title="Интервал доставки",
        question="Можно ли сменить интервал доставки?",
        text=(
            "Интервал можно сменить до 20:00 накануне: 10–14, 14–18, 18–22. "
            "При срыве по нашей вине извиняемся и начисляем 300 баллов."
        ),
    ),
    Article(
        id="delivery",
        title="Доставка",
        question="Сколько стоит доставка и когда привезут заказ?",
        text=(
            "Привозим курьером за 1–2 дня. Доставка по городу стоит 290 ₽, от 3 000 ₽ — бесплатно. "
            "Перед приездом курьер звонит за час. Крупный товар тяжелее 15 кг везём отдельно."
        ),
    ),
    Article(
        id="card",
        title="Активация карты",
        question="Как активировать карту?",
        text=(
            'Введите номер карты и PIN под защитным слоем в разделе "Моя карта". Карта начнёт работать через 10 минут.'
        ),
    ),
    Article(
        id="points",
        title="Баллы",
        question="Когда начислят баллы и сколько они действуют?",
        text="Баллы начисляем через 14 дней после получения заказа. Они действуют 90 дней, потом сгорают.",
    ),
    Article(
        id="defect",
        title="Брак",
        question="Пришёл товар с браком, что делать?",
        text=(
            'Опишите поломку и приложите фото: "Мои заказы" → "Проблема с товаром". '
            "Ответим в течение 2 рабочих дней. На выбор — замена или деньги."
        ),
    ),
    Article(
        id="promo",
        title="Промокоды",
        question="Почему не сработал промокод?",
        text="В заказе действует один промокод. Проверьте срок и минимальную сумму: они указаны в письме.",
    ),
    Article(
        id="hours",
        title="Часы работы",
        question="Когда работает магазин на Садовой?",
        text="Магазин на Садовой, 7 открыт ежедневно с 10:00 до 22:00.",
    ),
    Article(
        id="late",
        title="Возврат после срока",
        question="Покупатель хочет вернуть вещь позже 14 дней",
        text="Старший смены может разрешить возврат до 30 дней постоянным покупателям.",
        audience="internal",
    ),
)

VOICE: ToneProfile = replace(default_profile("ru"), sign_offs=(), sign_off_channels=())


def desk(
    embedder: Embedder | None = None,
    *,
    articles: Sequence[Article] = ARTICLES,
    profile: ToneProfile = VOICE,
    gateway: ModelGateway | None = None,
    **more: Any,
) -> DraftingDesk:
    """A desk over the small shop, at the level of rules unless an embedder is given."""
    index = KnowledgeIndex.build(articles, embedder)
    return DraftingDesk(index=index, profile=profile, embedder=embedder, gateway=gateway, language="ru", **more)


@lru_cache(maxsize=1)
def bundled() -> Embedder:
    """The bundled embedding model, one for all tests; without it the test is not run."""
    try:
        return LocalEmbedder()
    except EmbedderUnavailable as missing:
        pytest.skip(f"NOT RUN: {missing}")


def embedder_of(level: str) -> Embedder | None:
    """What a level searches with: nothing (words alone) or the bundled model."""
    return bundled() if level == "local" else None


def inquiry(
    text: str,
    *,
    name: str = "",
    order: Order | None = None,
    channel: Channel = "email",
    before: Sequence[Message] = (),
) -> Inquiry:
    """What waits for an answer when a customer writes ``text``."""
    message = Message(id="m1", text=text, direction="in", author_kind="customer", at=FRIDAY)
    conversation = Conversation(id="c1", channel=channel, messages=(*before, message), customer_name=name, order=order)
    found = read_inquiry(conversation)
    assert found is not None, "nothing waits for an answer"
    return found
