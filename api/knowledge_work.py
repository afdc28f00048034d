"""What the routes of knowledge share: today, brands, what a change affects, and the articles as they are stored."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Principal
from api.services import Services
from api.show_knowledge import show_affected
from api.views import AffectedView
from human_review.citing import Affected, affected
from knowledge_base.articles import Article
from knowledge_base.store import Step, load_articles
from knowledge_base.twins import TwinFinder, TwinReport
from model_gateway.embedder import Vectors
from reply_core.directory import brands
from reply_core.text import fold
from reply_core.types import Language


def today_of(services: Services) -> date:
    """The day in the shop's time zone."""
    return services.clock.now().astimezone(ZoneInfo(services.shop.calendar.time_zone)).date()


async def brand_names(session: AsyncSession, own: str) -> dict[str, str]:
    """Folded id or name → id of every brand, the shop's own among them."""
    names = {fold(own): own}
    for brand in await brands(session):
        names |= {fold(brand.id): brand.id, fold(brand.name): brand.id}
    return names


async def stored_articles(services: Services) -> tuple[Article, ...]:
    """The shop's articles at their newest revision, expired ones and macros too; those of its index when the database
    holds none."""
    async with services.reading() as session:
        articles = await load_articles(session, services.shop.brand)
    return articles or services.shop.index.articles


async def find_affected(
    services: Services, session: AsyncSession, steps: Sequence[Step], principal: Principal, language: Language
) -> AffectedView:
    """What rests on what these steps changed. All is counted; listed is what this principal may see."""
    changed = [(step.article_id, step.before, step.after) for step in steps if step.before is not None]
    found = await affected(session, changed)
    seen = Affected(
        sent=found.sent,
        open=found.open,
        items=tuple(item for item in found.items if not item.operator_id or principal.may_see(item.operator_id)),
    )
    names = {person.id: person.name for person in await services.people(session)} if seen.items else {}
    return show_affected(seen, {step.article_id: step.title for step in steps}, names, language)


def twins_of(articles: tuple[Article, ...], language: Language, vectors: Mapping[str, Vectors]) -> TwinReport:
    """The report on duplicates and contradictions; what was looked through before is not looked through again."""
    return _finder(language).find(articles, vectors)


@lru_cache(maxsize=2)
def _finder(language: Language) -> TwinFinder:
    return TwinFinder(language)
