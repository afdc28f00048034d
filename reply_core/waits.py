"""How long customers wait, and how long operators take, in working time.

A wait opens at the first customer message that needs an answer and closes at the first answer of substance by a human.
Two clocks: the customer's whole wait (the team's) and, from the assignment on, the operator's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from reply_core.timeline import (
    Stretch,
    in_order,
    is_customer,
    is_reaction,
    is_reply,
    needs_answer,
    read_stretches,
    read_turns,
)
from reply_core.types import Channel, Conversation, Message, Turn
from reply_core.value import Value
from reply_core.working_time import Calendar, add_working_time, working_time

__all__ = [
    "DEFAULT_TARGETS",
    "Pending",
    "Wait",
    "answered_messages",
    "needs_answer",
    "read_turns",
    "read_waits",
    "unanswered",
    "wait_closed_by",
]

DEFAULT_TARGETS: Mapping[Channel, int] = MappingProxyType(
    {"email": 120, "chat": 5, "messenger": 30, "social": 30, "review": 1440, "webform": 120}
)
"""Working minutes within which an answer is due."""


class Wait(Value, frozen=True, kw_only=True):
    """One stretch during which the customer waited; all times UTC-aware, seconds whole."""

    opened_by: str
    """Id of the customer message that opened it."""
    opened_at: datetime
    closed_by: str | None
    """Id of the message (or call) that answered; None while open and when the case was closed without an answer."""
    closed_at: datetime | None
    target_minutes: int
    """Working minutes allowed, as they were when the wait opened."""
    due_at: datetime
    working_seconds: int
    """Working time waited: until the answer, the closing, or now."""
    calendar_seconds: int
    operator_seconds: int | None
    """The answering operator's own share, from his assignment on; None when that is not known."""
    met: bool | None
    """Answered in time; None while it may still be, and when the case was closed without an answer."""
    open: bool
    flags: tuple[str, ...] = ()
    """Any of: answered_by_other answered_by_phone attachment_only bot_closed bot_replied clock_skew closed_unanswered
    merged reassigned reopened."""


def read_waits(
    conversation: Conversation,
    calendar: Calendar,
    targets: Mapping[Channel, int] = DEFAULT_TARGETS,
    now: datetime | None = None,
    *,
    calendars: Mapping[Channel, Calendar] | None = None,
    shifts: Mapping[str, Calendar] | None = None,
    frozen: Mapping[str, int] | None = None,
) -> tuple[Wait, ...]:
    """Every wait of the conversation in order, as seen at ``now`` (default: the last message's time).

    Args:
        calendar: the team's working hours; ``calendars`` may give a channel its own.
        targets: working minutes allowed by channel (that of the opening message); a missing one takes the default.
        shifts: an operator's own hours by his id, for his own clock.
        frozen: minutes by opening message id, as recorded when the wait opened; they win over ``targets``.

    Waits whose begin or end has no known time are left out. A message event ``assigned`` names the assignee in
    ``author_id`` (empty: unknown).
    """
    items = in_order(conversation, now)
    moments = [message.at for message in items if message.at]
    if not moments:
        return ()
    at = now or max(moments)
    merged = any(message.event == "merged" for message in items)
    found = []
    for stretch in read_stretches(conversation, now):
        channel = stretch.opened.channel or conversation.channel
        minutes = (frozen or {}).get(stretch.opened.id, targets.get(channel, DEFAULT_TARGETS[channel]))
        hours = (calendars or {}).get(channel, calendar)
        wait = _wait(stretch, conversation, items, minutes, hours, shifts or {}, at, merged)
        if wait is not None:
            found.append(wait)
    return tuple(found)


def wait_closed_by(waits: tuple[Wait, ...], turn: Turn) -> Wait | None:
    """The wait the turn answered, or None (an outbound message, a reaction, a second turn)."""
    ids = {message.id for message in turn.messages}
    return next((wait for wait in waits if wait.closed_by in ids), None)


def _wait(
    stretch: Stretch,
    conversation: Conversation,
    items: tuple[Message, ...],
    minutes: int,
    calendar: Calendar,
    shifts: Mapping[str, Calendar],
    now: datetime,
    merged: bool,
) -> Wait | None:
    opened = stretch.since
    is_open = stretch.end == "open"
    until = now if is_open else stretch.ended_at
    if opened is None or until is None:
        return None
    answered = stretch.ended_by is not None
    flags = _flags(stretch, merged)
    if until < opened:
        flags.append("clock_skew")
    worked = working_time(opened, until, calendar)
    due = add_working_time(opened, timedelta(minutes=minutes), calendar)
    operator, more = _operator_seconds(stretch, conversation, items, calendar, shifts)
    if answered:
        met: bool | None = worked <= timedelta(minutes=minutes)
    else:
        met = False if is_open and now > due else None
    return Wait(
        opened_by=stretch.opened.id,
        opened_at=opened,
        closed_by=stretch.ended_by.id if stretch.ended_by else None,
        closed_at=None if is_open else until,
        target_minutes=minutes,
        due_at=due,
        working_seconds=int(worked.total_seconds()),
        calendar_seconds=max(0, int((until - opened).total_seconds())),
        operator_seconds=operator,
        met=met,
        open=is_open,
        flags=tuple(sorted({*flags, *more})),
    )


def _flags(stretch: Stretch, merged: bool) -> list[str]:
    answer = stretch.ended_by
    named = {
        "closed_unanswered": stretch.end == "closed",
        "bot_closed": stretch.end == "bot_closed",
        "answered_by_phone": stretch.end == "called",
        "bot_replied": stretch.bot_replied,
        "reopened": stretch.again,
        "merged": merged,
        "attachment_only": answer is not None and answer.event == "message" and is_reaction(answer.text),
    }
    return [flag for flag, raised in named.items() if raised]


def _operator_seconds(
    stretch: Stretch,
    conversation: Conversation,
    items: tuple[Message, ...],
    calendar: Calendar,
    shifts: Mapping[str, Calendar],
) -> tuple[int | None, list[str]]:
    """The answerer's own working seconds (from the later of opening and assignment), and flags about it."""
    answer, opened, closed = stretch.ended_by, stretch.since, stretch.ended_at
    if answer is None or opened is None or closed is None:
        return None, []
    assigned = [each for each in _assignments(conversation, items) if each[0] <= closed]
    flags = []
    if len({who for at, who in assigned if at > opened} | {who for at, who in assigned if at <= opened and who}) > 1:
        flags.append("reassigned")
    if not assigned:
        return None, flags
    mine = assigned[-1][0]
    if assigned[-1][1] not in ("", answer.author_id):
        return None, [*flags, "answered_by_other"]
    for at, who in reversed(assigned):
        if who != assigned[-1][1]:
            break
        mine = at
    shift = shifts.get(answer.author_id, calendar)
    return int(working_time(max(opened, mine), closed, shift).total_seconds()), flags


def _assignments(conversation: Conversation, items: tuple[Message, ...]) -> list[tuple[datetime, str]]:
    """When the case was given to whom, in order of time."""
    given = [(message.at, message.author_id) for message in items if message.event == "assigned" and message.at]
    if conversation.assigned_at:
        given.append((conversation.assigned_at, conversation.assigned_to))
    return sorted(set(given))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What the customer wrote that nobody has answered yet."""

    messages: tuple[Message, ...]
    starts: tuple[tuple[int, str], ...]
    """Where each message begins in the messages' texts joined by a newline, and its id."""
    thread: tuple[Message, ...]
    """Everything else said in public, oldest first."""
    first_turn: bool


def unanswered(conversation: Conversation, now: datetime | None = None) -> Pending | None:
    """The customer messages that wait for an answer (as of ``now``), or None. Times need not be known."""
    stretches = read_stretches(conversation, now)
    if not stretches or stretches[-1].end != "open":
        return None
    items = in_order(conversation, now)
    place = next(number for number, message in enumerate(items) if message.id == stretches[-1].opened.id)
    messages = _worded([message for message in items[place:] if is_customer(message)])
    ids = {message.id for message in messages}
    public = [message for message in items if message.event == "message" and message.visibility == "public"]
    answered = any(is_reply(message) and not is_reaction(message.text) for message in items)
    starts = []
    begin = 0
    for message in messages:
        starts.append((begin, message.id))
        begin += len(message.text) + 1
    return Pending(
        messages=messages,
        starts=tuple(starts),
        thread=tuple(message for message in public if message.id not in ids),
        first_turn=not answered,
    )


def _worded(messages: list[Message]) -> tuple[Message, ...]:
    """The messages with words in them; all of them when none has any."""
    return tuple(message for message in messages if message.text.strip()) or tuple(messages)


def answered_messages(conversation: Conversation, turn: Turn) -> tuple[Message, ...]:
    """The customer messages a turn is an answer to: those after the operators' previous turn; empty when it came first.

    Reactions stay out, and so do thanks for the answer before when a new question follows them.
    """
    first = turn.messages[0].id
    pending: list[Message] = []
    replied = False
    for message in in_order(conversation):
        if message.id == first:
            return _without_old_thanks(pending)
        if is_reply(message):
            replied = True
        elif is_customer(message) and (message.attachments or not is_reaction(message.text)):
            if replied:
                pending, replied = [], False
            pending.append(message)
    return _without_old_thanks(pending)


def _without_old_thanks(pending: Sequence[Message]) -> tuple[Message, ...]:
    """From the first message that waits for an answer on; all of them when none does."""
    if len(pending) < 2:
        return tuple(pending)
    wanted = (place for place, each in enumerate(pending) if each.attachments or needs_answer(each.text))
    return tuple(pending[next(wanted, 0) :])
