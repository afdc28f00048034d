"""What the shop knows: files in, articles and search out."""

from typing import Annotated, Any

from anyio import to_thread
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, MultipartBody, QueryParameter

from api.handling import Speaks, TheServices, Who, record_id, takes_files
from api.show_card import topic_label
from api.show_import import show_import
from api.uploads import read_uploads
from api.views import ArticleIn, ArticleItem, ArticleList, ArticleView, HitView, KnowledgeImportView, SearchView
from knowledge_base.articles import Article, article_of
from knowledge_base.importers import Imported, read_named
from knowledge_base.search import Hit
from knowledge_base.store import import_articles, load_newest
from reply_core import audit
from reply_core.types import Language

Files = MultipartBody[dict[str, Any]]


@post("/import", opt=takes_files("import_knowledge"), status_code=200, summary="Import articles")
async def import_files(data: Files, services: TheServices, principal: Who, language: Speaks) -> KnowledgeImportView:
    """Articles from .md, .csv, .xlsx, .jsonl, .html, .docx or .pdf files in the form field `files`. A bad row is named
    by file, line and cause while the rest goes in; the same import again changes nothing."""
    uploaded = await read_uploads(data, language)
    imported = await to_thread.run_sync(read_named, uploaded.files, language)
    async with services.writing() as session:
        report = await import_articles(
            session, imported, clock=services.clock, author=principal.actor, brand=services.shop.brand
        )
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
    return show_import(report, language)


@post("/articles", opt={"action": "import_knowledge"}, status_code=201, summary="Add an article")
async def add_article(
    data: JSONBody[ArticleIn], services: TheServices, principal: Who, language: Speaks
) -> ArticleView:
    """An article that a person wrote or approved. The same question again makes a new revision of it."""
    article = article_of({**data.model_dump(), "topic": data.topic}, source="approved")
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
        stored = await load_newest(session, article.id) or article
    await services.shop.freshen(now=True)
    return ArticleView(**_fields(stored, language), text=stored.text)


@get("/articles", opt={"action": "read_knowledge"}, summary="Articles")
async def list_articles(
    services: TheServices, language: Speaks, limit: Annotated[int, QueryParameter(ge=1, le=5000)] = 500
) -> ArticleList:
    """The articles in force, by title."""
    await services.shop.freshen()
    articles = sorted(services.shop.index.articles, key=lambda article: (article.title.casefold(), article.id))
    return ArticleList(
        items=tuple(ArticleItem(**_fields(article, language)) for article in articles[:limit]), total=len(articles)
    )


@get("/articles/{article_id:str}", opt={"action": "read_knowledge"}, summary="One article")
async def read_article(article_id: FromPath[str], services: TheServices, language: Speaks) -> ArticleView:
    """An article with its text, at the revision in force."""
    await services.shop.freshen()
    article = services.shop.index.article(record_id(article_id))
    return ArticleView(**_fields(article, language), text=article.text)


@get("/search", opt={"action": "read_knowledge"}, summary="Search")
async def search(
    services: TheServices,
    q: Annotated[str, QueryParameter(min_length=1, max_length=2000, description="A question in any words")],
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 10,
) -> SearchView:
    """Passages nearest to a question, with their separate scores, and whether the knowledge base answers it at all."""
    await services.shop.freshen()
    index = services.shop.index
    result = await to_thread.run_sync(index.search, q, limit)
    return SearchView(
        query=q,
        hits=tuple(_hit(hit) for hit in result.hits),
        supported=result.supported,
        decision=result.decision,
        level=result.level,
    )


def _hit(hit: Hit) -> HitView:
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
    )


def _fields(article: Article, language: Language) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "topic": article.topic,
        "topic_label": topic_label(article.topic, language) if article.topic else "",
        "question": article.question,
        "revision": article.revision,
        "source": article.source,
        "audience": article.audience,
    }


router = Router(
    "/v1/knowledge", route_handlers=[import_files, add_article, list_articles, read_article, search], tags=["knowledge"]
)
