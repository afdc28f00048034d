"""Whatever is sent, the answer is an answer or a problem document; never a failure of ours."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from drafting.propose import DraftEvent
from tests.api.conftest import Desk
from tests.api.test_conversations import QUESTION, ask
from tests.api.test_doors import routes
from tests.api.test_scores import MESSAGES, PASSAGES

_TEXT = st.text(alphabet=st.characters(), max_size=20) | st.sampled_from(
    ["", "\x00", "💥", "а" * 600, "1e999", "../.."]
)
_LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT
_JSON = st.recursive(
    _LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=12
)
_GOOD: dict[str, dict[str, Any]] = {
    "/v1/conversations/a-1/messages": QUESTION,
    "/v1/score": {
        "messages": MESSAGES, "passages": PASSAGES, "standard": {"version": "1"}, "calendar": {"time_zone": "UTC"},
        "profile": {"version": "1", "language": "ru"},
    },
    "/v1/score/pair": {"question": "Где?", "reply": "Там", "channel": "chat", "order": {"number": "1"}},
    "/v1/draft": {"text": "Где заказ?", "order": "в пути", "articles": [{"text": "Заказ в пути три дня."}]},
    "/v1/knowledge/articles": {"text": "Не принимаем.", "question": "Принимаете?", "audience": "public"},
    "/v1/rewrite": {"text": "Ждите!", "tool": "shorter", "channel": "chat"},
    "/v1/tone/check": {"text": "Ждите!", "channel": "chat", "language": "ru"},
    "/v1/coaching/sheet": {"scorecards": ["a"], "criterion": "timeframe", "format": "md"},
    "/v1/profile": {"data": {"version": "1", "language": "ru"}, "ban": ["a"], "allow": ["b"]},
    "/v1/standard/links": {"links": ["shop.example"]},
}  # fmt: skip
_LOOSE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _send(desk: Desk, path: str, body: Any) -> httpx.Response:
    method = "PUT" if path in {"/v1/profile", "/v1/standard/links"} else "POST"
    content = json.dumps(body).encode()
    headers = desk.headers("admin") | {"Content-Type": "application/json"}
    return desk.web.request(method, path, content=content, headers=headers)


def _sound(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


@_LOOSE
@given(path=st.sampled_from([*_GOOD, "/v1/drafts/none/check", "/v1/drafts/none/decision"]), body=_JSON)
def test_any_json_body_is_answered_or_refused(desk: Desk, path: str, body: Any) -> None:
    """Any JSON value as a body gives an answer below 500."""
    _sound(_send(desk, path, body))


@_LOOSE
@given(data=st.data(), path=st.sampled_from(sorted(_GOOD)))
def test_a_good_body_with_one_part_replaced_is_answered_or_refused(desk: Desk, data: st.DataObject, path: str) -> None:
    """Any value in the place of any part of a good body gives an answer below 500."""
    body = json.loads(json.dumps(_GOOD[path]))
    place: Any = body
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            place = inner
            continue
        place[key] = data.draw(_JSON)
        break

    _sound(_send(desk, path, body))


@_LOOSE
@given(query=st.dictionaries(st.sampled_from(["q", "limit", "days", "state", "criterion", "operator", "weeks"]), _TEXT))
def test_any_query_is_answered_or_refused(desk: Desk, query: dict[str, str]) -> None:
    """Any query to any list gives an answer below 500."""
    sendable = {key: value.encode("utf-8", "replace").decode() for key, value in query.items()}
    for method, path, _ in routes(desk.web.app):
        if method == "GET" and "{" not in path:
            _sound(desk.web.get(path, params=sendable, headers=desk.headers("admin")))


@_LOOSE
@given(
    name=st.sampled_from(["a.csv", "a.xlsx", "a.jsonl", "a.parquet", "a.md", "a", "../a.csv"]),
    content=st.binary(max_size=200) | st.sampled_from([b"question;answer\n1;2", "Диалог;Текст\n1;2".encode("cp1251")]),
    route=st.sampled_from(["/v1/knowledge/import", "/v1/dialogues/import"]),
)
def test_any_file_is_taken_or_refused(desk: Desk, name: str, content: bytes, route: str) -> None:
    """Any bytes under any name give an answer below 500."""
    _sound(desk.web.post(route, files={"files": (name, content)}, headers=desk.headers("admin")))


class _Server:
    """The application on a real socket, in a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = uvicorn.Config(create_app(desk.services), port=self.port, log_level="error", lifespan="on")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)

    def __enter__(self) -> str:
        self.thread.start()
        until(lambda: self.server.started)
        return f"http://127.0.0.1:{self.port}"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def until(happens: Any, seconds: float = 15.0) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_a_reader_who_hangs_up_stops_the_drafting_on_a_real_server(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a real connection events arrive as they are made, and hanging up ends the work behind them."""
    stopped = threading.Event()

    async def endless(*_: Any, **__: Any) -> AsyncIterator[DraftEvent]:
        try:
            while True:
                yield DraftEvent(kind="text", text="ещё")
                await asyncio.sleep(0.01)
        finally:
            stopped.set()

    monkeypatch.setattr("api.draft_making.propose_stream", endless)
    ask(desk)
    with _Server(desk) as address:
        path = f"{address}/v1/conversations/a-1/draft/stream"
        with httpx.stream("GET", path, headers=desk.headers("anna"), trust_env=False) as answer:
            lines = answer.iter_lines()
            first = [next(lines), next(lines)]
            assert answer.headers["content-type"].startswith("text/event-stream")

        assert stopped.wait(10)
    assert first == ["event: text", 'data: "ещё"']
    assert desk.as_("anna").conversation("a-1").drafts == ()
