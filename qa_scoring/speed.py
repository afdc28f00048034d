"""Speed: was the reply in time (and, in `qa_scoring.promised`, was what had been promised done in time).

The customer's wait is the team's clock; the operator answers for his own (from assignment or shift start). Without a
time of assignment only the team's clock is known: the verdict says so by its code.
"""

from qa_scoring.promised import promise_kept
from qa_scoring.reasons import say
from qa_scoring.unasked import does_not_apply
from qa_scoring.verdicts import Evidence, EvidenceRole, Unsure, Verdict, VerdictWord, scored
from qa_scoring.view import View

__all__ = ("CHECKS", "in_target", "promise_kept", "speed_value")

_MINUTE = 60
_EVIDENCE = 160
"""Longer questions and replies are quoted by their beginning."""


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
        return does_not_apply("no_wait", view.speaks)
    if not wait.target_minutes:
        return does_not_apply("no_target", view.speaks)
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


CHECKS = {"in_target": in_target, "promise_kept": promise_kept}
"""Criterion → how it is judged without a model."""
