"""The part of the client that reads, tries and switches on the standard, and has history scored anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from api import views as v
from api.transport import Transport


class StandardCalls:
    """Calls about the standard; part of `api.client.TactClient`."""

    _wire: Transport

    def standard(self) -> v.StandardView:
        """The scoring standard in plain words and as data."""
        return self._wire.call("GET", "/v1/standard", v.StandardView)

    def save_links(self, links: Sequence[str]) -> v.StandardView:
        """The domains replies may link to."""
        return self._wire.call("PUT", "/v1/standard/links", v.StandardView, body={"links": list(links)})

    def try_standard(
        self, standard: Mapping[str, Any], *, sample: int = 150, operator: str = "", since: datetime | None = None
    ) -> v.MovesView:
        """What a draft of the standard would change on sent replies; nothing is stored."""
        body = {
            "standard": dict(standard), "sample": sample, "operator": operator,
            "since": since.isoformat() if since else None,
        }  # fmt: skip
        return self._wire.call("POST", "/v1/standards/try", v.MovesView, body=body)

    def save_standard(self, standard: Mapping[str, Any]) -> v.StandardView:
        """Switch a standard on: tables laid over the one in force."""
        return self._wire.call("PUT", "/v1/standard", v.StandardView, body={"standard": dict(standard)})

    def rescore(self, **wanted: str) -> v.RescoreView:
        """Have sent replies scored anew: standard, level, since, conversation_id, operator."""
        return self._wire.call("POST", "/v1/rescore", v.RescoreView, body=wanted)

    def rescored(self, began: datetime) -> v.MovesView:
        """What the work that began then has moved."""
        return self._wire.call("GET", "/v1/rescore", v.MovesView, query={"began": began.isoformat()})
