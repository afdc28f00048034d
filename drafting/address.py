"""The reader called «ты» or «вы» throughout, as the voice of the shop wants, also where articles are written otherwise.

A sentence is changed only where its forms leave no doubt, its facts stay and it stands up to its sources again; else it
stays as the source has it and the operator is told.
"""

from collections.abc import Sequence
from dataclasses import replace

from drafting import words as say
from drafting.checking import verified
from drafting.desk import DraftingDesk
from drafting.facts_kept import facts_changed
from drafting.layout import Piece
from drafting.outcome import Note
from drafting.reading import Reading
from tone_of_voice.address_change import Familiarity, readdressed
from tone_of_voice.document import Document
from tone_of_voice.profile import for_channel
from tone_of_voice.register import register_of

_WRONG = {"ты": "formal", "вы": "informal"}


def addressed(pieces: Sequence[Piece], reading: Reading, desk: DraftingDesk) -> list[Piece]:
    """The pieces with the reader called as the shop calls people in this channel."""
    wanted = wanted_address(reading, desk)
    return [_readdressed(piece, wanted, reading, desk) if wanted else piece for piece in pieces]


def address_notes(pieces: Sequence[Piece], reading: Reading, desk: DraftingDesk) -> tuple[Note, ...]:
    """A note on the sentences that call the reader otherwise than the shop does."""
    wanted = wanted_address(reading, desk)
    if wanted is None:
        return ()
    left = [piece.text for piece in pieces if _is_wrong(piece.text, wanted)]
    shown = desk.language or reading.inquiry.language
    return (Note(kind="address", text=say.other_address(wanted, left, shown)),) if left else ()


def wanted_address(reading: Reading, desk: DraftingDesk) -> Familiarity | None:
    """«ты» or «вы» where the voice says so; None in English and where either will do."""
    if reading.inquiry.language != "ru":
        return None
    pronoun = for_channel(desk.profile, reading.inquiry.channel).pronoun
    return pronoun if pronoun in ("ты", "вы") else None


def _readdressed(piece: Piece, wanted: Familiarity, reading: Reading, desk: DraftingDesk) -> Piece:
    if not _is_wrong(piece.text, wanted):
        return piece
    text = readdressed(piece.text, wanted)
    if text is None or text == piece.text or facts_changed(piece.text, text):
        return piece
    stands = verified([replace(piece, text=text)], reading, desk)
    return stands[0] if stands and stands[0].text == text else piece


def _is_wrong(text: str, wanted: Familiarity) -> bool:
    doc = Document(text)
    found = register_of(text, quoted=(*doc.speech, *doc.names, *doc.links))
    return bool(found.formal_spans if _WRONG[wanted] == "formal" else found.informal_spans)
