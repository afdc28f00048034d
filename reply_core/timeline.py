"""A conversation put in order: what was really said, when, by whom, and which customer messages need an answer."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from reply_core.clause_kinds import Clause
from reply_core.clauses import read_clauses
from reply_core.types import Conversation, Language, Message, Turn

_REACTION = re.compile(
    r"^\s*(?:(?:от)?реагировал\w*|поставил\w* реакцию|reacted|liked|loved|laughed at|emphasi[sz]ed|disliked)\b"
    r".{0,20}(?:[«\"“]|\bto\b|на сообщение)",
    re.IGNORECASE,
)
_SAYS_SOMETHING = re.compile(r"[^\W_]")
_SHORT = 80
"""Only a message this short can be a mere greeting."""
_CLOSING_QUESTION = re.compile(
    r"(?:остались|есть|возникли|появ\w+).{0,30}(?:вопрос|пожелани)"
    r"|(?:чем|могу|можем).{0,30}(?:ещ[её]|помочь|быть полез)"
    r"|anything else|any other question|help you (?:with )?(?:else|further)",
    re.IGNORECASE,
)
_NO = re.compile(r"\W*(?:нет|неа|no|nope|nah|nothing)\b", re.IGNORECASE)
_YES = re.compile(r"\W*(?:да|ага|угу|конечно|yes|yep|yeah|yup)\b", re.IGNORECASE)
_BRIEF = 60
"""A longer "no" to «остались ли вопросы?» may hold news."""
_PLUS = re.compile(r"\s*\+\s*")
_BOT_REPLY = ("message", "bot", "public")


def needs_answer(text: str, language: Language | None = None) -> bool:
    """Whether a customer's message waits for an answer: not thanks, «ок», a farewell, a reaction or a bare emoji.

    A lone greeting does: somebody came. Both languages are understood, whatever ``language`` says.
    """
    del language
    if not _SAYS_SOMETHING.search(text):
        return "?" in text
    if _REACTION.match(text):
        return False
    kinds = {clause.kind for clause in _meant(text)}
    return not kinds or not kinds <= {"thanks", "ok", "sign_off", "name", "greeting"} or kinds <= {"greeting", "name"}


def _meant(text: str) -> list[Clause]:
    """The clauses of a message, good news beside thanks («Спасибо! Всё получила») taken as thanks."""
    clauses = read_clauses(text).clauses
    if not any(clause.kind in ("thanks", "ok") for clause in clauses):
        return clauses
    return [
        clause._replace(kind="thanks") if clause.kind == "statement" and clause.positive else clause
        for clause in clauses
    ]


def is_greeting(text: str) -> bool:
    """Whether ``text`` greets and says nothing else."""
    if len(text) > _SHORT:
        return False
    kinds = [clause.kind for clause in read_clauses(text).clauses]
    return kinds[:1] == ["greeting"] and all(kind in ("greeting", "name") for kind in kinds)


def is_reaction(text: str) -> bool:
    """Whether ``text`` is only an emoji, a sign or a messenger's note of a reaction."""
    return not _SAYS_SOMETHING.search(text) or bool(_REACTION.match(text))


def is_customer(message: Message) -> bool:
    """A real message of the customer."""
    return message.event == "message" and message.direction == "in" and message.author_kind == "customer"


def is_reply(message: Message) -> bool:
    """A public message written by a human operator (text or attachment)."""
    return (
        message.event == "message"
        and message.direction == "out"
        and message.author_kind == "operator"
        and message.visibility == "public"
        and bool(message.text.strip() or message.attachments)
    )


def answers(message: Message) -> bool:
    """Whether a reply has substance: not a reaction, not a mere greeting. An attachment alone has."""
    return is_reply(message) and (
        message.attachments > 0 or not (is_reaction(message.text) or is_greeting(message.text))
    )


def in_order(conversation: Conversation, now: datetime | None = None) -> tuple[Message, ...]:
    """Messages and events by time, each once (the last text at the first time), without deleted ones and later ones.

    What has no time stays behind its neighbour; a reply that names a later question (`in_reply_to`, clocks that
    differ) stands behind that question.
    """
    if _stands_in_order(conversation.messages, now):
        return conversation.messages
    latest: dict[str, Message] = {}
    for message in conversation.messages:
        known = latest.get(message.id)
        latest[message.id] = message if known is None else replace(message, at=_earlier(known.at, message.at))
    gone = {message.in_reply_to for message in latest.values() if message.event == "deleted"}
    kept = [message for message in latest.values() if message.event != "deleted" and message.id not in gone]
    if now is not None:
        kept = [message for message in kept if message.at is None or message.at <= now]
    ordered = _by_time(kept)
    return tuple(_behind_questions(ordered))


def _stands_in_order(messages: tuple[Message, ...], now: datetime | None) -> bool:
    """Whether nothing is to be done: every message once, its time known and no later than ``now``, none deleted."""
    times = [each.at for each in messages if each.at and not each.in_reply_to and each.event != "deleted"]
    if len({each.id for each in messages}) != len(messages) or len(times) < len(messages) or times != sorted(times):
        return False
    return now is None or not times or times[-1] <= now


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


def _by_time(messages: list[Message]) -> list[Message]:
    moment = datetime.min.replace(tzinfo=UTC)
    keyed = []
    for message in messages:
        moment = message.at or moment
        keyed.append((moment, message))
    keyed.sort(key=lambda pair: pair[0])
    return [message for _, message in keyed]


def _behind_questions(ordered: list[Message]) -> list[Message]:
    places = {message.id: place for place, message in enumerate(ordered)}
    early = [
        message
        for place, message in enumerate(ordered)
        if is_reply(message) and message.in_reply_to and places.get(message.in_reply_to, -1) > place
    ]
    for message in early:
        ordered.remove(message)
        question = next(place for place, other in enumerate(ordered) if other.id == message.in_reply_to)
        ordered.insert(question + 1, message)
    return ordered


def read_turns(conversation: Conversation) -> tuple[Turn, ...]:
    """Turns of human operators in order: public messages up to the next customer message.

    Bots, rules, private notes, events and deleted messages neither make nor break a turn; nor does a customer's
    reaction. A turn of a lone emoji is a turn (it is scored), though it answers nothing.
    """
    turns: list[Turn] = []
    current: list[Message] = []
    for message in in_order(conversation):
        if is_reply(message):
            current.append(message)
        elif current and is_customer(message) and (message.attachments or not is_reaction(message.text)):
            turns.append(Turn(messages=tuple(current)))
            current = []
    if current:
        turns.append(Turn(messages=tuple(current)))
    return tuple(turns)


End = Literal["answered", "called", "closed", "bot_closed", "reopened", "open"]


@dataclass(slots=True)
class Stretch:
    """A customer's wait as it happened, times aside: what opened it and what ended it."""

    opened: Message
    since: datetime | None
    ended_by: Message | None = None
    ended_at: datetime | None = None
    end: End = "open"
    bot_replied: bool = False
    again: bool = False
    """Opened anew by a reopening without a new message."""


def opens(message: Message, last_reply: str, *, met: bool) -> bool:
    """Whether a customer's message opens a wait after ``last_reply``; ``met``: an operator has answered before."""
    if message.attachments:
        return True
    text = message.text
    asked = last_reply.rstrip(" )»\"'").endswith("?") if last_reply else False
    closing = asked and bool(_CLOSING_QUESTION.search(last_reply))
    if _PLUS.fullmatch(text):
        return asked and not closing
    if closing and _NO.match(text) and _only_declines(text):
        return False
    if asked and not closing and _YES.match(text):
        return True
    if met and is_greeting(text):
        return False
    if needs_answer(text):
        return True
    return asked and not closing and _agrees(text)


def _only_declines(text: str) -> bool:
    """Whether a "no" says nothing more: no number, question, request or complaint."""
    if len(text) > _BRIEF or any(char.isdigit() for char in text):
        return False
    return {clause.kind for clause in _meant(text)} <= {"statement", "thanks", "ok", "sign_off", "name", "greeting"}


def _agrees(text: str) -> bool:
    """Whether ``text`` is a bare "ok", which after a question is an answer that wants to be acted upon."""
    kinds = {clause.kind for clause in read_clauses(text).clauses}
    return "ok" in kinds and kinds <= {"ok", "name"}


def read_stretches(conversation: Conversation, now: datetime | None = None) -> list[Stretch]:
    """Every wait of the conversation in order, ended or open, whether its times are known or not."""
    return _Watch(conversation, now).stretches


class _Watch:
    """Walks a conversation once and notes its waits."""

    def __init__(self, conversation: Conversation, now: datetime | None) -> None:
        self.stretches: list[Stretch] = []
        self.current: Stretch | None = None
        self.resolved: Message | None = None
        self.last_reply = ""
        self.met = False
        items = in_order(conversation, now)
        for place, message in enumerate(items):
            self._see(message, items[place + 1 :])
        closed_at = conversation.closed_at
        if self.current and (self.resolved or (closed_at and (now is None or closed_at <= now))):
            since = self.current.since
            if self.resolved or since is None or (closed_at is not None and closed_at >= since):
                self._give_up(closed_at)

    def _see(self, message: Message, later: tuple[Message, ...]) -> None:
        if is_customer(message):
            self._customer(message)
        elif is_reply(message):
            self._reply(message)
        elif message.event == "call" and message.author_kind == "operator":
            self._end(message, "called")
        elif message.event == "resolved":
            self.resolved = message
        elif message.event == "reopened":
            self._reopen(message, later)
        elif self.current and (message.event, message.author_kind, message.visibility) == _BOT_REPLY:
            self.current.bot_replied = True

    def _customer(self, message: Message) -> None:
        if not opens(message, self.last_reply, met=self.met and self.resolved is None):
            return
        if self.current and self.resolved:
            self._give_up(None)
        if self.current is None:
            self.current = Stretch(message, message.at)
            self.stretches.append(self.current)
        self.resolved = None

    def _reply(self, message: Message) -> None:
        if answers(message):
            self._end(message, "answered")
            self.last_reply, self.met = message.text, True

    def _end(self, message: Message, end: End) -> None:
        if self.current:
            self.current.ended_by, self.current.ended_at, self.current.end = message, message.at, end
        self.current = None
        self.met = True

    def _give_up(self, closed_at: datetime | None) -> None:
        """The case was closed while the customer waited."""
        if self.current is None:
            return
        machine = self.resolved is not None and self.resolved.author_kind not in ("operator", "customer")
        self.current.ended_at = self.resolved.at if self.resolved else closed_at
        self.current.end = "bot_closed" if machine else "closed"
        self.current = None
        self.resolved = None

    def _reopen(self, event: Message, later: tuple[Message, ...]) -> None:
        """The customer waits again, from now on, unless he writes himself before anyone answers."""
        waiting, was_resolved = self.current, self.resolved is not None
        if waiting is None or not was_resolved:
            self.resolved = None
            return
        self._give_up(None)
        following = next((each for each in later if is_customer(each) or answers(each)), None)
        if following is None or not is_customer(following):
            self.current = Stretch(waiting.opened, event.at, again=True)
            self.stretches.append(self.current)
