"""Speed: was the reply in time, and was what had been promised done in time.

The customer's wait is the team's clock; the operator answers for his own (from assignment or shift start). Without a
time of assignment only the team's clock is known: the verdict says so by its code.
"""

from datetime import datetime

from qa_scoring.reasons import say
from qa_scoring.verdicts import NotApplicable, Unsure, Verdict, VerdictWord, scored
from qa_scoring.view import View
from reply_core.promises import Promise, find_promises
from reply_core.types import Span, Turn

_MINUTE = 60


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
    return scored(value, source="rule", verdict=word, reason=reason, code=code, confidence=1.0)


def _minutes(seconds: float) -> int:
    return int(seconds // _MINUTE)


def promise_kept(view: View) -> Verdict:
    """Whether what an earlier reply promised came in time with this one, or this one's own promise was let lapse.

    Only the operator's own actions count («напишу», «проверю»); deliveries count to the shop.
    """
    at = view.case.turn.messages[0].at
    if at is None:
        return NotApplicable(reason=say("no_due_promise", view.speaks), code="no_due_promise")
    if (earlier := _previous(view)) is not None:
        for promise, turn in _own_promises(view, earlier):
            return _judged(view, promise, turn, done=at)
    now = view.case.now
    if now is not None and not view.last_turn and _next(view) is None:
        for promise, turn in _own_promises(view, view.case.turn):
            if promise.due_at is not None and promise.due_at < now:
                return _judged(view, promise, turn, done=now)
    return NotApplicable(reason=say("no_due_promise", view.speaks), code="no_due_promise")


def _place(view: View) -> int:
    ids = [turn.id for turn in view.case.turns]
    return ids.index(view.case.turn.id) if view.case.turn.id in ids else 0


def _previous(view: View) -> Turn | None:
    place = _place(view)
    return view.case.turns[place - 1] if place > 0 else None


def _next(view: View) -> Turn | None:
    place = _place(view)
    return view.case.turns[place + 1] if place + 1 < len(view.case.turns) else None


def _own_promises(view: View, turn: Turn) -> list[tuple[Promise, Turn]]:
    """Dated promises of the operator's own actions, the earliest due first."""
    at = turn.messages[-1].at
    if at is None:
        return []
    found = find_promises(turn.messages[-1].text, at, view.book.calendar, view.language)
    dated = [promise for promise in found if promise.owner == "operator" and promise.due_at is not None]
    return [(promise, turn) for promise in sorted(dated, key=lambda each: each.due_at or at)]


def _judged(view: View, promise: Promise, turn: Turn, *, done: datetime) -> Verdict:
    kept = promise.due_at is not None and done <= promise.due_at
    message = turn.messages[-1]
    span = Span(start=promise.span.start, end=promise.span.end)
    words = span.of(message.text)
    evidence = view.reading_of(turn).evidence(_in_turn(turn, span))
    owner = "operator" if turn.author_id == view.case.turn.author_id else "team"
    reason = say("promise_kept" if kept else "promise_late", view.speaks, promise=words)
    return scored(1.0 if kept else 0.0, source="rule", evidence=(evidence,), reason=reason, code=owner)


def _in_turn(turn: Turn, span: Span) -> Span:
    """A span of the turn's last message as a span of the whole turn."""
    offset = len(turn.text) - len(turn.messages[-1].text)
    return Span(start=offset + span.start, end=offset + span.end)


CHECKS = {"in_target": in_target, "promise_kept": promise_kept}
"""Criterion → how it is judged without a model."""
