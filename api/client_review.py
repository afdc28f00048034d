"""The part of the client for a lead's review: sampling plans, calibration rounds, the voice, spotlights."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.transport import Transport, path_part
from api.views.calibration import CalibrationDetail, CalibrationItem, CalibrationList, TrustList
from api.views.sampling import EndedView, PlanDraw, PlanList, PlanView


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

    def trust(self) -> TrustList:
        """Whose verdicts count, criterion by criterion."""
        return self._wire.call("GET", "/v1/trust", TrustList)
