"""The library: replies kept as good and bad examples of a criterion, with a note; shown without personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.cards import StoredCard
from human_review.edits import newest
from human_review.store import edits_of
from qa_scoring.scorecard import Scorecard, verdict_word
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import Conflict, InvalidInput, NotFound, TactError
from reply_core.tables import PinnedCase, ScorecardRecord, new_id
from reply_core.types import Language

Kind = Literal["good", "bad"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_REFUSALS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "no_pin": {
        "ru": ("В библиотеке нет такого примера", "обновите список"),
        "en": ("The library has no such example", "reload the list"),
    },
    "pinned": {
        "ru": ("Этот ответ уже в библиотеке по этому критерию", "снимите его, чтобы положить иначе"),
        "en": ("This reply is in the library for this criterion already", "take it off to keep it otherwise"),
    },
    "unscored": {
        "ru": ("Ответ не оценён по этому критерию", "выберите оценённый ответ"),
        "en": ("The reply has no verdict on this criterion", "choose a scored reply"),
    },
    "not_good": {
        "ru": ("Критерий в этом ответе не выполнен: хорошим примером он не будет", "положите его как плохой пример"),
        "en": ("The reply does not meet the criterion: it is no good example", "keep it as a bad one"),
    },
    "not_bad": {
        "ru": ("Критерий в этом ответе выполнен: плохим примером он не будет", "положите его как хороший пример"),
        "en": ("The reply meets the criterion: it is no bad example", "keep it as a good one"),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A reply kept as an example."""

    id: str
    scorecard_id: str
    criterion: str
    kind: Kind
    note: str
    author: str
    at: datetime


def refusal(key: str, language: Language, *, where: str, kind: type[TactError] = InvalidInput) -> TactError:
    """Why something is refused, in words."""
    what, mend = _REFUSALS[key][language]
    return kind(what, where=where, mend=mend)


async def pin(
    session: AsyncSession,
    stored: StoredCard,
    *,
    criterion: str,
    kind: Kind,
    note: str,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> Pinned:
    """Keep a reply as an example of a criterion.

    Raises:
        InvalidInput: the reply has no verdict there, or one that does not fit the kind.
        Conflict: it is kept for this criterion already.
    """
    verdict = stored.card.criteria.get(criterion) if isinstance(stored.card, Scorecard) else None
    edit = newest((await edits_of(session, [stored.id])).get(stored.id, ())).get(criterion)
    word = edit.verdict if edit else "na" if verdict is None else verdict_word(verdict)
    if word == "na":
        raise refusal("unscored", language, where=criterion)
    if kind == "good" and word != "pass":
        raise refusal("not_good", language, where=criterion)
    if kind == "bad" and word == "pass":
        raise refusal("not_bad", language, where=criterion)
    await session.get(ScorecardRecord, stored.id, with_for_update=True)  # two clicks at once: one waits for the other
    same = select(PinnedCase.id).where(PinnedCase.scorecard_id == stored.id, PinnedCase.criterion == criterion)
    if (await session.exec(same)).first() is not None:
        raise refusal("pinned", language, where=stored.id, kind=Conflict)
    row = PinnedCase(
        id=new_id(), scorecard_id=stored.id, criterion=criterion, kind=kind, note=note.strip(), author=author,
        at=clock.now(),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    details = {"criterion": criterion, "kind": kind, "pin": row.id}
    await audit.record(
        session, actor=author, action="library.pinned", target=f"scorecard:{stored.id}", details=details, at=row.at
    )
    return _pinned(row)


async def unpin(session: AsyncSession, pin_id: str, *, author: str, clock: Clock) -> None:
    """Take an example off the library; the audit trail keeps that it was there."""
    row = await session.get(PinnedCase, pin_id)
    if row is None:
        return
    await session.delete(row)
    await session.flush()
    target, details = f"scorecard:{row.scorecard_id}", {"criterion": row.criterion, "pin": pin_id}
    await audit.record(session, actor=author, action="library.unpinned", target=target, details=details, at=clock.now())


async def pin_of(session: AsyncSession, pin_id: str, language: Language = "ru") -> Pinned:
    """The example.

    Raises:
        NotFound: there is none of that id.
    """
    row = await session.get(PinnedCase, pin_id)
    if row is None:
        raise refusal("no_pin", language, where=pin_id, kind=NotFound)
    return _pinned(row)


async def pins(session: AsyncSession, *, criterion: str = "", kind: str = "", limit: int = 100) -> tuple[Pinned, ...]:
    """Examples, the newest first."""
    row = PinnedCase
    wanted = select(row).order_by(col(row.at).desc(), row.id).limit(limit)
    if criterion:
        wanted = wanted.where(row.criterion == criterion)
    if kind:
        wanted = wanted.where(row.kind == kind)
    return tuple(_pinned(each) for each in (await session.exec(wanted)).all())


def _pinned(row: PinnedCase) -> Pinned:
    return Pinned(
        id=row.id, scorecard_id=row.scorecard_id, criterion=row.criterion, kind=cast("Kind", row.kind), note=row.note,
        author=row.author, at=row.at,
    )  # fmt: skip
