"""The part of the client that reads how drafts serve."""

from api.transport import Transport, path_part
from api.views.assist import AssistView, EditsView
from api.views.exemplars import ExemplarList


class AssistCalls:
    """Calls about drafts as a whole; part of `api.client.TactClient`."""

    _wire: Transport

    def assist(self, weeks: int = 12, by: str = "operator", channel: str = "", topic: str = "") -> AssistView:
        """Drafts shown, sent, edited, refused; time to send; coverage, cost, growing topics."""
        query = {"weeks": weeks, "by": by, "channel": channel, "topic": topic}
        return self._wire.call("GET", "/v1/trends/assist", AssistView, query=query)

    def edits(self, weeks: int = 12, channel: str = "", topic: str = "") -> EditsView:
        """What operators change in drafts, by article, prompt and rule of the voice."""
        query = {"weeks": weeks, "channel": channel, "topic": topic}
        return self._wire.call("GET", "/v1/trends/edits", EditsView, query=query)

    def exemplars(self, question: str, topic: str = "", limit: int = 10) -> ExemplarList:
        """Accepted replies to questions like this one: a source of wording."""
        query = {"q": question, "topic": topic, "limit": limit}
        return self._wire.call("GET", "/v1/exemplars", ExemplarList, query=query)

    def drop_exemplar(self, exemplar_id: str) -> None:
        """Take an accepted reply away for good."""
        self._wire.ask("DELETE", f"/v1/exemplars/{path_part(exemplar_id)}")
