"""The engine of this process while it runs: what launching makes and everything else uses."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from dbos import DBOS, DBOSClient, Serializer
from sqlalchemy.ext.asyncio import AsyncEngine

from reply_core.database import Sessions, session_factory
from reply_core.errors import Unavailable
from reply_core.jobs.running_tasks import RunningTasks
from reply_core.jobs.values import decode, encode
from reply_core.settings import Settings

APPLICATION = "tact"
APPLICATION_VERSION = "tact-1"
"""Raised only when work already enqueued cannot be done by the new code: a worker leaves other versions' work alone."""
JOB, TICK = "tact.job", "tact.tick"
"""The engine's two workflows: any of our jobs, and the clock that enqueues one."""


class JsonSerializer(Serializer):
    """JSON in the database instead of the engine's pickles."""

    def serialize(self, data: Any) -> str:
        return encode(data)

    def deserialize(self, serialized_data: str) -> Any:
        return decode(serialized_data)

    def name(self) -> str:
        return "tact_json"


@dataclass(slots=True)
class Running:
    """The engine of this process while it runs."""

    settings: Settings
    client: DBOSClient
    database: AsyncEngine
    held: ExitStack
    """The lock of the worker's name."""
    engine: DBOS | None = None
    """None: this process only enqueues."""
    tasks: RunningTasks = field(default_factory=RunningTasks)


_running: list[Running] = []


def set_running(running: Running | None) -> None:
    """Note that the engine runs, or that it does not any more."""
    _running[:] = [] if running is None else [running]


def is_running() -> bool:
    """Whether the engine has been launched."""
    return bool(_running)


def now_running() -> Running:
    """What the launch made.

    Raises:
        Unavailable: the engine is not running.
    """
    if not _running:
        raise Unavailable("the engine for background work is not running", mend="call jobs.launch at start")
    return _running[0]


def engine() -> AsyncEngine:
    """The records' engine for jobs: unpooled, so it works on the engine's own event loop.

    Raises:
        Unavailable: the engine is not running.
    """
    return now_running().database


def sessions(*, read_only: bool = False) -> Sessions:
    """Sessions on `engine`."""
    return session_factory(engine(), read_only=read_only)
