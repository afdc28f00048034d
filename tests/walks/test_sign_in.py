"""Signing in by the company's provider in a real browser, and the end of a session while somebody types."""

import asyncio
import subprocess
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from api.app import create_app
from api.services import Services
from api.shop import ShopState
from integrations.files import read_exports
from knowledge_base.search import KnowledgeIndex
from reply_core.clock import SystemClock
from reply_core.database import make_engine, session_factory, upgrade
from reply_core.people import add_person, remove_person
from reply_core.settings import load_settings
from reply_core.types import Payload
from tact.serving import dashboard_command, dashboard_environment
from tests.api.conftest import ARTICLES, CALENDAR, seed
from tests.api.fake_provider import CLIENT, SECRET, Provider, serving
from tests.walks.conftest import ARTEFACTS, free_port, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def done(work: Coroutine[Any, Any, None]) -> None:
    """Do asynchronous work in a thread of its own: the browser's own loop holds this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The company's provider."""
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def house(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Services]]:
    """A small API and a real dashboard that know the provider."""
    settings = load_settings(
        data_dir=tmp_path_factory.mktemp("house"), port=free_port(), dashboard_port=free_port(), level="rules",
        oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, oidc_contact="it@shop.example",
    )  # fmt: skip
    done(upgrade(settings.database_url))
    engine = make_engine(settings.database_url, pooled=False)
    sessions = session_factory(engine)
    done(seed(sessions))

    async def enqueue(name: str, key: str, payload: Payload) -> None:
        """Nothing is worked on here."""

    services = Services(
        sessions=sessions, clock=SystemClock(), settings=settings, enqueue=enqueue, read_exports=read_exports,
        shop=ShopState(brand="demo", index=KnowledgeIndex.build(ARTICLES), calendar=CALENDAR),
    )  # fmt: skip
    server = uvicorn.Server(uvicorn.Config(create_app(services), port=settings.port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with (Path(settings.data_dir) / "dashboard.log").open("wb") as log:
        process = subprocess.Popen(
            dashboard_command(settings), env=dashboard_environment(settings), stdout=log, stderr=subprocess.STDOUT
        )
        address = f"http://127.0.0.1:{settings.dashboard_port}"
        try:
            _wait(address)
            yield address, services
        finally:
            process.terminate()
            process.wait(timeout=30)
            server.should_exit = True
            thread.join(timeout=10)
            done(engine.dispose())


def _wait(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if httpx.get(f"{address}/_stcore/health", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    pytest.fail("the dashboard did not start")


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh browser session; a screenshot is kept."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ru-RU")
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{request.node.name}.png")
    context.close()


def change(services: Services, *, let_in: bool) -> None:
    """Put Анна on the list of people, or take her off."""

    async def work() -> None:
        async with services.writing() as session:
            if let_in:
                await add_person(
                    session, email="anna@shop.example", name="Анна", role="operator", operator_id="anna",
                    author="admin", clock=services.clock,
                )  # fmt: skip
            else:
                await remove_person(session, "anna@shop.example", author="admin", clock=services.clock)

    done(work())


def test_the_company_signs_its_people_in(house: tuple[str, Services], page: Page) -> None:
    """A stranger is told whom to ask; on the list she is in by one click; a reload keeps her in, leaving does not."""
    address, services = house
    page.goto(address)
    page.get_by_role("button", name="Войти через").click()
    page.get_by_text("Вас нет в списке сотрудников Такта").wait_for()
    page.get_by_text("it@shop.example").wait_for()
    page.get_by_role("button", name="Сменить учётную запись").click()
    page.get_by_role("button", name="Войти через").wait_for()

    change(services, let_in=True)
    page.get_by_role("button", name="Войти через").click()
    page.get_by_text("Анна · оператор").wait_for()
    page.reload()
    page.get_by_text("Анна · оператор").wait_for()
    settle(page)
    page.get_by_role("button", name="Выйти").click()
    page.get_by_role("button", name="Войти через").wait_for()
    settle(page)
    page.reload()

    page.get_by_role("button", name="Войти через").wait_for()
    change(services, let_in=False)


def test_a_session_that_ends_leaves_what_was_typed(house: tuple[str, Services], page: Page) -> None:
    """The session ends while somebody types: signing in beside the page leaves it as it is; and when a button is
    pressed after the end, the text waits behind the sign-in form."""
    address, services = house
    page.goto(address)
    _give_key(page)
    page.get_by_role("link", name="Попробовать на своём").click()
    page.get_by_role("tab", name="Ответ → оценка").click()
    written = page.get_by_label("Ответ оператора")
    written.fill("Вернём деньги за чайник")
    kept, over = services.settings, services.settings.model_copy(update={"session_idle_hours": 1e-9})

    services.settings = over
    page.get_by_text("Вход закончился. Страница осталась").wait_for()
    services.settings = kept
    _give_key(page)
    page.get_by_text("Вход закончился").wait_for(state="hidden")
    assert written.input_value() == "Вернём деньги за чайник"

    services.settings = over
    page.get_by_test_id("stMain").get_by_role("button", name="Оценить").click()
    page.get_by_text("Вход закончился: прошло время").wait_for()
    services.settings = kept
    _give_key(page)
    page.get_by_role("tab", name="Ответ → оценка").click()
    assert page.get_by_label("Ответ оператора").input_value() == "Вернём деньги за чайник"


def _give_key(page: Page) -> None:
    settle(page)
    page.get_by_label("Ключ доступа").fill("key-lead")
    page.get_by_role("button", name="Войти", exact=True).click()
    settle(page)
