"""The scorer: a pure function of (case, book). What it cannot decide it leaves open; nothing is guessed.

The cascade: rules decide what they can prove; with an embedder the asks and facts are judged by meaning; a model
(`score_with_model`) is asked once, for the grey criteria only, and its quotes are verified.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from qa_scoring import language, politeness, speed, steps
from qa_scoring.case import ReplyCase, Scorebook, build_case, last_moment, texts_of, waits_of
from qa_scoring.completeness import asks_covered, judge_asks
from qa_scoring.correctness import correctness
from qa_scoring.critical import find_critical, has_confirmed
from qa_scoring.evidence import verify, verify_all, verify_ask
from qa_scoring.iqs import iqs_compat
from qa_scoring.leaks import masked_leaks
from qa_scoring.left_out import left_out
from qa_scoring.promised import followed
from qa_scoring.protocol import protocol
from qa_scoring.reading import Reading
from qa_scoring.scorecard import CRITERIA, Pins, Scorecard, Unscored, UnscoredReason
from qa_scoring.sources import ORDER_ID, find_articles, find_for_claims
from qa_scoring.standard import Standard
from qa_scoring.tone_triage import tone_flags
from qa_scoring.totals import tally
from qa_scoring.verdicts import AskVerdict, Critical, Evidence, Flag, Scored, Verdict
from qa_scoring.view import View
from reply_core.types import Conversation, Level
from reply_core.value import Value
from reply_core.waits import read_turns

_BY_RULE: dict[str, Callable[[View], Verdict]] = {
    **politeness.CHECKS,
    **steps.CHECKS,
    **speed.CHECKS,
    **language.CHECKS,
}


class Judged(Value, frozen=True, kw_only=True):
    """Everything decided of one reply before it is summed."""

    criteria: Mapping[str, Verdict]
    asks: tuple[AskVerdict, ...]
    critical: tuple[Critical, ...]
    flags: tuple[Flag, ...]


def score_reply(case: ReplyCase, book: Scorebook) -> Scorecard | Unscored:
    """The card of one reply at the book's level ("rules", or "local" with an embedder). Pure: same input, same card."""
    if (unscored := unscorable(case, book)) is not None:
        return unscored
    view = view_of(case, book)
    return card_of(view, judge_without_model(view), level=book.level)


def score_conversation(conversation: Conversation, book: Scorebook) -> tuple[Scorecard | Unscored, ...]:
    """A card (or why there is none) for every operator turn, in order."""
    turns = read_turns(conversation)
    moment = last_moment(conversation)
    waits = waits_of(conversation, book, moment)
    return tuple(
        score_reply(build_case(conversation, turn, book, waits=waits, turns=turns, now=moment), book) for turn in turns
    )


def view_of(case: ReplyCase, book: Scorebook) -> View:
    """The case read, with the articles of the book's index when the case brought none: those that held on the day
    the reply was sent."""
    book = book.on(case.turn.messages[-1].at)
    view = View(case, book)
    if case.sources or book.index is None or not view.customer:
        return view
    found = find_articles(book.index, view.customer.clean, view.asks, before=view.said_before)
    said = [span.of(view.reply.clean) for span in view.reply.sentences]
    near = find_for_claims(book.index, said, found.sources) if book.check_facts else ()
    return View(replace(case, sources=found.sources, near_reply=near), book, found.by_ask)


def unscorable(case: ReplyCase, book: Scorebook) -> Unscored | None:
    """Why the turn cannot be scored, or None."""
    reason = _why_not(case)
    if reason is None:
        return None
    turn = case.turn
    return Unscored(
        conversation_id=case.conversation.id,
        message_id=turn.id,
        reason=reason,
        message_ids=tuple(message.id for message in turn.messages),
        author_id=turn.author_id,
        level=book.level,
        pins=pins_of(case, book),
    )


def _why_not(case: ReplyCase) -> UnscoredReason | None:
    messages = case.turn.messages
    for kind in ("bot", "rule", "system"):
        if all(message.author_kind == kind for message in messages):
            return kind
    if all(message.visibility == "private" for message in messages):
        return "private"
    if all(message.event == "deleted" for message in messages):
        return "deleted"
    if not any(message.text.strip() for message in messages):
        return "attachment_only" if any(message.attachments for message in messages) else "empty"
    return None


def judge_without_model(view: View) -> Judged:
    """Every criterion by rules and, with an embedder, by meaning."""
    asks = judge_asks(view)
    facts, contradictions = correctness(view)
    criteria: dict[str, Verdict] = {code: check(view) for code, check in _BY_RULE.items()}
    criteria["asks_covered"] = asks_covered(view, asks)
    criteria["correctness"] = facts
    criteria["protocol"] = protocol(view, criteria)
    criteria.update(left_out(view))
    critical = find_critical(view, contradictions)
    judged = Judged(criteria=criteria, asks=asks, critical=critical, flags=_flags(view))
    return replace(judged, criteria=charge_once(view, judged))


def charge_once(view: View, judged: Judged) -> dict[str, Verdict]:
    """One defect is charged to one criterion: the others keep their verdict and name the one that pays."""
    criteria = dict(judged.criteria)
    missed_when = any(
        (each.credit == 0 or each.status == "partial") and "when" in view.wants(each.ask) for each in judged.asks
    )
    half_refused = any(each.status == "refused" and each.credit and each.credit < 1 for each in judged.asks)
    for code, charged in (("timeframe", missed_when), ("refusal_with_alternative", half_refused)):
        verdict = criteria[code]
        if charged and isinstance(verdict, Scored) and verdict.value < 1:
            criteria[code] = replace(verdict, counted_under="asks_covered")
    return criteria


def _flags(view: View) -> tuple[Flag, ...]:
    flags = []
    injected = [*_injected(view.reply), *_injected(view.customer)]
    if injected:
        flags.append(Flag(code="injection", evidence=tuple(injected)))
    if view.case.wait is not None and "clock_skew" in view.case.wait.flags:
        flags.append(Flag(code="clock_skew"))
    if language.in_other_language(view):
        flags.append(Flag(code="other_language"))
    if not view.has_knowledge:
        flags.append(Flag(code="no_knowledge_base"))
    flags.extend(tone_flags(view, violated=bool(politeness.violations(view))))
    return tuple(flags)


def _injected(reading: Reading) -> list[Evidence]:
    return [reading.evidence(span) for span in reading.injected]


def card_of(view: View, judged: Judged, *, level: Level, prompt: str = "") -> Scorecard:
    """The card: every quote verified, then the sums."""
    case, standard = view.case, view.standard
    texts = {**texts_of(case), ORDER_ID: case.order.as_text() if case.order else ""}
    criteria = {code: verify(judged.criteria[code], texts, view.speaks) for code in CRITERIA}
    critical = masked_leaks(verify_all(judged.critical, texts), view.speaks)
    asks = tuple(verify_ask(each, texts, view.speaks) for each in judged.asks)
    sums = tally(criteria, standard.weights, standard.pillars, min_coverage=standard.min_coverage)
    iqs = _iqs(criteria, standard, critical) if standard.iqs_compat else None
    return Scorecard(
        conversation_id=case.conversation.id,
        message_id=case.turn.id,
        message_ids=tuple(message.id for message in case.turn.messages),
        author_id=case.turn.author_id,
        criteria=criteria,
        critical=critical,
        flags=verify_all(judged.flags, texts),
        asks=asks,
        pillars=sums.pillars,
        total=sums.total,
        no_total=sums.no_total,
        decided_share=sums.decided_share,
        level=level,
        pins=pins_of(case, view.book, prompt=prompt, after=followed(view)),
        iqs_compat=iqs,
    )


def with_verdict(card: Scorecard, code: str, verdict: Verdict, standard: Standard) -> Scorecard:
    """The card with one verdict another and its sums anew, by the standard it pins."""
    criteria = {**card.criteria, code: verdict}
    sums = tally(criteria, standard.weights, standard.pillars, min_coverage=standard.min_coverage)
    return replace(
        card,
        criteria=criteria,
        pillars=sums.pillars,
        total=sums.total,
        no_total=sums.no_total,
        decided_share=sums.decided_share,
        iqs_compat=_iqs(criteria, standard, card.critical) if standard.iqs_compat else None,
    )


def _iqs(criteria: Mapping[str, Verdict], standard: Standard, critical: tuple[Critical, ...]) -> float | None:
    return iqs_compat(
        criteria,
        {**standard.weights, **standard.iqs_weights},
        critical=has_confirmed(critical),
        scales=standard.iqs_scales,
        critical_categories=standard.iqs_critical,
    )


def pins_of(case: ReplyCase, book: Scorebook, *, prompt: str = "", after: str = "") -> Pins:
    """What the card is made with; the hash covers everything of the case that may move a verdict.

    ``after`` is what the card saw of the time after its reply (`qa_scoring.promised.followed`).
    """
    conversation, turn = case.conversation, case.turn
    ids = [message.id for message in conversation.messages]
    seen = conversation.messages[: ids.index(turn.id) + 1] if turn.id in ids else conversation.messages
    wait = case.wait
    thread = repr(
        [(each.id, each.text, each.author_kind, each.event, _iso(each.at), each.attachments) for each in seen]
    )
    sources = repr([(source.id, source.revision, source.text) for source in case.sources])
    about = (
        [message.id for message in turn.messages],
        case.order.as_text() if case.order else "",
        conversation.customer_name,
        _iso(conversation.closed_at),
    )
    waited = (wait.working_seconds, wait.operator_seconds, wait.target_minutes) if wait else None
    body = f"({thread}, {repr(about)[1:-1]}, {sources}, {waited!r})"
    return Pins(
        standard=book.standard.version,
        profile=book.profile.version,
        prompt=prompt,
        input_hash=hash_with(_digest(body), after),
        thread=_digest(thread),
        sources=_digest(sources) if case.sources else _NO_SOURCES,
    )


def hash_with(known: str, after: str) -> str:
    """The input hash of a card that saw something of the time after its reply: ``known``, with that part put anew."""
    base = known.partition(".")[0]
    return f"{base}.{_digest(after)[:8]}" if after else base


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


_NO_SOURCES = _digest(repr([]))


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
