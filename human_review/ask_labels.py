"""What people said of asks, beside the scorer's p(answered): the pairs a shop calibrates its own thresholds on.

A person's verdict on "asks covered" says something of each ask only where it is clear: met = every ask was answered,
not met = none was. Partly met says which share, not which ask, and is left out.
"""

from typing import NamedTuple

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.edits import newest
from human_review.store import edits_of
from qa_scoring.scorecard import Scorecard, from_dict
from reply_core.tables import ScorecardRecord, ScoreEdit
from reply_core.types import Level

CRITERION = "asks_covered"
_CLEAR = {"pass": True, "fail": False}


class AskLabel(NamedTuple):
    """One ask: the scorer's value, the person's word, and the conversation it belongs to."""

    value: float
    answered: bool
    conversation_id: str


async def ask_labels(session: AsyncSession, level: Level, scorer: str) -> tuple[AskLabel, ...]:
    """Every ask of a card of this level and scorer on which a person's verdict is clear; the newest edit counts."""
    card, edit = ScorecardRecord, ScoreEdit
    edited = select(edit.scorecard_id).where(edit.criterion == CRITERION)
    wanted = (
        select(card.id, card.verdicts)
        .where(col(card.id).in_(edited), card.level == level, card.scorer_version == scorer)
        .order_by(col(card.replied_at), card.id)
    )
    rows = (await session.exec(wanted)).all()
    edits = await edits_of(session, [card_id for card_id, _ in rows])
    found = []
    for card_id, body in rows:
        read = from_dict(body)
        said = newest(edits.get(card_id, ())).get(CRITERION)
        if not isinstance(read, Scorecard) or said is None or said.verdict not in _CLEAR:
            continue
        found += [AskLabel(ask.value, _CLEAR[said.verdict], read.conversation_id) for ask in read.asks]
    return tuple(found)
