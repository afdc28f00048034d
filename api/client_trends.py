"""The part of the client that reads trends."""

from collections.abc import Sequence

from api import views as v
from api.transport import Transport, Upload


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

    def customers(
        self, weeks: int = 12, by: str = "operator", channel: str = "", topic: str = ""
    ) -> v.CustomerVoiceView:
        """First contacts, ratings, and how each criterion goes with either."""
        query = {"weeks": weeks, "by": by, "channel": channel, "topic": topic}
        return self._wire.call("GET", "/v1/trends/customers", v.CustomerVoiceView, query=query)

    def import_ratings(self, files: Sequence[Upload], *, scale: str = "") -> v.RatingImportView:
        """Import files of customers' ratings."""
        return self._wire.upload("/v1/ratings/import", v.RatingImportView, files, {"scale": scale} if scale else {})

    def response_times(
        self, weeks: int = 12, by: str = "operator", unit: str = "week", channel: str = "", topic: str = ""
    ) -> v.ResponseTimesView:
        """How long customers wait, by operator, team, channel or topic."""
        query = {"weeks": weeks, "by": by, "unit": unit, "channel": channel, "topic": topic}
        return self._wire.call("GET", "/v1/trends/response-times", v.ResponseTimesView, query=query)
