"""What work there is: jobs by name, the queues they wait in, and when they run by the clock. Knows no engine.

A job is ``async def work(payload: dict) -> dict``. Payloads are small JSON objects of ids and numbers, never texts of
people: the engine stores and may show them. A job may run more than once (after a crash it starts again), so running it
twice must do no harm.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from reply_core.errors import Conflict, InvalidInput
from reply_core.types import Payload

Work = Callable[[Payload], Awaitable[Payload]]

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_CRON_FIELDS = (5, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A registered job, tried ``attempts`` times in a row, ``pause_seconds`` apart at first and then ever longer."""

    name: str
    queue: str
    work: Work
    attempts: int
    pause_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """How fast a queue is worked off: jobs at once per worker, and jobs begun per ``period`` seconds over all."""

    at_once: int = 10
    limit: int | None = None
    period: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A job by the clock: ``cron`` with five fields, or six beginning with seconds; also at every start if asked."""

    name: str
    cron: str
    job: str
    at_start: bool


class Registry:
    """All jobs, queues and schedules of a process."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.queues: dict[str, QueueSettings] = {"default": QueueSettings()}
        self.schedules: dict[str, Schedule] = {}

    def add(self, job: Job) -> None:
        """Add a job.

        Raises:
            Conflict: another function has that name.
            InvalidInput: the name is not like ``qa.score_reply``.
        """
        if not _NAME.fullmatch(job.name):
            raise InvalidInput(f"a job cannot be called {job.name!r}", where="job", mend="call it like qa.score_reply")
        known = self.jobs.get(job.name)
        if known is not None and (known.work.__module__, _name_of(known)) != (job.work.__module__, _name_of(job)):
            raise Conflict(f"two jobs are called {job.name!r}", where=_name_of(job), mend="rename one of them")
        self.jobs[job.name] = job
        self.queues.setdefault(job.queue, QueueSettings())

    def schedule(self, entry: Schedule) -> None:
        """Run a job by the clock.

        Raises:
            InvalidInput: ``cron`` has not five or six fields.
        """
        if len(entry.cron.split()) not in _CRON_FIELDS:
            raise InvalidInput(f"{entry.cron!r} is no cron expression", where=entry.name, mend="as in */5 * * * *")
        self.schedules[entry.name] = entry

    def find(self, name: str) -> Job:
        """The job of that name.

        Raises:
            InvalidInput: there is none.
        """
        if name not in self.jobs:
            known = ", ".join(sorted(self.jobs)) or "none"
            raise InvalidInput(f"there is no job {name!r}", where="job", mend=f"registered are: {known}")
        return self.jobs[name]


registry = Registry()
"""The process's own."""


def job(name: str, queue: str = "default", *, attempts: int = 4, pause_seconds: float = 1.0) -> Callable[[Work], Work]:
    """Register a job. It is tried ``attempts`` times in a row, with growing pauses, unless its input is at fault."""

    def register(work: Work) -> Work:
        registry.add(Job(name=name, queue=queue, work=work, attempts=attempts, pause_seconds=pause_seconds))
        return work

    return register


def queue(name: str, *, at_once: int = 10, limit: int | None = None, period: float = 60.0) -> None:
    """Say how fast a queue is worked off: ``at_once`` jobs per worker, ``limit`` begun per ``period`` seconds over all
    machines. Queues that nobody sets have the defaults."""
    registry.queues[name] = QueueSettings(at_once=at_once, limit=limit, period=period)


def schedule(name: str, cron: str, job_name: str, *, at_start: bool = False) -> None:
    """Run a job by the clock (UTC), with ``{"scheduled_at": …}``; on many workers still once. Also at every start."""
    registry.schedule(Schedule(name=name, cron=cron, job=job_name, at_start=at_start))


def registered() -> frozenset[str]:
    """The names of all registered jobs."""
    return frozenset(registry.jobs)


def batches(items: Sequence[Any], size: int) -> Iterator[tuple[str, list[Any]]]:
    """Cut ``items`` into lists of at most ``size``, each with a key that is the same for the same items."""
    for begin in range(0, len(items), size):
        batch = list(items[begin : begin + size])
        yield sha256(json.dumps(batch).encode()).hexdigest()[:32], batch


def _name_of(job: Job) -> str:
    return str(getattr(job.work, "__qualname__", job.work))
