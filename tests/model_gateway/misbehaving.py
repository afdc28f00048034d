"""A model server that misbehaves as told, over real HTTP on this machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Act = Callable[["Call"], Awaitable[None]]


@dataclass
class Call:
    """One request and the way back to whoever sent it."""

    body: dict[str, Any]
    writer: asyncio.StreamWriter

    @property
    def streams(self) -> bool:
        """Whether pieces were asked for."""
        return bool(self.body.get("stream"))

    async def send(self, data: str | bytes) -> None:
        self.writer.write(data.encode() if isinstance(data, str) else data)
        await self.writer.drain()

    async def head(self, status: int, kind: str = "application/json", **headers: str) -> None:
        """Status line and headers; the body ends when the connection does."""
        lines = [f"HTTP/1.1 {status} X", f"content-type: {kind}", "connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send("\r\n".join(lines) + "\r\n\r\n")

    async def piece(self, text: str, finish: str | None = None) -> None:
        """One chunk of a stream."""
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
        await self.send(f"data: {json.dumps(chunk)}\n\n")

    async def tell(self, text: str, size: int = 40) -> None:
        """A whole well-formed answer, streamed when that was asked for."""
        if not self.streams:
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
            await self.head(200)
            await self.send(json.dumps({"id": "1", "object": "x", "created": 0, "model": "m", "choices": [choice]}))
            return
        await self.head(200, "text/event-stream")
        for start in range(0, len(text), size):
            await self.piece(text[start : start + size])
        await self.piece("", "stop")
        await self.send("data: [DONE]\n\n")


@dataclass
class Server:
    """What it does with each call in turn; the last act goes on for ever."""

    acts: Sequence[Act]
    url: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(head.split("content-length:")[1].split("\r\n")[0])
            body = json.loads(await reader.readexactly(length))
            self.calls.append(body)
            await self.acts[min(len(self.calls), len(self.acts)) - 1](Call(body, writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the caller has gone: that is what some of these tests are about
        finally:
            writer.close()


@asynccontextmanager
async def misbehaving(*acts: Act) -> AsyncIterator[Server]:
    """A server for the time of the block."""
    server = Server(acts)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listening.close()


def says(text: str) -> Act:
    """A good answer over the wire, whatever its text."""

    async def act(call: Call) -> None:
        await call.tell(text)

    return act


def refuses(status: int, **headers: str) -> Act:
    """A refusal with a body that holds what no log should: the request's own words."""

    async def act(call: Call) -> None:
        await call.head(status, **headers)
        await call.send(json.dumps({"error": {"message": f"refused: {call.body['messages'][-1]['content']}"}}))

    return act


async def keeps_silent(call: Call) -> None:
    """Takes the request and never answers."""
    del call
    await asyncio.sleep(30)


async def stalls(call: Call) -> None:
    """Begins well and stops in the middle, the connection open."""
    await call.head(200, "text/event-stream" if call.streams else "application/json")
    if call.streams:
        await call.piece('{"sentences": [{"ask": 1, ')
    await asyncio.sleep(30)


async def hangs_up(call: Call) -> None:
    """Closes the connection without a word."""
    call.writer.close()


async def sends_a_page(call: Call) -> None:
    """Some proxy's page, with status 200."""
    await call.head(200, "text/html")
    await call.send("<html><body>Please sign in</body></html>")


def breaks_off(text: str) -> Act:
    """Streams so much and cuts the connection; unstreamed, half of a body."""

    async def act(call: Call) -> None:
        if not call.streams:
            await call.send(
                f"HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{text[:20]}"
            )
            return
        await call.head(200, "text/event-stream")
        await call.piece(text)

    return act


async def never_stops(call: Call) -> None:
    """Writes for ever; unstreamed, a body without an end."""
    await call.head(200, "text/event-stream" if call.streams else "application/json")
    while True:
        if call.streams:
            await call.piece("да " * 200)
        else:
            await call.send(" " * 4096)
            await asyncio.sleep(0.01)
