"""Cases made for tests: conversations, books, and the house's walks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source
from model_gateway.embedder import Embedder
from qa_scoring.case import ReplyCase, Scorebook, build_case
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Scorecard
from qa_scoring.standard import Standard, default_standard
from qa_scoring.view import View
from reply_core.types import Channel, Conversation, Language, Message, Order
from reply_core.waits import read_turns
from reply_core.working_time import Calendar
from tone_of_voice.profile import ToneProfile, default_profile

MOSCOW = ZoneInfo("Europe/Moscow")
ASKED = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
OFFICE = Calendar.weekly("09:00-18:00", days="Mon-Fri", tz="Europe/Moscow", country="RU")
WANTED = ("greeting", "name", "closing")


def moscow(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A Moscow wall-clock time as UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=MOSCOW).astimezone(UTC)


def customer(text: str, name: str = "q", at: datetime | None = ASKED, **more: Any) -> Message:
    """A customer's message."""
    return Message(id=name, text=text, direction="in", author_kind="customer", at=at, **more)


def operator(text: str, name: str = "r", at: datetime | None = ASKED + timedelta(minutes=2), **more: Any) -> Message:
    """An operator's message."""
    author = more.pop("author_id", "igor")
    return Message(id=name, text=text, direction="out", author_kind="operator", author_id=author, at=at, **more)


def standard_with(language: Language = "ru", weights: Mapping[str, float] | None = None, **changes: Any) -> Standard:
    """The default standard with other weights or fields."""
    base = default_standard(language)
    return replace(base, weights={**base.weights, **(weights or {})}, **changes)


def courteous(language: Language = "ru") -> Standard:
    """A standard that wants greeting, name and closing."""
    return standard_with(language, dict.fromkeys(WANTED, 3.0))


def a_book(
    *articles: Article,
    language: Language = "ru",
    standard: Standard | None = None,
    profile: ToneProfile | None = None,
    calendar: Calendar | None = None,
    embedder: Embedder | None = None,
) -> Scorebook:
    """A scorebook; time is counted around the clock unless a calendar is given."""
    return Scorebook(
        standard=standard or default_standard(language),
        profile=profile or default_profile(language),
        calendar=calendar or Calendar.always("Europe/Moscow"),
        embedder=embedder,
        index=KnowledgeIndex.build(articles, embedder) if articles else None,
        check_facts=bool(articles),
    )


def a_case(
    asked: str,
    reply: str,
    book: Scorebook,
    *,
    channel: Channel = "chat",
    order: Order | None = None,
    sources: tuple[Source, ...] = (),
    customer_name: str = "",
    minutes: float = 2,
    **more: Any,
) -> ReplyCase:
    """One question and one reply, some minutes apart."""
    conversation = Conversation(
        id="c",
        channel=channel,
        messages=(customer(asked), operator(reply, at=ASKED + timedelta(minutes=minutes))),
        order=order,
        customer_name=customer_name,
        **more,
    )
    return build_case(conversation, read_turns(conversation)[-1], book, sources)


def a_view(asked: str, reply: str, book: Scorebook | None = None, **more: Any) -> View:
    """The view of one question and one reply."""
    used = book or a_book()
    return View(a_case(asked, reply, used, **more), used)


def a_card(asked: str, reply: str, book: Scorebook | None = None, **more: Any) -> Scorecard:
    """The card of one question and one reply."""
    used = book or a_book()
    card = score_reply(a_case(asked, reply, used, **more), used)
    assert isinstance(card, Scorecard)
    return card


RETURNS = Article(
    id="return",
    title="Возврат",
    text="Вернуть товар можно в течение 14 дней после получения, если он не использовался. Оформите заявку: "
    '"Мои заказы" → "Возврат". Обратную доставку оплачивает магазин. Деньги вернём на карту в течение 10 дней после '
    "поступления товара на склад.",
    revision=3,
)
SLOTS = Article(
    id="slots",
    title="Доставка",
    text="Интервал можно сменить до 20:00 накануне: 10–14, 14–18, 18–22. При срыве по нашей вине извиняемся и "
    "начисляем 300 баллов.",
)
WALK_A = Conversation(
    id="walk-a",
    channel="email",
    customer_name="Ольга",
    order=Order(
        number="48213",
        fields={"получен": "10.11", "товар": "Чайник Роса, 1,7 л", "сумма": "3 490 ₽", "оплата": "карта"},
    ),
    messages=(
        customer(
            "Добрый день! Заказ 48213: чайник пришёл, но цвет не тот, что на фото. Можно вернуть? И кто платит за "
            "обратную доставку?",
            at=moscow(2026, 11, 13, 17, 40),
        ),
        operator(
            "Здравствуйте, Ольга! Чайник Роса можно вернуть в течение 14 дней после получения, если он не "
            'использовался. Оформите заявку: "Мои заказы" → "Возврат". Обратную доставку оплачиваем мы. 3 490 ₽ вернём '
            "на карту в течение 10 дней после поступления на склад. Вы получили заказ 10 ноября, значит, вернуть можно "
            "до 24 ноября.",
            at=moscow(2026, 11, 16, 10, 15),
            author_id="anna",
        ),
    ),
)
WALK_C = Conversation(
    id="walk-c",
    channel="chat",
    order=Order(number="51077", text="доставка перенесена на 18.11, 10:00–14:00"),
    messages=(
        customer(
            "Заказ 51077 должен был прийти вчера, курьер не приехал и никто не позвонил! Где он и можно ли привезти "
            "завтра после 18?",
            at=moscow(2026, 11, 17, 12, 0),
        ),
        operator("Добрый день! Ваш заказ передан в доставку. Ожидайте, пожалуйста.", at=moscow(2026, 11, 17, 12, 4)),
    ),
)
