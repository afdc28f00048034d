"""The labels the machine's confidence is fitted on: blind verdicts of people on randomly drawn replies."""

from collections.abc import Mapping, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.calibration import Round
from human_review.cards import cards_by_id
from human_review.confidence import ConfidenceLabel
from qa_scoring.scorecard import Scorecard, Scored
from reply_core.tables import CalibrationJudgement, CalibrationRound, ScorecardRecord

_OPINIONS = frozenset({"pass", "partial", "fail", "na"})


async def confidence_labels(session: AsyncSession, closing: Round) -> Mapping[str, tuple[ConfidenceLabel, ...]]:
    """Criterion → one label per reply that the machine decided with a confidence, of the brand's random rounds: the
    closed ones and this one, made at its level by its scorer. Rounds of replies picked by hand are left out: who picks,
    picks what looks wrong."""
    row, card, held = CalibrationJudgement, ScorecardRecord, CalibrationRound
    drawn = [
        each.id
        for each in (await session.exec(select(held))).all()
        if each.body.get("chosen") == "random"
        and each.body.get("brand") == closing.brand
        and (each.state == "closed" or each.id == closing.id)
    ]
    wanted = (
        select(row.scorecard_id, row.verdicts)
        .join(card, col(card.id) == col(row.scorecard_id))
        .where(col(row.round_id).in_(drawn), card.level == closing.level, card.scorer_version == closing.scorer)
        .order_by(col(row.scorecard_id))
    )
    votes: dict[str, list[Mapping[str, str]]] = {}
    for card_id, verdicts in (await session.exec(wanted)).all():
        votes.setdefault(card_id, []).append(verdicts)
    found: dict[str, list[ConfidenceLabel]] = {code: [] for code in closing.criteria}
    ids = list(votes)
    for begin in range(0, len(ids), 100):
        for card_id, stored in (await cards_by_id(session, ids[begin : begin + 100])).items():
            if isinstance(stored.card, Scorecard):
                _add(found, stored.card, votes[card_id])
    return {code: tuple(each) for code, each in found.items()}


def _add(found: Mapping[str, list[ConfidenceLabel]], card: Scorecard, votes: Sequence[Mapping[str, str]]) -> None:
    for code, labels in found.items():
        verdict = card.criteria.get(code)
        if not isinstance(verdict, Scored) or verdict.confidence is None:
            continue
        right = [given[code] == verdict.verdict for given in votes if given.get(code) in _OPINIONS]
        if right:
            labels.append(ConfidenceLabel(verdict.confidence, sum(right) / len(right)))
