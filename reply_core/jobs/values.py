"""What goes into a job and what comes out: JSON payloads, results, and failures that quote nobody."""

import json
import traceback
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from reply_core.errors import InvalidInput, TactError

JobState = Literal["unknown", "waiting", "running", "done", "failed"]

_PAYLOAD_LIMIT = 256 * 1024
_SERVER_FAULT = 500


class JobFailed(TactError):
    """A job gave up; says which and why, without what people wrote."""

    code = "job_failed"


def encode(value: Any) -> str:
    """Payloads, results and errors as JSON."""
    return json.dumps(value, default=_plain)


def decode(text: str) -> Any:
    """What `encode` wrote; an error comes back as `JobFailed`."""
    value = json.loads(text)
    return JobFailed(value["failed"]) if isinstance(value, dict) and set(value) == {"failed"} else value


def check_payload(name: str, payload: Mapping[str, Any]) -> None:
    """Refuse a payload or result that would not survive being stored.

    Raises:
        InvalidInput: it is no JSON, or larger than 256 KiB.
    """
    try:
        size = len(json.dumps(payload, allow_nan=False))
    except (TypeError, ValueError):
        raise InvalidInput(f"{name} is no JSON", where=name, mend="give ids, numbers and flags") from None
    if size > _PAYLOAD_LIMIT:
        raise InvalidInput(f"{name} is too large: {size} bytes", where=name, mend="make smaller batches")


def is_hopeless(error: Exception) -> bool:
    """Whether trying again cannot help: the input is wrong or gone, rather than something being down."""
    return isinstance(error, TactError) and error.status < _SERVER_FAULT


def described(error: Exception) -> str:
    """What went wrong and where, without what people wrote: only our own errors are trusted to quote nothing."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    said = f": {error}" if isinstance(error, TactError) else ""
    return f"{type(error).__name__}{said}{place}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, BaseException):
        return {"failed": str(value) if isinstance(value, TactError) else type(value).__name__}
    msg = f"{type(value).__name__} is no JSON"
    raise TypeError(msg)
