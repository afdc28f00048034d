"""Walk C: polite but wrong, seen and overruled by the lead. Walk D: the trainer's sheet."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.client import ApiProblem

pytestmark = pytest.mark.browser
Open = Callable[[Any, str], Page]
Write = Callable[[Page, str, str], None]

QUESTION = (
    "Заказ 51077 должен был прийти вчера, курьер не приехал и никто не позвонил! "
    "Где он и можно ли привезти завтра после 18?"
)
REPLY = "Добрый день! Ваш заказ передан в доставку. Ожидайте, пожалуйста."


@pytest.fixture(scope="module")
def card(tuesday: Any) -> str:
    """Walk C's conversation, stored and scored; the id of its card."""
    import time

    client = tuesday.client("service")
    common = {"source": "walk", "channel": "chat", "order": "доставка перенесена на 18.11, 10:00–14:00"}
    client.receive(
        "walk-c",
        {
            "message_id": "walk-c-1", "at": "2026-11-17T12:00:00+03:00", "direction": "in", "author_kind": "customer",
            "customer_name": "Вера Курьерова", "text": QUESTION, "assigned_to": "igor",
            "assigned_at": "2026-11-17T12:00:00+03:00", **common,
        },
    )  # fmt: skip
    client.receive(
        "walk-c",
        {
            "message_id": "walk-c-2", "at": "2026-11-17T12:04:00+03:00", "direction": "out", "author_kind": "operator",
            "author_id": "igor", "text": REPLY, **common,
        },
    )  # fmt: skip
    lead = tuesday.client("lead")
    for _ in range(120):
        cards = lead.conversation("walk-c").cards
        if cards and cards[-1].id:
            return str(cards[-1].id)
        time.sleep(0.5)
    pytest.fail("walk C was not scored")


def test_walk_c_card(tuesday: Any, card: str) -> None:
    """What is wrong is shown with evidence, what cannot be known is not judged, and there is no total."""
    found = tuesday.client("lead").scorecard(card).card
    verdicts = {item.criterion: item for item in found.criteria}

    assert found.total is None
    assert any("завтра после 18" in ask.text and ask.verdict in {"unsure", "unanswered"} for ask in found.asks)
    assert any(item.code == "wrong_policy" and item.state == "candidate" for item in found.critical) or (
        verdicts["correctness"].verdict in {"fail", "unsure"}
    )
    assert verdicts["respect"].verdict == "pass"
    assert verdicts["timeframe"].verdict in {"fail", "partial"}
    assert verdicts["empathy"].verdict == "unsure"
    assert verdicts["in_target"].verdict == "pass"
    assert "4 из 5" in verdicts["in_target"].reason


def test_walk_c_lead_overrules(tuesday: Any, card: str, sign_in: Open, write: Write) -> None:
    """The lead's verdict stands beside the machine's; Игорь sees it, Анна does not."""
    page = sign_in(tuesday, "lead")
    page.get_by_role("link", name="Оценённые ответы").click()
    page.get_by_text("Найдено", exact=False).first.wait_for()
    shown = [item.id for item in tuesday.client("lead").scorecards(days=84, limit=20).items]
    page.get_by_role("button", name="Открыть").nth(shown.index(card)).click()
    expect(page.get_by_text("в сообщении покупателя").first).to_be_visible()
    write(page, "Причина", "вопрос про вечер пропущен")
    page.get_by_role("button", name="Записать решение").click()
    expect(page.get_by_text("Вердикт машины остался рядом")).to_be_visible()
    expect(page.get_by_text("вопрос про вечер пропущен").first).to_be_visible()
    expect(page.get_by_text("Машина:").first).to_be_visible()

    igor = tuesday.client("igor").scorecard(card).card
    assert any(edit.reason == "вопрос про вечер пропущен" and edit.author for edit in igor.edits)
    with pytest.raises(ApiProblem) as refused:
        tuesday.client("anna").scorecard(card)
    assert refused.value.status == 403


def test_walk_d_trends_and_sheet(tuesday: Any, sign_in: Open) -> None:
    """Numbers with n and interval or «мало данных»; worst cases; a sheet without names and order numbers."""
    page = sign_in(tuesday, "trainer")
    page.get_by_role("link", name="Динамика").click()
    page.get_by_label("Показатель").click()
    page.get_by_role("option", name="Срок", exact=False).first.click()
    expect(page.get_by_text("Игорь · срок", exact=False).first).to_be_visible()
    expect(page.get_by_text("мало данных, показываем случаи", exact=False).first).to_be_visible()
    line = page.get_by_text("Игорь · срок", exact=False).first.inner_text()
    assert "[" in line
    assert "диалог" in line

    names = [one.operator_name for one in tuesday.client("trainer").trends(4, "timeframe").operators]
    page.get_by_role("button", name="Показать случаи").nth(names.index("Игорь")).click()
    boxes = page.get_by_text("В лист", exact=True)
    boxes.first.wait_for()
    for number in range(3):
        boxes.nth(number).click()
        expect(page.get_by_text(f"Выбрано: {number + 1}")).to_be_visible()
    page.get_by_role("button", name="Собрать лист").click()
    expect(page.get_by_text("Убрано личных данных", exact=False)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Скачать лист").click()
    sheet = download.value.path().read_text("utf-8")
    assert "[номер]" in sheet or "[имя]" in sheet
