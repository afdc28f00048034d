"""A lead confirms or overrules one criterion of a card: an edit is appended, the machine's verdict stays."""

from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.cards import StoredCard
from human_review.edits import Action, Edit, EditVerdict, decided_verdict, machine_word, refusal
from human_review.store import add_edit
from qa_scoring.scorecard import Scorecard
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import Conflict
from reply_core.tables import new_id
from reply_core.types import Language


async def review(
    session: AsyncSession,
    stored: StoredCard,
    *,
    criterion: str,
    action: Action,
    verdict: EditVerdict | None,
    reason: str,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> Edit:
    """Append a person's verdict on one criterion (or ``critical.CODE``) and note it in the audit trail.

    Args:
        session: the caller's; nothing is committed here.
        action: confirm the machine's verdict, or overrule it.
        verdict: the person's; may be left out when confirming.
        reason: needed to overrule.
        language: of refusals.

    Raises:
        NotFound: the card has no such criterion.
        InvalidInput: no reason or no verdict where one is needed.
        Conflict: the reply has no score.
    """
    card = stored.card
    if not isinstance(card, Scorecard):
        raise refusal("unscored", language, where=stored.id, kind=Conflict)
    decided = decided_verdict(card, criterion, action, verdict, language)
    if action == "overrule" and not reason.strip():
        raise refusal("no_reason", language, where="reason")
    edit = Edit(
        id=new_id(),
        scorecard_id=stored.id,
        criterion=criterion,
        action=action,
        verdict=decided,
        reason=reason.strip(),
        author=author,
        at=clock.now(),
    )
    await add_edit(session, edit)
    details = {"criterion": criterion, "machine": machine_word(card, criterion), "verdict": decided}
    await audit.record(
        session, actor=author, action=f"score.{action}", target=f"scorecard:{stored.id}", details=details, at=edit.at
    )
    return edit
