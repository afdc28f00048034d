"""tricky_cases: edge cases with the expected verdict of each criterion; what must never be wrong is counted.

Rows: `id, lang, channel, customer, reply, sent_after_minutes, context, expectation: {criterion: {verdict}, auto_fail}`.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from evals.cases import ASKED_AT
from evals.metrics import Metric, count
from evals.runner import Outcome, Setting, evaluates
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source
from qa_scoring.case import Scorebook, build_case
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Scorecard, verdict_word
from qa_scoring.standard import default_standard
from reply_core.types import Conversation, Message, Order, Turn
from reply_core.waits import read_turns
from reply_core.working_time import Calendar
from tone_of_voice.profile import ToneProfile, default_profile

KEYS = {"speed": "in_target", "shouting": "respect", "apology": "empathy", "emoji": "register"}
LEFT_OUT = {"please_marker"}
SWITCHED_ON = ("greeting", "name", "closing")


@evaluates("tricky_cases")
def tricky(setting: Setting) -> Outcome:
    """Counts of wrong fails, wrong passes, false and missed critical errors; shares decided and decided right.

    What is wrong, false or missed, and what is left undecided, is named by row and key.
    """
    tally: Counter[str] = Counter()
    named: list[dict[str, str]] = []
    undecided: list[dict[str, str]] = []
    for row in setting.rows():
        card = card_of_row(row, setting)
        for key, expected in row["expectation"].items():
            if key in LEFT_OUT:
                continue
            outcome = _judge(key, expected, card)
            tally[outcome] += 1
            if outcome == "undecided":
                undecided.append({"id": str(row["id"]), "key": key})
            if outcome.startswith(("wrong", "false", "missed")):
                named.append({"id": str(row["id"]), "key": key, "outcome": outcome, "got": _got(key, card)})
    decided = tally["right"] + tally["wrong_fail"] + tally["wrong_pass"] + tally["other_wrong"]
    expected_decided = decided + tally["undecided"]
    total = sum(tally.values())
    metrics = {
        key: count(tally[key], total) for key in ("wrong_fail", "wrong_pass", "false_critical", "missed_critical")
    }
    metrics["decided_right"] = _share(tally["right"], decided)
    metrics["decided_share"] = _share(decided, expected_decided)
    metrics["right_share"] = _share(tally["right"], expected_decided)
    return Outcome(metrics=metrics, details={"named": named, "undecided": undecided})


def _share(part: int, whole: int) -> Metric:
    return Metric(value=part / whole if whole else None, low=None, high=None, n=whole)


def _judge(key: str, expected: Any, card: Scorecard | None) -> str:
    if key == "auto_fail":
        return _judge_critical(expected, card)
    wanted = expected["verdict"]
    if key == "injection_flag":
        return "right" if card and card.flag("injection") else "other_wrong"
    if key == "wrong_customer":
        return "right" if card and any(item.code == "wrong_customer" for item in card.critical) else "other_wrong"
    got = _got(key, card)
    if wanted == "unsure":
        return "accepted" if got in {"unsure", "na"} else "wrong_pass" if got == "pass" else "wrong_fail"
    if got == "unsure" or (got == "na" and wanted != "na"):
        return "undecided"
    if got == wanted:
        return "right"
    if got == "pass":
        return "wrong_pass"
    return "wrong_fail" if wanted in {"pass", "na"} else "other_wrong"


def _judge_critical(expected: str | None, card: Scorecard | None) -> str:
    codes = {item.code: item.state for item in card.critical} if card else {}
    if expected is None:
        return "false_critical" if "confirmed" in codes.values() else "critical_right"
    return "critical_right" if expected in codes else "missed_critical"


def _got(key: str, card: Scorecard | None) -> str:
    verdict = card.criteria.get(KEYS.get(key, key)) if card else None
    return verdict_word(verdict) if verdict is not None else "na"


def card_of_row(row: dict[str, Any], setting: Setting) -> Scorecard | None:
    """The card of one row, with the standard, profile, calendar and sources its context names; None: not scorable."""
    context = row["context"]
    knowledge = str(context.get("kb") or "")
    articles = [Article(id="kb", title="", text=knowledge)] if knowledge else []
    sources = tuple(Source(id="kb", kind="article", title="", text=one.text) for one in articles)
    base = default_standard(row["lang"])
    weights = {code: 1.0 for code in SWITCHED_ON if code in row["expectation"]}
    targets = {**base.targets, row["channel"]: int(context.get("target_minutes") or base.targets[row["channel"]])}
    book = Scorebook(
        standard=replace(base, weights={**base.weights, **weights}, targets=targets),
        profile=_profile(row, context),
        calendar=_calendar(context),
        embedder=setting.embedder,
        index=KnowledgeIndex.build(articles, setting.embedder) if articles else None,
        check_facts=bool(articles),
    )
    conversation = _conversation(row, context)
    turns = read_turns(conversation)
    turn = turns[-1] if turns else Turn(messages=conversation.messages[-1:])
    card = score_reply(build_case(conversation, turn, book, sources), book)
    return card if isinstance(card, Scorecard) else None


def _profile(row: dict[str, Any], context: dict[str, Any]) -> ToneProfile:
    profile = default_profile(row["lang"])
    given = context.get("profile") or {}
    return replace(
        profile,
        pronoun=given.get("pronoun", profile.pronoun),
        emoji_max=given.get("emoji_max", max(profile.emoji_max, 1) if "🙂" in row["reply"] else profile.emoji_max),
    )


def _calendar(context: dict[str, Any]) -> Calendar:
    if "hours" not in context:
        return Calendar.always("Europe/Moscow")
    days, hours, zone = str(context["hours"]).split(",")[0].split()[:3]
    return Calendar.weekly(hours, days=days, tz=zone, country="RU")


def _conversation(row: dict[str, Any], context: dict[str, Any]) -> Conversation:
    asked = datetime.fromisoformat(context["received"]) if "received" in context else ASKED_AT
    sent = datetime.fromisoformat(context["sent"]) if "sent" in context else None
    sent = sent or asked + timedelta(minutes=float(row["sent_after_minutes"]))
    order = str(context.get("order_data") or "")
    earlier = tuple(
        message
        for number in range(int(context.get("turn") or 1) - 1)
        for message in (
            _message(f"e{number}", "…", "in", asked - timedelta(minutes=30 - 2 * number)),
            _message(f"o{number}", "Минуту, уточняю.", "out", asked - timedelta(minutes=29 - 2 * number)),
        )
    )
    messages = (
        *earlier,
        _message("q", str(row["customer"]), "in", asked),
        _message("r", str(row["reply"]), "out", sent),
    )
    return Conversation(
        id=str(row["id"]), channel=row["channel"], messages=messages, order=Order(text=order) if order else None
    )


def _message(name: str, text: str, direction: Any, at: datetime) -> Message:
    kind: Any = "customer" if direction == "in" else "operator"
    return Message(id=name, text=text, direction=direction, author_kind=kind, author_id=kind, at=at)
