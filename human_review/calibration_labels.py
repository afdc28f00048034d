"""The labels the machine's confidence is fitted on: blind verdicts of people on randomly drawn replies."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.confidence import ConfidenceLabel
from qa_scoring.scorecard import Scorecard, Scored, from_dict
from reply_core.tables import CalibrationJudgement, CalibrationRound, ScorecardRecord

_OPINIONS = frozenset({"pass", "partial", "fail", "na"})


async def confidence_labels(
    session: AsyncSession, brand: str, criterion: str, *, level: str, scorer: str
) -> tuple[ConfidenceLabel, ...]:
    """One label per reply of the brand's closed random rounds that the machine decided with a confidence, made at this
    level by this scorer. Rounds of replies picked by hand are left out: who picks, picks what looks wrong."""
    row, card, held = CalibrationJudgement, ScorecardRecord, CalibrationRound
    drawn = [
        each.id
        for each in (await session.exec(select(held).where(held.state == "closed"))).all()
        if each.body.get("chosen") == "random" and each.body.get("brand") == brand
    ]
    wanted = (
        select(row.scorecard_id, row.verdicts, card.verdicts)
        .join(card, col(card.id) == col(row.scorecard_id))
        .where(col(row.round_id).in_(drawn), card.level == level, card.scorer_version == scorer)
        .order_by(col(row.scorecard_id))
    )
    said: dict[str, float] = {}
    right: dict[str, list[bool]] = {}
    for card_id, verdicts, body in (await session.exec(wanted)).all():
        word = verdicts.get(criterion)
        read = from_dict(body)
        verdict = read.criteria.get(criterion) if isinstance(read, Scorecard) else None
        if word not in _OPINIONS or not isinstance(verdict, Scored) or verdict.confidence is None:
            continue
        said[card_id] = verdict.confidence
        right.setdefault(card_id, []).append(word == verdict.verdict)
    return tuple(ConfidenceLabel(said[card], sum(votes) / len(votes)) for card, votes in right.items())
