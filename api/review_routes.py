"""The review queue of a lead: what to look at next and why, and the root cause of what was missed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, cast

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from api.card_reading import card_items, open_card
from api.card_words import flag_text
from api.handling import Speaks, TheServices, Who
from api.views import CauseView, QueueItemView, QueueView, ReviewIn
from human_review.causes import CAUSES, OWN_CAUSES, Cause, cause_label, causes_since
from human_review.queue import WHYS, QueueItem, note_review, queue
from qa_scoring.card_marks import PARTS_DIFFER, TONE_FLAGS, WEIGHTY
from qa_scoring.labels import criterion_label, critical_label
from qa_scoring.reasons import say
from qa_scoring.retold import retold
from qa_scoring.scorecard import Unscored, Unsure
from reply_core.errors import InvalidInput
from reply_core.types import Language

_WHYS: Mapping[str, Mapping[Language, str]] = {
    "candidate": {"ru": "возможная критическая ошибка", "en": "a possible critical error"},
    "random": {"ru": "случайная выборка", "en": "the random share"},
    "differ": {"ru": "части машины расходятся", "en": "the machine's parts differ"},
    "unsure": {"ru": "машина не решила", "en": "left open by the machine"},
}

_LEVELS: Mapping[Language, str] = {"ru": "уровни оценили по-разному", "en": "two levels judged differently"}


@get("/reviews/queue", opt={"action": "review"}, summary="What to review next")
async def review_queue(
    services: TheServices,
    principal: Who,
    language: Speaks,
    why: Annotated[str, QueryParameter(description="candidate, random, differ or unsure")] = "",
    operator: Annotated[str, QueryParameter(description="An operator's id")] = "",
    days: Annotated[int, QueryParameter(ge=1, le=365)] = 28,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
) -> QueueView:
    """Possible critical errors first, then an unbiased random share, then replies of which the machine's parts judge
    differently, then what it left open."""
    if why and why not in WHYS:
        raise InvalidInput(f"there is no reason {why!r}", where="why", mend=f"one of: {', '.join(WHYS)}")
    seen = principal.narrowed(operator, language)
    since = services.clock.now() - timedelta(days=days)
    async with services.reading() as session:
        found = await queue(session, since=since, operators=seen, why=why, limit=limit)
        causes = await causes_since(session, since, seen)
        names = {person.id: person.name for person in await services.people(session)}
        cards = await card_items(session, services, [item.stored for item in found.items], names, principal, language)
    return QueueView(
        items=tuple(
            QueueItemView(
                card=card, why=item.why, why_label=_WHYS[item.why][language], why_detail=_detail(item, language)
            )
            for card, item in zip(cards, found.items, strict=True)
        ),
        counts={name: found.counts.get(name, 0) for name in WHYS},
        more=tuple(name for name in WHYS if name in found.more),
        causes=tuple(
            CauseView(cause=name, label=cause_label(name, language), own=name in OWN_CAUSES, count=causes.get(name, 0))
            for name in CAUSES
        ),
    )


@post("/scorecards/{card_id:str}/review", opt={"action": "review"}, summary="A card was reviewed")
async def review_card(
    card_id: FromPath[str], data: JSONBody[ReviewIn], services: TheServices, principal: Who, language: Speaks
) -> CauseView:
    """The card leaves the queue, with the root cause of what was missed; once."""
    async with services.writing() as session:
        stored = await open_card(session, card_id, principal, language)
        await note_review(
            session,
            stored,
            cause=cast("Cause", data.cause),
            note=data.note,
            author=principal.actor,
            clock=services.clock,
            language=language,
        )
    cause = cast("Cause", data.cause)
    return CauseView(cause=cause, label=cause_label(cause, language), own=cause in OWN_CAUSES)


def _detail(item: QueueItem, language: Language) -> str:
    """What of the card brought it into the queue."""
    card = item.stored.card
    if item.why == "random" or isinstance(card, Unscored):
        return ""
    if item.why == "candidate":
        return ", ".join(critical_label(each.code, language) for each in card.critical if each.state == "candidate")
    if item.why == "unsure":
        left = [code for code in WEIGHTY if isinstance(card.criteria.get(code), Unsure)]
        return ", ".join(criterion_label(code, language) for code in left)
    heard = [
        flag_text(flag.code, retold(flag.note, language, flag.code), language)
        for flag in card.flags
        if flag.code in (*TONE_FLAGS, PARTS_DIFFER)
    ]
    split = [code for code, each in card.criteria.items() if isinstance(each, Unsure) and each.code == "passes_differ"]
    said = [f"{criterion_label(code, language)}: {say('passes_differ', language)}" for code in split]
    return "; ".join([*heard, *said]) or _LEVELS[language]


router = Router("/v1", route_handlers=[review_queue, review_card], tags=["reviews"])
