"""How often people who reviewed a random share of replies left the machine's verdict as it was, and what they judged.

Only the random share counts: whoever overrules a verdict that looked wrong says nothing of those nobody looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.card_figures import Measure
from human_review.day_sums import Only
from human_review.edits import VALUES, newest
from human_review.statistics import MIN_CONVERSATIONS, Point, mean_point, wilson
from human_review.store import edits_of, marked
from qa_scoring.card_marks import DRAWN_REVIEWED
from qa_scoring.scorecard import CRITERIA
from reply_core.tables import ScorecardRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanSide:
    """People's own figures beside the machine's; no share below ten replies."""

    reviewed: int = 0
    """Replies of the random share that people reviewed and the machine had decided."""
    agreed: int = 0
    share: float | None = None
    low: float | None = None
    high: float | None = None
    judged: Point = field(default_factory=lambda: Point(n=0, conversations=0))
    """What people judged of these replies, 0 to 100."""


async def human_side(session: AsyncSession, name: str, measure: Measure, *, since: datetime, only: Only) -> HumanSide:
    """People's verdicts on one criterion in the reviewed random share; empty for totals and pillars."""
    if name not in CRITERIA:
        return HumanSide()
    cards = await _reviewed(session, name, measure, since, only)
    edits = await edits_of(session, list(cards))
    agreed, values = 0, dict[str, list[float]]()
    for card_id, (conversation, part) in cards.items():
        if not part or part["verdict"] in {"unsure", "na"}:
            continue
        edit = newest(edits.get(card_id, ())).get(name)
        verdict = edit.verdict if edit else part["verdict"]
        agreed += verdict == part["verdict"]
        if verdict in VALUES:
            values.setdefault(conversation, []).append(100 * VALUES[verdict])
    decided = [part for _, part in cards.values() if part and part["verdict"] not in {"unsure", "na"}]
    n = len(decided)
    if n < MIN_CONVERSATIONS:
        return HumanSide(reviewed=n, agreed=agreed, judged=mean_point(values))
    low, high = wilson(agreed, n)
    return HumanSide(reviewed=n, agreed=agreed, share=agreed / n, low=low, high=high, judged=mean_point(values))


async def _reviewed(
    session: AsyncSession, name: str, measure: Measure, since: datetime, only: Only
) -> Mapping[str, tuple[str, Any]]:
    card = ScorecardRecord
    body = cast("Any", col(card.verdicts))
    wanted = (
        select(card.id, card.conversation_id, body[("criteria", name)])
        .where(marked(DRAWN_REVIEWED, since))
        .where(card.level == measure.level, card.standard_version == measure.standard_version)
        .where(card.scorer_version == measure.scorer_version, col(card.replied_at) >= since)
    )
    if only.operators is not None:
        wanted = wanted.where(col(card.operator_id).in_(sorted(only.operators)))
    for column, value in ((card.channel, only.channel), (card.topic, only.topic)):
        if value:
            wanted = wanted.where(column == value)
    return {card_id: (talk, part) for card_id, talk, part in (await session.exec(wanted)).all()}
