"""Walk E: the head's first hour with files of his own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Open = Callable[[Any, str], Page]
Write = Callable[[Page, str, str], None]


def faq(folder: Path) -> Path:
    """«Вопросы.xlsx»: 42 rows, the answer of row 17 is empty."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Вопрос", "Ответ", "Тема"])
    for number in range(2, 44):
        answer = (
            "" if number == 17 else f"Печатаем на ткани номер {number} за {number} дней, цвет сохраняется после стирки."
        )
        sheet.append([f"Сколько печатать рисунок номер {number}?", answer, "Печать"])
    path = folder / "Вопросы.xlsx"
    book.save(path)
    return path


def dialogues(folder: Path) -> Path:
    """«диалоги.csv» in CP1251 with semicolons and local times."""
    rows = [
        "Диалог;Дата;Кто;Оператор;Текст",
        "901;13.11.2026 17:40;Покупатель;;Где мой заказ 70001?",
        "901;13.11.2026 17:41;Бот;;Оператор скоро ответит",
        "901;13.11.2026 17:50;Оператор;Кира;Здравствуйте! Заказ 70001 приедет 16 ноября с 10 до 14.",
        "902;16.11.2026 09:10;Покупатель;;Можно вернуть открытую помаду?",
        "902;16.11.2026 09:12;Заметка;Кира;уточнить у склада",
        "902;16.11.2026 09:20;Оператор;Кира;Ждите.",
    ]
    path = folder / "диалоги.csv"
    path.write_bytes("\r\n".join(rows).encode("cp1251"))
    return path


def test_walk_e(tuesday: Any, sign_in: Open, write: Write, tmp_path: Path) -> None:
    """Upload an FAQ, ask, upload dialogues, ban a word: each says what became of it."""
    page = sign_in(tuesday, "admin")
    page.get_by_role("link", name="Попробовать на своём").click()
    page.get_by_role("tab", name="Загрузить базу знаний").click()
    page.locator('input[type="file"]').first.set_input_files(faq(tmp_path))
    page.get_by_role("button", name="Загрузить статьи").click()
    expect(page.get_by_text("строка 17: пустой ответ", exact=False).first).to_be_visible()
    expect(page.get_by_text("остальные 41", exact=False).first).to_be_visible()

    page.get_by_role("tab", name="Вопрос → черновик").click()
    write(page, "Сообщение покупателя", "Как активировать карту?")
    page.get_by_role("button", name="Составить", exact=True).click()
    expect(page.get_by_text("PIN под защитным слоем", exact=False).first).to_be_visible()

    page.get_by_role("tab", name="Загрузить диалоги").click()
    page.locator('input[type="file"]').last.set_input_files(dialogues(tmp_path))
    page.get_by_role("button", name="Загрузить и оценить").click()
    expect(page.get_by_text("В каком часовом поясе", exact=False)).to_be_visible()
    page.get_by_role("button", name="Загрузить и оценить").click()
    expect(page.get_by_text("ботов 1, заметок 1", exact=False).first).to_be_visible()
    expect(page.get_by_text("только по команде", exact=False).first).to_be_visible()

    page.get_by_role("link", name="Наш стандарт").click()
    write(page, "Добавить слово или выражение", "к сожалению")
    page.get_by_role("button", name="Запретить").click()
    expect(page.get_by_text("«к сожалению»").first).to_be_visible()
    check = tuesday.client("admin").check_tone("К сожалению, товара нет.")
    assert any(alert.category == "banned_term" for alert in check.alerts)


def test_card_steps_are_no_secret(tuesday: Any) -> None:
    """The steps of activating a loyalty card raise no alarm about card secrets."""
    card = tuesday.client("lead").score_pair(
        {
            "question": "Как активировать карту?",
            "reply": "Введите номер карты и PIN под защитным слоем в разделе «Моя карта».",
            "channel": "chat",
        }
    )

    assert [item.code for item in card.critical] == []
