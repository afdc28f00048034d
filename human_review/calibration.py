"""Calibration rounds: the same replies judged blind by several people and, before that, by the machine.

A round is opened over chosen replies or a random share of a period, everybody judges without seeing the others or the
machine, and closing it says how far all of them agree and whose verdicts count from now on (`trust`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.calibration_draw import Wanted, drawn, same_way
from human_review.calibration_words import refusal
from human_review.store import Operators
from qa_scoring.scorecard import CRITERIA
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import Conflict, NotFound
from reply_core.tables import CalibrationJudgement, CalibrationRound, new_id
from reply_core.types import Language

VERDICTS = ("pass", "partial", "fail", "na", "unsure")
Chosen = Literal["random", "picked"]
Judgements = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round as it is stored."""

    id: str
    name: str
    state: str
    author: str
    created_at: datetime
    closed_at: datetime | None
    brand: str
    cards: tuple[str, ...]
    criteria: tuple[str, ...]
    reviewers: tuple[str, ...]
    """Who is to judge; empty: whoever may."""
    chosen: Chosen
    level: str
    scorer: str
    operators: tuple[str, ...]
    """Whose replies are in it."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Empty until it is closed."""


async def open_round(
    session: AsyncSession, wanted: Wanted, *, author: str, clock: Clock, language: Language = "ru"
) -> Round:
    """Open a round.

    Raises:
        InvalidInput: no replies or too many, an unknown criterion, cards scored in different ways or not at all.
    """
    if bool(wanted.cards) == bool(wanted.sample):
        raise refusal("which", language, where="cards, sample")
    unknown = [code for code in wanted.criteria if code not in CRITERIA]
    if unknown:
        raise refusal("criterion", language, where="criteria", code=unknown[0], known=", ".join(CRITERIA))
    round_id = new_id()
    cards = wanted.cards or await drawn(session, wanted, round_id)
    found = await same_way(session, tuple(dict.fromkeys(cards)), wanted.operators, language)
    body = {
        "brand": wanted.brand, "cards": [card.id for card in found], "criteria": list(wanted.criteria or CRITERIA),
        "reviewers": list(dict.fromkeys(wanted.reviewers)), "chosen": "picked" if wanted.cards else "random",
        "level": found[0].level, "scorer": found[0].scorer_version,
        "operators": sorted({card.operator_id for card in found}),
    }  # fmt: skip
    now = clock.now()
    row = CalibrationRound(id=round_id, name=wanted.name.strip(), body=body, author=author, created_at=now)
    session.add(row)
    await session.flush()
    details = {"replies": len(found), "chosen": body["chosen"]}
    await audit.record(
        session, actor=author, action="calibration.opened", target=f"round:{round_id}", details=details, at=now
    )
    return stored_round(row)


async def add_cards(
    session: AsyncSession,
    round_id: str,
    cards: Sequence[str],
    *,
    operators: Operators,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> Round:
    """Put more replies into an open round of picked ones; those in it already are left as they are.

    Args:
        session: the caller commits.
        round_id: the round.
        cards: what to add.
        operators: only replies of these may be added; None: anybody's.
        author: who adds.
        clock: tells now.
        language: of refusals.

    Raises:
        Conflict: the round is closed. NotFound: no such round or card.
        InvalidInput: the round is a random sample, nothing is new, or the replies were scored in another way.
    """
    found = await round_of(session, round_id, lock=True)
    if found.state != "open":
        raise refusal("closed", language, where=round_id, kind=Conflict)
    if found.chosen == "random":
        raise refusal("random_round", language, where="cards")
    new = tuple(dict.fromkeys(card for card in cards if card not in found.cards))
    if not new:
        raise refusal("in_round", language, where="cards")
    rows = await same_way(session, (*found.cards, *new), operators, language)
    row = await session.get_one(CalibrationRound, round_id)
    row.body = {
        **row.body, "cards": [card.id for card in rows], "operators": sorted({card.operator_id for card in rows}),
    }  # fmt: skip
    session.add(row)
    await session.flush()
    await audit.record(
        session, actor=author, action="calibration.added", target=f"round:{round_id}", details={"replies": len(new)},
        at=clock.now(),
    )  # fmt: skip
    return stored_round(row)


async def rounds(session: AsyncSession, brand: str, limit: int = 100) -> tuple[Round, ...]:
    """All rounds of a brand, open ones first, the newest at the top."""
    wanted = select(CalibrationRound).order_by(col(CalibrationRound.created_at).desc(), CalibrationRound.id)
    found = [stored_round(row) for row in (await session.exec(wanted.limit(limit))).all()]
    return tuple(sorted((each for each in found if each.brand == brand), key=lambda each: each.state != "open"))


async def round_of(session: AsyncSession, round_id: str, *, lock: bool = False) -> Round:
    """The round. Raises NotFound."""
    row = await session.get(CalibrationRound, round_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFound("there is no such calibration round", where=round_id)
    return stored_round(row)


async def judgements(session: AsyncSession, round_id: str) -> Judgements:
    """Reviewer → card → criterion → verdict word."""
    wanted = select(CalibrationJudgement).where(CalibrationJudgement.round_id == round_id)
    found: dict[str, dict[str, Mapping[str, str]]] = {}
    for row in (await session.exec(wanted.order_by(col(CalibrationJudgement.at)))).all():
        found.setdefault(row.reviewer, {})[row.scorecard_id] = row.verdicts
    return found


async def judged_counts(session: AsyncSession, round_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """Round → reviewer → replies judged."""
    row = CalibrationJudgement
    wanted = (
        select(row.round_id, row.reviewer, func.count())
        .where(col(row.round_id).in_(list(round_ids)))
        .group_by(row.round_id, row.reviewer)
    )
    found: dict[str, dict[str, int]] = {}
    for round_id, reviewer, count in (await session.exec(wanted)).all():
        found.setdefault(round_id, {})[reviewer] = int(count)
    return found


async def judge(
    session: AsyncSession,
    round_id: str,
    card_id: str,
    verdicts: Mapping[str, str],
    *,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> None:
    """Record one person's verdicts on one reply of a round; while the round is open they may be put right.

    Raises:
        NotFound: no such round, or the reply is not in it.
        Conflict: the round is closed. InvalidInput: a verdict or criterion that is not asked for, or none at all;
            or the round names other reviewers.
    """
    found = await round_of(session, round_id, lock=True)
    if found.state != "open":
        raise refusal("closed", language, where=round_id, kind=Conflict)
    if card_id not in found.cards:
        raise refusal("not_in_round", language, where=card_id, kind=NotFound)
    if found.reviewers and author not in found.reviewers:
        raise refusal("not_asked", language, where="reviewers", known=", ".join(found.reviewers))
    for code, verdict in verdicts.items():
        if code not in found.criteria:
            raise refusal("criterion", language, where="verdicts", code=code, known=", ".join(found.criteria))
        if verdict not in VERDICTS:
            raise refusal("verdict", language, where=f"verdicts.{code}", code=verdict, known=", ".join(VERDICTS))
    if not verdicts:
        raise refusal("nothing", language, where="verdicts")
    row = CalibrationJudgement
    wanted = select(row).where(row.round_id == round_id, row.scorecard_id == card_id, row.reviewer == author)
    before = (await session.exec(wanted)).first()
    if before is None:
        before = CalibrationJudgement(
            id=new_id(), round_id=round_id, scorecard_id=card_id, reviewer=author, at=clock.now()
        )
    before.verdicts, before.at = dict(verdicts), clock.now()
    session.add(before)
    await session.flush()
    await audit.record(
        session, actor=author, action="calibration.judged", target=f"scorecard:{card_id}",
        details={"round": round_id, "criteria": len(verdicts)}, at=before.at,
    )  # fmt: skip


async def keep_figures(session: AsyncSession, round_id: str, figures: Mapping[str, Any], at: datetime) -> Round:
    """Close the round's row with its figures. Raises NotFound."""
    row = await session.get(CalibrationRound, round_id)
    if row is None:
        raise NotFound("there is no such calibration round", where=round_id)
    row.body = {**row.body, "figures": dict(figures)}
    row.state, row.closed_at = "closed", at
    session.add(row)
    await session.flush()
    return stored_round(row)


def stored_round(row: CalibrationRound) -> Round:
    body = row.body
    return Round(
        id=row.id,
        name=row.name,
        state=row.state,
        author=row.author,
        created_at=row.created_at,
        closed_at=row.closed_at,
        brand=body.get("brand", ""),
        cards=tuple(body.get("cards", ())),
        criteria=tuple(body.get("criteria", ())),
        reviewers=tuple(body.get("reviewers", ())),
        chosen=cast("Chosen", body.get("chosen", "picked")),
        level=body.get("level", ""),
        scorer=body.get("scorer", ""),
        operators=tuple(body.get("operators", ())),
        figures=body.get("figures", {}),
    )
