"""The demo shops at a fixed "now"; a history is generated once and shared."""

from datetime import UTC, datetime
from types import ModuleType

import pytest

from examples.engine.generator import History
from examples.engine.model import Shop
from examples.harbor_goods import generate as harbor_goods
from examples.rosnitsa import generate as rosnitsa

SHOPS = {"rosnitsa": rosnitsa, "harbor_goods": harbor_goods}
NOW = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """A Friday, 16:30 in Moscow."""
    return NOW


@pytest.fixture(params=list(SHOPS))
def module(request: pytest.FixtureRequest) -> ModuleType:
    """Each shop's ``generate`` in turn."""
    return SHOPS[request.param]


@pytest.fixture
def shop(module: ModuleType) -> Shop:
    """Each shop in turn."""
    found: Shop = module.shop()
    return found


@pytest.fixture
def history(module: ModuleType) -> History:
    """Each shop's history up to `NOW`."""
    found: History = module.history(NOW)
    return found


@pytest.fixture
def big(now: datetime) -> History:
    """The Russian shop's history up to `NOW`."""
    return rosnitsa.history(now)
