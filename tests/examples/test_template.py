"""Lines with slots, choices and agreement."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.engine.template import BadTemplate, Genders, capitalised, fill, fitting, slots, tag_of

RNG = random.Random(1)


def test_facts_fill_slots_and_a_caret_makes_the_first_letter_large() -> None:
    """A slot gives way to its fact, capitalised on demand."""
    facts = {"due": "завтра", "number": "48213"}

    assert fill("{^due}, заказ {number}.", facts, Genders(), RNG) == "Завтра, заказ 48213."


@pytest.mark.parametrize(("gender", "said"), [("m", "пришёл"), ("f", "пришла"), ("n", "пришло"), ("p", "пришли")])
def test_words_agree_with_the_item(gender: str, said: str) -> None:
    """The verb takes the item's gender and number."""
    genders = Genders(item=gender)  # type: ignore[arg-type]

    assert fill("Товар {i:пришёл|пришла|пришло|пришли}", {}, genders, RNG) == f"Товар {said}"


def test_customer_and_operator_agree_apart() -> None:
    """He asks, she answers: each has a gender of their own."""
    genders = Genders(customer="m", operator="f")

    assert fill("Вы просил{c:и|и}, я проверил{o:|а}", {}, genders, RNG) == "Вы просили, я проверила"


def test_an_empty_form_leaves_no_gap_before_punctuation() -> None:
    """A form may be empty; spaces before commas go."""
    assert fill("Да {c:|а} , конечно", {}, Genders(customer="m"), RNG) == "Да, конечно"


def test_inner_braces_are_filled_first() -> None:
    """A choice may hold facts and agreement."""
    text = fill("{Проверил{o:|а} {number}|Проверил{o:|а} {number}}", {"number": "7"}, Genders(), RNG)

    assert text == "Проверила 7"


def test_an_unknown_slot_is_named_with_its_line() -> None:
    """A line that asks for a missing fact says which and where."""
    with pytest.raises(BadTemplate, match=r"\{due\}.*Ждите \{due\}"):
        fill("Ждите {due}", {}, Genders(), RNG)


def test_too_few_forms_are_refused() -> None:
    """An agreement without a form for the gender is an error, not a wrong word."""
    with pytest.raises(BadTemplate, match="no form"):
        fill("{i:он|она}", {}, Genders(item="p"), RNG)


def test_slots_lists_facts_of_every_alternative() -> None:
    """What a line needs is known before it is filled."""
    assert slots("{Да|Нет}, {^due} {c:|а} {a {number}|b}") == {"due", "number"}


def test_a_tag_is_read_and_never_said() -> None:
    """The tag at the end chooses answers and stays out of the text."""
    assert tag_of("Когда? @late") == "late"
    assert tag_of("пишите на help@shop.example") == ""
    assert fill("Когда? @late", {}, Genders(), RNG) == "Когда?"


def test_answers_of_the_same_tag_are_preferred() -> None:
    """A tagged question takes its own answers, an untagged one the untagged ones."""
    lines = ("общий", "особый @late")

    assert fitting(lines, "late") == ("особый @late",)
    assert fitting(lines, "") == ("общий",)
    assert fitting(lines, "other") == ("общий",)
    assert fitting(("только @late",), "") == ("только @late",)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="{}|@")))
def test_plain_text_without_braces_keeps_its_words(text: str) -> None:
    """Filling changes nothing but spaces in a text without braces."""
    assert fill(text, {}, Genders(), RNG).split() == fill(fill(text, {}, Genders(), RNG), {}, Genders(), RNG).split()


@given(st.text(min_size=1))
def test_capitalising_touches_the_first_letter_only(text: str) -> None:
    """Everything behind the first character stays."""
    assert capitalised(text).endswith(text[1:])
