"""Do the sources bear a sentence out? Its values are looked up one by one, its words and meaning compared.

Supported, contradicted and "not verifiable" are three things. A contradiction is said only where a source speaks of the
very same matter; what no source holds is shown for checking («нет в источнике, проверьте»), never called wrong.
"""

from collections.abc import Sequence
from typing import NamedTuple

from knowledge_base.checks.claims import (
    is_about_customer,
    is_courtesy,
    is_one_moment,
    is_pointer,
    is_question,
    is_request,
)
from knowledge_base.checks.clauses import telling
from knowledge_base.checks.contradictions import find_opposite
from knowledge_base.checks.doubt import COUNTED, doubt_signs, weigh
from knowledge_base.checks.features import Overlap, features, overlap
from knowledge_base.checks.findings import Looked, look_up, off_days, opposite
from knowledge_base.checks.kinds import (
    Finding,
    FindingVerdict,
    SentenceCheck,
    Source,
    SourceKind,
    SupportVerdict,
)
from knowledge_base.checks.likeness import likeness
from knowledge_base.checks.polarity import says_no, signs_of
from knowledge_base.checks.source_text import Ground, Line, Read, read_all, with_thread
from knowledge_base.checks.statements import Statement, read_statement
from knowledge_base.checks.thresholds import by_threshold
from knowledge_base.checks.weekdays import outside
from knowledge_base.logistic import load_logistic
from model_gateway.embedder import Embedder
from reply_core.errors import EmbedderUnavailable
from reply_core.text import sentences
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
    "signs",
    "signs_of_doubt",
]

_OFFERS = frozenset({"percent", "promo_code", "money"})
_VERBATIM, _FROM_VALUES, _CONTRADICTED = 0.98, 0.9, 0.05
_SCRAP = 3
_SHORT, _BRIEF = 2, 8
_SAYS_LITTLE, _MOST_ASKED = 3, 30
_CUT = (" не", " без", " ни", " not", " no", " without", " never")
_COVERED, _CONCERNED = 0.75, 0.4
"""The share its best line must hold of a sentence whose values all stand in the order; of one with a day worked out."""


def check_text(
    text: str,
    sources: Sequence[Source],
    *,
    embedder: Embedder | None = None,
    asked: str = "",
    language: Language | None = None,
) -> tuple[tuple[Span, SentenceCheck], ...]:
    """Check every sentence of a reply; each with its place in ``text``. See `check_sentence`."""
    ground = read_all(sources)
    return tuple((span, _checked(span.of(text), ground, embedder, asked, language)) for span in sentences(text))


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
        embedder: compares meanings as well; without it, or when it fails, words alone decide.
        asked: the question it answers, when known.
        language: of the remarks; by default that of the sentence.
    """
    return _checked(sentence, read_all(sources), embedder, asked, language)


def signs(sentence: str, sources: Sequence[Source], embedder: Embedder | None = None) -> dict[str, float]:
    """The measured signs from which ``value`` is computed, by name; what the coefficients are trained on."""
    said, ground = read_statement(sentence), read_all(sources)
    measured = overlap(said, _held(said, ground), look_up(said, ground, "", None).found)
    return features(
        said,
        measured,
        asks=is_question(sentence),
        likeness=None if embedder is None else likeness(sentence, measured, embedder),
    )


def signs_of_doubt(
    sentence: str, sources: Sequence[Source], embedder: Embedder | None = None
) -> tuple[tuple[Span, dict[str, float]], ...]:
    """Place and measured signs of every counted value no source holds; what ``doubt`` is trained on."""
    said, ground = read_statement(sentence), read_all(sources)
    looked = look_up(said, ground, "", None)
    held = overlap(said, _held(said, ground), looked.found)
    alike = None if embedder is None else likeness(sentence, held, embedder)
    return tuple(
        (finding.span, doubt_signs(said, number, held, tuple(looked.found), alike))
        for number, finding in enumerate(looked.findings)
        if finding.verdict == "not_verifiable" and finding.kind in COUNTED
    )


class _Support(NamedTuple):
    """How far sources bear a sentence out: p, whether that is enough, and the measures behind it."""

    value: float
    enough: bool
    measured: Overlap
    likeness: float | None = None


def _checked(
    sentence: str, ground: Ground, embedder: Embedder | None, asked: str, language: Language | None
) -> SentenceCheck:
    said = read_statement(sentence)
    if _claims_nothing(said):
        return SentenceCheck(verdict="no_claim", value=_support(said, ground, None, Looked(), "").value)
    looked = look_up(said, ground, asked, language)
    support = _support(said, ground, embedder, looked, asked)
    findings: tuple[Finding, ...] = tuple(looked.findings)
    place = _place(support, looked)
    against = _against(said, support.measured, ground, language)
    if against is not None:
        place, finding = against
        findings = (*findings, finding)
    findings = _weighed(findings, said, support, ground, asked)
    verdict = _verdict(findings, support)
    return SentenceCheck(
        verdict=verdict,
        value=min(support.value, _CONTRADICTED) if verdict == "contradicted" else support.value,
        source_id=place[0].source.id if place else "",
        source_span=place[1].span if place else None,
        findings=findings,
    )


def _weighed(
    findings: tuple[Finding, ...], said: Statement, support: _Support, ground: Ground, asked: str
) -> tuple[Finding, ...]:
    """The findings with their doubt; «Не более 5 штук.» is read with the question it answers."""
    if asked and len(said.tokens) <= _SAYS_LITTLE and any(finding.verdict != "supported" for finding in findings):
        full = read_statement(f"{asked} {said.text}")
        if len(full.tokens) <= _MOST_ASKED:
            return weigh(findings, said, overlap(full, ground, ()), support.likeness, full)
    return weigh(findings, said, support.measured, support.likeness)


def _against(
    said: Statement, measured: Overlap, ground: Ground, language: Language | None
) -> tuple[tuple[Read, Line], Finding] | None:
    """The line that says the opposite: another day of the week, a sum the order does not reach, no for yes."""
    if (beyond := outside(said, ground)) is not None:
        span, read, line = beyond
        return (read, line), off_days(said, span, line, language)
    if (rule := by_threshold(said, ground)) is not None:
        if rule.reached is (signs_of(said.folded).free > 0):
            return None
        return (rule.read, rule.line), opposite(said, rule.line, language)
    place = find_opposite(said, measured)
    return None if place is None else (place, opposite(said, place[1], language))


def _claims_nothing(said: Statement) -> bool:
    """Courtesy, requests and questions; a question that offers money or a code is a claim."""
    if not said.atoms:
        return is_question(said.text) or is_courtesy(said) or is_request(said)
    if is_question(said.text):
        return not any(atom.kind in _OFFERS for atom in said.atoms)
    return is_one_moment(said)


def _held(said: Statement, ground: Ground) -> Ground:
    """What may bear a sentence out: a customer's own words only when it is about what he said or did."""
    return with_thread(ground) if ground.thread and is_about_customer(said) else ground


def _support(said: Statement, ground: Ground, embedder: Embedder | None, looked: Looked, asked: str) -> _Support:
    held = _held(said, ground)
    measured = overlap(_in_full(said, asked), held, looked.found)
    astray = len(looked.found) < len(looked.findings)
    if not said.words:
        return _Support(0.0, enough=False, measured=measured)
    if not astray and any(_copied(said, read) for read in held.reads):
        return _Support(_VERBATIM, enough=True, measured=measured)
    alike = None if embedder is None else _likeness(said, measured, embedder)
    level = "rules" if alike is None else "local"
    model = load_logistic(f"support_{level}", level)
    value = model.probability(features(said, measured, asks=is_question(said.text), likeness=alike))
    if looked.findings and not astray and _values_suffice(said, looked, measured):
        value = max(value, _FROM_VALUES)
    enough = value >= model.thresholds["supported"] and not _strange_place(said, held) and not _lone_no(said, measured)
    return _Support(value, enough=enough, measured=measured, likeness=alike)


def _in_full(said: Statement, asked: str) -> Statement:
    """A short answer («Бесплатно.») together with the short question it answers: alone it says nothing."""
    if not asked or len(said.tokens) > _SHORT or said.atoms:
        return said
    question = read_statement(asked)
    return read_statement(f"{asked} {said.text}") if 0 < len(question.tokens) <= _BRIEF else said


def _strange_place(said: Statement, ground: Ground) -> bool:
    """Whether the sentence names a place no source names: «ваш заказ уже в Казани»."""
    return any(token.word in said.places and token.stem not in ground.stems for token in said.tokens)


def _lone_no(said: Statement, measured: Overlap) -> bool:
    """Whether the sentence says something is not possible and no line near it says no, or the other way round."""
    permission = signs_of(said.folded).permission
    if not permission or not measured.near:
        return False
    if permission > 0:
        return signs_of(measured.near[0][1].said.folded).permission < 0
    return not any(says_no(line.said.folded) for _, line in measured.near)


def _copied(said: Statement, read: Read) -> bool:
    """Whether the sentence stands in the source word for word, is no scrap, and was not cut off from a «не»."""
    at = read.text.flat.find(f" {said.flat} ")
    if at < 0:
        return False
    if len(said.words) < _SCRAP:
        return any(line.said.flat == said.flat for line in read.text.lines)
    return not read.text.flat[:at].endswith(_CUT)


def _values_suffice(said: Statement, looked: Looked, measured: Overlap) -> bool:
    """Whether values bear a sentence out: one of few other words, about the order, or with a day worked out."""
    if is_pointer(said) or (looked.together and not telling(said.tokens)):
        return True
    if looked.in_order:
        return measured.best >= _COVERED
    return looked.worked_out and measured.best >= _CONCERNED


def _likeness(said: Statement, measured: Overlap, embedder: Embedder) -> float | None:
    try:
        return likeness(said.text, measured, embedder)
    except EmbedderUnavailable:
        return None


def _place(support: _Support, looked: Looked) -> tuple[Read, Line] | None:
    """Where the sentence rests: on the line that contradicts it, the line with most of it, or that of a value."""
    if looked.against is not None:
        return looked.against
    measured = support.measured
    return measured.near[0] if measured.best > 0 else looked.place


def _verdict(findings: Sequence[Finding], support: _Support) -> SupportVerdict:
    verdicts = {finding.verdict for finding in findings}
    if "contradicted" in verdicts:
        return "contradicted"
    return "supported" if support.enough and "not_verifiable" not in verdicts else "not_verifiable"
