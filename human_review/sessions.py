"""Coaching sessions: what a trainer and an operator looked at, what was said, and what they agreed on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.store import Operators
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import InvalidInput, NotFound, TactError
from reply_core.tables import CoachingCase, CoachingSession, new_id
from reply_core.types import Language

_REFUSALS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "no_session": {
        "ru": ("Такой встречи нет", "обновите список встреч"),
        "en": ("There is no such session", "reload the list of sessions"),
    },
    "nothing": {
        "ru": ("Встреча пустая", "отметьте критерий или напишите, о чём говорили"),
        "en": ("The session is empty", "tick a criterion or note what was said"),
    },
    "future": {
        "ru": ("Встреча ещё не состоялась", "запишите её в день встречи или позже"),
        "en": ("The session has not been held yet", "note it on its day or later"),
    },
    "foreign": {
        "ru": ("Случай другого оператора", "приложите случаи того, с кем говорили"),
        "en": ("The case is another operator's", "attach cases of whom you spoke with"),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedAction:
    """What was agreed: in words, by when, and whether it is done."""

    text: str
    due_on: date | None = None
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A case of a session: a scored reply and the criterion it was looked at for."""

    case_id: str
    scorecard_id: str
    criterion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as it was held."""

    id: str
    operator_id: str
    trainer: str
    held_on: date
    criteria: tuple[str, ...]
    cases: tuple[Attached, ...]
    notes: str
    actions: tuple[AgreedAction, ...]
    created_at: datetime


class Held:
    """What a session is noted with; checked by `hold`."""

    __slots__ = ("actions", "criteria", "held_on", "notes", "operator_id")

    def __init__(
        self, operator_id: str, held_on: date, criteria: Sequence[str], notes: str, actions: Sequence[AgreedAction]
    ) -> None:
        self.operator_id, self.held_on, self.notes = operator_id, held_on, notes.strip()
        self.criteria = tuple(dict.fromkeys(criteria))
        self.actions = tuple(action for action in actions if action.text.strip())


def refusal(key: str, language: Language, *, where: str, kind: type[TactError] = InvalidInput) -> TactError:
    """Why something is refused, in words."""
    what, mend = _REFUSALS[key][language]
    return kind(what, where=where, mend=mend)


async def hold(
    session: AsyncSession,
    held: Held,
    cases: Sequence[CoachingCase],
    *,
    today: date,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> Session:
    """Note a session that was held; criteria of its cases count as coached.

    Raises:
        InvalidInput: it is empty, lies in the future, or has a case of another operator.
    """
    criteria = tuple(dict.fromkeys([*held.criteria, *(case.criterion for case in cases)]))
    if not criteria and not held.notes:
        raise refusal("nothing", language, where="criteria")
    if held.held_on > today:
        raise refusal("future", language, where="held_on")
    if any(case.operator_id != held.operator_id for case in cases):
        raise refusal("foreign", language, where="cases")
    row = CoachingSession(
        id=new_id(), operator_id=held.operator_id, trainer=author, held_on=held.held_on, criteria=list(criteria),
        cases=[{"case": case.id, "card": case.scorecard_id, "criterion": case.criterion} for case in cases],
        notes=held.notes, actions=[_stored_action(action) for action in held.actions], created_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    for case in cases:
        case.state = "closed"
        session.add(case)
    await session.flush()
    details = {"operator": held.operator_id, "criteria": list(criteria), "cases": len(cases)}
    await _note(session, row.id, "coaching.held", author, details, clock)
    return _session(row)


async def revise(
    session: AsyncSession,
    session_id: str,
    *,
    notes: str | None,
    actions: Sequence[AgreedAction] | None,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> Session:
    """Change the notes or the agreed actions of a session; None leaves them.

    Raises:
        NotFound: there is no such session. InvalidInput: it would be empty.
    """
    row = await session.get(CoachingSession, session_id, with_for_update=True)
    if row is None:
        raise refusal("no_session", language, where=session_id, kind=NotFound)
    if notes is not None:
        if not notes.strip() and not row.criteria:
            raise refusal("nothing", language, where="notes")
        row.notes = notes.strip()
    if actions is not None:
        row.actions = [_stored_action(action) for action in actions if action.text.strip()]
    session.add(row)
    await session.flush()
    changed = [name for name, given in (("notes", notes), ("actions", actions)) if given is not None]
    await _note(session, session_id, "coaching.revised", author, {"changed": changed}, clock)
    return _session(row)


async def session_of(session: AsyncSession, session_id: str, language: Language = "ru") -> Session:
    """The session.

    Raises:
        NotFound: there is none of that id.
    """
    row = await session.get(CoachingSession, session_id)
    if row is None:
        raise refusal("no_session", language, where=session_id, kind=NotFound)
    return _session(row)


async def sessions(session: AsyncSession, *, operators: Operators = None, limit: int = 200) -> tuple[Session, ...]:
    """Sessions, the latest first."""
    row = CoachingSession
    wanted = select(row).order_by(col(row.held_on).desc(), col(row.created_at).desc(), row.id).limit(limit)
    if operators is not None:
        wanted = wanted.where(col(row.operator_id).in_(sorted(operators)))
    return tuple(_session(each) for each in (await session.exec(wanted)).all())


async def coached_days(session: AsyncSession, criterion: str) -> Mapping[str, tuple[date, ...]]:
    """Operator id → the days he was coached on a criterion, the earliest first."""
    row = CoachingSession
    found: dict[str, list[date]] = {}
    for each in (await session.exec(select(row))).all():
        if criterion in each.criteria:
            found.setdefault(each.operator_id, []).append(each.held_on)
    return {operator_id: tuple(sorted(days)) for operator_id, days in found.items()}


async def _note(
    session: AsyncSession, session_id: str, action: str, actor: str, details: Mapping[str, Any], clock: Clock
) -> None:
    target = f"coaching:{session_id}"
    await audit.record(session, actor=actor, action=action, target=target, details=details, at=clock.now())


def _stored_action(action: AgreedAction) -> dict[str, Any]:
    due = action.due_on.isoformat() if action.due_on else ""
    return {"text": action.text.strip(), "due_on": due, "done": action.done}


def _session(row: CoachingSession) -> Session:
    return Session(
        id=row.id,
        operator_id=row.operator_id,
        trainer=row.trainer,
        held_on=row.held_on,
        criteria=tuple(row.criteria),
        cases=tuple(
            Attached(case_id=each["case"], scorecard_id=each["card"], criterion=each["criterion"]) for each in row.cases
        ),
        notes=row.notes,
        actions=tuple(
            AgreedAction(
                text=each["text"],
                due_on=date.fromisoformat(each["due_on"]) if each["due_on"] else None,
                done=each["done"],
            )
            for each in row.actions
        ),
        created_at=row.created_at,
    )
