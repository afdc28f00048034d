"""A draft as a view: sentences with their sources one click away, notes, alerts, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.show_card import topic_label
from api.views import (
    AskView,
    CandidateView,
    CitationView,
    DecisionView,
    DraftView,
    NoteView,
    ProvenanceView,
    SentenceView,
    SourceView,
    Stretch,
    ToneAlertView,
)
from drafting.outcome import (
    Candidates,
    Citation,
    Draft,
    DraftSentence,
    HandOver,
    NoReplyNeeded,
    Note,
    Offer,
    Outcome,
)
from knowledge_base.articles import Article
from reply_core.types import Ask, Language, Provenance
from tone_of_voice.alerts import ToneAlert

SourceTexts = Mapping[str, str]
"""Source id → its text, for the sources a draft cites besides articles (the order, the thread)."""


def show_draft(
    outcome: Outcome,
    language: Language,
    *,
    articles: Mapping[tuple[str, int], Article],
    texts: SourceTexts,
    draft_id: str = "",
    conversation_id: str = "",
    created_at: datetime | None = None,
    decision: DecisionView | None = None,
) -> DraftView:
    """The outcome of drafting, whatever its kind.

    Args:
        outcome: what was proposed.
        language: of the labels.
        articles: cited articles by id and revision, for their texts and titles.
        texts: texts of the order and the thread by source id.
        draft_id: where it is stored, "" if nowhere.
        conversation_id: what it answers.
        created_at: when it was made.
        decision: what the operator did with it.
    """
    view = DraftView(
        id=draft_id,
        conversation_id=conversation_id,
        kind=outcome.kind,
        topic=outcome.topic.code,
        topic_label=topic_label(outcome.topic.code, language),
        topic_evidence=tuple(Stretch(start=span.start, end=span.end) for span in outcome.topic.evidence),
        notes=tuple(_note(note) for note in outcome.notes),
        provenance=show_provenance(outcome.provenance),
        created_at=created_at,
        decision=decision,
    )
    match outcome:
        case Draft():
            return view.model_copy(update=_draft_fields(outcome, articles, texts))
        case Candidates():
            offers = tuple(show_offer(offer) for offer in outcome.offers)
            return view.model_copy(update={"candidates": offers, "reason": outcome.reason})
        case HandOver():
            return view.model_copy(update=_hand_over_fields(outcome))
        case NoReplyNeeded():
            return view.model_copy(update={"reason": outcome.reason})


def _hand_over_fields(outcome: HandOver) -> dict[str, object]:
    said = {name: getattr(outcome, name) for name in ("reason", "missing", "group", "holding")}
    return {**said, "nearest": tuple(show_offer(offer) for offer in outcome.nearest)}


def _note(note: Note) -> NoteView:
    span = note.span
    return NoteView(kind=note.kind, text=note.text, start=span.start if span else None, end=span.end if span else None)


def _draft_fields(draft: Draft, articles: Mapping[tuple[str, int], Article], texts: SourceTexts) -> dict[str, object]:
    marks = _marks(draft)
    numbers = {source.source_id: number for number, source in enumerate(draft.sources, 1)}
    return {
        "text": draft.text,
        "marked": draft.marked,
        "sentences": tuple(_sentence(sentence, numbers, marks) for sentence in draft.sentences),
        "sources": tuple(
            _source(citation, numbers[citation.source_id], marks, articles, texts) for citation in draft.sources
        ),
        "unanswered": tuple(show_ask(ask) for ask in draft.unanswered),
        "alerts": show_alerts(draft.alerts),
    }


def _marks(draft: Draft) -> dict[str, str]:
    """Source id → the mark it has in the text («1», «заказ»)."""
    found: dict[str, str] = {}
    article = 0
    for source in draft.sources:
        if source.kind == "article":
            article += 1
            found[source.source_id] = str(article)
    for sentence in draft.sentences:
        others = [citation for citation in sentence.citations if citation.source_id not in found]
        words = [mark for mark in draft.marks(sentence) if not mark.isdigit()]
        found |= {citation.source_id: mark for citation, mark in zip(others, words, strict=False)}
    return found


def _sentence(sentence: DraftSentence, numbers: Mapping[str, int], marks: Mapping[str, str]) -> SentenceView:
    return SentenceView(
        text=sentence.text,
        start=sentence.span.start,
        end=sentence.span.end,
        verdict=sentence.check.verdict,
        notes=sentence.check.notes,
        citations=tuple(
            CitationView(
                number=numbers[citation.source_id],
                mark=marks.get(citation.source_id, ""),
                source_id=citation.source_id,
                kind=citation.kind,
                article_id=citation.article_id,
                title=citation.title,
                revision=citation.revision,
                start=citation.start,
                end=citation.end,
                quote=citation.quote,
            )
            for citation in sentence.citations
        ),
    )


def _source(
    citation: Citation,
    number: int,
    marks: Mapping[str, str],
    articles: Mapping[tuple[str, int], Article],
    texts: SourceTexts,
) -> SourceView:
    article = articles.get((citation.article_id, citation.revision))
    text = article.text if article else texts.get(citation.source_id, "")
    return SourceView(
        number=number,
        mark=marks.get(citation.source_id, str(number)),
        source_id=citation.source_id,
        kind=citation.kind,
        article_id=citation.article_id,
        title=article.title if article else citation.title,
        revision=citation.revision,
        text=text or citation.quote,
    )


def show_offer(offer: Offer) -> CandidateView:
    """An article offered for reading."""
    return CandidateView(
        article_id=offer.article_id,
        title=offer.title,
        text=offer.quote,
        revision=offer.revision,
        start=offer.start,
        end=offer.end,
        score=offer.score,
        reply=offer.reply,
    )


def show_ask(ask: Ask) -> AskView:
    """One thing the customer wants answered."""
    return AskView(
        text=ask.text,
        start=ask.span.start,
        end=ask.span.end,
        kind=ask.kind,
        implicit=ask.implicit,
        message_id=ask.message_id,
    )


def show_alerts(alerts: Sequence[ToneAlert]) -> tuple[ToneAlertView, ...]:
    """Findings of the tone check."""
    return tuple(
        ToneAlertView(
            rule_id=alert.rule_id,
            level=alert.level,
            category=alert.category,
            message=alert.message,
            why=alert.why,
            start=alert.span.start,
            end=alert.span.end,
            match=alert.match,
            fix=alert.fix,
            safe=alert.safe,
        )
        for alert in alerts
    )


def show_provenance(made: Provenance) -> ProvenanceView:
    """How something came about."""
    return ProvenanceView(
        level=made.level,
        prompt=made.prompt,
        model=made.model,
        tokens_in=made.tokens_in,
        tokens_out=made.tokens_out,
        ms=made.ms,
        cost=made.cost,
        note=made.note,
    )
