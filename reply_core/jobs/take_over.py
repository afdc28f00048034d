"""Work of workers that died for good: the engine leaves it to a worker of the same name, we give it to the living.

A worker holds the lock of its name as long as it lives, so a name whose lock is free has no worker.
"""

import asyncio

from dbos import DBOS

from reply_core.database import is_sqlite
from reply_core.errors import Conflict
from reply_core.jobs import worker_lock
from reply_core.jobs.registry import job, schedule
from reply_core.jobs.runtime import now_running
from reply_core.types import Payload

_AT_MOST = 10_000


async def take_over() -> int:
    """Begin anew what dead workers were working on; gives how many pieces. Runs at every start and every minute."""
    running = now_running()
    pending = await running.client.list_workflows_async(
        status="PENDING", limit=_AT_MOST, load_input=False, load_output=False
    )
    names = {found.executor_id for found in pending if found.executor_id} - {running.settings.worker_name}
    taken = [await asyncio.to_thread(_take_over_from, name) for name in sorted(names)]
    return sum(taken)


def _take_over_from(worker_name: str) -> int:
    url = now_running().settings.dbos_url
    if is_sqlite(url):  # there is one worker at a time, and that is this one
        return _begin_anew(worker_name)
    try:
        with worker_lock.hold(url, worker_name):  # so that it cannot start meanwhile
            return _begin_anew(worker_name)
    except Conflict:
        return 0


def _begin_anew(worker_name: str) -> int:
    return len(DBOS._recover_pending_workflows([worker_name]))  # noqa: SLF001  (the public way is a paid service)


@job("jobs.take_over", attempts=1)
async def _take_over(payload: Payload) -> Payload:
    return {"taken": await take_over()}


schedule("jobs-take-over", "* * * * *", "jobs.take_over", at_start=True)
