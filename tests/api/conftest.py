"""A desk for the tests of the API: a small shop in a fresh database, a clock that stands, a client for each role."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from litestar.testing import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.client import TactClient
from api.services import Services
from api.shop import ShopState
from integrations.files import read_exports
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from reply_core.clock import FixedClock
from reply_core.database import Sessions, make_engine, session_factory
from reply_core.directory import BrandInfo, OperatorInfo, save_brands, save_operators
from reply_core.keys import create_key
from reply_core.settings import Settings, load_settings
from reply_core.types import Payload
from reply_core.working_time import Calendar, calendar_to_dict

T = TypeVar("T")
NOW = datetime(2026, 11, 16, 7, 15, tzinfo=UTC)
"""Monday, 10:15 in Moscow."""
CALENDAR = Calendar.weekly("09:00-18:00", days="Mon-Fri", tz="Europe/Moscow")
ARTICLES = (
    Article(
        id="return",
        title="Возврат",
        topic="return",
        revision=3,
        text="Вернуть товар можно в течение 14 дней после получения, если он не использовался. "
        'Оформите заявку: "Мои заказы" → "Возврат". Обратную доставку оплачивает магазин. '
        "Деньги вернём на карту в течение 10 дней после поступления товара на склад.",
    ),
    Article(
        id="delivery",
        title="Доставка",
        topic="delivery",
        text="Интервал доставки можно сменить до 20:00 накануне: 10–14, 14–18, 18–22. "
        "При срыве по нашей вине извиняемся и начисляем 300 баллов.",
    ),
)
KEYS = {
    "anna": ("operator", "anna", ""),
    "igor": ("operator", "igor", ""),
    "lead": ("lead", "", ""),
    "other-lead": ("lead", "", "Ночная"),
    "trainer": ("trainer", "", ""),
    "admin": ("admin", "", ""),
    "service": ("service", "", ""),
}
OPERATORS = (
    OperatorInfo(id="anna", name="Анна", team="Дневная"),
    OperatorInfo(id="igor", name="Игорь", team="Дневная"),
    OperatorInfo(id="nina", name="Нина", team="Ночная"),
)


@dataclass(repr=False)
class Desk:
    """Everything a test may touch: services, the web client, and what was enqueued."""

    services: Services
    web: TestClient[Any]
    engine: AsyncEngine
    enqueued: list[tuple[str, str, Payload]] = field(default_factory=list)

    @property
    def sessions(self) -> Sessions:
        """Sessions on the desk's database."""
        return self.services.sessions

    def as_(self, who: str, language: str = "ru") -> TactClient:
        """The typed client of somebody of `KEYS`."""
        return TactClient("http://testserver.local", f"key-{who}", language=language, http=self.web)

    def headers(self, who: str) -> dict[str, str]:
        """The Authorization header of somebody of `KEYS`."""
        return {"Authorization": f"Bearer key-{who}"}


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do asynchronous work from a test that is not."""
    return asyncio.run(work)


async def seed(sessions: Sessions) -> None:
    """The brand, its operators and everybody's keys."""
    brand = BrandInfo(id="demo", name="Росница", calendar=calendar_to_dict(CALENDAR))
    async with sessions.begin() as session:
        await save_brands(session, [brand])
        await save_operators(session, OPERATORS)
        for name, (role, operator_id, team) in KEYS.items():
            await create_key(session, name=name, role=role, operator_id=operator_id, team=team, key=f"key-{name}")


@pytest.fixture
def settings(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of their own, whatever the machine's environment says."""
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return load_settings(data_dir=tmp_path, upload_limit_mb=1.0)


@pytest.fixture
def clock() -> FixedClock:
    """Monday 16 November 2026, 10:15 in Moscow."""
    return FixedClock(NOW)


@pytest.fixture
def make_desk(settings: Settings, clock: FixedClock) -> Iterator[Callable[..., Desk]]:
    """Build a desk on a database; keyword arguments are fields of `ShopState`."""
    opened: list[tuple[TestClient[Any], AsyncEngine]] = []

    def make(url: str, **shop: Any) -> Desk:
        engine = make_engine(url, pooled=False)
        sessions = session_factory(engine)
        run(seed(sessions))
        enqueued: list[tuple[str, str, Payload]] = []

        async def enqueue(name: str, key: str, payload: Payload) -> None:
            enqueued.append((name, key, payload))

        state = ShopState(**{"brand": "demo", "index": KnowledgeIndex.build(ARTICLES), "calendar": CALENDAR, **shop})
        services = Services(
            sessions=sessions,
            clock=clock,
            settings=settings,
            shop=state,
            enqueue=enqueue,
            read_exports=read_exports,
            readers=session_factory(engine, read_only=True),
            version="test",
        )
        web: TestClient[Any] = TestClient(create_app(services), raise_server_exceptions=False)
        web.__enter__()
        opened.append((web, engine))
        return Desk(services=services, web=web, engine=engine, enqueued=enqueued)

    yield make
    for web, engine in opened:
        web.__exit__(None, None, None)
        run(engine.dispose())


@pytest.fixture
def desk(make_desk: Callable[..., Desk], sqlite_url: str) -> Desk:
    """A desk on SQLite at the level of rules."""
    return make_desk(sqlite_url)


@pytest.fixture
def any_desk(make_desk: Callable[..., Desk], database_url: str) -> Desk:
    """A desk once on SQLite and once on PostgreSQL."""
    return make_desk(database_url)
