"""The part of the client that the operator's desk needs besides threads and drafts."""

from typing import Literal

from api import views as v
from api.transport import Transport, path_part


class DeskCalls:
    """Calls about the desk's list and its customers; part of `api.client.TactClient`."""

    _wire: Transport

    def conversations(
        self,
        state: Literal["waiting", "all"] = "waiting",
        limit: int = 50,
        *,
        offset: int = 0,
        sort: Literal["priority", "deadline"] = "priority",
    ) -> v.ConversationList:
        """Conversations by priority with its reasons (waiting), or newest first (all)."""
        query = {"state": state, "limit": limit, "offset": offset, "sort": sort}
        return self._wire.call("GET", "/v1/conversations", v.ConversationList, query=query)

    def customer(self, conversation_id: str) -> v.CustomerProfileView:
        """The customer of a conversation over all channels: orders, points, VIP, earlier contacts, repeated asks."""
        path = f"/v1/conversations/{path_part(conversation_id)}/customer"
        return self._wire.call("GET", path, v.CustomerProfileView)
