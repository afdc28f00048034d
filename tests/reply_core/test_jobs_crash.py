"""Work outlives its process: a worker killed in the middle, and one killed between storing and enqueuing."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlmodel import select

from reply_core import jobs
from reply_core.database import make_engine, session_factory
from reply_core.settings import load_settings
from reply_core.tables import MessageRecord

pytestmark = pytest.mark.anyio

_ROOT = Path(__file__).parents[2]
_JOB = """
import asyncio, os, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from reply_core import conversations, jobs
from reply_core.clock import SystemClock
from reply_core.database import make_engine, session_factory
from reply_core.inbound import InboundMessage
from reply_core.settings import load_settings

folder, url = Path(sys.argv[1]), sys.argv[2]
settings = load_settings(data_dir=folder, database_url=url, worker_name=sys.argv[4])

@jobs.job("crash.write")
async def write(payload):
    with (folder / "diary").open("a") as diary:
        diary.write("begin\\n")
    await asyncio.sleep(float(sys.argv[3]))
    with (folder / "diary").open("a") as diary:
        diary.write("end\\n")
    return {"written": True}
"""
_WORK = """
async def main():
    await jobs.enqueue("crash.write", "1", {})
    print(await jobs.result("crash.write", "1"))

jobs.launch(settings)
asyncio.run(main())
jobs.shutdown()
"""
_STORE_AND_DIE = """
async def main():
    engine = make_engine(url)
    now = datetime.now(UTC)
    async with session_factory(engine).begin() as session:
        reply = InboundMessage(source="test", external_id="1", conversation_id="c", at=now, channel="chat",
            direction="out", author_kind="operator", author_id="igor", text="Заказ приедет завтра до 14:00.")
        stored = await conversations.receive(session, reply, clock=SystemClock())
    assert stored.reply_stored
    os.kill(os.getpid(), signal.SIGKILL)

jobs.launch(settings)
asyncio.run(main())
"""


def _start(script: str, folder: Path, url: str, seconds: float, name: str = "one") -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", _JOB + script, str(folder), url, str(seconds), name]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    return subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _wait_for(path: Path, text: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not (path.is_file() and text in path.read_text()):
        assert time.monotonic() < end, f"{path.name} does not say {text!r}"
        time.sleep(0.02)


def test_killed_worker_finishes_after_its_restart(database_url: str, tmp_path: Path) -> None:
    """A worker killed with -9 in the middle of a job does the job again when it is started again, and ends quietly."""
    diary = tmp_path / "diary"
    with _start(_WORK, tmp_path, database_url, 60) as first:
        _wait_for(diary, "begin")
        first.send_signal(signal.SIGKILL)
    with _start(_WORK, tmp_path, database_url, 0) as second:
        output, errors = second.communicate(timeout=60)

    assert diary.read_text().split() == ["begin", "begin", "end"]
    assert output.strip() == "{'written': True}"
    assert errors == ""
    assert second.returncode == 0


def test_killed_workers_job_goes_to_another(database_url: str, tmp_path: Path) -> None:
    """When a worker never comes back, a worker of another name finishes what it was doing."""
    diary = tmp_path / "diary"
    with _start(_WORK, tmp_path, database_url, 60, "one") as first:
        _wait_for(diary, "begin")
        first.send_signal(signal.SIGKILL)
    with _start(_WORK, tmp_path, database_url, 0, "two") as second:
        output, errors = second.communicate(timeout=60)

    assert diary.read_text().split() == ["begin", "begin", "end"]
    assert (output.strip(), errors, second.returncode) == ("{'written': True}", "", 0)


def test_living_workers_job_is_left_alone(postgres_url: str, tmp_path: Path) -> None:
    """A second worker takes nothing from one that lives."""
    diary = tmp_path / "diary"
    with _start(_WORK, tmp_path, postgres_url, 4, "one") as first:
        _wait_for(diary, "begin")
        with _start(_WORK, tmp_path, postgres_url, 0, "two") as second:
            output, errors = second.communicate(timeout=60)
        first.communicate(timeout=60)

    assert diary.read_text().split() == ["begin", "end"]
    assert (output.strip(), errors, second.returncode) == ("{'written': True}", "", 0)


async def test_message_stored_without_its_job_is_swept_up(database_url: str, tmp_path: Path) -> None:
    """A process killed between storing a reply and enqueuing its score leaves the reply for the next sweep."""
    with _start(_STORE_AND_DIE, tmp_path, database_url, 0) as process:
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (-signal.SIGKILL, "")

    done: list[str] = []

    @jobs.job("crash.score")
    async def score(payload: dict[str, str]) -> dict[str, str]:
        done.append(payload["message_id"])
        return {}

    @jobs.job("crash.sweep")
    async def sweep(payload: dict[str, str]) -> dict[str, int]:
        from reply_core.conversations import unscored_turns

        async with jobs.sessions(read_only=True)() as session:
            turns = await unscored_turns(session, "standard-1", "rules", 100)
        for turn in turns:
            await jobs.enqueue("crash.score", turn.turn_message_id, {"message_id": turn.turn_message_id})
        return {"found": len(turns)}

    await asyncio.to_thread(jobs.launch, load_settings(data_dir=tmp_path, database_url=database_url))
    await jobs.enqueue("crash.sweep", "start", {})
    swept = await jobs.result("crash.sweep", "start")
    engine = make_engine(database_url)
    async with session_factory(engine)() as session:
        (stored,) = (await session.exec(select(MessageRecord.id))).all()
    await engine.dispose()
    await jobs.result("crash.score", stored)
    await asyncio.to_thread(jobs.shutdown)

    assert swept == {"found": 1}
    assert done == [stored]
