"""What the knowledge base does not answer, how much it answers, and articles made of operators' own answers."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Annotated

from anyio import to_thread
from litestar import Router, get
from litestar.params import FromPath, QueryParameter

from api.auth import Principal
from api.handling import Speaks, TheServices, Who, record_id
from api.show_card import topic_label
from api.show_growth import growth_text
from api.times import plural
from api.views import AnswerView, ArticleProposalView, CoverageView, GapGrowthView, GapList, GapView, NearestView
from human_review.day_sums import Only
from human_review.gap_answers import answers_to
from human_review.gap_growth import LOOKED_BACK, gap_growth
from human_review.gaps import GapGroup, grouped
from human_review.growth import TopicGrowth
from human_review.kb_coverage import TARGET, Coverage, coverage
from human_review.store import first_gap_at, gaps_since
from reply_core.errors import NotFound
from reply_core.types import Language

_GAP_DAYS = 365
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "share": {
        "ru": "{share} % [{low}–{high}] — {answered} из {n}; цель {target} %",
        "en": "{share}% [{low}–{high}]: {answered} of {n}; the target is {target}%",
    },
    "few": {
        "ru": "{answered} из {n}: для доли мало, нужно 10",
        "en": "{answered} of {n}: too few for a share, 10 are needed",
    },
}


@get("/gaps", opt={"action": "read_gaps"}, summary="What the knowledge base does not answer")
async def list_gaps(
    services: TheServices,
    principal: Who,
    language: Speaks,
    days: Annotated[int, QueryParameter(ge=1, le=3650)] = 90,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
) -> GapList:
    """Unanswered questions, those of one meaning together, the most frequent first; which of them grow; and the share
    that is answered. A team's lead or trainer sees those of the team's and of nobody's conversations."""
    now = services.clock.now()
    since = now - timedelta(days=days)
    async with services.reading() as session:
        gaps = await gaps_since(session, min(since, now - LOOKED_BACK), operators=_seen(principal))
        share = await coverage(session, since, Only(operators=_seen(principal)))
        first = await first_gap_at(session)
    groups = await to_thread.run_sync(partial(grouped, gaps, len(gaps) or 1, services.shop.embedder, since=since))
    growth = gap_growth(groups, now, first)
    ids = {article.title: article.id for article in services.shop.index.articles}
    shown = {group.id: _gap(group, growth.get(group.id), ids, language) for group in groups}
    rising = sorted((each for each in growth.values() if each.trend == "growing"), key=lambda each: -(each.low or 0))
    return GapList(
        items=tuple(shown.values())[:limit],
        coverage=show_coverage(share, language),
        growing=tuple(shown[each.topic] for each in rising),
    )


@get(
    "/gaps/{gap_id:str}/proposal", opt={"action": "read_gaps"}, summary="An article for a gap, from operators' answers"
)
async def propose_article(
    gap_id: FromPath[str], services: TheServices, principal: Who, language: Speaks
) -> ArticleProposalView:
    """What operators answered to this question themselves, without personal data, to be made into an article."""
    name = record_id(gap_id)
    async with services.reading() as session:
        since = services.clock.now() - timedelta(days=_GAP_DAYS)
        gaps = await gaps_since(session, since, operators=_seen(principal))
    groups = await to_thread.run_sync(grouped, gaps, len(gaps) or 1, services.shop.embedder)
    chosen = next((group for group in groups if group.id == name), None)
    if chosen is None:
        raise NotFound("No such gap", where=name, mend="read the list of gaps again")
    first = min(gap.at for gap in gaps if gap.conversation_id in chosen.conversation_ids)
    async with services.reading() as session:
        answers = await answers_to(session, chosen.conversation_ids, first, services.shop.profile, language)
    return ArticleProposalView(
        gap_id=chosen.id,
        question=chosen.ask,
        topic=chosen.topic,
        topic_label=topic_label(chosen.topic, language),
        answers=tuple(
            AnswerView(conversation_id=each.conversation_id, text=each.text, at=each.at, removed=each.removed)
            for each in answers
        ),
    )


def _seen(principal: Principal) -> frozenset[str] | None:
    """Whose conversations count: the team's and those that are nobody's yet, as in the list of conversations."""
    return None if principal.sees is None else principal.sees | {""}


def show_coverage(found: Coverage, language: Language) -> CoverageView:
    """The coverage with its words: «72 % [61–81] — 46 из 64 диалогов; цель 80 %»."""
    n = found.conversations
    talks = f"{n} {plural(n, 'диалога', 'диалогов', 'диалогов')}" if language == "ru" else f"{n} conversations"
    numbers = {"answered": found.answered, "n": talks, "target": round(100 * TARGET)}
    if found.share is None or found.low is None or found.high is None:
        text = _WORDS["few"][language].format(**numbers)
    else:
        percents = {"share": found.share, "low": found.low, "high": found.high}
        shown = {name: round(100 * value) for name, value in percents.items()}
        text = _WORDS["share"][language].format(**numbers, **shown)
    return CoverageView(
        answered=found.answered,
        conversations=n,
        share=found.share,
        low=found.low,
        high=found.high,
        target=TARGET,
        text=text,
    )


def _gap(group: GapGroup, growth: TopicGrowth | None, ids: Mapping[str, str], language: Language) -> GapView:
    return GapView(
        id=group.id,
        ask=group.ask,
        topic=group.topic,
        topic_label=topic_label(group.topic, language),
        count=group.count,
        wordings=group.wordings,
        nearest=tuple(NearestView(article_id=ids.get(title, ""), title=title) for title in group.nearest),
        conversation_ids=group.conversation_ids,
        last_at=group.last_at,
        growth=show_growth(growth, language) if growth is not None else None,
    )


def show_growth(each: TopicGrowth, language: Language) -> GapGrowthView:
    """The growth with its words: «растёт: ×2,1 [1,2–3,6]; диалогов: 24 за 4 нед., 11 за 4 нед. до них»."""
    return GapGrowthView(
        recent=each.recent,
        before=each.before,
        before_weeks=each.before_weeks,
        trend=each.trend,
        ratio=each.ratio,
        low=each.low,
        high=each.high,
        text=growth_text(each, language),
    )


router = Router("/v1", route_handlers=[list_gaps, propose_article], tags=["knowledge"])
