"""A text before it is sent: what to look at, the score it would get, and what would raise it. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import replace

from anyio import to_thread

from api.auth import Principal
from api.sending_warnings import internal_words, of_card, once
from api.services import Services
from api.show_card import CardFacts, show_card
from api.show_draft import show_alerts
from api.views import CardView, CheckView, ImprovementView, SentenceView, WarningView
from drafting.store import StoredDraft
from drafting.verify import Warning_, edit_sources, verify
from human_review.plain_words import line_of
from knowledge_base.support import SentenceCheck
from knowledge_base.support import check_text as check_support
from qa_scoring.case import Scorebook, build_case
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Scorecard, Unscored
from reply_core import conversations
from reply_core.asks import read_inquiry
from reply_core.types import Conversation, Language, Message, Span
from reply_core.waits import Wait, read_turns
from tone_of_voice.check import check as check_tone

PREVIEW = "preview"
"""The id of the message that is not sent yet."""
_TO_MEND = frozenset({"fail", "partial", "unsure"})


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
    now = services.clock.now()
    book = shop.scorebook().on(now)
    inquiry = read_inquiry(conversation, now)
    desk = shop.desk().on(now)
    sources = edit_sources(inquiry, desk, stored.outcome)
    asked = inquiry.text if inquiry else ""
    checks = check_support(text, sources, embedder=shop.embedder, asked=asked, language=language)
    found = verify(
        text,
        sources,
        shop.profile,
        language=language,
        channel=conversation.channel,
        index=desk.index,
        embedder=shop.embedder,
        asked=asked,
    )
    card = _preview(extended, waits, book)
    preview = show_card(card, book.standard, language, CardFacts(channel=conversation.channel))
    warnings = [_warning(each) for each in found]
    warnings += of_card(preview, PREVIEW, language)
    warnings += internal_words(text, shop.index.articles, language)
    return CheckView(
        warnings=once(warnings),
        sentences=tuple(_sentence(text, span, check) for span, check in checks),
        alerts=show_alerts(check_tone(text, shop.profile, channel=conversation.channel)),
        preview=preview,
        improvements=_improvements(preview, book, language),
        blocked=any(warning.level == "error" for warning in warnings),
    )


def _preview(extended: Conversation, waits: tuple[Wait, ...], book: Scorebook) -> Scorecard | Unscored:
    turns = read_turns(extended)
    case = build_case(extended, turns[-1], book, waits=waits, turns=turns)
    return score_reply(case, book)


def _warning(found: Warning_) -> WarningView:
    return WarningView(
        kind=found.kind,
        level=found.level,
        text=found.text,
        start=found.span.start,
        end=found.span.end,
        match=found.match,
        expected=found.expected,
    )


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
