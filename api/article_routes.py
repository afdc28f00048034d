"""One article over time: revisions, differences, edits, what rests on it; macros filled; duplicates."""

from typing import Annotated, Any

from anyio import to_thread
from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from api.auth import Principal
from api.draft_making import open_conversation
from api.handling import Speaks, TheServices, Who, record_id
from api.knowledge_work import find_affected, stored_articles, today_of, twins_of
from api.services import Services
from api.show_knowledge import show_affected, show_article, show_diff, show_twins, show_version
from api.views import (
    AffectedView,
    ArticleEditIn,
    ArticleView,
    DiffView,
    FilledMacroView,
    RestoreIn,
    TwinsView,
    VersionList,
)
from drafting.facts import read_order
from drafting.macro_slots import slot_values
from human_review.citing import Affected, affected, resting_on
from knowledge_base.macros import speak
from knowledge_base.store import Step, load_newest
from knowledge_base.versions import Saved, article_at, edit, remove, restore, versions
from reply_core import audit
from reply_core.directory import brands
from reply_core.errors import NotFound
from reply_core.text import language as language_of
from reply_core.types import Language, Span

Revision = Annotated[int, QueryParameter(ge=1, le=1_000_000)]


@get("/articles/{article_id:str}/versions", opt={"action": "read_knowledge"}, summary="Revisions of an article")
async def list_versions(article_id: FromPath[str], services: TheServices, language: Speaks) -> VersionList:
    """Who changed what and when, newest first."""
    name = record_id(article_id)
    async with services.reading() as session:
        found = await versions(session, name, language)
    return VersionList(article_id=name, items=tuple(show_version(version, language) for version in found))


@get("/articles/{article_id:str}/diff", opt={"action": "read_knowledge"}, summary="Two revisions side by side")
async def read_diff(
    article_id: FromPath[str], services: TheServices, language: Speaks, before: Revision, after: Revision
) -> DiffView:
    """What a later revision changed, sentence by sentence, and which of its other fields differ."""
    name = record_id(article_id)
    async with services.reading() as session:
        old = await article_at(session, name, before, language)
        new = await article_at(session, name, after, language)
    return show_diff(old, new, language)


@put("/articles/{article_id:str}", opt={"action": "edit_knowledge"}, summary="Change an article")
async def edit_article(
    article_id: FromPath[str],
    data: JSONBody[ArticleEditIn],
    services: TheServices,
    principal: Who,
    language: Speaks,
) -> ArticleView:
    """A new revision. Fields that are not given stay; a day given as null is taken off. The answer says which drafts
    and sent replies rest on what changed. 409 when somebody else has changed the article since."""
    fields = data.model_dump(exclude_unset=True, exclude={"revision"})
    fields = {name: value for name, value in fields.items() if value is not None or name.startswith("valid_")}
    name = record_id(article_id)
    async with services.writing() as session:
        saved = await edit(
            session, name, fields, base=data.revision, author=principal.actor, clock=services.clock, language=language
        )
        details = {"revision": saved.article.revision, "fields": sorted(fields)}
        view = await _saved(services, session, saved, principal, language, "knowledge.edited", details)
    await services.shop.freshen(now=True)
    return view


@post(
    "/articles/{article_id:str}/restore",
    opt={"action": "edit_knowledge"},
    status_code=200,
    summary="Bring an old revision back",
)
async def restore_article(
    article_id: FromPath[str], data: JSONBody[RestoreIn], services: TheServices, principal: Who, language: Speaks
) -> ArticleView:
    """The old text and fields as a new revision; nothing in between is lost."""
    name = record_id(article_id)
    async with services.writing() as session:
        saved = await restore(
            session, name, data.revision, author=principal.actor, clock=services.clock, language=language
        )
        details = {"revision": saved.article.revision, "restored": data.revision}
        view = await _saved(services, session, saved, principal, language, "knowledge.restored", details)
    await services.shop.freshen(now=True)
    return view


@delete(
    "/articles/{article_id:str}",
    opt={"action": "edit_knowledge"},
    status_code=200,
    summary="Take an article out of force",
)
async def remove_article(
    article_id: FromPath[str], services: TheServices, principal: Who, language: Speaks
) -> AffectedView:
    """It is not searched or quoted any more; its revisions stay. The answer says what rests on it."""
    name = record_id(article_id)
    async with services.writing() as session:
        article = await remove(session, name, clock=services.clock, language=language)
        await audit.record(
            session, actor=principal.actor, action="knowledge.removed", target=f"article:{name}",
            details={"revision": article.revision}, at=services.clock.now(),
        )  # fmt: skip
        found = await resting_on(session, name, Span(start=0, end=len(article.text)), article.revision)
        view = await _shown(services, session, found, {name: article.title}, principal, language)
    await services.shop.freshen(now=True)
    return view


@get(
    "/articles/{article_id:str}/affected", opt={"action": "edit_knowledge"}, summary="Drafts and replies resting on it"
)
async def list_affected(
    article_id: FromPath[str],
    services: TheServices,
    principal: Who,
    language: Speaks,
    before: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
    after: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
    start: Annotated[int, QueryParameter(ge=0)] = 0,
    end: Annotated[int, QueryParameter(ge=0)] = 0,
) -> AffectedView:
    """With `before` and `after`: what rests on that change. Else: what rests on the stretch from `start` to `end` of
    the article as it stands (the whole of it when `end` is 0)."""
    name = record_id(article_id)
    async with services.reading() as session:
        article = await load_newest(session, name)
        if article is None:
            raise NotFound(_no_article(language), where=name)
        if before and after:
            found = await affected(session, [(name, before, after)])
        else:
            span = Span(start=start, end=end or len(article.text))
            found = await resting_on(session, name, span, article.revision)
        return await _shown(services, session, found, {name: article.title}, principal, language)


@get("/articles/{article_id:str}/filled", opt={"action": "draft"}, summary="A macro filled for a conversation")
async def fill_macro(
    article_id: FromPath[str],
    services: TheServices,
    principal: Who,
    language: Speaks,
    conversation: Annotated[str, QueryParameter(min_length=1, max_length=200)],
) -> FilledMacroView:
    """Its slots filled with the customer's name and the order's facts. Sentences with a slot that has no value are left
    out and named."""
    name = record_id(article_id)
    async with services.reading() as session:
        article = await load_newest(session, name)
        people = {person.id: person.name for person in await services.people(session)}
        shop = next((each.name for each in await brands(session) if each.id == services.shop.brand), "")
    if article is None:
        raise NotFound(_no_article(language), where=name)
    thread = await open_conversation(services, conversation, principal, language)
    today = today_of(services)
    facts = read_order(thread.order, language_of(article.text, "ru"), today)
    said = speak(
        article.text,
        slot_values(
            thread.customer_name, facts, operator_name=people.get(principal.operator_id, ""), brand=shop,
            today=f"{today:%d.%m.%Y}",
        ),
    )  # fmt: skip
    return FilledMacroView(
        article_id=name,
        text=said.text,
        used=said.used,
        missing=said.missing,
        dropped=said.dropped,
        warning=_left_out(said.missing, language),
    )


@get("/twins", opt={"action": "edit_knowledge"}, summary="Duplicates and contradictions")
async def list_twins(services: TheServices, language: Speaks) -> TwinsView:
    """Articles in force that say the same twice, or may contradict each other, each pair with its two quotes."""
    today = today_of(services)
    articles = tuple(article for article in await stored_articles(services) if article.holds_on(today))
    report = await to_thread.run_sync(twins_of, articles, language, services.shop.index.vectors)
    return show_twins(report, len(articles), language)


async def _saved(
    services: Services,
    session: Any,
    saved: Saved,
    principal: Principal,
    language: Language,
    action: str,
    details: dict[str, Any],
) -> ArticleView:
    article = saved.article
    steps = [Step(article_id=article.id, title=article.title, before=saved.before, after=article.revision)]
    if saved.before != article.revision:
        await audit.record(
            session, actor=principal.actor, action=action, target=f"article:{article.id}", details=details,
            at=services.clock.now(),
        )  # fmt: skip
    found = await find_affected(services, session, steps, principal, language)
    return show_article(article, today_of(services), language, found)


async def _shown(
    services: Services,
    session: Any,
    found: Affected,
    titles: dict[str, str],
    principal: Principal,
    language: Language,
) -> AffectedView:
    names = {person.id: person.name for person in await services.people(session)}
    items = tuple(item for item in found.items if not item.operator_id or principal.may_see(item.operator_id))
    return show_affected(Affected(sent=found.sent, open=found.open, items=items), titles, names, language)


def _no_article(language: Language) -> str:
    return "Такой статьи нет" if language == "ru" else "There is no such article"


def _left_out(missing: tuple[str, ...], language: Language) -> str:
    if not missing:
        return ""
    named = ", ".join(f"«{name}»" for name in missing)
    return f"Нет данных для {named}: эти фразы убраны" if language == "ru" else f"No value for {named}: left out"


HANDLERS = (
    list_versions, read_diff, edit_article, restore_article, remove_article, list_affected, fill_macro, list_twins,
)  # fmt: skip
"""Part of the router of `api.knowledge_routes`: the web framework wants all handlers of a path in one router."""
