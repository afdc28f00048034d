"""A reply that says where it turns to the second question, cut there; a customer who only insists, and on what."""

import re
from collections.abc import Sequence

from qa_scoring.answer_kinds import ask_words
from qa_scoring.reading import Reading
from qa_scoring.view import View
from reply_core.clauses import read_clauses
from reply_core.text import fold
from reply_core.types import Span

_TURN = re.compile(
    r"\W*(?:а |и |теперь )*(?:2[.)] |во-вторых|второе(?![^\W_])|что касается |насчет |secondly|as for "
    r"|(?:по|про|на|о|относительно) (?:ваш\w+ )?втор(?:ое|ому|ого|ой|ом)(?![^\W_])"
    r"|(?:on|about|regarding) (?:your |the )?(?:second|other)(?![^\W_]))"
)
"""«И про второе.», «2) …», "As for your second question"."""
_INSISTS = re.compile(
    r"\W*(?:(?:а|и|ну|но|так|то есть|еще раз|снова я|опять|это|очень мило|спасибо|and|so|but|again)\W+){0,4}"
    r"(?:по-человечески\W.*|(?:теперь )?по (?:делу|существу|сути)\W.{0,20}|.{0,30}не ответили.*"
    r"|.{0,30}ответа (?:я )?не (?:увидел|вижу|получил|дали).*"
    r"|.{0,30}(?:не решил[оа]сь|вопрос (?:остался|не решен|открыт).*)"
    r"|(?:на )?(?:второй|другой|мой|первый) вопрос|остальное|(?:все|всё),? (?:что|шо) вы .*|(?:вы )?не знаете"
    r"|что мне делать|(?:what about )?(?:the rest|my (?:other |second |first )?question)|is that (?:all|it)"
    r"|(?:that|this) (?:is not|isn't) an answer.*|you (?:did not|didn't|haven't) answer.*|still no answer.*)\W*"
)
_TELLING = frozenset({"question", "direct", "wish", "soft", "complaint", "statement"})
_ENOUGH = 2
_SHORT = 120
"""Who only insists is brief."""


def insisted_on(text: str, before: Sequence[str]) -> str:
    """What a customer said last before «а по-человечески ответить?», who asks nothing new; empty for anything else."""
    return before[-1] if before and len(text) <= _SHORT and _INSISTS.fullmatch(fold(text)) else ""


def told_beside(view: View) -> tuple[str, ...]:
    """What the message of its single ask tells on other lines: a reply may have been written to that instead."""
    ask = view.asks[0]
    text = next((view.clean_text(each) for each in view.answered_messages if each.id == ask.message_id), "")
    if "\n" not in text:
        return ()
    return tuple(
        text[clause.start : clause.end]
        for clause in read_clauses(text).clauses
        if clause.kind in _TELLING
        and (clause.end <= ask.span.start or clause.start >= ask.span.end)
        and "\n" in text[min(clause.end, ask.span.end) : max(clause.start, ask.span.start)]
        and len(ask_words(text[clause.start : clause.end]).stems) >= _ENOUGH
    )


def turn_of(reply: Reading) -> int | None:
    """Where the sentence begins that turns to the second question; None where none, or only the first one, does."""
    found = [span.start for span in reply.sentences[1:] if _TURN.match(reply.folded, span.start, span.end)]
    return found[-1] if found else None


def halves(reply: Reading, turn: int) -> tuple[Reading, Reading]:
    """The reply before and from ``turn`` on, each with the other hidden: places stay those of the whole."""
    end = len(reply.text)
    first, second = (
        Reading(reply.text, reply.pieces, reply.role, quoted=(*reply.quoted, hidden))
        for hidden in (Span(start=turn, end=end), Span(start=0, end=turn))
    )
    return first, second
