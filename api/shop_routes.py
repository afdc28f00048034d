"""How the brand speaks, what its standard asks, and how far long work has got."""

from dataclasses import replace

from litestar import Router, get, put
from litestar.params import JSONBody

from api.handling import Speaks, TheServices, Who
from api.revising import check_voice_base
from api.show_shop import show_profile, show_standard
from api.standard_routes import write_standard
from api.views import LinksIn, ProfileIn, ProfileView, ProgressList, ProgressView, StandardView
from api.words import progress_label
from qa_scoring.revisions import save_standard
from reply_core import audit
from reply_core.errors import InvalidInput
from reply_core.progress import progress
from reply_core.text import fold
from tone_of_voice.profile import Term, ToneProfile, profile_from_dict
from tone_of_voice.store import save_profile


@get("/profile", opt={"action": "read_voice"}, summary="The tone of voice in force")
async def read_profile(services: TheServices, language: Speaks) -> ProfileView:
    """The profile as data, and the same rules in plain words."""
    await services.shop.freshen()
    return show_profile(services.shop, language)


@put("/profile", opt={"action": "edit_voice"}, summary="Change the tone of voice")
async def write_profile(
    data: JSONBody[ProfileIn], services: TheServices, principal: Who, language: Speaks
) -> ProfileView:
    """Save a new revision: the whole profile as data, and/or words to ban or to allow again; the next draft obeys."""
    shop = services.shop
    await shop.freshen(now=True)
    base = shop.profile if data.data is None else profile_from_dict(data.data, where="data")
    changed = _banned(base, data.ban, data.allow)
    async with services.writing() as session:
        await check_voice_base(session, shop, data.base, language)
        saved = await save_profile(session, shop.brand, changed, author=principal.actor, at=services.clock.now())
        details = {"version": saved.profile.version, "ban": len(data.ban), "allow": len(data.allow)}
        await audit.record(
            session,
            actor=principal.actor,
            action="voice.saved",
            target=f"brand:{shop.brand}",
            details=details,
            at=services.clock.now(),
        )
    shop.profile, shop.profile_author, shop.profile_at = saved.profile, saved.author, saved.created_at
    return show_profile(shop, language)


def _banned(profile: ToneProfile, ban: tuple[str, ...], allow: tuple[str, ...]) -> ToneProfile:
    """The profile with words banned and others allowed again; a word banned already stays as it is."""
    freed = {_key(word) for word in allow}
    kept = [term for term in profile.banned if _key(term.text) not in freed]
    known = {_key(term.text) for term in kept}
    for word in ban:
        if _key(word) and _key(word) not in known:
            kept.append(Term(text=" ".join(word.split())))
            known.add(_key(word))
    return replace(profile, banned=tuple(kept))


def _key(word: str) -> str:
    return " ".join(fold(word).split())


@get("/standard", opt={"action": "read_standard"}, summary="The scoring standard")
async def read_standard(services: TheServices, language: Speaks) -> StandardView:
    """What is asked of a reply, in plain words and as data."""
    await services.shop.freshen()
    return show_standard(services.shop, language)


@put("/standard/links", opt={"action": "edit_standard"}, summary="The domains replies may link to")
async def write_links(data: JSONBody[LinksIn], services: TheServices, principal: Who, language: Speaks) -> StandardView:
    """Save the allow-list as a new revision of the standard: from now on a link outside it counts."""
    shop = services.shop
    await shop.freshen(now=True)
    domains = tuple(dict.fromkeys(_domain(link) for link in data.links))
    changed = replace(shop.standard, allowed_links=domains, links_saved=True)
    async with services.writing() as session:
        saved = await save_standard(session, shop.brand, changed, author=principal.actor, at=services.clock.now())
        await audit.record(
            session,
            actor=principal.actor,
            action="standard.links",
            target=f"brand:{shop.brand}",
            details={"version": saved.version, "links": len(domains)},
            at=services.clock.now(),
        )
    shop.standards = {**shop.standards, saved.version: saved}
    shop.standard = saved
    return show_standard(shop, language)


def _domain(link: str) -> str:
    """The domain of what a person typed: ``https://www.shop.example/a`` → ``shop.example``."""
    bare = link.strip().lower().partition("://")[2] or link.strip().lower()
    domain = bare.split("/")[0].split("?")[0].split("@")[-1].split(":")[0].removeprefix("www.").strip(".")
    if "." not in domain or any(char.isspace() for char in domain):
        raise InvalidInput(f"{link!r} is no domain", where="links", mend="for example shop.example")
    return domain


@get("/progress", opt={"action": "read_progress"}, summary="How far long work has got")
async def read_progress(services: TheServices, language: Speaks) -> ProgressList:
    """Imports, embeddings and scoring in the background: done out of total."""
    async with services.reading() as session:
        steps = await progress(session)
    return ProgressList(
        items=tuple(
            ProgressView(
                name=step.name,
                label=progress_label(step.name, language),
                done=step.done,
                total=step.total,
                note=step.note,
                updated_at=step.updated_at,
            )
            for step in steps
        )
    )


router = Router(
    "/v1",
    route_handlers=[read_profile, write_profile, read_standard, write_standard, write_links, read_progress],
    tags=["shop"],
)
