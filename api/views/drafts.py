"""Drafts, their sources, the operator's decision, and the check of an edited text."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.views.base import Input, JsonIn, OptionalId, Problem, ProvenanceView, Short, Stretch, Text, View, shown_with
from reply_core.types import Channel, Language

DraftKind = Literal["draft", "candidates", "hand_over", "no_reply_needed"]


class AskView(View):
    """One thing the customer wants answered; start and end lie in the text of message ``message_id`` if it is set."""

    text: str
    start: int = 0
    end: int = 0
    kind: str = "question"
    implicit: bool = False
    message_id: str = ""


class CitationView(View):
    """Where a sentence rests: ``start`` and ``end`` lie in the text of the source with that ``source_id``."""

    number: int
    """The number of the source in ``DraftView.sources``, from 1."""
    mark: str = ""
    """What stands between the brackets: «1» or «заказ»."""
    source_id: str
    kind: str
    article_id: str = ""
    title: str = ""
    revision: int = 1
    start: int = 0
    end: int = 0
    quote: str = ""


class SourceView(View):
    """A text the draft may rest on: an article at a revision, the order, the thread."""

    number: int
    mark: str = ""
    source_id: str
    kind: str
    """article, order or thread."""
    article_id: str = ""
    title: str = ""
    revision: int = 1
    text: str = ""


class SentenceView(View):
    """A sentence of the draft: ``start`` and ``end`` lie in ``DraftView.text``."""

    text: str
    start: int
    end: int
    verdict: str = ""
    """supported, contradicted, not_verifiable or no_claim."""
    citations: tuple[CitationView, ...] = ()
    notes: tuple[str, ...] = ()


class NoteView(View):
    """Something said to the operator beside a text, such as «проверка: 10.11 + 14 дней = 24.11»."""

    kind: str
    text: str
    start: int | None = None
    end: int | None = None


class ToneAlertView(View):
    """A finding of the tone check, with its fix where there is one."""

    rule_id: str
    level: str
    category: str
    message: str
    why: str = ""
    start: int
    end: int
    match: str = ""
    fix: str | None = None
    safe: bool = False


class CandidateView(View):
    """An article offered when the support is too weak for a draft."""

    article_id: str
    title: str
    text: str
    revision: int = 1
    start: int = 0
    end: int = 0
    score: float = 0.0
    lexical: float | None = None
    semantic: float | None = None
    reply: str = ""
    """What a reply from this article would say, to use once the article was found to fit."""


class DecisionView(View):
    """What the operator did with the draft."""

    decision: str
    reason: str = ""
    final_text: str = ""
    similarity: float | None = None
    """0 to 1; 1 = sent as drafted."""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """What the edit did: fact_fixed, tone, shortened, added, rewritten; or unchanged."""
    seconds: float | None = None
    """From showing the draft to the decision."""
    operator_id: str = ""
    message_id: str | None = None
    at: datetime | None = None


class DraftView(View):
    """A draft, or candidates, or a hand-over, or "no reply needed"; with its sources and how it came about."""

    id: str = ""
    """Empty for a stateless draft."""
    conversation_id: str = ""
    kind: DraftKind
    text: str = ""
    """What would be sent: no markers in it."""
    marked: str = ""
    """The same with markers: «… если он не использовался [1, заказ].»."""
    sentences: tuple[SentenceView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    unanswered: tuple[AskView, ...] = ()
    notes: tuple[NoteView, ...] = ()
    alerts: tuple[ToneAlertView, ...] = ()
    candidates: tuple[CandidateView, ...] = ()
    reason: str = ""
    """Why there is no draft, in words."""
    missing: tuple[str, ...] = ()
    nearest: tuple[CandidateView, ...] = ()
    group: str = ""
    """Which colleagues to ask, in words."""
    holding: str = ""
    """A safe reply to send meanwhile: who writes back, and by when."""
    topic: str = "other"
    topic_label: str = ""
    topic_evidence: tuple[Stretch, ...] = ()
    provenance: ProvenanceView
    created_at: datetime | None = None
    decision: DecisionView | None = None
    variant_of: str = ""
    """The draft this one was made beside; empty for the first."""
    variants: "tuple[DraftView, ...]" = ()
    """The second draft, where one was asked for in this request."""
    variant_note: str = ""
    """Why there is no second draft, in words."""


class DecisionIn(Input):
    """Accepted and edited carry the text that was sent; rejected carries a reason."""

    model_config = shown_with({"decision": "edited", "text": "Здравствуйте! Вернуть можно до 24 ноября."})

    decision: Literal["accepted", "edited", "rejected"]
    text: Text = ""
    """The text that was really sent; empty with ``accepted`` means the draft as it stands."""
    reason: Short = ""


class StatelessArticleIn(Input):
    """An article given with the request instead of the shop's own."""

    id: OptionalId = ""
    title: Short = ""
    question: Text = ""
    text: Text
    topic: Short = ""


class StatelessDraftIn(Input):
    """A message to draft an answer to, without storing anything."""

    model_config = shown_with({"text": "Как активировать карту?", "channel": "chat"})

    text: Text = Field(min_length=1)
    channel: Channel = "chat"
    language: Language | None = None
    customer_name: Short = ""
    order: JsonIn | Text | None = None
    articles: tuple[StatelessArticleIn, ...] | None = Field(default=None, max_length=2000)
    """Articles to draft from; without them, the shop's own knowledge base."""


class StreamedSentence(View):
    """A verified sentence of a draft being written, with its citations resolved."""

    text: str
    role: str = ""
    """greeting, sympathy, answer, order or closing."""
    verdict: str = ""
    notes: tuple[str, ...] = ()
    citations: tuple[CitationView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    """The sources this sentence is the first to name, with their texts."""


class StreamEvent(View):
    """One event of a streamed draft.

    ``text``: a verified sentence; ``sentence``: the same with its citations; ``piece``: what is being written, not
    checked yet; ``restart``: forget the text so far, ``text`` says why; ``draft``: the stored draft;
    ``problem``: it could not be made.
    """

    event: Literal["text", "sentence", "piece", "restart", "draft", "problem"]
    text: str = ""
    sentence: StreamedSentence | None = None
    draft: DraftView | None = None
    problem: Problem | None = None
