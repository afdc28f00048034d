"""Slots of canned answers filled from the order and the customer; what cannot be filled does not reach a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from drafting.facts import OrderFacts
from drafting.layout import Piece
from drafting.outcome import Citation
from knowledge_base.macros import has_slots, speak
from reply_core.types import Inquiry, Span

_SAME = ("item", "total", "payment", "received", "status", "delivery", "track", "pickup", "delivery_price", "points")
_OF_ORDER = {"order_number": "number"} | {code: code for code in _SAME}
"""Slot code → kind of fact."""


@lru_cache(maxsize=256)
def first_word(name: str) -> str:
    """What a full name begins with; empty for a nickname with digits or signs."""
    word = name.strip().split(" ")[0] if name.strip() else ""
    return word if word.replace("-", "").isalpha() and len(word) > 1 else ""


def slot_values(customer_name: str, order: OrderFacts | None, **more: str) -> Mapping[str, str]:
    """Slot code → what to say for it. Several things ordered are none: which one is meant is not known.

    Args:
        customer_name: as the shop has it; a nickname is no name.
        order: gives the facts.
        more: by code, what else is known (``operator_name``, ``brand``, ``today``).
    """
    called = first_word(customer_name)
    values = {"first_name": called, "customer_name": called, **more}
    if order is not None:
        for code, kind in _OF_ORDER.items():
            found = [fact for fact in order.facts if fact.kind == kind]
            if found and (kind != "item" or len(found) == 1):
                values[code] = found[0].text
    return {code: value for code, value in values.items() if value}


def speaking(pieces: Sequence[Piece], inquiry: Inquiry, order: OrderFacts | None) -> list[Piece]:
    """The pieces with the slots of canned answers filled; a piece of which nothing is left is dropped."""
    if not any(has_slots(piece.text) or has_slots(piece.original) for piece in pieces):
        return list(pieces)
    values = slot_values(inquiry.customer_name, order)
    said: list[Piece] = []
    for piece in pieces:
        spoken, original = speak(piece.text, values), speak(piece.original, values)
        if spoken.text:
            facts = _citations(spoken.used, order)
            known = {(citation.source_id, citation.start) for citation in piece.citations}
            more = tuple(fact for fact in facts if (fact.source_id, fact.start) not in known)
            said.append(replace(piece, text=spoken.text, original=original.text, citations=(*piece.citations, *more)))
    return said


def _citations(used: Sequence[str], order: OrderFacts | None) -> tuple[Citation, ...]:
    """The order's own words for what was put in."""
    if order is None:
        return ()
    facts = [
        fact for kind in (_OF_ORDER.get(code) for code in used) if kind for fact in order.facts if fact.kind == kind
    ]
    spans: list[Span] = [fact.span for fact in facts]
    return tuple(
        Citation(source_id="order", kind="order", start=span.start, end=span.end, quote=span.of(order.text))
        for span in spans
    )
