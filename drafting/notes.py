"""What the operator should know about an inquiry and its draft: a false premise, a code asked for, a date."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from drafting import words as say
from drafting.layout import Piece
from drafting.outcome import Note, Offer
from drafting.reading import Reading
from knowledge_base.atoms import Atom, find_atoms, same
from reply_core.text import fold, sentences
from reply_core.types import Language, Span

_COMPARED = frozenset({"duration", "money", "percent"})
_CLAIM = re.compile(
    r"у вас(?: же| ведь)?|вы (?:же )?(?:обеща|пис|говор|сказ)|обещал[иа]?|(?:про)?чита[лю]|написано|на сайте|сказали|"
    r"говорили|по (?:закону|правилам)|положено|должн[ыоа]|ведь|знаю,? что|слышал|реклам|"
    r"your (?:site|policy|shop)|you (?:said|promised?|have|offer|give)|i (?:read|heard|know|was told)|supposed to"
)
_OWN_STORY = re.compile(
    r"(?<!\w)(?:назад|уже|жд[уе]|ждал|прошло|прошёл|прошел|спустя|ago|already|waiting|passed)(?!\w)"
)
_TERM_AFTER_RECEIPT = re.compile(
    r"(?P<days>\d{1,3})\s+(?:календарн\w+\s+)?(?:дн(?:ей|я)|день|days?)\s+(?:после|с момента|со дня|of|after|from)\s+"
    r"(?:получения|вручения|доставки|(?:the\s+)?(?:receipt|delivery)|receiving|delivery)"
)
_CODE_ASKED = re.compile(r"промокод|купон|скидк\w+|бонусн\w+ код|promo ?code|coupon|discount|voucher", re.IGNORECASE)
_DEMAND = re.compile(
    r"(?<!\w)(?:дай(?:те)?|напиши(?:те)?|пришли(?:те)?|выда(?:й|йте)|сделай(?:те)?|хочу|требую|прошу|подари(?:те)?|положен|"
    r"give|send|write|make|i want|i need|provide)(?!\w)"
)


def notes_on(reading: Reading, pieces: Sequence[Piece], offers: Iterable[Offer]) -> tuple[Note, ...]:
    """Notes in order of weight."""
    language = reading.inquiry.language
    return (
        *([Note(kind="keyboard", text=say.keyboard(reading.inquiry.text, language))] if reading.inquiry.typed else ()),
        *_premises(reading, pieces, language),
        *_instructions(reading, language),
        *_promises(reading, language),
        *_dates(reading, pieces, language),
        *(
            Note(kind="weak_support", text=say.weak_support(item.question, language), span=item.ask.span)
            for item in reading.asks
            if item.weak and any(item.question in piece.asks for piece in pieces)
        ),
        *(
            Note(kind="internal_source", text=say.internal_source(offer.title, language))
            for offer in list(offers)[:1]
            if offer.internal
        ),
    )


def _premises(reading: Reading, pieces: Sequence[Piece], language: Language) -> list[Note]:
    """Terms and sums the customer states as the shop's rule and the cited sentences state otherwise."""
    ours = [atom for piece in pieces if piece.role == "answer" for atom in find_atoms(piece.text) if _compared(atom)]
    found: list[Note] = []
    for sentence in sentences(reading.inquiry.text):
        said = sentence.of(reading.inquiry.text)
        if not _CLAIM.search(fold(said)):
            continue
        for atom in find_atoms(said):
            rivals = [other for other in ours if other.kind == atom.kind and _like_unit(atom, other)]
            around = fold(said[max(0, atom.span.start - 20) : atom.span.end + 12])
            if not _compared(atom) or not rivals or _OWN_STORY.search(around):
                continue
            if any(same(atom, other) for other in rivals):
                continue
            span = Span(start=sentence.start + atom.span.start, end=sentence.start + atom.span.end)
            found.append(Note(kind="premise", text=say.premise(atom.text, _bare(rivals[0], atom), language), span=span))
    return found


def _compared(atom: Atom) -> bool:
    return atom.kind in _COMPARED


def _like_unit(one: Atom, two: Atom) -> bool:
    days = {"day", "working_day", "week", "month"}
    return one.unit == two.unit or {one.unit, two.unit} <= days


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
        if match := _TERM_AFTER_RECEIPT.search(fold(piece.text)):
            last = received.day + timedelta(days=int(match["days"]))
            term = say.days(int(match["days"]), language)
            text = say.date_check(f"{received.day:%d.%m}", term, f"{last:%d.%m}", language)
            return [Note(kind="date_check", text=text)]
    return []
