"""Which conversations and cards a principal may open: an operator his own, a lead the team's, an admin all."""

from api.auth import Principal, not_yours
from reply_core.conversations import ConversationRow
from reply_core.types import Conversation, Language


def may_open(principal: Principal, conversation: Conversation, *, waiting: bool) -> bool:
    """Whether the conversation is this principal's to see: assigned to somebody he sees, written in by such a one, or
    nobody's yet: waiting, or (for a lead or trainer) not answered by another team."""
    if principal.sees is None or conversation.assigned_to in principal.sees:
        return True
    authors = {message.author_id for message in conversation.messages if message.author_kind == "operator"}
    if any(principal.may_see(author) for author in authors):
        return True
    unanswered = principal.role in {"lead", "trainer"} and not authors - {""}
    return not conversation.assigned_to and (waiting or unanswered)


def check_open(principal: Principal, conversation: Conversation, *, waiting: bool, language: Language) -> None:
    """Refuse a conversation that is a colleague's.

    Raises:
        NotAllowed: HTTP 403.
    """
    if not may_open(principal, conversation, waiting=waiting):
        raise not_yours(language)


def lists(principal: Principal, row: ConversationRow) -> bool:
    """Whether a row of the list of conversations is shown to this principal: of nobody's only what waits, for a row
    does not say who answered."""
    if principal.sees is None or row.assigned_to in principal.sees:
        return True
    return not row.assigned_to and row.waiting_since is not None
