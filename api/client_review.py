"""The part of the client for a lead's review: sampling plans, calibration rounds, the voice, spotlights."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.transport import Transport, path_part
from api.views import ProfileView, StandardView, ToneCheckView
from api.views.calibration import CalibrationDetail, CalibrationItem, CalibrationList, TrustList
from api.views.sampling import EndedView, PlanDraw, PlanList, PlanView
from api.views.shop import VersionList
from api.views.spotlights import SpotlightList, SpotlightPage, SpotlightView
from api.views.voice import VoiceCoverageView


class ReviewCalls:
    """Calls of a lead's review; part of `api.client.TactClient`."""

    _wire: Transport

    # sampling plans

    def sampling_plans(self) -> PlanList:
        """The plans in force with their progress."""
        return self._wire.call("GET", "/v1/reviews/plans", PlanList)

    def save_plan(
        self,
        name: str,
        *,
        each: int,
        per: Sequence[str] = ("operator",),
        period: str = "week",
        goals: Mapping[str, int] | None = None,
        **narrowed: Sequence[str],
    ) -> PlanView:
        """A new plan; ``operators``, ``channels`` and ``topics`` narrow it."""
        body = {
            "name": name, "each": each, "per": list(per), "period": period, "goals": dict(goals or {}),
            **{key: list(values) for key, values in narrowed.items()},
        }  # fmt: skip
        return self._wire.call("POST", "/v1/reviews/plans", PlanView, body=body)

    def end_plan(self, plan_id: str) -> EndedView:
        """Nothing is asked for by it any more."""
        return self._wire.call("DELETE", f"/v1/reviews/plans/{path_part(plan_id)}", EndedView)

    def draw_plan(self, plan_id: str, limit: int = 10) -> PlanDraw:
        """What to review next by a plan."""
        return self._wire.call("GET", f"/v1/reviews/plans/{path_part(plan_id)}/next", PlanDraw, query={"limit": limit})

    # calibration

    def calibrations(self) -> CalibrationList:
        """Calibration rounds, open ones first."""
        return self._wire.call("GET", "/v1/calibrations", CalibrationList)

    def open_calibration(self, name: str, **wanted: Any) -> CalibrationItem:
        """A new round: cards or sample, days, operator, channel, topic, criteria, reviewers."""
        return self._wire.call("POST", "/v1/calibrations", CalibrationItem, body={"name": name, **wanted})

    def add_to_calibration(self, round_id: str, cards: Sequence[str]) -> CalibrationItem:
        """More replies for an open round of picked ones."""
        body = {"cards": list(cards)}
        return self._wire.call("POST", f"/v1/calibrations/{path_part(round_id)}/replies", CalibrationItem, body=body)

    def calibration(self, round_id: str) -> CalibrationDetail:
        """A round with its replies, and its figures once it is closed."""
        return self._wire.call("GET", f"/v1/calibrations/{path_part(round_id)}", CalibrationDetail)

    def judge(self, round_id: str, scorecard_id: str, verdicts: Mapping[str, str]) -> CalibrationItem:
        """One's own verdicts on one reply of a round."""
        body = {"scorecard_id": scorecard_id, "verdicts": dict(verdicts)}
        return self._wire.call("POST", f"/v1/calibrations/{path_part(round_id)}/judgements", CalibrationItem, body=body)

    def close_calibration(self, round_id: str) -> CalibrationDetail:
        """Close a round: its figures, and what follows from them."""
        return self._wire.call("POST", f"/v1/calibrations/{path_part(round_id)}/close", CalibrationDetail)

    # spotlights

    def spotlights(self, days: int = 28) -> SpotlightList:
        """Built-in and saved filters with their counts."""
        return self._wire.call("GET", "/v1/spotlights", SpotlightList, query={"days": days})

    def spotlight(self, light_id: str, *, days: int = 28, limit: int = 20, offset: int = 0) -> SpotlightPage:
        """The replies of one spotlight."""
        query = {"days": days, "limit": limit, "offset": offset}
        return self._wire.call("GET", f"/v1/spotlights/{path_part(light_id)}", SpotlightPage, query=query)

    def save_spotlight(self, name: str, **filters: str) -> SpotlightView:
        """Keep a filter: light, operator, channel, topic, criterion, verdict."""
        return self._wire.call("POST", "/v1/spotlights", SpotlightView, body={"name": name, "filters": filters})

    def remove_spotlight(self, light_id: str) -> EndedView:
        """Forget a saved filter."""
        return self._wire.call("DELETE", f"/v1/spotlights/{path_part(light_id)}", EndedView)

    # the voice and the standard

    def voice_coverage(self, days: int = 30, sample: int = 400) -> VoiceCoverageView:
        """Which rules of the guide have checks, and which fired lately."""
        query = {"days": days, "sample": sample}
        return self._wire.call("GET", "/v1/tone/coverage", VoiceCoverageView, query=query)

    def voice_versions(self) -> VersionList:
        """Saved versions of the voice, the newest first."""
        return self._wire.call("GET", "/v1/tone/versions", VersionList)

    def standard_versions(self) -> VersionList:
        """Saved versions of the standard, the newest first."""
        return self._wire.call("GET", "/v1/standard/versions", VersionList)

    def try_voice(
        self, text: str, profile: Mapping[str, Any] | None = None, channel: str | None = None
    ) -> ToneCheckView:
        """Alerts and fixes of a text by the voice in force, or by one being written; nothing is saved."""
        body = {"text": text, "channel": channel, "profile": dict(profile) if profile is not None else None}
        return self._wire.call("POST", "/v1/tone/check", ToneCheckView, body=body)

    def save_voice(self, data: Mapping[str, Any], base: str = "") -> ProfileView:
        """The whole voice as a new version; refused with 409 when ``base`` is no longer in force."""
        return self._wire.call("PUT", "/v1/profile", ProfileView, body={"data": dict(data), "base": base})

    def switch_standard(self, tables: Mapping[str, Any], base: str = "") -> StandardView:
        """Tables laid over the standard in force; refused with 409 when ``base`` is no longer in force."""
        return self._wire.call("PUT", "/v1/standard", StandardView, body={"standard": dict(tables), "base": base})

    def trust(self) -> TrustList:
        """Whose verdicts count, criterion by criterion."""
        return self._wire.call("GET", "/v1/trust", TrustList)
