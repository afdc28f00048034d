"""The network is closed to tests that do not say they need it."""

import pytest

from model_gateway.gateway import ModelFailure
from model_gateway.guard import is_local, network_open
from model_gateway.openai_gateway import OpenAIGateway

ELSEWHERE = "https://api.example.com/v1"


def test_the_network_is_closed_by_default_and_open_inside_the_block() -> None:
    """A gateway to another machine is built only while the network is open, and closed again after."""
    with pytest.raises(ModelFailure):
        OpenAIGateway("m", base_url=ELSEWHERE)
    with network_open():
        built = OpenAIGateway("m", base_url=ELSEWHERE)
    with pytest.raises(ModelFailure):
        OpenAIGateway("m", base_url=ELSEWHERE)

    assert built.name == "m"


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]/v1", True),
        ("http://127.0.0.1.example.com/v1", False),
        ("http://localhost.example.com/v1", False),
        ("https://10.0.0.1/v1", False),
        ("not a url", False),
        ("", False),
    ],
)
def test_only_this_machine_is_local(url: str, local: bool) -> None:
    """Names that only begin like this machine's are somebody else's."""
    assert is_local(url) == local
