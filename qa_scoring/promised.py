"""Promises opened by a reply, and whether they were kept: by a later reply, by a call, or broken by silence.

A promise is judged where it fell due. Kept or late, it belongs to the reply that came back to it; broken by silence, to
the reply that gave it, as soon as its hour has passed (`qa_scoring.promise_jobs` looks every few minutes). What a card
saw of the time after its reply is part of its input hash (`followed`): the same replay gives the same card.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from qa_scoring.reasons import say
from qa_scoring.substance import is_filler
from qa_scoring.unasked import does_not_apply
from qa_scoring.verdicts import Evidence, NotApplicable, Scored, Verdict, scored
from qa_scoring.view import View
from reply_core.promises import Promise, find_promises
from reply_core.text import fold
from reply_core.types import Message, Span, Turn

Outcome = Literal["open", "kept", "late", "lapsed"]
_SAME_BREATH = timedelta(minutes=3)
"""Messages closer together are one reply in pieces."""
_TELLS = re.compile(
    r"\b(?:напиш|отпиш|ответ|сообщ|перезвон|позвон|наберу|свяж|вернусь|вернемся|зна[тк]|скажу|скажем|подскаж"
    r"|расскаж|в курсе|пришл|вышл|провер|уточн|выясн|узна|посмотр"
    r"|write|reply|answer|call|ring|let|get back|touch|contact|e-?mail|message|update|follow|hear|check|find out"
    r"|confirm)"
)
"""A promise of word: silence breaks it."""
_NO_LONGER = re.compile(
    r"\b(?:уже не (?:надо|нужно|актуально)|больше не (?:надо|нужно)|не нужно уже|неактуально|разобрал(?:ся|ась|ись)"
    r"|вопрос (?:решен|закрыт|снят)|отбой|сам (?:решил|нашел)|сама (?:решила|нашла)"
    r"|never mind|nevermind|no longer (?:need|needed)|sorted it|figured it out|forget (?:it|about it))\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPromise:
    """A dated promise of word that a turn gave, and what had become of it at the moment of scoring."""

    message_id: str
    start: int
    """In its message's text; ``end`` likewise."""
    end: int
    quote: str
    due: datetime
    outcome: Outcome


class _Owed(NamedTuple):
    """A dated promise and the message it stands in; ``start`` is where that begins in the turn's text."""

    promise: Promise
    due: datetime
    turn: Turn
    message: Message
    start: int
    again: datetime | None
    """When a later message of the same turn came back to it."""

    @property
    def kept_at_once(self) -> bool:
        """Its own turn came back to it in time."""
        return self.again is not None and self.again <= self.due

    @property
    def quote(self) -> str:
        """The promise in the operator's words."""
        return self.promise.span.of(self.message.text)

    @property
    def of_word(self) -> bool:
        """Somebody is to come back with word: silence breaks it."""
        return _TELLS.search(fold(self.quote)) is not None


def promise_kept(view: View) -> Verdict:
    """Whether what was promised came in time: judged where it fell due, for the operator's own actions only.

    A promise («напишу до 18:00») is kept by the next reply of substance, or an operator's call, before its hour; a
    promise of word is broken by one that comes later, and by silence once the hour has passed. A deed promised
    («оформлю сегодня») may have been done in silence: it is judged only when somebody came back in time. Deliveries
    count to the shop. A customer who takes his request back ends it.
    """
    at = view.case.turn.messages[0].at
    if at is None:
        return does_not_apply("no_due_promise", view.speaks)
    looks: list[tuple[_Owed, datetime | None]] = [(owed, owed.again) for owed in _due_here(view)]
    if not view.is_filler:
        looks.extend((owed, _done(view, owed, at)) for owed in _owed_before(view))
    judged = [verdict for owed, done in looks if (verdict := _judged(view, owed, done)) is not None]
    if judged:
        return min(judged, key=lambda verdict: verdict.value)
    for own in sorted(own_promises(view), key=lambda own: own.outcome != "open"):
        if own.outcome != "lapsed":
            code = "promise_open" if own.outcome == "open" else "promise_moved"
            return NotApplicable(reason=say(code, view.speaks, promise=own.quote), code=code)
    return does_not_apply("no_due_promise", view.speaks)


def own_promises(view: View) -> tuple[OwnPromise, ...]:
    """The turn's own dated promises of word, and what became of each; none seen from the moment it was sent."""
    owed_here = _own(view)
    if not owed_here:
        return ()
    return tuple(
        OwnPromise(
            message_id=owed.message.id,
            start=owed.promise.span.start,
            end=owed.promise.span.end,
            quote=owed.quote,
            due=owed.due,
            outcome=_outcome(view, owed),
        )
        for owed in owed_here
        if owed.of_word
    )


def followed(view: View) -> str:
    """What the card saw of the time after its reply, as text to be hashed; empty when nothing of it matters."""
    seen: list[tuple[object, ...]] = [(own.message_id, own.start, own.outcome) for own in own_promises(view)]
    if view.standard.wants("closing") and not view.last_turn:
        seen.append(("more",))
    return repr(seen) if seen else ""


def _outcome(view: View, owed: _Owed) -> Outcome:
    next_turn = next((turn for turn in _later(view) if not is_filler(view.reading_of(turn))), None)
    came = None if next_turn is None else next_turn.messages[0].at or owed.due
    done = min((each for each in (owed.again, _called(view, owed), came) if each is not None), default=None)
    if done is not None:
        return "kept" if _in_time(done, owed.due) else "late"
    now = view.case.now
    return "lapsed" if now is not None and owed.due < now else "open"


def _in_time(done: datetime, due: datetime) -> bool:
    """The last minute is in time."""
    return done.replace(second=0, microsecond=0) <= due


def _place(view: View) -> int:
    ids = [turn.id for turn in view.case.turns]
    return ids.index(view.case.turn.id) if view.case.turn.id in ids else 0


def _later(view: View) -> tuple[Turn, ...]:
    return view.case.turns[_place(view) + 1 :]


def _owed_before(view: View) -> list[_Owed]:
    """Promises of earlier turns nobody has come back to yet: those before a mere «пожалуйста!» are still owed."""
    owed: list[_Owed] = []
    for turn in reversed(view.case.turns[: _place(view)]):
        owed.extend(each for each in _promised(view, turn) if not each.kept_at_once)
        if not is_filler(view.reading_of(turn)):
            break
    return owed


def _own(view: View) -> tuple[_Owed, ...]:
    """This turn's own promises; none while nothing can be known of them yet."""
    case = view.case
    now, messages = case.now, case.turn.messages
    sent = messages[-1].at
    if now is None or sent is None or (now <= sent and len(messages) == 1):
        return ()
    return _own_read(view)


@lru_cache(maxsize=4)
def _own_read(view: View) -> tuple[_Owed, ...]:
    """Read once for a view: verdict, pins and records ask for it."""
    return tuple(_promised(view, view.case.turn))


def _due_here(view: View) -> list[_Owed]:
    """The turn's own promises that it kept itself, or whose hour has passed without another word."""
    owed, now = _own(view), view.case.now
    kept = [each for each in owed if each.kept_at_once]
    if not owed or now is None or any(not is_filler(view.reading_of(turn)) for turn in _later(view)):
        return kept
    return [*kept, *(each for each in owed if each not in kept and each.due < now and _called(view, each) is None)]


def _promised(view: View, turn: Turn) -> list[_Owed]:
    """Dated promises of the operator's own actions in a turn."""
    found: list[_Owed] = []
    start = 0
    for number, message in enumerate(turn.messages):
        if message.at is not None:
            said = message.at
            more = [each.at for each in turn.messages[number + 1 :] if each.at and each.at - said >= _SAME_BREATH]
            again = min(more, default=None)
            found.extend(
                _Owed(promise, promise.due_at, turn, message, start, again)
                for promise in find_promises(message.text, said, view.book.calendar, view.language)
                if promise.owner == "operator" and promise.due_at is not None
            )
        start += len(message.text) + 1
    return [each for each in found if not _taken_back(view, each)]


def _taken_back(view: View, owed: _Owed) -> bool:
    """Whether the customer said, before the hour and before the turn that is judged, that he needs it no more."""
    after = _after(view, owed.message)
    if owed.turn.id != view.case.turn.id:
        first = view.case.turn.messages[0].id
        place = next((at for at, message in enumerate(after) if message.id == first), len(after))
        after = after[:place]
    return any(
        message.author_kind == "customer" and (message.at is None or message.at <= owed.due)
        and _NO_LONGER.search(fold(message.text)) is not None
        for message in after
    )  # fmt: skip


def _called(view: View, owed: _Owed) -> datetime | None:
    """When an operator called after the promise, if he did."""
    calls = [
        message.at for message in _after(view, owed.message)
        if message.event == "call" and message.author_kind == "operator" and message.at is not None
    ]  # fmt: skip
    return min(calls, default=None)


def _after(view: View, said: Message) -> tuple[Message, ...]:
    messages = view.case.conversation.messages
    place = next((at for at, message in enumerate(messages) if message.id == said.id), len(messages))
    return messages[place + 1 :]


def _done(view: View, owed: _Owed, at: datetime) -> datetime:
    called = _called(view, owed)
    return at if called is None else min(at, called)


def _judged(view: View, owed: _Owed, done: datetime | None) -> Scored | None:
    """Kept or broken, with the promise's own words; not done: its hour has passed in silence. None: nobody can tell."""
    kept = done is not None and _in_time(done, owed.due)
    if not kept and not owed.of_word:
        return None
    span = Span(start=owed.start + owed.promise.span.start, end=owed.start + owed.promise.span.end)
    evidence: tuple[Evidence, ...] = (view.reading_of(owed.turn).evidence(span),)
    if done is not None and owed.turn.id != view.case.turn.id and not kept:
        evidence = (*evidence, *view.quotes(view.reply.sentences[:1]))
    code = "operator" if owed.turn.author_id == view.case.turn.author_id else "team"
    reason_code = "promise_kept" if kept else "promise_late" if done is not None else "promise_lapsed"
    reason = say(reason_code, view.speaks, promise=owed.quote)
    return scored(1.0 if kept else 0.0, source="rule", evidence=evidence, reason=reason, code=code)
