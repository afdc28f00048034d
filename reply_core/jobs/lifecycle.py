"""Starting and stopping the engine."""

import asyncio
import logging
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from dbos import DBOS, DBOSClient
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from reply_core.database import is_sqlite, make_engine
from reply_core.errors import BadSettings, Conflict, Unavailable
from reply_core.jobs import worker_lock
from reply_core.jobs.registry import registry
from reply_core.jobs.running_tasks import RunningTasks
from reply_core.jobs.runtime import (
    APPLICATION,
    APPLICATION_VERSION,
    TICK,
    JsonSerializer,
    Running,
    is_running,
    now_running,
    set_running,
)
from reply_core.jobs.values import described
from reply_core.jobs.work import enqueue
from reply_core.settings import Settings

_POLL_SECONDS = 0.2
_TAKER = "queue-worker-"
"""How the engine names the threads that take work from a queue."""
_TAKERS_SECONDS = 10.0
_LOG = logging.getLogger("dbos")


def launch(settings: Settings, *, worker: bool = True) -> None:
    """Start the engine: as a worker that takes up its unfinished work, or only to enqueue (PostgreSQL). Takes a second.

    Raises:
        BadSettings: a process that only enqueues was asked for on SQLite.
        Conflict: it runs already, or another worker of that name does.
        Unavailable: the database cannot be reached.
    """
    if is_running():
        raise Conflict("the engine for background work runs already", mend="call shutdown first")
    if is_sqlite(settings.dbos_url) and not worker:
        mend = "let this process be the worker too, or set TACT_DATABASE_URL to PostgreSQL"
        raise BadSettings("on SQLite one process is both API and worker", where="database_url", mend=mend)
    # In a thread of its own, so that jobs never share the event loop of whoever launches.
    with ThreadPoolExecutor(1, "tact-jobs-launch") as launcher:
        try:
            launcher.submit(_start, settings, worker).result()
        except (SQLAlchemyError, psycopg.Error) as error:
            what = f"the database of background work cannot be used ({type(error).__name__})"
            raise Unavailable(what, where="dbos_url", mend="check TACT_DATABASE_URL and that it is up") from error


def shutdown(grace_seconds: float = 5.0) -> None:
    """Stop: begin nothing new, wait for running jobs up to ``grace_seconds``, leave the rest for the next start."""
    if not is_running():
        return
    stopped = now_running()
    if stopped.engine is not None:
        _stop_worker(stopped.engine, stopped.tasks, grace_seconds)
    stopped.client.destroy()
    stopped.database.sync_engine.dispose()
    stopped.held.close()
    set_running(None)


def _start(settings: Settings, worker: bool) -> None:
    with ExitStack() as undo:
        held = undo.enter_context(ExitStack())
        if is_sqlite(settings.dbos_url):
            _prepare_file(Path(make_url(settings.dbos_url).database or ""))
        if worker:
            held.push(worker_lock.hold(settings.dbos_url, settings.worker_name))
        DBOS.migrate(settings.dbos_url)
        client = DBOSClient(
            system_database_url=settings.dbos_url,
            serializer=JsonSerializer(),
            application_name=APPLICATION,
            retry_connection_errors=False,
        )
        undo.callback(client.destroy)
        running = Running(settings, client, make_engine(settings.database_url, pooled=False), held)
        set_running(running)  # before the launch: unfinished work is taken up at once
        undo.callback(set_running, None)
        if worker:
            _register(client)
            undo.callback(DBOS.destroy)
            running.engine = _launch_worker(settings)
            asyncio.run(_enqueue_starters())
        undo.pop_all()


def _prepare_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


class _OneLine(logging.Filter):
    """Errors in one line and without what people wrote, instead of the engine's long traces."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; none is dropped."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, Exception):
            record.msg, record.args, record.exc_info = f"{record.getMessage()} {described(error)}", None, None
        return True


def _tame_log() -> None:
    """Let the engine's log go where the application's goes, from WARNING on."""
    if not _LOG.handlers:
        _LOG.addHandler(logging.NullHandler())  # else it adds one that writes to the console
        _LOG.addFilter(_OneLine())


def _launch_worker(settings: Settings) -> DBOS:
    _tame_log()
    engine = DBOS(
        config={
            "name": APPLICATION,
            "application_version": APPLICATION_VERSION,
            "executor_id": settings.worker_name,
            "system_database_url": settings.dbos_url,
            "sys_db_pool_size": 10,
            "serializer": JsonSerializer(),
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": _POLL_SECONDS,
        }
    )
    DBOS.launch()
    return engine


def _register(client: DBOSClient) -> None:
    """Write queues and schedules down before the launch reads them; schedules nobody has any more are dropped."""
    for name, wanted in registry.queues.items():
        client.register_queue(
            name,
            worker_concurrency=wanted.at_once,
            limiter={"limit": wanted.limit, "period": wanted.period} if wanted.limit else None,
            polling_interval_sec=_POLL_SECONDS,
        )
    for known in client.list_schedules():
        if known["schedule_name"] not in registry.schedules:
            client.delete_schedule(known["schedule_name"])
    client.apply_schedules(
        [
            {"schedule_name": entry.name, "workflow_name": TICK, "schedule": entry.cron, "context": {"job": entry.job}}
            for entry in registry.schedules.values()
        ]
    )


async def _enqueue_starters() -> None:
    now = datetime.now(UTC).isoformat()
    for entry in registry.schedules.values():
        if entry.at_start:
            await enqueue(entry.job, f"start:{now}", {"scheduled_at": now})


def _stop_worker(engine: DBOS, tasks: RunningTasks, grace_seconds: float) -> None:
    _LOG.setLevel(logging.ERROR)  # it warns of every task that is left for the next start
    for stop in engine.background_thread_stop_events:
        stop.set()
    _let_takers_end()
    tasks.drain(grace_seconds)
    DBOS.destroy()


def _let_takers_end() -> None:
    """Wait for the threads that take work from the queues: else one starts what it took on a loop that has ended."""
    end = time.monotonic() + _TAKERS_SECONDS
    for thread in threading.enumerate():
        if thread.name.startswith(_TAKER):
            thread.join(max(0.0, end - time.monotonic()))
