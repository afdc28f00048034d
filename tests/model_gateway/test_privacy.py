"""Personal data goes out before a model sees the text, comes back after, and order numbers stay."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_gateway.personal_numbers import is_inn, is_luhn, is_snils
from model_gateway.privacy import KINDS, find_personal, mask, restore

FOUND = [
    ("PHONE", "Мой номер +7 912 345-67-89, жду", "+7 912 345-67-89"),
    ("PHONE", "Перезвоните: 8(912)3456789", "8(912)3456789"),
    ("PHONE", "тел. 8.912.345.67.89.", "8.912.345.67.89"),
    ("PHONE", "пишите в whatsapp 912 345 67 89", "912 345 67 89"),
    ("EMAIL", "почта ivanova_m@example.ru!", "ivanova_m@example.ru"),
    ("EMAIL", "пишите на petr(at)example.com", "petr(at)example.com"),
    ("CARD", "карта 4111 1111 1111 1111 не проходит", "4111 1111 1111 1111"),
    ("CARD", "списали с 5500-0000-0000-0004", "5500-0000-0000-0004"),
    ("CARD", "номер карты 4111 1111 1111 1112, ошибся цифрой", "4111 1111 1111 1112"),
    ("PASSPORT", "паспорт 45 11 123456 выдан", "45 11 123456"),
    ("PASSPORT", "серия и номер: 4511 № 123456", "4511 № 123456"),
    ("SNILS", "СНИЛС 112-233-445 95", "112-233-445 95"),
    ("SNILS", "снилс: 11223344500", "11223344500"),
    ("INN", "ИНН 500100732259", "500100732259"),
    ("INN", "для чека 500100732259", "500100732259"),
    ("BIRTHDATE", "Дата рождения: 5 мая 1990 г.", "5 мая 1990 г"),
    ("BIRTHDATE", "я родилась 05.05.1990, скидка будет?", "05.05.1990"),
    ("ADDRESS", "Привезите на ул. Лесная, д. 5, кв. 12, после шести", "ул. Лесная, д. 5, кв. 12"),
    ("ADDRESS", "адрес 620000, Екатеринбург, пр. Мира 12-40", "620000, Екатеринбург, пр. Мира 12-40"),
    ("ADDRESS", "живу на Лесной улице, 5к2", "Лесной улице, 5к2"),
    ("PERSON", "Меня зовут Мария Лескова, заказ 77120", "Мария Лескова"),
    ("PERSON", "меня зовут мария", "мария"),
    ("PERSON", "С уважением, Пётр Семёнович", "Пётр Семёнович"),
    ("PERSON", "Получатель Лескова М.И., оплачено", "Лескова М.И."),
    ("PERSON", "Жалуюсь на Анну Викторовну из магазина", "Анну Викторовну"),
    ("PERSON", "Где заказ?\nМария", "Мария"),
    ("PERSON", "Hello, my name is Dana Reed and I wait", "Dana Reed"),
    ("PERSON", "Hello, Dana Reed! We will call you", "Dana Reed"),
    ("PERSON", "Hi Dana, your order has left", "Dana"),
    ("PERSON", "Здравствуйте, Мария Лескова! Перезвоним", "Мария Лескова"),
    ("PERSON", "Добрый день, Ольга Петровна. Вы получили заказ", "Ольга Петровна"),
    ("PERSON", "Здравствуйте, мария", "мария"),
    ("PERSON", "Уважаемая Мария, вернуть можно", "Мария"),
    ("PERSON", "Ольга, добрый день! Заказ готов", "Ольга"),
    ("PERSON", "Заказ готов. Мария, вернуть можно", "Мария"),
    ("PHONE", "Call me at +44 7700 900123 please", "+44 7700 900123"),
    ("PHONE", "Desk: 415-555-0132 x4587, after nine", "415-555-0132 x4587"),
    ("PHONE", "write to me, +46 (0)179 459 33, thanks", "+46 (0)179 459 33"),
    ("CARD", "What is your card? 3056 930902 5904", "3056 930902 5904"),
    ("ADDRESS", "Deliver it to 14 Elm Road, Apt 3 please", "14 Elm Road, Apt 3"),
]


@pytest.mark.parametrize(("kind", "text", "value"), FOUND)
def test_finds_what_is_personal(kind: str, text: str, value: str) -> None:
    """Each kind in the shapes people write it."""
    found = [(item.kind, item.span.of(text)) for item in find_personal(text)]

    assert (kind, value) in [(name, said[: len(value)]) for name, said in found], found


ORDINARY = [
    "Заказ 48213, где он? Заказ № 9123456789 тоже",
    "трек 4111111111111111 не двигается",
    "номер заказа: 89123456789",
    "Артикул 500100732259, чек 9480 от 24.05.2026 на 3 490 ₽",
    "доставка 15.11.2026 с 10:00 до 14:00",
    "Звонил на 8 800 555-35-35, никто не ответил",
    "С уважением, команда магазина",
    "Чайник Роса, 1,7 л, стоит 3 490 ₽, скидка 15 %",
    "Хочу вернуть Пальто Осень и Шарф Зима",
    "Есть ли магазин в городе Омск на улице Ленина?",
    "Добрый день! Подскажите, пожалуйста.",
    "Код товара 1234567890123",
    "Order 4111111111111111 has not arrived",
    "I am not sure. I'm Still waiting",
    "Hi there, hello Team! Dear customer, good morning all",
    "Здравствуйте, уважаемая поддержка! Добрый день, магазин. Привет, почему так",
    "Курьер, звоните заранее. Размер, цвет и цена, пожалуйста",
    "Спасибо!\nЖду",
    "Карта лояльности 1234 5678, баланс 300 баллов",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_leaves_what_is_not_personal(text: str) -> None:
    """Orders, parcels, dates of delivery, free lines, brands and courtesies stay."""
    assert find_personal(text) == ()


def test_masks_and_restores_a_whole_message() -> None:
    """The model sees marks and the order number; the answer gets the values back."""
    text = "Меня зовут Мария Лескова, тел. +7 912 345-67-89. Заказ 48213. Ещё раз: +7 912 345-67-89"
    masked = mask(text)

    assert masked.text == "Меня зовут [PERSON_1], тел. [PHONE_1]. Заказ 48213. Ещё раз: [PHONE_1]"
    assert (
        restore("Перезвоним на [PHONE_1], [PERSON_9]", masked.mapping) == "Перезвоним на +7 912 345-67-89, [PERSON_9]"
    )


def test_known_names_are_masked_wherever_they_stand() -> None:
    """The name on the customer's card is masked without any context, whole words only."""
    masked = mask("это ольга, Ольгинская улица и Ольга", names=("Ольга",))

    assert masked.text == "это [PERSON_1], Ольгинская улица и [PERSON_2]"
    assert restore(masked.text, masked.mapping) == "это ольга, Ольгинская улица и Ольга"


def test_the_shops_own_data_can_be_kept() -> None:
    """A value that the shop publishes stays readable."""
    text = "Писал на help@example.ru с me@example.ru"

    assert mask(text, keep={"help@example.ru"}).text == "Писал на help@example.ru с [EMAIL_1]"


def test_marks_go_on_through_a_conversation() -> None:
    """The same value bears the same mark in later messages; a new value gets a new one."""
    first = mask("почта a@example.ru")
    second = mask("почта b@example.ru, не a@example.ru", mapping=first.mapping)

    assert second.text == "почта [EMAIL_2], не [EMAIL_1]"


def test_a_mark_the_customer_typed_himself_stays_his() -> None:
    """Text that looks like a mark is never taken for one."""
    text = "[EMAIL_1] и a@example.ru"
    masked = mask(text)

    assert masked.text == "[EMAIL_1] и [EMAIL_2]"
    assert restore(masked.text, masked.mapping) == text


PIECES = st.sampled_from(
    [value for _, _, value in FOUND] + [text for _, text, _ in FOUND] + ORDINARY + ["[PHONE_1]", "["]
)


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=30), max_size=6).map(" ".join))
def test_restoring_gives_the_text_back(text: str) -> None:
    """Whatever the text, restore(mask(x)) is x, and spans are in order, inside the text and apart."""
    found = find_personal(text)
    masked = mask(text, names=("Мария",))

    assert restore(masked.text, masked.mapping) == text
    assert all(item.kind in KINDS and 0 <= item.span.start < item.span.end <= len(text) for item in found)
    assert all(one.span.end <= two.span.start for one, two in pairwise(found))


@settings(deadline=None)
@given(st.from_regex(r"\A9\d{9}\Z"))
def test_any_mobile_number_is_found(digits: str) -> None:
    """Every Russian mobile number written with +7 is a phone."""
    found = find_personal(f"звоните +7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]} вечером")

    assert [item.kind for item in found] == ["PHONE"]


def test_checksums_know_good_numbers_from_bad() -> None:
    """One wrong digit breaks each of them."""
    assert is_luhn("4111111111111111")
    assert not is_luhn("4111111111111112")
    assert not is_luhn("0000000000000000")
    assert is_snils("11223344595")
    assert not is_snils("11223344596")
    assert not is_snils("1122334459")
    assert is_inn("500100732259")
    assert is_inn("7707083893")
    assert not is_inn("500100732258")
    assert not is_inn("123")


@pytest.mark.parametrize(
    "text", ["А" * 20_000, "Аа " * 7_000, "1 " * 10_000, "ул. " * 5_000, "a@" * 10_000, "12-" * 7_000]
)
def test_hostile_texts_do_not_stall(text: str) -> None:
    """Twenty thousand repeated characters take seconds at most."""
    began = time.monotonic()
    find_personal(text)

    assert time.monotonic() - began < 10
