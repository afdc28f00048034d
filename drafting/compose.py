"""A draft without a model: the shop's own sentences, its voice and the order's facts; or candidates, or a hand-over."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from drafting import words as say
from drafting.abroad import language_notes, other_language
from drafting.address import address_notes, addressed
from drafting.checking import verified, voice_of, voiced, without_conflicts
from drafting.claims import false_claims
from drafting.desk import DraftingDesk
from drafting.handing_over import group_for, holding_reply
from drafting.last_day import last_day_piece
from drafting.layout import Piece, lay_out
from drafting.macro_slots import speaking
from drafting.nearest import nearest
from drafting.notes import notes_on
from drafting.order_pieces import order_pieces
from drafting.outcome import Candidates, Draft, HandOver, NoReplyNeeded, Note, Offer, Outcome
from drafting.passed_on import passed_on_pieces
from drafting.pieces import article_pieces, closing_pieces, greeting_pieces, is_foreign, piece_of
from drafting.polish import polished
from drafting.reading import Reading, only_from, read
from drafting.regret import regret_pieces
from drafting.vocabulary import vocabulary_of
from drafting.wording import in_accepted_words, note_of
from reply_core.timeline import is_greeting, needs_answer
from reply_core.types import Ask, Inquiry, Language, Level, Provenance

_NEAREST, _CANDIDATES = 2, 3
Conflicts = tuple[tuple[str, str], ...]
"""Titles of articles that disagree: the one used, the one left out."""


def compose(inquiry: Inquiry, desk: DraftingDesk, *, now: datetime, note: str = "") -> Outcome:
    """Draft a reply without a model.

    Args:
        inquiry: what waits for an answer.
        desk: the shop's knowledge and voice.
        now: for greetings by the time of day and dates without a year.
        note: why no model was used, for the provenance.

    Returns:
        A draft whose every factual sentence cites its source; candidates when the support is weak; a hand-over when
        there is none; or "no reply needed".
    """
    began, desk = time.monotonic(), desk.on(now)
    if not inquiry.asks and not needs_answer(inquiry.text, inquiry.language):
        return nothing_asked(inquiry, desk)
    if not inquiry.asks and is_greeting(inquiry.text):
        return greeted(inquiry, desk, now=now)
    reading = read(inquiry, desk, now=now)
    return compose_reading(reading, desk, now=now, note=note, began=began)


def compose_reading(reading: Reading, desk: DraftingDesk, *, now: datetime, note: str = "", began: float) -> Outcome:
    """`compose` for an inquiry already read."""
    pieces, conflicts = answer_pieces(reading, desk)
    provenance = Provenance(level=_level(reading), ms=round((time.monotonic() - began) * 1000), note=note)
    if not any(piece.role in {"answer", "order"} for piece in pieces):
        return without_draft(reading, desk, provenance)
    pieces, worded = in_accepted_words(pieces, reading, desk)
    pieces = polished(pieces, false_claims(reading, pieces, desk), reading.inquiry.language)
    pieces += passed_on_pieces(pieces, reading)
    made = assemble(pieces, reading, desk, now=now, provenance=provenance, conflicts=conflicts)
    return replace(made, notes=(*made.notes, *note_of(worded, _shown_language(reading.inquiry, desk), model=False)))


def answer_pieces(reading: Reading, desk: DraftingDesk) -> tuple[list[Piece], Conflicts]:
    """What the order and the articles say to the asks, verified, in the shop's voice; and where articles disagree."""
    pieces = [*order_pieces(reading), *article_pieces(reading, desk)]
    pieces += correcting_pieces(reading, pieces, desk)
    kept, conflicts = without_conflicts(verified(pieces, reading, desk), desk)
    dated = last_day_piece(kept, reading, desk)
    return voiced(addressed([*kept, *([dated] if dated else [])], reading, desk), reading, desk), conflicts


def correcting_pieces(reading: Reading, pieces: Sequence[Piece], desk: DraftingDesk) -> list[Piece]:
    """The article's sentence on a false premise, where the draft does not hold it anyway."""
    if not any(piece.role == "answer" for piece in pieces):
        return []
    held = {(one.article_id, one.start) for piece in pieces for one in piece.citations}
    about = reading.asks[:1]
    return [
        piece_of(claim.unit, about, reading)
        for claim in false_claims(reading, pieces, desk)
        if (claim.unit.article.id, claim.unit.start) not in held
        and not is_foreign(claim.unit, reading.inquiry.language)
    ][:1]


def assemble(
    pieces: list[Piece],
    reading: Reading,
    desk: DraftingDesk,
    *,
    now: datetime,
    provenance: Provenance,
    conflicts: Conflicts = (),
) -> Draft:
    """A draft of verified pieces, with greeting, sympathy and closing around them."""
    inquiry = reading.inquiry
    around = voiced([*greeting_pieces(inquiry, desk, now), *regret_pieces(reading, desk, pieces)], reading, desk)
    pieces = speaking(pieces, inquiry, reading.order)
    untrue = false_claims(reading, pieces, desk)
    text, sentences = lay_out([*around, *pieces, *voiced(closing_pieces(inquiry, desk), reading, desk)])
    answered = {piece.ask for piece in pieces} | {
        item.number for item in reading.asks for piece in pieces if item.question in piece.asks
    }
    offers = reading.offers()
    cited = [one.article_id for piece in pieces for one in piece.citations]
    return Draft(
        text=text,
        sentences=sentences,
        topic=inquiry.topic,
        language=inquiry.language,
        provenance=provenance,
        asks=tuple(item.ask for item in reading.asks),
        unanswered=tuple(item.ask for item in reading.asks if item.number not in answered),
        notes=(
            *notes_on(reading, pieces, offers, untrue),
            *_conflict_notes(conflicts, _shown_language(inquiry, desk)),
            *address_notes(pieces, reading, desk),
            *(language_notes(inquiry, desk, cited) if cited else ()),
        ),
        alerts=voice_of(reading, desk).alerts(text),
        passages=offers,
    )


def without_draft(reading: Reading, desk: DraftingDesk, provenance: Provenance) -> Candidates | HandOver:
    """Articles to read when something is near, else a hand-over that names what is missing."""
    inquiry, shown = reading.inquiry, _shown_language(reading.inquiry, desk)
    asks = tuple(item.ask for item in reading.asks)
    offers = reading.offers()
    notes = (*notes_on(reading, (), offers), *language_notes(inquiry, desk))
    if offers and any(item.decision in {"weak", "supported"} for item in reading.asks):
        return Candidates(
            offers=tuple(_with_reply(offer, reading, desk, provenance) for offer in offers[:_CANDIDATES]),
            reason=say.weak(shown),
            topic=inquiry.topic,
            language=inquiry.language,
            provenance=provenance,
            asks=asks,
            notes=notes,
        )
    theirs = other_language(inquiry, desk)
    missing = () if theirs else missing_words(asks, desk)
    near = nearest(reading, desk, _NEAREST)
    return HandOver(
        reason=say.not_translated(theirs, inquiry.language, shown)
        if theirs
        else say.nothing_found(missing[:1], [offer.title for offer in near], shown),
        missing=missing,
        nearest=near,
        group=group_for(reading, shown),
        holding=holding_reply(reading, desk),
        topic=inquiry.topic,
        language=inquiry.language,
        provenance=provenance,
        asks=asks,
        notes=notes,
    )


def _with_reply(offer: Offer, reading: Reading, desk: DraftingDesk, provenance: Provenance) -> Offer:
    """The offer with the reply its article would give, made and checked as any draft; an internal one gives none."""
    narrowed = only_from(reading, offer.article_id)
    pieces, _ = answer_pieces(narrowed, desk)
    if offer.internal or not any(piece.role == "answer" for piece in pieces):
        return offer
    draft = assemble(pieces, narrowed, desk, now=reading.now, provenance=provenance)
    return replace(offer, reply=draft.text)


def _conflict_notes(conflicts: Conflicts, language: Language) -> tuple[Note, ...]:
    return tuple(Note(kind="conflict", text=say.conflict(kept, left, language)) for kept, left in conflicts)


def missing_words(asks: tuple[Ask, ...], desk: DraftingDesk) -> tuple[str, ...]:
    """What the asks speak of and no article does."""
    vocabulary = vocabulary_of(desk.index)
    return tuple(dict.fromkeys(word for ask in asks for word in vocabulary.missing(ask.text)))


def greeted(inquiry: Inquiry, desk: DraftingDesk, *, now: datetime) -> Draft:
    """The customer only greeted: greet back and ask."""
    offer = Piece(text=say.how_to_help(inquiry.language), role="greeting")
    text, sentences = lay_out([*greeting_pieces(inquiry, desk, now), offer])
    return Draft(
        text=text,
        sentences=sentences,
        topic=inquiry.topic,
        language=inquiry.language,
        provenance=Provenance(level=desk.index.level),
    )


def nothing_asked(inquiry: Inquiry, desk: DraftingDesk) -> NoReplyNeeded:
    """The customer said thanks: no draft."""
    return NoReplyNeeded(
        reason=say.no_reply_needed(_shown_language(inquiry, desk)),
        topic=inquiry.topic,
        language=inquiry.language,
        provenance=Provenance(level=desk.index.level),
    )


def _level(reading: Reading) -> Level:
    return "local" if reading.level == "local" else "rules"


def _shown_language(inquiry: Inquiry, desk: DraftingDesk) -> Language:
    return desk.language or inquiry.language
