"""What the shop knows: files in, articles and search out."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from anyio import to_thread
from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter

from api.article_routes import HANDLERS
from api.handling import Speaks, TheServices, Who, record_id, takes_files
from api.knowledge_work import brand_names, find_affected, stored_articles, today_of
from api.show_import import show_import
from api.show_knowledge import show_article, show_item, state_label, state_of
from api.uploads import read_uploads
from api.views import ArticleIn, ArticleList, ArticleView, HitView, KnowledgeImportView, SearchView
from knowledge_base.articles import ALL_BRANDS, article_of
from knowledge_base.fields import check_days
from knowledge_base.filters import Scope
from knowledge_base.importers import Imported, Told, read_named
from knowledge_base.macros import has_slots
from knowledge_base.search import Hit
from knowledge_base.store import import_articles, load_newest
from reply_core import audit
from reply_core.text import fold
from reply_core.types import Language

Files = MultipartBody[dict[str, Any]]
TOLD = ("audience", "topic", "kind", "brand", "valid_from", "valid_until")


@post("/import", opt=takes_files("import_knowledge"), status_code=200, summary="Import articles")
async def import_files(data: Files, services: TheServices, principal: Who, language: Speaks) -> KnowledgeImportView:
    """Articles from .md, .csv, .xlsx, .jsonl, .html, .docx or .pdf files in the form field `files`. A bad row is named
    by file, line and cause while the rest goes in; the same import again changes nothing. Form fields `audience`,
    `topic`, `kind`, `brand`, `valid_from` and `valid_until` hold for rows and files that do not say it themselves. The
    answer says which drafts and sent replies rest on what changed."""
    uploaded = await read_uploads(data, language)
    async with services.reading() as session:
        known = await brand_names(session, services.shop.brand)
    told = Told(fields={name: uploaded.fields[name] for name in TOLD if uploaded.fields.get(name)}, brands=known)
    imported = await to_thread.run_sync(read_named, uploaded.files, language, told)
    async with services.writing() as session:
        report = await import_articles(
            session, imported, clock=services.clock, author=principal.actor, brand=services.shop.brand
        )
        found = await find_affected(services, session, report.steps, principal, language)
        details = {"new": report.new, "changed": report.changed, "problems": len(report.problems)}
        await audit.record(
            session,
            actor=principal.actor,
            action="knowledge.imported",
            target=f"brand:{services.shop.brand}",
            details=details,
            at=services.clock.now(),
        )
    await services.shop.freshen(now=True)
    return show_import(report, language).model_copy(update={"affected": found})


@post("/articles", opt={"action": "import_knowledge"}, status_code=201, summary="Add an article")
async def add_article(
    data: JSONBody[ArticleIn], services: TheServices, principal: Who, language: Speaks
) -> ArticleView:
    """An article that a person wrote or approved. The same question again makes a new revision of it."""
    check_days(data.valid_from, data.valid_until, language)
    article = article_of(data.model_dump(), source="approved")
    if has_slots(article.text):
        article = replace(article, kind="macro")
    async with services.writing() as session:
        imported = Imported(articles=(article,))
        report = await import_articles(
            session, imported, clock=services.clock, author=principal.actor, brand=services.shop.brand
        )
        await audit.record(
            session,
            actor=principal.actor,
            action="knowledge.approved",
            target=f"article:{article.id}",
            details={"new": report.new, "changed": report.changed},
            at=services.clock.now(),
        )
        stored = await load_newest(session, report.steps[0].article_id if report.steps else article.id) or article
        found = await find_affected(services, session, report.steps, principal, language)
    await services.shop.freshen(now=True)
    return show_article(stored, today_of(services), language, found)


@get("/articles", opt={"action": "read_knowledge"}, summary="Articles")
async def list_articles(
    services: TheServices,
    language: Speaks,
    limit: Annotated[int, QueryParameter(ge=1, le=5000)] = 500,
    kind: FromQuery[Literal["", "article", "macro"]] = "",
    audience: FromQuery[Literal["", "public", "internal"]] = "",
    validity: FromQuery[Literal["", "in_force", "expired", "upcoming"]] = "",
    topic: Annotated[str, QueryParameter(max_length=500)] = "",
    named: Annotated[str, QueryParameter(max_length=500, description="Words of title or question")] = "",
) -> ArticleList:
    """Articles and macros by title, also those whose days are over; filters narrow the list."""
    await services.shop.freshen()
    today = today_of(services)
    found = [
        article
        for article in await stored_articles(services)
        if kind in {"", article.kind}
        and audience in {"", article.audience}
        and topic in {"", article.topic}
        and validity in {"", state_of(article.valid_from, article.valid_until, today)}
        and fold(named) in fold(f"{article.title} {article.question}")
    ]
    found.sort(key=lambda article: (article.title.casefold(), article.id))
    return ArticleList(items=tuple(show_item(article, today, language) for article in found[:limit]), total=len(found))


@get("/articles/{article_id:str}", opt={"action": "read_knowledge"}, summary="One article")
async def read_article(article_id: FromPath[str], services: TheServices, language: Speaks) -> ArticleView:
    """An article with its text, at its newest revision, whether its days are over or not."""
    await services.shop.freshen()
    name = record_id(article_id)
    async with services.reading() as session:
        stored = await load_newest(session, name)
    if stored is None or stored.brand not in {services.shop.brand, ALL_BRANDS}:
        stored = services.shop.index.article(name)
    return show_article(stored, today_of(services), language)


@get("/search", opt={"action": "read_knowledge"}, summary="Search")
async def search(
    services: TheServices,
    language: Speaks,
    q: Annotated[str, QueryParameter(min_length=1, max_length=2000, description="A question in any words")],
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 10,
    before: Annotated[str, QueryParameter(max_length=2000, description="What the customer wrote before")] = "",
) -> SearchView:
    """Passages nearest to a question, with their separate scores, and whether the knowledge base answers it at all.

    Articles that do not hold today are not found. A question that names nothing («а сколько стоит?») is completed by
    `before`.
    """
    await services.shop.freshen()
    index, scope = services.shop.index, Scope(brand=services.shop.brand, on=today_of(services))
    (result,) = await to_thread.run_sync(index.search_asks, q, (), limit, scope, (before,))
    return SearchView(
        query=q,
        hits=tuple(_hit(hit, today_of(services), language) for hit in result.hits),
        supported=result.supported,
        decision=result.decision,
        level=result.level,
    )


def _hit(hit: Hit, today: date, language: Language) -> HitView:
    passage = hit.passage
    return HitView(
        rank=hit.rank,
        article_id=passage.article_id,
        title=passage.title,
        revision=passage.revision,
        question=passage.question,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        score=hit.score,
        lexical=hit.lexical,
        semantic=hit.semantic,
        audience=passage.audience,
        kind=passage.kind,
        state=state_of(passage.valid_from, passage.valid_until, today),
        state_label=state_label(passage.valid_from, passage.valid_until, today, language),
    )


router = Router(
    "/v1/knowledge",
    route_handlers=[import_files, add_article, list_articles, read_article, search, *HANDLERS],
    tags=["knowledge"],
)
