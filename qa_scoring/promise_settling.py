"""What became of the promises of a reply: found, kept, and put on the card in force, beside the card it had.

What changes is one criterion, so the card is made anew with that one verdict and its sums: a model's verdicts on it
stay, and nobody is asked again. Doing it twice makes nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from qa_scoring.case import Scorebook, build_case, looked_back, texts_of, turn_of
from qa_scoring.evidence import verify
from qa_scoring.left_out import left_out
from qa_scoring.promise_store import forget_promises, note_promises, promises_of
from qa_scoring.promised import followed, own_promises, promise_kept
from qa_scoring.revisions import find_standard
from qa_scoring.score import hash_with, with_verdict
from qa_scoring.scorecard import SCORER_VERSION, Scorecard, from_dict
from qa_scoring.store import current_card, save_card
from qa_scoring.view import View
from reply_core.clock import Clock
from reply_core.errors import NotFound
from reply_core.types import Conversation, Turn

CODE = "promise_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What promises are looked at with: an open session, the book, up to when silence is known, the clock."""

    session: AsyncSession
    book: Scorebook
    until: datetime
    clock: Clock


async def note(with_: Settling, conversation: Conversation, turn: Turn, turns: Sequence[Turn]) -> None:
    """Keep the promises of a reply that was just scored, and settle what earlier replies had promised."""
    view = _view(with_, conversation, turn, tuple(turns))
    await note_promises(with_.session, conversation.id, turn.author_id, own_promises(view))
    own = {message.id for message in turn.messages}
    waiting = [row.message_id for row in await promises_of(with_.session, conversation.id) if row.kept is not True]
    for message_id in dict.fromkeys(waiting):
        if message_id not in own:
            await settle(with_, conversation, message_id)


async def settle(with_: Settling, conversation: Conversation, message_id: str) -> str:
    """Find what became of the promises of one reply, keep it, and put it on the reply's card.

    A promise that is none any more (the customer took his request back, the message is gone) is dropped. Gives the new
    card's id; empty when the card in force says it already, or other versions made it.
    """
    turn, turns = turn_of(conversation, message_id)
    if turn is None:
        await forget_promises(with_.session, [message_id], ())
        return ""
    view = _view(with_, conversation, turn, turns)
    own = own_promises(view)
    await forget_promises(with_.session, [message.id for message in turn.messages], own)
    await note_promises(with_.session, conversation.id, turn.author_id, own)
    return await _amend(with_, view)


def _view(with_: Settling, conversation: Conversation, turn: Turn, turns: tuple[Turn, ...]) -> View:
    """The turn as it looks now; waits do not matter to promises."""
    now = looked_back(turn, with_.until)
    return View(build_case(conversation, turn, with_.book, waits=(), turns=turns, now=now), with_.book)


async def _amend(with_: Settling, view: View) -> str:
    """The card in force with this one verdict anew; nothing for a card that other versions made."""
    shown = await current_card(with_.session, view.case.turn.id)
    card = None if shown is None else from_dict(shown.verdicts)
    if shown is None or not isinstance(card, Scorecard) or _other_versions(card, with_.book):
        return ""
    try:
        standard = await find_standard(with_.session, view.case.conversation.brand, card.pins.standard)
    except NotFound:
        return ""
    view = View(view.case, replace(with_.book, standard=standard))
    pins = replace(card.pins, input_hash=hash_with(card.pins.input_hash, followed(view)))
    if pins == card.pins:
        return ""
    verdict = verify(left_out(view).get(CODE) or promise_kept(view), texts_of(view.case), view.speaks)
    return await save_card(
        with_.session,
        replace(with_verdict(card, CODE, verdict, standard), pins=pins),
        channel=view.case.conversation.channel,
        topic=shown.topic,
        replied_at=shown.replied_at,
        at=with_.clock.now(),
    )


def _other_versions(card: Scorecard, book: Scorebook) -> bool:
    return card.pins.scorer != SCORER_VERSION or card.pins.profile != book.profile.version
