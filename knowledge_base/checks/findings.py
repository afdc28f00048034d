"""The values of a sentence looked up one by one: what stands in a source, what follows from it, what differs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge_base.atoms import Atom
from knowledge_base.checks.date_arithmetic import Sum, agrees, work_out
from knowledge_base.checks.kinds import Finding, FindingVerdict, note
from knowledge_base.checks.lookup import Place, find_places
from knowledge_base.checks.rivals import Claim, Rival, claim_of, find_rival, speaks_of
from knowledge_base.checks.source_text import Ground, Line, Read
from knowledge_base.checks.statements import Statement
from knowledge_base.checks.sums import Share, share_of_sum
from reply_core.text import language
from reply_core.types import Language, Span

_MOST = 100
"""Values of one sentence that are looked up: no one writes more, and time must not grow with the square of a text."""


@dataclass(slots=True)
class Looked:
    """What became of a sentence's values."""

    findings: list[Finding] = field(default_factory=list)
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

    def stands(self, number: int, atom: Atom, places: Sequence[Place]) -> None:
        """Record a value that stands in these places."""
        lines = frozenset([place.line for place in places])
        self.found.add(number)
        self.place = self.place or (places[0].read, places[0].line)
        self.together = lines if self.together is None else self.together & lines
        self.in_order &= any(place.read.source.kind == "order" for place in places)
        self.findings.append(_finding(atom, "supported"))

    def follows(self, number: int, atom: Atom, worked: Sum | Share, speaks: Language) -> None:
        """Record a day or a sum that was worked out."""
        self.found.add(number)
        self.place = self.place or (worked.read, worked.line)
        self.in_order, self.worked_out = False, True
        shown = worked.text(speaks) if isinstance(worked, Sum) else f"{worked.text(speaks)} = {atom.text}"
        self.findings.append(_finding(atom, "supported", note=note("sum", speaks, sum=shown)))

    def fails(self, atom: Atom, rival: Rival | None, speaks: Language) -> None:
        """Record a value no source bears out, with the one it gives instead, if any."""
        self.in_order = False
        if rival is None:
            self.findings.append(_finding(atom, "not_verifiable", note=note("absent", speaks)))
            return
        self.against = (rival.read, rival.value.line)
        expected = rival.value.atom.text
        remark = note("differs", speaks, expected=expected)
        self.findings.append(_finding(atom, "contradicted", expected=expected, note=remark))


def look_up(said: Statement, ground: Ground, asked: str, speaks: Language | None) -> Looked:
    """Look up every value of a sentence.

    Args:
        said: the sentence.
        ground: all sources.
        asked: the question answered, when known.
        speaks: language of the remarks; by default that of the sentence.
    """
    looked = Looked()
    if not said.atoms:
        return looked
    tongue = speaks or language(said.text)
    for number, atom in enumerate(said.atoms):
        if number >= _MOST:
            looked.fails(atom, None, tongue)
            continue
        places = find_places(atom, said, ground)
        claim = claim_of(atom, said, asked)
        on_matter = any(_of_this(claim, place) for place in places)
        rival = None if on_matter else find_rival(atom, claim, ground)
        if places and rival is None:
            looked.stands(number, atom, places)
        elif not places and (worked := _worked_out(atom, said, ground)) is not None:
            looked.follows(number, atom, worked, tongue)
        else:
            looked.fails(atom, rival, tongue)
    return looked


def _of_this(claim: Claim, place: Place) -> bool:
    """Whether a value is found where the same matter is spoken of, not only somewhere else."""
    return place.value is None or speaks_of(claim, place.value)


def _worked_out(atom: Atom, said: Statement, ground: Ground) -> Sum | Share | None:
    if atom.kind != "date":
        return share_of_sum(atom, said, ground)
    return next((worked for worked in work_out(said, ground) if agrees(atom, worked)), None)


def _finding(atom: Atom, verdict: FindingVerdict, *, expected: str = "", note: str = "") -> Finding:
    return Finding(kind=atom.kind, span=atom.span, text=atom.text, verdict=verdict, expected=expected, note=note)


def off_days(said: Statement, span: Span, line: Line, speaks: Language | None) -> Finding:
    """The finding that a sentence names a day of the week outside a rule."""
    expected = line.said.text.strip()
    remark = note("differs", speaks or language(said.text), expected=expected)
    return Finding(
        kind="weekday",
        span=span,
        text=span.of(said.text),
        verdict="contradicted",
        expected=expected,
        note=remark,
    )


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
