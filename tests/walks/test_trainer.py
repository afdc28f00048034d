"""The trainer's day: a low case becomes a task, the operator answers anew, a session is held and taken along."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.walks.conftest import settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[[Any, str], Page]
Write = Callable[[Page, str, str], None]
CRITERION = "timeframe"
POOR, GOOD = "Здравствуйте! Ожидайте, пожалуйста.", "Здравствуйте! Привезём завтра, 18 ноября, с 10 до 14."


def test_a_low_case_is_given_answered_anew_and_talked_over(tuesday: Any, sign_in: Open, write: Write) -> None:
    """Task, two attempts scored at once, the trainer sees both beside the original, a session as PDF and DOCX."""
    trainer = tuesday.client("trainer")
    page = sign_in(tuesday, "trainer")
    page.get_by_role("link", name="Разбор случаев").click()
    choose(page, "Оператор", "Игорь")
    choose(page, "Критерий", "Срок")
    expect(page.get_by_text("Больше всего низких", exact=False)).to_be_visible()
    expect(page.get_by_text("Хороший ответ на ту же тему").first).to_be_visible()
    page.get_by_role("button", name="Дать задание").first.click()
    page.get_by_role("button", name="Дать", exact=True).first.click()
    expect(page.get_by_text("Задание дано: Игорь", exact=False).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Дать", exact=True)).to_have_count(0)

    igor = sign_in(tuesday, "igor")
    igor.get_by_role("link", name="Мои задания").click()
    for number, text in enumerate((POOR, GOOD), 1):
        write(igor, "Ваш ответ", text)
        igor.get_by_role("button", name="Отправить на проверку").click()
        expect(igor.get_by_text(f"Попытка {number}", exact=False).first).to_be_visible()
    expect(igor.get_by_text("Срок: выполнено", exact=True)).to_be_visible()
    expect(igor.get_by_text("Срок: не выполнено", exact=True)).to_be_visible()
    (task,) = trainer.tasks("igor").items
    assert [each.verdict for each in task.attempts] == ["fail", "pass"]
    assert tuesday.client("anna").tasks().items == ()

    page.get_by_text("В лист", exact=True).first.click()
    expect(page.get_by_text("Выбрано: 1")).to_be_visible()
    page.get_by_role("button", name="Записать встречу по выбранным").click()
    write(page, "Заметки", "Разобрали ответ без срока: #import $x$")
    write(page, "Договорённость 1", "Называть срок в каждом ответе")
    page.get_by_role("button", name="Записать встречу").last.click()
    expect(page.get_by_text("Помогло ли", exact=True)).to_be_visible()
    expect(page.get_by_text("пока нельзя сказать", exact=False)).to_be_visible()
    for name, read in (("PDF", pdf_text), ("DOCX", docx_text)):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Скачать {name}").click()
        text = read(download.value.path().read_bytes())
        assert "#import $x$" in text
        assert "Называть срок в каждом ответе" in text


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list by typing."""
    page.get_by_label(label, exact=True).first.click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).first.click()
    settle(page)


def pdf_text(content: bytes) -> str:
    """What a PDF says."""
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def docx_text(content: bytes) -> str:
    """What a DOCX says."""
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
