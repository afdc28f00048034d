"""Speed: was the reply in time, and was what had been promised done in time.

The customer's wait is the team's clock; the operator answers for his own (from assignment or shift start). Without a
time of assignment only the team's clock is known: the verdict says so by its code.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from qa_scoring.reasons import say
from qa_scoring.substance import is_filler
from qa_scoring.verdicts import Evidence, EvidenceRole, NotApplicable, Scored, Unsure, Verdict, VerdictWord, scored
from qa_scoring.view import View
from reply_core.promises import Promise, find_promises
from reply_core.text import fold
from reply_core.types import Message, Span, Turn

_MINUTE = 60
_SAME_BREATH = timedelta(minutes=3)
"""Messages closer together are one reply in pieces."""
_EVIDENCE = 160
"""Longer questions and replies are quoted by their beginning."""
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


def speed_value(seconds: float, target_minutes: float) -> float:
    """1 within the target, then down to 0 at three times the target.

    >>> speed_value(7200, 120), speed_value(14400, 120), speed_value(21600, 120)
    (1.0, 0.5, 0.0)
    """
    target = target_minutes * _MINUTE
    if seconds <= target:
        return 1.0
    return max(0.0, 1.0 - (seconds - target) / (2.0 * target))


def in_target(view: View) -> Verdict:
    """Whether the wait this turn closed was within its target of working minutes."""
    wait = view.case.wait
    if wait is None:
        times_known = view.case.turn.messages[0].at is not None and all(each.at for each in view.answered_messages)
        if view.asks and not times_known:
            return Unsure(why=say("time_unknown", view.speaks), code="time_unknown")
        return NotApplicable(reason=say("no_wait", view.speaks), code="no_wait")
    if not wait.target_minutes:
        return NotApplicable(reason=say("no_target", view.speaks), code="no_target")
    own = wait.operator_seconds
    seconds = wait.working_seconds if own is None else own
    value = speed_value(seconds, wait.target_minutes)
    met = seconds <= wait.target_minutes * _MINUTE
    word: VerdictWord = "pass" if met else "partial" if value > 0 else "fail"
    reason = say(
        "in_time_team" if own is None else "in_time", view.speaks,
        spent=_minutes(seconds), target=wait.target_minutes,
    )  # fmt: skip
    code = "team" if own is None else "operator"
    evidence = _shown(view, met=met)
    return scored(value, source="rule", verdict=word, evidence=evidence, reason=reason, code=code, confidence=1.0)


def _shown(view: View, *, met: bool) -> tuple[Evidence, ...]:
    """What answered in time, or the customer's words that had to wait."""
    wait = view.case.wait
    role: EvidenceRole = "reply" if met else "customer"
    name = None if wait is None else wait.closed_by if met else wait.opened_by
    message = next((each for each in view.case.conversation.messages if each.id == name), None)
    if message is None or not message.text.strip():
        return view.quotes(view.reply.sentences[:1]) if met else ()
    text = message.text.strip()
    start = message.text.index(text)
    quote = text[:_EVIDENCE]
    return (Evidence(message_id=message.id, role=role, start=start, end=start + len(quote), quote=quote),)


def _minutes(seconds: float) -> int:
    return int(seconds // _MINUTE)


def promise_kept(view: View) -> Verdict:
    """Whether what was promised came in time: judged where it fell due, for the operator's own actions only.

    A promise («напишу до 18:00») is kept by the next reply of substance, or an operator's call, before its hour; a
    promise of word is broken by one that comes later, and by silence once the hour has passed. A deed promised
    («оформлю сегодня») may have been done in silence: it is judged only when somebody came back in time. Deliveries
    count to the shop. A customer who takes his request back ends it.
    """
    at = view.case.turn.messages[0].at
    if at is None:
        return NotApplicable(reason=say("no_due_promise", view.speaks), code="no_due_promise")
    looks: list[tuple[_Owed, datetime | None]] = [(owed, owed.again) for owed in _own(view)]
    if not view.is_filler:
        looks.extend((owed, _done(view, owed, at)) for owed in _owed_before(view))
    judged = [verdict for owed, done in looks if (verdict := _judged(view, owed, done)) is not None]
    if not judged:
        return NotApplicable(reason=say("no_due_promise", view.speaks), code="no_due_promise")
    return min(judged, key=lambda verdict: verdict.value)


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


def _place(view: View) -> int:
    ids = [turn.id for turn in view.case.turns]
    return ids.index(view.case.turn.id) if view.case.turn.id in ids else 0


def _owed_before(view: View) -> list[_Owed]:
    """Promises of earlier turns nobody has come back to yet: those before a mere «пожалуйста!» are still owed."""
    owed: list[_Owed] = []
    for turn in reversed(view.case.turns[: _place(view)]):
        owed.extend(each for each in _promised(view, turn) if not each.kept_at_once)
        if not is_filler(view.reading_of(turn)):
            break
    return owed


def _own(view: View) -> list[_Owed]:
    """This turn's own promises that it kept itself, or whose hour has passed without another word."""
    now, later = view.case.now, view.case.turns[_place(view) + 1 :]
    sent = view.case.turn.messages[-1].at
    lone = len(view.case.turn.messages) == 1
    if now is None or sent is None or (lone and now <= sent):
        return []
    owed = _promised(view, view.case.turn)
    kept = [each for each in owed if each.kept_at_once]
    if any(not is_filler(view.reading_of(turn)) for turn in later):
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
    """Whether the customer said, before the hour, that he needs it no more."""
    after = _after(view, owed.message)
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
    kept = done is not None and done.replace(second=0, microsecond=0) <= owed.due
    span = Span(start=owed.start + owed.promise.span.start, end=owed.start + owed.promise.span.end)
    if not kept and not _TELLS.search(fold(span.of(owed.turn.text))):
        return None
    evidence: tuple[Evidence, ...] = (view.reading_of(owed.turn).evidence(span),)
    if done is not None and owed.turn.id != view.case.turn.id and not kept:
        evidence = (*evidence, *view.quotes(view.reply.sentences[:1]))
    code = "operator" if owed.turn.author_id == view.case.turn.author_id else "team"
    reason_code = "promise_kept" if kept else "promise_late" if done is not None else "promise_lapsed"
    reason = say(reason_code, view.speaks, promise=span.of(owed.turn.text))
    return scored(1.0 if kept else 0.0, source="rule", evidence=evidence, reason=reason, code=code)


CHECKS = {"in_target": in_target, "promise_kept": promise_kept}
"""Criterion → how it is judged without a model."""
