"""Practice sheets carry no personal data, and keep their sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_review.masking import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Заказ 51077 должен был прийти вчера", "Заказ [номер] должен был прийти вчера"),
        ("номер заказа: AB-48213", "номер заказа: [номер]"),
        ("Заказ №48213 и трек 12345678901234", "Заказ №[номер] и трек [номер]"),
        ("Здравствуйте, Ольга!", "Здравствуйте, [имя]!"),
        ("Ольге Петровой вернём 3 490 ₽", "[имя] вернём 3 490 ₽"),
        ("вернём 34900 руб. до 24.11.2026", "вернём 34900 руб. до 24.11.2026"),
        ("С уважением, Игорь", "С уважением, [имя]"),
        ("звоните +7 921 123-45-67 или a.b@shop.example", "звоните [телефон] или [почта]"),
        ("карта 4276 1234 5678 9010", "карта [карта]"),
    ],
)
def test_names_phones_and_order_numbers_go_and_money_and_dates_stay(text: str, expected: str) -> None:
    """Personal data becomes a word in brackets; sums, terms and dates stay as they are."""
    assert clean(text, "ru", names=("Ольга", "Игорь"), numbers=("48213",)).text == expected


def test_what_was_removed_is_counted() -> None:
    """The sheet can say how many pieces it took out."""
    assert clean("Ольга, заказ 51077, +7 921 123-45-67", "ru", names=("Ольга",)).removed == 3


def test_english_sheets_have_english_labels() -> None:
    """Labels follow the language of the sheet."""
    assert clean("Order 51077 for Olga", "en", names=("Olga",)).text == "Order [number] for [name]"


@given(st.text(alphabet="абвАБВёЁ 0123456789.,-+№[]_()\n", max_size=80), st.integers(10_000, 99_999_999))
def test_a_known_order_number_never_stays(text: str, number: int) -> None:
    """Wherever a known number stands as a word of its own, it is gone; cleaning twice changes nothing more."""
    once = clean(f"{text} заказ {number} {text}", "ru", numbers=(str(number),))

    assert f" {number} " not in once.text
    assert clean(once.text, "ru", numbers=(str(number),)).text == once.text
