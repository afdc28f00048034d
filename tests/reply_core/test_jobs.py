"""Background work is done once, survives the death of its process, and stops quickly and quietly."""

import asyncio
import gc
import importlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reply_core import jobs
from reply_core.errors import BadSettings, Conflict, InvalidInput, NotFound, Unavailable
from reply_core.jobs import registry, work, worker_lock
from reply_core.settings import Settings, load_settings
from reply_core.tables import Operator
from reply_core.types import Payload

pytestmark = pytest.mark.anyio

_RUNS: list[tuple[str, Payload]] = []
_BROKEN: dict[str, int] = {}


@jobs.job("test.add")
async def add(payload: Payload) -> Payload:
    """Count one up."""
    _RUNS.append(("add", payload))
    return {"n": payload["n"] + 1, "loop": id(asyncio.get_running_loop())}


@jobs.job("test.fail", attempts=3, pause_seconds=0.01)
async def fail(payload: Payload) -> Payload:
    """Fail as often as asked, quoting a customer."""
    _RUNS.append(("fail", payload))
    if _BROKEN.setdefault(payload["id"], payload["times"]) > 0:
        _BROKEN[payload["id"]] -= 1
        msg = "не разобрано: Ольга, 8 921 000-00-00"
        raise ValueError(msg)
    return {}


@jobs.job("test.hopeless", attempts=5, pause_seconds=0.01)
async def hopeless(payload: Payload) -> Payload:
    """Ask for something that is not there."""
    _RUNS.append(("hopeless", payload))
    raise NotFound("there is no conversation '7'")


@jobs.job("test.store")
async def store(payload: Payload) -> Payload:
    """Write a record through the jobs' own sessions."""
    async with jobs.sessions().begin() as session:
        session.add(Operator(id=payload["id"], name=payload["id"]))
    async with jobs.sessions(read_only=True)() as session:
        return {"found": await session.get(Operator, payload["id"]) is not None}


@jobs.job("test.slow", queue="test-slow")
async def slow(payload: Payload) -> Payload:
    """Take long the first time, be quick the second."""
    _RUNS.append(("slow", payload))
    if len([run for run in _RUNS if run == ("slow", payload)]) == 1:
        await asyncio.sleep(60)
    return {}


@jobs.job("test.spread")
async def spread(payload: Payload) -> Payload:
    """Enqueue more work."""
    for number in range(payload["count"]):
        await jobs.enqueue("test.add", f"spread-{number}", {"n": number})
    return {}


@jobs.job("test.echo")
async def echo(payload: Payload) -> Payload:
    """Give the payload back."""
    return payload


@jobs.job("test.wrong_result", attempts=1)
async def wrong_result(payload: Payload) -> Payload:
    """Return what cannot be stored."""
    return {"at": object()}


async def _until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not reached():  # noqa: ASYNC110  (jobs run on another loop)
            await asyncio.sleep(0.02)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a worker on the test's own database."""
    return load_settings(data_dir=tmp_path, database_url=database_url)


@pytest.fixture
def worker(settings: Settings) -> Iterator[Settings]:
    """A running engine."""
    _RUNS.clear()
    jobs.launch(settings)
    yield settings
    jobs.shutdown(0.1)


async def test_job_is_done(worker: Settings) -> None:
    """An enqueued job runs with its payload, and its result can be waited for."""
    await jobs.enqueue("test.add", "1", {"n": 41})

    assert (await jobs.result("test.add", "1"))["n"] == 42
    assert await jobs.state("test.add", "1") == "done"


async def test_job_does_not_run_on_the_callers_loop(worker: Settings) -> None:
    """Jobs have an event loop of their own: they never hold up the requests of the process that launched them."""
    await jobs.enqueue("test.add", "1", {"n": 1})

    assert (await jobs.result("test.add", "1"))["loop"] != id(asyncio.get_running_loop())


async def test_same_key_is_done_once(worker: Settings) -> None:
    """Enqueuing the same name and key again, also at the same time and after the end, does nothing."""
    await asyncio.gather(*(jobs.enqueue("test.add", "same", {"n": 1}) for _ in range(5)))
    await jobs.result("test.add", "same")
    await jobs.enqueue("test.add", "same", {"n": 2})
    await jobs.enqueue("test.add", "other", {"n": 3})
    await jobs.result("test.add", "other")

    assert [payload["n"] for _, payload in _RUNS] == [1, 3]


async def test_failing_job_is_tried_again(worker: Settings) -> None:
    """A job that fails twice is tried a third time and succeeds."""
    await jobs.enqueue("test.fail", "twice", {"id": worker.database_url + "a", "times": 2})
    await jobs.result("test.fail", "twice")

    assert len(_RUNS) == 3


async def test_job_that_gives_up_says_why_without_quoting(worker: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """After the last attempt the job is failed; neither log nor error repeats what people wrote."""
    caplog.set_level(logging.DEBUG)
    await jobs.enqueue("test.fail", "always", {"id": worker.database_url + "b", "times": 99})
    with pytest.raises(jobs.JobFailed, match=r"test\.fail gave up: ValueError at test_jobs\.py:\d+") as caught:
        await jobs.result("test.fail", "always")

    assert len(_RUNS) == 3
    assert await jobs.state("test.fail", "always") == "failed"
    assert "gave up" in caplog.text
    for said in (str(caught.value), caplog.text):
        assert "Ольга" not in said
        assert "Traceback" not in said


async def test_hopeless_job_is_not_tried_again(worker: Settings) -> None:
    """When the input is at fault, one attempt is enough, and our own error is told in full."""
    await jobs.enqueue("test.hopeless", "1", {})
    with pytest.raises(jobs.JobFailed, match="NotFound: there is no conversation '7'"):
        await jobs.result("test.hopeless", "1")

    assert len(_RUNS) == 1


async def test_failed_job_begins_anew_when_enqueued_later(worker: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep that enqueues failed work again soon changes nothing; after a while it is tried anew."""
    payload = {"id": worker.database_url + "c", "times": 3}
    await jobs.enqueue("test.fail", "later", payload)
    with pytest.raises(jobs.JobFailed):
        await jobs.result("test.fail", "later")
    await jobs.enqueue("test.fail", "later", payload)

    assert await jobs.state("test.fail", "later") == "failed"

    monkeypatch.setattr(work, "_TRY_AGAIN_AFTER", timedelta(0))
    async with asyncio.timeout(20):
        while await jobs.state("test.fail", "later") == "failed":
            await asyncio.sleep(0.1)
            await jobs.enqueue("test.fail", "later", payload)
    assert await jobs.result("test.fail", "later") == {}


async def test_jobs_write_records(worker: Settings) -> None:
    """Jobs reach the records through their own sessions."""
    await jobs.enqueue("test.store", "1", {"id": "anna"})

    assert await jobs.result("test.store", "1") == {"found": True}


async def test_jobs_enqueue_jobs(worker: Settings) -> None:
    """A job may enqueue others; doing so again after a crash makes no second copies."""
    await jobs.enqueue("test.spread", "1", {"count": 3})
    await jobs.enqueue("test.spread", "2", {"count": 3})
    for key in ("1", "2"):
        await jobs.result("test.spread", key)
    for number in range(3):
        await jobs.result("test.add", f"spread-{number}")

    assert len(_RUNS) == 3


async def test_batches_are_the_same_for_the_same_items(worker: Settings) -> None:
    """Many items become few jobs, and enqueuing them again adds none."""
    seen: list[Payload] = []

    @jobs.job("test.batch")
    async def batch(payload: Payload) -> Payload:
        seen.append(payload)
        return {}

    items = [f"m{number}" for number in range(450)]
    for _ in range(2):
        assert await jobs.enqueue_batches("test.batch", items, size=200, standard="v1") == 3
    for key, _ in registry.batches(items, 200):
        await jobs.result("test.batch", key)

    assert sorted(len(payload["items"]) for payload in seen) == [50, 200, 200]
    assert {payload["standard"] for payload in seen} == {"v1"}


async def test_result_that_is_no_json_fails_the_job(worker: Settings) -> None:
    """A job that returns what cannot be stored is failed, not stuck."""
    await jobs.enqueue("test.wrong_result", "1", {})

    with pytest.raises(jobs.JobFailed, match="is no JSON"):
        await jobs.result("test.wrong_result", "1")


async def test_stopping_is_quick_and_unfinished_work_continues(settings: Settings) -> None:
    """Stopping does not wait for a long job; the next start of the same worker takes it up again."""
    _RUNS.clear()
    await asyncio.to_thread(jobs.launch, settings)
    await jobs.enqueue("test.slow", "1", {"n": settings.database_url})
    await _until(lambda: len(_RUNS) == 1)
    began = time.monotonic()
    await asyncio.to_thread(jobs.shutdown, 0.1)
    took = time.monotonic() - began
    await asyncio.to_thread(jobs.launch, settings)
    await jobs.result("test.slow", "1")
    await asyncio.to_thread(jobs.shutdown)

    assert took < 3
    assert len(_RUNS) == 2


async def test_stopping_waits_for_work_just_taken(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Work taken from its queue in the moment of the stop is started before the stop, or by the next start."""
    _RUNS.clear()
    taken = threading.Event()
    engine_queue = importlib.import_module("dbos._queue")
    start = engine_queue.execute_dequeued_workflow

    def start_late(*about: Any) -> Any:
        taken.set()
        time.sleep(0.5)
        return start(*about)

    await asyncio.to_thread(jobs.launch, settings)
    monkeypatch.setattr(engine_queue, "execute_dequeued_workflow", start_late)
    await jobs.enqueue("test.add", "1", {"n": 1})
    await asyncio.to_thread(taken.wait, 20)
    await asyncio.to_thread(jobs.shutdown)
    gc.collect()  # a coroutine that was left behind is remarked on here, and any remark is an error
    await asyncio.to_thread(jobs.launch, settings)
    answer = await jobs.result("test.add", "1")
    await asyncio.to_thread(jobs.shutdown)

    assert answer["n"] == 2
    assert not [record for record in caplog.records if "Error executing workflow" in record.getMessage()]


async def test_schedule_runs_by_the_clock_and_at_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduled job runs at the start and then by its cron line; one that is no longer scheduled stops."""
    _RUNS.clear()
    ticks: list[str] = []

    async def tick(payload: Payload) -> Payload:
        ticks.append(payload["scheduled_at"])
        return {}

    entry = registry.Schedule(name="test-tick", cron="*/1 * * * * *", job="test.tick", at_start=True)
    ticking = registry.Job(name="test.tick", queue="default", work=tick, attempts=1, pause_seconds=0)
    monkeypatch.setitem(registry.registry.jobs, "test.tick", ticking)
    monkeypatch.setitem(registry.registry.schedules, "test-tick", entry)
    await asyncio.to_thread(jobs.launch, settings)
    await _until(lambda: len(ticks) >= 3)
    await asyncio.to_thread(jobs.shutdown)

    assert all(datetime.fromisoformat(moment).tzinfo == UTC for moment in ticks)

    monkeypatch.delitem(registry.registry.schedules, "test-tick")
    ticks.clear()
    await asyncio.to_thread(jobs.launch, settings)
    await asyncio.sleep(2.5)
    await asyncio.to_thread(jobs.shutdown)
    assert len(ticks) <= 1  # one that was enqueued before the stop may still have been waiting


async def test_old_traces_are_forgotten(worker: Settings) -> None:
    """Work that ended long ago leaves the engine's database; recent work stays."""
    await jobs.enqueue("test.add", "1", {"n": 1})
    await jobs.result("test.add", "1")

    assert await jobs.forget_finished() == 0
    assert await jobs.forget_finished(timedelta(seconds=-60)) >= 1
    assert await jobs.state("test.add", "1") == "unknown"


async def test_unknown_job_is_refused(worker: Settings) -> None:
    """A name nobody registered is refused at once, with the names there are."""
    with pytest.raises(InvalidInput, match=r"no job 'test\.ad'.*test\.add"):
        await jobs.enqueue("test.ad", "1", {})


@pytest.mark.parametrize("payload", [{"x": object()}, {"x": float("nan")}, {"x": "т" * 300_000}])
async def test_payload_that_cannot_be_stored_is_refused(sqlite_url: str, payload: Payload) -> None:
    """Payloads are small JSON objects; anything else is refused when it is enqueued."""
    with pytest.raises(InvalidInput, match=r"payload of test\.add"):
        await jobs.enqueue("test.add", "1", payload)


async def test_nothing_is_enqueued_before_launch() -> None:
    """Without the engine an attempt to enqueue says what is missing."""
    with pytest.raises(Unavailable, match=r"jobs\.launch"):
        await jobs.enqueue("test.add", "1", {"n": 1})
    with pytest.raises(Unavailable):
        jobs.engine()


def test_two_jobs_of_one_name_are_refused() -> None:
    """Two functions cannot share a name; the same function again (a reload) can."""

    async def other(payload: Payload) -> Payload:
        return payload

    with pytest.raises(Conflict, match=r"test\.add"):
        jobs.job("test.add")(other)

    assert jobs.job("test.add")(add) is add
    assert {"test.add", "jobs.forget_finished"} <= jobs.registered()


@pytest.mark.parametrize("name", ["", "Test", "test add", "test..add", "тест"])
def test_odd_names_are_refused(name: str) -> None:
    """Names are lower-case words with dots: they appear in keys, logs and metrics."""
    with pytest.raises(InvalidInput, match="cannot be called"):
        jobs.job(name)(add)


def test_wrong_cron_line_is_refused() -> None:
    """A cron line with too few fields is refused where it is written."""
    with pytest.raises(InvalidInput, match="cron"):
        jobs.schedule("test-wrong", "5 minutes", "test.add")


def test_sqlite_has_no_separate_worker(sqlite_url: str, tmp_path: Path) -> None:
    """On SQLite a process that only enqueues is refused, with what to do."""
    with pytest.raises(BadSettings, match="PostgreSQL"):
        jobs.launch(load_settings(data_dir=tmp_path, database_url=sqlite_url), worker=False)


async def test_launching_twice_is_refused(worker: Settings) -> None:
    """One process has one engine."""
    with pytest.raises(Conflict, match="runs already"):
        jobs.launch(worker)


def test_second_worker_of_the_same_name_is_refused(worker: Settings) -> None:
    """Two living workers of one name would do each other's work twice: the second is told so."""
    with pytest.raises(Conflict, match="another"):
        worker_lock.hold(worker.dbos_url, worker.worker_name)


def test_workers_of_other_names_live_together(postgres_url: str, tmp_path: Path) -> None:
    """On PostgreSQL workers of different names run side by side, and a name is free again after its worker stops."""
    url = load_settings(data_dir=tmp_path, database_url=postgres_url).dbos_url
    with worker_lock.hold(url, "one"), worker_lock.hold(url, "two"):
        pass
    with worker_lock.hold(url, "one"):
        pass


async def test_process_that_only_enqueues(postgres_url: str, tmp_path: Path) -> None:
    """An API process without a worker stores work, and a worker that starts later does it."""
    _RUNS.clear()
    settings = load_settings(data_dir=tmp_path, database_url=postgres_url)
    await asyncio.to_thread(jobs.launch, settings, worker=False)
    await jobs.enqueue("test.add", "1", {"n": 1})
    await asyncio.sleep(0.5)

    assert await jobs.state("test.add", "1") == "waiting"
    assert _RUNS == []

    await asyncio.to_thread(jobs.shutdown)
    await asyncio.to_thread(jobs.launch, settings)
    assert (await jobs.result("test.add", "1"))["n"] == 2
    await asyncio.to_thread(jobs.shutdown)


async def test_launch_that_fails_leaves_nothing_behind(tmp_path: Path, sqlite_url: str) -> None:
    """After a launch that failed, the next one works."""
    unreachable = load_settings(database_url="postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    with pytest.raises(Unavailable, match="TACT_DATABASE_URL"):
        await asyncio.to_thread(jobs.launch, unreachable)
    await asyncio.to_thread(jobs.launch, load_settings(data_dir=tmp_path, database_url=sqlite_url))
    await jobs.enqueue("test.add", "1", {"n": 1})

    assert (await jobs.result("test.add", "1"))["n"] == 2

    await asyncio.to_thread(jobs.shutdown)


async def test_odd_texts_survive(worker: Settings) -> None:
    """Half a surrogate pair or NUL in a payload, as from a broken file name, comes back as it went in."""
    await jobs.enqueue("test.echo", "1", {"name": "отчёт\ud83d\x00.csv"})

    assert await jobs.result("test.echo", "1") == {"name": "отчёт\ud83d\x00.csv"}
