"""Canned answers: slots in the shapes of help desks are found and filled, and never reach a customer empty."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.importers import read_named
from knowledge_base.macros import CODES, find_slots, has_slots, slot_code, speak


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{имя}", "first_name"),
        ("{номер заказа}", "order_number"),
        ("{{customer.name}}", "customer_name"),
        ("{{ticket.requester.first_name}}", "first_name"),
        ("{{ contact.name | default: 'друг' }}", "customer_name"),
        ("{{current_user.name}}", "operator_name"),
        ("{{ order.firstName }}", "first_name"),
        ("{{order.number}}", "order_number"),
        ("{order_status}", "status"),
        ("%имя%", "first_name"),
        ("[НОМЕР ЗАКАЗА]", "order_number"),
        ("<имя>", "first_name"),
        ("${trackingNumber}", "track"),
        ("{дата доставки}", "delivery"),
        ("{что-то своё}", ""),
        ("______", ""),
    ],
)
def test_slots_of_help_desks_are_known(written: str, code: str) -> None:
    """Whatever desk the macros come from, a slot means the same."""
    (slot,) = find_slots(f"Здравствуйте, {written}!")

    assert slot.code == code


@pytest.mark.parametrize(
    "text",
    [
        "Скидка 10% и 20% на всё.",
        "См. [раздел] и [1].",
        "Цена <b>900 ₽</b>",
        "a < b > c",
        "https://shop.example/a___b",
        "",
    ],
)
def test_ordinary_signs_are_no_slots(text: str) -> None:
    """Per cent, footnotes, tags and links stay what they are."""
    assert not has_slots(text)


def test_a_macro_is_filled() -> None:
    """Each slot with its value; a «№» is not said twice."""
    spoken = speak(
        "Здравствуйте, {имя}! Ваш заказ №{номер заказа} — {{ order.status }}.",
        {"first_name": "Игорь", "order_number": "№48213", "status": "в пути"},
    )

    assert spoken.text == "Здравствуйте, Игорь! Ваш заказ №48213 — в пути."
    assert spoken.used == ("first_name", "order_number", "status")


def test_a_sentence_with_an_empty_slot_goes() -> None:
    """The rest of the macro is said, and the desk is told what was missing."""
    spoken = speak("Заказ {номер заказа} собран. Курьер позвонит за час.", {})

    assert spoken.text == "Курьер позвонит за час."
    assert spoken.dropped == ("Заказ {номер заказа} собран.",)
    assert spoken.missing == ("номер заказа",)


@pytest.mark.parametrize(
    ("macro", "said"),
    [
        ("Здравствуйте, {имя}!", "Здравствуйте!"),
        ("{{contact.name}}, спасибо за обращение.", "Спасибо за обращение."),
        ("Спасибо, {имя}, что написали.", "Спасибо, что написали."),
        ("Hello {{contact.name | default: 'friend'}}!", "Hello friend!"),
    ],
)
def test_an_address_without_a_name_is_said_without_it(macro: str, said: str) -> None:
    """A greeting does not need a name."""
    assert speak(macro, {}).text == said


def test_a_value_never_makes_a_slot() -> None:
    """A customer who calls himself «{промокод}» gets no promotion code."""
    assert not has_slots(speak("Здравствуйте, {имя}!", {"first_name": "{промокод}"}).text)


@given(
    st.text(alphabet="аб {}%[]<>_.,!|'имя\n", max_size=80),
    st.dictionaries(st.sampled_from(CODES), st.text(alphabet="аб{}[]%<>_ ", max_size=20)),
)
def test_nothing_like_a_slot_is_left(text: str, values: dict[str, str]) -> None:
    """Whatever the macro and the values are, what is said holds no slot."""
    assert not has_slots(speak(text, values).text)


def test_names_of_other_things_are_unknown() -> None:
    """A ticket's number is not the order's."""
    assert slot_code("ticket.id") == ""


def test_macros_are_imported_from_a_table_and_from_exports() -> None:
    """Zendesk's JSON, Chatwoot's list and a table of templates all become macros."""
    zendesk = {
        "macros": [
            {
                "id": 7,
                "title": "Возврат::Срок",
                "actions": [
                    {"field": "status", "value": "solved"},
                    {
                        "field": "comment_value",
                        "value": ["public", "Здравствуйте, {{ticket.requester.name}}!<br>14 дней."],
                    },
                ],
            },
            {"id": 8, "title": "Пусто", "actions": []},
            {"id": 9, "title": "Старый", "active": False, "actions": []},
        ]
    }
    chatwoot = '[{"id": 3, "short_code": "hi", "content": "Hi, {{contact.name}}!"}]'

    exported = read_named([("macros.json", json.dumps(zendesk).encode())])
    listed = read_named([("canned.json", chatwoot.encode())])
    table = read_named([("m.csv", "Шаблон;Текст\nОтказ;Не можем.\n".encode())])

    (first,) = exported.articles
    assert (first.id, first.title, first.topic, first.kind) == ("macro-7", "Срок", "Возврат", "macro")
    assert first.text == "Здравствуйте, {{ticket.requester.name}}!\n14 дней."
    assert [problem.cause for problem in exported.problems] == ["пустой ответ"]
    assert [(one.title, one.kind) for one in (*listed.articles, *table.articles)] == [
        ("hi", "macro"),
        ("Отказ", "macro"),
    ]


def test_an_article_with_a_slot_is_a_macro_whatever_it_is_called() -> None:
    """Braces from a help centre's page must not be quoted to a customer."""
    (article,) = read_named([("a.md", "Здравствуйте, {имя}! Вернём за 10 дней.".encode())]).articles

    assert article.kind == "macro"
