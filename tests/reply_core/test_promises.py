"""Promises in replies: who must keep them, and by when."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from reply_core.promises import Promise, find_promises
from reply_core.working_time import Calendar

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = Calendar.weekly("09:00-18:00")
FRIDAY = datetime(2026, 11, 13, 16, 40, tzinfo=MOSCOW)


def promised(text: str) -> tuple[Promise, ...]:
    return find_promises(text, FRIDAY, OFFICE, "ru")


def due(promise: Promise) -> str:
    return "" if promise.due_at is None else f"{promise.due_at.astimezone(MOSCOW):%d.%m %H:%M}"


@pytest.mark.parametrize(
    ("text", "span", "when"),
    [
        ("Проверю и напишу вам сегодня до 18:00.", "Проверю и напишу вам сегодня до 18:00", "13.11 18:00"),
        ("Передам коллегам, вернусь с ответом до пятницы", None, "20.11 18:00"),
        ("Отвечу в течение 2 рабочих часов", None, "16.11 09:40"),
        ("Завтра перезвоню", None, "14.11 23:59"),
        ("Мы свяжемся с вами в понедельник до 12", "свяжемся с вами в понедельник до 12", "16.11 12:00"),
        ("I'll get back to you by tomorrow evening.", "I'll get back to you by tomorrow evening", "14.11 22:00"),
        ("We will let you know within 24 hours", None, "14.11 16:40"),
        ("I'll get back to you by Friday noon.", "I'll get back to you by Friday noon", "20.11 12:00"),
        ("You'll hear from us by Monday noon", None, "16.11 12:00"),
        ("Ответ дам завтра до полудня", None, "14.11 12:00"),
        ("Обещаю написать сегодня до 18:00", None, "13.11 18:00"),
        ("Проверю и напишу не позднее завтрашнего дня", "Проверю и напишу не позднее завтрашнего", "14.11 23:59"),
        ("Проверю и сообщу, где посылка.", "Проверю и сообщу", ""),
    ],
)
def test_the_operators_own_actions_are_his(text: str, span: str | None, when: str) -> None:
    """«Напишу», «проверю», «передам», «вернусь с ответом»: one promise up to its term."""
    (promise,) = promised(text)
    assert (promise.owner, promise.vague, due(promise)) == ("operator", False, when)
    assert promise.span.of(text) == (span or text)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Вернём деньги на карту в течение 10 дней.", "23.11 23:59"),
        ("Курьер привезёт диван завтра с 10 до 14", "14.11 14:00"),
        ("Заказ будет доставлен в понедельник", "16.11 18:00"),
        ("Менеджер свяжется с вами в течение 2 рабочих дней.", "17.11 18:00"),
        ("Your order will be delivered today.", "13.11 18:00"),
        ("We will refund you within 24 hours", "14.11 16:40"),
    ],
)
def test_deliveries_refunds_and_colleagues_are_the_shops(text: str, when: str) -> None:
    """The operator does not answer for couriers, banks and managers."""
    (promise,) = promised(text)
    assert (promise.owner, due(promise)) == ("shop", when)


@pytest.mark.parametrize("text", ["Скоро напишу", "Ответим в ближайшее время", "I'll check it shortly"])
def test_a_vague_promise_has_no_deadline(text: str) -> None:
    """«Скоро» is a promise nobody can miss, and is said to be."""
    (promise,) = promised(text)
    assert (promise.vague, promise.due_at) == (True, None)


@pytest.mark.parametrize(
    "text",
    [
        "Вернём деньги в течение 10 дней после поступления товара на склад",
        "Refund will be credited within 5 days of receipt, we will refund you within 5 days after receiving it",
        "Когда товар поступит, напишу вам в течение часа",
        "Если не придёт до пятницы, проверю",
        "Пришлите новый адрес, внесу в течение часа",
        "Напишите номер заказа. Проверю и отвечу до 18:00",
        "Please send me the order number. I'll check it within an hour",
    ],
)
def test_a_term_that_runs_from_another_event_is_not_due_yet(text: str) -> None:
    """«После поступления» and conditions start a clock we do not see."""
    found = promised(text)
    assert found
    assert all(promise.due_at is None and not promise.vague for promise in found)


@pytest.mark.parametrize(
    "text",
    [
        "Передал вопрос коллегам вчера",
        "Не напишу завтра",
        "Оформлю возврат сегодня?",
        "Напишите нам до 18:00",
        "Вернуть товар можно в течение 14 дней",
        "Здравствуйте!",
        "",
    ],
)
def test_what_promises_nothing(text: str) -> None:
    """The past, negations, offers, instructions and policies."""
    assert promised(text) == ()


def test_a_promise_before_a_request_stands() -> None:
    """«Проверю до 18:00. Если что, пишите»: what is asked for afterwards takes nothing back."""
    (promise,) = promised("Проверю и отвечу до 18:00. А вы пришлите пока фото.")

    assert due(promise) == "13.11 18:00"


def test_two_owners_in_one_sentence_are_two_promises() -> None:
    """Each term goes to its nearest verb."""
    text = "Деньги вернём в течение 10 дней, а завтра я напишу вам."
    shop, own = promised(text)
    assert (shop.owner, due(shop), shop.span.of(text)) == ("shop", "23.11 23:59", "вернём в течение 10 дней")
    assert (own.owner, due(own)) == ("operator", "14.11 23:59")


def test_promises_of_several_sentences() -> None:
    """Every sentence is read for itself."""
    text = "Проверю до 17:00. Диван привезут 16 ноября."
    first, second = promised(text)
    assert (first.owner, due(first)) == ("operator", "13.11 17:00")
    assert (second.owner, due(second)) == ("shop", "16.11 18:00")
    assert second.span.of(text) == "привезут 16 ноября"
