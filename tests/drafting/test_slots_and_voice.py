"""Order facts in the shop's sentences, Russian grammar around them, and the shop's «мы»."""

from datetime import date

import pytest

from drafting.facts import OrderFacts, read_order
from drafting.grammar import agree, item_name, we_do
from drafting.slots import elide_thing, fill
from drafting.voice import as_we
from reply_core.types import Order


def order(text: str) -> OrderFacts:
    found = read_order(Order(number="1", text=text), "ru", date(2026, 11, 13))
    assert found is not None
    return found


PLED = order("получен 02.11, «Плед Иней», 2 190 ₽, карта")
SKOVORODA = order("получен 02.11, «Сковорода чугунная Гжель, 28 см», 3 100 ₽, наличные")
BOTINKI = order("получен 02.11, «Ботинки Тропа», 6 400 ₽, СБП")
TWO = order("получен 02.11, «Плед Иней», «Кружка Туман», 2 500 ₽, карта")
BRANDED = order("получен 02.11, «Xpress G5», 2 190 ₽, карта")


@pytest.mark.parametrize(
    ("sentence", "facts", "said"),
    [
        ("Вернуть товар можно в течение 30 дней.", PLED, "Плед Иней можно вернуть в течение 30 дней."),
        (
            "Товар можно обменять, если он не использовался.",
            PLED,
            "Плед Иней можно обменять, если он не использовался.",
        ),
        (
            "Вернуть товар можно, если он не использовался.",
            SKOVORODA,
            "Сковороду чугунную Гжель можно вернуть, если она не использовалась.",
        ),
        ("Товар можно обменять, если он не подошёл.", BOTINKI, "Ботинки Тропа можно обменять, если они не подошли."),
        (
            "Вы можете вернуть товар в течение 7 дней.",
            SKOVORODA,
            "Вы можете вернуть сковороду чугунную Гжель в течение 7 дней.",
        ),
        ("Деньги вернём на карту за 5 дней.", PLED, "2 190 ₽ вернём на карту за 5 дней."),
        ("Деньги за товар поступят за 5 дней.", BOTINKI, "6 400 ₽ поступят за 5 дней."),
    ],
)
def test_fills_the_thing_and_the_sum(sentence: str, facts: OrderFacts, said: str) -> None:
    """The thing stands in the right case and the words about it agree; the sum replaces «деньги»."""
    filled = fill(sentence, facts, language="ru")

    assert filled.text == said
    assert len(filled.facts) == 1


@pytest.mark.parametrize(
    ("sentence", "facts"),
    [
        ("Вернуть товар надлежащего качества можно в течение 14 дней.", PLED),
        ("Вернуть товар можно в течение 14 дней, кроме белья.", PLED),
        ("Товары из набора вернуть нельзя.", PLED),
        ("Вернуть товар можно, если его не вскрывали.", SKOVORODA),
        ("Вернуть товар можно в течение 14 дней.", TWO),
        ("Вернуть товар можно в течение 14 дней.", BRANDED),
        ("Деньги вернём на карту за 5 дней.", SKOVORODA),
        ("Деньги вернём на карту за 5 дней.", TWO),
        ("Деньги вернём на подарочную карту.", PLED),
        ("Заявку рассмотрим за 3 дня.", PLED),
    ],
)
def test_leaves_the_sentence_when_unsure(sentence: str, facts: OrderFacts) -> None:
    """Exceptions, several things, unknown grammar or another way of payment: the article's words stay."""
    filled = fill(sentence, facts, language="ru")

    assert filled.text == sentence
    assert filled.facts == ()


def test_the_customer_tells_which_of_two_things() -> None:
    """With two things ordered, the one he names is filled in."""
    filled = fill("Вернуть товар можно за 14 дней.", TWO, language="ru", inquiry="Кружку хочу вернуть, она треснула")

    assert filled.text == "Кружку Туман можно вернуть за 14 дней."


def test_without_an_order_nothing_is_filled() -> None:
    """No order, no facts."""
    assert fill("Вернуть товар можно.", None, language="ru").facts == ()


def test_english_sentences_take_the_thing_and_the_sum() -> None:
    """The same rules in English."""
    found = read_order(Order(fields={"item": "Rosa kettle, 1.7 l", "total": "$49.00", "payment": "card"}), "en")

    assert fill("You can return an item within 30 days.", found, language="en").text == (
        "You can return the Rosa kettle within 30 days."
    )
    assert fill("We refund the money to your card in 5 days.", found, language="en").text == (
        "We refund $49.00 to your card in 5 days."
    )


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("Пересылку оплачивает магазин.", "Пересылку оплачиваем мы."),
        ("Магазин не возвращает плату за упаковку.", "Мы не возвращаем плату за упаковку."),
        ("Если магазин отменит заказ, мы сообщим.", "Если мы отменим заказ, мы сообщим."),
        ("Замену привезёт интернет-магазин.", "Замену привезём мы."),
    ],
)
def test_the_shop_says_we(said: str, ours: str) -> None:
    """«Магазин» as the subject of a verb becomes «мы» with the verb in the first person."""
    assert as_we(said, "ru") == ours


@pytest.mark.parametrize(
    "said",
    [
        "Магазин на Садовой работает до 22:00.",
        "Товар можно вернуть в магазин.",
        "Ближайший магазин принимает возвраты.",
        "Магазины принимают возвраты.",
        "Доставку оплачивает магазин-партнёр.",
        "Магазин работает без выходных.",
        "Магазин закрыт.",
    ],
)
def test_other_shops_stay_shops(said: str) -> None:
    """A particular shop, several shops or a place to go is not «мы»."""
    assert as_we(said, "ru") == said


def test_the_english_shop_says_we() -> None:
    """The verb loses its s, irregular ones follow."""
    assert as_we("The shop pays for return shipping.", "en") == "We pay for return shipping."
    assert as_we("If the store is closed, come later.", "en") == "If we are closed, come later."
    assert as_we("Our store on Elm Road is open.", "en") == "Our store on Elm Road is open."


def test_elision_drops_the_thing_after_an_event() -> None:
    """«после поступления товара на склад» loses «товара», a relative clause keeps it."""
    assert elide_thing("через 3 дня после получения товара.") == "через 3 дня после получения."
    assert elide_thing("после возврата товара, который вы купили") == "после возврата товара, который вы купили"
    assert elide_thing("после получения товаров на склад") == "после получения товаров на склад"


@pytest.mark.parametrize("name", ["Xpress G5", "Роса чайник", "", "12345", "Oven Ready Pro"])
def test_names_without_a_plain_head_are_unknown(name: str) -> None:
    """Brands alone and puzzling orders of words have no grammar."""
    assert item_name(name) is None


def test_grammar_helpers_say_none_when_unsure() -> None:
    """An ambiguous pronoun or a word that is no verb gives None."""
    assert agree(", если его не вскрывали", "femn") is None
    assert we_do("магазин") is None
    assert we_do("покупать") is None
