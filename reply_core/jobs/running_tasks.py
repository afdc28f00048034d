"""The tasks that are being worked on now, so that a process can stop without cutting one in two."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LOOK_EVERY_SECONDS = 0.02
_CANCEL_SECONDS = 5.0


class RunningTasks:
    """Tasks of one event loop, watched from any thread."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Task[Any], asyncio.AbstractEventLoop] = {}

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Count the current task among the running ones."""
        task = asyncio.current_task()
        if task is None:
            msg = "only a task can be noted"
            raise RuntimeError(msg)
        self._tasks[task] = asyncio.get_running_loop()
        try:
            yield
        finally:
            self._tasks.pop(task, None)

    def drain(self, grace_seconds: float) -> None:
        """Wait until nothing runs; what still runs after ``grace_seconds`` is cancelled, and waited for as well.

        Not to be called on the tasks' own event loop: it blocks.
        """
        if self._wait(grace_seconds):
            return
        for task, loop in list(self._tasks.items()):
            loop.call_soon_threadsafe(task.cancel)
        self._wait(_CANCEL_SECONDS)

    def _wait(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while self._tasks and time.monotonic() < end:
            time.sleep(_LOOK_EVERY_SECONDS)
        return not self._tasks
