"""One line of the comparison: who, on what, how well, how long, how many tokens."""

import json
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.metrics import Metric

PEER = Path(__file__).with_name("peer.py")
TIME_LIMIT = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A contestant's result in one task."""

    task: str
    who: str
    version: str
    n: int
    metrics: Mapping[str, Metric]
    seconds_per_reply: float | None = None
    tokens_per_reply: float | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain values, as printed."""
        return {
            "task": self.task,
            "who": self.who,
            "version": self.version,
            "n": self.n,
            "metrics": {key: metric.as_json() for key, metric in self.metrics.items()},
            "seconds_per_reply": self.seconds_per_reply,
            "tokens_per_reply": self.tokens_per_reply,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """What could not be compared here, and why."""

    task: str
    who: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A value for each text, and the time they took without loading."""

    values: list[Any]
    seconds: float
    version: str


Ask = Callable[[Sequence[str]], Answers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """Somebody who gives a value for each text."""

    name: str
    ask: Ask
    flag_from: float = 0.5
    """A value of at least this is a flag."""
    note: str = ""


class PeerFailed(Exception):
    """A peer could not be run here; the message is its last word."""


@dataclass(frozen=True, slots=True)
class Peers:
    """The peers of the environment of their own.

    Args:
        python: the interpreter of that environment.
        run: how a request is put; tests put another in its place.
    """

    python: Path
    run: Callable[[Path, Mapping[str, Any]], dict[str, Any]] = field(default=lambda python, ask: _run(python, ask))

    def ask(self, peer: str, options: Mapping[str, Any] | None = None) -> Ask:
        """A function from texts to the peer's answers. Raises PeerFailed when called."""

        def put(texts: Sequence[str]) -> Answers:
            said = self.run(self.python, {"peer": peer, "texts": list(texts), "options": dict(options or {})})
            return Answers(values=said["values"], seconds=float(said["seconds"]), version=str(said["version"]))

        return put


def ours(score: Callable[[str], Any], version: str) -> Ask:
    """Tact's own function of one text, timed; what is loaded on first use is loaded before."""

    def put(texts: Sequence[str]) -> Answers:
        for text in texts[:2]:
            score(text)
        begin = time.perf_counter()
        values = [score(text) for text in texts]
        return Answers(values=values, seconds=time.perf_counter() - begin, version=version)

    return put


def _run(python: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    if not python.is_file():
        raise PeerFailed("the environment of the comparison is not there: make compare builds it")
    try:
        done = subprocess.run(
            [str(python), str(PEER)],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PeerFailed(f"no answer within {TIME_LIMIT} s") from None
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.strip()]
        raise PeerFailed(last[-1][:200] if last else f"ended with {done.returncode}")
    said = done.stdout.strip().splitlines()
    found = json.loads(said[-1]) if said and said[-1].startswith("{") else None
    if not isinstance(found, dict):
        raise PeerFailed("ended without an answer")
    return found
