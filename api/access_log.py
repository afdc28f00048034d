"""One line per request: method, route, status, milliseconds, role. No query, no body, no header: they are people's."""

import logging
import time

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger("tact.api.access")


class AccessLog(ASGIMiddleware):
    """Writes the line when the response has ended."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on and note its status."""
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await next_app(scope, receive, noting)
        finally:
            route = scope.get("path_template") or "-"
            role = getattr(scope.get("user"), "role", "-")
            milliseconds = (time.perf_counter() - began) * 1000
            _log.info("%s %s %s %.0f ms %s", scope.get("method", "-"), route, status or "-", milliseconds, role)
