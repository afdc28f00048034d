"""«Скидка 10 % от 3 000 ₽ — это 300 ₽»: a sum worked out from a share and a sum that stand in the sources."""

from typing import NamedTuple

from knowledge_base.atoms import Atom
from knowledge_base.checks.source_text import Ground, Line, Read
from knowledge_base.checks.statements import Statement
from reply_core.types import Language

_CENT = 0.5
_MOST = 12


class Share(NamedTuple):
    """A sum that follows: ``percent`` of ``base``, taken or left."""

    percent: Atom
    base: Atom
    left: bool
    read: Read
    line: Line

    def text(self, speaks: Language) -> str:
        """«10 % от 3 000 ₽ = 300 ₽», «3 000 ₽ − 10 % = 2 700 ₽»."""
        if self.left:
            return f"{self.base.text} − {self.percent.text}"
        return f"{self.percent.text} {'of' if speaks == 'en' else 'от'} {self.base.text}"


def share_of_sum(atom: Atom, said: Statement, ground: Ground) -> Share | None:
    """How a sum (or points) follows from a share the sentence names and a sum of the sentence or the order."""
    if atom.upper is not None or not (atom.kind == "money" or atom.unit == "points"):
        return None
    percents = [each for each in said.atoms if each.kind == "percent" and each.upper is None][:_MOST]
    if not percents:
        return None
    held = [
        (value.atom, read, value.line)
        for read in ground.reads
        for value in read.text.values.get("money", ())
        if read.source.kind == "order" or any(_same_sum(value.atom, each) for each in said.atoms[:_MOST])
    ]
    for percent in percents:
        for base, read, line in held[:_MOST]:
            if base.upper is not None or (atom.kind == "money" and base.unit != atom.unit):
                continue
            part = float(base.value) * float(percent.value) / 100
            if abs(part - float(atom.value)) < _CENT:
                return Share(percent, base, left=False, read=read, line=line)
            if atom.kind == "money" and abs(float(base.value) - part - float(atom.value)) < _CENT:
                return Share(percent, base, left=True, read=read, line=line)
    return None


def _same_sum(one: Atom, other: Atom) -> bool:
    return other.kind == "money" and one.unit == other.unit and one.value == other.value
