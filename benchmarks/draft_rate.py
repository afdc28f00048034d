"""What streaming a draft adds to the model's own first token, over real HTTP, beside a bare reader in the same run.

    python -m benchmarks.draft_rate [--times 60] [--json]

A scripted model server in a process of its own streams a JSON answer and notes when it sent the first characters of the
first sentence and when that sentence was whole. Three readers take turns: a bare HTTP client of that server, drafting
in this process (`propose_stream`), and the API's event stream over HTTP (`/draft/stream?pieces=true`). Each figure is
milliseconds between the server's sending and the reader's having it; what Tact adds is the difference to the bare
reader. "Sentence" is from the sentence's last character to its verified event, sources resolved.
"""

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn

from api.app import create_app
from api.services import Services
from api.shop import ShopState
from drafting.desk import DraftingDesk
from drafting.golden import NOW, SHIPPED, GoldenCase, read_golden
from drafting.propose import propose_stream
from integrations.files import read_exports
from knowledge_base.search import KnowledgeIndex
from model_gateway.openai_gateway import OpenAIGateway
from reply_core import conversations
from reply_core.clock import FixedClock
from reply_core.database import make_engine, session_factory, upgrade
from reply_core.directory import BrandInfo, OperatorInfo, save_brands, save_operators
from reply_core.inbound import InboundMessage
from reply_core.keys import create_key
from reply_core.settings import load_settings
from reply_core.types import Payload
from tone_of_voice.profile import default_profile

FIRST = "Вернуть товар можно в течение 14 дней после получения, если он не использовался и сохранились бирки."
SECOND = "Обратную доставку оплачивает магазин."
CASE = GoldenCase(id="a-1", text="Можно вернуть товар? И кто платит за обратную доставку?")
_SHOP = read_golden(SHIPPED["ru"])
_PIECE, _PAUSE = 8, 0.004
"""Characters a chunk, seconds between chunks: about 60 tokens a second."""


def answer() -> tuple[str, int, int]:
    """The scripted JSON, where its first sentence's text begins, and where that sentence's object ends."""
    items = [{"ask": 1, "cites": [1], "text": FIRST}, {"ask": 2, "cites": [1], "text": SECOND}]
    said = json.dumps({"sentences": items, "unanswered": []}, ensure_ascii=False)
    return said, said.index(FIRST), said.index("}") + 1


def serve_model(tell: Connection) -> None:
    """The model: streams the answer to every request, and tells when it sent what."""
    said, begins, ends = answer()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        marks: dict[str, float] = {}
        for start in range(0, len(said), _PIECE):
            end = start + _PIECE
            writer.write(_chunk(said[start:end], None))
            if "first" not in marks and end > begins:
                marks["first"] = time.monotonic()
            if "sentence" not in marks and end >= ends:
                marks["sentence"] = time.monotonic()
            await writer.drain()
            await asyncio.sleep(_PAUSE)
        writer.write(_chunk("", "stop") + b"data: [DONE]\n\n")
        await writer.drain()
        tell.send(marks)
        writer.close()

    async def forever() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        tell.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


def _chunk(text: str, finish: str | None) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    body = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


def bare(url: str) -> dict[str, float]:
    """When a reader that does nothing else has the first characters, and the whole first sentence."""
    _, begins, ends = answer()
    read, marks = 0, dict[str, float]()
    with httpx.stream("POST", f"{url}/chat/completions", json={"stream": True}, timeout=30) as response:
        for line in response.iter_lines():
            if line.startswith("data: {"):
                read += len(json.loads(line[6:])["choices"][0]["delta"]["content"])
                if read > begins:
                    marks.setdefault("first", time.monotonic())
                if read >= ends:
                    marks.setdefault("sentence", time.monotonic())
    return marks


async def drafted(desk: DraftingDesk) -> dict[str, float]:
    """The same through drafting alone."""
    marks: dict[str, float] = {}
    inquiry = CASE.inquiry()
    if inquiry is None:
        raise SystemExit("the case waits for no answer")
    async for event in propose_stream(inquiry, desk, now=NOW, pieces=True):
        name = {"piece": "first", "text": "sentence"}.get(event.kind)
        if name:
            marks.setdefault(name, time.monotonic())
    return marks


def over_http(url: str) -> dict[str, float]:
    """The same through the API's event stream."""
    marks: dict[str, float] = {}
    headers = {"Authorization": "Bearer key-anna"}
    path = f"{url}/v1/conversations/{CASE.id}/draft/stream?pieces=true"
    with httpx.stream("GET", path, headers=headers, timeout=30) as response:
        response.raise_for_status()
        for line in response.iter_lines():
            name = {"event: piece": "first", "event: sentence": "sentence"}.get(line)
            if name:
                marks.setdefault(name, time.monotonic())
    return marks


@contextlib.contextmanager
def api_of(gateway: OpenAIGateway, folder: Path) -> Iterator[str]:
    """The API over HTTP, in a thread, with one waiting conversation."""
    settings = load_settings(data_dir=folder)
    services = asyncio.run(_services(gateway, settings.database_url, folder))
    config = uvicorn.Config(create_app(services), host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


async def _services(gateway: OpenAIGateway, url: str, folder: Path) -> Services:
    await upgrade(url)
    sessions = session_factory(make_engine(url, pooled=False))
    clock = FixedClock(datetime(2026, 11, 13, 12, tzinfo=UTC))
    message = InboundMessage(
        source="bench", external_id="1", conversation_id=CASE.id, at=NOW, channel="email", direction="in",
        author_kind="customer", text=CASE.text,
    )  # fmt: skip
    async with sessions.begin() as session:
        await save_brands(session, [BrandInfo(id="demo", name="demo")])
        await save_operators(session, [OperatorInfo(id="anna", name="anna")])
        await create_key(session, name="anna", role="operator", operator_id="anna", key="key-anna")
        await conversations.receive(session, message, clock=clock)

    async def enqueue(name: str, key: str, payload: Payload) -> None:
        del name, key, payload

    shop = ShopState(brand="demo", index=KnowledgeIndex.build(_SHOP.articles), gateway=gateway)
    return Services(
        sessions=sessions, clock=clock, settings=load_settings(data_dir=folder), shop=shop, enqueue=enqueue,
        read_exports=read_exports,
    )  # fmt: skip


def measure(times: int) -> dict[str, Any]:
    """All three readers in turn, so that a busy moment falls on each of them."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    model = multiprocessing.get_context("spawn").Process(target=serve_model, args=(theirs,), daemon=True)
    model.start()
    url = f"http://127.0.0.1:{ours.recv()}/v1"
    found: dict[str, list[dict[str, float]]] = {"bare": [], "drafting": [], "api": []}
    try:
        with tempfile.TemporaryDirectory() as folder:
            index = KnowledgeIndex.build(_SHOP.articles)
            gateway = OpenAIGateway("m", base_url=url)
            with asyncio.Runner() as runner, api_of(OpenAIGateway("m", base_url=url), Path(folder)) as api:
                desk = DraftingDesk(index=index, profile=default_profile("ru"), gateway=gateway, language="ru")
                for number in range(times + 3):
                    for name in found:
                        got = (
                            bare(url) if name == "bare"
                            else over_http(api) if name == "api"
                            else runner.run(drafted(desk))
                        )  # fmt: skip
                        sent = ours.recv()
                        if number >= 3:  # the first rounds read tables and word lists
                            found[name].append({key: 1000 * (got[key] - sent[key]) for key in sent})
                runner.run(gateway.close())
    finally:
        model.terminate()
    return _figures(found, times)


def _figures(found: dict[str, list[dict[str, float]]], times: int) -> dict[str, Any]:
    told: dict[str, Any] = {"n": times}
    for key in ("first", "sentence"):
        base = np.asarray([one[key] for one in found["bare"]])
        for name, rows in found.items():
            values = np.asarray([one[key] for one in rows])
            told[f"{name}_{key}_ms"] = {"p50": _at(values, 50), "p95": _at(values, 95)}
            if name != "bare":
                told[f"{name}_{key}_added_ms"] = {
                    "p50": round(_at(values, 50) - _at(base, 50), 2), "p95": round(_at(values, 95) - _at(base, 50), 2),
                }  # fmt: skip
    return told


def _at(values: Any, percentile: int) -> float:
    return round(float(np.percentile(values, percentile)), 2)


def main() -> None:
    """Measure and print; the added p95 is the reader's own p95 less the bare reader's median (the harder figure)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    told = measure(given.times)
    if given.json:
        print(json.dumps(told))
        return
    print(f"n = {told.pop('n')} streams each, milliseconds")
    for name, figure in told.items():
        print(f"{name:26s} p50 {figure['p50']:8.2f}   p95 {figure['p95']:8.2f}")


if __name__ == "__main__":
    main()
