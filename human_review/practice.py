"""Practice: a low case without personal data, given to an operator to answer anew; every attempt is kept."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from human_review.coaching import Case
from human_review.practice_values import (
    STATES,
    Attempt,
    Mask,
    State,
    Task,
    attempt_from,
    order_facts,
    said_before,
    task_from,
)
from human_review.store import Operators
from qa_scoring.scorecard import PILLARS, Scorecard, Unscored, to_dict
from reply_core import audit
from reply_core.clock import Clock
from reply_core.errors import Conflict, InvalidInput, NotFound, TactError
from reply_core.tables import CoachingCase, PracticeAnswer, PracticeTask, new_id
from reply_core.types import Conversation, Language

MOST_ATTEMPTS = 50
_REFUSALS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "no_task": {"ru": ("Такого задания нет", "обновите список"), "en": ("There is no such task", "reload the list")},
    "closed": {
        "ru": ("Задание закрыто тренером", "попросите тренера дать новое"),
        "en": ("The trainer has closed this task", "ask the trainer for a new one"),
    },
    "empty": {"ru": ("Напишите ответ", "хватит одного предложения"), "en": ("Write a reply", "one sentence is enough")},
    "many": {
        "ru": ("Попыток уже {n}", "обсудите ответ с тренером"),
        "en": ("There are {n} attempts already", "talk it over with the trainer"),
    },
    "past": {"ru": ("Срок уже прошёл", "поставьте сегодня или позже"), "en": ("That day is over", "today or later")},
    "speed": {
        "ru": ("Скорость в задании не отработать: новый ответ пишется без часов", "выберите другой критерий"),
        "en": ("Speed cannot be practised: a new answer is written without a clock", "choose another criterion"),
    },
    "nothing_asked": {
        "ru": ("В этом диалоге нечего отвечать: слова покупателя не сохранены", "выберите другой случай"),
        "en": ("There is nothing to answer: the customer's words are not kept", "choose another case"),
    },
}


def refusal(key: str, language: Language, *, where: str, kind: type[TactError] = InvalidInput, n: int = 0) -> TactError:
    """Why something is refused, in words."""
    what, mend = _REFUSALS[key][language]
    return kind(what.format(n=n), where=where, mend=mend)


def why_not_practised(criterion: str, language: Language) -> str:
    """Why a criterion cannot be practised, in words; empty when it can."""
    return _REFUSALS["speed"][language][0] if criterion in PILLARS["speed"] else ""


async def open_case(
    session: AsyncSession, case: Case, criterion: str, *, trainer: str, note: str, clock: Clock
) -> CoachingCase:
    """The open coaching case of a reply and criterion; made if there is none."""
    wanted = select(CoachingCase).where(
        CoachingCase.scorecard_id == case.scorecard_id,
        CoachingCase.criterion == criterion,
        CoachingCase.state == "open",
    )
    row = (await session.exec(wanted)).first()
    if row is None:
        row = CoachingCase(
            id=new_id(), scorecard_id=case.scorecard_id, criterion=criterion, operator_id=case.operator_id,
            trainer=trainer, note=note, opened_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        await session.flush()
    return row


async def make_task(
    session: AsyncSession,
    case: Case,
    thread: Conversation,
    *,
    criterion: str,
    operator_id: str,
    due_on: date | None,
    today: date,
    note: str,
    author: str,
    clock: Clock,
    language: Language = "ru",
) -> Task:
    """Give a low case to an operator to be answered anew, with personal data removed.

    Raises:
        InvalidInput: speed cannot be practised, the due date is over, or nothing in the thread can be answered.
    """
    if criterion in PILLARS["speed"]:
        raise refusal("speed", language, where="criterion")
    if due_on is not None and due_on < today:
        raise refusal("past", language, where="due_on")
    masked = Mask(case, language)
    said = said_before(thread, case.message_ids, masked)
    if not any(each["who"] == "customer" for each in said):
        raise refusal("nothing_asked", language, where=case.scorecard_id)
    held = await open_case(session, case, criterion, trainer=author, note=masked(note.strip()), clock=clock)
    facts = {
        "who": "facts",
        "channel": case.channel,
        "topic": case.topic,
        "order": order_facts(thread.order, masked),
        "original": masked(case.reply_text),
        "reason": masked(case.reason),
        "note": masked(note.strip()),
    }
    row = PracticeTask(
        id=new_id(), case_id=held.id, operator_id=operator_id, criterion=criterion, thread=[*said, facts],
        author=author, due_on=due_on, created_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    details = {"criterion": criterion, "operator": operator_id, "card": case.scorecard_id}
    await _note(session, row.id, "practice.given", author, details, clock)
    return task_from(row, held.scorecard_id)


async def task_of(session: AsyncSession, task_id: str, language: Language = "ru", *, lock: bool = False) -> Task:
    """The task; ``lock`` lets a second writer wait.

    Raises:
        NotFound: there is none of that id.
    """
    row = await session.get(PracticeTask, task_id, with_for_update=lock or None)
    case = await session.get(CoachingCase, row.case_id) if row else None
    if row is None or case is None:
        raise refusal("no_task", language, where=task_id, kind=NotFound)
    return task_from(row, case.scorecard_id)


async def tasks(
    session: AsyncSession,
    *,
    operators: Operators = None,
    state: str = "",
    cards: Sequence[str] | None = None,
    limit: int = 200,
) -> tuple[Task, ...]:
    """Tasks: those to be done first, the earliest due at the top; closed ones last."""
    row, case = PracticeTask, CoachingCase
    wanted = select(row, case.scorecard_id).join(case, col(case.id) == col(row.case_id))
    if operators is not None:
        wanted = wanted.where(col(row.operator_id).in_(sorted(operators)))
    if state:
        wanted = wanted.where(row.state == state)
    if cards is not None:
        wanted = wanted.where(col(case.scorecard_id).in_(cards))
    wanted = wanted.order_by(col(row.created_at).desc(), col(row.id)).limit(limit)
    found = [task_from(task, card_id) for task, card_id in (await session.exec(wanted)).all()]
    return tuple(sorted(found, key=lambda task: (STATES.index(task.state), task.due_on or date.max)))


async def close_task(session: AsyncSession, task_id: str, *, author: str, clock: Clock, language: Language) -> Task:
    """Take a task back; what was answered stays.

    Raises:
        NotFound: there is no such task. Conflict: it is closed already.
    """
    task = await task_of(session, task_id, language, lock=True)
    if task.state == "closed":
        raise refusal("closed", language, where=task_id, kind=Conflict)
    await _set_state(session, task_id, "closed")
    await _note(session, task_id, "practice.closed", author, {}, clock)
    return await task_of(session, task_id, language)


async def check_answer(session: AsyncSession, task: Task, text: str, language: Language) -> None:
    """Refuse what cannot be scored.

    Raises:
        InvalidInput: no text. Conflict: the task is closed, or has been tried very often.
    """
    if not text.strip():
        raise refusal("empty", language, where="text")
    if task.state == "closed":
        raise refusal("closed", language, where=task.id, kind=Conflict)
    if len((await attempts(session, [task.id])).get(task.id, ())) >= MOST_ATTEMPTS:
        raise refusal("many", language, where=task.id, kind=Conflict, n=MOST_ATTEMPTS)


async def keep_answer(
    session: AsyncSession, task_id: str, text: str, card: Scorecard | Unscored, *, author: str, clock: Clock,
    language: Language,
) -> Attempt:  # fmt: skip
    """Keep an attempt with its card. Checked once more under a lock: two clicks at once are two attempts at most."""
    task = await task_of(session, task_id, language, lock=True)
    await check_answer(session, task, text, language)
    before = (await attempts(session, [task_id])).get(task_id, ())
    now = max([clock.now(), *(each.at + timedelta(microseconds=1) for each in before)])  # in order, whatever the clock
    row = PracticeAnswer(
        id=new_id(), case_id=task.case_id, task_id=task_id, operator_id=author, text=text, verdicts=to_dict(card),
        at=now,
    )  # fmt: skip
    session.add(row)
    await _set_state(session, task_id, "answered")
    made = attempt_from(row)
    await _note(
        session, task_id, "practice.answered", author, {"verdict": made.verdict(task.criterion), "level": card.level},
        clock,
    )  # fmt: skip
    return made


async def attempts(session: AsyncSession, task_ids: Sequence[str]) -> dict[str, tuple[Attempt, ...]]:
    """Task id → its attempts, the first one first; tasks without one are left out."""
    row = PracticeAnswer
    wanted = select(row).where(col(row.task_id).in_(task_ids)).order_by(col(row.at), col(row.id))
    found: dict[str, list[Attempt]] = {}
    for each in (await session.exec(wanted)).all():
        found.setdefault(each.task_id, []).append(attempt_from(each))
    return {task_id: tuple(each) for task_id, each in found.items()}


async def _set_state(session: AsyncSession, task_id: str, state: State) -> None:
    row = await session.get(PracticeTask, task_id)
    if row is not None:
        row.state = state
        session.add(row)
        await session.flush()


async def _note(
    session: AsyncSession, task_id: str, action: str, actor: str, details: Mapping[str, Any], clock: Clock
) -> None:
    target = f"practice:{task_id}"
    await audit.record(session, actor=actor, action=action, target=target, details=details, at=clock.now())
