"""What a proposal may be: a draft with its sources, candidates, a hand-over, or nothing to answer.

Outcomes are stored as versioned JSON. To change the shape: raise ``VERSION``, teach `from_dict` to read the version
before, and add a stored example to ``tests/drafting/test_outcome.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from reply_core.errors import InvalidInput
from reply_core.types import Ask, Language, Payload, Provenance, Span, Topic
from tone_of_voice.alerts import ToneAlert

VERSION = 1
SourceKind = Literal["article", "order", "thread"]
SentenceRole = Literal["greeting", "sympathy", "answer", "order", "closing"]
NoteKind = Literal[
    "keyboard",
    "premise",
    "promise_asked",
    "instruction_ignored",
    "internal_source",
    "date_check",
    "conflict",
    "weak_support",
    "cut",
    "removed",
    "variant",
    "wording",
    "address",
    "language",
]
CheckVerdict = Literal["supported", "contradicted", "not_verifiable", "no_claim"]

_ORDER_MARK: Mapping[Language, str] = {"ru": "заказ", "en": "order"}
_THREAD_MARK: Mapping[Language, str] = {"ru": "переписка", "en": "thread"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a sentence comes from: ``quote`` is the source's text from ``start`` to ``end``."""

    source_id: str
    kind: SourceKind
    start: int
    end: int
    quote: str
    article_id: str = ""
    title: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What the verification said of a sentence: the verdict, P(supported), and words for people."""

    verdict: CheckVerdict
    value: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """One sentence of a draft; ``span`` lies in the draft's text, ``ask`` is the number of the ask it answers."""

    text: str
    span: Span
    role: SentenceRole
    check: Check
    citations: tuple[Citation, ...] = ()
    ask: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something the operator should know; never part of the text to the customer."""

    kind: NoteKind
    text: str
    span: Span | None = None
    """In the inquiry's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An article offered for reading: the passage that matched, with its place."""

    article_id: str
    title: str
    revision: int
    start: int
    end: int
    quote: str
    score: float
    internal: bool = False
    reply: str = ""
    """What a reply from this article would say, checked like a draft: to use once the article was found to fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A reply to send, shown to the operator with its sources; ``text`` has no markers in it."""

    text: str
    sentences: tuple[DraftSentence, ...]
    topic: Topic
    language: Language
    provenance: Provenance
    asks: tuple[Ask, ...] = ()
    unanswered: tuple[Ask, ...] = ()
    notes: tuple[Note, ...] = ()
    alerts: tuple[ToneAlert, ...] = ()
    """Departures from the shop's voice left in the draft; spans lie in its text."""
    passages: tuple[Offer, ...] = ()

    @property
    def kind(self) -> Literal["draft"]:
        """Which of the outcomes this is."""
        return "draft"

    @property
    def sources(self) -> tuple[Citation, ...]:
        """One citation per source, in the order of its first appearance: the numbers of the markers."""
        seen: dict[str, Citation] = {}
        for sentence in self.sentences:
            for citation in sentence.citations:
                seen.setdefault(citation.source_id, citation)
        return tuple(seen.values())

    @property
    def marked(self) -> str:
        """The text with markers for the operator: «… если он не использовался [1, заказ].»."""
        pieces: list[str] = []
        at = 0
        for sentence in self.sentences:
            marks = self.marks(sentence)
            if not marks:
                continue
            body = sentence.span.of(self.text)
            bare = body.rstrip(".!?…")
            end = sentence.span.start + len(bare)
            pieces += [self.text[at:end], f" [{', '.join(marks)}]"]
            at = end
        return "".join([*pieces, self.text[at:]])

    def marks(self, sentence: DraftSentence) -> tuple[str, ...]:
        """The markers of one sentence: numbers of articles, then «заказ» and «переписка»."""
        numbers = {
            source.source_id: str(number)
            for number, source in enumerate((s for s in self.sources if s.kind == "article"), start=1)
        }
        marks: list[str] = []
        for citation in sentence.citations:
            mark = (
                numbers.get(citation.source_id)
                or (_ORDER_MARK if citation.kind == "order" else _THREAD_MARK)[self.language]
            )
            if mark not in marks:
                marks.append(mark)
        return tuple(sorted(marks, key=lambda mark: (not mark.isdigit(), int(mark) if mark.isdigit() else 0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Support is weak: articles to read instead of a draft."""

    offers: tuple[Offer, ...]
    reason: str
    topic: Topic
    language: Language
    provenance: Provenance
    asks: tuple[Ask, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def kind(self) -> Literal["candidates"]:
        """Which of the outcomes this is."""
        return "candidates"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Nothing supports an answer: a colleague is needed; counted as a gap of the knowledge base."""

    reason: str
    missing: tuple[str, ...]
    nearest: tuple[Offer, ...]
    topic: Topic
    language: Language
    provenance: Provenance
    asks: tuple[Ask, ...] = ()
    notes: tuple[Note, ...] = ()
    group: str = ""
    """Whom to ask, in words."""
    holding: str = ""
    """A safe reply that says who writes back and by when; empty in hand-overs of earlier versions."""

    @property
    def kind(self) -> Literal["hand_over"]:
        """Which of the outcomes this is."""
        return "hand_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReplyNeeded:
    """The customer said thanks or goodbye: nothing waits for an answer."""

    reason: str
    topic: Topic
    language: Language
    provenance: Provenance
    notes: tuple[Note, ...] = ()

    @property
    def kind(self) -> Literal["no_reply_needed"]:
        """Which of the outcomes this is."""
        return "no_reply_needed"


Outcome = Draft | Candidates | HandOver | NoReplyNeeded

_KINDS: Mapping[str, type[Draft] | type[Candidates] | type[HandOver] | type[NoReplyNeeded]] = {
    "draft": Draft,
    "candidates": Candidates,
    "hand_over": HandOver,
    "no_reply_needed": NoReplyNeeded,
}


def to_dict(outcome: Outcome) -> Payload:
    """The outcome as JSON-ready data with its version and kind."""
    body: Payload = msgspec.to_builtins(outcome)
    return {"version": VERSION, "kind": outcome.kind, **body}


def from_dict(data: Payload) -> Outcome:
    """The outcome a stored mapping describes.

    Raises:
        InvalidInput: an unknown version or kind, or a body that does not fit.
    """
    body = dict(data)
    version, kind = body.pop("version", None), body.pop("kind", None)
    if version != VERSION or kind not in _KINDS:
        raise InvalidInput(
            f"A stored draft of version {version!r} and kind {kind!r} cannot be read",
            mend=f"this program reads version {VERSION}",
        )
    try:
        return msgspec.convert(body, type=_KINDS[str(kind)])
    except msgspec.ValidationError as error:
        raise InvalidInput("A stored draft does not fit its shape", where=str(error)) from error
