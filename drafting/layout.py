"""Pieces of a reply put together into one text, each with its place in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from drafting.outcome import Check, Citation, DraftSentence, SentenceRole
from reply_core.types import Span

NO_CLAIM = Check(verdict="no_claim", value=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sentence (or a list with its line) on its way into a draft."""

    text: str
    role: SentenceRole
    citations: tuple[Citation, ...] = ()
    ask: int | None = None
    asks: tuple[str, ...] = field(default=())
    """The words of the asks it answers, for its check."""
    original: str = ""
    """The source's own words when the piece changes them."""
    begins_line: bool = False
    """The source has it on a line of its own."""
    named: bool = False
    """The thing bought or its sum is named in it."""
    check: Check = NO_CLAIM


def lay_out(pieces: Sequence[Piece]) -> tuple[str, tuple[DraftSentence, ...]]:
    """The text of all pieces and each as a sentence with its span.

    Pieces stand on one line; a list, a closing, a line of the source and a piece of another source begin a new one.
    """
    text = ""
    laid: list[DraftSentence] = []
    last: Piece | None = None
    for piece in pieces:
        text += _gap(last, piece)
        start = len(text)
        text += piece.text
        laid.append(
            DraftSentence(
                text=piece.text,
                span=Span(start=start, end=len(text)),
                role=piece.role,
                check=piece.check,
                citations=piece.citations,
                ask=piece.ask,
            )
        )
        last = piece
    return text, tuple(laid)


def _gap(last: Piece | None, piece: Piece) -> str:
    if last is None:
        return ""
    if piece.role == "closing" or "\n" in piece.text or "\n" in last.text:
        return "\n"
    one, two = _source(last), _source(piece)
    return "\n" if one and two and (one != two or piece.begins_line) else " "


def _source(piece: Piece) -> str:
    return piece.citations[0].source_id if piece.citations else ""
