"""Safe fixes: applied without asking, so they may touch nothing that matters."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reply_core.types import Span
from tone_of_voice.alerts import ToneAlert
from tone_of_voice.check import check
from tone_of_voice.fix import apply_safe_fixes
from tone_of_voice.profile import Preference, default_profile

RU = default_profile("ru")
SHOP = replace(
    RU,
    preferred=(
        Preference(avoid="проблема", prefer="вопрос"),
        Preference(avoid="посылка", prefer="заказ"),
        Preference(avoid="клиент", prefer="покупатель"),
    ),
)


def _fixed(text: str) -> str:
    return apply_safe_fixes(text, check(text, SHOP, language="ru")).text


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("Заказ  отправлен , ждём Вас .", "Заказ отправлен, ждём вас."),
        ("Данную услугу мы не оказываем.", "Эту услугу мы не оказываем."),
        ("На данный момент товара нет!!", "Сейчас товара нет!"),
        ("В случае если товар не подойдёт, верните его.", "Если товар не подойдёт, верните его."),
        ("Денежные средства вернём за 10 дней.", "Деньги вернём за 10 дней."),
        ("Проблемами клиентов занимаемся мы.", "Вопросами покупателей занимаемся мы."),
        ("К посылке приложен чек.", "К заказу приложен чек."),
        ("Для возврата вам необходимо заявление.", "Для возврата вам нужно заявление."),
    ],
)
def test_safe_fixes_are_applied(text: str, fixed: str) -> None:
    """Typing slips, officialese and the shop's words are mended in place."""
    assert _fixed(text) == fixed


@pytest.mark.parametrize(
    "text",
    [
        "Нажмите «Данный  товар» и «Ваш Профиль».",
        "Он написал: «В данный момент  посылка у вас».",
        "Адрес: https://shop.ru/данная ,x и данный@shop.ru",
        "Вашу посылку вернули.",
        "Посылка пришла.",
    ],
)
def test_what_matters_is_not_touched(text: str) -> None:
    """Quotations, links and replacements that would break the grammar stay as they are."""
    assert _fixed(text) == text


def test_names_in_the_text_stay() -> None:
    """A fix that would change a name is left out even when the alert calls itself safe."""
    text = "Вас примет Роза Данная завтра."
    alert = next(a for a in check(text, RU) if a.rule_id == "ru-says-dannyj")
    assert apply_safe_fixes(text, [alert]).text == text


def test_unsafe_fixes_are_only_shown() -> None:
    """A fix that may change the meaning is offered, never applied."""
    text = "Мы осуществили замену."
    alerts = check(text, RU)
    assert [alert.fix for alert in alerts] == ["сделали"]
    assert apply_safe_fixes(text, alerts) == apply_safe_fixes(text, ())


def test_alerts_of_another_text_do_nothing() -> None:
    """Old alerts on a new text are recognised and left out."""
    alerts = check("Данную услугу мы не оказываем.", RU)
    assert apply_safe_fixes("Другой текст той же длины здесь.", alerts).applied == ()


def test_applied_alerts_are_told() -> None:
    """The caller learns which alerts the new text has answered."""
    text = "На данный момент товара  нет."
    assert [alert.rule_id for alert in apply_safe_fixes(text, check(text, RU)).applied] == [
        "ru-says-at-present",
        "ru-double-space",
    ]


PIECES = st.sampled_from(
    [
        "Данную услугу", "данного", "в настоящее время", "в целях", "проблемами", "посылке", "клиент", "Вы", "Вам",
        "вас",
        " ", "  ", ",", " ,", "!!", "?!", " - ", "\n", "«Данный заказ»", "https://a.ru/данный", "14", "3 490 ₽",
        "денежные средства", "в случае если", "заказ заказ", "Ольга", "Иван Данный", "вам необходимо", ".", "x", "…",
        "....",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_mending_twice_is_mending_once(text: str) -> None:
    """Checking the mended text and mending it again changes nothing more, and no alert still offers a safe fix."""
    once = _fixed(text)
    assert _fixed(once) == once


@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_numbers_names_quotes_and_links_survive(text: str) -> None:
    """Every number, quotation and link of the text stands in the mended text as often as before."""
    fixed = _fixed(text)
    for kept in ("14", "3 490", "«Данный заказ»", "https://a.ru/данный", "Иван Данный"):
        assert fixed.count(kept) >= text.count(kept) - text.count(f"{kept} {kept}")


@given(st.text(max_size=100), st.integers(0, 50), st.integers(1, 20))
def test_any_alert_is_applied_inside_the_text_or_not_at_all(text: str, start: int, length: int) -> None:
    """An alert with a place beyond the text changes nothing."""
    alert = ToneAlert(
        rule_id="ru-x", level="warning", category="filler", message="m", why="w",
        span=Span(start=start, end=start + length), match="«нет такого»", fix="", safe=True,
    )  # fmt: skip
    assert apply_safe_fixes(text, [alert]).text == text
