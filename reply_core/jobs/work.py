"""Work handed to the engine: enqueued once, tried again, waited for, forgotten."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from dbos import DBOS, DBOSClient, EnqueueOptions, WorkflowStatus
from dbos import error as dbos_error
from sqlalchemy.exc import SQLAlchemyError

from reply_core.errors import Unavailable
from reply_core.jobs.registry import batches, job, registry, schedule
from reply_core.jobs.runtime import APPLICATION_VERSION, JOB, TICK, now_running
from reply_core.jobs.values import JobFailed, JobState, check_payload, described, is_hopeless
from reply_core.types import Payload

KEEP_FINISHED = timedelta(days=30)

_TRY_AGAIN_AFTER = timedelta(minutes=15)
_LOOK_EVERY_SECONDS = 0.05
_STATES: dict[str, JobState] = {"ENQUEUED": "waiting", "DELAYED": "waiting", "PENDING": "running", "SUCCESS": "done"}


async def enqueue(name: str, key: str, payload: Payload) -> None:
    """Have the job done once for this key; does nothing when it is waiting, running or done already.

    Raises:
        InvalidInput: there is no such job, or the payload is no small JSON object.
        Unavailable: the engine is not running, or its database cannot be reached.
    """
    wanted = registry.find(name)
    check_payload(f"the payload of {name}", payload)
    client = now_running().client
    options: EnqueueOptions = {
        "workflow_name": JOB,
        "queue_name": wanted.queue,
        "workflow_id": f"{name}:{key}",
        "workflow_id_reuse_policy": "reject",
        "app_version": APPLICATION_VERSION,
    }
    with _reachable():
        try:
            await client.enqueue_async(options, name, payload)
        except dbos_error.DBOSWorkflowIDInUseError:
            await _try_failed_again(client, f"{name}:{key}", wanted.queue)


async def enqueue_batches(name: str, items: Sequence[Any], *, size: int = 200, **common: Any) -> int:
    """Enqueue ``items`` (ids) as payloads ``{"items": […], **common}`` of at most ``size`` each; gives how many.

    The same items make the same batches, which are done once. For archives: hundreds of replies per job, not one.
    """
    count = 0
    for key, batch in batches(items, size):
        await enqueue(name, key, {"items": batch, **common})
        count += 1
    return count


async def state(name: str, key: str) -> JobState:
    """What became of a piece of work."""
    found = await _status(name, key)
    return "unknown" if found is None else _STATES.get(found.status, "failed")


async def result(name: str, key: str, timeout_seconds: float = 30.0) -> Payload:
    """Wait for a piece of work and give what it returned.

    Raises:
        JobFailed: it gave up.
        TimeoutError: it is not done in time, or was never enqueued.
    """
    async with asyncio.timeout(timeout_seconds):
        # Another process may be doing the work, so there is no event to wait for.
        while (found := await _status(name, key)) is None or _STATES.get(found.status) in ("waiting", "running"):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
    if found.status == "SUCCESS":
        return dict(found.output or {})
    raise found.error if isinstance(found.error, JobFailed) else JobFailed(f"{name} was stopped: {found.status}")


async def forget_finished(older_than: timedelta = KEEP_FINISHED) -> int:
    """Drop the traces of work that ended long ago, done or failed; gives how many. Runs every night by itself."""
    client, before = now_running().client, (datetime.now(UTC) - older_than).isoformat()
    dropped = 0
    while True:
        found = await client.list_workflows_async(
            completed_before=before, limit=1000, load_input=False, load_output=False
        )
        if not found:
            return dropped
        await client.delete_workflows_async([status.workflow_id for status in found])
        dropped += len(found)


@DBOS.workflow(name=JOB, max_recovery_attempts=20)
async def _run(name: str, payload: Payload) -> Payload:
    wanted = registry.find(name)
    for attempt in range(wanted.attempts):
        if attempt:
            await asyncio.sleep(wanted.pause_seconds * 2 ** (attempt - 1))
        try:
            with now_running().tasks.noted():
                output = await wanted.work(payload)
            check_payload(f"the result of {name}", output)
            return output  # noqa: TRY300  (a wrong result is the job's failure, too)
        except Exception as error:  # noqa: BLE001  (the worker loop: whatever a job does, the worker lives on)
            why = described(error)
            if is_hopeless(error):
                break
    raise JobFailed(f"{name} gave up: {why}")


@DBOS.workflow(name=TICK)
async def _tick(scheduled_at: datetime, context: Any) -> None:
    """Enqueue the job of a schedule; the time arrives as it was stored, in words."""
    await enqueue(context["job"], f"at:{scheduled_at}", {"scheduled_at": str(scheduled_at)})


@job("jobs.forget_finished", attempts=1)
async def _forget(payload: Payload) -> Payload:
    return {"forgotten": await forget_finished()}


schedule("jobs-forget-finished", "17 3 * * *", "jobs.forget_finished")


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, dbos_error.DBOSException) as error:
        what = f"background work cannot be stored ({type(error).__name__})"
        raise Unavailable(what, where="dbos_url", mend="try again; what is missed is swept up later") from None


async def _status(name: str, key: str) -> WorkflowStatus | None:
    with _reachable():
        found = await now_running().client.list_workflows_async(workflow_ids=[f"{name}:{key}"], load_input=False)
    return found[0] if found else None


async def _try_failed_again(client: DBOSClient, workflow_id: str, queue_name: str) -> None:
    """Begin failed work anew when as much time has passed since as it was tried for, a quarter of an hour at least."""
    known = await client.list_workflows_async(workflow_ids=[workflow_id], load_input=False, load_output=False)
    if not known or known[0].status in _STATES:
        return
    began, ended = known[0].created_at or 0, known[0].updated_at or 0
    tried_for, rested_for = timedelta(milliseconds=ended - began), timedelta(milliseconds=time.time() * 1000 - ended)
    if rested_for >= max(_TRY_AGAIN_AFTER, tried_for):
        with suppress(dbos_error.DBOSException):  # somebody else was quicker
            await client.rewind_workflow_async(workflow_id, queue_name=queue_name)
