"""The end of a calibration round: its figures, and what they mean for each criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from anyio import to_thread
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.calibration import Judgements, Round, judgements, keep_figures, round_of
from human_review.calibration_figures import figures_to_dict, round_figures
from human_review.calibration_labels import confidence_labels
from human_review.calibration_words import refusal
from human_review.cards import cards_by_id
from human_review.confidence import ConfidenceMap, fit, map_to_dict
from human_review.trust import CriterionStanding, read_trust, save_standing
from qa_scoring.scorecard import Scorecard, verdict_word
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import Conflict
from reply_core.types import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A round worked out, before anything is stored."""

    round: Round
    judged: Judgements
    figures: Mapping[str, Any]
    labels: Mapping[str, int]
    """Criterion → replies with a label for the confidence."""
    maps: Mapping[str, ConfidenceMap]


async def prepare(session: AsyncSession, round_id: str, *, at: datetime, language: Language = "ru") -> Prepared:
    """Work a round out, in a thread: some seconds for a large one, with no lock held.

    Raises:
        NotFound: no such round. Conflict: it is closed already, or nobody has judged anything.
    """
    found = await round_of(session, round_id)
    if found.state != "open":
        raise refusal("closed", language, where=round_id, kind=Conflict)
    judged = await judgements(session, round_id)
    if not judged:
        raise refusal("unjudged", language, where=round_id, kind=Conflict)
    machine = await machine_words(session, found.cards)
    labels = await confidence_labels(session, found)

    def work() -> tuple[Mapping[str, Any], Mapping[str, ConfidenceMap]]:
        made = {
            code: fit(each, round_id=found.id, at=at, level=found.level, scorer=found.scorer)
            for code, each in labels.items()
        }
        figures = figures_to_dict(round_figures(judged, machine, found.criteria, found.cards))
        return figures, {code: each for code, each in made.items() if each is not None}

    figures, maps = await to_thread.run_sync(work)
    counts = {code: len(each) for code, each in labels.items()}
    return Prepared(round=found, judged=judged, figures=figures, labels=counts, maps=maps)


async def close_round(
    session: AsyncSession, prepared: Prepared, *, author: str, clock: Clock, language: Language = "ru"
) -> Round:
    """Close a round: its figures are kept, and each criterion with enough replies goes to people or to the machine.

    Raises:
        NotFound: no such round. Conflict: it is closed already, or somebody has judged since it was worked out.
    """
    round_id = prepared.round.id
    found = await round_of(session, round_id, lock=True)
    if found.state != "open":
        raise refusal("closed", language, where=round_id, kind=Conflict)
    if await judgements(session, round_id) != prepared.judged:
        raise refusal("judged_since", language, where=round_id, kind=Conflict)
    now = clock.now()
    closed = await keep_figures(session, round_id, prepared.figures, now)
    await audit.record(
        session, actor=author, action="calibration.closed", target=f"round:{round_id}",
        details={"reviewers": sorted(prepared.judged), "replies": len(found.cards)}, at=now,
    )  # fmt: skip
    await _settle(session, closed, prepared, author=author, at=now)
    return closed


async def _settle(session: AsyncSession, closed: Round, prepared: Prepared, *, author: str, at: datetime) -> None:
    """Whose verdicts count from now on, and how sure the machine may say it is."""
    trust = await read_trust(session, closed.brand)
    for code, figures in closed.figures["criteria"].items():
        before = trust.criteria.get(code) or CriterionStanding(criterion=code)
        kept = {**before.figures, "labels": prepared.labels.get(code, 0)}
        if code in prepared.maps:
            kept["confidence"] = map_to_dict(prepared.maps[code])
        outcome = figures["outcome"]
        after = before
        if outcome in {"people", "machine"}:
            kept["agreement"] = {**figures["machine"]["kappa"], "outcome": outcome}
            after = replace(before, judged_by=outcome, round_id=closed.id)
        await save_standing(session, closed.brand, replace(after, figures=kept, author=author), at)


async def machine_words(session: AsyncSession, cards: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Card → criterion → what the machine itself said, whoever's verdict counts now."""
    found = {}
    for begin in range(0, len(cards), 100):
        for card_id, stored in (await cards_by_id(session, cards[begin : begin + 100])).items():
            if isinstance(stored.card, Scorecard):
                found[card_id] = {code: verdict_word(each) for code, each in stored.card.criteria.items()}
    return found
