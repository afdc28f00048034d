"""What makes a composed draft personal and honest: regret for real harm, corrected premises, the order's own facts."""

import pytest

from drafting.claims import false_claims
from drafting.compose import compose
from drafting.outcome import Candidates, Draft, Outcome
from drafting.polish import lowered
from drafting.reading import read
from drafting.regret import occasion_of
from knowledge_base.articles import Article
from reply_core.types import Language, Order
from tests.drafting.desks import ARTICLES, FRIDAY, desk, inquiry


def drafted(outcome: Outcome) -> Draft:
    assert isinstance(outcome, Draft), outcome
    return outcome


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        ("Третий день жду заказ, никто не звонит!", "delay"),
        ("Курьер не приехал.", "courier"),
        ("Чашка пришла разбитой.", "damaged"),
        ("Вместо синего пледа прислали другой!", "wrong_item"),
        ("Чайник сломался через неделю.", "defect"),
        ("С карты списали дважды.", "money"),
        ("Ваш продавец мне нахамил!", "staff"),
        ("My mugs arrived in pieces.", "damaged"),
        ("You sent me the wrong color.", "wrong_item"),
        ("Не могу найти кнопку возврата.", None),
        ("Как зайти на телевизоре? Код не работает.", None),
        ("Что делать, если товар пришёл с браком?", None),
        ("Мне не хватает настроек в приложении.", None),
        ("I ordered the wrong size, please cancel.", None),
    ],
)
def test_only_harm_is_regretted(text: str, occasion: str | None) -> None:
    """A question, a supposition or the customer's own slip gets no apology."""
    assert occasion_of(read(inquiry(text), desk(), now=FRIDAY)) == occasion


@pytest.mark.parametrize(
    ("text", "claimed", "real"),
    [
        ("У вас же 90 дней на возврат! Как вернуть товар?", "90 дней", "14 дней"),
        ("На сайте написано, что доставка бесплатная от 1 000 ₽. Сколько стоит доставка?", "1 000 ₽", "3 000 ₽"),
        ("Вы обещали 500 баллов при срыве. Можно ли сменить интервал доставки?", "500 баллов", "300 баллов"),
    ],
)
def test_a_premise_is_corrected_with_its_source(text: str, claimed: str, real: str) -> None:
    """The article's value comes first, said as a correction; the customer's value is nowhere; a note names both."""
    made = drafted(compose(inquiry(text), desk(), now=FRIDAY))
    first = next(sentence for sentence in made.sentences if sentence.role == "answer")

    assert first.text.startswith("Уточним: ")
    assert real in first.text
    assert first.citations
    assert claimed not in made.text
    assert [note.kind for note in made.notes] == ["premise"]


@pytest.mark.parametrize(
    "text",
    [
        "У вас 14 дней на возврат, верно? Как вернуть товар?",
        "Пальто купила 40 дней назад. Можно вернуть товар?",
        "У вас же баллы действуют 90 дней? Когда их начислят?",
    ],
)
def test_what_is_true_or_the_customers_own_story_is_no_premise(text: str) -> None:
    """A term that the articles bear out, or that tells when something was bought, is not corrected."""
    shop = desk()
    made = compose(inquiry(text), shop, now=FRIDAY)

    assert false_claims(read(inquiry(text), shop, now=FRIDAY), (), shop) == ()
    assert "premise" not in [note.kind for note in made.notes]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("На какую сумму заказ?", "Сумма заказа 48213 — 3 490 ₽."),
        ("Сколько у меня баллов?", "По заказу 48213 — 341 балл."),
        ("Когда я его получил?", "Заказ 48213 получен 10.11."),
        ("Чем я оплатил заказ?", "Способ оплаты заказа 48213 — карта."),
    ],
)
def test_the_order_answers_about_itself(text: str, said: str) -> None:
    """Sum, points, day and payment come from the order's own fields, with their place."""
    order = Order(
        number="48213", fields={"total": "3490", "points": "341", "received_at": "2026-11-10", "payment": "карта"}
    )
    made = drafted(compose(inquiry(text, order=order), desk(), now=FRIDAY))

    assert said in made.text
    assert "[заказ]" in made.marked


def test_an_order_without_the_fact_says_nothing_of_it() -> None:
    """No points in the order: none are named."""
    made = compose(inquiry("Сколько у меня баллов?", order=Order(number="48213", text="в пути")), desk(), now=FRIDAY)

    assert "По заказу" not in getattr(made, "text", "")


def test_a_delivery_is_said_once() -> None:
    """The status and the delivery give the same day: one of them is enough."""
    order = Order(
        number="51090", fields={"status": "доставка перенесена на 15.11, 14–18", "delivery": "курьер, 15.11, 14–18"}
    )
    made = drafted(compose(inquiry("Где мой заказ?", order=order), desk(), now=FRIDAY))

    assert made.text.count("15.11") == 1


def test_a_request_to_act_is_not_answered_with_the_status() -> None:
    """«Отмените заказ» is not asked to hear where the order is."""
    order = Order(number="51090", fields={"status": "в пути"})
    made = compose(inquiry("Отмените заказ 51090", order=order), desk(), now=FRIDAY)

    assert "в пути" not in getattr(made, "text", "")


def test_every_weak_article_brings_the_reply_it_would_give() -> None:
    """An operator picks the article that fits and has its reply; an internal one gives none."""
    shop = desk()
    made = compose(inquiry("Какие баллы дают за отзыв в письме о заказе товара?"), shop, now=FRIDAY)

    assert isinstance(made, Candidates)
    for offer in made.offers:
        assert bool(offer.reply) is not offer.internal
        assert offer.reply.startswith("Здравствуйте!") or offer.internal
    assert any(
        sentence in made.offers[0].reply for sentence in shop.index.article(made.offers[0].article_id).text.split(". ")
    )


def test_a_chat_is_answered_shortly_and_a_letter_in_full() -> None:
    """Of a long article the chat gets what answers, the letter all of it."""
    long = Article(
        id="gift",
        title="Подарочная карта",
        question="Где купить подарочную карту и что с ней делать?",
        text=(
            "Подарочная карта продаётся в магазинах и на сайте. Она действует 12 месяцев. "
            "Остаток сохраняется до конца срока. На деньги карту не меняем. "
            "При возврате покупки её сумма возвращается на карту полностью. "
            "С баллами и промокодом карта сочетается. Номинал бывает от 500 до 20 000 ₽. "
            "Электронная карта приходит на почту в день, который вы выбрали."
        ),
    )
    shop = desk(articles=(*ARTICLES, long))
    asked = "Подарочная карта: где купить?"
    chat = drafted(compose(inquiry(asked, channel="chat"), shop, now=FRIDAY))
    letter = drafted(compose(inquiry(asked), shop, now=FRIDAY))

    assert "продаётся в магазинах" in chat.text
    assert "С баллами и промокодом" not in chat.text
    assert long.text in letter.text.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Вернуть товар можно.", "ru", "вернуть товар можно."),
        ("Москва — 1–2 дня.", "ru", "Москва — 1–2 дня."),
        ("СДЭК привозит за день.", "ru", "СДЭК привозит за день."),
        ("You have 30 days.", "en", "you have 30 days."),
        ("I will check.", "en", "I will check."),
        ("290 ₽ стоит доставка.", "ru", "290 ₽ стоит доставка."),
    ],
)
def test_a_sentence_after_a_lead_begins_small(text: str, language: Language, said: str) -> None:
    """«Уточним: вернуть товар можно», but a name keeps its letter."""
    assert lowered(text, language) == said


def test_an_ask_does_not_borrow_the_article_of_another() -> None:
    """What no word of the cited article speaks of is named as unanswered, not passed over."""
    made = drafted(compose(inquiry("Как активировать карту? А подъём на этаж делаете?"), desk(), now=FRIDAY))

    assert [ask.text for ask in made.unanswered] == ["подъём на этаж делаете?"]


@pytest.mark.parametrize(
    ("text", "fields", "said"),
    [
        ("А когда ждать кеды?", {"status": "в пути", "delivery": "курьер, 16.11, 18–22"}, "доставка курьером, 16.11"),
        ("Any update on my order?", {"status": "shipped", "delivery": "standard, Nov 16"}, "standard delivery, Nov 16"),
    ],
)
def test_waiting_is_answered_with_the_delivery(text: str, fields: dict[str, str], said: str) -> None:
    """However it is asked when the order comes, its delivery answers."""
    made = drafted(compose(inquiry(text, order=Order(number="49039", fields=fields)), desk(), now=FRIDAY))

    assert said in made.text


def test_a_bare_question_gets_its_own_answer() -> None:
    """«Можно вернуть» is answered with the rule of returns, also where the rest of the message finds another one."""
    money = Article(
        id="money",
        title="Деньги за возврат",
        question="Когда придут деньги за возврат?",
        topic="return",
        text="Деньги отправляем на карту. Срок — до 10 дней после поступления товара на склад, обычно 3–4 дня.",
    )
    asked = inquiry("Можно вернуть и когда придут деньги за возврат?")
    made = drafted(compose(asked, desk(articles=(*ARTICLES, money)), now=FRIDAY))

    assert "в течение 14 дней после получения" in made.text
    assert {source.title for source in made.sources} >= {"Возврат"}
