"""A text before it is sent: what to look at, the score it would get, and what would raise it. Nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from anyio import to_thread

from api.auth import Principal
from api.services import Services
from api.show_card import CardFacts, show_card
from api.show_draft import show_alerts
from api.views import CardView, CheckView, ImprovementView, SentenceView, WarningView
from drafting.outcome import Draft
from drafting.store import StoredDraft
from human_review.plain_words import line_of
from knowledge_base.support import check_text as check_support
from knowledge_base.support_kinds import SentenceCheck, Source
from qa_scoring.case import Scorebook, build_case
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Scorecard, Unscored
from qa_scoring.sources import article_sources, order_source, thread_sources
from reply_core import conversations
from reply_core.asks import read_inquiry
from reply_core.errors import NotFound
from reply_core.types import Conversation, Inquiry, Language, Message, Span
from reply_core.waits import Wait, read_turns
from tone_of_voice.check import check as check_tone

PREVIEW = "preview"
"""The id of the message that is not sent yet."""
_TO_MEND = frozenset({"fail", "partial", "unsure"})
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "absent": {"ru": "{what}: нет ни в базе, ни в заказе, проверьте", "en": "{what}: in no source, please check"},
    "differs": {"ru": "{what} — в источнике: {expected}", "en": "{what}: the source says {expected}"},
    "sentence": {"ru": "нет в источнике, проверьте: {what}", "en": "not in a source, please check: {what}"},
    "ask": {"ru": "возможно, без ответа: {what}", "en": "possibly unanswered: {what}"},
    "critical": {"ru": "критично: {what}", "en": "critical: {what}"},
}


async def check_text(
    services: Services,
    stored: StoredDraft,
    conversation: Conversation,
    text: str,
    principal: Principal,
    language: Language,
) -> CheckView:
    """Check a text that would answer the conversation.

    Args:
        services: the desk.
        stored: the draft it began as.
        conversation: what it would answer.
        text: as it would be sent.
        principal: whose reply it would be.
        language: of warnings.
    """
    extended = with_reply(conversation, text, services, principal)
    async with services.reading() as session:
        waits = await conversations.waits_of(session, extended, clock=services.clock)
    return await to_thread.run_sync(_checked, services, stored, conversation, extended, waits, text, language)


def with_reply(conversation: Conversation, text: str, services: Services, principal: Principal) -> Conversation:
    """The conversation as it would be with this reply sent now."""
    reply = Message(
        id=PREVIEW,
        text=text,
        direction="out",
        author_kind="operator",
        at=services.clock.now(),
        author_id=principal.actor,
        channel=conversation.channel,
    )
    return replace(conversation, messages=(*conversation.messages, reply))


def _checked(
    services: Services,
    stored: StoredDraft,
    conversation: Conversation,
    extended: Conversation,
    waits: tuple[Wait, ...],
    text: str,
    language: Language,
) -> CheckView:
    shop = services.shop
    book = shop.scorebook()
    inquiry = read_inquiry(conversation, services.clock.now())
    sources = _sources(services, stored, conversation, inquiry)
    asked = inquiry.text if inquiry else ""
    checks = check_support(text, sources, embedder=shop.embedder, asked=asked, language=language)
    card = _preview(extended, waits, book)
    preview = show_card(card, book.standard, language, CardFacts(channel=conversation.channel))
    warnings = [warning for span, check in checks for warning in _of_sentence(text, span, check, language)]
    warnings += _of_card(preview, language)
    return CheckView(
        warnings=tuple(warnings),
        sentences=tuple(_sentence(text, span, check) for span, check in checks),
        alerts=show_alerts(check_tone(text, shop.profile, channel=conversation.channel)),
        preview=preview,
        improvements=_improvements(preview, book, language),
        blocked=any(warning.level == "error" for warning in warnings),
    )


def _sources(
    services: Services, stored: StoredDraft, conversation: Conversation, inquiry: Inquiry | None
) -> tuple[Source, ...]:
    """What the text may rest on: articles the draft cites, articles found for the asks, the order, our own words."""
    index = services.shop.index
    found = {source.id: source for source in (article_sources(index, inquiry.text, inquiry.asks) if inquiry else ())}
    outcome = stored.outcome
    cited = (
        [each for sentence in outcome.sentences for each in sentence.citations] if isinstance(outcome, Draft) else []
    )
    for citation in cited:
        if citation.kind == "article" and citation.article_id not in found:
            try:
                article = index.article(citation.article_id)
            except NotFound:
                continue
            found[article.id] = Source(
                id=article.id, kind="article", title=article.title, text=article.text, revision=article.revision
            )
    ours = [message for message in conversation.messages if message.author_kind == "operator"]
    public = [message for message in ours if message.visibility == "public"]
    return (*found.values(), *order_source(conversation.order), *thread_sources(public))


def _preview(extended: Conversation, waits: tuple[Wait, ...], book: Scorebook) -> Scorecard | Unscored:
    turns = read_turns(extended)
    case = build_case(extended, turns[-1], book, waits=waits, turns=turns)
    return score_reply(case, book)


def _of_sentence(text: str, span: Span, check: SentenceCheck, language: Language) -> list[WarningView]:
    """Notes on worked-out dates, values that are nowhere (together), and values the source has otherwise."""
    found: list[WarningView] = []
    sentence = span.of(text)
    absent = [each for each in check.findings if each.verdict == "not_verifiable"]
    for finding in check.findings:
        place: dict[str, Any] = {
            "start": span.start + finding.span.start,
            "end": span.start + finding.span.end,
            "match": finding.text,
        }
        if finding.verdict == "supported" and finding.note:
            found.append(WarningView(kind="verified", level="note", text=finding.note, **place))
        elif finding.verdict == "contradicted":
            what = sentence if finding.kind == "polarity" else finding.text
            said = _WORDS["differs"][language].format(what=what, expected=finding.expected)
            found.append(WarningView(kind="contradicted", level="error", text=said, expected=finding.expected, **place))
    if absent:
        what = ", ".join(dict.fromkeys(each.text for each in absent))
        start, end = span.start + absent[0].span.start, span.start + absent[-1].span.end
        said = _WORDS["absent"][language].format(what=what)
        found.append(WarningView(kind="not_in_source", text=said, start=start, end=end, match=text[start:end]))
    elif check.verdict == "not_verifiable" and not check.findings:
        said = _WORDS["sentence"][language].format(what=sentence)
        found.append(
            WarningView(kind="not_in_source", level="note", text=said, start=span.start, end=span.end, match=sentence)
        )
    return found


def _of_card(card: CardView, language: Language) -> list[WarningView]:
    """Asks that may have been missed, and critical errors."""
    missed = [each for each in card.asks if each.verdict in {"unanswered", "unsure"} and (each.credit or 0) < 1]
    warnings = [
        WarningView(kind="ask", level="warning", text=_WORDS["ask"][language].format(what=each.text)) for each in missed
    ]
    for error in card.critical:
        places = [each for each in error.evidence if each.message_id == PREVIEW]
        level = "error" if error.state == "confirmed" else "warning"
        said = _WORDS["critical"][language].format(what=error.reason or error.label)
        warnings.append(
            WarningView(
                kind="critical",
                level=level,
                text=said,
                start=places[0].start if places else None,
                end=places[0].end if places else None,
                match=places[0].quote if places else "",
            )
        )
    return warnings


def _sentence(text: str, span: Span, check: SentenceCheck) -> SentenceView:
    notes = tuple(dict.fromkeys(finding.note for finding in check.findings if finding.note))
    return SentenceView(text=span.of(text), start=span.start, end=span.end, verdict=check.verdict, notes=notes)


def _improvements(card: CardView, book: Scorebook, language: Language) -> tuple[ImprovementView, ...]:
    """What would raise the score, the weightiest first: what each criterion that is not met asks for."""
    low: Sequence[tuple[float, ImprovementView]] = [
        (
            each.weight,
            ImprovementView(
                criterion=each.criterion,
                label=each.label,
                text=each.reason or line_of(each.criterion, book.standard, language).asks,
            ),
        )
        for each in card.criteria
        if each.verdict in _TO_MEND and each.weight > 0 and each.criterion != "in_target"
    ]
    return tuple(view for _, view in sorted(low, key=lambda pair: -pair[0]))
