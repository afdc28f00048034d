"""The values of a sentence looked up one by one: what stands in a source, what follows from it, what differs."""

from dataclasses import dataclass, field

from knowledge_base.atoms import Atom
from knowledge_base.checks.date_arithmetic import Sum, agrees, work_out
from knowledge_base.checks.kinds import Finding, FindingVerdict, note
from knowledge_base.checks.lookup import Place, find_places
from knowledge_base.checks.rivals import Claim, Rival, claim_of, find_rival, speaks_of
from knowledge_base.checks.source_text import Ground, Line, Read
from knowledge_base.checks.statements import Statement
from reply_core.text import language
from reply_core.types import Language, Span


@dataclass(slots=True)
class Looked:
    """What became of a sentence's values."""

    findings: tuple[Finding, ...] = ()
    found: set[int] = field(default_factory=set)
    """Numbers of the values that stand in a source or follow from one."""
    place: tuple[Read, Line] | None = None
    """Where the first of them stands."""
    against: tuple[Read, Line] | None = None
    """The line that gives another value."""
    in_order: bool = True
    """Whether all stand in the order."""
    together: frozenset[Line] | None = None
    """The lines that hold all that were found."""
    worked_out: bool = False
    """Whether one of them was worked out from others."""


def look_up(said: Statement, ground: Ground, asked: str, speaks: Language | None) -> Looked:
    """Look up every value of a sentence.

    Args:
        said: the sentence.
        ground: all sources.
        asked: the question answered, when known.
        speaks: language of the remarks; by default that of the sentence.
    """
    looked = Looked()
    for number, atom in enumerate(said.atoms):
        places = tuple(find_places(atom, said, ground))
        claim = claim_of(atom, said, asked)
        rival = None
        if not any(_of_this(claim, place) for place in places):
            rival = find_rival(atom, claim, ground)
        if places and rival is None:
            looked.found.add(number)
            looked.place = looked.place or (places[0].read, places[0].line)
            lines = frozenset([place.line for place in places])
            looked.together = lines if looked.together is None else looked.together & lines
            looked.in_order &= any(place.read.source.kind == "order" for place in places)
            looked.findings += (_finding(atom, "supported"),)
            continue
        looked.in_order = False
        if atom.kind == "date" and not places and (worked := _worked_out(atom, said, ground)) is not None:
            looked.found.add(number)
            looked.worked_out = True
            looked.place = looked.place or (worked.read, worked.line)
            remark = note("sum", speaks or language(said.text), sum=worked.text(speaks or language(said.text)))
            looked.findings += (_finding(atom, "supported", note=remark),)
            continue
        looked.findings += (_unsupported(atom, rival, speaks or language(said.text)),)
        if rival is not None:
            looked.against = (rival.read, rival.value.line)
    return looked


def _of_this(claim: Claim, place: Place) -> bool:
    """Whether a value is found where the same matter is spoken of, not only somewhere else."""
    return place.value is None or speaks_of(claim, place.value)


def _worked_out(atom: Atom, said: Statement, ground: Ground) -> Sum | None:
    return next((worked for worked in work_out(said, ground) if agrees(atom, worked)), None)


def _unsupported(atom: Atom, rival: Rival | None, speaks: Language) -> Finding:
    if rival is None:
        return _finding(atom, "not_verifiable", note=note("absent", speaks))
    expected = rival.value.atom.text
    return _finding(atom, "contradicted", expected=expected, note=note("differs", speaks, expected=expected))


def _finding(atom: Atom, verdict: FindingVerdict, *, expected: str = "", note: str = "") -> Finding:
    return Finding(kind=atom.kind, span=atom.span, text=atom.text, verdict=verdict, expected=expected, note=note)


def opposite(said: Statement, line: Line, speaks: Language | None) -> Finding:
    """The finding that a line says the opposite of the sentence."""
    expected = line.said.text.strip()
    return Finding(
        kind="polarity",
        span=Span(start=0, end=len(said.text)),
        text=said.text,
        verdict="contradicted",
        expected=expected,
        note=note("differs", speaks or language(said.text), expected=expected),
    )
