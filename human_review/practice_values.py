"""A practice task and its attempts as values: a low case free of personal data, and back a thread."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, cast

from human_review.coaching import Case, text_of
from human_review.masking import clean
from qa_scoring.scorecard import Scorecard, Unscored, from_dict, verdict_word
from reply_core.tables import PracticeAnswer, PracticeTask
from reply_core.text import fold
from reply_core.types import Channel, Conversation, Language, Message, Order

State = Literal["open", "answered", "closed"]
STATES: tuple[State, ...] = ("open", "answered", "closed")
Who = Literal["customer", "operator", "bot"]
_PERSONAL = re.compile(
    r"number|номер|name|имя|фио|recipient|получател|customer|client|клиент|покупател|phone|телефон|mail|почт|address|адрес"
)
"""Fields of an order that say who or where somebody is; «received_at» and the like stay."""
ANSWER_ID = "answer"
_LONGEST_THREAD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of a task's thread, without personal data."""

    who: Who
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A practice task; everything in it is free of personal data."""

    id: str
    case_id: str
    scorecard_id: str
    operator_id: str
    criterion: str
    state: State
    author: str
    created_at: datetime
    due_on: date | None = None
    note: str = ""
    thread: tuple[Said, ...] = ()
    original: str = ""
    reason: str = ""
    """What the standard found in the original reply."""
    channel: str = "chat"
    topic: str = "other"
    order: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One answer of an operator to a task, with the card it got."""

    id: str
    task_id: str
    operator_id: str
    text: str
    at: datetime
    card: Scorecard | Unscored = field(repr=False)

    def verdict(self, criterion: str) -> str:
        """The verdict of one criterion in one word; ``na`` when the answer was not scored."""
        verdict = self.card.criteria.get(criterion) if isinstance(self.card, Scorecard) else None
        return "na" if verdict is None else verdict_word(verdict)


def conversation_of(task: Task, answer: str) -> Conversation:
    """The task's thread with a new answer, as the scorer takes it. It has no times: speed is not judged."""
    kinds: Mapping[str, Any] = {"customer": "in", "operator": "out", "bot": "out"}
    messages = [
        Message(
            id=f"said-{number}", text=each.text, direction=kinds[each.who], author_kind=each.who,
            author_id="" if each.who == "customer" else "colleague",
        )
        for number, each in enumerate(task.thread, 1)
    ]  # fmt: skip
    given = Message(id=ANSWER_ID, text=answer, direction="out", author_kind="operator", author_id="trainee")
    fields = {key: value for key, value in task.order.items() if key != "text"}
    order = Order(fields=fields, text=task.order.get("text", "")) if task.order else None
    channel = cast("Channel", task.channel or "chat")
    return Conversation(id=f"practice-{task.id}", channel=channel, messages=(*messages, given), order=order)


class Mask:
    """Takes personal data of one case out of texts."""

    def __init__(self, case: Case, language: Language) -> None:
        self._case, self._language = case, language

    def __call__(self, text: str) -> str:
        return clean(text, self._language, names=self._case.names, numbers=self._case.numbers).text if text else ""


def said_before(thread: Conversation, reply_ids: Sequence[str], masked: Callable[[str], str]) -> list[dict[str, str]]:
    """Public messages before the reply, the latest twenty, masked."""
    found = []
    for message in thread.messages:
        if message.id in reply_ids:
            break
        if message.visibility != "public" or message.event != "message" or not message.text.strip():
            continue
        who = message.author_kind if message.author_kind in {"customer", "operator"} else "bot"
        found.append({"who": who, "text": masked(text_of([message]))})
    return found[-_LONGEST_THREAD:]


def order_facts(order: Order | None, masked: Callable[[str], str]) -> dict[str, str]:
    if order is None:
        return {}
    fields = {key: masked(value) for key, value in order.fields.items() if value and not _PERSONAL.search(fold(key))}
    return {**fields, "text": masked(order.text)} if order.text else fields


def task_from(row: PracticeTask, scorecard_id: str) -> Task:
    facts: dict[str, Any] = next((each for each in row.thread if each["who"] == "facts"), {})
    return Task(
        id=row.id,
        case_id=row.case_id,
        scorecard_id=scorecard_id,
        operator_id=row.operator_id,
        criterion=row.criterion,
        state=cast("State", row.state),
        author=row.author,
        created_at=row.created_at,
        due_on=row.due_on,
        note=facts.get("note", ""),
        thread=tuple(Said(who=each["who"], text=each["text"]) for each in row.thread if each["who"] != "facts"),
        original=facts.get("original", ""),
        reason=facts.get("reason", ""),
        channel=facts.get("channel", "chat"),
        topic=facts.get("topic", "other"),
        order=facts.get("order", {}),
    )


def attempt_from(row: PracticeAnswer) -> Attempt:
    return Attempt(
        id=row.id, task_id=row.task_id, operator_id=row.operator_id, text=row.text, at=row.at,
        card=from_dict(row.verdicts),
    )  # fmt: skip
