"""The desk by keyboard alone: choose, write, send, refuse, go on; the focus is seen, and nothing jumps."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[[Any, str], Page]
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one)
  return {tag: one.tagName, type: one.type ?? '', text: one.getAttribute('aria-label') ?? one.innerText ?? '',
          seen: one === document.body || parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none'
                || !!one.closest('[data-testid=stRadio], [data-testid=stTextArea], [data-testid=stTextInput]')}
}"""
CHOSEN = "[...document.querySelectorAll('.st-key-desk_list input')].findIndex(one => one.checked)"


def tab_to(page: Page, wanted: Callable[[dict[str, Any]], bool], most: int = 60) -> int:
    """Press Tab until the focus is where it is wanted; gives how often. Every stop before must be seen."""
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["seen"], focus
        assert "Link to heading" not in focus["text"]
        if wanted(focus):
            return pressed
    pytest.fail(f"not reached by {most} presses of Tab")


def arrive(shop: Any, number: int) -> None:
    """A question that has an answer in the articles."""
    shop.client("service").receive(
        f"keys-{number}",
        {
            "message_id": f"keys-{number}", "source": "walk", "at": f"2026-11-16T10:0{number}:00+03:00",
            "channel": "chat", "direction": "in", "author_kind": "customer", "customer_name": f"Лада {number}",
            "text": "Можно ли вернуть товар, и кто платит за обратную доставку?", "assigned_to": "nikita",
        },
    )  # fmt: skip


def test_the_desk_without_a_mouse(monday: Any, sign_in: Open) -> None:
    """Down to the next conversation, F2 into the text, Ctrl+Enter sends; the reject form by Tab and arrows."""
    for number in range(3):
        arrive(monday, number)
    page = sign_in(monday, "nikita")
    settle(page)
    assert tab_to(page, lambda focus: focus["type"] == "radio") < 30
    before = page.evaluate(CHOSEN)
    page.keyboard.press("ArrowDown")
    settle(page)
    assert page.evaluate(CHOSEN) == before + 1
    assert page.evaluate(FOCUS)["type"] == "radio"

    field = page.get_by_label("Текст ответа").first
    expect(field).to_have_value(re.compile("Здравствуйте"))
    page.keyboard.press("F2")
    expect(field).to_be_focused()
    top = field.bounding_box()
    page.keyboard.type(" Если что-то не выйдет, ответьте на это письмо.")
    expect(page.get_by_text("Оценка этого текста").first).to_be_visible()
    settle(page)
    expect(field).to_be_focused()
    assert field.bounding_box() == top
    waiting = page.locator(".st-key-desk_list input").count()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Записано как отправленное").first).to_be_visible()
    settle(page)
    assert page.locator(".st-key-desk_list input").count() == waiting - 1

    tab_to(page, lambda focus: focus["text"].startswith("Отклонить"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Почему не подходит").last).to_be_visible()
    tab_to(page, lambda focus: focus["type"] == "radio", most=4)
    page.keyboard.press("ArrowDown")
    settle(page)
    tab_to(page, lambda focus: focus["tag"] == "BUTTON" and focus["text"].strip() == "Отклонить", most=4)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ответ не на всё").first).to_be_visible()
    assert tab_to(page, lambda focus: focus["type"] == "radio") < 30
