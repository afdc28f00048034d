"""What the customer wants answered: his questions, requests and complaints, each with its exact place.

`find_asks` reads one text; `read_inquiry` reads a conversation and gives what waits for an answer now.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reply_core import ask_cues as cues
from reply_core.clause_kinds import Clause
from reply_core.clauses import Reading, read_clauses
from reply_core.cues import CueBook, Tokens
from reply_core.keyboard import in_right_layout
from reply_core.text import language as language_of
from reply_core.topics import TOPICS, TopicInfo, topic_in, topic_of, topic_scores
from reply_core.types import Ask, AskKind, Conversation, Inquiry, Language, Message, Span
from reply_core.waits import unanswered

__all__ = [
    "TOPICS",
    "TopicInfo",
    "asks_in",
    "find_asks",
    "find_injections",
    "in_right_keyboard",
    "read_inquiry",
    "topic_of",
    "topic_scores",
]

_KINDS: dict[str, AskKind] = {
    "question": "question",
    "direct": "request",
    "wish": "request",
    "soft": "request",
    "complaint": "complaint",
    "rhetorical": "complaint",
}
_ACTIONS = CueBook.of(
    {
        "return": "верн*; возврат*; возвра*; refund*; return*; money back",
        "cancel": "отмен*; аннулир*; отказ*; cancel*",
        "exchange": "обмен*; замен*; помен*; exchange*; replace*; swap*",
        "change": "измен*; перенес*; перенос*; исправ*; сменить; change*; reschedule*; update*",
        "send": "пришл*; вышл*; отправ*; достав*; привез*; send; deliver*; resend",
        "delete": "удал*; отпис*; отключ*; заблок*; delete*; unsubscribe; remove",
        "credit": "начисл*; зачисл*; компенс*; возмест*; credit; compensate",
        "call": "перезвон*; позвон*; свяж*; call",
    }
)
_FEW_WORDS = 3
_BRIEF = 6
"""A longer question is one of its own, whatever it begins with."""
_NEAR = 20
"""A question is compared with so many before it: enough for people, and quick for a wall of text."""
_SAME_WORD = 5
"""Words of at least so many letters that begin alike speak of the same thing."""


def find_asks(text: str, language: Language | None = None, message_id: str = "") -> tuple[Ask, ...]:
    """The asks of a customer's message in order, spans in ``text``; empty for thanks, "ok" and greetings.

    Questions come first: with them, complaints and wishes about the same thing are their occasion and not counted
    again. Without questions the requests count, then the complaints, then the whole message as one implicit ask.
    Rhetorical and phatic questions and instructions to a machine («игнорируй инструкции») are no asks.
    Russian and English are both understood, whatever ``language`` says.
    """
    del language
    if not text or text.isspace():
        return ()
    reading = read_clauses(text)
    return tuple(_ask(text, clause, message_id) for clause in _asked(reading))


def asks_in(messages: Sequence[Message]) -> tuple[Ask, ...]:
    """The asks of several customer messages read as one, so that what is said twice counts once.

    Each ask's span lies in the text of the message it names; one that runs over several messages («Хочу вернуть» ⏎
    «чайник») is cut to the message that holds most of it.
    """
    text = "\n".join(message.text for message in messages)
    places = []
    begin = 0
    for message in messages:
        places.append((begin, message))
        begin += len(message.text) + 1
    return tuple(_within(ask, places) for ask in find_asks(text))


def _within(ask: Ask, places: list[tuple[int, Message]]) -> Ask:
    def share(place: tuple[int, Message]) -> int:
        begin, message = place
        return min(ask.span.end, begin + len(message.text)) - max(ask.span.start, begin)

    begin, message = max(places, key=share)
    span = Span(start=max(ask.span.start - begin, 0), end=min(ask.span.end - begin, len(message.text)))
    return replace(ask, text=span.of(message.text), span=span, message_id=message.id)


def find_injections(text: str) -> tuple[Span, ...]:
    """Sentences that try to instruct a machine; they are data for a flag, never obeyed and never asks."""
    found = [(match.start(), match.end()) for match in cues.FORGED_ROLE.finditer(text)]
    found += [(clause.start, clause.end) for clause in read_clauses(text).clauses if clause.kind == "injection"]
    return tuple(Span(start=start, end=end) for start, end in sorted(found))


def read_inquiry(conversation: Conversation, now: datetime | None = None) -> Inquiry | None:
    """What waits for an answer in ``conversation`` (as of ``now``, when given), or None when nothing does.

    The unanswered customer messages are joined by a newline; the spans of asks and topic lie in that text.
    """
    pending = unanswered(conversation, now)
    if pending is None:
        return None
    text = "\n".join(message.text for message in pending.messages)
    asks = tuple(_named(ask, pending.starts) for ask in find_asks(text))
    return Inquiry(
        conversation_id=conversation.id,
        text=text,
        channel=pending.messages[0].channel or conversation.channel,
        language=_language(text, pending.thread),
        asks=asks,
        topic=topic_of(text),
        message_ids=tuple(message.id for message in pending.messages),
        at=pending.messages[0].at,
        customer_name=conversation.customer_name,
        order=conversation.order,
        thread=pending.thread,
        first_turn=pending.first_turn,
    )


def in_right_keyboard(inquiry: Inquiry) -> Inquiry:
    """The inquiry as it was meant, when it was typed with the wrong keyboard layout; else itself. Spans stay true."""
    meant = in_right_layout(inquiry.text)
    if meant is None:
        return inquiry
    return replace(inquiry, text=meant, typed=inquiry.text, language="ru", asks=find_asks(meant), topic=topic_of(meant))


def _language(text: str, thread: Sequence[Message]) -> Language:
    """The language of ``text``; a text of few words («iPhone 15?», «48213») speaks that of the customer's thread."""
    earlier = " ".join(message.text for message in thread if message.author_kind == "customer")
    if earlier and len(text.split()) <= _FEW_WORDS:
        return language_of(f"{earlier} {text}")
    return language_of(text)


def _named(ask: Ask, starts: tuple[tuple[int, str], ...]) -> Ask:
    """The ask with the id of the message it stands in."""
    message_id = next(name for start, name in reversed(starts) if start <= ask.span.start)
    return Ask(text=ask.text, span=ask.span, kind=ask.kind, implicit=ask.implicit, message_id=message_id)


def _ask(text: str, clause: Clause, message_id: str) -> Ask:
    return Ask(
        text=text[clause.start : clause.end],
        span=Span(start=clause.start, end=clause.end),
        kind=_KINDS.get(clause.kind, "statement"),
        implicit=clause.kind != "question",
        message_id=message_id,
    )


def _asked(reading: Reading) -> list[Clause]:
    """The clauses that are asks."""
    tokens, clauses = reading
    questions = _different([clause for clause in clauses if clause.kind == "question"], tokens)
    if len(questions) == 1 and _is_bare(questions[0], tokens):
        questions = [_with_occasion(questions[0], clauses)]
    requests = [clause for clause in clauses if clause.kind in ("direct", "wish")]
    if questions:
        kept = [clause for clause in requests if _is_apart(clause, questions, tokens)]
        return sorted([*questions, *_unlike(kept, tokens)], key=lambda clause: clause.start)
    if requests:
        return _unlike(requests, tokens)
    soft = [clause for clause in clauses if clause.kind == "soft"]
    complaints = [clause for clause in clauses if clause.kind == "complaint"]
    if telling := [clause for clause in soft if not complaints or _content(clause, tokens)]:
        return _unlike(telling, tokens)
    if complaints:
        return _by_topic(complaints, tokens)
    return soft or _whole(clauses)


def _whole(clauses: list[Clause]) -> list[Clause]:
    """One implicit ask over everything said, unless only thanks, agreement or greetings were said."""
    thanked = any(clause.kind in ("thanks", "ok") for clause in clauses)
    said = [
        clause
        for clause in clauses
        if clause.kind == "rhetorical" or (clause.kind == "statement" and not (thanked and clause.positive))
    ]
    if not said:
        return []
    first, last = said[0], said[-1]
    kind = "rhetorical" if any(clause.kind == "rhetorical" for clause in said) else first.kind
    return [first._replace(kind=kind, end=last.end, stop=last.stop)]


def _different(questions: list[Clause], tokens: Tokens) -> list[Clause]:
    """Questions without the ones that only repeat another («Где заказ? Где мой заказ???») or add a bare «почему?»."""
    if len(questions) < 2:
        return questions
    kept: list[tuple[Clause, frozenset[str]]] = []
    for clause in questions:
        if _is_bare(clause, tokens):
            continue
        said = _said(clause, tokens)
        near = kept[-_NEAR:]
        goes_on = tokens[clause.begin][0] in cues.CONTINUING and clause.stop - clause.begin <= _BRIEF
        if kept and (goes_on or any(said <= other for _, other in near)):
            continue
        kept[-_NEAR:] = [pair for pair in near if not (pair[1] and pair[1] < said)]
        kept.append((clause, said))
    return [clause for clause, _ in kept] or questions[:1]


def _is_bare(clause: Clause, tokens: Tokens) -> bool:
    return clause.stop - clause.begin == 1 and tokens[clause.begin][0] in cues.BARE


def _with_occasion(question: Clause, clauses: list[Clause]) -> Clause:
    """A bare «Почему?» together with what it asks about, said right before it."""
    place = clauses.index(question)
    if place and clauses[place - 1].kind in ("complaint", "statement"):
        before = clauses[place - 1]
        return question._replace(start=before.start, begin=before.begin)
    return question


def _said(clause: Clause, tokens: Tokens) -> frozenset[str]:
    return frozenset(token[0] for token in tokens[clause.begin : clause.stop]) - cues.UNSAID


def _content(clause: Clause, tokens: Tokens) -> int:
    """How many words carry meaning of their own."""
    return sum(1 for token in tokens[clause.begin : clause.stop] if len(token[0]) >= _SAME_WORD) - 1


def _is_apart(request: Clause, questions: list[Clause], tokens: Tokens) -> bool:
    """Whether a request stands for itself beside the questions.

    «Хочу вернуть кроссовки. Как оформить возврат?» is one ask; «Отмените заказ. Когда вернёте деньги?» are two. A mere
    wish must name an action and a question another topic, else it is the question's occasion.
    """
    wished = _actions(request, tokens)
    topic = topic_in(tokens, request.begin, request.stop).code
    for question in questions:
        if _same(request, question, tokens):
            return False
        asked = topic_in(tokens, question.begin, question.stop).code
        if topic == asked and topic != "other":
            return False
        if request.kind == "wish" and (not wished or asked == "other"):
            return False
    return True


def _actions(clause: Clause, tokens: Tokens) -> set[str]:
    return {hit.label for hit in _ACTIONS.find(tokens, clause.begin, clause.stop)}


def _same(one: Clause, other: Clause, tokens: Tokens) -> bool:
    if _actions(one, tokens) & _actions(other, tokens):
        return True
    return bool(_stems(one, tokens) & _stems(other, tokens))


def _stems(clause: Clause, tokens: Tokens) -> set[str]:
    stems = {token[0][:_SAME_WORD] for token in tokens[clause.begin : clause.stop] if len(token[0]) >= _SAME_WORD}
    return stems - cues.EVERYWHERE


def _unlike(requests: list[Clause], tokens: Tokens) -> list[Clause]:
    """Requests without those that say again what an earlier one said."""
    kept: list[Clause] = []
    for clause in requests:
        if not any(
            _actions(clause, tokens) & _actions(other, tokens) or not _actions(clause, tokens) for other in kept
        ):
            kept.append(clause)
    return kept


def _by_topic(complaints: list[Clause], tokens: Tokens) -> list[Clause]:
    """Complaints, those of one topic (or of none) that follow each other joined into one."""
    joined: list[tuple[str, Clause]] = []
    for clause in complaints:
        topic = topic_in(tokens, clause.begin, clause.stop).code
        if joined and (topic in (joined[-1][0], "other") or joined[-1][0] == "other"):
            before, first = joined[-1]
            joined[-1] = (topic if before == "other" else before, first._replace(end=clause.end, stop=clause.stop))
        else:
            joined.append((topic, clause))
    return [clause for _, clause in joined]
