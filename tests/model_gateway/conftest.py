"""Only tests marked ``live`` may reach a model over the network."""

from collections.abc import Iterator

import pytest

from model_gateway.guard import network_open


@pytest.fixture(autouse=True)
def network_for_live_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Opens the network for a test with the mark, for nobody else."""
    if request.node.get_closest_marker("live") is None:
        yield
        return
    with network_open():
        yield
