"""«Ты» or «вы»."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.types import Span
from tone_of_voice.address_words import address_of
from tone_of_voice.register import RegisterValue, register_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Вы можете вернуть товар.", "formal"),
        ("Пришлите номер заказа.", "formal"),
        ("Не беспокойтесь, деньги вернутся.", "formal"),
        ("Отправили вам ссылку.", "formal"),
        ("Твой заказ собран.", "informal"),
        ("Скинь номер заказа.", "informal"),
        ("Проверь почту и напиши нам.", "informal"),
        ("Пришли номер заказа.", "informal"),
        ("Знаешь, где пункт выдачи?", "informal"),
        ("Заказ собран, курьер приедет завтра.", "none"),
        ("Нам пришли новые туфли.", "none"),
        ("См. раздел «Возврат», есть три способа.", "none"),
        ("Оплатить можно на сайте, в приложении и в пункте.", "none"),
        ("Здравствуйте! Твой заказ собран.", "informal"),
        ("Ух ты! Спасибо, что написали. Вы молодцы.", "formal"),
        ("Вы пришлите чек, а ты подпиши его.", "mixed"),
        ("Ты подожди, а вы, ребята, приходите завтра.", "informal"),
        ("Жаль, почти всё раскупили, будь то чайник или плед.", "none"),
        ("", "none"),
        ("Your order is ready.", "none"),
    ],
)
def test_register_of_a_text(text: str, value: RegisterValue) -> None:
    """Pronouns and verbs tell the address; look-alikes, idioms and polite formulas do not."""
    assert register_of(text).value == value


def test_spans_show_the_words() -> None:
    """Each span is a word that shows the address, in order."""
    text = "Пришлите чек, а ты подпиши его, Твой друг."
    found = register_of(text)
    assert [span.of(text) for span in found.formal_spans] == ["Пришлите"]
    assert [span.of(text) for span in found.informal_spans] == ["ты", "подпиши", "Твой"]


def test_quoted_words_do_not_count() -> None:
    """The customer's «ты» inside a quotation is not the shop's."""
    text = "Вы писали: ты меня слышишь. Ответим вам сегодня."
    assert register_of(text, quoted=[Span(start=11, end=26)]).value == "formal"


@pytest.mark.parametrize(
    "word", ["сайте", "пакете", "кредите", "оплати-ка", "стали", "или", "вести", "лишь", "мышь", "день", "сети", "мой"]
)
def test_look_alikes_address_nobody(word: str) -> None:
    """Nouns and particles with the endings of verbs are no address («оплати-ка» is)."""
    assert address_of(word) == ("informal" if word == "оплати-ка" else "")


@given(st.text(max_size=200))
def test_spans_lie_inside_and_agree_with_the_value(text: str) -> None:
    """For any text the spans are words of it and the value follows from them."""
    found = register_of(text)
    assert all(0 <= span.start < span.end <= len(text) for span in (*found.formal_spans, *found.informal_spans))
    assert (found.value == "none") == (not found.formal_spans and not found.informal_spans)


@given(st.sampled_from(["вы", "Вам", "пришлите", "ваш"]), st.sampled_from(["ты", "тебе", "скинь", "твой"]))
def test_capitals_and_yo_change_nothing(formal: str, informal: str) -> None:
    """Upper case is the same address."""
    assert register_of(formal.upper()).value == register_of(formal).value == "formal"
    assert register_of(informal.upper()).value == register_of(informal).value == "informal"
