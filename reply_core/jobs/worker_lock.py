"""One living worker per name: two of one name would take each other's unfinished work for their own and do it twice.

The lock ends with the process, however it dies.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

import psycopg
from sqlalchemy import make_url

from reply_core.errors import Conflict

if os.name == "posix":
    import fcntl

_SPACE = 0x7AC7  # keeps our advisory locks apart from anybody else's


def hold(url: str, worker_name: str) -> ExitStack:
    """Take the lock of ``worker_name`` at the jobs' database; closing what is returned gives it back.

    Raises:
        Conflict: a living process has it.
    """
    parsed = make_url(url)
    taken = Conflict(
        f"another worker named {worker_name!r} is running",
        where="worker_name",
        mend="stop it, or give this one its own TACT_WORKER_NAME",
    )
    if parsed.get_backend_name() == "sqlite":
        return _hold_file(Path(f"{parsed.database}.lock"), taken)
    plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    return _hold_advisory(plain, crc32(worker_name.encode()) - 2**31, taken)


def _hold_file(path: Path, taken: Conflict) -> ExitStack:
    """On SQLite there is one worker whatever its name: the file is the lock."""
    held = ExitStack()
    file = held.enter_context(path.open("a"))
    if os.name != "posix":
        return held
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise Conflict(
            "another process is already working on this data folder",
            where=str(path.parent),
            mend="stop it, or use PostgreSQL to run several",
        ) from taken
    return held


def _hold_advisory(url: str, number: int, taken: Conflict) -> ExitStack:
    held = ExitStack()
    connection = held.enter_context(psycopg.connect(url, autocommit=True, application_name="tact-worker-lock"))
    row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (_SPACE, number)).fetchone()
    if row != (True,):
        held.close()
        raise taken
    return held
