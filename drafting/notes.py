"""What the operator should know about an inquiry and its draft: a false premise, a code asked for, a date."""

import re
from collections.abc import Iterable, Sequence

from drafting import words as say
from drafting.claims import FalseClaim
from drafting.last_day import worked_out
from drafting.layout import Piece
from drafting.outcome import Note, Offer
from drafting.reading import Reading
from knowledge_base.atoms import Atom
from reply_core.text import fold, sentences
from reply_core.types import Language

_CODE_ASKED = re.compile(r"промокод|купон|скидк\w+|бонусн\w+ код|promo ?code|coupon|discount|voucher", re.IGNORECASE)
_DEMAND = re.compile(
    r"(?<!\w)(?:дай(?:те)?|напиши(?:те)?|пришли(?:те)?|выда(?:й|йте)|сделай(?:те)?|хочу|требую|прошу|подари(?:те)?|положен|"
    r"give|send|write|make|i want|i need|provide)(?!\w)"
)


def notes_on(
    reading: Reading, pieces: Sequence[Piece], offers: Iterable[Offer], untrue: Sequence[FalseClaim] = ()
) -> tuple[Note, ...]:
    """Notes in order of weight."""
    language = reading.inquiry.language
    cited = {(one.article_id, one.start) for piece in pieces for one in piece.citations}
    return (
        *([Note(kind="keyboard", text=say.keyboard(reading.inquiry.text, language))] if reading.inquiry.typed else ()),
        *(
            Note(
                kind="premise",
                text=say.premise(one.claimed.text, _bare(one.real, one.claimed), language),
                span=one.span,
            )
            for one in untrue
            if (one.unit.article.id, one.unit.start) in cited
        ),
        *_instructions(reading, language),
        *_promises(reading, language),
        *_dates(reading, pieces, language),
        *(
            Note(kind="weak_support", text=say.weak_support(item.question, language), span=item.ask.span)
            for item in reading.asks
            if item.weak and any(item.question in piece.asks for piece in pieces)
        ),
        *_internal(reading, pieces, list(offers), language),
    )


def _internal(reading: Reading, pieces: Sequence[Piece], offers: Sequence[Offer], language: Language) -> list[Note]:
    """A draft that rests on an internal article, or an internal article nearest to what is asked."""
    inside = {
        hit.passage.article_id: hit.passage.title
        for item in reading.asks
        for hit in item.result.hits
        if hit.passage.audience != "public"
    }
    used = [one.article_id for piece in pieces for one in piece.citations if one.article_id in inside]
    if used:
        titles = dict.fromkeys(inside[name] for name in used)
        return [Note(kind="internal_source", text=say.rests_on_internal(title, language)) for title in titles]
    return [
        Note(kind="internal_source", text=say.internal_source(offer.title, language))
        for offer in offers[:1]
        if offer.internal and (not pieces or any(item.decision != "nothing" for item in reading.asks))
    ]


def _bare(atom: Atom, claimed: Atom) -> str:
    """«14» beside «90 дней»; with its unit when the units differ."""
    number = re.search(r"\d[\d\s.,–-]*", atom.text)
    return number.group().strip() if number and atom.unit == claimed.unit else atom.text


def _instructions(reading: Reading, language: Language) -> list[Note]:
    text = reading.inquiry.text
    return [
        Note(kind="instruction_ignored", text=say.instruction_ignored(span.of(text).strip(), language), span=span)
        for span in reading.injections
    ]


def _promises(reading: Reading, language: Language) -> list[Note]:
    found: list[Note] = []
    for sentence in sentences(reading.clean):
        said = sentence.of(reading.clean)
        if _CODE_ASKED.search(said) and _DEMAND.search(fold(said)):
            found.append(Note(kind="promise_asked", text=say.promise_asked(said.strip(), language), span=sentence))
    return found


def _dates(reading: Reading, pieces: Sequence[Piece], language: Language) -> list[Note]:
    """The last day of a term that runs from the receipt, when the order says when that was."""
    received = reading.order.get("received") if reading.order else None
    if received is None or received.day is None:
        return []
    for piece in pieces:
        if found := worked_out(piece.text, received.day):
            term = say.days(found[0], language)
            text = say.date_check(f"{received.day:%d.%m}", term, f"{found[1]:%d.%m}", language)
            return [Note(kind="date_check", text=text)]
    return []
