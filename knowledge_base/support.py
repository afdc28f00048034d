"""Do the sources bear a sentence out? Its values are looked up one by one, its words and meaning compared.

Supported, contradicted and "not verifiable" are three things. A contradiction is said only where a source speaks of the
very same matter; what no source holds is shown for checking («нет в источнике, проверьте»), never called wrong.
"""

from collections.abc import Sequence

from knowledge_base.claims import is_courtesy, is_question, is_request
from knowledge_base.date_arithmetic import Sum, agrees, work_out
from knowledge_base.logistic import load_logistic
from knowledge_base.lookup import Read, find_value, read_all
from knowledge_base.atoms import Atom
from knowledge_base.polarity import clash
from knowledge_base.rivals import find_rival
from knowledge_base.source_text import Line, Statement, read_statement
from knowledge_base.support_features import Overlap, features, overlap
from knowledge_base.support_kinds import (
    Finding,
    FindingVerdict,
    SentenceCheck,
    Source,
    SourceKind,
    SupportVerdict,
    note,
)
from model_gateway.embedder import Embedder
from reply_core.text import fold, language, sentences
from reply_core.types import Language, Span

__all__ = [
    "Finding",
    "FindingVerdict",
    "SentenceCheck",
    "Source",
    "SourceKind",
    "SupportVerdict",
    "check_sentence",
    "check_text",
]

_OFFERS = frozenset({"percent", "promo_code", "money"})
_ALIKE = 0.75
_VERBATIM = 0.98


def check_text(
    text: str,
    sources: Sequence[Source],
    *,
    embedder: Embedder | None = None,
    asked: str = "",
    language: Language | None = None,
) -> tuple[tuple[Span, SentenceCheck], ...]:
    """Check every sentence of a reply; each with its place in ``text``."""
    return tuple(
        (span, check_sentence(span.of(text), sources, embedder=embedder, asked=asked, language=language))
        for span in sentences(text)
    )


def check_sentence(
    sentence: str,
    sources: Sequence[Source],
    *,
    embedder: Embedder | None = None,
    asked: str = "",
    language: Language | None = None,
) -> SentenceCheck:
    """What the sources say of one sentence.

    Args:
        sentence: as it stands in the reply.
        sources: articles, the order, earlier messages.
        embedder: compares meanings as well; without it words alone decide.
        asked: the question it answers, when known.
        language: of the remarks; by default that of the sentence.
    """
    said = read_statement(sentence)
    reads = read_all(sources)
    speaks = language or _language(sentence)
    offers = any(atom.kind in _OFFERS for atom in said.atoms)
    if not said.atoms and (is_courtesy(sentence) or is_request(sentence)):
        return SentenceCheck(verdict="no_claim", value=_value(said, reads, 0, embedder)[0])
    if is_question(sentence) and not offers:
        return SentenceCheck(verdict="no_claim", value=_value(said, reads, 0, embedder)[0])
    findings, place = _look_up(said, reads, asked, speaks)
    unfound = sum(finding.verdict != "supported" for finding in findings)
    value, measured = _value(said, reads, unfound, embedder)
    clashed = _clash(said, measured, speaks)
    if clashed is not None:
        findings = (*findings, clashed)
    read, line = place if place and not measured.best else (measured.read, measured.line)
    verdict = _verdict(findings, value, "local" if embedder else "rules")
    return SentenceCheck(
        verdict=verdict,
        value=value,
        source_id=read.source.id if read and line else "",
        source_span=line.span if line else None,
        findings=findings,
    )


def _language(sentence: str) -> Language:
    return language(sentence)


def _verdict(findings: Sequence[Finding], value: float, level: str) -> SupportVerdict:
    if any(finding.verdict == "contradicted" for finding in findings):
        return "contradicted"
    if any(finding.verdict == "not_verifiable" for finding in findings):
        return "not_verifiable"
    return (
        "supported" if value >= load_logistic("support_" + level, level).thresholds["supported"] else "not_verifiable"
    )


def _look_up(
    said: Statement, reads: Sequence[Read], asked: str, speaks: Language
) -> tuple[tuple[Finding, ...], tuple[Read, Line] | None]:
    folded = fold(said.text)
    found: list[Finding] = []
    place: tuple[Read, Line] | None = None
    sums: tuple[Sum, ...] | None = None
    for atom in said.atoms:
        stands = find_value(atom, folded[max(0, atom.span.start - 24) : atom.span.start], reads)
        if stands is not None:
            place = place or (stands.read, stands.line)
            found.append(_finding(atom, "supported"))
            continue
        if atom.kind == "date":
            sums = work_out(said, reads) if sums is None else sums
            proven = next((each for each in sums if agrees(atom, each)), None)
            if proven is not None:
                place = place or (proven.read, proven.line)
                found.append(_finding(atom, "supported", note=note("sum", speaks, sum=proven.text(speaks))))
                continue
        rival = find_rival(atom, said, reads, asked)
        if rival is None:
            found.append(_finding(atom, "not_verifiable", note=note("absent", speaks)))
        else:
            expected = rival.atom.text
            place = (rival.read, rival.line)
            found.append(
                _finding(atom, "contradicted", expected=expected, note=note("differs", speaks, expected=expected))
            )
    return tuple(found), place


def _finding(atom: Atom, verdict: FindingVerdict, *, expected: str = "", note: str = "") -> Finding:
    return Finding(kind=atom.kind, span=atom.span, text=atom.text, verdict=verdict, expected=expected, note=note)


def _value(said: Statement, reads: Sequence[Read], unfound: int, embedder: Embedder | None) -> tuple[float, Overlap]:
    held = [read for read in reads if read.source.kind != "thread"]
    measured = overlap(said, held)
    if said.flat and not unfound and any(f" {said.flat} " in read.text.flat for read in held):
        return _VERBATIM, measured
    level = "rules"
    signs = features(measured, unfound, len(said.atoms), None)
    return load_logistic("support_" + level, level).probability(signs), measured


def _clash(said: Statement, measured: Overlap, speaks: Language) -> Finding | None:
    if measured.line is None or measured.best < _ALIKE:
        return None
    shared = frozenset(token.stem for token in said.tokens) & frozenset(
        token.stem for token in measured.line.said.tokens
    )
    if not clash(said.signs, measured.line.said.signs, shared):
        return None
    expected = measured.line.said.text
    return Finding(
        kind="polarity",
        span=Span(start=0, end=len(said.text)),
        text=said.text,
        verdict="contradicted",
        expected=expected,
        note=note("differs", speaks, expected=expected),
    )
