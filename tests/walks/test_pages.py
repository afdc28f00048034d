"""Every page of the lead and of an operator in a real browser: no network but our own, right words, no cut-off edge."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.navigation import sections
from dashboard.words import Words
from tests.walks.conftest import ARTEFACTS, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[[Any, str], Page]
TOO_WIDE = """() => [...document.querySelectorAll('[data-testid=stMain] [data-testid=stElementContainer]')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 2 && !one.closest('[data-testid=stDataFrame]'))
  .map(one => one.innerText.slice(0, 60))"""


def visit(page: Page, names: Iterable[str], words: Words, width: int, who: str) -> list[str]:
    """Open page after page by the menu; gives what stands beyond the right edge."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = []
    for name in names:
        title = words(f"pages.{name}")
        link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True)
        settle(page)
        if (opener := page.get_by_test_id("stExpandSidebarButton")).is_visible():
            opener.click()
        link.click()
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        settle(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        wide += [f"{name}: {text}" for text in page.evaluate(TOO_WIDE)]
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTEFACTS / f"page-{who}-{words.language}-{width}-{name}.png")
    return wide


@pytest.mark.parametrize(("who", "role"), [("lead", "lead"), ("igor", "operator")])
def test_every_page_in_both_languages(tuesday: Any, sign_in: Open, who: str, role: str) -> None:
    """Russian on a desk, English in a narrow window; the browser is told the language and asks nobody else."""
    page = sign_in(tuesday, who)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    names = [name for group in sections(role).values() for name in group]
    page.reload()
    page.get_by_label("Ключ доступа").fill(f"tact-demo-{who}")
    page.get_by_role("button", name="Войти").click()
    page.get_by_role("button", name="Выйти").wait_for()

    assert visit(page, names, Words("ru"), 1440, who) == []
    assert page.evaluate("document.documentElement.lang") == "ru"
    page.get_by_test_id("stSidebar").get_by_text("English").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    settle(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert visit(page, names, Words("en"), 400, who) == []

    own = tuesday.dashboard.removeprefix("http://")
    assert asked
    assert [url for url in asked if own not in url and not url.startswith(("data:", "blob:"))] == []
