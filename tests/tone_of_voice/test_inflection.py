"""Another word in the same form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tone_of_voice.inflection import forms_of, like, same_form, still_agrees


@pytest.mark.parametrize(
    ("word", "replacement", "before", "made"),
    [
        ("проблемами", "вопрос", "", "вопросами"),
        ("осуществил", "сделать", "", "сделал"),
        ("осуществляем", "делать", "", "делаем"),
        ("осуществляется", "делаться", "", "делается"),
        ("данную", "этот", "", "эту"),
        ("Данного", "этот", "", "Этого"),
        ("посылке", "заказ", "к", "заказу"),
        ("посылке", "заказ", "в", "заказе"),
        ("клиентов", "покупатель", "", "покупателей"),
        ("средств", "деньги", "", "денег"),
        ("осуществляя", "делать", "", "делая"),
        ("вышеуказанных", "этот", "", "этих"),
        ("покупательницам", "гость", "", "гостям"),
    ],
)
def test_a_word_takes_the_form_of_another(word: str, replacement: str, before: str, made: str) -> None:
    """Case, number, gender, tense and the capital go over to the new word."""
    found = same_form(word, replacement, before=before)
    assert found is not None
    assert found.text == made


@pytest.mark.parametrize(
    ("word", "replacement"), [("быстро", "заказ"), ("средство", "деньги"), ("шёл", "заказ"), ("дом", "C++")]
)
def test_no_form_is_better_than_a_wrong_one(word: str, replacement: str) -> None:
    """Where the two words share no form nothing is made."""
    assert same_form(word, replacement) is None


def test_an_adjective_follows_its_noun() -> None:
    """An adjective put in front of the new noun takes the old noun's case and the new noun's gender."""
    made = same_form("посылкой", "новый", head="заказ")
    assert made is not None
    assert made.text == "новым"


def test_two_readings_are_not_sure() -> None:
    """«Посылке» without a preposition may be two cases: a form is offered, not applied."""
    made = same_form("посылке", "заказ")
    assert made is not None
    assert not made.sure


@pytest.mark.parametrize(
    ("word", "before", "after", "agrees"),
    [
        ("посылку", "", " вернули", True),
        ("посылку", "вашу", " вернули", False),
        ("посылка", "", " пришла", False),
        ("посылками", "вашими", "", True),
        ("посылку", "", ", которую вы вернули", False),
    ],
)
def test_gender_that_would_hang_is_noticed(word: str, before: str, after: str, agrees: bool) -> None:
    """A replacement of another gender is safe only where nothing agrees with the old noun."""
    made = same_form(word, "заказ")
    assert made is not None
    assert still_agrees(made, word, "заказ", before=before, after=after) is agrees


def test_unknown_words_have_one_form() -> None:
    """A word the dictionary does not know stands for itself."""
    assert forms_of("бвгджзк") == ("бвгджзк",)


@given(st.text(alphabet="абвгдеёжзиклмнопрст", min_size=1, max_size=10), st.sampled_from(["заказ", "этот", "делать"]))
def test_any_word_is_taken(word: str, replacement: str) -> None:
    """Nonsense gives a form or nothing, never an error."""
    made = same_form(word, replacement)
    assert made is None or made.text


@pytest.mark.parametrize(
    ("model", "word", "made"), [("ВСЕ", "это", "ЭТО"), ("Все", "это", "Это"), ("все", "это", "это"), ("", "э", "э")]
)
def test_capitals_go_over(model: str, word: str, made: str) -> None:
    """The new word has the capitals of the old one."""
    assert like(model, word) == made
