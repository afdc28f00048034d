"""Were the customer's asks answered? Decided per ask, only on strong evidence; a likely miss is shown, not charged.

An ask may be answered in other ways than by an answer: put off with a term, by asking for data that is really
missing, by sending to the right place, by a refusal with a reason. Length and warmth answer nothing.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_scoring.coverage import FEATURE_NAMES, WORDS_ALONE, Matching, best_place, model_for, p_answered, part_of
from qa_scoring.direct_answers import (
    gives_measure,
    only_everyday_words,
    reports_done,
    says_done,
    says_where_it_is,
    says_yes_or_no,
    tells_state,
)
from qa_scoring.other_ways import Found, another_way, refused, sends_nowhere
from qa_scoring.reasons import say
from qa_scoring.reply_parts import ReplyParts
from qa_scoring.turns import halves, insisted_on, told_beside, turn_of
from qa_scoring.verdicts import (
    AskStatus,
    AskVerdict,
    NotApplicable,
    Unsure,
    Verdict,
    VerdictSource,
    VerdictWord,
    scored,
)
from qa_scoring.view import View
from reply_core.types import Ask, Span

SHIPPED_ANSWERED_FROM = 0.8
"""The value in the standards we ship: it yields to the measured thresholds; any other is the shop's own."""
_HALF = 0.5
_RECALL, _KIND = FEATURE_NAMES.index("recall_sentence"), FEATURE_NAMES.index("kind_in_sentence")
_MARGIN = FEATURE_NAMES.index("margin")
_TWO = 2
_KB_RECALL = FEATURE_NAMES.index("kb_recall")
_ALMOST_NOTHING = 0.02
_STRONG_RECALL = 0.6
_WHOLE_ARTICLE = 0.8
_HURTFUL = frozenset({"insult", "swearing", "threat", "blame", "sarcasm"})


def judge_asks(view: View) -> tuple[AskVerdict, ...]:
    """A verdict for each ask, in order, each with its p(answered)."""
    if not view.asks:
        return ()
    if view.is_reaction or view.is_filler:
        reason = say("no_substance", view.speaks)
        return tuple(
            AskVerdict(
                ask=ask, status="unanswered", credit=0.0, value=_ALMOST_NOTHING, source="rule", reason=reason,
                evidence=(view.ask_evidence(ask),),
            )
            for ask in view.asks
        )  # fmt: skip
    parts = ReplyParts(view.reply, view.cues)
    matching = _matching(view, parts, view.asks)
    halves_say = _by_halves(view)
    return tuple(
        _judge(view, parts, ask, matching.features(number), halves_say.get(number))
        for number, ask in enumerate(view.asks)
    )


def _matching(view: View, parts: ReplyParts, asks: Sequence[Ask]) -> Matching:
    book = view.book
    meant = [insisted_on(ask.text, view.said_before) for ask in asks]
    beside = told_beside(view) if len(view.asks) == 1 else ()
    return Matching(
        [*(before or ask for before, ask in zip(meant, asks, strict=True)), *beside],
        parts,
        index=book.index,
        embedder=book.embedder,
        centre=book.centre,
        known=None
        if (any(meant) or beside) and book.index is not None
        else [*map(view.articles_for, asks), *(view.article_texts for _ in beside)],
        context=view.customer,
    )


def _by_halves(view: View) -> dict[int, tuple[float, Span]]:
    """Two asks, and a reply that says where it turns to the second: those their own half answers, as if alone.

    By number: p(answered) and the place that answers.
    """
    turn = turn_of(view.reply) if len(view.asks) == _TWO else None
    found: dict[int, tuple[float, Span]] = {}
    if turn is None:
        return found
    for number, half in enumerate(halves(view.reply, turn)):
        ask, own = view.asks[number], ReplyParts(half)
        place = best_place(ask, own)
        if place is None or not own.definite:
            continue
        features = _matching(view, own, (ask,)).features(0)
        value = p_answered(features, view.book.embedder)
        if value >= _answered_from(view, own, features) and not _misleads(view, ask, place):
            found[number] = value, place
    return found


def _judge(
    view: View, parts: ReplyParts, ask: Ask, features: NDArray[np.float64], half: tuple[float, Span] | None
) -> AskVerdict:
    """``half``: p(answered) by the half of the reply that is about the ask, and the place there."""
    book = view.book
    value = p_answered(features, book.embedder) if half is None else half[0]
    by_rule = _answered_by_rule(view, parts, ask, features) if half is None else half[1]
    found = _decide(view, parts, ask, features, value, by_rule=by_rule)
    if found.credit == 0:
        value = min(value, _ALMOST_NOTHING)
    elif found.status == "partial":
        value = min(value, _HALF)
    evidence = view.quotes(found.spans, limit=2) if found.spans else view.politest if found.credit else ()
    if found.status in ("unsure", "unanswered"):
        evidence = (*found.given, view.ask_evidence(ask), *evidence)
    source: VerdictSource = (
        "meaning" if book.embedder is not None and found.credit and (half or not by_rule) else "rule"
    )
    return AskVerdict(
        ask=ask,
        status=found.status,
        credit=found.credit,
        value=value,
        source=source,
        evidence=evidence,
        reason=found.reason,
        possible=found.possible,
    )


def _decide(
    view: View, parts: ReplyParts, ask: Ask, features: NDArray[np.float64], value: float, *, by_rule: Span | None
) -> Found:
    place = by_rule or best_place(ask, parts)
    spans = (place,) if place else ()
    if (no := refused(view, parts, ask)) is not None:
        return no
    if (direct := says_yes_or_no(view, ask)) is not None:
        return Found(status="answered", credit=1.0, spans=(direct[0],))
    if by_rule or (value >= _answered_from(view, parts, features) and not _misleads(view, ask, place)):
        return Found(status="answered", credit=1.0, spans=spans)
    if (other := another_way(view, parts, ask)) is not None:
        return other
    if view.standard.decide_unanswered and value <= view.standard.unanswered_to:
        return Found(status="unanswered", credit=0.0)
    possible: AskStatus = "unanswered" if value < _HALF else "answered"
    return Found(status="unsure", credit=None, possible=possible)


def _misleads(view: View, ask: Ask, place: Span | None) -> bool:
    """Whether likeness alone must not count.

    The ask wants a time and none is named, the reply sends elsewhere without saying where, or is alike by an insult.
    """
    if "when" in view.wants(ask) and all(term.kind == "vague" for term in view.terms):
        return True
    if sends_nowhere(view):
        return True
    return place is not None and any(alert.category in _HURTFUL and alert.span.overlaps(place) for alert in view.alerts)


def _answered_from(view: View, parts: ReplyParts, features: NDArray[np.float64]) -> float:
    """From which p(answered) on an ask counts as answered: the shop's own threshold, else one with a measured error.

    Of definite replies to something else at most one in ten may pass for the answer to a single ask; a reply without
    anything definite is believed by meaning only, in 19 of 20, and words without any article never. Beside other asks
    19 of 20 must be right, and by words alone 9 of 10 even among answers to other questions of its topic: what answers
    one ask is too easily taken for the answer to another. Where no threshold was found for what is known of the
    reply, nothing is decided by it.
    """
    standard = view.standard
    if standard.answered_from != SHIPPED_ANSWERED_FROM or standard.decide_unanswered:
        return standard.answered_from
    by_words = view.book.embedder is None
    if features[_MARGIN] == features[_MARGIN]:  # it has rivals
        wanted = "answered_topic" if by_words else "answered_05"
    else:
        wanted = "answered_one" if parts.definite else "answered_05"
    part = part_of(features, view.book.embedder)
    if by_words and (wanted == "answered_05" or part.startswith(WORDS_ALONE)):
        return math.inf
    return model_for(part).thresholds.get(wanted, math.inf)


def _answered_by_rule(view: View, parts: ReplyParts, ask: Ask, features: NDArray[np.float64]) -> Span | None:
    """The sentence that answers beyond doubt without meaning; None when rules cannot tell.

    Believed are, of a single ask: its own words with the kind of answer it wants, the knowledge base's own answer to
    it, a request met by a deed, and a time, sum or number given in few words; of any, the day of the order asked about.
    """
    place = best_place(ask, parts)
    if place is None:
        return None
    kinds = parts.kinds[parts.spans.index(place)]
    if gives_measure(view, ask, kinds):
        return place
    if (told := tells_state(view, ask) or reports_done(view, ask)) is not None:
        return told
    if len(view.asks) > 1 and "answered_topic" in model_for(part_of(features, None)).thresholds:
        return None  # the words of one ask stand in answers to another too easily: the measured threshold decides
    own_words = features[_RECALL] >= _STRONG_RECALL and (features[_KIND] > 0 or says_done(view, ask, place))
    known_answer = features[_KB_RECALL] >= _WHOLE_ARTICLE and features[_RECALL] >= _HALF and features[_KIND] > 0
    if not own_words and not known_answer:
        return None
    if only_everyday_words(ask) and not says_where_it_is(view, place):
        return None
    return place if p_answered(features, None) >= view.standard.answered_from else None


def asks_covered(view: View, asks: tuple[AskVerdict, ...]) -> Verdict:
    """The mean credit over asks; decided only when every ask is."""
    if not asks:
        return NotApplicable(reason=say("nothing_asked", view.speaks), code="nothing_asked")
    open_asks = [each for each in asks if each.credit is None]
    if open_asks:
        return _undecided(view, asks, open_asks)
    value = sum(each.credit or 0.0 for each in asks) / len(asks)
    covered = sum(bool(each.credit) for each in asks)
    missed = [evidence for each in asks if not each.credit for evidence in each.evidence[:1]]
    shown = [evidence for each in asks if each.credit for evidence in each.evidence[:1]]
    reason = say("asks_counted", view.speaks, covered=covered, total=len(asks))
    if all(each.reason for each in asks) and not covered:
        reason = f"{reason}; {asks[0].reason}"
    source = _source(asks)
    return scored(value, source=source, evidence=(*missed, *shown), reason=reason, code="asks_counted")


def _source(asks: tuple[AskVerdict, ...]) -> VerdictSource:
    for source in ("model", "meaning"):
        if any(each.source == source for each in asks):
            return "model" if source == "model" else "meaning"
    return "rule"


def _undecided(view: View, asks: tuple[AskVerdict, ...], open_asks: list[AskVerdict]) -> Unsure:
    missed = [each for each in open_asks if each.possible == "unanswered"]
    value = sum(each.value if each.credit is None else each.credit for each in asks) / len(asks)
    evidence = tuple(view.ask_evidence(each.ask) for each in (missed or open_asks))
    if missed:
        why = say("asks_open", view.speaks, missed=len(missed), total=len(asks))
        possible: VerdictWord = "fail" if len(missed) == len(asks) else "partial"
        return Unsure(why=why, evidence=evidence, value=value, possible=possible, code="asks_open")
    why = say("asks_undecided", view.speaks, decided=len(asks) - len(open_asks), total=len(asks))
    return Unsure(why=why, evidence=evidence, value=value, possible="pass", code="asks_undecided")
