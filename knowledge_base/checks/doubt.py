"""How sure it is that a value no source holds is wrong, and not only unknown.

A value is doubted where a source speaks of the very thing and gives other values; where no source speaks of it,
nothing can be said. Coefficients in ``models``: ``doubt_rules.json``, ``doubt_local.json`` (`evals/train_doubt.py`).
"""

from collections.abc import Sequence
from dataclasses import replace

from knowledge_base.checks.features import Overlap
from knowledge_base.checks.kinds import Finding
from knowledge_base.checks.lookup import kinds_for
from knowledge_base.checks.source_text import Line, Read
from knowledge_base.checks.statements import Statement, Token
from knowledge_base.logistic import load_logistic
from knowledge_base.values.equality import comparable, same
from knowledge_base.values.kinds import AtomKind

ALARM = "alarm"
COUNTED: frozenset[AtomKind] = frozenset({"money", "percent", "date", "duration", "time", "quantity", "number"})
"""Kinds of values that can be given otherwise; a name (a link, a code) is only known or unknown."""
_AROUND = 4
_MOST = 20
"""Values of one sentence that are weighed: no one doubts more, and time must not grow with the square of a text."""
_WINDOW = 7
"""A line, the one before and the one after it, as bits."""


def doubt_signs(
    said: Statement,
    number: int,
    held: Overlap,
    found: Sequence[int],
    likeness: float | None = None,
    full: Statement | None = None,
) -> dict[str, float]:
    """The measured signs that a source speaks of what a value is said of.

    Args:
        said: the sentence.
        number: which of its values.
        held: what its sources hold of it.
        found: numbers of its values that stand in a source.
        likeness: its meaning against the best sentence's; None without embeddings.
        full: the sentence with the question it answers, when it says little by itself.
    """
    near = [_spoken(said, number, read, line, full or said) for read, line in held.near[:2]]
    best = max(near, default=(0.0, 0.0, 0.0))
    others = len(said.atoms) - 1
    signs = {
        "around": best[0],
        "article": best[1],
        "slot": best[2],
        "others": len(found) / others if others else 0.5,
        "pairs": held.pairs,
    }
    if likeness is not None:
        signs["likeness"] = likeness
    return signs


def _spoken(said: Statement, number: int, read: Read, line: Line, full: Statement) -> tuple[float, float, float]:
    """How much of the words around a value, and of all words, a source says near a line; whether it gives another."""
    atom = said.atoms[number]
    by_distance = sorted(zip(said.starts, said.tokens, strict=True), key=lambda each: abs(each[0] - atom.span.start))
    near = [token for _, token in by_distance[:_AROUND]] if full is said else full.tokens
    bits = (_WINDOW << line.number) >> 1
    other = [
        value.atom
        for kind in kinds_for(atom.kind)
        for value in read.text.values.get(kind, ())
        if bits & 1 << value.line.number and not any(same(value.atom, mine) for mine in said.atoms[:_MOST])
    ]
    return (
        _share(near, read, bits),
        _share(full.tokens, read, -1),
        float(any(comparable(atom, one) for one in other)),
    )


def _share(tokens: Sequence[Token], read: Read, bits: int) -> float:
    """Share of words, by weight, that a source says in these lines."""
    places = read.text.places
    total = sum([token.weight for token in tokens])
    held = sum([token.weight for token in tokens if bits & (places.get(token.stem, 0) | places.get(token.prefix, 0))])
    return held / total if total else 0.0


def weigh(
    findings: Sequence[Finding],
    said: Statement,
    held: Overlap,
    likeness: float | None,
    full: Statement | None = None,
) -> tuple[Finding, ...]:
    """The findings with how sure each alarm is: 1 contradicted, 0 borne out, between them where no source holds it.

    See `doubt_signs`; with ``full``, ``held`` is what the sources hold of that.
    """
    if all(finding.verdict == "supported" for finding in findings):
        return tuple(findings)
    found = [number for number, finding in enumerate(findings) if finding.verdict == "supported"]
    level = "rules" if likeness is None else "local"
    model = load_logistic(f"doubt_{level}", level)
    weighed = []
    for number, finding in enumerate(findings):
        if finding.verdict == "contradicted":
            weighed.append(replace(finding, doubt=1.0, alarm=True))
        elif finding.verdict == "supported" or finding.kind not in COUNTED or number >= _MOST:
            weighed.append(finding)
        else:
            value = model.probability(doubt_signs(said, number, held, found, likeness, full))
            weighed.append(replace(finding, doubt=value, alarm=value >= model.thresholds[ALARM]))
    return tuple(weighed)
