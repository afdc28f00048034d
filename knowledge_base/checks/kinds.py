"""What a check of a sentence is made of: sources, findings, the verdict."""

from dataclasses import dataclass
from typing import Literal

from knowledge_base.values.kinds import AtomKind
from reply_core.types import Language, Span

SourceKind = Literal["article", "order", "thread"]
SupportVerdict = Literal["supported", "contradicted", "not_verifiable", "no_claim"]
FindingVerdict = Literal["supported", "contradicted", "not_verifiable"]
FindingKind = AtomKind | Literal["polarity", "weekday"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text a reply may rest on; ``start`` is where ``text`` begins in the whole article."""

    id: str
    kind: SourceKind
    title: str
    text: str
    revision: int = 1
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One value, one yes/no or one day of the week; ``span`` lies in the sentence, ``text`` is what stands there."""

    kind: FindingKind
    span: Span
    text: str
    verdict: FindingVerdict
    expected: str = ""
    """What the source says instead, in its own words; empty when nothing comparable is there."""
    note: str = ""
    """A remark for people, in their language."""
    doubt: float = 0.0
    """How sure it is that this is wrong: 0 borne out, 1 contradicted, between them where no source holds it."""
    alarm: bool = False
    """Whether a person should look: contradicted, or absent though the sources speak of the very thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceCheck:
    """What the sources say of a sentence; ``source_span`` lies in the text of the source named."""

    verdict: SupportVerdict
    value: float
    """Probability that the sources bear the sentence out, in [0, 1]."""
    source_id: str = ""
    source_span: Span | None = None
    findings: tuple[Finding, ...] = ()


_NOTES: dict[str, dict[Language, str]] = {
    "absent": {"ru": "нет в источнике, проверьте", "en": "not in a source, please check"},
    "differs": {"ru": "в источнике: {expected}", "en": "the source says: {expected}"},
    "sum": {"ru": "проверка: {sum}", "en": "check: {sum}"},
}


def note(name: str, language: Language, **values: str) -> str:
    """A remark for people."""
    return _NOTES[name][language].format(**values)
