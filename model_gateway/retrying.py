"""When a failed call to a model is worth repeating, and how long to wait first."""

import email.utils
import random
import time
from collections.abc import Mapping

from model_gateway.gateway import Cause

_PASSING = frozenset({408, 409, 425, 429})
_FIRST, _MOST = 0.25, 8.0
"""Seconds before the first repeat, and the most before any, where the endpoint names none."""


def wait_before(attempt: int, most: int, status: int | None, headers: Mapping[str, str]) -> float | None:
    """Seconds to wait before repeating; None when it is not worth it.

    Args:
        attempt: how many repeats there have been.
        most: how many there may be.
        status: of the HTTP answer; None when the connection broke.
        headers: of the answer; its ``retry-after`` is honoured however long it is.
    """
    passing = status is None or status in _PASSING or status >= 500
    if attempt >= most or not passing or headers.get("x-should-retry") == "false":
        return None
    asked = _asked(headers)
    return asked if asked is not None else min(_FIRST * 2**attempt, _MOST) * random.uniform(0.75, 1.0)


def _asked(headers: Mapping[str, str]) -> float | None:
    """The wait the endpoint asks for, in seconds or as a date."""
    try:
        if (said := headers.get("retry-after-ms")) is not None:
            return max(float(said) / 1000, 0.0)
        if (said := headers.get("retry-after")) is None:
            return None
        return max(float(said), 0.0)
    except ValueError:
        moment = email.utils.parsedate_tz(headers.get("retry-after", ""))
        return max(email.utils.mktime_tz(moment) - time.time(), 0.0) if moment else None


def cause_of_status(status: int) -> Cause:
    """What an HTTP status of refusal means."""
    if status in {401, 403}:
        return "key_refused"
    if status == 404:
        return "unknown_model"
    if status == 408:
        return "timeout"
    if status == 429:
        return "busy"
    return "server_error" if status >= 500 else "bad_request"
