"""What the customer takes for the shop's rule and the articles say otherwise: «у вас же 90 дней на возврат».

A premise is a term, a sum, a percent or points in a sentence that speaks of the shop's rules, beside an article's
sentence on the same subject with another value. It is never repeated as a fact: the article's sentence corrects it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from drafting.desk import DraftingDesk
from drafting.layout import Piece
from drafting.reading import Reading
from drafting.units import Unit, units
from knowledge_base.atoms import Atom, find_atoms, same
from knowledge_base.terms import subject_stems
from reply_core.text import fold, sentences
from reply_core.types import Span

_COMPARED = frozenset({"duration", "money", "percent", "quantity"})
_CLAIM = re.compile(
    r"(?<!\w)у вас(?: же| ведь)?|вы (?:же |ведь )?(?:обеща|пис|говор|сказ|дает|верн)|обещал[иа]?|(?:про)?чита[лю]|"
    r"написано|на сайте|сказали|говорили|по (?:закону|правилам)|положен|должн[ыоа]|ведь|знаю,? что|слышал|реклам|"
    r"(?<!\w)же(?!\w)|"
    r"your (?:site|policy|shop|website)|you (?:said|promised?|have|offer|give|accept)|i (?:read|heard|know|was told)|"
    r"supposed to|i thought|isn't|aren't|don't you|right\?"
)
_OWN_STORY = re.compile(
    r"(?<!\w)(?:назад|уже|жд[уе]|ждал|прошло|прошёл|прошел|спустя|купил\w*|заплатил\w*|ago|already|waiting|passed|bought|"
    r"paid)(?!\w)"
)
_DAYS = frozenset({"day", "working_day", "week", "month"})
_SAYS_NOTHING = subject_stems(
    "день дней неделя месяц год час рубль сайт читала обещали писали говорили можно товар заказ срок течение после "
    "day week month year site said read promised have order item within return-policy policy"
) - subject_stems("возврат return")
_BOUND = re.compile(r"(?<!\w)(от|до|свыше|больше|дороже|from|over|above|under|up to)\s*$")
_NEAR = 3
_ABOUT = 0.5
"""Share of what the claim speaks of that the article's sentence and heading must speak of, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseClaim:
    """A customer's claim (its span lies in the inquiry's text) and the article's sentence that says otherwise."""

    span: Span
    claimed: Atom
    real: Atom
    unit: Unit


def false_claims(reading: Reading, pieces: Sequence[Piece], desk: DraftingDesk) -> tuple[FalseClaim, ...]:
    """The premises that an article cited by ``pieces``, or found for the claim itself, contradicts."""
    found: list[FalseClaim] = []
    text = reading.inquiry.text
    for sentence in sentences(text):
        said = sentence.of(text)
        if not _CLAIM.search(fold(said)) or any(sentence.overlaps(span) for span in reading.injections):
            continue
        for atom in find_atoms(said):
            around = fold(said[max(0, atom.span.start - 20) : atom.span.end + 12])
            if atom.kind not in _COMPARED or _OWN_STORY.search(around):
                continue
            rival = _rival(atom, said, pieces, desk)
            if rival is not None:
                span = Span(start=sentence.start + atom.span.start, end=sentence.start + atom.span.end)
                found.append(FalseClaim(span=span, claimed=atom, real=rival[1], unit=rival[0]))
    return tuple(found)


def _rival(atom: Atom, said: str, pieces: Sequence[Piece], desk: DraftingDesk) -> tuple[Unit, Atom] | None:
    """The article's sentence nearest in subject that gives another value; None when one gives the same."""
    about, bound = _subjects(said), _bound(said, atom)
    cited = {citation.article_id for piece in pieces for citation in piece.citations if citation.article_id}
    hits = desk.index.search(said, _NEAR).hits
    near = [hit.passage.article_id for hit in hits if hit.passage.audience == "public"]
    best: tuple[int, Unit, Atom, bool] | None = None
    for name in dict.fromkeys([*sorted(cited), *near]):
        article = desk.index.article(name)
        heading = _subjects(f"{article.heading} {article.title}")
        for unit in units(article):
            alike = [other for other in find_atoms(unit.text) if other.kind == atom.kind and like_unit(atom, other)]
            shared = len(about & _subjects(unit.text)) * 2 + len(about & heading)
            if not alike or len(about & (_subjects(unit.text) | heading)) < _ABOUT * max(1, len(about)) or not shared:
                continue
            true = any(same(atom, other) for other in alike)
            alike = [other for other in alike if _bound(unit.text, other) == bound or not bound]
            if (true or alike) and (best is None or shared > best[0] or (true and shared == best[0])):
                best = (shared, unit, (alike or [atom])[0], true)
    return (best[1], best[2]) if best is not None and not best[3] else None


def _bound(text: str, atom: Atom) -> str:
    """«от» of «от 3 000 ₽»: a sum that bounds is compared with a sum that bounds the same way."""
    found = _BOUND.search(fold(text[: atom.span.start]))
    return found[1] if found and atom.kind == "money" else ""


def like_unit(one: Atom, two: Atom) -> bool:
    """Whether two values can be compared: both are terms, or both are of one unit."""
    return one.unit == two.unit or {one.unit, two.unit} <= _DAYS


def _subjects(text: str) -> frozenset[str]:
    return frozenset(stem for stem in subject_stems(text) if not stem[0].isdigit()) - _SAYS_NOTHING
