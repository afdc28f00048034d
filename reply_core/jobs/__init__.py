"""Durable background work, on SQLite in one process or on PostgreSQL across many workers.

    @job("qa.score_reply", queue="scoring")
    async def score_reply(payload: Payload) -> Payload:
        async with jobs.sessions().begin() as session: ...

    await enqueue("qa.score_reply", message_id, {"message_id": message_id})

A job survives the death of its process: the worker of the same name starts it again when it comes back, another one
when it does not. The same name and key is the same piece of work, however often it is enqueued; one that failed for
good is tried again when it is enqueued a while later. Every package's jobs must be imported before `launch`. Nothing
outside this package knows the engine, DBOS.
"""

from reply_core.jobs.lifecycle import launch, shutdown
from reply_core.jobs.registry import job, queue, registered, schedule
from reply_core.jobs.runtime import engine, sessions
from reply_core.jobs.take_over import take_over
from reply_core.jobs.values import JobFailed, JobState
from reply_core.jobs.work import enqueue, enqueue_batches, forget_finished, result, state

__all__ = [
    "JobFailed",
    "JobState",
    "engine",
    "enqueue",
    "enqueue_batches",
    "forget_finished",
    "job",
    "launch",
    "queue",
    "registered",
    "result",
    "schedule",
    "sessions",
    "shutdown",
    "state",
    "take_over",
]
