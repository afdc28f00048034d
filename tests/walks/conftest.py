"""A running demo shop on a day of our choice, and a real Chromium looking at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.client import TactClient

ARTEFACTS = Path(__file__).parents[2] / "test-artefacts"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=ru",
]  # fmt: skip
READY_SECONDS = 240
QUIET_PAGE = """() => {
  const drawn = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  if (!drawn) window.tactQuietSince = undefined
  else window.tactQuietSince ??= performance.now()
  return drawn && performance.now() - window.tactQuietSince > 250
}"""
"""A click reaches the server a moment later: a page is drawn when nothing has run for a quarter of a second."""
expect.set_options(timeout=90_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A demo shop that runs: its addresses and a client for a role."""

    api: str
    dashboard: str
    clients: dict[str, TactClient] = field(default_factory=dict)

    def client(self, who: str) -> TactClient:
        """The API as the demo's lead, trainer, admin, service or an operator by id."""
        if who not in self.clients:
            self.clients[who] = TactClient(self.api, f"tact-demo-{who}")
        return self.clients[who]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the system; without it the walks say NOT RUN, or fail where it is required."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), "")
    if not path:
        message = "NOT RUN: chromium (Debian: apt-get install chromium)"
        if os.environ.get("TACT_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks of one day stand together: a day's shop is started once, and only one runs at a time."""
    items.sort(key=lambda item: "monday" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def shop_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Shop]]:
    """The demo shop at a moment; whoever asks for another moment closes the one before."""
    with ExitStack() as opened:
        shops: dict[str, Shop] = {}

        def open_shop(start: str) -> Shop:
            if start not in shops:
                opened.close()
                shops.clear()
                shops[start] = opened.enter_context(running(tmp_path_factory.mktemp("shop"), start))
            return shops[start]

        yield open_shop


@pytest.fixture(scope="module")
def monday(shop_on: Callable[[str], Shop]) -> Shop:
    """The demo shop on Monday 16 November 2026, 10:15 in Moscow."""
    return shop_on("2026-11-16T10:15:00+03:00")


@pytest.fixture(scope="module")
def tuesday(shop_on: Callable[[str], Shop]) -> Shop:
    """The demo shop on Tuesday 17 November 2026, 12:10 in Moscow."""
    return shop_on("2026-11-17T12:10:00+03:00")


@pytest.fixture
def write() -> Callable[[Page, str, str], None]:
    """Type a text into the field of that label, leave the field, and wait until the page has taken it in."""

    def type_text(page: Page, label: str, text: str) -> None:
        settle(page)
        field = page.get_by_role("textbox", name=label).first  # not the button that explains the field
        field.fill(text)
        field.blur()
        settle(page)

    return type_text


@pytest.fixture
def sign_in(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[[Shop, str], Page]]:
    """Open the dashboard as somebody; a screenshot is kept when the test ends."""
    pages: list[Page] = []

    def open_page(shop: Shop, who: str) -> Page:
        page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="ru-RU")
        page.set_default_timeout(90_000)
        page.goto(shop.dashboard)
        page.get_by_label("Ключ доступа").fill(f"tact-demo-{who}")
        page.get_by_role("button", name="Войти").click()
        page.get_by_role("button", name="Выйти").wait_for()
        settle(page)
        pages.append(page)
        return page

    yield open_page
    ARTEFACTS.mkdir(exist_ok=True)
    for number, page in enumerate(pages):
        page.screenshot(path=ARTEFACTS / f"{request.node.name}-{number}.png", full_page=True)
        page.close()


@contextmanager
def running(folder: Path, start: str) -> Iterator[Shop]:
    """`tact demo` in a process of its own, until both doors answer."""
    api_port, dashboard_port = free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TACT_", "OPENAI_"))}
    settings = {
        "TACT_DATA_DIR": str(folder / "data"),
        "TACT_PORT": str(api_port),
        "TACT_DASHBOARD_PORT": str(dashboard_port),
        "TACT_CLOCK_START": start,
    }
    log = folder / "demo.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tact", "demo"], env={**kept, **settings}, stdout=out, stderr=subprocess.STDOUT
        )
        shop = Shop(api=f"http://127.0.0.1:{api_port}", dashboard=f"http://127.0.0.1:{dashboard_port}")
        try:
            wait_for(f"{shop.api}/health/ready", process, log)
            wait_for(shop.dashboard, process, log)
            wait_for_history(shop, process, log)
            yield shop
        finally:
            for client in shop.clients.values():
                client.close()
            process.terminate()
            process.wait(timeout=30)


def settle(page: Page) -> None:
    """Until the page has been drawn to its end: what is pressed before belongs to the drawing before."""
    page.evaluate("window.tactQuietSince = undefined")
    page.wait_for_function(QUIET_PAGE)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until ``url`` answers 200; fails with the log when the process ends or time runs out."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(url, timeout=5, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    pytest.fail(f"{url} does not answer\n{log.read_text('utf-8', 'replace')[-4000:]}")


def wait_for_history(shop: Shop, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the demo's history is loaded and scored at the level of rules."""
    client = shop.client("lead")
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        rules = [item for item in client.progress().items if item.name == "scoring.rules"]
        if rules and rules[0].total and rules[0].done >= rules[0].total:
            return
        time.sleep(0.5)
    pytest.fail(f"the history is not scored\n{log.read_text('utf-8', 'replace')[-4000:]}")


def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
