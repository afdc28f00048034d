"""Does the reply say the parcel is where the order says it is."""

import re

from qa_scoring.phrases import look, reply_book
from qa_scoring.reading import Reading, read_text
from qa_scoring.sources import ORDER_ID
from qa_scoring.verdicts import Evidence
from qa_scoring.view import View
from reply_core.types import Span

_STATES = ("shipping", "moved", "delivered", "ready", "cancelled", "packing")
_AGREE = {frozenset({"shipping", "packing"}), frozenset({"delivered", "ready"})}
"""Pairs that may both be said of one parcel without contradicting each other for sure."""
_ON_THE_WAY = frozenset({"packing", "shipping", "moved", "ready"})
"""What a reply may have said before the order arrived: the card of an order tells how it is now, not how it was."""
_NEGATED = 6
_CLAUSE_END = re.compile(r"[;\n]|[.,!?](?!\d)")
_OF_MONEY = re.compile(
    r"(?<!\w)(?:оплат\w*|платеж\w*|деньг\w*|денег|средств\w*|возврат\w*|списани\w*|холд\w*|чек\w*|счет\w*|"
    r"payments?|refunds?|charges?|money|invoices?|authori[sz]ation|billing)(?!\w)"
)
"""A clause with such a word tells where the money is, not where the parcel is: «оплата отменена»."""


def status_conflict(view: View) -> tuple[Evidence, Evidence] | None:
    """The reply's words and the order's words where they differ; None when they agree or either is silent."""
    order = view.case.order
    if order is None or not order.as_text():
        return None
    known = read_text(order.as_text(), ORDER_ID)
    theirs = _states(known, view)
    ours = _states(view.reply, view)
    if not theirs or not ours or theirs.keys() & ours.keys():
        return None
    for state, span in ours.items():
        for other, place in theirs.items():
            if frozenset({state, other}) not in _AGREE and not (other == "delivered" and state in _ON_THE_WAY):
                return view.reply.evidence(span), known.evidence(_to_clause_end(known, place))
    return None


def _states(reading: Reading, view: View) -> dict[str, Span]:
    """States said outright: not negated, not under a condition."""
    found = view.cues if reading is view.reply else look(reading, reply_book(reading.language))
    said: dict[str, Span] = {}
    for state in _STATES:
        for span in found[f"status.{state}"]:
            before = reading.folded[max(0, span.start - _NEGATED) : span.start].split()
            sentence = reading.sentence_of(span.start)
            conditions = [each for each in found["pending.condition"] if sentence.start <= each.start < sentence.end]
            if _OF_MONEY.search(_clause(reading.folded, span)):
                continue
            if not conditions and not {"не", "not", "ещё", "еще"} & set(before):
                said.setdefault(state, span)
    return said


def _clause(folded: str, span: Span) -> str:
    """The clause, or the field of the order, that a stretch stands in."""
    begin = max((mark.end() for mark in _CLAUSE_END.finditer(folded, 0, span.start)), default=0)
    end = _CLAUSE_END.search(folded, span.end)
    return folded[begin : end.start() if end else len(folded)]


def _to_clause_end(reading: Reading, span: Span) -> Span:
    ends = [at for mark in ",;." if (at := _mark(reading.text, mark, span.end)) >= 0]
    return Span(start=span.start, end=min(ends, default=len(reading.text)))


def _mark(text: str, mark: str, begin: int) -> int:
    """The next mark that is no decimal point or date."""
    at = text.find(mark, begin)
    while at >= 0 and mark == "." and at + 1 < len(text) and text[at + 1].isdigit():
        at = text.find(mark, at + 1)
    return at
