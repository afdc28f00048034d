"""A door in front of a model endpoint that counts tokens and calls: one scale for everybody who goes through it."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_TIME_LIMIT = 600


@dataclass(slots=True)
class Counter:
    """What went through the door since it was opened."""

    url: str = ""
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def tokens(self) -> int:
        """Tokens in both directions."""
        return self.tokens_in + self.tokens_out

    def add(self, body: bytes) -> None:
        """Count one answer; an answer without ``usage`` counts as a call only."""
        self.calls += 1
        try:
            usage = json.loads(body).get("usage") or {}
        except (ValueError, AttributeError):
            return
        self.tokens_in += int(usage.get("prompt_tokens") or 0)
        self.tokens_out += int(usage.get("completion_tokens") or 0)


@contextmanager
def counted(base_url: str) -> Iterator[Counter]:
    """A counting door to ``base_url`` (it ends in /v1), open for the length of the block, on this machine only."""
    counter = Counter()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, body = _forward(base_url, self.path, self.rfile.read(length), self.headers.get("Authorization"))
            counter.add(body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the base class's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    counter.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield counter
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _forward(base_url: str, path: str, body: bytes, authorization: str | None) -> tuple[int, bytes]:
    address = base_url.rstrip("/") + path.removeprefix("/v1")
    headers = {"Content-Type": "application/json", "Authorization": authorization or "Bearer none"}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, data=body, headers=headers), timeout=_TIME_LIMIT
        ) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError as error:
        return 502, json.dumps({"error": {"message": str(error)}}).encode()
