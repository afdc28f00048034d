"""The comparison: everybody gets the same texts, what cannot run is said, tokens are counted at one door."""

import json
import threading
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from evals.compare import peer as peer_script
from evals.compare.counting import counted
from evals.compare.judges import Endpoint, agreement, judges, rows_of
from evals.compare.lines import Absent, Contestant, Line, PeerFailed, Peers, ours
from evals.compare.run import main, table
from evals.compare.tasks import TASKS, Field, run_task
from evals.metrics import mean
from evals.runner import SetMissing
from model_gateway.gateway import ModelGateway
from model_gateway.scripted import ScriptedGateway
from qa_scoring.rubric import JUDGED
from tests.evals.made_sets import write_sets

NO_PYTHON = Path("no-such-environment/bin/python")


def a_field(root: Path, run: Any = None) -> Field:
    """The tasks' surroundings, with peers that are played."""
    peers = Peers(NO_PYTHON, run) if run else Peers(NO_PYTHON)
    return Field(root=root, peers=peers, embedder=None, version="0", sample=4)


def plays(_: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """A peer that flags whatever holds the word for a fool, and finds no personal data."""
    flags: list[Any] = [float("дурак" in text) for text in request["texts"]]
    if request["peer"] == "Presidio":
        flags = [[["PERSON", 0, 2]] for _ in request["texts"]]
    return {"version": "9", "values": flags, "seconds": 0.5}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every set."""
    return write_sets(tmp_path_factory.mktemp("sets"))


@pytest.mark.parametrize("name", list(TASKS))
def test_every_task_measures_tact_and_its_peers(name: str, root: Path) -> None:
    """One line each, over the same number of texts, with a figure, its interval and the time."""
    lines = [line for line in run_task(name, a_field(root, plays)) if isinstance(line, Line)]

    assert lines[0].who == "Tact, rules"
    assert len(lines) >= 2
    assert len({line.n for line in lines}) == 1
    assert all(set(line.metrics) == set(lines[0].metrics) for line in lines)
    for line in lines[1:]:
        assert line.version == "9"
        assert line.seconds_per_reply == pytest.approx(0.5 / line.n)
    json.dumps([line.as_json() for line in lines], allow_nan=False)


def test_without_the_environment_the_peers_are_absent(root: Path) -> None:
    """Tact is measured all the same; each peer is listed with why it was not."""
    lines = list(run_task("swearing", a_field(root)))

    assert [type(line) for line in lines] == [Line, Absent, Absent, Absent]
    assert all("make compare" in line.why for line in lines if isinstance(line, Absent))


def test_a_missing_set_is_one_line(tmp_path: Path) -> None:
    """The task is listed with how to get its set."""
    (line,) = run_task("politeness", a_field(tmp_path, plays))

    assert isinstance(line, Absent)
    assert "TyDiP" in line.why


def test_flags_begin_where_each_contestant_says(root: Path) -> None:
    """Pairs are ranked by value, recall by the contestant's own threshold."""
    lines = {line.who: line for line in run_task("swearing", a_field(root, plays)) if isinstance(line, Line)}
    played = lines["detected-profanity"].metrics

    assert played["pair accuracy"].value == 0.75
    assert played["recall"].value == 0.5
    assert played["flagged real replies"].value == 0
    assert lines["Tact, rules"].metrics["flagged real replies"].value == 0


def test_rows_are_drawn_the_same_way_every_time(root: Path) -> None:
    """At most the sample, in order, with a fixed seed."""
    field = a_field(root)
    rows = [{"id": number} for number in range(50)]
    drawn = field.drawn(rows)

    assert len(drawn) == 4
    assert drawn == field.drawn(rows)
    assert [row["id"] for row in drawn] == sorted(row["id"] for row in drawn)
    assert field.drawn(rows[:3]) == rows[:3]


class _Model(BaseHTTPRequestHandler):
    """Answers every question with seven tokens, and says so."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        fine = self.path == "/v1/chat/completions"
        body = json.dumps({"usage": {"prompt_tokens": 5, "completion_tokens": 2}} if fine else {"error": "no"}).encode()
        self.send_response(200 if fine else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The address of a made-up endpoint on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Model)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def ask(address: str) -> int:
    """Post nothing to an address; the status."""
    request = urllib.request.Request(address, data=b"{}", headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_the_door_counts_what_goes_through(endpoint: str) -> None:
    """Calls and tokens of both directions; errors pass on as they are and count as calls."""
    with counted(endpoint) as counter:
        assert [ask(f"{counter.url}/chat/completions") for _ in range(2)] == [200, 200]
        assert ask(f"{counter.url}/nothing") == 404

    assert (counter.calls, counter.tokens_in, counter.tokens_out, counter.tokens) == (3, 10, 4, 14)


def test_an_endpoint_that_is_down_is_said() -> None:
    """The door answers 502 rather than hanging."""
    with counted("http://127.0.0.1:9/v1") as counter:
        assert ask(f"{counter.url}/chat/completions") == 502


def test_agreement_leaves_the_undecided_out() -> None:
    """Right among the decided, and the share decided, over verdicts people expect to be met or not."""
    rows = [
        {"id": "a", "expectation": {"asks_covered": {"verdict": "pass"}, "empathy": {"verdict": "fail"}}},
        {"id": "b", "expectation": {"asks_covered": {"verdict": "partial"}, "next_step": {"verdict": "pass"}}},
    ]
    said: list[dict[str, float | None]] = [
        {"asks_covered": 0.9, "empathy": 0.8},
        {"asks_covered": 0.0, "next_step": None},
    ]
    found = agreement(rows, said)

    assert found["decided"].value == pytest.approx(2 / 3)
    assert found["right of decided"].value == 0.5


class _Scripted(Endpoint):
    """An endpoint whose model is a script."""

    def gateway(self, url: str) -> ModelGateway:
        return ScriptedGateway([json.dumps({"asks": [], "criteria": [], "influence_attempt": False})] * 20)


def test_judges_that_cannot_run_are_said(root: Path) -> None:
    """Tact's judge has its line; the peers without an environment have theirs."""
    field = a_field(root)
    ours_, alone, geval, ragas = judges(field, _Scripted(base_url="http://127.0.0.1:9/v1", model="m"), 2)

    assert isinstance(ours_, Line)
    assert isinstance(alone, Line)
    assert alone.metrics["decided"].value == 0
    assert ours_.n == 2
    assert f"of {2 * len(JUDGED)} verdicts left to the model" in ours_.note
    assert [type(line) for line in (geval, ragas)] == [Absent, Absent]
    assert [row["lang"] for row in rows_of(field, 2)] == ["en", "ru"]


def test_the_table_holds_lines_and_absences() -> None:
    """Markdown with quality, time, tokens and what could not be compared."""
    line = Line(
        task="t", who="Tact", version="1", n=3, metrics={"AUC": mean([1, 1, 1], ["a", "b", "c"])},
        seconds_per_reply=0.0015, tokens_per_reply=812.4, note="x",
    )  # fmt: skip
    made = table(
        [line, replace(line, tokens_per_reply=None), Absent(task="t", who="P", why="no wheel")],
        datetime(2026, 1, 2, tzinfo=UTC),
    )

    assert "Made 2026-01-02" in made
    assert "| t | Tact 1 | 3 | AUC 1.000 [1.000, 1.000] | 1.5 | 812 | x |" in made
    assert "- P (t): no wheel" in made


def test_time_is_taken_without_loading() -> None:
    """What is loaded on first use is loaded before the clock starts; each text has its value."""
    seen: list[str] = []

    def score(text: str) -> float:
        seen.append(text)
        return float(len(text))

    said = ours(score, "1")(["a", "bb", "ccc"])

    assert said.values == [1, 2, 3]
    assert seen == ["a", "bb", "a", "bb", "ccc"]
    assert said.seconds >= 0
    assert Contestant(name="x", ask=ours(score, "1")).flag_from == 0.5


@pytest.mark.parametrize("script", ["import sys; sys.exit(3)", "raise SystemExit('no model here')", "print('[]')"])
def test_a_peer_that_breaks_says_its_last_word(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer in another interpreter may end badly: that is a reason, never a crash of the run."""
    import sys

    from evals.compare import lines

    broken = tmp_path / "peer.py"
    broken.write_text(script, "utf-8")
    monkeypatch.setattr(lines, "PEER", broken)

    with pytest.raises(PeerFailed, match=r"ended with 3|no model here|without an answer"):
        Peers(Path(sys.executable)).ask("check-swear")(["a"])


def test_peers_are_named_with_their_distribution() -> None:
    """Every peer that a task asks for is known to the script, and pinned in the lock."""
    lock = (Path(__file__).parents[2] / "locks" / "compare.txt").read_text("utf-8").lower()
    asked: set[str] = set()

    def notes(_: Path, request: Mapping[str, Any]) -> dict[str, Any]:
        asked.add(request["peer"])
        raise PeerFailed("only asked")

    assert all(f"\n{name.lower()}==" in f"\n{lock}" for name, _ in peer_script.PEERS.values())
    assert "--hash=sha256:" in lock
    assert "://" not in lock


def test_the_command_refuses_without_data(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It says which setting is missing."""
    monkeypatch.delenv("TACT_EVAL_DATA", raising=False)

    assert main(["--python", str(NO_PYTHON)]) == 2
    assert "TACT_EVAL_DATA" in capsys.readouterr().err


def test_the_command_prints_a_line_for_each(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON lines on the screen, Markdown in the file; no model is a line that says so."""
    for name in ("OPENAI_BASE_URL", "TACT_OPENAI_BASE_URL", "TACT_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TACT_EVAL_DATA", str(root))
    made = tmp_path / "compare.md"

    assert main(["--python", str(NO_PYTHON), "--rules", "--only", "disguised", "judge", "--markdown", str(made)]) == 0
    printed: Sequence[Any] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert printed[0]["who"] == "Tact, rules"
    assert "set OPENAI_BASE_URL" in printed[-1]["not comparable here"]
    assert "disguised swearing, ru" in made.read_text("utf-8")


def test_sets_are_read_through_the_field(tmp_path: Path) -> None:
    """A set that is not there raises what the runner raises."""
    with pytest.raises(SetMissing):
        a_field(tmp_path).setting("tydip").rows()
