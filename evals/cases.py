"""A question, a reply and their sources as a case of the scorer."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from evals.runner import Setting
from knowledge_base.articles import Article
from knowledge_base.search import KnowledgeIndex
from knowledge_base.support import Source
from qa_scoring.case import Scorebook, build_case
from qa_scoring.score import score_reply
from qa_scoring.scorecard import Scorecard, Unscored
from qa_scoring.standard import default_standard
from reply_core.text import words
from reply_core.types import Conversation, Language, Message, Turn
from reply_core.waits import read_turns
from tone_of_voice.profile import default_profile

ASKED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
UNKNOWN = 0.5
"""p(answered) where the scorer found nothing that was asked."""


def scorebook(setting: Setting, language: Language, articles: Sequence[Article] = ()) -> Scorebook:
    """The shipped standard and profile of a language, over these articles; time counts 24/7."""
    index = KnowledgeIndex.build(list(articles), setting.embedder) if articles else None
    terms = frozenset(word.text.lower() for article in articles for word in words(article.text))
    return Scorebook(
        standard=default_standard(language),
        profile=default_profile(language),
        embedder=setting.embedder,
        index=index,
        terms=terms,
        check_facts=bool(articles),
    )


def pair(question: str, reply: str, minutes: float = 1.0) -> tuple[Conversation, Turn]:
    """One customer message and one operator's reply to it."""
    conversation = Conversation(
        id="c",
        channel="chat",
        messages=(
            Message(id="q", text=question, direction="in", author_kind="customer", at=ASKED_AT),
            Message(
                id="r",
                text=reply,
                direction="out",
                author_kind="operator",
                author_id="o",
                at=ASKED_AT + timedelta(minutes=minutes),
            ),
        ),
    )
    turns = read_turns(conversation)
    return conversation, turns[0] if turns else Turn(messages=conversation.messages[1:])


def card_of(question: str, reply: str, book: Scorebook, sources: Sequence[Source] = ()) -> Scorecard | Unscored:
    """The card of a reply to a question."""
    conversation, turn = pair(question, reply)
    return score_reply(build_case(conversation, turn, book, sources), book)


def answered(card: Scorecard | Unscored, start: int = 0, end: int | None = None) -> float:
    """Mean p(answered) of the asks that lie in [start, end) of the question, whatever their verdict."""
    if isinstance(card, Unscored):
        return UNKNOWN
    values = [
        UNKNOWN if verdict.value is None else verdict.value
        for verdict in card.asks
        if verdict.ask.span.end > start and (end is None or verdict.ask.span.start < end)
    ]
    return sum(values) / len(values) if values else UNKNOWN


def as_sources(texts: Sequence[str], title: str = "") -> tuple[Source, ...]:
    """Plain texts as articles to check against."""
    return tuple(
        Source(id=f"s{number}", kind="article", title=title, text=text) for number, text in enumerate(texts) if text
    )


def batches(total: int, size: int) -> Iterator[range]:
    """Ranges of at most ``size`` rows."""
    for start in range(0, total, size):
        yield range(start, min(start + size, total))
