"""The part of the client that reads trends."""

from api import views as v
from api.transport import Transport


class TrendCalls:
    """Calls about trends; part of `api.client.TactClient`."""

    _wire: Transport

    def trends(
        self,
        weeks: int = 12,
        criterion: str = "total",
        *,
        by: str = "operators",
        unit: str = "week",
        channel: str = "",
        topic: str = "",
    ) -> v.TrendsView:
        """Quality by operators, teams, channels or topics: n, mean, interval, or "not enough data"."""
        query = {"weeks": weeks, "criterion": criterion, "unit": unit, "channel": channel, "topic": topic}
        return self._wire.call("GET", f"/v1/trends/{by}", v.TrendsView, query=query)

    def response_times(
        self, weeks: int = 12, by: str = "operator", unit: str = "week", channel: str = "", topic: str = ""
    ) -> v.ResponseTimesView:
        """How long customers wait, by operator, team, channel or topic."""
        query = {"weeks": weeks, "by": by, "unit": unit, "channel": channel, "topic": topic}
        return self._wire.call("GET", "/v1/trends/response-times", v.ResponseTimesView, query=query)
