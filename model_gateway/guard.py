"""Under pytest no gateway reaches the network by accident: a test says so first, with the mark ``live``.

The machine's own addresses are not the network: a test may start a model server beside itself.
"""

import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from model_gateway.gateway import ModelFailure

_open: list[bool] = []


@contextmanager
def network_open() -> Iterator[None]:
    """Let gateways through for the time of a test marked ``live``."""
    _open.append(True)
    try:
        yield
    finally:
        _open.pop()


def refuse_network_in_tests(base_url: str) -> None:
    """Stop a gateway that would leave this machine from inside a test.

    Raises:
        ModelFailure: ``network_banned``.
    """
    if "PYTEST_CURRENT_TEST" not in os.environ or _open or is_local(base_url):
        return
    raise ModelFailure("network_banned", where=urlsplit(base_url).hostname or "the default endpoint")


def is_local(base_url: str) -> bool:
    """Whether the address stays on this machine."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
