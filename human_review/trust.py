"""Whose verdict counts on a criterion: the machine's while it agrees with people, else people's alone.

A closed calibration round says how far the machine agrees with people. Below the bar the criterion goes back to people:
what the machine said of it shows as undecided everywhere, on old cards too, and is part of no sum, until a better round
restores it. What people decided on a card stays.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.card_figures import order_anew
from human_review.confidence import ConfidenceMap, map_from_dict
from qa_scoring.scorecard import CRITERIA, PILLARS, Scorecard, Scored, Unsure, Verdict, tally
from qa_scoring.standard import Standard
from reply_core import audit
from reply_core.database import upsert
from reply_core.tables import CriterionTrust
from reply_core.types import Language

MACHINE, PEOPLE = "machine", "people"
PEOPLE_DECIDE = "people_only"
"""The code of a verdict that is left to people."""
_WHY: Mapping[Language, str] = {
    "ru": "решают люди: машина пока слишком часто расходится с ними в этом критерии",
    "en": "people decide: the machine differs from them too often on this criterion",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionStanding:
    """Whose verdicts count on one criterion, since which round, and by what figures."""

    criterion: str
    judged_by: str = MACHINE
    figures: Mapping[str, Any] = field(default_factory=dict)
    round_id: str = ""
    author: str = ""
    at: datetime | None = None

    @property
    def confidence(self) -> ConfidenceMap | None:
        """The map of the machine's confidence fitted on people's labels, if there were enough."""
        stored = self.figures.get("confidence")
        return map_from_dict(stored) if isinstance(stored, Mapping) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """All criteria people have said something of; a criterion that is absent counts as the machine judges it."""

    criteria: Mapping[str, CriterionStanding] = field(default_factory=dict)

    @property
    def people_only(self) -> frozenset[str]:
        """Criteria whose machine verdicts do not count."""
        return frozenset(code for code, each in self.criteria.items() if each.judged_by == PEOPLE)

    def confidence(self, criterion: str, said: float | None, *, level: str, scorer: str) -> float | None:
        """How often the machine is right where it says so: people's map if there is one for cards made this way, else
        what it says."""
        known = self.criteria.get(criterion)
        fitted = known.confidence if known else None
        if said is None or fitted is None or (fitted.level, fitted.scorer) != (level, scorer):
            return said
        return fitted.of(said)


NO_TRUST = Trust()


async def read_trust(session: AsyncSession, brand: str) -> Trust:
    """What calibration has said of a brand's criteria so far."""
    rows = (await session.exec(select(CriterionTrust).where(CriterionTrust.brand_id == brand))).all()
    return Trust(
        criteria={
            row.criterion: CriterionStanding(
                criterion=row.criterion,
                judged_by=row.judged_by,
                figures=row.figures,
                round_id=row.round_id,
                author=row.author,
                at=row.at,
            )
            for row in rows
        }
    )


async def people_only(session: AsyncSession) -> frozenset[str]:
    """Criteria left to people, of whatever brand: daily sums and trends tell brands apart no more than this."""
    wanted = select(CriterionTrust.criterion).where(CriterionTrust.judged_by == PEOPLE)
    return frozenset((await session.exec(wanted.order_by(col(CriterionTrust.criterion)))).all())


async def save_standing(session: AsyncSession, brand: str, standing: CriterionStanding, at: datetime) -> bool:
    """Store whose verdicts count; gives whether that changed. A change has the daily
    sums made anew, the newest day first; `trends` says how many days still wait."""
    before = (await read_trust(session, brand)).criteria.get(standing.criterion)
    row = {
        "brand_id": brand, "criterion": standing.criterion, "judged_by": standing.judged_by,
        "figures": dict(standing.figures), "round_id": standing.round_id, "author": standing.author, "at": at,
    }  # fmt: skip
    await upsert(session, CriterionTrust, [row])
    if (before.judged_by if before else MACHINE) == standing.judged_by:
        return False
    await order_anew(session, at)
    action = "calibration.returned_to_people" if standing.judged_by == PEOPLE else "calibration.restored"
    await audit.record(
        session, actor=standing.author, action=action, target=f"criterion:{standing.criterion}",
        details={"round": standing.round_id}, at=at,
    )  # fmt: skip
    return True


def left_to_people(card: Scorecard, criteria: Collection[str], standard: Standard) -> Scorecard:
    """The card with the machine's verdicts on these criteria undecided, pillars and total worked out again.

    What the machine said stays beside it as its leaning, with its evidence. Lay people's edits over it afterwards.
    """
    changed = {code: _undecided(verdict, standard.language) for code, verdict in card.criteria.items()
               if code in criteria and isinstance(verdict, Scored) and verdict.source != "human"}  # fmt: skip
    if not changed:
        return card
    verdicts: dict[str, Verdict] = {**card.criteria, **changed}
    counted = tally(verdicts, standard.weights, standard.pillars, min_coverage=standard.min_coverage)
    return replace(
        card,
        criteria=verdicts,
        pillars=counted.pillars,
        total=counted.total,
        no_total=counted.no_total,
        decided_share=counted.decided_share,
    )


def _undecided(verdict: Scored, language: Language) -> Unsure:
    return Unsure(
        why=_WHY[language],
        evidence=verdict.evidence,
        value=verdict.value,
        possible=verdict.verdict,
        code=PEOPLE_DECIDE,
    )


def affecting(figure: str) -> frozenset[str]:
    """The criteria a figure of trends rests on: its own, a pillar's, or all of them."""
    if figure in PILLARS:
        return frozenset(PILLARS[figure])
    return frozenset(CRITERIA) if figure == "total" else frozenset({figure}) & frozenset(CRITERIA)
