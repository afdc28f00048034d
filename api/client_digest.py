"""The client's calls for the weekly digest."""

from collections.abc import Mapping
from typing import Any

from api.transport import Transport, path_part
from api.views.digest import DigestView, TargetIn, TargetList, TargetView, TrialView


class DigestCalls:
    """Preview and targets of the weekly digest."""

    _wire: Transport

    def digest(self, *, team: str = "", language: str = "") -> DigestView:
        """The last full week in words and shapes."""
        return self._wire.call("GET", "/v1/digest", DigestView, query={"team": team, "spoken": language})

    def digest_targets(self) -> TargetList:
        """Where digests go."""
        return self._wire.call("GET", "/v1/digest/targets", TargetList)

    def add_digest_target(self, target: TargetIn | Mapping[str, Any]) -> TargetView:
        """Send digests there from the next one on."""
        return self._wire.call("POST", "/v1/digest/targets", TargetView, body=target)

    def remove_digest_target(self, target_id: str) -> None:
        """Send no more there."""
        self._wire.ask("DELETE", f"/v1/digest/targets/{path_part(target_id)}")

    def test_digest_target(self, target_id: str) -> TrialView:
        """Send one now, as a test."""
        return self._wire.call("POST", f"/v1/digest/targets/{path_part(target_id)}/test", TrialView)
